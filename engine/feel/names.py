"""Names of several tokens, such as `Full name` or `a-b`: known ones are matched longest first."""

from collections.abc import Iterable, Sequence

from engine.feel.problems import FeelSyntaxError
from engine.feel.tokens import Kind, Token, tokenize

RESERVED = frozenset(
    (
        "if",
        "then",
        "else",
        "for",
        "return",
        "some",
        "every",
        "satisfies",
        "in",
        "and",
        "or",
        "between",
        "instance",
        "of",
    )
)
"""Words that end a name unless a known name contains them."""

_Shape = tuple[tuple[str, bool], ...]


def normal(name: str) -> str:
    """A name with single spaces (DMN 1.5, 10.3.1.2)."""
    return " ".join(name.split())


class KnownNames:
    """A set of names, `around` included; those of one token need no entry, as every single word is a name already."""

    __slots__ = ("_around", "_by_first")

    def __init__(self, names: Iterable[str] = (), around: "KnownNames | None" = None) -> None:
        self._by_first: dict[str, list[tuple[_Shape, str]]] = {}
        self._around = around
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Make the name known; text that is no FEEL name is ignored, as no expression can mention it."""
        try:
            tokens = tokenize(name)[:-1]
        except FeelSyntaxError:
            return
        if len(tokens) > 1:
            shape = tuple((token.text, token.spaced) for token in tokens[1:])
            self._by_first.setdefault(tokens[0].text, []).append((shape, normal(name)))

    def longest_at(self, tokens: Sequence[Token], index: int) -> tuple[int, str] | None:
        """How many tokens the longest known name at this index has, and the name."""
        best = self._around.longest_at(tokens, index) if self._around else None
        for shape, name in self._by_first.get(tokens[index].text, ()):
            length = len(shape) + 1
            if (best is None or length > best[0]) and _matches(shape, tokens, index + 1):
                best = length, name
        return best


def _matches(shape: _Shape, tokens: Sequence[Token], index: int) -> bool:
    if index + len(shape) >= len(tokens):
        return False
    return all(
        token.text == text and token.spaced == spaced and token.kind not in (Kind.STRING, Kind.AT)
        for (text, spaced), token in zip(shape, tokens[index:], strict=False)
    )
