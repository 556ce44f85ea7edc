"""FEEL text into tokens. Names keep to single words here; the parser joins them (DMN 1.5, 10.3.1.2)."""

import re
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from enum import Enum

from engine.feel.problems import FeelSyntaxError
from engine.feel.values import NUMBERS

MAX_TEXT = 200_000


class Kind(Enum):
    """What a token is."""

    NAME = "name"
    NUMBER = "number"
    STRING = "string"
    AT = "at literal"
    SYMBOL = "symbol"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its text as written (for strings: the value), its place, and whether space precedes it."""

    kind: Kind
    text: str
    start: int
    end: int
    spaced: bool


# The name characters of FEEL grammar rules 28-30; `?` starts a name there, here it is a name of its own.
_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PART = _START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"

_TOKEN = re.compile(
    rf"""(?P<space>(?:[\s\u0085\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]
                    |//[^\n\r]*|/\*(?:[^*]|\*(?!/))*\*/)+)
      |(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
      |(?P<name>[{_START}][{_PART}]*|\?)
      |(?P<string>"(?:[^"\\]|\\.)*")
      |(?P<at>@\s*"(?:[^"\\]|\\.)*")
      |(?P<open>"|@|/\*)
      |(?P<symbol>\.\.|\*\*|<=|>=|!=|->|[-+*/=<>()\[\]{{}},:.'])""",
    re.VERBOSE | re.DOTALL,
)

_KINDS = {"number": Kind.NUMBER, "name": Kind.NAME, "string": Kind.STRING, "at": Kind.AT, "symbol": Kind.SYMBOL}

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_SIMPLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


def tokenize(text: str) -> list[Token]:
    """The tokens of a text, ending with an END token.

    Raises `FeelSyntaxError` for a character that starts no token, an open string or comment, an oversized text.
    """
    if len(text) > MAX_TEXT:
        raise syntax_error(text, 0, f"the expression is longer than {MAX_TEXT} characters")
    tokens: list[Token] = []
    position, spaced = 0, False
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None or found.lastgroup == "open":
            raise syntax_error(text, position, _why_no_token(text, position))
        position = found.end()
        group = found.lastgroup
        if group == "space":
            spaced = True
            continue
        assert group is not None
        tokens.append(_token(text, group, found, spaced=spaced))
        spaced = False
    tokens.append(Token(Kind.END, "end of the expression", len(text), len(text), spaced))
    return tokens


def _token(text: str, group: str, found: re.Match[str], *, spaced: bool) -> Token:
    raw = found.group()
    if group in ("string", "at"):
        raw = _unescape(text, raw[raw.index('"') + 1 : -1], found.start())
    return Token(_KINDS[group], raw, found.start(), found.end(), spaced)


def _why_no_token(text: str, position: int) -> str:
    if text[position] in '"@':
        return 'a string is not closed: add the missing "'
    if text.startswith("/*", position):
        return "a comment is not closed: add the missing */"
    return f"the character {text[position]!r} has no meaning here"


def _unescape(text: str, raw: str, position: int) -> str:
    if "\\" not in raw:
        return raw

    def replace(found: re.Match[str]) -> str:
        code = found[1] or found[2]
        if code:
            return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else "\ufffd"
        # XPath patterns are written with one backslash by many tools; an unknown escape keeps its backslash.
        return _SIMPLE_ESCAPES.get(found[3], "\\" + found[3])

    value = _ESCAPE.sub(replace, raw)
    try:
        return value.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise syntax_error(text, position, "a string has half of a surrogate pair") from None


def number_value(text: str, token: Token) -> Decimal:
    """The number a NUMBER token means, rounded to 34 digits."""
    try:
        return NUMBERS.create_decimal(token.text)
    except DecimalException:
        raise syntax_error(text, token.start, f"the number {token.text} is too large") from None


def syntax_error(text: str, position: int, message: str) -> FeelSyntaxError:
    """A syntax error at an offset of the text."""
    line = text.count("\n", 0, position) + 1
    column = position - (text.rfind("\n", 0, position) + 1) + 1
    return FeelSyntaxError(message, line, column)
