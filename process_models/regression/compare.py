"""What came of a dossier, and where two outcomes differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from lxml import etree

from engine.bpmn.model import Node, NodeKind
from engine.dossier.case import ROOT, Life
from engine.feel import FeelEnv
from engine.play import Session
from engine.play.result import plain
from engine.play.session import TASKS
from process_models.fees import fee_lines, total
from process_models.package import Package
from process_models.regression.course import nodes_of
from process_models.scenario import same


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """What became of the dossier or a sub-dossier."""

    status: str
    outcome: str | None
    due: Mapping[str, datetime | None]
    """Kind of deadline -> due instant."""
    classes: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a dossier under one version."""

    path: tuple[str, ...]
    """Completed tasks in order."""
    decisions: Mapping[str, Any]
    """Names written by decisions, with their values at the end."""
    data: Mapping[str, Any]
    fee: Decimal | None
    letters: tuple[str, ...]
    branches: Mapping[str, Branch]
    incidents: tuple[str, ...] = ()
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that comes out otherwise; ``name`` says which one of its sort.

    ``what``: ``path``, ``decision``, ``fee``, ``deadline``, ``class``, ``status``, ``outcome``, ``letters``,
    ``incident``, ``data`` or ``branch``.
    """

    what: str
    name: str
    old: Any
    new: Any

    def to_json(self) -> dict[str, Any]:
        """For machines."""
        return {"what": self.what, "name": self.name, "old": _json(self.old), "new": _json(self.new)}


def outcome_of(
    package: Package,
    session: Session,
    places: Mapping[str, str] | None = None,
    nodes: Mapping[str, Node] | None = None,
) -> Outcome:
    """What has come of a session; ``places`` renames elements to the version it is compared with.

    ``nodes``: the elements it went through when it ran several versions.
    """
    lead = next((part for _n, part in sorted(session.case.parts.items())), None)
    data = session.data(lead.n) if lead is not None else {}
    env = FeelEnv(now=session.now, zone=session.world.zone)
    facts = session.dossier(ROOT) if ROOT in session.case.lives else {}
    renamed = places or {}
    written = decided(package)
    return Outcome(
        path=tuple(renamed.get(name, name) for name in _path(session, nodes or nodes_of(session.library))),
        decisions={name: plain(value) for name, value in data.items() if name in written},
        data={name: plain(value) for name, value in data.items() if name not in written},
        fee=total(fee_lines(package.procedure.fees, package.decisions, data, facts, env)),
        letters=tuple(letter.key for letter in session.letters),
        branches={key: _branch(life) for key, life in sorted(session.case.lives.items())},
        incidents=tuple(sorted(f"{one.element}: {one.code}" for one in session.incidents.values())),
        ended=session.ended,
    )


def _path(session: Session, nodes: Mapping[str, Node]) -> Iterator[str]:
    """Completed tasks in order; an iteration counts, the frame around iterations does not."""
    for visit in session.trace:
        node = nodes.get(visit.element)
        if visit.event == "completed" and node is not None and node.kind in TASKS and (not node.loop or visit.index):
            yield visit.element


def _branch(life: Life) -> Branch:
    return Branch(
        status=life.status.name.lower(),
        outcome=life.outcome,
        due={kind: deadline.due for kind, deadline in sorted(life.deadlines.items())},
        classes={kind: str(value) for kind, value in sorted(life.classes.items())},
    )


def decided(package: Package) -> frozenset[str]:
    """The data names that decisions write: of mappings, of the decisions themselves, of their tables' outputs."""
    names: set[str] = set()
    for process in package.library.processes.values():
        for node in process.nodes.values():
            if node.kind is NodeKind.RULE_TASK:
                names |= {one.name for one in node.outputs} if node.has_outputs else {node.id}
    for path, data in package.files.items():
        if path.startswith("decisions/"):
            names |= _outputs(data)
    return frozenset(names)


@lru_cache(maxsize=256)
def _outputs(data: bytes) -> frozenset[str]:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    root = etree.fromstring(data, parser)
    found = (element.get("name") for tag in ("output", "decision") for element in root.iter(f"{{*}}{tag}"))
    return frozenset(name for name in found if name)


def differences(old: Outcome, new: Outcome) -> tuple[Difference, ...]:
    """Everything that comes out otherwise, the most important first."""
    return tuple(_differences(old, new))


def _differences(old: Outcome, new: Outcome) -> Iterator[Difference]:
    if old.path != new.path:
        yield Difference("path", "", list(old.path), list(new.path))
    yield from _values("decision", old.decisions, new.decisions)
    if old.fee != new.fee:
        yield Difference("fee", "", old.fee, new.fee)
    for key in sorted({*old.branches, *new.branches}):
        yield from _branches(key, old.branches.get(key), new.branches.get(key))
    if old.letters != new.letters:
        yield Difference("letters", "", list(old.letters), list(new.letters))
    if old.incidents != new.incidents:
        yield Difference("incident", "", list(old.incidents), list(new.incidents))
    yield from _values("data", old.data, new.data)


def _values(what: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for name in sorted({*old, *new}):
        if not same(old.get(name), new.get(name)) or not same(new.get(name), old.get(name)):
            yield Difference(what, name, old.get(name), new.get(name))


def _branches(key: str, old: Branch | None, new: Branch | None) -> Iterator[Difference]:
    if old is None or new is None:
        yield Difference("branch", key, old and old.status, new and new.status)
        return
    for kind in sorted({*old.due, *new.due}):
        if old.due.get(kind) != new.due.get(kind):
            yield Difference("deadline", f"{key}.{kind}".lstrip("."), old.due.get(kind), new.due.get(kind))
    for kind in sorted({*old.classes, *new.classes}):
        if old.classes.get(kind) != new.classes.get(kind):
            yield Difference("class", f"{key}.{kind}".lstrip("."), old.classes.get(kind), new.classes.get(kind))
    for what in ("status", "outcome"):
        if getattr(old, what) != getattr(new, what):
            yield Difference(what, key, getattr(old, what), getattr(new, what))


def _json(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case Decimal():
            return str(value)
        case _:
            return value


__all__ = ["Branch", "Difference", "Outcome", "differences", "outcome_of"]
