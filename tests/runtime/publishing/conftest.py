"""Small changes of a shipped package, as new versions of it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from process_models.files import read_folder

LIBRARY = Path(__file__).parents[3] / "process_models" / "library"
CODE = "2.000815"
Made = dict[str, bytes]


def changed(version: str, **settings: Any) -> Made:
    """The certified-copy package as another version."""
    files = read_folder(LIBRARY / CODE)
    procedure = json.loads(files["procedure.json"]) | {"version": version} | settings
    return {**files, "procedure.json": json.dumps(procedure, ensure_ascii=False).encode()}


@pytest.fixture
def make() -> Callable[..., Made]:
    return changed
