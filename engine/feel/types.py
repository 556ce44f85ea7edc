"""FEEL types: conformance, `instance of` and coercion (DMN 1.5, 10.3.2.9)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.feel.functions import REFUSED
from engine.feel.syntax import TypeNode
from engine.feel.temporal import midnight_utc
from engine.feel.values import (
    BOOLEAN,
    CONTEXT,
    DATE,
    DATE_TIME,
    DAYS_TIME,
    FUNCTION,
    LIST,
    NULL,
    NUMBER,
    RANGE,
    STRING,
    TIME,
    YEARS_MONTHS,
    Function,
    Range,
    kind,
    norm,
)

ANY = "Any"


@dataclass(frozen=True, slots=True)
class FeelType:
    """A type: a kind, `Any`, or a kind with the types of its parts.

    `item` is for lists and ranges, `fields` for contexts (None: any context), `parameters` and `result` for functions
    (None: any), `allowed` a test that further restricts the values (it does not count for `instance of`).
    """

    kind: str
    item: "FeelType | None" = None
    fields: "tuple[tuple[str, FeelType], ...] | None" = None
    parameters: "tuple[FeelType, ...] | None" = None
    result: "FeelType | None" = None
    allowed: Callable[[object], bool] | None = None
    name: str = ""

    def __str__(self) -> str:
        return self.name or (f"{self.kind}<{self.item}>" if self.item else self.kind)


ANY_TYPE = FeelType(ANY)

SIMPLE: Mapping[str, FeelType] = {
    ANY: ANY_TYPE,
    "Null": FeelType(NULL),
    **{name: FeelType(name) for name in (BOOLEAN, NUMBER, STRING, DATE, TIME, DATE_TIME, DAYS_TIME, YEARS_MONTHS)},
    **{name: FeelType(name) for name in (LIST, CONTEXT, RANGE, FUNCTION)},
    # names other tools and older DMN versions write
    "any": ANY_TYPE,
    "null": FeelType(NULL),
    "dateTime": FeelType(DATE_TIME),
    "dayTimeDuration": FeelType(DAYS_TIME),
    "yearMonthDuration": FeelType(YEARS_MONTHS),
    "days and time duration": FeelType(DAYS_TIME),
}
"""The types every expression knows."""


class UnknownTypeError(ValueError):
    """A type name nobody defined."""

    def __init__(self, name: str, at: int) -> None:
        super().__init__(f"the type {name!r} is not known")
        self.at = at


def resolve(node: TypeNode, types: Mapping[str, FeelType]) -> FeelType:
    """The type a type expression means; `types` are the named ones beyond FEEL's own."""
    parts = tuple(resolve(part, types) for part in node.parts)
    if node.name in (LIST, RANGE) and len(parts) == 1:
        return FeelType(node.name, item=parts[0])
    if node.name == CONTEXT and node.part_names:
        return FeelType(CONTEXT, fields=tuple(zip(node.part_names, parts, strict=True)))
    if node.name == FUNCTION and parts:
        return FeelType(FUNCTION, parameters=parts[:-1], result=parts[-1])
    known = types.get(node.name) or SIMPLE.get(node.name)
    if known is None or parts:
        raise UnknownTypeError(node.name, node.at)
    return known


def conforms(value: object, type_: FeelType) -> bool:
    """Whether a value belongs to a type, allowed values not considered; null belongs to every type."""
    if value is None or type_.kind == ANY:
        return True
    of = kind(value)
    return of == type_.kind and _PARTS.get(of, _no_parts)(value, type_)


def instance_of(value: object, type_: FeelType) -> bool:
    """FEEL `instance of`: like `conforms`, but null is an instance of Null only."""
    if value is None:
        return type_.kind == NULL
    return conforms(value, type_)


def _no_parts(_value: object, _type: FeelType) -> bool:
    return True


def _list_conforms(value: list[object], type_: FeelType) -> bool:
    item = type_.item
    return item is None or all(_allowed(element, item) for element in value)


def _context_conforms(value: Mapping[str, object], type_: FeelType) -> bool:
    if type_.fields is None:
        return True
    return all(name in value and _allowed(value[name], field) for name, field in type_.fields)


def _range_conforms(value: Range, type_: FeelType) -> bool:
    return type_.item is None or (conforms(value.low, type_.item) and conforms(value.high, type_.item))


def _function_conforms(value: Function, type_: FeelType) -> bool:
    if type_.parameters is None or value.parameters is None:
        return True
    return len(value.parameters) == len(type_.parameters)


def _allowed(value: object, type_: FeelType) -> bool:
    return conforms(value, type_) and (value is None or type_.allowed is None or type_.allowed(value))


_PARTS: dict[str, Callable[..., bool]] = {
    LIST: _list_conforms,
    CONTEXT: _context_conforms,
    RANGE: _range_conforms,
    FUNCTION: _function_conforms,
}


def coerce(value: object, type_: FeelType) -> object:
    """The value as the type wants it, or REFUSED.

    A value that conforms stays; a list of one becomes its element, a value a list of one, a date a date and time.
    """
    value = norm(value)
    if conforms(value, type_):
        return value if type_.allowed is None or value is None or type_.allowed(value) else REFUSED
    if type_.kind == LIST:
        return REFUSED if isinstance(value, list | tuple) else _listed(value, type_)
    if isinstance(value, list | tuple):
        return coerce(value[0], type_) if len(value) == 1 and not isinstance(value[0], list | tuple) else REFUSED
    if type_.kind == DATE_TIME and kind(value) == DATE:
        return coerce(midnight_utc(value), type_)  # type: ignore[arg-type]
    return REFUSED


def _listed(value: object, type_: FeelType) -> object:
    item = REFUSED if value is None else coerce(value, type_.item or ANY_TYPE)
    return REFUSED if item is REFUSED else coerce([item], type_)
