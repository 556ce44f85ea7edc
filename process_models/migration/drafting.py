"""A first plan from two versions: what can be matched is matched, what cannot be decided is listed.

The same id means the same element. What is gone is matched with the one new element that is the same in kind and
name, else in kind, form and role, else in kind and neighbours; a match is listed too, for somebody to confirm.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from engine.bpmn.model import Library, Node, NodeKind, Process, Trigger
from engine.kernel.kinds import GATEWAYS, RESTING
from process_models.migration.matching import Lanes, Side, folded, lanes_of, text_of
from process_models.migration.plan import Choice, Plan, ProcessPlan, plan_to_json
from process_models.migration.problems import PlanProblem
from process_models.migration.resolving import NO_LANES, Versions

Doubt = PlanProblem

_KEYS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("kind", "name"), "kind and name"),
    (("kind", "form", "role"), "kind, form and role"),
)
_STANDS = RESTING | {NodeKind.EVENT_GATEWAY, NodeKind.BOUNDARY}
"""Kinds at which a dossier can stand, or which wait beside one that does."""


@dataclass(frozen=True, slots=True)
class DraftPlan:
    """A plan to be looked through, and what is doubtful in it, the undecided first."""

    plan: Plan
    doubts: tuple[Doubt, ...]

    def to_json(self) -> dict[str, Any]:
        """The plan with its doubts, as it is kept in a file."""
        return plan_to_json(self.plan) | {"doubts": [doubt.to_json() for doubt in self.doubts]}


def draft_plan(versions: Versions) -> DraftPlan:
    """A plan for moving dossiers from the old to the new version."""
    doubts: list[Doubt] = []
    lanes = (lanes_of(versions.old), lanes_of(versions.new))
    processes = _processes(versions.old.library, versions.new.library, lanes, "/processes", doubts)
    packages: dict[str, Mapping[str, ProcessPlan]] = {}
    for code, library in versions.old_used.items():
        new = versions.new_used.get(code, Library(processes={}))
        inside = _processes(library, new, (NO_LANES, NO_LANES), f"/packages/{code}", doubts)
        if inside:
            packages[code] = inside
    doubts += _settlement(versions)
    doubts += _new_data(versions)
    plan = Plan(
        sources=(versions.old.hash,),
        target=versions.new.hash,
        processes=processes,
        packages=packages,
        procedure=versions.old.procedure.code,
    )
    return DraftPlan(plan, tuple(sorted(doubts, key=lambda one: one.severity)))


def _processes(
    old: Library, new: Library, lanes: tuple[Lanes, Lanes], at: str, doubts: list[Doubt]
) -> dict[str, ProcessPlan]:
    found: dict[str, ProcessPlan] = {}
    for process in old.processes.values():
        target = _counterpart(process, old, new)
        here = f"{at}/{process.id}"
        if target is None:
            doubts.append(Doubt("draft.process", here, {"process": process.id}))
            continue
        told = _process(Side(process, lanes[0]), Side(target, lanes[1]), here, doubts)
        if told != ProcessPlan():
            found[process.id] = told
    return found


def _counterpart(process: Process, old: Library, new: Library) -> Process | None:
    """The same id, else the only one left over on both sides, else the only one of the same name."""
    if process.id in new.processes:
        return new.processes[process.id]
    here = [name for name in old.processes if name not in new.processes]
    there = [name for name in new.processes if name not in old.processes]
    if len(here) == len(there) == 1:
        return new.processes[there[0]]
    named = [name for name in there if folded(new.processes[name].name) == folded(process.name) != ""]
    return new.processes[named[0]] if len(named) == 1 else None


def _process(old: Side, new: Side, at: str, doubts: list[Doubt]) -> ProcessPlan:
    elements: dict[str, str] = {}
    for node in old.process.nodes.values():
        if node.id not in new.process.nodes:
            to = _matched(old, new, node, elements, at, doubts)
            if to is not None:
                elements[node.id] = to
    places = {**elements, old.process.id: new.process.id}
    for name, node in old.process.nodes.items():
        to = elements.get(name, name)
        if to in new.process.nodes and node.kind in _STANDS:
            doubts += _differences(node, new.process.nodes[to], places, f"{at}/elements/{name}")
    flows = dict(_flows(old.process, new.process, elements, at, doubts))
    return ProcessPlan(
        to=None if old.process.id == new.process.id else new.process.id,
        elements={name: (Choice(to),) for name, to in elements.items()},
        flows=flows,
    )


def _matched(old: Side, new: Side, node: Node, known: Mapping[str, str], at: str, doubts: list[Doubt]) -> str | None:
    """What an element that is gone becomes, with a doubt that asks to confirm or to decide."""
    traits = old.traits(node)
    candidates: list[str] = []
    here = {"element": node.id, "name": node.name or str(node.kind)}
    for keys, why in _KEYS:
        if not any(traits[key] for key in keys[1:]):
            continue
        found = [name for name in new.alike(traits, keys) if name not in old.process.nodes]
        candidates += [name for name in found if name not in candidates]
        if len(found) == 1 and found[0] not in known.values():
            if node.kind in _STANDS:
                doubts.append(Doubt("draft.matched", f"{at}/elements/{node.id}", {**here, "to": found[0], "why": why}))
            return found[0]
    if node.attached_to is not None:
        found = _beside(new, node, known.get(node.attached_to, node.attached_to))
        if len(found) == 1:
            return found[0]
    if node.kind in _STANDS or node.kind in GATEWAYS:
        told = ", ".join(candidates) or "–"
        if node.kind not in GATEWAYS or len(node.incoming) > 1:
            doubts.append(Doubt("draft.element", f"{at}/elements/{node.id}", {**here, "found": told}))
    return None


def _beside(new: Side, node: Node, host: str) -> list[str]:
    """Boundary events of the same trigger at the same activity."""
    activity = new.process.nodes.get(host)
    triggers = [event.trigger for event in node.events]
    names = () if activity is None else activity.boundary
    return [name for name in names if [event.trigger for event in new.process.nodes[name].events] == triggers]


def _differences(old: Node, new: Node, elements: Mapping[str, str], at: str) -> Iterator[Doubt]:
    """What has changed about an element that a dossier can stand at."""
    here = {"element": old.id}
    if old.kind != new.kind:
        yield Doubt("draft.kind", at, {**here, "old": str(old.kind), "new": str(new.kind)})
        return
    if elements.get(old.scope, old.scope) != new.scope:
        yield Doubt("draft.scope", at, here)
    if (old.loop is None) != (new.loop is None):
        yield Doubt("draft.loop", at, here)
    for first, second in zip(old.events, new.events, strict=False):
        if first.trigger is Trigger.TIMER and second.trigger is Trigger.TIMER and _timer(first) != _timer(second):
            yield Doubt("draft.timer", at, here)
    for what, before, after in _work(old, new):
        if before != after:
            yield Doubt("draft.work", at, {**here, "what": what, "old": before or "–", "new": after or "–"})


def _timer(event: Any) -> tuple[str, str]:
    return (str(event.timer.kind), event.timer.value.text) if event.timer is not None else ("", "")


def _work(old: Node, new: Node) -> Iterator[tuple[str, str, str]]:
    yield "role", text_of(old.work.role), text_of(new.work.role)
    yield "agency", text_of(old.work.agency), text_of(new.work.agency)
    yield "form", old.work.form or "", new.work.form or ""
    yield "time", old.work.time or "", new.work.time or ""
    yield "clock", old.work.clock or "", new.work.clock or ""
    yield "outcomes", ", ".join(old.work.outcomes), ", ".join(new.work.outcomes)
    yield "service", text_of(old.service.service), text_of(new.service.service)


def _flows(
    old: Process, new: Process, elements: Mapping[str, str], at: str, doubts: list[Doubt]
) -> Iterator[tuple[str, str]]:
    """Flows into joins, where a branch may have arrived: the same ends are the same flow."""
    ends: dict[tuple[str, str], list[str]] = {}
    for flow in new.flows.values():
        ends.setdefault((flow.source, flow.target), []).append(flow.id)
    for flow in old.flows.values():
        joins = len(old.nodes[flow.target].incoming) > 1 and old.nodes[flow.target].kind in GATEWAYS
        if not joins or flow.id in new.flows:
            continue
        found = ends.get((elements.get(flow.source, flow.source), elements.get(flow.target, flow.target)), [])
        if len(found) == 1:
            yield flow.id, found[0]
        else:
            params = {"flow": flow.id, "target": flow.target}
            doubts.append(Doubt("draft.flow", f"{at}/flows/{flow.id}", params))


def _settlement(versions: Versions) -> Iterator[Doubt]:
    old, new = versions.old.procedure, versions.new.procedure
    channels = {*old.channel_settlements, *new.channel_settlements}
    if old.settlement != new.settlement or any(old.settlement_for(one) != new.settlement_for(one) for one in channels):
        yield Doubt("draft.settlement", "/settlement")


def _new_data(versions: Versions) -> Iterator[Doubt]:
    """Names that forms of the new version require and no form of the old one has."""
    known = set(chain.from_iterable(_names(form.schema) for form in versions.old.forms.values()))
    for key, form in sorted(versions.new.forms.items()):
        for name in form.schema.get("required", ()):
            if name not in known:
                yield Doubt(
                    "draft.data", f"/processes/{versions.old.library.lead or ''}/data", {"name": f"{key}.{name}"}
                )


def _names(schema: Mapping[str, Any]) -> Iterator[str]:
    yield from schema.get("properties", {})
