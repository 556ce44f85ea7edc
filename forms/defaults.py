"""The answers a new form starts with: ``default`` of each property, and computed fields."""

from collections.abc import Mapping
from typing import Any

from engine.feel import FeelEnv
from forms.conditions import clean
from forms.infer import keyword
from forms.model import Field, Form, Widget


def defaults(form: Form, facts: Mapping[str, Any] | None = None, env: FeelEnv | None = None) -> dict[str, Any]:
    """The starting answers, cleaned of what is hidden."""
    return clean(form, _of(form.fields), facts, env)


def _of(fields: tuple[Field, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in fields:
        value = keyword(one.schema, "default")
        if value is None and one.widget is Widget.GROUP:
            value = _of(one.fields) or None
        if value is not None:
            found[one.key] = value
    return found
