"""Boxed expressions to code (DMN 1.5, 7.3 and 10.2): one table, tag -> builder."""

from collections.abc import Callable, Iterable, Mapping

from engine.dmn.decision_table import decision_table
from engine.dmn.scope import Builder, Code, Layer, Variables, failing, taken, typed
from engine.dmn.xml import Element, child, children, label, local, name_of, text_of
from engine.feel.emit_logic import elements
from engine.feel.functions import FeelFunction, call, enter, leave
from engine.feel.problems import EXTERNAL, TYPE, Run
from engine.feel.types import FeelType
from engine.feel.values import kind, norm

CALL_FRAMES = 24
"""Python frames a call of a boxed function takes at most before its body."""

FEEL_LANGUAGES = ("", "feel")


def boxed(builder: Builder, element: Element) -> Code:
    """The code of a boxed expression, its own typeRef included."""
    code = BOXED[local(element)](builder, element)
    type_ref = element.get("typeRef") or text_of(element, "typeRef")
    if local(element) == "functionDefinition" or not type_ref:
        return code
    return typed(code, builder.type(type_ref, element), f"the value of {label(element)}")


def expression_in(element: Element) -> Element | None:
    """The boxed expression among the children of an element."""
    return child(element, *BOXED)


def boxed_in(builder: Builder, element: Element, what: str) -> Code:
    """The code of the expression inside an element; null when there is none."""
    inner = expression_in(element)
    if inner is None:
        builder.problem("dmn.missing-expression", element, f"{what} has no expression", "warning")
        return lambda _run, _variables: None
    return boxed(builder, inner)


def _literal(builder: Builder, element: Element) -> Code:
    language = (element.get("expressionLanguage") or "").lower()
    if (
        not any(language == known or language.endswith(f"{known}/") for known in FEEL_LANGUAGES)
        and "feel" not in language
    ):
        builder.problem("dmn.language", element, f"the expression language {language!r} is not run here; use FEEL")
        return failing("dmn.language", f"the expression language {language!r} is not run here")
    text = text_of(element, "text")
    if not text:
        return lambda _run, _variables: None
    return builder.literal(text, element)


def _context(builder: Builder, element: Element) -> Code:
    entries: list[tuple[str | None, Code]] = []
    for entry in children(element, "contextEntry"):
        variable = child(entry, "variable")
        code = boxed_in(builder, entry, "the context entry")
        if variable is None:
            entries.append((None, code))
        else:
            name = name_of(variable)
            entries.append((name, typed(code, builder.type(variable.get("typeRef"), variable), f"the entry {name!r}")))

    def build(run: Run, variables: Variables) -> object:
        values: dict[str, object] = {}
        inner = Layer(values, variables)
        for name, code in entries:
            value = code(run, inner)
            if name is None:
                return value
            values[name] = value
        return values

    return build


def _list(builder: Builder, element: Element) -> Code:
    items = [boxed(builder, item) for item in children(element, *BOXED)]
    return lambda run, variables: [item(run, variables) for item in items]


def _relation(builder: Builder, element: Element) -> Code:
    columns = [(name_of(column), builder.type(column.get("typeRef"), column)) for column in children(element, "column")]
    rows: list[list[tuple[str, Code]]] = []
    for row in children(element, "row"):
        cells = [boxed(builder, cell) for cell in children(row, *BOXED)]
        if len(cells) != len(columns):
            builder.problem("dmn.row", row, f"the row has {len(cells)} cells for {len(columns)} columns")
        rows.append(
            [
                (name, typed(cell, type_, f"the column {name!r}"))
                for (name, type_), cell in zip(columns, cells, strict=False)
            ]
        )

    def build(run: Run, variables: Variables) -> object:
        return [{name: cell(run, variables) for name, cell in row} for row in rows]

    return build


def _invocation(builder: Builder, element: Element) -> Code:
    function = boxed_in(builder, element, "the invocation")
    bindings: list[tuple[str, Code]] = []
    for binding in children(element, "binding"):
        parameter = child(binding, "parameter")
        if parameter is None:
            builder.problem("dmn.binding", binding, "the binding names no parameter")
            continue
        name = name_of(parameter)
        code = boxed_in(builder, binding, f"the argument {name!r}")
        bindings.append(
            (name, typed(code, builder.type(parameter.get("typeRef"), parameter), f"the argument {name!r}"))
        )
    names = tuple(name for name, _ in bindings)

    def invoke(run: Run, variables: Variables) -> object:
        return call(run, function(run, variables), [code(run, variables) for _, code in bindings], names or None, None)

    return invoke


def formal_parameters(builder: Builder, element: Element) -> tuple[tuple[str, FeelType], ...]:
    """Names and types of the parameters of a function definition."""
    return tuple(
        (name_of(parameter), builder.type(parameter.get("typeRef") or text_of(parameter, "typeRef"), parameter))
        for parameter in children(element, "formalParameter")
    )


def _function(builder: Builder, element: Element) -> Code:
    parameters = formal_parameters(builder, element)
    body = function_body(builder, element)
    return lambda _run, variables: function_value("", parameters, body, variables)


def function_body(builder: Builder, element: Element) -> Code:
    """The body of a function definition; only FEEL bodies run."""
    if element.get("kind", "FEEL") != "FEEL":
        builder.problem("dmn.external", element, f"functions of kind {element.get('kind')} are not run here", "warning")
        return failing(EXTERNAL, f"functions of kind {element.get('kind')} are not run here")
    inner = expression_in(element)
    if inner is None:
        return failing("dmn.missing-expression", f"the function {label(element)} has no body")
    code = boxed(builder, inner)
    type_ref = element.get("typeRef")
    result = builder.types.get(type_ref or "")
    if result is None or result.kind == "function":
        return code
    return typed(code, result, "the result of the function")


def function_value(
    name: str, parameters: tuple[tuple[str, FeelType], ...], body: Code, variables: Variables
) -> FeelFunction:
    """A function whose body sees its parameters in front of the variables where it was defined."""

    def invoke(run: Run, values: Iterable[object], _at: int | None) -> object:
        given: dict[str, object] = {}
        problems = len(run.problems)
        for (parameter, type_), value in zip(parameters, values, strict=True):
            given[parameter] = taken(run, value, type_, f"the argument {parameter!r}")
            if len(run.problems) > problems and given[parameter] is None and value is not None:
                return None
        enter(run, CALL_FRAMES)
        try:
            run.charge(1)
            return body(run, Layer(given, variables))
        finally:
            leave(run, CALL_FRAMES)

    return FeelFunction(name, tuple(parameter for parameter, _ in parameters), invoke)


def _part(builder: Builder, element: Element, *tags: str) -> Code:
    part = child(element, *tags)
    if part is None:
        builder.problem("dmn.missing-expression", element, f"<{local(element)}> has no <{tags[0]}>")
        return lambda _run, _variables: None
    return boxed_in(builder, part, f"<{tags[0]}>")


def _conditional(builder: Builder, element: Element) -> Code:
    test, yes, no = (_part(builder, element, tag) for tag in ("if", "then", "else"))

    def choose(run: Run, variables: Variables) -> object:
        answer = test(run, variables)
        if isinstance(answer, bool) or answer is None:
            return (yes if answer else no)(run, variables)
        run.problem(TYPE, f"'if' needs true or false, not {kind(answer)}", None)
        return None

    return choose


def _iterator(builder: Builder, element: Element) -> tuple[str, Code]:
    name = " ".join((element.get("iteratorVariable") or "").split())
    if not name:
        builder.problem("dmn.iterator", element, f"<{local(element)}> names no iterator variable")
    return name, _part(builder, element, "in")


def _for(builder: Builder, element: Element) -> Code:
    name, domain = _iterator(builder, element)
    body = _part(builder, element, "return")

    def repeat(run: Run, variables: Variables) -> object:
        items = elements(run, domain(run, variables), 0)
        if items is None:
            return None
        results: list[object] = []
        for item in items:
            run.charge(1 + len(results) // 16)
            results.append(body(run, Layer({name: norm(item), "partial": list(results)}, variables)))
        return results

    return repeat


def _quantified(builder: Builder, element: Element) -> Code:
    name, domain = _iterator(builder, element)
    test = _part(builder, element, "satisfies")
    decisive = local(element) == "some"

    def quantify(run: Run, variables: Variables) -> object:
        items = elements(run, domain(run, variables), 0)
        answer: object = None if items is None else not decisive
        for item in items or ():
            run.charge(1)
            value = test(run, Layer({name: norm(item)}, variables))
            if value is decisive:
                return value
            if not isinstance(value, bool):
                run.problem(TYPE, f"<satisfies> needs true or false, not {kind(value)}", None)
                answer = None
        return answer

    return quantify


def _filter(builder: Builder, element: Element) -> Code:
    domain, match = _part(builder, element, "in"), _part(builder, element, "match")

    def select(run: Run, variables: Variables) -> object:
        base = domain(run, variables)
        items = () if base is None else base if isinstance(base, list | tuple) else (base,)
        chosen: list[object] = []
        for item in map(norm, items):
            run.charge(1)
            inner: Variables = Layer({"item": item}, variables)
            answer = match(run, Layer(item, inner) if isinstance(item, Mapping) else inner)
            if answer is True:
                chosen.append(item)
            elif answer is not False and answer is not None:
                run.problem(TYPE, f"<match> needs true or false, not {kind(answer)}", None)
                return None
        return chosen

    return select


BOXED: dict[str, Callable[[Builder, Element], Code]] = {
    "literalExpression": _literal,
    "context": _context,
    "decisionTable": decision_table,
    "invocation": _invocation,
    "list": _list,
    "relation": _relation,
    "functionDefinition": _function,
    "conditional": _conditional,
    "for": _for,
    "some": _quantified,
    "every": _quantified,
    "filter": _filter,
}
"""Tag -> what makes the code of that boxed expression."""
