"""XPath 1.0 of the simple kind, turned into FEEL: comparisons, arithmetic, paths by name, a few functions.

XPath is what the BPMN schema gives as a file's ``expressionLanguage`` when nobody says anything (BPMN 2.0.2 §8.1), so
most files that name it do so because their tool wrote the default. What both languages read the same way is therefore
executed. A name is a variable, ``$name`` too, ``a/b`` the entry ``b`` of ``a``, ``getDataObject('d')`` the variable
``d`` (§10.4.3). Wildcards, axes and node tests have no counterpart and are left to a person.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d*)?|\.\d+)|(?P<text>\"[^\"]*\"|'[^']*')|(?P<variable>\$[^\W\d][\w.:-]*)"
    r"|(?P<name>[^\W\d][\w.-]*(?::[^\W\d][\w.-]*)?)|(?P<sign>!=|<=|>=|//|[-+*=<>(),/\[\]]))"
)
_BPMN_CALL: Final = re.compile(
    r"\bget(DataObject|DataInput|DataOutput|ProcessProperty|ActivityProperty|EventProperty)\s*\("
)
_LEVELS: Final = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
"""Binary operators from the loosest to the tightest (XPath 1.0 §3)."""
_DEEPEST: Final = 30


class _NotSimpleError(Exception):
    """Outside of what both languages share."""


def xpath_to_feel(text: str) -> str | None:
    """The FEEL text with the same meaning, or None when there is no exact one."""
    try:
        return _Reader(_tokens(text)).whole()
    except _NotSimpleError:
        return None


def is_xpath(text: str) -> bool:
    """Whether a text could be XPath at all; what could not be is not meant as such."""
    try:
        etree.XPath(text)
    except (etree.XPathError, ValueError):
        return False
    return True


def is_bpmn_xpath(text: str) -> bool:
    """Whether a text calls one of the XPath functions that BPMN defines, which no other language has."""
    return _BPMN_CALL.search(text) is not None and is_xpath(text)


def _tokens(text: str) -> list[tuple[str, str]]:
    found, place, packed = [], 0, text.strip()
    while place < len(packed):
        match = _TOKEN.match(packed, place)
        if match is None or match.lastgroup is None:
            raise _NotSimpleError
        found.append((match.lastgroup, match[match.lastgroup]))
        place = match.end()
    return found


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.place = 0
        self.depth = 0

    def whole(self) -> str:
        feel = self.binary(0)
        if self.place < len(self.tokens):
            raise _NotSimpleError
        return feel

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.place] if self.place < len(self.tokens) else ("", "")

    def take(self, *wanted: str) -> str:
        """The next sign or word when it is one of these, else an empty text."""
        kind, text = self.peek()
        if kind in ("sign", "name") and text in wanted:
            self.place += 1
            return text
        return ""

    def need(self, sign: str) -> None:
        if not self.take(sign):
            raise _NotSimpleError

    def binary(self, level: int) -> str:
        if level == len(_LEVELS):
            return self.unary()
        self.depth += 1
        if self.depth > _DEEPEST * len(_LEVELS):
            raise _NotSimpleError
        left = self.binary(level + 1)
        while operator := self.take(*_LEVELS[level]):
            right = self.binary(level + 1)
            left = (
                f"modulo({left}, {right})" if operator == "mod" else f"{left} {_FEEL.get(operator, operator)} {right}"
            )
            if level in (2, 3) and self.peek()[1] in (*_LEVELS[2], *_LEVELS[3]):
                raise _NotSimpleError  # a = b = c compares a truth value in XPath and is nothing in FEEL
        self.depth -= 1
        return left

    def unary(self) -> str:
        return f"-{self.unary()}" if self.take("-") else self.path()

    def path(self) -> str:
        feel = self.primary()
        while True:
            if self.take("/"):
                kind, text = self.peek()
                if kind != "name":
                    raise _NotSimpleError
                self.place += 1
                feel += f".{_variable(text)}"
            elif self.take("["):
                kind, text = self.peek()
                if kind != "number" or "." in text:
                    raise _NotSimpleError
                self.place += 1
                self.need("]")
                feel += f"[{text}]"
            else:
                return feel

    def primary(self) -> str:
        kind, text = self.peek()
        self.place += 1
        if kind == "number":
            return text.rstrip(".") if not text.startswith(".") else f"0{text}"
        if kind == "text":
            return '"' + text[1:-1].replace("\\", "\\\\").replace('"', '\\"') + '"'
        if kind == "variable":
            return _variable(text[1:])
        if kind == "name":
            return self.call(text) if self.take("(") else _variable(text)
        if text == "(":
            feel = self.binary(0)
            self.need(")")
            return f"({feel})"
        raise _NotSimpleError

    def call(self, name: str) -> str:
        given: list[str] = []
        if not self.take(")"):
            given.append(self.binary(0))
            while self.take(","):
                given.append(self.binary(0))
            self.need(")")
        made = _FUNCTIONS.get(name.rpartition(":")[2])
        if made is None:
            raise _NotSimpleError
        return made(given)


def _variable(text: str) -> str:
    """A name as FEEL reads it; one with a hyphen would be a subtraction there."""
    local = text.rpartition(":")[2]
    if "-" in local or not all(local.split(".")):
        raise _NotSimpleError
    return local


def _plain(feel: str, count: int) -> Callable[[list[str]], str]:
    def call(given: list[str]) -> str:
        if len(given) != count:
            raise _NotSimpleError
        return f"{feel}({', '.join(given)})" if count else feel

    return call


def _named(given: list[str]) -> str:
    """``getDataObject('order')`` and its like: the variable of that name."""
    if len(given) != 1 or not given[0].startswith('"'):
        raise _NotSimpleError
    name = given[0][1:-1]
    if not re.fullmatch(r"[^\W\d]\w*", name):
        raise _NotSimpleError
    return name


_FEEL: Final[Mapping[str, str]] = MappingProxyType({"div": "/"})
_FUNCTIONS: Final[Mapping[str, Callable[[list[str]], str]]] = MappingProxyType(
    {
        "true": _plain("true", 0),
        "false": _plain("false", 0),
        "not": _plain("not", 1),
        "count": _plain("count", 1),
        "sum": _plain("sum", 1),
        "floor": _plain("floor", 1),
        "ceiling": _plain("ceiling", 1),
        "contains": _plain("contains", 2),
        "starts-with": _plain("starts with", 2),
        "string-length": _plain("string length", 1),
        "concat": " + ".join,
        "getDataObject": _named,
        "getProcessProperty": _named,
        "getActivityProperty": _named,
        "getEventProperty": _named,
        "getDataInput": _named,
        "getDataOutput": _named,
    }
)
