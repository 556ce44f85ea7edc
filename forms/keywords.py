"""The JSON Schema validator of forms: 2020-12 with patterns in RE2, decimals as numbers, our formats, and one error
per missing or unexpected property, placed at that property.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from jsonschema import FormatChecker, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import Draft202012Validator, extend

from forms.infer import FILE_ID, PARTIAL_DATE
from forms.patterns import matches

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,64}@[^\s@.]{1,63}(?:\.[^\s@.]{1,63}){1,8}")
_FILE = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def _required(_: Any, names: list[str], instance: Any, __: Any) -> Iterator[ValidationError]:
    if isinstance(instance, Mapping):
        for name in names:
            if name not in instance:
                yield ValidationError("missing", validator="required", path=[name])


def _dependent_required(_: Any, needs: Mapping[str, list[str]], instance: Any, __: Any) -> Iterator[ValidationError]:
    if isinstance(instance, Mapping):
        for name, needed in needs.items():
            for other in needed if name in instance else ():
                if other not in instance:
                    yield ValidationError("missing", validator="required", path=[other])


def _pattern(_: Any, pattern: str, instance: Any, __: Any) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not matches(pattern, instance):
        yield ValidationError("does not match")


def _pattern_properties(validator: Any, members: Mapping[str, Any], instance: Any, _: Any) -> Iterator[ValidationError]:
    if isinstance(instance, Mapping):
        for pattern, member in members.items():
            for name, value in instance.items():
                if matches(pattern, name):
                    yield from validator.descend(value, member, path=name, schema_path=pattern)


def _additional(validator: Any, rule: Any, instance: Any, schema: Mapping[str, Any]) -> Iterator[ValidationError]:
    if not isinstance(instance, Mapping):
        return
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    for name, value in instance.items():
        if name in known or any(matches(pattern, name) for pattern in patterns):
            continue
        if rule is False:
            yield ValidationError("unknown", validator="unknown", path=[name])
        elif isinstance(rule, Mapping):
            yield from validator.descend(value, rule, path=name)


def _number(_: Any, instance: Any) -> bool:
    return isinstance(instance, (int, float, Decimal)) and not isinstance(instance, bool)


def _integer(_: Any, instance: Any) -> bool:
    return _number(_, instance) and instance == instance.__trunc__() if _finite(instance) else False


def _finite(instance: Any) -> bool:
    if isinstance(instance, Decimal):
        return instance.is_finite()
    return isinstance(instance, (int, float)) and instance - instance == 0


def _is_date(text: object) -> bool:
    if not isinstance(text, str):
        return True
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_partial_date(text: object) -> bool:
    """Whether a text is ``1980``, ``1980-05`` or ``1980-05-02`` and exists."""
    match = _PARTIAL.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return not isinstance(text, str)
    return _is_date(f"{match[1]}-{match[2] or '01'}-{match[3] or '01'}")


def _formats() -> FormatChecker:
    checker = FormatChecker(formats=("time", "date-time", "uuid", "ipv4", "ipv6"))
    checker.checks("date")(_is_date)
    checker.checks(PARTIAL_DATE)(is_partial_date)
    checker.checks("email")(lambda text: not isinstance(text, str) or bool(_EMAIL.fullmatch(text)))
    checker.checks(FILE_ID)(lambda text: not isinstance(text, str) or bool(_FILE.fullmatch(text)))
    return checker


_FORMATS = _formats()
FormValidator: type[Validator] = extend(  # type: ignore[no-untyped-call] # the library gives it no types
    Draft202012Validator,
    {
        "required": _required,
        "dependentRequired": _dependent_required,
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "additionalProperties": _additional,
    },
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("number", _number).redefine("integer", _integer),
)
"""The validator class; its schemas come from ``resolve`` and hold no references."""


def validator_of(schema: dict[str, Any]) -> Validator:
    """A validator with our formats asserted."""
    return FormValidator(schema, format_checker=_FORMATS)
