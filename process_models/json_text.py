"""JSON as people write it: strict reading with line and column, and the line of any JSON pointer.

Numbers with a fraction become ``Decimal``: money and hours are never binary floats. A key given twice is refused,
because only one of the two would count.
"""

import json
import re
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

MAX_DEPTH: Final = 100
MAX_DIGITS: Final = 400
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+|\n', re.DOTALL)
_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKET: Final = re.compile(r"[\[\]{}]")


class JsonTextError(Exception):
    """Text that is not JSON; ``line`` and ``column`` count from 1."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(f"line {line}, column {column}: {message}")
        self.message = message
        self.line = line
        self.column = column


def parse_json(data: bytes) -> Any:
    """The value of UTF-8 JSON text. Raises JsonTextError: syntax, duplicate keys, NaN, depth, not UTF-8."""
    text = _decode(data)
    _refuse_depth(text)
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_number, parse_int=_integer
        )
    except json.JSONDecodeError as error:
        raise JsonTextError(error.msg, error.lineno, error.colno) from error
    except _DuplicateKeyError as error:
        raise JsonTextError(f'the key "{error.key}" stands twice in one object', *_second(text, error.key)) from error


def pointer_line(data: bytes, pointer: str) -> int:
    """Line (from 1) on which the value of a JSON pointer begins; the nearest parent's when it does not exist."""
    lines = _lines_of(data)
    while pointer and pointer not in lines:
        pointer = pointer.rpartition("/")[0]
    return lines.get(pointer, 1)


@lru_cache(maxsize=16)
def _lines_of(data: bytes) -> dict[str, int]:
    return _lines(_decode(data))


def pointer_of(path: "list[str | int] | tuple[str | int, ...]") -> str:
    """The JSON pointer (RFC 6901) of a path of keys and indexes."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def canonical_json(value: Any) -> str:
    """One text for equal data: keys in order, no spaces, decimals as they were written."""
    try:
        return _ENCODER.encode(value)
    except TypeError:
        return _with_decimals(value)  # the encoder knows none; it is ten times as fast on everything else


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _with_decimals(value: Any) -> str:
    match value:
        case dict():
            rows = (f"{json.dumps(key, ensure_ascii=False)}:{_with_decimals(value[key])}" for key in sorted(value))
            return "{" + ",".join(rows) + "}"
        case list():
            return "[" + ",".join(map(_with_decimals, value)) + "]"
        case Decimal():
            return str(value)
        case _:
            return json.dumps(value, ensure_ascii=False)


class _DuplicateKeyError(ValueError):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise JsonTextError("the file is not UTF-8 text", line) from error


def _refuse_depth(text: str) -> None:
    depth = deepest = 0
    for bracket in _BRACKET.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        _refuse_at_line(text)


def _refuse_at_line(text: str) -> None:
    depth = 0
    line = 1
    for match in _TOKEN.finditer(text):
        lexeme = match[0]
        line += lexeme.count("\n")
        depth += (lexeme in "[{") - (lexeme in "]}")
        if depth > MAX_DEPTH:
            raise JsonTextError(f"more than {MAX_DEPTH} levels of nesting", line)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _DuplicateKeyError(key)
        found[key] = value
    return found


def _constant(text: str) -> Any:
    raise JsonTextError(f"{text} is not a JSON number")


def _number(text: str) -> Decimal:
    if len(text) > MAX_DIGITS:
        raise JsonTextError("a number with too many digits")
    value = Decimal(text)
    if value and abs(value.adjusted()) > MAX_DIGITS:
        raise JsonTextError("a number that is too large or too small")
    return value


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise JsonTextError("a number with too many digits")
    return int(text)


def _second(text: str, key: str) -> tuple[int, int]:
    """Where the first repeated key of that name stands; names repeat across objects, so follow the nesting."""
    seen: list[set[str]] = []
    line = 1
    start_of_line = 0
    previous = ""
    for match in _TOKEN.finditer(text):
        lexeme = match[0]
        if lexeme == "\n":
            line, start_of_line = line + 1, match.end()
            continue
        if lexeme == "{":
            seen.append(set())
        elif lexeme == "}":
            seen.pop()
        elif lexeme == ":" and json.loads(previous) == key:
            if key in seen[-1]:
                return line, max(1, match.start() - start_of_line - len(previous) + 1)
            seen[-1].add(key)
        previous = lexeme
    return 1, 1


def _lines(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    frames: list[tuple[str, int]] = []  # pointer of the open container and index of its next element (-1: object)
    key: str | None = None
    pending: str | None = None
    line = 1
    for match in _TOKEN.finditer(text):
        lexeme = match[0]
        if lexeme == "\n":
            line += 1
        elif lexeme == ":":
            key, pending = pending, None
        elif lexeme in "]}":
            frames.pop()
        elif lexeme == ",":
            if frames[-1][1] >= 0:
                frames[-1] = (frames[-1][0], frames[-1][1] + 1)
        elif frames and frames[-1][1] < 0 and key is None:
            pending = json.loads(lexeme)
        else:
            at = "" if not frames else frames[-1][0] + pointer_of((key if frames[-1][1] < 0 else frames[-1][1],))  # type: ignore[arg-type]
            found[at] = line
            key = None
            if lexeme in "[{":
                frames.append((at, 0 if lexeme == "[" else -1))
    return found
