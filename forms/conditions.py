"""Which fields are visible, what the computed ones hold, and the answers cleaned accordingly.

Hidden fields' keys are removed and computed values replaced, again until nothing changes: removing one answer can hide
another question. A round removes or recomputes something or is the last; ``MOST_ROUNDS`` bounds computed circles.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.feel import FeelEnv
from forms.expressions import Scope, inner, is_true, scope_of, value_of, with_words
from forms.model import Field, Form, Section, Widget
from forms.pointers import pointer_of

MOST_ROUNDS = 12
Path = tuple[str | int, ...]
_WHOLE = frozenset({Widget.INT, Widget.MONEY})


def clean(
    form: Form, data: Mapping[str, Any], facts: Mapping[str, Any] | None = None, env: FeelEnv | None = None
) -> dict[str, Any]:
    """The answers without the keys of hidden fields and with computed fields evaluated; the input is not changed."""
    feel = with_words(env)
    current: dict[str, Any] = _copy(data)
    for _ in range(MOST_ROUNDS):
        scope = scope_of(current, facts)
        cleaned = dict(current)
        for section in form.sections:
            _clean_section(section, cleaned, scope, feel)
        if cleaned == current:
            break
        current = cleaned
    return current


def visible_fields(
    form: Form, data: Mapping[str, Any], facts: Mapping[str, Any] | None = None, env: FeelEnv | None = None
) -> frozenset[str]:
    """The pointers of all visible fields, those in groups and rows included, for these answers."""
    feel = with_words(env)
    scope = scope_of(data, facts)
    found: set[str] = set()
    for section in form.sections:
        if shown(section, scope, feel):
            _visible(section.fields, data, (), scope, feel, found)
    return frozenset(found)


def shown(one: Field | Section, scope: Scope, env: FeelEnv) -> bool:
    """Whether a field or section is visible: no condition, or one that is true (null hides)."""
    return one.visible is None or is_true(one.visible, scope, env)


def _visible(fields: tuple[Field, ...], data: Any, path: Path, scope: Scope, env: FeelEnv, found: set[str]) -> None:
    for one in fields:
        if not shown(one, scope, env):
            continue
        here = (*path, one.key)
        found.add(pointer_of(here))
        value = data.get(one.key) if isinstance(data, Mapping) else None
        if one.widget is Widget.GROUP:
            _visible(one.fields, value, here, inner(scope, value), env, found)
        elif one.widget is Widget.LIST and isinstance(value, list):
            for index, row in enumerate(value):
                _visible(one.fields, row, (*here, index), inner(scope, row), env, found)


def _clean_section(section: Section, data: dict[str, Any], scope: Scope, env: FeelEnv) -> None:
    if shown(section, scope, env):
        _clean_fields(section.fields, data, scope, env)
    else:
        for one in section.fields:
            data.pop(one.key, None)


def _clean_fields(fields: tuple[Field, ...], data: dict[str, Any], scope: Scope, env: FeelEnv) -> None:
    for one in fields:
        if not shown(one, scope, env):
            data.pop(one.key, None)
        elif one.computed is not None:
            value = _stored(one, value_of(one.computed, scope, env))
            if value is None:
                data.pop(one.key, None)
            else:
                data[one.key] = value
        elif one.fields and one.key in data:
            data[one.key] = _clean_inside(one, data[one.key], scope, env)


def _clean_inside(one: Field, value: Any, scope: Scope, env: FeelEnv) -> Any:
    if isinstance(value, list):
        return [_clean_inside(one, row, scope, env) for row in value]
    if not isinstance(value, Mapping):
        return value
    cleaned = dict(value)
    _clean_fields(one.fields, cleaned, inner(scope, value), env)
    return cleaned


def _stored(one: Field, value: Any) -> Any:
    """A computed value as it is kept: whole numbers as integers, temporal values as ISO text."""
    if isinstance(value, Decimal) and one.widget in _WHOLE and value == value.to_integral_value():
        return int(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _copy(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {key: _copy(value) for key, value in data.items()}
    return [_copy(item) for item in data] if isinstance(data, list) else data
