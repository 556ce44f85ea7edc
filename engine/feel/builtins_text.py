"""String built-ins (DMN 1.5, table 74)."""

from collections.abc import Iterator
from decimal import Decimal

from engine.feel.functions import builtin
from engine.feel.problems import REGEX, FeelError, Run
from engine.feel.regex import compiled


def whole(number: Decimal, what: str) -> int:
    """A number as an integer of reasonable size; a fraction is cut off."""
    if abs(number) > 10**12:
        raise FeelError(f"the {what} {number:.6e} is too large")
    return int(number)


@builtin("substring", "string: string, start position: number, length?: number")
def _substring(_run: Run, text: str, start: Decimal, length: Decimal | None = None) -> str:
    first = whole(start, "start position")
    if first == 0 or abs(first) > len(text):
        raise FeelError(f"a text of {len(text)} characters has no position {first}")
    rest = text[first - 1 if first > 0 else first :]
    if length is None:
        return rest
    count = whole(length, "length")
    if count < 1:
        raise FeelError("the length must be at least 1")
    return rest[:count]


@builtin("string length", "string: string")
def _string_length(_run: Run, text: str) -> int:
    return len(text)


@builtin("upper case", "string: string")
def _upper_case(_run: Run, text: str) -> str:
    return text.upper()


@builtin("lower case", "string: string")
def _lower_case(_run: Run, text: str) -> str:
    return text.lower()


@builtin("substring before", "string: string, match: string")
def _substring_before(_run: Run, text: str, match: str) -> str:
    before, found, _ = text.partition(match) if match else ("", "", "")
    return before if found else ""


@builtin("substring after", "string: string, match: string")
def _substring_after(_run: Run, text: str, match: str) -> str:
    return text.partition(match)[2] if match else text


@builtin("contains", "string: string, match: string")
def _contains(_run: Run, text: str, match: str) -> bool:
    return match in text


@builtin("starts with", "string: string, match: string")
def _starts_with(_run: Run, text: str, match: str) -> bool:
    return text.startswith(match)


@builtin("ends with", "string: string, match: string")
def _ends_with(_run: Run, text: str, match: str) -> bool:
    return text.endswith(match)


@builtin("matches", "input: string, pattern: string, flags?: string | null")
def _matches(_run: Run, text: str, pattern: str, flags: str | None = None) -> bool:
    return compiled(pattern, flags or "").search(text) is not None


@builtin("replace", "input: string, pattern: string, replacement: string, flags?: string | null")
def _replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    program = _never_empty(pattern, flags or "")
    parts = [replacement] if "q" in (flags or "") else _replacement(replacement, program.groups)
    pieces: list[str] = []
    size = end = 0
    for found in program.finditer(text):
        pieces.append(text[end : found.start()])
        put = "".join(part if isinstance(part, str) else found.group(part) or "" for part in parts)
        pieces.append(put)
        size += len(put)
        run.charge_text(size >> 4)
        end = found.end()
    pieces.append(text[end:])
    run.charge_text(size + len(text))
    return "".join(pieces)


def _never_empty(pattern: str, flags: str) -> "re2._Regexp[str]":  # type: ignore[name-defined]  # noqa: F821
    program = compiled(pattern, flags)
    if program.search("") is not None:
        raise FeelError("the pattern matches an empty text", REGEX)
    return program


def _replacement(text: str, groups: int) -> list[str | int]:
    """The replacement as texts and group numbers; `$` and a backslash have a meaning (F&O 3.1, 5.6.4)."""
    parts: list[str | int] = []
    index = 0
    while index < len(text):
        char = text[index]
        if char == "$":
            group, index = _group_number(text, index + 1, groups)
            parts.append(group if group <= groups else "")
            continue
        if char == "\\":
            index += 1
            char = text[index : index + 1]
            if char not in ("\\", "$"):
                raise FeelError("a backslash in a replacement must be followed by $ or another backslash", REGEX)
        parts.append(char)
        index += 1
    return parts


def _group_number(text: str, index: int, groups: int) -> tuple[int, int]:
    end = index
    while end < len(text) and text[end].isdecimal():
        end += 1
    if end == index:
        raise FeelError("a $ in a replacement must be followed by the number of a group", REGEX)
    while end - index > 1 and (end - index > 3 or int(text[index:end]) > groups):
        end -= 1
    return int(text[index:end]), end


@builtin("split", "string: string, delimiter: string")
def _split(run: Run, text: str, delimiter: str) -> list[str]:
    program = _never_empty(delimiter, "")
    parts = list(_between_matches(program.finditer(text), text))
    run.charge_size(len(parts))
    return parts


def _between_matches(matches: Iterator["re2._Match[str]"], text: str) -> Iterator[str]:  # type: ignore[name-defined]  # noqa: F821
    end = 0
    for found in matches:
        yield text[end : found.start()]
        end = found.end()
    yield text[end:]


@builtin("string join", "list: list, delimiter?: string | null")
def _string_join(run: Run, parts: list[object], delimiter: str | None = None) -> str:
    texts: list[str] = []
    for part in parts:
        if isinstance(part, str):
            texts.append(part)
        elif part is not None:
            raise FeelError("only texts can be joined")
    between = delimiter or ""
    run.charge_text(sum(map(len, texts)) + len(between) * len(texts))
    return between.join(texts)
