"""The answers a step may get: for each form, service and message the combinations that can make a difference."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, product
from math import prod
from typing import Any

from engine.bpmn.model import Node, NodeKind, Trigger
from engine.feel import DEFAULT
from engine.kernel.kinds import PEOPLE, SERVICES
from engine.verify.demand import Demand, begun
from engine.verify.reading import reading
from engine.verify.statements import Statements, Unit, alias_of, caught_events, thrown_messages
from engine.verify.subject import DOSSIER_TYPES, FieldShape, FormShape, Subject
from engine.verify.values import ABSENT, guessed, representatives

_TRIES = 600
"""Combinations looked at for one form before those that differ are chosen."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to answer: what is given, which questions stay empty, with which outcome."""

    values: Mapping[str, Any] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    outcome: str | None = None
    whole: Any = None
    """For a service whose result is no object."""


NOTHING = Answer()


class AnswerBook:
    """Answers by unit and node, made once and shared by all states; ``cut`` names places where some were left out."""

    def __init__(self, subject: Subject, said: Statements, demand: Demand, most: int) -> None:
        self.subject = subject
        self.said = said
        self.demand = demand
        self.most = most
        self.cut: dict[tuple[str, str], int] = {}
        self._known: dict[tuple[str, str], tuple[Answer, ...]] = {}
        self._written = _written_names(subject, said)

    def task(self, unit: Unit, node: Node) -> tuple[Answer, ...]:
        """What a person may answer."""
        return self._once(unit.key, node.id, lambda: self._task(unit, node))

    def service(self, unit: Unit, node: Node) -> tuple[Answer, ...]:
        """What a service may give back."""
        return self._once(unit.key, node.id, lambda: self._outside(unit, node, alias_of(node)))

    def message(self, unit: Unit, node: Node) -> tuple[Answer, ...]:
        """What a message from outside may bring."""
        return self._once(unit.key, f"{node.id}!", lambda: self._outside(unit, node, "payload"))

    def submissions(self) -> list[tuple[Answer, Mapping[str, Any]]]:
        """First data with the facts of the dossier, in all combinations that matter."""
        units = [self.said.units[key] for key in begun(self.subject) if key in self.said.units]
        form = self.subject.forms.get(self.subject.application or "")
        answers: Iterable[Answer] = (NOTHING,)
        if form is not None and units:
            answers = self._once(units[0].key, "", lambda: self._combined(units[0], form, "", None))
        return [(answer, facts) for facts in self._facts() for answer in answers]

    def complete(self, unit: Unit, path: tuple[str, ...]) -> bool:
        """Whether every value of a path that can matter comes from a form, an outcome or the model itself."""
        return path[0] in ("outcome", "dossier") or path[0] in self._written.get(unit.key, frozenset())

    # -- making them ----------------------------------------------------------------------------------------

    def _once(self, unit: str, node: str, make: Any) -> tuple[Answer, ...]:
        key = (unit, node)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = tuple(make())
        return found

    def _task(self, unit: Unit, node: Node) -> Iterable[Answer]:
        form = self.subject.forms.get(node.work.form or "") if not unit.package else None
        outcomes: tuple[str | None, ...] = node.work.outcomes or (None,)
        if form is None:
            values = self._outside(unit, node, "answers") if node.work.form is None else [NOTHING]
            return [Answer(one.values, (), outcome) for outcome in outcomes for one in values]
        found = self._combined(unit, form, node.id, f"answers@{node.id}" if node.has_outputs else None)
        return [Answer(one.values, one.hidden, outcome) for outcome in outcomes for one in found]

    def _combined(self, unit: Unit, form: FormShape, node: str, alias: str | None) -> list[Answer]:
        asked = {one.name: self._asked(unit, one.name, alias) for one in form.fields}
        parts = [_choices(one, asked[one.name]) for one in form.fields]
        total = prod(len(part) for part in parts)
        names = [one.name for one in form.fields]
        found: dict[str, Answer] = {}
        for one in product(*parts) if total <= _TRIES else _varied(parts):
            answer = _shown(form, dict(zip(names, one, strict=True)), self.subject.facts)
            found.setdefault(repr((answer.values, answer.hidden)), answer)
        answers = self._accepted(form, list(found.values()))
        if len(answers) > self.most or total > _TRIES:
            self.cut[unit.key, node] = total
            answers = _spread(answers, self.most, form)
        return answers

    def _accepted(self, form: FormShape, answers: list[Answer]) -> list[Answer]:
        accepts = self.subject.accepts
        if accepts is None or len(answers) < 2:
            return answers
        return [one for one in answers if accepts(form.key, one.values)] or answers

    def _asked(self, unit: Unit, name: str, alias: str | None) -> Any:
        found = dict(self.demand.under(unit.key, name))
        if alias is not None:
            for path, tests in self.demand.under(unit.key, alias).items():
                if path[:1] == (name,):
                    found[path[1:]] = (*found.get(path[1:], ()), *tests)
        return found

    def _outside(self, unit: Unit, node: Node, alias: str) -> list[Answer]:
        """No schema: what is read of it, and names that nobody else writes."""
        own = self.demand.under(unit.key, f"{alias}@{node.id}")
        wanted: dict[str, Any] = {}
        for name in sorted(self._names_from(unit, node)):
            wanted[name] = self.demand.under(unit.key, name)
        for path, tests in own.items():
            if path:
                wanted.setdefault(path[0], {}).setdefault(path[1:], tests)
        whole = own.get(())
        if not wanted:
            return [Answer(whole=one) for one in guessed({(): whole})] if whole is not None else [NOTHING]
        names = list(wanted)
        parts = [guessed(wanted[name]) for name in names]
        return [Answer(dict(zip(names, one, strict=True))) for one in islice(product(*parts), self.most)]

    def _names_from(self, unit: Unit, node: Node) -> set[str]:
        """The names that matter, that no other statement gives a value and that this node can give."""
        free = self.demand.heads(unit.key) - self._written.get(unit.key, frozenset())
        heads = {name for name in free if "@" not in name and name != "outcome"}
        if node.has_outputs:
            read = {path[0] for one in node.outputs for path in reading(getattr(one.value, "text", "")).paths}
            return heads & read
        return heads

    def _facts(self) -> list[Mapping[str, Any]]:
        base = dict(self.subject.facts)
        places = {path[0]: tests for (unit, path), tests in self.demand.tests.items() if unit == ""}
        parts: list[list[tuple[str, Any]]] = []
        for name, tests in sorted(places.items()):
            key = name.removeprefix("dossier.")
            if key == "channel":
                parts.append([(key, value) for value in self.subject.channels])
            elif key in base and key in DOSSIER_TYPES and tests and isinstance(base[key], str):
                values = representatives(DOSSIER_TYPES[key], {(): tuple(tests)}, base[key])
                parts.append([(key, value) for value in values])
        return [{**base, **dict(one)} for one in islice(product(*parts), self.most)]


def _varied(parts: list[list[Any]]) -> Iterator[list[Any]]:
    """Where not all combinations can be tried: every value on several grounds, and values together that differ."""
    longest = max(len(part) for part in parts)
    grounds = [[part[turn % len(part)] for part in parts] for turn in range(longest)]
    grounds += [[part[(turn + place) % len(part)] for place, part in enumerate(parts)] for turn in range(longest)]
    yield from grounds
    for ground in grounds[:4]:
        for place, part in enumerate(parts):
            for value in part:
                yield [*ground[:place], value, *ground[place + 1 :]]


def _choices(asked: FieldShape, tests: Any) -> list[Any]:
    if asked.computed is not None:
        return [ABSENT]
    if not tests:
        wanted = asked.required or asked.required_when is not None
        return representatives(asked.schema, {}, asked.example) if wanted else [ABSENT]
    found = representatives(asked.schema, tests, asked.example)
    return found if asked.required else [*found, ABSENT]


def _shown(form: FormShape, chosen: dict[str, Any], facts: Mapping[str, Any]) -> Answer:
    """The answers as the form would give them: hidden questions removed, computed ones computed."""
    values = {name: value for name, value in chosen.items() if value is not ABSENT}
    for _ in range(3):
        before = dict(values)
        for one in form.fields:
            _settle(one, values, {**values, "dossier": facts})
        if values == before:
            break
    for one in form.fields:
        if one.name not in values and one.required and _visible(one, {**values, "dossier": facts}):
            values[one.name] = representatives(one.schema, {}, one.example)[0]
    return Answer(values, tuple(sorted(one.name for one in form.fields if one.name not in values)))


def _settle(one: FieldShape, values: dict[str, Any], context: Mapping[str, Any]) -> None:
    if not _visible(one, context):
        values.pop(one.name, None)
    elif one.computed is not None:
        value = one.computed.evaluate(context, DEFAULT).value
        if value is None:
            values.pop(one.name, None)
        else:
            values[one.name] = value


def _visible(one: FieldShape, context: Mapping[str, Any]) -> bool:
    return all(condition.evaluate(context, DEFAULT).value is True for condition in one.visible)


def _spread(answers: list[Answer], most: int, form: FormShape) -> list[Answer]:
    """A choice in which every single value, and as far as possible every pair, still occurs."""
    kept: list[Answer] = []
    seen: set[str] = set()
    for answer in answers:
        features = {f"{name}={answer.values.get(name, ABSENT)!r}" for name in (one.name for one in form.fields)}
        if features - seen:
            kept.append(answer)
            seen |= features
    step = max(1, len(answers) // max(1, most - len(kept)))
    rest = [one for one in answers[::step] if one not in kept]
    return [*kept, *rest][: max(most, len(kept))]


def _written_names(subject: Subject, said: Statements) -> Mapping[str, frozenset[str]]:
    """Names that a form or a statement of the unit gives a value."""
    found: dict[str, set[str]] = {key: set() for key in said.units}
    for key, name in said.given:
        if key:
            found[key].add(name)
    started = begun(subject)
    for unit_key, unit in said.units.items():
        wanted = {node.work.form for node in unit.process.nodes.values()}
        if unit_key in started:
            wanted.add(subject.application)
        for one in wanted:
            form = subject.forms.get(one or "")
            if form is not None and not unit.package:
                found[unit_key] |= {field.name for field in form.fields}
    return {key: frozenset(names) for key, names in found.items()}


def error_codes(unit: Unit, node: Node) -> tuple[str, ...]:
    """The codes a service or task may fail with: those that something around it catches, for a task only its own."""
    process = unit.process
    codes: dict[str, None] = {}
    place: str | None = node.id
    first = True
    while place is not None and (first or node.kind in SERVICES):
        holder = process.nodes.get(place)
        handlers = [process.nodes[name] for name in holder.boundary] if holder is not None else []
        scope = holder.scope if holder is not None else None
        if scope is not None and node.kind in SERVICES:
            inside = process.scopes[scope].event_sub_processes
            handlers += [process.nodes[start] for sub in inside for start in process.scopes[sub].starts]
        for handler in handlers:
            for event in handler.events:
                if event.trigger is Trigger.ERROR:
                    codes[event.code or "error"] = None
        place = None if scope is None or scope == process.id else scope
        first = False
    return tuple(codes)


def names_of_messages(said: Statements) -> frozenset[str]:
    """Messages that some process sends."""
    return frozenset(
        event.name
        for unit in said.units.values()
        for node in unit.process.nodes.values()
        for event in thrown_messages(node)
    )


def names_of_signals(said: Statements) -> frozenset[str]:
    """Signals that some process throws."""
    return frozenset(
        event.name
        for unit in said.units.values()
        for node in unit.process.nodes.values()
        if node.kind in (NodeKind.THROW, NodeKind.END)
        for event in node.events
        if event.trigger is Trigger.SIGNAL
    )


__all__ = ["PEOPLE", "Answer", "AnswerBook", "caught_events", "error_codes", "names_of_messages", "names_of_signals"]
