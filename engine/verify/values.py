"""Representatives: the few values of a place that can make a difference, made from its schema and its comparisons."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice, product
from typing import Any

from engine.verify.reading import ITEM, NOW, Path, Test

Asked = Mapping[Path, tuple[Test, ...]]
"""What is asked of a place and of what it holds, by the rest of the path."""

MOST = 24
"""Different values of one place."""
_SAMPLES: Mapping[str, Any] = {
    "date": "2026-01-05",
    "date-time": "2026-01-05T08:00:00+07:00",
    "time": "08:00:00",
    "partial-date": "2026",
    "email": "cong.dan@example.vn",
    "uri": "https://example.vn/",
    "uuid": "0190a0b0-0000-7000-8000-000000000001",
    "file-id": "0190a0b0-0000-7000-8000-000000000002",
    "duration": "P1D",
}
_TEXT = "Nguyễn Văn An, số 1 đường Trần Phú, phường Minh Khai, thành phố Hà Giang"


def representatives(schema: Mapping[str, Any], asked: Asked, example: Any = None) -> list[Any]:
    """Values of a schema that together give every comparison each of its results; one where nothing is asked."""
    if not asked:
        return [minimal(schema) if example is None else example]
    found = list(islice(_distinct(_values(schema, asked, example)), MOST))
    return found or [minimal(schema)]


def guessed(asked: Asked) -> list[Any]:
    """Values for a place without a schema (a service's result, a message's payload), from how it is used."""
    kind = _kind(asked)
    if kind == "object":
        keys = sorted({path[0] for path in asked if path and path[0] != ITEM})
        parts = [guessed(_inside(asked, key)) for key in keys]
        return [dict(zip(keys, one, strict=True)) for one in islice(product(*parts), MOST)]
    if kind == "array":
        return _arrays({"type": "array", "minItems": 0}, asked, None)
    return list(islice(_distinct(_scalars({"type": kind}, asked.get((), ()))), MOST))


def minimal(schema: Mapping[str, Any]) -> Any:
    """A small value that fits the schema as far as a schema tells (patterns are not solved)."""
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return schema["enum"][0]
    for key in ("oneOf", "anyOf"):
        if schema.get(key):
            return minimal({**{k: v for k, v in schema.items() if k != key}, **schema[key][0]})
    make = _MINIMAL.get(_type(schema))
    return None if make is None else make(schema)


def _type(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "null")
    if kind is None:
        kind = "object" if "properties" in schema else "array" if "items" in schema else "string"
    return str(kind)


def _text(schema: Mapping[str, Any]) -> str:
    sample = _SAMPLES.get(schema.get("format", ""))
    if sample is not None:
        return str(sample)
    least, most = schema.get("minLength", 1), schema.get("maxLength", 200)
    if schema.get("pattern"):
        return ("0" * max(int(least), 1))[: int(most)]
    return (_TEXT * (int(least) // len(_TEXT) + 1))[: max(int(least), min(int(most), 9))]


def _number(schema: Mapping[str, Any]) -> Any:
    low = schema.get("minimum")
    if low is None and "exclusiveMinimum" in schema:
        low = schema["exclusiveMinimum"] + 1
    high = schema.get("maximum")
    value = 1 if low is None else low
    return value if high is None else min(value, high)


def _object(schema: Mapping[str, Any]) -> dict[str, Any]:
    properties = schema.get("properties", {})
    return {key: minimal(properties[key]) for key in schema.get("required", ()) if key in properties}


def _array(schema: Mapping[str, Any]) -> list[Any]:
    return [minimal(schema.get("items", {})) for _ in range(schema.get("minItems", 0))]


_MINIMAL: Mapping[str, Any] = {
    "string": _text,
    "number": _number,
    "integer": _number,
    "boolean": lambda _schema: True,
    "object": _object,
    "array": _array,
}


# values that differ


def _values(schema: Mapping[str, Any], asked: Asked, example: Any) -> Iterator[Any]:
    if "const" in schema:
        yield schema["const"]
        return
    if schema.get("enum"):
        yield from schema["enum"]
        return
    for key in ("oneOf", "anyOf"):
        if schema.get(key):
            rest = {k: v for k, v in schema.items() if k != key}
            for one in schema[key]:
                yield from _values({**rest, **one}, asked, None)
            return
    kind = _type(schema)
    if kind == "object":
        yield from _objects(schema, asked, example)
    elif kind == "array":
        yield from _arrays(schema, asked, example)
    else:
        yield from _scalars(schema, asked.get((), ()), example)


def _objects(schema: Mapping[str, Any], asked: Asked, example: Any) -> Iterator[Any]:
    properties, required = schema.get("properties", {}), frozenset(schema.get("required", ()))
    base = dict(example) if isinstance(example, Mapping) else _object(schema)
    keys = sorted({path[0] for path in asked if path} & set(properties))
    parts: list[list[Any]] = []
    for key in keys:
        values = representatives(properties[key], _inside(asked, key), base.get(key))
        parts.append(values if key in required else [*values, ABSENT])
    for one in islice(product(*parts), MOST):
        chosen = dict(zip(keys, one, strict=True))
        whole = {**base, **chosen}
        yield {key: value for key, value in whole.items() if value is not ABSENT}


def _arrays(schema: Mapping[str, Any], asked: Asked, example: Any) -> list[Any]:
    items = schema.get("items") or {}
    inner = {path[1:]: tests for path, tests in asked.items() if path[:1] == (ITEM,)}
    inner |= {path: tests for path, tests in asked.items() if path and path[0] != ITEM and path not in inner}
    sample = example[0] if isinstance(example, list) and example else None
    kinds = (
        (representatives(items, inner, sample) if items else guessed(inner))
        if inner
        else [minimal(items) if sample is None else sample]
    )
    least, most = schema.get("minItems", 0), schema.get("maxItems", 50)
    wanted = {least, max(least, 1)}
    for test in asked.get((), ()):
        if test.op.startswith("count"):
            wanted |= {min(max(least, 1) + 1, most)}
            if isinstance(test.value, int):
                wanted |= {test.value - 1, test.value, test.value + 1}
    sizes = sorted(size for size in wanted if least <= size <= min(most, 5))
    usual = max(least, 1)  # each kind of element once; other lengths need only one
    return [[one] * size for size in sizes for one in (kinds if size == usual else kinds[:1])]


def _scalars(schema: Mapping[str, Any], tests: Iterable[Test], example: Any = None) -> Iterator[Any]:
    kind = _type(schema)
    compared = [test for test in tests if not test.op.startswith("count")]
    lengths = [test for test in tests if test.op.startswith("count")]
    base = minimal(schema) if example is None else example
    if kind == "boolean":
        yield from (True, False)
        return
    if kind in ("number", "integer"):
        some = (0, 1, 2) if lengths else ()  # it says how many: few are enough
        numbers = (*some, *(() if some and not compared else _numbers(schema, compared, base)))
        yield from (value for value in numbers if _fits(schema, value))
    elif schema.get("format") in ("date", "date-time"):
        yield from _dates(schema, compared, base)
    elif kind == "string":
        for test in compared:
            if isinstance(test.value, str) and _fits_text(schema, test.value):
                yield test.value
        yield base
        if any(test.op == "any" for test in compared):  # compared with other data: equal and different
            yield minimal(schema)
            yield _another(schema, minimal(schema))
        for test in lengths:
            if isinstance(test.value, int) and 0 < test.value < 500:
                yield "x" * test.value
                yield "x" * (test.value + 1)
    else:
        yield base


def _another(schema: Mapping[str, Any], text: str) -> str:
    """A text that differs, as far as the schema is known to allow it."""
    if schema.get("pattern") or schema.get("format"):
        return text
    longer = f"{text} 2"
    return longer if _fits_text(schema, longer) else text[:-1] or text


_SIDES: Mapping[str, tuple[int, ...]] = {
    ">": (0, 1),
    "<=": (0, 1),
    "<": (-1, 0),
    ">=": (-1, 0),
    "=": (0, 1),
    "!=": (0, 1),
}


def _numbers(schema: Mapping[str, Any], tests: Iterable[Test], base: Any) -> Iterator[Any]:
    yield base
    step = schema.get("multipleOf", 1)
    for test in tests:
        if isinstance(test.value, int | Decimal | float) and not isinstance(test.value, bool):
            for side in _SIDES.get(test.op, (-1, 0, 1)):
                yield test.value + side * step
        elif test.op == "any":
            yield _number(schema)
            yield _number(schema) + step


def _dates(schema: Mapping[str, Any], tests: Iterable[Test], base: Any) -> Iterator[Any]:
    yield base
    for test in tests:
        if test.value is NOW or test.op == "any":
            for year in (2000, 2025, 2026, 2060):
                yield _dated(schema, date(year, 1, 5))
        elif isinstance(test.value, str):
            at = _day(test.value)
            if at is not None:
                for side in _SIDES.get(test.op, (-1, 0, 1)):
                    yield _dated(schema, at + timedelta(days=side))


def _day(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _dated(schema: Mapping[str, Any], day: date) -> str:
    return day.isoformat() if schema.get("format") == "date" else f"{day.isoformat()}T08:00:00+07:00"


def _fits(schema: Mapping[str, Any], value: Any) -> bool:
    """Within the bounds of a numeric schema."""
    if schema.get("type") == "integer" and value != int(value):
        return False
    low, high = schema.get("minimum", value), schema.get("maximum", value)
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    if not low <= value <= high:
        return False
    return (above is None or bool(value > above)) and (below is None or bool(value < below))


def _fits_text(schema: Mapping[str, Any], value: str) -> bool:
    return int(schema.get("minLength", 0)) <= len(value) <= int(schema.get("maxLength", len(value)))


def _inside(asked: Asked, key: str) -> dict[Path, tuple[Test, ...]]:
    """What is asked of a member; of a list's elements, what is asked of each."""
    return {path[1:]: tests for path, tests in asked.items() if path[:1] == (key,)}


def _kind(asked: Asked) -> str:
    """What a place must be to be used so."""
    if any(path and path[0] != ITEM for path in asked):
        return "object"
    own = asked.get((), ())
    if any(path for path in asked) or any(test.op.startswith("count") for test in own):
        return "array"
    values = [test.value for test in own if test.value is not None and test.value is not NOW]
    if any(isinstance(value, bool) for value in values) or any(test.op == "true" for test in own):
        return "boolean"
    if any(isinstance(value, int | Decimal | float) for value in values):
        return "number"
    if not values and any(test.op == "any" for test in own):
        return "number"
    return "string"


def _distinct(values: Iterable[Any]) -> Iterator[Any]:
    seen: set[str] = set()
    for value in values:
        key = f"{type(value).__name__}:{value!r}"
        if key not in seen:
            seen.add(key)
            yield value


class _Absent:
    def __repr__(self) -> str:
        return "absent"


ABSENT = _Absent()
"""A question that is left empty."""
