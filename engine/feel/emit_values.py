"""Code of literals, lists, contexts, paths, filters, calls and functions."""

from collections.abc import Mapping
from decimal import Decimal

from engine.feel.compiler import MISSING, Code, Compiler, Frame, Scope, emits, find
from engine.feel.functions import BUILTINS, REFUSED, FeelFunction, call, enter, leave
from engine.feel.problems import DOMAIN, EXTERNAL, TYPE, UNKNOWN_MEMBER, UNKNOWN_NAME, Run
from engine.feel.properties import PROPERTIES
from engine.feel.syntax import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    ContextOf,
    Filter,
    FunctionOf,
    In,
    InstanceOf,
    Junction,
    ListOf,
    Literal,
    Name,
    Negation,
    Node,
    Path,
    Quantified,
)
from engine.feel.types import ANY_TYPE, FeelType, coerce, resolve
from engine.feel.values import CONTEXT, LIST, NULL, kind, norm


@emits(Literal)
def _literal(_compiler: Compiler, node: Literal) -> Code:
    value = node.value
    return lambda _run, _scope: value


@emits(ListOf)
def _list(compiler: Compiler, node: ListOf) -> Code:
    compiler.builds = True
    items = tuple(compiler.emit(item) for item in node.items)
    return lambda run, scope: [item(run, scope) for item in items]


@emits(ContextOf)
def _context(compiler: Compiler, node: ContextOf) -> Code:
    compiler.builds = True
    frame = Frame(set())
    compiler.frames.append(frame)
    entries: list[tuple[str, Code]] = []
    for key, value in node.entries:
        known = frame.names
        assert known is not None
        if isinstance(value, FunctionOf):
            known.add(key)  # a function may call itself
        entries.append((key, compiler.emit(value)))
        known.add(key)
    compiler.frames.pop()

    def build(run: Run, scope: Scope) -> object:
        values: dict[str, object] = {}
        inner = Scope(values, scope, scope.root)
        for key, code in entries:
            values[key] = code(run, inner)
        return values

    return build


@emits(Path)
def _path(compiler: Compiler, node: Path) -> Code:
    base, member, at = compiler.emit(node.base), node.member, node.at

    def read(run: Run, scope: Scope) -> object:
        value = base(run, scope)
        if type(value) is dict:
            found = value.get(member, MISSING)
            if found is not MISSING:
                return norm(found)
        return member_of(run, value, member, at)

    return read


def member_of(run: Run, value: object, member: str, at: int) -> object:
    """`value.member`: an entry of a context, a property, or the list of those of the elements of a list."""
    of = kind(value)
    if of == LIST:
        run.charge(len(value))  # type: ignore[arg-type]
        return [member_of(run, item, member, at) for item in value]  # type: ignore[attr-defined]
    if of == CONTEXT:
        found = value.get(member, MISSING)  # type: ignore[attr-defined]
        if found is not MISSING:
            return norm(found)
    else:
        read = PROPERTIES.get(of, {}).get(member)
        if read is not None:
            return norm(read(value))
    if of != NULL:
        run.problem(UNKNOWN_MEMBER, f"a {of} without {member!r}", at)
    return None


_POSITIONS = (Arithmetic, Negation)
_TESTS = (Comparison, Junction, Between, In, InstanceOf, Quantified)


@emits(Filter)
def _filter(compiler: Compiler, node: Filter) -> Code:
    base = _filter_base(compiler, node.base)
    test = node.test
    if isinstance(test, _POSITIONS) or (isinstance(test, Literal) and isinstance(test.value, Decimal)):
        return _position(base, compiler.emit(test), node.at)
    only_tests = isinstance(test, _TESTS)
    code = compiler.block_in(Frame(None), test)
    at = node.at

    def select(run: Run, scope: Scope) -> object:
        items = _as_list(base(run, scope))
        if not items and not only_tests:
            problems = len(run.problems)
            answer = code(run, Scope({"item": None}, scope, scope.root))
            del run.problems[problems:]
            return None if isinstance(answer, Decimal) else []
        chosen: list[object] = []
        for item in items:
            value = norm(item)
            answer = code(run, _item_scope(value, scope))
            if answer is True:
                chosen.append(value)
            elif isinstance(answer, Decimal) and not only_tests:
                return element_at(run, items, answer, at)
            elif answer is not False and answer is not None:
                run.problem(TYPE, f"a filter must be true or false, not {kind(answer)}", at)
        return chosen

    return select


def _filter_base(compiler: Compiler, base: Node) -> Code:
    # partial[-1] only reads the list of results so far; any other use may keep it and needs a copy
    if not isinstance(base, Name) or base.name != "partial":
        return compiler.emit(base)
    kept = [frame.partial_kept for frame in compiler.frames]
    code = compiler.emit(base)
    for frame, before in zip(compiler.frames, kept, strict=True):
        frame.partial_kept = before
    return code


def _as_list(value: object) -> list[object] | tuple[object, ...]:
    if isinstance(value, list | tuple):
        return value
    return [] if value is None else [value]


def _item_scope(item: object, scope: Scope) -> Scope:
    around = Scope({"item": item}, scope, scope.root)
    return Scope(item, around, scope.root) if isinstance(item, Mapping) else around


def _position(base: Code, index: Code, at: int) -> Code:
    def select(run: Run, scope: Scope) -> object:
        items = _as_list(base(run, scope))
        position = index(run, scope)
        if not isinstance(position, Decimal):
            run.problem(TYPE, f"the position in a list must be a number, not {kind(position)}", at)
            return None
        return element_at(run, items, position, at)

    return select


def element_at(run: Run, items: list[object] | tuple[object, ...], position: Decimal, at: int) -> object:
    """The element at a position from 1, or from the end at -1; null outside the list."""
    count = len(items)
    if position != position.to_integral_value() or position == 0 or abs(position) > count:
        run.problem(DOMAIN, f"the list has no element {position}; it has {count}", at)
        return None
    index = int(position)
    return norm(items[index - 1 if index > 0 else index])


@emits(Call)
def _call(compiler: Compiler, node: Call) -> Code:
    compiler.builds = True
    function = _callee(compiler, node.function)
    arguments = tuple(compiler.emit(argument) for argument in node.arguments)
    names, at = node.names, node.at

    def invoke(run: Run, scope: Scope) -> object:
        return call(run, function(run, scope), [argument(run, scope) for argument in arguments], names, at)

    return invoke


def _callee(compiler: Compiler, node: Node) -> Code:
    if not isinstance(node, Name):
        return compiler.emit(node)
    name, at = node.name, node.at
    if any(frame.names is not None and name in frame.names for frame in compiler.frames):
        return compiler.emit(node)
    compiler.called.add(name)
    known = BUILTINS.get(name)

    def look_up(run: Run, scope: Scope) -> object:
        value = find(scope, name)
        if value is MISSING or (known is not None and kind(value) != "function"):
            value = known or run.env.functions.get(name)
            if value is None:
                run.problem(UNKNOWN_NAME, f"there is no function {name!r}", at)
        return value

    return look_up


@emits(FunctionOf)
def _function(compiler: Compiler, node: FunctionOf) -> Code:
    names = tuple(name for name, _ in node.parameters)
    types = tuple(ANY_TYPE if type_ is None else resolve(type_, compiler.types) for _, type_ in node.parameters)
    body, depth = compiler.function_body(Frame(set(names)), node.body)
    if node.external:
        body = _external(node.at)

    def make(_run: Run, scope: Scope) -> object:
        return closure("", names, types, body, depth, scope)

    return make


def closure(
    name: str, parameters: tuple[str, ...], types: tuple[FeelType, ...], body: Code, depth: int, scope: Scope
) -> FeelFunction:
    """A function whose body runs in a new scope inside the one it was made in."""

    def invoke(run: Run, values: object, at: int | None) -> object:
        taken: dict[str, object] = {}
        for parameter, type_, value in zip(parameters, types, values, strict=True):  # type: ignore[call-overload]
            given = coerce(value, type_)
            if given is REFUSED:
                run.problem(TYPE, f"the argument {parameter!r} must be {type_}, not {kind(value)}", at)
                return None
            taken[parameter] = given
        enter(run, depth + 3)
        try:
            return body(run, Scope(taken, scope, scope.root))
        finally:
            leave(run, depth + 3)

    return FeelFunction(name, parameters, invoke)


def _external(at: int) -> Code:
    def refuse(run: Run, _scope: Scope) -> object:
        run.problem(EXTERNAL, "functions of Java or PMML are not run here", at)
        return None

    return refuse
