"""Timing: the critical path fits the committed time, the committed the statutory, and every pause ends."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from engine.bpmn.model import Library
from engine.clock import Term, Unit
from process_models.critical_path import Critical, Way, critical_path
from process_models.durations import DAY, length_words, margin, number, term_words
from process_models.json_text import pointer_line
from process_models.package import PROCEDURE_FILE, PROCESS_FILE, Package
from process_models.problems import Problem, problem
from process_models.procedure import Settlement
from process_models.step_graph import Step, StepGraph, step_graph

Found = Iterator[Problem]


def check_timing(package: Package, libraries: Mapping[str, Library] | None = None, day: Decimal = DAY) -> Found:
    """Compare the longest way of the dossier and of each sub-dossier with what the procedure promises.

    ``libraries`` are those of used packages by code, ``day`` the hours of a working day.
    """
    procedure = package.procedure
    if procedure.lead not in package.library.processes:
        return
    graph = step_graph(package.library, procedure.step_day_unit, libraries)
    own = critical_path(graph, [procedure.lead], "", procedure.reasons)
    for pointer, settlement in _settlements(package):
        yield from _fits(package, pointer, settlement, own, day)
    lives = [(own, procedure.settlement)]
    for key, branch in procedure.branches.items():
        begins = [process.id for process in package.library.processes.values() if process.branch == key]
        found = critical_path(graph, begins, key, procedure.reasons)
        lives.append((found, branch.settlement))
        yield from _fits(package, f"/branches/{key}/settlement", branch.settlement, found, day)
    yield from _untimed(lives)
    yield from _pauses(package, graph, [life for life, _ in lives])


def _settlements(package: Package) -> Iterator[tuple[str, Settlement]]:
    yield "/settlement", package.procedure.settlement
    for channel, settlement in package.procedure.channel_settlements.items():
        if settlement != package.procedure.settlement:
            yield f"/settlement/channels/{channel}", settlement


def _limit(settlement: Settlement) -> Term | None:
    for term in (settlement.committed, settlement.statutory):
        if term is not None and term.unit is not Unit.NONE:
            return term
    return None


def _fits(package: Package, pointer: str, settlement: Settlement, found: Critical, day: Decimal) -> Found:
    limit = _limit(settlement)
    if limit is None or not found.length:
        return
    left = margin(found.length, limit, day)
    if left.high < 0:
        code = "timing.too-long"
    elif left.low < 0:
        code = "timing.may-be-too-long"
    elif left.low > 0:
        code = "timing.reserve"
    else:
        return
    yield problem(
        code,
        path=PROCEDURE_FILE,
        line=pointer_line(package.files[PROCEDURE_FILE], pointer),
        element=pointer,
        way=_words(package, found, "en"),
        way_vi=_words(package, found, "vi"),
        sum=length_words(found.length, "en"),
        sum_vi=length_words(found.length, "vi"),
        limit=term_words(limit, "en"),
        limit_vi=term_words(limit, "vi"),
        hours=number(abs(left.high if left.high < 0 else left.low), "en"),
        hours_vi=number(abs(left.high if left.high < 0 else left.low), "vi"),
    )


def _words(package: Package, found: Critical, lang: str) -> str:
    told = []
    for each in found.path:
        name = package.label(each.step.node.id, lang) or each.step.node.id
        told.append(f"{name} ({length_words(each.length, lang)})")
    return " → ".join(told)


def _untimed(lives: list[tuple[Critical, Settlement]]) -> Found:
    told = set()
    for life, settlement in lives:
        if _limit(settlement) is None:
            continue
        if not life.length and len(life.untimed) > 1:
            yield problem("timing.no-times", path=PROCESS_FILE, steps=str(len(life.untimed)))
            continue
        for step in life.untimed:
            if step.node.id not in told:
                told.add(step.node.id)
                yield problem(
                    "timing.no-time", path=PROCESS_FILE, line=step.node.line, element=step.node.id, name=step.node.name
                )


def _pauses(package: Package, graph: StepGraph, lives: list[Critical]) -> Found:
    marked = [step for step in graph.steps.values() if "/" not in step.key]
    paused = {step.reason for step in marked if step.clock == "pause"}
    for step in marked:
        if step.clock == "resume" and step.reason not in paused:
            yield problem(
                "timing.resume-unknown",
                path=PROCESS_FILE,
                line=step.node.line,
                element=step.node.id,
                reason=step.reason,
            )
    for life in lives:
        for reason, way in life.standing.items():
            step = _pausing(way, reason)
            yield problem(
                "timing.pause-open",
                path=PROCESS_FILE,
                line=step.node.line,
                element=step.node.id,
                reason=reason,
                way=_route(package, way, "en"),
                way_vi=_route(package, way, "vi"),
            )


def _pausing(way: Way, reason: str) -> Step:
    at: Way | None = way
    while at is not None:
        if at.step.clock == "pause" and at.step.reason == reason:
            return at.step
        at = at.before
    return way.step


def _route(package: Package, way: Way, lang: str) -> str:
    names: list[str] = []
    at: Way | None = way
    while at is not None:
        name = package.label(at.step.node.id, lang)
        if name and name not in names[-1:]:
            names.append(name)
        at = at.before
    return " → ".join(reversed(names))
