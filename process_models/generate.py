"""Scenarios made from the runs that the proof found: they assert only that everything ends as it must.

Each covers elements, flows and answers that those before it did not; together they reach everything the exploration
found possible. A step that a scenario cannot tell (choosing an ad-hoc activity) ends the making of that one.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from engine.clock import Calendar
from engine.play.result import plain
from engine.verify import Move, MoveKind, Path, Proof, cover
from process_models.calendars import DEFAULT, shipped_calendars
from process_models.package import Package
from process_models.scenario import ScenarioResult, run_scenario

Scenario = dict[str, Any]
PREFIX: Final = "generated"
MOST: Final = 60
INSTANT: Final = timedelta(seconds=1)


def generate(package: Package, proof: Proof, most: int = MOST) -> dict[str, Scenario]:
    """At most ``most`` scenarios by name (``generated_01`` …) that together reach what the proof found possible."""
    made: dict[str, Scenario] = {}
    for path in cover(proof, most):
        scenario = scenario_of(package, path)
        if scenario is not None:
            made[f"{PREFIX}_{len(made) + 1:02}"] = scenario
    return made


def generated_that_hold(
    package: Package, proof: Proof, calendars: Mapping[str, Calendar] | None = None
) -> dict[str, Scenario]:
    """Those of the generated scenarios that run green through forms and clock, as they would in production."""
    known = shipped_calendars() if calendars is None else calendars
    tried = ((name, _on_the_clock(package, name, made, known)) for name, made in generate(package, proof).items())
    return {name: scenario for name, scenario in tried if scenario is not None}


def _on_the_clock(
    package: Package, name: str, scenario: Scenario, calendars: Mapping[str, Calendar]
) -> Scenario | None:
    """The scenario with tasks told before a wait that would take them away; None when it does not run green.

    The exploration lets one timer of an instant fire and answers the others' tasks; on a clock all timers of the
    instant fire, and who answers does so before.
    """
    for _ in scenario["steps"]:
        result = run_generated(package, name, scenario, calendars)
        if result.green:
            return scenario
        moved = _before_the_wait(scenario["steps"], result.stopped)
        if moved is None:
            return None
        scenario = {**scenario, "steps": moved}
    return None


def _before_the_wait(steps: list[dict[str, Any]], stopped: int | None) -> list[dict[str, Any]] | None:
    """The steps with the task at ``stopped`` done an instant before the wait it follows; None when there is none."""
    if stopped is None or "task" not in steps[stopped]:
        return None
    waits = [i for i, step in enumerate(steps[:stopped]) if "until" in step]
    if not waits or steps[waits[-1]]["until"] != steps[stopped].get("at"):
        return None
    wait = waits[-1]
    earlier = {**steps[stopped], "at": (datetime.fromisoformat(steps[wait]["until"]) - INSTANT).isoformat()}
    return [*steps[:wait], earlier, *steps[wait:stopped], *steps[stopped + 1 :]]


def run_generated(package: Package, name: str, scenario: Scenario, calendars: Mapping[str, Calendar]) -> ScenarioResult:
    """Run a scenario that does not stand in the package."""
    files = {**package.files, f"scenarios/{name}.json": scenario_file(scenario)}
    return run_scenario(replace(package, files=files, scenarios={name: scenario}), name, calendars)


def scenario_file(scenario: Scenario) -> bytes:
    """The bytes of a scenario's file."""
    return (json.dumps(scenario, ensure_ascii=False, indent=1) + "\n").encode()


def scenario_of(package: Package, path: Path) -> Scenario | None:
    """A run as a scenario; None when a step of it cannot be told as one."""
    first, *moves = path
    if first.kind is not MoveKind.SUBMIT:
        return None
    steps = [_step(move) for move in moves]
    if any(step is None for step in steps):
        return None
    number = "–".join(dict.fromkeys(package.outcome(move.outcome, "en") for move in moves if move.outcome)) or "–"
    vietnamese = "–".join(dict.fromkeys(package.outcome(move.outcome) for move in moves if move.outcome)) or "–"
    return {
        "$schema": "urn:motcua:scenario:1",
        "names": {"vi": f"Sinh tự động: {vietnamese}", "en": f"Generated: {number}"},
        "kind": "other",
        "generated": True,
        "calendar": DEFAULT,
        "submit": _submission(package, first),
        "steps": _without_idle(steps),
    }


def _submission(package: Package, move: Move) -> dict[str, Any]:
    command: Any = move.command
    channel = getattr(command, "channel", None) or next(iter(package.procedure.channels), "counter")
    return {
        "at": move.at.isoformat(),
        "channel": channel,
        "agency": getattr(command, "agency", None),
        "territory": "00001",
        "answers": plain(dict(move.answers)),
    }


def _step(move: Move) -> dict[str, Any] | None:
    made = _STEPS[move.kind](move)
    if made is None:
        return None
    at = {} if "until" in made else {"at": move.at.isoformat()}
    where = {"branch": move.branch} if move.branch and ("task" in made or "service" in made) else {}
    item = {"item": move.item} if move.item > 1 else {}
    return {**at, **made, **where, **item}


def _task(move: Move) -> dict[str, Any]:
    made: dict[str, Any] = {"task": move.element}
    if move.outcome is not None:
        made["outcome"] = move.outcome
    if move.answers:
        made["answers"] = plain(dict(move.answers))
    return made


def _service(move: Move) -> dict[str, Any]:
    result: Any = getattr(getattr(move.command, "event", None), "result", None)
    return {"service": move.element, "result": plain(move.answers if result is None else result)}


def _fail(move: Move) -> dict[str, Any]:
    return {"service": move.element, "error": move.error} if move.error else {"service": move.element, "fail": "down"}


def _until(move: Move) -> dict[str, Any]:
    return {"until": move.at.isoformat()}


def _message(move: Move) -> dict[str, Any]:
    command: Any = move.command
    key = getattr(command, "key", None)
    return {
        "message": getattr(command, "name", move.name),
        **({} if key is None else {"key": str(key)}),
        "payload": plain(dict(move.answers)),
    }


def _signal(move: Move) -> dict[str, Any]:
    return {"signal": getattr(move.command, "name", move.name), "payload": plain(dict(move.answers))}


def _return(move: Move) -> dict[str, Any]:
    return {"action": "return", "task": move.element, "to": move.to or "", "reason": "generated"}


def _none(_move: Move) -> None:
    return None


_STEPS: Final[Mapping[MoveKind, Callable[[Move], dict[str, Any] | None]]] = {
    MoveKind.SUBMIT: _none,
    MoveKind.TASK: _task,
    MoveKind.SERVICE: _service,
    MoveKind.FAIL: _fail,
    MoveKind.TIMER: _until,
    MoveKind.MESSAGE: _message,
    MoveKind.SIGNAL: _signal,
    MoveKind.RETURN: _return,
    MoveKind.ACTIVATE: _none,
}


def _without_idle(steps: Iterable[dict[str, Any] | None]) -> list[dict[str, Any]]:
    """Several timers of one instant are one wait."""
    kept: list[dict[str, Any]] = []
    for step in steps:
        if step is not None and not (kept and "until" in step and kept[-1] == step):
            kept.append(step)
    return kept
