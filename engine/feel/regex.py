"""Regular expressions of XPath (F&O 3.1, 5.6) on RE2, whose time is linear in the text.

A pattern is read once, checked against the XPath grammar and written in RE2's dialect. RE2 has no back-references and
no class subtraction: the former are refused, the latter computed for plain characters and ranges.
"""

from collections.abc import Iterator
from functools import lru_cache

import re2

from engine.feel.problems import REGEX, FeelError

MAX_PATTERN = 10_000
_MAX_CODE = 0x10FFFF

_NAME_START = r":A-Z_a-z\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{2FF}\x{370}-\x{37D}\x{37F}-\x{1FFF}\x{200C}-\x{200D}"
_NAME_START += (
    r"\x{2070}-\x{218F}\x{2C00}-\x{2FEF}\x{3001}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFFD}\x{10000}-\x{EFFFF}"
)
_NAME = _NAME_START + r"\-.0-9\x{B7}\x{300}-\x{36F}\x{203F}-\x{2040}"

_CLASSES = {"d": r"\p{Nd}", "s": r" \t\n\r", "i": _NAME_START, "c": _NAME}
_NEGATED = {"D": r"\P{Nd}", "S": r"^ \t\n\r", "I": "^" + _NAME_START, "C": "^" + _NAME}
_NOT_WORD = r"\p{P}\p{Z}\p{C}"
_SPACE = " \t\n\r"
_CONTROL = {"n": "\n", "r": "\r", "t": "\t"}
_ESCAPABLE = frozenset("\\|.-^?*+{}()[]$/\"'<>@&%#!,:;=~` _")
_BLOCKS = {"BasicLatin": r"\x{0}-\x{7F}", "Latin-1Supplement": r"\x{80}-\x{FF}", "Greek": r"\x{370}-\x{3FF}"}


@lru_cache(maxsize=512)
def compiled(pattern: str, flags: str) -> "re2._Regexp[str]":
    """The RE2 program of an XPath pattern and flags; `FeelError` says what is wrong with them."""
    if len(pattern) > MAX_PATTERN:
        raise _wrong(f"it is longer than {MAX_PATTERN} characters")
    unknown = set(flags) - set("smixq")
    if unknown:
        raise _wrong(f"{''.join(sorted(unknown))!r} is no flag; flags are s, m, i, x and q")
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = "i" not in flags
    options.max_mem = 4 << 20
    literal = "q" in flags
    text = re2.escape(pattern) if literal else _Translation(pattern, flags).text()
    prefix = "" if literal or "m" not in flags else "(?m)"
    try:
        return re2.compile(prefix + text, options)
    except re2.error as error:
        reason = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else str(error)
        raise _wrong(reason) from None


def _wrong(reason: str) -> FeelError:
    return FeelError(f"the pattern cannot be used: {reason}", REGEX)


class _Translation:
    """One pattern on its way from XPath to RE2."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = pattern
        self.index = 0
        self.skip_space = "x" in flags  # outside character classes, also inside escapes
        self.dot = r"(?s:.)" if "s" in flags else r"[^\n\r]"

    def text(self) -> str:
        """The pattern in RE2's dialect."""
        return "".join(self.pieces())

    def pieces(self) -> Iterator[str]:
        """The translated pieces in order."""
        while self.index < len(self.pattern):
            char = self.take()
            if char == "\\":
                yield self.escape()
            elif char == "[":
                yield self.char_class()
            elif char == ".":
                yield self.dot
            elif char == "(":
                yield self.group()
            else:
                yield char

    def take(self) -> str:
        """The next character."""
        if self.index >= len(self.pattern):
            raise _wrong("it ends too early")
        self.index += 1
        char = self.pattern[self.index - 1]
        if self.skip_space and char in _SPACE:
            return self.take() if self.index < len(self.pattern) else ""
        return char

    def peek(self) -> str:
        """The next character, still to be taken; empty at the end."""
        return self.pattern[self.index : self.index + 1]

    def group(self) -> str:
        """An opening parenthesis; of the (?...) forms XPath has only (?:...)."""
        if self.peek() != "?":
            return "("
        if not self.pattern.startswith("?:", self.index):
            raise _wrong("groups may start with ( or (?: only")
        self.index += 2
        return "(?:"

    def escape(self) -> str:
        """An escape outside a character class."""
        char = self.take()
        if char.isdigit():
            raise _wrong("back-references are not supported, as they can take exponential time")
        if char == "w":
            return f"[^{_NOT_WORD}]"
        if char == "W":
            return f"[{_NOT_WORD}]"
        if char in _NEGATED:
            return f"[{_NEGATED[char]}]"
        inside = self.class_escape(char)
        return f"[{inside}]" if char in _CLASSES or char in "pP" else inside

    def class_escape(self, char: str) -> str:
        """An escape as it stands inside a character class."""
        if char in _CLASSES:
            return _CLASSES[char]
        if char in _CONTROL:
            return f"\\{char}"
        if char in "pP":
            return self.property(char)
        if char == "D":
            return _NEGATED[char]  # the one negated escape RE2 can write inside a class
        if char in _ESCAPABLE:
            return str(re2.escape(char))
        raise _wrong(f"\\{char} has no meaning")

    def property(self, char: str) -> str:
        """What follows a p or P escape: a general category or a block in braces."""
        end = self.pattern.find("}", self.index)
        if self.peek() != "{" or end < 0:
            raise _wrong(f"\\{char} needs a category in braces")
        name = self.pattern[self.index + 1 : end]
        self.index = end + 1
        if name.startswith("Is"):
            block = _BLOCKS.get(name[2:])
            if block is None or char == "P":
                raise _wrong(f"the block {name!r} is not supported")
            return block
        if not (1 <= len(name) <= 2 and name.isalpha()):
            raise _wrong(f"{name!r} is no character category")
        return f"\\{char}{{{name}}}"

    def char_class(self) -> str:
        """A character class, from after its bracket."""
        self.skip_space, skip_space = False, self.skip_space
        text = self.members()
        self.skip_space = skip_space
        return text

    def members(self) -> str:
        """The class from after its opening bracket to its closing one."""
        negated = self.peek() == "^"
        self.index += negated
        members: list[str] = []
        plain: set[tuple[int, int]] | None = set()
        while (char := self.take()) != "]" or not members:
            if char == "-" and self.peek() == "[" and members:
                self.index += 1
                return self.subtracted(plain, negated=negated)
            text, span = self.member(char)
            members.append(text)
            if plain is not None:
                plain = None if span is None else plain | {span}
        return f"[{'^' if negated else ''}{''.join(members)}]"

    def member(self, char: str) -> tuple[str, tuple[int, int] | None]:
        """A character, range or escape of a class: for RE2, and as code points where it is plain."""
        if char == "[":
            raise _wrong("a [ inside a character class must be escaped")
        if char == "\\" and self.peek() in ("w", "W", "S", "I", "C"):
            return self.negated_member(self.take()), None
        low = self.single(char)
        if isinstance(low, str):
            return low, None
        if self.peek() == "-" and self.pattern[self.index + 1 : self.index + 2] not in ("]", "[", ""):
            self.index += 1
            high = self.single(self.take())
            if isinstance(high, str) or high < low:
                raise _wrong("a range of characters must go from a lower to a higher one")
            return f"{_code(low)}-{_code(high)}", (low, high)
        return _code(low), (low, low)

    def negated_member(self, char: str) -> str:
        """Negated escapes inside a class, which RE2 writes only as classes of their own."""
        spelled = {
            "w": r"\p{L}\p{M}\p{N}\p{S}",
            "W": _NOT_WORD,
            "S": r"\x{0}-\x{8}\x{B}\x{C}\x{E}-\x{1F}\x{21}-\x{10FFFF}",
        }
        if char not in spelled:
            raise _wrong(f"\\{char} is not supported inside a character class")
        return spelled[char]

    def single(self, char: str) -> int | str:
        """One character of a class as its code point, or the RE2 text of an escape for several."""
        if char != "\\":
            return ord(char)
        char = self.take()
        if char in _CONTROL:
            return ord(_CONTROL[char])
        if char in _ESCAPABLE:
            return ord(char)
        return self.class_escape(char)

    def subtracted(self, plain: set[tuple[int, int]] | None, *, negated: bool) -> str:
        """A class minus the class that follows, closing bracket included."""
        minus = _Translation(self.pattern, "")
        minus.index = self.index
        inner_negated, inner = minus.plain_class()
        self.index = minus.index
        if self.take() != "]" or plain is None or inner is None:
            raise _wrong("only plain characters and ranges can be subtracted from a character class")
        first = _complement(plain) if negated else _merged(plain)
        second = _complement(inner) if inner_negated else _merged(inner)
        rest = _complement(_complement(first) | second)
        if not rest:
            raise _wrong("nothing is left of a character class")
        return "[" + "".join(f"{_code(low)}-{_code(high)}" for low, high in sorted(rest)) + "]"

    def plain_class(self) -> tuple[bool, set[tuple[int, int]] | None]:
        """A class without a subtraction of its own, as code points (None when it has escapes for several)."""
        negated = self.peek() == "^"
        self.index += negated
        plain: set[tuple[int, int]] | None = set()
        while (char := self.take()) != "]":
            _, span = self.member(char)
            plain = None if span is None or plain is None else plain | {span}
        return negated, plain


def _code(code: int) -> str:
    return f"\\x{{{code:X}}}"


def _merged(spans: set[tuple[int, int]]) -> set[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(high, merged[-1][1])
        else:
            merged.append((low, high))
    return set(merged)


def _complement(spans: set[tuple[int, int]]) -> set[tuple[int, int]]:
    gaps: set[tuple[int, int]] = set()
    start = 0
    for low, high in sorted(_merged(spans)):
        if low > start:
            gaps.add((start, low - 1))
        start = high + 1
    if start <= _MAX_CODE:
        gaps.add((start, _MAX_CODE))
    return gaps
