"""FEEL tokens into a syntax tree: precedence climbing over one table, a handler per token.

Precedence, loosest first (grammar rules 2-4 of DMN 1.5, 10.3.1.2): or, and, comparison (with `in`, `between`),
`+ -`, `* /`, `**`, unary minus, `instance of`, and the postfix path, filter and call. All binary operators bind to
the left. Brackets are ambiguous in FEEL (`[1..10[`), so two places try a reading and take it back; the number of
token steps is bounded, so no text makes that expensive.
"""

from collections.abc import Callable
from typing import assert_never

from engine.feel import syntax
from engine.feel.names import RESERVED, KnownNames
from engine.feel.problems import FeelSyntaxError
from engine.feel.reader import MAX_DEPTH, TokenReader
from engine.feel.syntax import Node, TypeNode
from engine.feel.temporal_text import parse_temporal
from engine.feel.tokens import Kind, Token, number_value

COMPARISONS = frozenset(("=", "!=", "<", "<=", ">", ">="))

_OR, _AND, _COMPARISON, _ADDITIVE, _MULTIPLICATIVE, _POWER, _NEGATION, _INSTANCE, _POSTFIX = range(1, 10)
_POWERS = {
    "or": _OR,
    "and": _AND,
    **dict.fromkeys((*COMPARISONS, "between", "in"), _COMPARISON),
    "+": _ADDITIVE,
    "-": _ADDITIVE,
    "*": _MULTIPLICATIVE,
    "/": _MULTIPLICATIVE,
    "**": _POWER,
    "instance": _INSTANCE,
    **dict.fromkeys((".", "[", "("), _POSTFIX),
}
_CONSTANTS = {"true": True, "false": False, "null": None}


class Parser(TokenReader):
    """The grammar: what stands for a value, and what may follow it."""

    # expressions

    def expression(self, power: int = 0) -> Node:
        """An expression whose operators bind at least as tightly as `power`."""
        depth = self.depth
        self.deepen()
        node = self.prefix()
        while True:
            binding = self.binding()
            if binding == 0 or binding < power:
                break
            self.deepen()
            node = _INFIX[self.token.text](self, node, self.advance())
        self.depth = depth
        return node

    def deepen(self) -> None:
        """Go one level deeper into the tree."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"the expression is nested deeper than {MAX_DEPTH} levels")

    def binding(self) -> int:
        """How tightly the next token binds what precedes it; 0 when it is no infix or postfix operator."""
        token = self.token
        if token.kind not in (Kind.SYMBOL, Kind.NAME) or (token.text == "[" and self.bracket_closes):
            return 0
        return _POWERS.get(token.text, 0)

    def prefix(self) -> Node:
        """What can stand at the start of an expression."""
        token = self.token
        match token.kind:
            case Kind.NUMBER:
                return syntax.Literal(number_value(self.text, self.advance()), token.start)
            case Kind.STRING:
                return syntax.Literal(self.advance().text, token.start)
            case Kind.AT:
                return self.at_literal()
            case Kind.NAME:
                return self.name_or_keyword()
            case Kind.SYMBOL | Kind.END:
                handler = _PREFIX.get(token.text) if token.kind is Kind.SYMBOL else None
                if handler is None:
                    raise self.error(f"expected a value but found {token.text!r}")
                return handler(self, self.advance())
            case _:
                assert_never(token.kind)

    def at_literal(self) -> Node:
        """`@"2026-01-01"` and the other temporal literals."""
        token = self.advance()
        value = parse_temporal(token.text)
        if value is None:
            raise self.error(f'@"{token.text}" is no date, time or duration', token.start)
        return syntax.Literal(value, token.start)

    def name_or_keyword(self) -> Node:
        """A known name, else a keyword's construct, else a name."""
        token = self.token
        if self.known_name() is None:
            if token.text in _CONSTANTS:
                return syntax.Literal(_CONSTANTS[self.advance().text], token.start)
            handler = _KEYWORDS.get(token.text)
            if handler is not None:
                return handler(self, self.advance())
            if token.text in RESERVED:
                raise self.error(f"expected a value but found {token.text!r}")
        return syntax.Name(self.name(), token.start)

    # tests

    def test(self) -> Node:
        """One unary test: `< 5`, a range, or an expression."""
        if self.at_symbol(*COMPARISONS):
            return self.bound()
        return self.expression()

    def bound(self) -> Node:
        """A comparison operator and its value."""
        token = self.advance()
        return syntax.Bound(token.text, self.expression(_ADDITIVE), token.start)

    def tests_until(self, end: str) -> tuple[Node, ...]:
        """Tests separated by commas, and the symbol after them."""
        tests = [self.test()]
        while self.at_symbol(","):
            self.advance()
            tests.append(self.test())
        self.expect(end)
        return tuple(tests)

    def unary_tests(self) -> Node:
        """A whole input cell."""
        start = self.index
        if self.at_symbol("-") and self.tokens[start + 1].kind is Kind.END:
            self.advance()
            return syntax.UnaryTests((), negated=False, at=0)
        if self.at_word("not") and self.tokens[start + 1].text == "(" and self.known_name() is None:
            self.index += 2
            tests = self.attempt(lambda: self.tests_until(")"))
            if tests is not None and self.token.kind is Kind.END:
                return syntax.UnaryTests(tests, negated=True, at=0)
            self.index = start
        tests = (self.test(),)
        while self.at_symbol(","):
            self.advance()
            tests = (*tests, self.test())
        return self.finish(syntax.UnaryTests(tests, negated=False, at=0))

    def attempt(self, read: Callable[[], tuple[Node, ...]]) -> tuple[Node, ...] | None:
        """What `read` reads, or None and back at the start when it cannot."""
        index, depth, bracket_closes, scopes = self.index, self.depth, self.bracket_closes, len(self.scopes)
        try:
            return read()
        except FeelSyntaxError:
            self.index, self.depth, self.bracket_closes = index, depth, bracket_closes
            del self.scopes[scopes:]
            if self.steps_left <= 0:
                raise
            return None

    # ranges

    def interval(self, low: Node, opening: Token) -> Node:
        """The rest of a range, from its `..`."""
        self.expect("..")
        ends = self.attempt(lambda: (self.high_end(bracket_closes=False),))
        high = self.high_end(bracket_closes=True) if ends is None else ends[0]
        closing = self.expect("]", ")", "[")
        return syntax.Interval(low, high, opening.text == "[", closing.text == "]", opening.start)

    def high_end(self, *, bracket_closes: bool) -> Node:
        """The upper end of a range; with `bracket_closes` a `[` ends the range instead of starting a filter."""
        before, self.bracket_closes = self.bracket_closes, bracket_closes
        try:
            high = self.expression(_ADDITIVE)
        finally:
            self.bracket_closes = before
        if not self.at_symbol("]", ")", "["):
            raise self.error(f"expected the end of the range but found {self.token.text!r}")
        return high


# infix and postfix operators: what precedes them, and their token, already taken


def _junction(parser: Parser, left: Node, token: Token) -> Node:
    power = _POWERS[token.text] + 1
    items = [left, parser.expression(power)]
    while parser.at_word(token.text):
        parser.advance()
        items.append(parser.expression(power))
    return syntax.Junction(token.text, tuple(items), token.start)


def _comparison(parser: Parser, left: Node, token: Token) -> Node:
    return syntax.Comparison(token.text, left, parser.expression(_ADDITIVE), token.start)


def _between(parser: Parser, left: Node, token: Token) -> Node:
    low = parser.expression(_ADDITIVE)
    parser.expect("and")
    return syntax.Between(left, low, parser.expression(_ADDITIVE), token.start)


def _in(parser: Parser, left: Node, token: Token) -> Node:
    if parser.at_symbol(*COMPARISONS):
        return syntax.In(left, (parser.bound(),), token.start)
    if parser.at_symbol("("):
        index = parser.index
        parser.advance()
        tests = parser.attempt(lambda: parser.tests_until(")"))
        if tests is not None:
            return syntax.In(left, tests, token.start)
        parser.index = index
    return syntax.In(left, (parser.expression(_ADDITIVE),), token.start)


def _arithmetic(parser: Parser, left: Node, token: Token) -> Node:
    power = _POWERS[token.text]
    rest = [(token.text, parser.expression(power + 1), token.start)]
    while parser.binding() == power:
        operator = parser.advance()
        rest.append((operator.text, parser.expression(power + 1), operator.start))
    return syntax.Arithmetic(left, tuple(rest), token.start)


def _instance(parser: Parser, left: Node, token: Token) -> Node:
    parser.expect("of")
    return syntax.InstanceOf(left, parser.type(), token.start)


def _path(parser: Parser, left: Node, token: Token) -> Node:
    return syntax.Path(left, parser.name(parser.members), token.start)


def _filter(parser: Parser, left: Node, token: Token) -> Node:
    before, parser.bracket_closes = parser.bracket_closes, False
    test = parser.expression()
    parser.bracket_closes = before
    parser.expect("]")
    return syntax.Filter(left, test, token.start)


def _call(parser: Parser, left: Node, token: Token) -> Node:
    before, parser.bracket_closes = parser.bracket_closes, False
    arguments: list[Node] = []
    names: list[str] = []
    while not parser.at_symbol(")"):
        if arguments:
            parser.expect(",")
        name = parser.name_until(":")
        if name is not None:
            parser.expect(":")
            names.append(name)
        arguments.append(parser.expression())
    parser.bracket_closes = before
    parser.expect(")")
    if names and len(names) != len(arguments):
        raise parser.error("name all arguments of the call or none", token.start)
    return syntax.Call(left, tuple(arguments), tuple(names) or None, token.start)


_INFIX: dict[str, Callable[[Parser, Node, Token], Node]] = {
    "or": _junction,
    "and": _junction,
    **dict.fromkeys(COMPARISONS, _comparison),
    "between": _between,
    "in": _in,
    **dict.fromkeys(("+", "-", "*", "/", "**"), _arithmetic),
    "instance": _instance,
    ".": _path,
    "[": _filter,
    "(": _call,
}


# constructs that start with a symbol or a keyword: their token, already taken


def _negation(parser: Parser, token: Token) -> Node:
    return syntax.Negation(parser.expression(_NEGATION), token.start)


def _parenthesis(parser: Parser, token: Token) -> Node:
    before, parser.bracket_closes = parser.bracket_closes, False
    node = parser.test()
    parser.bracket_closes = before
    if parser.at_symbol(".."):
        return parser.interval(node, token)
    parser.expect(")")
    return node


def _bracket(parser: Parser, token: Token) -> Node:
    before, parser.bracket_closes = parser.bracket_closes, False
    items: list[Node] = []
    while not parser.at_symbol("]"):
        if items:
            parser.expect(",")
        items.append(parser.test())
        if len(items) == 1 and parser.at_symbol(".."):
            parser.bracket_closes = before
            return parser.interval(items[0], token)
    parser.bracket_closes = before
    parser.expect("]")
    return syntax.ListOf(tuple(items), token.start)


def _open_range(parser: Parser, token: Token) -> Node:
    return parser.interval(parser.expression(_ADDITIVE), token)


def _context(parser: Parser, token: Token) -> Node:
    before, parser.bracket_closes = parser.bracket_closes, False
    known = KnownNames()
    parser.scopes.append(known)
    entries: list[tuple[str, Node]] = []
    while not parser.at_symbol("}"):
        if entries:
            parser.expect(",")
        at = parser.token.start
        key = (
            parser.advance().text if parser.token.kind is Kind.STRING else parser.new_name("the name of an entry", ":")
        )
        if any(key == other for other, _ in entries):
            raise parser.error(f"the context has two entries named {key!r}", at)
        parser.expect(":")
        entries.append((key, parser.expression()))
        known.add(key)
        parser.members.add(key)
    parser.scopes.pop()
    parser.bracket_closes = before
    parser.expect("}")
    return syntax.ContextOf(tuple(entries), token.start)


def _if(parser: Parser, token: Token) -> Node:
    test = parser.expression()
    parser.expect("then")
    yes = parser.expression()
    parser.expect("else")
    return syntax.If(test, yes, parser.expression(), token.start)


def _iterations(parser: Parser, end: str) -> tuple[syntax.Iteration, ...]:
    iterations: list[syntax.Iteration] = []
    while True:
        name = parser.new_name("the name of the loop variable", "in")
        parser.expect("in")
        domain = parser.expression()
        until = None
        if parser.at_symbol(".."):
            parser.advance()
            until = parser.expression()
        iterations.append(syntax.Iteration(name, domain, until))
        parser.scopes.append(KnownNames((name,)))
        if not parser.at_symbol(","):
            break
        parser.advance()
    parser.expect(end)
    return tuple(iterations)


def _for(parser: Parser, token: Token) -> Node:
    scopes = len(parser.scopes)
    iterations = _iterations(parser, "return")
    body = parser.expression()
    del parser.scopes[scopes:]
    return syntax.For(iterations, body, token.start)


def _quantified(parser: Parser, token: Token) -> Node:
    scopes = len(parser.scopes)
    iterations = _iterations(parser, "satisfies")
    test = parser.expression()
    del parser.scopes[scopes:]
    return syntax.Quantified(token.text == "every", iterations, test, token.start)


def _function(parser: Parser, token: Token) -> Node:
    parser.expect("(")
    parameters: list[tuple[str, TypeNode | None]] = []
    while not parser.at_symbol(")"):
        if parameters:
            parser.expect(",")
        name = parser.new_name("the name of a parameter", ")", ",", ":")
        type_ = None
        if parser.at_symbol(":"):
            parser.advance()
            type_ = parser.type()
        parameters.append((name, type_))
    parser.expect(")")
    external = parser.at_word("external")
    if external:
        parser.advance()
    parser.scopes.append(KnownNames(name for name, _ in parameters))
    body = parser.expression()
    parser.scopes.pop()
    return syntax.FunctionOf(tuple(parameters), body, external, token.start)


_PREFIX: dict[str, Callable[[Parser, Token], Node]] = {
    "-": _negation,
    "(": _parenthesis,
    "[": _bracket,
    "]": _open_range,
    "{": _context,
}
_KEYWORDS: dict[str, Callable[[Parser, Token], Node]] = {
    "if": _if,
    "for": _for,
    "some": _quantified,
    "every": _quantified,
    "function": _function,
}
