"""Decision tables (DMN 1.5, chapter 8): inputs, rules, hit policies and aggregation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.dmn.scope import Builder, Code, Variables, typed, with_input
from engine.dmn.xml import Element, child, children, label, name_of, text_of
from engine.feel.emit_logic import holds
from engine.feel.expression import Expression
from engine.feel.functions import BUILTINS, call
from engine.feel.problems import Run
from engine.feel.values import same

HIT = "dmn.hit-policy"
INPUT = "dmn.input-value"

Outputs = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """An input column: its value, and the values it may have; ``text`` is its expression."""

    code: Code
    allowed: Expression | None
    what: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """An output column: its name, what it is when no rule matches, and its values from high to low priority."""

    name: str
    default: Code | None
    ranking: Expression | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: one test for each input (None accepts everything), one value for each output."""

    tests: tuple[Expression | None, ...]
    outputs: tuple[Code, ...]
    number: int


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table ready to run."""

    inputs: tuple[Clause, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    policy: str
    what: str

    def evaluate(self, run: Run, variables: Variables) -> object:
        """The result of the table for these variables."""
        values: list[object] = []
        for clause in self.inputs:
            value = clause.code(run, variables)
            if value is not None and clause.allowed and not with_input(run, clause.allowed, variables, value):
                run.problem(INPUT, f"{clause.what} is not one of its allowed values", None)
                return None
            values.append(value)
        matches = [rule for rule in self.rules if self._matches(run, variables, rule, values)]
        if run.env.matched is not None:
            for rule in matches:
                run.env.matched(self, rule.number)
        return POLICIES[self.policy](self, run, variables, matches)

    def _matches(self, run: Run, variables: Variables, rule: Rule, values: Sequence[object]) -> bool:
        run.charge(1)
        return all(
            test is None or with_input(run, test, variables, value) is True
            for test, value in zip(rule.tests, values, strict=True)
        )

    def outputs_of(self, run: Run, variables: Variables, rule: Rule) -> Outputs:
        """The values of a rule's output cells."""
        return tuple(code(run, variables) for code in rule.outputs)

    def shaped(self, outputs: Outputs) -> object:
        """One output as its value, several as a context."""
        if len(self.outputs) == 1:
            return outputs[0]
        return {output.name: value for output, value in zip(self.outputs, outputs, strict=True)}

    def default(self, run: Run, variables: Variables) -> object:
        """What the table gives when no rule matches: the default entries, or null."""
        if all(output.default is None for output in self.outputs):
            return None
        return self.shaped(tuple(output.default(run, variables) if output.default else None for output in self.outputs))

    def by_priority(self, run: Run, variables: Variables, matches: Sequence[Rule]) -> list[Outputs]:
        """The outputs of the matching rules, highest priority first, equal ones in rule order."""
        rankings = [_ranking(run, variables, output) for output in self.outputs]

        def rank(outputs: Outputs) -> tuple[int, ...]:
            return tuple(
                next((place for place, test in enumerate(ranking) if holds(run, value, test)), len(ranking))
                for value, ranking in zip(outputs, rankings, strict=True)
            )

        return sorted((self.outputs_of(run, variables, rule) for rule in matches), key=rank)


def _ranking(run: Run, variables: Variables, output: Output) -> Sequence[object]:
    values = output.ranking.evaluate_within(run, variables) if output.ranking else []
    return values if isinstance(values, list | tuple) else []


Policy = Callable[[Table, Run, Variables, Sequence[Rule]], object]


def _unique(table: Table, run: Run, variables: Variables, matches: Sequence[Rule]) -> object:
    if len(matches) > 1:
        numbers = ", ".join(str(rule.number) for rule in matches)
        run.problem(HIT, f"{table.what} is unique, but the rules {numbers} match", None)
        return None
    return _first(table, run, variables, matches)


def _first(table: Table, run: Run, variables: Variables, matches: Sequence[Rule]) -> object:
    if not matches:
        return table.default(run, variables)
    return table.shaped(table.outputs_of(run, variables, matches[0]))


def _any(table: Table, run: Run, variables: Variables, matches: Sequence[Rule]) -> object:
    if not matches:
        return table.default(run, variables)
    answers = [list(table.outputs_of(run, variables, rule)) for rule in matches]
    if not all(same(run, answer, answers[0]) for answer in answers):
        run.problem(HIT, f"the rules of {table.what} that match must agree, but they do not", None)
        return None
    return table.shaped(tuple(answers[0]))


def _priority(table: Table, run: Run, variables: Variables, matches: Sequence[Rule]) -> object:
    ranked = table.by_priority(run, variables, matches)
    return table.shaped(ranked[0]) if ranked else table.default(run, variables)


def _output_order(table: Table, run: Run, variables: Variables, matches: Sequence[Rule]) -> object:
    ranked = table.by_priority(run, variables, matches)
    return [table.shaped(outputs) for outputs in ranked] if ranked else table.default(run, variables)


def _rule_order(table: Table, run: Run, variables: Variables, matches: Sequence[Rule]) -> object:
    if not matches:
        return table.default(run, variables)
    return [table.shaped(table.outputs_of(run, variables, rule)) for rule in matches]


def _aggregated(function: str) -> Policy:
    def aggregate(table: Table, run: Run, variables: Variables, matches: Sequence[Rule]) -> object:
        if not matches and (function != "count" or any(output.default for output in table.outputs)):
            return table.default(run, variables)
        answers = [table.outputs_of(run, variables, rule) for rule in matches]
        if len(table.outputs) == 1 or function == "count":
            return call(run, BUILTINS[function], [[answer[0] for answer in answers]], None, None)
        columns = zip(*answers, strict=True)
        return table.shaped(tuple(call(run, BUILTINS[function], [list(column)], None, None) for column in columns))

    return aggregate


POLICIES: dict[str, Policy] = {
    "UNIQUE": _unique,
    "FIRST": _first,
    "PRIORITY": _priority,
    "ANY": _any,
    "COLLECT": _rule_order,
    "RULE ORDER": _rule_order,
    "OUTPUT ORDER": _output_order,
    "COLLECT SUM": _aggregated("sum"),
    "COLLECT MIN": _aggregated("min"),
    "COLLECT MAX": _aggregated("max"),
    "COLLECT COUNT": _aggregated("count"),
}
"""Hit policy, with its aggregation for COLLECT -> how the matching rules give a result."""


def decision_table(builder: Builder, element: Element) -> Code:
    """The code of a `decisionTable` element."""
    inputs = tuple(_input(builder, clause) for clause in children(element, "input"))
    outputs = tuple(_output(builder, clause) for clause in children(element, "output"))
    types = [builder.type(clause.get("typeRef"), clause) for clause in children(element, "output")]
    rules: list[Rule] = []
    for number, rule in enumerate(children(element, "rule"), 1):
        cells = [_test(builder, cell) for cell in children(rule, "inputEntry")]
        values = [
            typed(_value(builder, cell), type_, f"the output of rule {number}")
            for cell, type_ in zip(children(rule, "outputEntry"), types, strict=False)
        ]
        if len(cells) != len(inputs) or len(values) != len(outputs):
            builder.problem("dmn.rule", rule, f"rule {number} does not have one cell for each column")
            continue
        rules.append(Rule(tuple(cells), tuple(values), number))
    return Table(inputs, outputs, tuple(rules), _policy(builder, element), f"the table {label(element)}").evaluate


def _policy(builder: Builder, element: Element) -> str:
    policy = element.get("hitPolicy", "UNIQUE")
    if policy == "COLLECT" and element.get("aggregation"):
        policy = f"COLLECT {element.get('aggregation')}"
    if policy not in POLICIES:
        builder.problem(HIT, element, f"the hit policy {policy!r} is not known")
        return "UNIQUE"
    return policy


def _input(builder: Builder, clause: Element) -> Clause:
    expression = child(clause, "inputExpression")
    text = "" if expression is None else text_of(expression, "text")
    if expression is None or not text:
        builder.problem("dmn.missing-expression", clause, "the input column has no expression")
        return Clause(lambda _run, _variables: None, None, "the input")
    code = typed(
        builder.literal(text, expression), builder.type(expression.get("typeRef"), expression), f"the input {text!r}"
    )
    allowed = text_of(clause, "inputValues", "text")
    return Clause(code, builder.unary_tests(allowed, clause) if allowed else None, f"the input {text!r}", text)


def _output(builder: Builder, clause: Element) -> Output:
    default = text_of(clause, "defaultOutputEntry", "text")
    values = text_of(clause, "outputValues", "text")
    return Output(
        name_of(clause),
        builder.literal(default, clause) if default else None,
        builder.expression(f"[{values}]", clause) if values else None,
    )


def _test(builder: Builder, cell: Element) -> Expression | None:
    text = text_of(cell, "text")
    if text in ("", "-"):
        return None
    expression = builder.unary_tests(text, cell)
    # a cell that cannot be read must not accept everything
    return expression or builder.unary_tests("false and ? = null", cell)


def _value(builder: Builder, cell: Element) -> Code:
    text = text_of(cell, "text")
    return builder.literal(text, cell) if text else lambda _run, _variables: None
