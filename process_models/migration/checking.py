"""Comparing a plan with the versions it speaks of: everything it names must be there."""

from collections.abc import Iterator, Mapping

from engine.bpmn.model import Library, Process, Trigger
from engine.feel import FeelSyntaxError, compile_expression
from process_models.migration.matching import Side, fits, lanes_of
from process_models.migration.plan import EMPTY_PLAN, Choice, Plan, ProcessPlan
from process_models.migration.problems import PlanProblem
from process_models.migration.resolving import NO_LANES, Versions, places_of


def check_plan(plan: Plan, versions: Versions) -> tuple[PlanProblem, ...]:
    """Every problem of a plan for these two versions; one with severity ``error`` must not be carried out."""
    found = list(_versions(plan, versions))
    if any(one.code == "plan.other-procedure" for one in found):
        return tuple(found)
    found += _processes(plan.processes, "/processes", versions.old.library, versions.new.library)
    for code, inside in plan.packages.items():
        old, new = versions.old_used.get(code), versions.new_used.get(code)
        if old is None:
            found.append(PlanProblem("plan.unknown-package", _pointer("packages", code), {"package": code}))
        else:
            found += _processes(inside, _pointer("packages", code), old, new or Library(processes={}))
    found += _rules(plan, versions)
    return tuple(found)


def _versions(plan: Plan, versions: Versions) -> Iterator[PlanProblem]:
    if plan.target in plan.sources:
        yield PlanProblem("plan.target-source", "/to")
    old, new = versions.old.procedure.code, versions.new.procedure.code
    if old != new:
        yield PlanProblem("plan.other-procedure", "/to", {"old": old, "new": new})


def _pointer(*parts: object) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def _processes(plans: Mapping[str, ProcessPlan], at: str, old: Library, new: Library) -> Iterator[PlanProblem]:
    for name, told in plans.items():
        here = at + _pointer(name)
        if name not in old.processes:
            yield PlanProblem("plan.no-process", here, {"process": name, "known": ", ".join(old.processes)})
            continue
        target = new.processes.get(told.to or name)
        if target is None:
            known = ", ".join(new.processes)
            yield PlanProblem("plan.no-new-process", here, {"process": name, "to": told.to or name, "known": known})
            continue
        yield from _process(told, here, old.processes[name], target)


def _process(told: ProcessPlan, at: str, old: Process, new: Process) -> Iterator[PlanProblem]:
    for name, choices in told.elements.items():
        here = at + _pointer("elements", name)
        if name not in old.nodes:
            yield PlanProblem("plan.no-element", here, {"process": old.id, "element": name})
        for choice in choices:
            if choice.to not in new.nodes:
                params = {"process": new.id, "element": name, "to": choice.to}
                yield PlanProblem("plan.no-target", here, params)
        yield from _choices(name, choices, here)
    yield from _flows(told, at, old, new)
    for name, text in told.data.items():
        yield from _feel(text, name, at + _pointer("data", name))
    for name in told.timers:
        if not _is_timer(new, name):
            yield PlanProblem("plan.no-timer", at + _pointer("timers", name), {"element": name, "process": new.id})


def _flows(told: ProcessPlan, at: str, old: Process, new: Process) -> Iterator[PlanProblem]:
    for flow, to in told.flows.items():
        here = at + _pointer("flows", flow)
        for name, process, version in ((flow, old, "old"), (to, new, "new")):
            if name not in process.flows:
                yield PlanProblem("plan.no-flow", here, {"flow": name, "process": process.id, "version": version})


def _choices(name: str, choices: tuple[Choice, ...], at: str) -> Iterator[PlanProblem]:
    for choice in choices:
        if choice.when is not None:
            yield from _feel(choice.when, name, at)
    if any(choice.when is None for choice in choices[:-1]):
        yield PlanProblem("plan.choice-order", at, {"element": name})


def _feel(text: str, name: str, at: str) -> Iterator[PlanProblem]:
    try:
        compile_expression(text)
    except FeelSyntaxError as error:
        yield PlanProblem("plan.feel", at, {"name": name, "detail": error})


def _is_timer(process: Process, name: str) -> bool:
    node = process.nodes.get(name)
    return node is not None and any(event.trigger is Trigger.TIMER for event in node.events)


def _rules(plan: Plan, versions: Versions) -> Iterator[PlanProblem]:
    used: set[int] = set()
    old_lanes, new_lanes = lanes_of(versions.old), lanes_of(versions.new)
    for name, process in versions.old.library.processes.items():
        told = plan.processes.get(name, EMPTY_PLAN)
        new = versions.new.library.processes.get(told.to or name)
        if new is None:
            continue
        old_side = Side(process, old_lanes)
        used |= _used(plan, old_side)
        yield from _open(plan, told, old_side, Side(new, new_lanes))
    for library in versions.old_used.values():
        for process in library.processes.values():
            used |= _used(plan, Side(process, NO_LANES))
    for number in range(len(plan.rules)):
        if number not in used:
            yield PlanProblem("plan.rule-unused", _pointer("rules", number), {"number": number + 1})


def _used(plan: Plan, side: Side) -> set[int]:
    nodes = side.process.nodes.values()
    return {number for number, rule in enumerate(plan.rules) if any(fits(rule, side, node) for node in nodes)}


def _open(plan: Plan, told: ProcessPlan, old: Side, new: Side) -> Iterator[PlanProblem]:
    places, several = places_of(told, plan.rules, old, new)
    for (number, element), found in several.items():
        if element in places:
            continue
        code = "plan.rule-several" if found else "plan.rule-none"
        params = {"number": number + 1, "element": element, "found": ", ".join(found)}
        yield PlanProblem(code, _pointer("rules", number), params)
