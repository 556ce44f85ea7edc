"""JSON pointers (RFC 6901) into data and definitions, and the names and ids of HTML controls made from them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def pointer_of(parts: Iterable[object]) -> str:
    """The pointer of a path of keys and indexes; the whole document is the empty text."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def parts_of(pointer: str) -> tuple[str, ...]:
    """The path of a pointer."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])


def is_index(part: str) -> bool:
    """Whether a step of a path is a row number (ASCII digits only: int() refuses other digits isdigit() allows)."""
    return part.isascii() and part.isdigit() and len(part) <= 9


def look_up(document: Any, parts: Iterable[str]) -> Any:
    """What a path leads to. Raises KeyError when it leads nowhere."""
    for part in parts:
        if isinstance(document, Mapping) and part in document:
            document = document[part]
        elif isinstance(document, list) and is_index(part) and int(part) < len(document):
            document = document[int(part)]
        else:
            raise KeyError(part)
    return document


def control_name(path: Sequence[str | int]) -> str:
    """The name of the control for a value, as posted: ``papers.0.kind``."""
    return ".".join(str(part) for part in path)


def control_id(path: Sequence[str | int]) -> str:
    """The element id of the control for a value: ``f-papers-0-kind``."""
    return "f-" + "-".join(str(part) for part in path)


def is_within(pointer: str, ancestor: str) -> bool:
    """Whether a pointer is another or lies below it."""
    return pointer == ancestor or pointer.startswith(ancestor + "/")
