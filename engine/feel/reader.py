"""Reading tokens in order: the part of the parser that knows no grammar but names and types."""

from collections.abc import Iterable

from engine.feel.names import RESERVED, KnownNames, normal
from engine.feel.problems import FeelSyntaxError
from engine.feel.syntax import Node, TypeNode
from engine.feel.tokens import Kind, Token, syntax_error, tokenize

MAX_DEPTH = 64
NAME_SYMBOLS = frozenset("./-'+*")
_TYPE_NAMES = KnownNames(("date and time", "days and time duration", "years and months duration"))


class TokenReader:
    """One text being read. `names` are the names in scope, `types` the type names beyond those of FEEL."""

    def __init__(self, text: str, names: Iterable[KnownNames], types: KnownNames) -> None:
        self.text = text
        self.tokens = tokenize(text)
        self.index = 0
        self.depth = 0
        self.scopes = list(names)
        self.types = types
        self.members = KnownNames()  # keys of the context literals read so far, to be found after a dot
        self.bracket_closes = False
        self.steps_left = 40 * len(self.tokens) + 400

    # reading tokens

    @property
    def token(self) -> Token:
        """The token to read next."""
        return self.tokens[self.index]

    def error(self, message: str, at: int | None = None) -> FeelSyntaxError:
        """A syntax error here, or at an offset."""
        return syntax_error(self.text, self.token.start if at is None else at, message)

    def advance(self) -> Token:
        """Take the next token."""
        token = self.tokens[self.index]
        self.steps_left -= 1
        if self.steps_left < 0:
            raise self.error("the brackets of the expression are too ambiguous: write ranges as [a..b] or (a..b)")
        if token.kind is not Kind.END:
            self.index += 1
        return token

    def at_symbol(self, *texts: str) -> bool:
        """Whether the next token is one of these symbols."""
        token = self.token
        return token.kind is Kind.SYMBOL and token.text in texts

    def at_word(self, *texts: str) -> bool:
        """Whether the next token is one of these words."""
        token = self.token
        return token.kind is Kind.NAME and token.text in texts

    def expect(self, *texts: str) -> Token:
        """Take the next token, which must be one of these."""
        if self.token.text not in texts or self.token.kind in (Kind.STRING, Kind.AT):
            wanted = " or ".join(texts)
            raise self.error(f"expected {wanted} but found {self.token.text!r}")
        return self.advance()

    def finish(self, node: Node) -> Node:
        """The node, when nothing follows it."""
        if self.token.kind is not Kind.END:
            raise self.error(f"unexpected {self.token.text!r} after the end of the expression")
        return node

    # names

    def known_name(self, *extra: KnownNames) -> tuple[int, str] | None:
        """The longest known name of several tokens that starts here."""
        found = (scope.longest_at(self.tokens, self.index) for scope in (*self.scopes, *extra))
        return max((match for match in found if match is not None), default=None)

    def name(self, *extra: KnownNames) -> str:
        """Take a name: a known one, then any words and numbers that follow it, as nothing else could follow."""
        known = self.known_name(*extra)
        if known is not None:
            words = [known[1]]
            for _ in range(known[0]):
                self.advance()
        elif self.token.kind is Kind.NAME:
            words = [self.advance().text]
        else:
            raise self.error(f"expected a name but found {self.token.text!r}")
        while (self.token.kind is Kind.NAME and self.token.text not in RESERVED) or self.token.text.isdecimal():
            if self.token.kind not in (Kind.NAME, Kind.NUMBER):
                break
            words.append(self.advance().text)
        return " ".join(words)

    def name_until(self, *ends: str) -> str | None:
        """Take a new name of any tokens a name may have, up to one of these; None, and nothing taken, without one."""
        end = self.index
        while (token := self.tokens[end]).kind is not Kind.END and token.text not in ends:
            if token.kind not in (Kind.NAME, Kind.NUMBER) and token.text not in NAME_SYMBOLS:
                return None
            end += 1
        if end == self.index or self.tokens[end].kind is Kind.END or self.token.kind is not Kind.NAME:
            return None
        name = normal(self.text[self.token.start : self.tokens[end - 1].end])
        while self.index < end:
            self.advance()
        return name

    def new_name(self, what: str, *ends: str) -> str:
        """Take a new name, or explain which one is missing."""
        name = self.name_until(*ends)
        if name is None:
            raise self.error(f"expected {what} before {ends[0]!r}")
        return name

    # types

    def type(self) -> TypeNode:
        """A type, such as `number`, `list<string>`, `context<a: date>` or `function<number> -> number`."""
        start = self.token.start
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"the type is nested deeper than {MAX_DEPTH} levels")
        name = self.type_name()
        parts: tuple[TypeNode, ...] = ()
        part_names: tuple[str, ...] = ()
        if self.at_symbol("<"):
            self.advance()
            parts, part_names = self.type_parts(named=name == "context")
            self.expect(">")
        if name == "function":
            self.expect("->")
            parts = (*parts, self.type())
        self.depth -= 1
        return TypeNode(name, parts, part_names, start)

    def type_name(self) -> str:
        """The name of a type, qualified names included."""
        found = [scope.longest_at(self.tokens, self.index) for scope in (_TYPE_NAMES, self.types)]
        known = max((match for match in found if match is not None), default=None)
        if known is not None:
            self.index += known[0]
            return known[1]
        if self.token.kind is not Kind.NAME:
            raise self.error(f"expected a type but found {self.token.text!r}")
        name = self.advance().text
        while self.at_symbol("."):
            self.advance()
            name += "." + self.type_name()
        return name

    def type_parts(self, *, named: bool) -> tuple[tuple[TypeNode, ...], tuple[str, ...]]:
        """The types between `<` and `>`."""
        parts: list[TypeNode] = []
        names: list[str] = []
        while not self.at_symbol(">"):
            if parts:
                self.expect(",")
            if named:
                names.append(self.new_name("the name of a context entry", ":"))
                self.expect(":")
            parts.append(self.type())
        return tuple(parts), tuple(names)
