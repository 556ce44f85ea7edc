"""Simple JUEL (``${amount > 100 && !rejected}``) as FEEL."""

import re
from typing import Final

_WHOLE: Final = re.compile(r"\s*[$#]\{(.*)\}\s*", re.DOTALL)
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<string>'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)|(?P<sign>&&|\|\||==|!=|<=|>=|[-+*/%<>!?:()\[\]]))"
)
_WORDS: Final = {
    "and": "and",
    "or": "or",
    "not": "!",
    "eq": "=",
    "ne": "!=",
    "lt": "<",
    "gt": ">",
    "le": "<=",
    "ge": ">=",
    "div": "/",
    "true": "true",
    "false": "false",
    "null": "null",
}
_SIGNS: Final = {"&&": "and", "||": "or", "==": "="}
_REFUSED: Final = frozenset({"mod", "empty", "instanceof", "%", "?", ":", "[", "]"})


def juel_to_feel(text: str) -> str | None:
    """FEEL for one ``${…}``; text without it is FEEL already. None when it calls code or has no exact equivalent."""
    whole = _WHOLE.fullmatch(text)
    if whole is None:
        return None if "${" in text or "#{" in text else text
    tokens = _tokens(whole[1])
    return None if tokens is None else _written(tokens)


def _tokens(text: str) -> list[str] | None:
    found: list[str] = []
    place = 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None:
            return None
        place = match.end()
        word = match[0].strip()
        if word in _REFUSED or (match["name"] and text[place:].lstrip().startswith("(") and word not in _WORDS):
            return None
        found.append(_quoted(word) if match["string"] else _WORDS.get(word, _SIGNS.get(word, word)))
    return found


def _quoted(word: str) -> str:
    inner = re.sub(r"\\(.)", r"\1", word[1:-1])
    return '"' + inner.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _written(tokens: list[str]) -> str | None:
    """Join the tokens; ``!`` becomes ``not(…)`` around the operand that follows it."""
    written: list[str] = []
    place = 0
    while place < len(tokens):
        if tokens[place] != "!":
            written.append(tokens[place])
            place += 1
            continue
        end = _operand_end(tokens, place + 1)
        inner = _written(tokens[place + 1 : end]) if end is not None else None
        if end is None or inner is None:
            return None
        written.append(f"not({inner})")
        place = end
    return " ".join(written)


def _operand_end(tokens: list[str], start: int) -> int | None:
    while start < len(tokens) and tokens[start] == "!":
        start += 1
    if start >= len(tokens):
        return None
    if tokens[start] == ")":
        return None
    if tokens[start] != "(":
        return start + 1
    depth = 0
    for place in range(start, len(tokens)):
        depth += {"(": 1, ")": -1}.get(tokens[place], 0)
        if depth == 0:
            return place + 1
    return None
