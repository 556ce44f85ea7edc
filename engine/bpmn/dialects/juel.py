"""Simple JUEL (``${amount > 100 && !rejected}``) as FEEL: the expression is parsed and written again.

Read are names and their properties, literals, logic, comparisons, arithmetic, ``empty``, the choice ``a ? b : c``,
entries of lists and maps, ``execution.getVariable('x')`` and the methods of strings and collections that FEEL has too.
Beans and other methods are code and have no equivalent.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

_WHOLE: Final = re.compile(r"\s*[$#]\{(.*)\}\s*", re.DOTALL)
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<string>'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?)"
    r"|(?P<name>[^\W\d]\w*)|(?P<sign>&&|\|\||==|!=|<=|>=|[-+*/<>!?:().,\[\]]))",
    re.DOTALL,
)
_WORDS: Final = MappingProxyType(
    {"and": "&&", "or": "||", "not": "!", "eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">="}
    | {"div": "/", "empty": "empty"}
)
_LITERALS: Final = frozenset({"true", "false", "null"})
_LEVELS: Final[tuple[Mapping[str, str], ...]] = (
    {"||": "or"},
    {"&&": "and"},
    {"==": "=", "!=": "!="},
    {"<": "<", ">": ">", "<=": "<=", ">=": ">="},
    {"+": "+", "-": "-"},
    {"*": "*", "/": "/"},
)
"""Binary operators of JUEL and of FEEL, from the loosest to the tightest."""
_ENGINE: Final = frozenset({"execution", "task", "caseExecution"})
_RESERVED: Final = frozenset({"mod", "instanceof"})
_DEEPEST: Final = 30
_LONGEST: Final = 10_000
"""Some words stand several times in their translation: what grows beyond this is not simple."""
_BRACKETS: Final = re.compile(r'[()]|"(?:\\.|[^"\\])*"')
_PLAIN: Final = re.compile(r"[^\W\d]\w*")


class _NoEquivalentError(Exception):
    """The text is no JUEL, calls code, or has no exact equivalent."""


def juel_to_feel(text: str) -> str | None:
    """FEEL for one ``${…}``; text without it is FEEL already. None when it calls code or has no exact equivalent."""
    whole = _WHOLE.fullmatch(text)
    if whole is None:
        return None if "${" in text or "#{" in text else text
    try:
        return _Reader(_tokens(whole[1])).whole()
    except _NoEquivalentError:
        return None


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    place = 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise _NoEquivalentError
        place = match.end()
        word = match[match.lastgroup]
        if match.lastgroup == "name" and word in _WORDS and not (found and found[-1] == ("sign", ".")):
            found.append(("sign", _WORDS[word]))
        else:
            found.append((match.lastgroup, word))
    return found


class _Reader:
    """A recursive descent over the tokens; every part is written in brackets, so that no order is left to chance."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._place = 0
        self._depth = 0

    def whole(self) -> str:
        found = self._choice()
        if self._place != len(self._tokens):
            raise _NoEquivalentError
        return _bare(found)

    def _sign(self) -> str:
        kind, word = self._tokens[self._place] if self._place < len(self._tokens) else ("", "")
        return word if kind == "sign" else ""

    def _take(self, sign: str) -> bool:
        taken = self._sign() == sign
        self._place += taken
        return taken

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            raise _NoEquivalentError

    def _choice(self) -> str:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _NoEquivalentError
        found = self._binary(0)
        if self._take("?"):
            one = self._choice()
            self._expect(":")
            found = f"(if {found} then {one} else {self._choice()})"
        self._depth -= 1
        return found

    def _binary(self, level: int) -> str:
        if level == len(_LEVELS):
            return self._unary()
        found = self._binary(level + 1)
        while (sign := self._sign()) in _LEVELS[level]:
            self._place += 1
            found = f"({found} {_LEVELS[level][sign]} {self._binary(level + 1)})"
        return found

    def _unary(self) -> str:
        signs = []
        while self._sign() in {"!", "-", "empty"}:
            signs.append(self._sign())
            self._place += 1
        found = self._value()
        for sign in reversed(signs):
            found = _short(_UNARY[sign](found))
        return found

    def _value(self) -> str:
        found, is_engine = self._primary()
        while self._sign() in {".", "["}:
            if self._take("["):
                found = self._entry(found)
                self._expect("]")
            else:
                self._place += 1
                found, is_engine = self._member(found, is_engine=is_engine), False
        if is_engine:
            raise _NoEquivalentError
        return found

    def _primary(self) -> tuple[str, bool]:
        if self._take("("):
            found = self._choice()
            self._expect(")")
            return f"({found})", False
        kind, word = self._next()
        if kind == "string":
            return _quoted(_unescaped(word)), False
        if kind == "number":
            return f"{Decimal(word):f}", False
        if kind != "name" or word in _RESERVED or self._sign() == "(":
            raise _NoEquivalentError
        return word, word in _ENGINE

    def _next(self) -> tuple[str, str]:
        if self._place >= len(self._tokens):
            raise _NoEquivalentError
        self._place += 1
        return self._tokens[self._place - 1]

    def _member(self, owner: str, *, is_engine: bool) -> str:
        kind, name = self._next()
        if kind != "name":
            raise _NoEquivalentError
        if not self._take("("):
            if is_engine or owner in _LITERALS:
                raise _NoEquivalentError
            return f"{owner}.{name}"
        if is_engine:
            return self._variable(name)
        given = [] if self._sign() == ")" else [self._choice()]
        self._expect(")")
        method = _METHODS.get((name, len(given)))
        if method is None:
            raise _NoEquivalentError
        return _short(method(owner, *given))

    def _variable(self, method: str) -> str:
        """``execution.getVariable('x')`` is the variable ``x``."""
        kind, word = self._next()
        name = _unescaped(word) if kind == "string" else ""
        self._expect(")")
        if method != "getVariable" or _PLAIN.fullmatch(name) is None:
            raise _NoEquivalentError
        return name

    def _entry(self, owner: str) -> str:
        """A constant entry: lists count from 0 in JUEL, from 1 in FEEL."""
        kind, word = self._next()
        if kind == "string":
            return f"get value({owner}, {_quoted(_unescaped(word))})"
        if kind == "number" and word.isdecimal() and len(word) < 10:
            return f"{owner}[{int(word) + 1}]"
        raise _NoEquivalentError


def _bare(text: str) -> str:
    """Without brackets around the whole: that is how a person would write it."""
    depth = 0
    for match in _BRACKETS.finditer(text):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if depth == 0:
            return text[1:-1] if text.startswith("(") and match.end() == len(text) else text
    return text


def _short(text: str) -> str:
    if len(text) > _LONGEST:
        raise _NoEquivalentError
    return text


def _unescaped(word: str) -> str:
    return re.sub(r"\\(.)", r"\1", word[1:-1], flags=re.DOTALL)


def _quoted(inner: str) -> str:
    return '"' + inner.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _empty(one: str) -> str:
    return (
        f'(if {one} = null then true else if {one} instance of string then {one} = "" '
        f"else if {one} instance of list<Any> then count({one}) = 0 else false)"
    )


def _size(one: str) -> str:
    return f"(if {one} instance of string then string length({one}) else count({one}))"


def _contains(one: str, other: str) -> str:
    return f"(if {one} instance of string then contains({one}, {other}) else list contains({one}, {other}))"


_UNARY: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {"!": lambda one: f"(if {one} then false else true)", "-": lambda one: f"(-{one})", "empty": _empty}
)
"""What is missing counts as false in JUEL, so that its negation is true; in FEEL it would stay unknown."""
_METHODS: Final[Mapping[tuple[str, int], Callable[..., str]]] = MappingProxyType(
    {
        ("equals", 1): lambda one, other: f"({one} = {other})",
        ("equalsIgnoreCase", 1): lambda one, other: f"(lower case({one}) = lower case({other}))",
        ("startsWith", 1): lambda one, other: f"starts with({one}, {other})",
        ("endsWith", 1): lambda one, other: f"ends with({one}, {other})",
        ("contains", 1): _contains,
        ("toLowerCase", 0): lambda one: f"lower case({one})",
        ("toUpperCase", 0): lambda one: f"upper case({one})",
        ("isEmpty", 0): lambda one: f"({_size(one)} = 0)",
        ("length", 0): lambda one: f"string length({one})",
        ("size", 0): _size,
    }
)
