"""Values as JSON and back, and the data document as canonical bytes.

JSON has no dates: a typed value is an object with one tag, ``{"$date": "2026-01-05"}``. Tags: ``$date``, ``$time``,
``$datetime``, ``$duration``, ``$yearsMonths`` (text as FEEL writes it), ``$range``, and ``$object`` around a context
that looks like a tag. :func:`value_to_json` gives plain JSON values for any JSON library, with ``$number`` for numbers
that are not whole; the bytes of :func:`dump_data` write such numbers exactly as JSON numbers.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

from immutables import Map

from engine.feel import Far, Range, YearsMonths
from engine.feel.temporal_text import (
    date_text,
    date_time_text,
    days_time_text,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
    time_text,
    years_months_text,
)
from engine.kernel.errors import KernelError
from engine.kernel.values import storable, whole_or_decimal


def value_to_json(value: Any) -> Any:
    """A value of the data document as plain JSON values. Raises UnstorableError for what cannot be kept."""
    return _tagged(storable(value), exact=False)


def value_from_json(value: Any) -> Any:
    """The inverse of :func:`value_to_json`; numbers written with a point become Decimal. Raises KernelError."""
    return _untagged(value)


def dump_data(data: Mapping[str, Any]) -> bytes:
    """The data document as canonical UTF-8 JSON: sorted keys, no spaces, exact numbers."""
    return json_bytes({name: storable(value) for name, value in data.items()})


def load_data(blob: bytes | str) -> Map[str, Any]:
    """The inverse of :func:`dump_data`. Raises KernelError for what it did not write."""
    return Map(read_json(blob))


def json_bytes(value: Mapping[str, Any]) -> bytes:
    """Canonical JSON of an object of storable values, typed values tagged."""
    try:
        text = _PLAIN.encode(value)
    except _TypedError:
        return _exactly(value)
    return _exactly(value) if '{"$' in text else text.encode()


class _TypedError(Exception):
    """The C encoder met a value that plain JSON does not have."""


def _typed(value: Any) -> Any:
    raise _TypedError(type(value).__name__)


_PLAIN = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False, default=_typed
)
"""Writes the same bytes as :func:`_exactly`, several times faster, for values without types of their own."""


def _exactly(value: Mapping[str, Any]) -> bytes:
    out: list[str] = []
    _write_members(value, out)  # the object itself is never a tag
    return "".join(out).encode()


def read_json(blob: bytes | str) -> dict[str, Any]:
    """An object written by :func:`json_bytes`. Raises KernelError."""
    try:
        raw = _DECODER.decode(blob if isinstance(blob, str) else blob.decode())
    except ValueError as error:
        raise KernelError("codec.syntax", f"this is not JSON: {error}") from error
    if not isinstance(raw, dict):
        raise KernelError("codec.shape", "an object is expected")
    marked = '"$' in blob if isinstance(blob, str) else b'"$' in blob
    return {name: _untagged(value) for name, value in raw.items()} if marked else raw


def _number(text: str) -> int | Decimal:
    return whole_or_decimal(Decimal(text))


_DECODER = json.JSONDecoder(parse_float=_number)


# writing


def _tag(value: Any) -> tuple[str, Any] | None:
    """Tag and content of a typed value; None for what JSON has itself."""
    make = _TAGS.get(type(value))
    return None if make is None else make(value)


def _range_content(value: Range) -> dict[str, Any]:
    return {
        "form": value.form,
        "high": value.high,
        "highClosed": value.high_closed,
        "low": value.low,
        "lowClosed": value.low_closed,
    }


def _far(value: Far) -> tuple[str, str]:
    return ("$datetime" if isinstance(value.base, datetime) else "$date"), (
        date_time_text(value) if isinstance(value.base, datetime) else date_text(value)
    )


_TAGS: dict[type, Callable[[Any], tuple[str, Any]]] = {
    date: lambda value: ("$date", date_text(value)),
    time: lambda value: ("$time", time_text(value)),
    datetime: lambda value: ("$datetime", date_time_text(value)),
    timedelta: lambda value: ("$duration", days_time_text(value)),
    YearsMonths: lambda value: ("$yearsMonths", years_months_text(value)),
    Far: _far,
    Range: lambda value: ("$range", _range_content(value)),
}


def _looks_tagged(value: Mapping[str, Any]) -> bool:
    return len(value) == 1 and next(iter(value)).startswith("$")


def _tagged(value: Any, *, exact: bool) -> Any:
    if isinstance(value, dict):
        inner = {name: _tagged(item, exact=exact) for name, item in value.items()}
        return {"$object": inner} if _looks_tagged(value) else inner
    if isinstance(value, list):
        return [_tagged(item, exact=exact) for item in value]
    if isinstance(value, Decimal):
        return {"$number": str(value)}
    tag = _tag(value)
    if tag is None:
        return value
    name, content = tag
    if isinstance(content, dict):
        content = {key: _tagged(item, exact=exact) for key, item in content.items()}
    return {name: content}


def _write(value: Any, out: list[str]) -> None:
    write = _WRITERS.get(type(value))
    if write is not None:
        write(value, out)
        return
    tag = _tag(value)
    if tag is None:
        raise KernelError("codec.type", f"a value of type {type(value).__name__} cannot be written")
    out.append(f'{{"{tag[0]}":')
    _write_plain(tag[1], out)
    out.append("}")


def _write_plain(content: Any, out: list[str]) -> None:
    if isinstance(content, dict):
        _write_members(content, out)
    else:
        out.append(encode_basestring(content))


def _write_object(value: Mapping[str, Any], out: list[str]) -> None:
    if _looks_tagged(value):
        out.append('{"$object":')
        _write_members(value, out)
        out.append("}")
    else:
        _write_members(value, out)


def _write_members(value: Mapping[str, Any], out: list[str]) -> None:
    mark = "{"
    for name in sorted(value):
        out.append(mark + encode_basestring(name) + ":")
        _write(value[name], out)
        mark = ","
    out.append("{}" if mark == "{" else "}")


def _write_list(value: list[Any], out: list[str]) -> None:
    mark = "["
    for item in value:
        out.append(mark)
        _write(item, out)
        mark = ","
    out.append("[]" if mark == "[" else "]")


_WRITERS: dict[type, Callable[[Any, list[str]], None]] = {
    str: lambda value, out: out.append(encode_basestring(value)),
    int: lambda value, out: out.append(str(value)),
    bool: lambda value, out: out.append("true" if value else "false"),
    type(None): lambda _value, out: out.append("null"),
    Decimal: lambda value, out: out.append(str(value)),
    dict: _write_object,
    list: _write_list,
    tuple: lambda value, out: _write_list(list(value), out),
}


# reading


def _untagged(value: Any) -> Any:
    if isinstance(value, dict):
        if _looks_tagged(value):
            return _read_tag(*next(iter(value.items())))
        return {name: _untagged(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_untagged(item) for item in value]
    return storable(value)


def _read_tag(tag: str, content: Any) -> Any:
    read = _READERS.get(tag)
    if read is None:
        raise KernelError("codec.tag", f"{tag} is not a known kind of value")
    try:
        value = read(content)
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
        value = None
    if value is None:
        raise KernelError("codec.value", f"{content!r} is not a value of kind {tag}")
    return value


def _read_range(content: Mapping[str, Any]) -> Range:
    low, high = _untagged(content["low"]), _untagged(content["high"])
    return Range(low, high, content["lowClosed"], content["highClosed"], content["form"])


_READERS: dict[str, Callable[[Any], Any]] = {
    "$date": parse_date,
    "$time": parse_time,
    "$datetime": parse_date_time,
    "$duration": parse_duration,
    "$yearsMonths": parse_duration,
    "$range": _read_range,
    "$number": _number,
    "$object": lambda content: {name: _untagged(item) for name, item in content.items()},
}
