from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from engine.feel import FeelEnv
from forms import Form, library, read_form

ENV = FeelEnv(now=datetime(2026, 11, 21, 9, tzinfo=UTC))


def text(vi: str, en: str = "") -> dict[str, str]:
    return {"vi": vi, "en": en or vi}


def make(properties: Mapping[str, Any], fields: list[dict[str, Any]], *, rules: Any = (), **schema: Any) -> Form:
    """A form of one section; fields without a label get their key as one."""
    ui = {
        "title": text("Biểu mẫu", "Form"),
        "sections": [
            {
                "key": "main",
                "title": text("Chính", "Main"),
                "fields": [{"label": text(f["field"].capitalize()), **f} for f in fields],
            }
        ],
        "rules": list(rules),
    }
    return read_form({"type": "object", "properties": properties, **schema}, ui, library())


@pytest.fixture(scope="session")
def env() -> FeelEnv:
    return ENV
