"""Hold every reader against what is written: never, too late, not on every way, possibly empty, twice at once."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from engine.bpmn.model import NodeKind
from engine.feel import DEFAULT
from engine.kernel.kinds import PEOPLE
from engine.kernel.returning import reaches
from engine.verify.answers import Answer, AnswerBook
from engine.verify.dataflow.graph import DataGraph, graph_of
from engine.verify.dataflow.handing import not_handed, without_effect
from engine.verify.dataflow.levels import Level, Written, written_of
from engine.verify.dataflow.reads import Read, guarded, reads_of
from engine.verify.dataflow.types import Types
from engine.verify.demand import begun, demand_of
from engine.verify.findings import Finding, Severity, finding
from engine.verify.statements import FACT, Statements, Unit, statements_of
from engine.verify.subject import DOSSIER_TYPES, Subject
from engine.verify.values import minimal


def check_data(subject: Subject) -> tuple[Finding, ...]:
    """Everything the flow of data gives away without a run."""
    said = statements_of(subject)
    check = _Check(subject, said)
    found = [one for unit in said.units.values() if not unit.package for one in check.unit(unit)]
    return tuple(_distinct(found))


def _distinct(found: Iterable[Finding]) -> Iterator[Finding]:
    seen: set[tuple[str, str, str]] = set()
    for one in found:
        key = (one.code, one.element, str(one.data.get("name", "")) + str(one.data.get("text", "")))
        if key not in seen:
            seen.add(key)
            yield one


class _Check:
    def __init__(self, subject: Subject, said: Statements) -> None:
        self.subject = subject
        self.said = said
        self.begun = begun(subject)
        self.types = Types(subject, said)
        self.book: AnswerBook | None = None
        self.facts = {name.removeprefix(FACT) for _, name in said.given if name.startswith(FACT)}

    def unit(self, unit: Unit) -> Iterator[Finding]:
        """One process."""
        graph = graph_of(unit.process)
        starts = unit.process.id in self.begun
        form = self.subject.forms.get(self.subject.application or "") if starts else None
        written = written_of(self.subject, self.said, unit, graph, form, begun=starts)
        reads = list(reads_of(self.subject, unit))
        for read in reads:
            yield from self.read(unit, graph, written, read)
            yield from self.types.check(unit, read)
        yield from self.twice(unit, written, reads)
        yield from not_handed(self.said, unit, written, reads)
        yield from without_effect(unit, reads)

    # -- one reader -----------------------------------------------------------------------------------------

    def read(self, unit: Unit, graph: DataGraph, written: Written, read: Read) -> Iterator[Finding]:
        """Each name of an expression."""
        certain = getattr(read.value, "names_certain", None)
        seen: set[str] = set()
        for path in read.reading.paths:
            name = path[0]
            if name == "dossier":
                yield from self.fact(unit, read, path)
            elif name not in read.local and name not in seen and (certain is None or name in certain):
                seen.add(name)
                yield from self.name(unit, graph, written, read, name)

    def name(self, unit: Unit, graph: DataGraph, written: Written, read: Read, name: str) -> Iterator[Finding]:
        """One name read at one place."""
        writers = written.writers(name)
        if not writers:
            if not written.open:
                known = sorted({*written.first, *(one for names in written.writes.values() for one in names)})
                yield self.found("data.never-written", unit, read, name, similar=get_close_matches(name, known, 3))
            return
        level = self.level(written, read, name)
        if level is Level.SURE or guarded(read, (name,)):
            return
        if level is Level.MISSING and not written.open:
            yield self.missing(unit, graph, read, name, writers)
        elif level is Level.MAYBE and read.stops and self.sensitive(unit, read, name):
            yield self.found("data.may-be-empty", unit, read, name)

    def level(self, written: Written, read: Read, name: str) -> Level:
        """How sure a name is where it is read."""
        if read.node == "":
            return written.first.get(name, Level.MISSING)
        if read.node == "|end":
            given = [names[name] for names in written.writes.values() if name in names]
            return max([written.first.get(name, Level.MAYBE), *given])  # read when what it needs is there
        own = written.writes.get(read.node, {})
        if read.after and name in own:
            return own[name]
        return written.level(read.node, name)

    def missing(self, unit: Unit, graph: DataGraph, read: Read, name: str, writers: tuple[str, ...]) -> Finding:
        """Nothing gives it a value on some way, or on any."""
        process = unit.process
        before = [
            one for one in writers if one in ("", read.node) or _leads(process.reach, process.order, one, read.node)
        ]
        around = any(
            process.nodes[one].scope != process.nodes[read.node].scope
            for one in writers
            if one and read.node in process.nodes
        )
        if not before and not around:
            return self.found("data.written-later", unit, read, name, writers=list(writers))
        way = graph.way(read.node, frozenset(writers)) or ()
        shown = read.position == "input" and read.node in process.nodes and process.nodes[read.node].kind in PEOPLE
        severe = Severity.WARNING if shown else Severity.ERROR
        if read.stops:
            severe = Severity.ERROR if self.sensitive(unit, read, name) else Severity.NOTE
        return self.found(
            "data.may-be-missing", unit, read, name, severity=severe, way=list(way), writers=list(writers)
        )

    def sensitive(self, unit: Unit, read: Read, name: str) -> bool:
        """Whether the expression can be null because the name is: tried with the engine itself.

        Where a form asks for the name, only answers are tried that leave it empty and that the form allows.
        """
        evaluate = getattr(read.value, "evaluate", None)
        if evaluate is None:
            return True
        context: dict[str, Any] = {"dossier": dict(self.subject.facts)}
        for head in read.reading.heads - {"dossier", name}:
            context[head] = minimal(self.types.schema(unit.key, (head,)) or {})
        empty = [answer.values for answer in self.answers(unit, name) if name not in answer.values]
        return any(evaluate({**context, **values}, DEFAULT).value is None for values in empty or [{}])

    def answers(self, unit: Unit, name: str) -> list[Answer]:
        """The answers to every form of the unit that asks for a name."""
        if self.book is None:
            self.book = AnswerBook(self.subject, self.said, demand_of(self.subject, self.said), 48)
        found = [
            answer
            for node in unit.process.nodes.values()
            for form in [self.subject.forms.get(node.work.form or "")]
            if form is not None and form.field(name) is not None
            for answer in self.book.task(unit, node)
        ]
        first = self.subject.forms.get(self.subject.application or "")
        if unit.process.id in self.begun and first is not None and first.field(name) is not None:
            found += [answer for answer, _ in self.book.submissions() if name not in answer.values]
        return found

    def fact(self, unit: Unit, read: Read, path: tuple[str, ...]) -> Iterator[Finding]:
        """``dossier.…``: only what a dossier has."""
        if len(path) > 1 and path[1] not in DOSSIER_TYPES and path[1] not in self.subject.facts:
            yield self.found("data.unknown-fact", unit, read, ".".join(path), known=sorted(DOSSIER_TYPES))
        elif path[1:2] == ("facts",) and len(path) > 2:
            told = ".".join(path[2:])
            if told not in self.facts and path[2] not in self.facts and path[2] != "result_returned":
                yield self.found("data.unknown-fact", unit, read, ".".join(path), known=sorted(self.facts))

    # -- at the same time -------------------------------------------------------------------------------------

    def twice(self, unit: Unit, written: Written, reads: list[Read]) -> Iterator[Finding]:
        """Names that two branches under way at once write, when somebody reads them."""
        wanted = {path[0] for read in reads for path in read.reading.paths}
        by_name: dict[str, list[str]] = {}
        for node, names in written.writes.items():
            for name in names:
                if name in wanted and name != "outcome":
                    by_name.setdefault(name, []).append(node)
        pairs = _parallel(unit) if any(len(nodes) > 1 for nodes in by_name.values()) else ()
        for name, nodes in by_name.items():
            for left, right in pairs:
                both = [(one, two) for one in nodes for two in nodes if one in left and two in right]
                if both:
                    one, two = both[0]
                    line = unit.process.nodes[one].line
                    yield finding(
                        "data.written-twice",
                        process=unit.process.id,
                        element=one,
                        line=line,
                        data={"name": name, "other": two, "text": ""},
                    )
                    break

    def found(
        self, code: str, unit: Unit, read: Read, name: str, severity: Severity | None = None, **data: Any
    ) -> Finding:
        """A finding about a reader."""
        extra = {} if severity is None else {"severity": severity}
        return finding(
            code,
            process=unit.process.id,
            element=read.element,
            line=read.line,
            data={"name": name, "text": read.text, "position": read.position, "where": read.where, **data},
            **extra,
        )


def _leads(reach: Any, order: Any, source: str, target: str) -> bool:
    place = order.get(target)
    return place is not None and bool(reach.get(source, 0) >> place & 1)


def _parallel(unit: Unit) -> list[tuple[frozenset[str], frozenset[str]]]:
    """Pairs of sets of nodes that can be under way at the same time: branches of a split, a boundary's way."""
    process = unit.process
    found: list[tuple[frozenset[str], frozenset[str]]] = []

    def ahead(name: str) -> frozenset[str]:
        return frozenset(one for one in process.nodes if one == name or reaches(process, name, one))

    for node in process.nodes.values():
        splits = node.kind in (NodeKind.PARALLEL, NodeKind.INCLUSIVE) or (
            node.kind not in (NodeKind.EXCLUSIVE, NodeKind.EVENT_GATEWAY, NodeKind.COMPLEX)
        )
        if splits and len(node.outgoing) > 1:
            branches = [ahead(process.flows[flow].target) for flow in node.outgoing]
            found += [(one - two, two - one) for place, one in enumerate(branches) for two in branches[place + 1 :]]
        for name in node.boundary:
            if not process.nodes[name].interrupting:
                side, main = ahead(name), ahead(node.id)
                main -= frozenset(one for one in main if one in side)
                found.append((side, main))
    return found
