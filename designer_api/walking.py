"""A package walked step by step on a virtual clock: what the designer's play shows, before anything is published.

Theory of operation: a walk is a scenario that is being written. The caller holds the submission and the steps so far;
each look runs them again from the beginning through the code that runs in production, so the server keeps nothing and
the same walk always shows the same. A finished walk is a scenario file of the package.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Final

from engine.clock import Calendar, ClockError
from engine.dossier.case import ROOT, Life
from engine.kernel import effects as fx
from engine.kernel import incident_text, returnable
from engine.play import Pending
from engine.play.result import plain
from forms import Form
from process_models.calendars import DEFAULT, shipped_calendars
from process_models.fees import fee_lines, total
from process_models.json_text import canonical_json
from process_models.package import Package
from process_models.problems import PackageError, has_errors
from process_models.scenario import task_path
from process_models.scenario_steps import ScenarioRun, StepError, Surroundings
from process_models.schema import SCENARIO, check_json

MOST_STEPS: Final = 500


class WalkError(Exception):
    """The walk cannot be done as told. ``step``: number of the step from 1, 0 for the submission."""

    def __init__(self, step: int, en: str, vi: str) -> None:
        super().__init__(en)
        self.step = step
        self.en = en
        self.vi = vi

    def text(self, lang: str = "vi") -> str:
        """The sentence for people."""
        return self.vi if lang == "vi" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingTask:
    """A person's task that is open. ``item``: which of the same element, from 1; ``data``: what its form shows."""

    element: str
    label: str
    item: int
    part: int
    branch: str
    role: str | None
    agency: str | None
    due: datetime | None
    form: str | None
    outcomes: tuple[tuple[str, str], ...]
    data: Mapping[str, Any]
    dossier: Mapping[str, Any]
    """``dossier.*`` as its form sees it."""
    returnable: tuple[tuple[str, str], ...] = ()
    """Elements (with labels) that it may be sent back to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingService:
    """A service call that waits for an answer."""

    element: str
    label: str
    item: int
    branch: str
    capability: str
    input: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeView:
    """The dossier, or a sub-dossier, as reports would show it."""

    branch: str
    status: str
    received: datetime | None
    due: datetime | None
    statutory_due: datetime | None
    timeliness: str | None
    paused: bool
    outcome: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """Where a walk stands after its steps."""

    now: datetime
    lives: tuple[LifeView, ...]
    tasks: tuple[WaitingTask, ...]
    services: tuple[WaitingService, ...]
    timers: tuple[tuple[datetime, int], ...]
    """When the next timers fire, with the part they belong to."""
    path: tuple[str, ...]
    trace: tuple[Mapping[str, Any], ...]
    data: Mapping[str, Any]
    facts: Mapping[str, Any]
    letters: tuple[str, ...]
    incidents: tuple[Mapping[str, Any], ...]
    fee: Any
    ended: bool
    visited: frozenset[str] = frozenset()
    active: frozenset[str] = frozenset()


@dataclass(slots=True)
class Walk:
    """A walk under way over one package; ``run`` is None when nothing was submitted yet."""

    package: Package
    scenario: Mapping[str, Any]
    calendars: Mapping[str, Calendar]
    run: ScenarioRun = field(init=False)

    def __post_init__(self) -> None:
        self.run = ScenarioRun(self.package, self.scenario, Surroundings(self.calendars, {}))


def walk(
    package: Package, transcript: Mapping[str, Any], lang: str = "vi", calendars: Mapping[str, Calendar] | None = None
) -> Walked:
    """Do ``{"submit": …, "steps": […]}`` (as in scenario files) and tell where the dossier stands.

    Raises PackageError for a package that cannot run, WalkError for a step that cannot be done.
    """
    if has_errors(package.problems):
        raise PackageError(*package.problems)
    scenario = _scenario(transcript)
    known = shipped_calendars() if calendars is None else calendars
    begun = Walk(package, scenario, known)
    _do(0, begun.run.submit)
    for number, step in enumerate(scenario.get("steps", ()), start=1):
        _do(number, partial(begun.run.do, step))
    return _walked(begun, lang)


def as_scenario(transcript: Mapping[str, Any], walked: Walked, title: str) -> bytes:
    """The walk as a scenario file of the package: what happened is what is expected from now on."""
    root = next((life for life in walked.lives if life.branch == ROOT), None)
    expect: dict[str, Any] = {"path": list(walked.path), "status": root.status if root else "submitted"}
    if root is not None and root.due is not None:
        expect |= {"due": root.due.isoformat(), "class": root.timeliness}
    expect |= {"fee": walked.fee, "ended": walked.ended, "incidents": len(walked.incidents)}
    told = {
        "$schema": "urn:motcua:scenario:1",
        "names": {"vi": title, "en": title},
        "kind": "other",
        **{key: transcript[key] for key in ("calendar", "calendars", "submit", "steps") if key in transcript},
        "expect": expect,
    }
    return (json.dumps(told, ensure_ascii=False, indent=2, default=_decimal) + "\n").encode()


def _decimal(value: Any) -> int | float:
    """A number of the walk as JSON writes it."""
    return int(value) if value == int(value) else float(value)


def _scenario(transcript: Mapping[str, Any]) -> Mapping[str, Any]:
    """The transcript as a scenario; WalkError when it does not have the shape of one."""
    steps = transcript.get("steps", [])
    if isinstance(steps, list) and len(steps) > MOST_STEPS:
        raise WalkError(0, f"a walk has at most {MOST_STEPS} steps", f"một lượt đi có nhiều nhất {MOST_STEPS} bước")
    scenario = {
        "names": {"vi": "Đi thử"},
        "kind": "other",
        **{key: transcript[key] for key in ("submit", "steps", "calendar", "calendars") if key in transcript},
        "expect": {"path": [], "status": "submitted"},
    }
    found = list(check_json(SCENARIO, "", canonical_json(scenario).encode(), scenario))
    if found:
        raise WalkError(0, "; ".join(each.text("en") for each in found), "; ".join(each.text("vi") for each in found))
    calendar = scenario.get("calendar", DEFAULT)
    if calendar not in shipped_calendars():
        raise WalkError(0, f"there is no calendar {calendar}", f"không có lịch làm việc {calendar}")
    return scenario


def _do(number: int, action: Callable[[], None]) -> None:
    try:
        action()
    except StepError as error:
        raise WalkError(number, error.en, error.vi) from error
    except ClockError as error:
        raise WalkError(number, str(error), str(error)) from error


def _walked(begun: Walk, lang: str) -> Walked:
    session, package = begun.run.session, begun.package
    waiting = list(session.pending.values())
    root = session.case.lives.get(ROOT)
    data = session.data(1) if 1 in session.case.parts else {}
    lines = fee_lines(package.procedure.fees, package.decisions, data, session.dossier(ROOT), begun.run.env)
    return Walked(
        now=session.now,
        lives=tuple(_life(key, life) for key, life in sorted(session.case.lives.items())) if root else (),
        tasks=tuple(_tasks(begun, waiting, lang)),
        services=tuple(_services(begun, waiting, lang)),
        timers=tuple((timer.due, timer.part) for timer in session.timers),
        path=task_path(session),
        trace=tuple(_visit(package, visit, lang) for visit in session.trace),
        data=plain(data),
        facts=plain(dict(session.case.facts)),
        letters=tuple(package.letter(key, lang) for key in begun.run.letters),
        incidents=tuple(
            {
                "element": each.element,
                "code": each.code,
                "message": incident_text(each.code, lang) or each.message,
                "detail": each.message,
            }
            for each in session.incidents.values()
        ),
        fee=plain(total(lines)),
        ended=session.ended,
        visited=frozenset(visit.element for visit in session.trace),
        active=frozenset(each.element for each in waiting),
    )


def _life(key: str, life: Life) -> LifeView:
    committed, statutory = life.deadlines.get("committed"), life.deadlines.get("statutory")
    found = life.classes.get("committed")
    return LifeView(
        branch=key,
        status=life.status.name.lower(),
        received=life.received_at,
        due=committed.due if committed else None,
        statutory_due=statutory.due if statutory else None,
        timeliness=None if found is None else str(found),
        paused=committed is not None and committed.paused_since is not None,
        outcome=life.outcome,
    )


def _tasks(begun: Walk, waiting: list[Pending], lang: str) -> Iterator[WaitingTask]:
    seen: dict[str, int] = {}
    for pending in waiting:
        seen[pending.element] = seen.get(pending.element, 0) + 1
        opened = pending.effect
        if isinstance(opened, fx.OpenTask):
            yield _task(begun, pending, opened, seen[pending.element], lang)


def _task(begun: Walk, pending: Pending, opened: fx.OpenTask, item: int, lang: str) -> WaitingTask:
    session, package = begun.run.session, begun.package
    part = session.case.parts[pending.part]
    process = package.library.processes[part.process]
    back = returnable(process, part.state, pending.token)
    return WaitingTask(
        element=pending.element,
        label=package.label(pending.element, lang),
        item=item,
        part=pending.part,
        branch=part.branch,
        role=opened.role,
        agency=opened.agency,
        due=None,
        form=opened.form,
        outcomes=tuple((key, package.outcome(key, lang)) for key in opened.outcomes),
        data=plain(_shown(package.forms.get(opened.form or ""), {**session.data(pending.part), **opened.values})),
        dossier=session.dossier(part.branch),
        returnable=tuple((each.node, package.label(each.node, lang)) for each in back),
    )


def _shown(form: Form | None, data: Mapping[str, Any]) -> dict[str, Any]:
    """Of what is known, what the form shows."""
    return {} if form is None else {one.key: data[one.key] for one in form.fields if data.get(one.key) is not None}


def _services(begun: Walk, waiting: list[Pending], lang: str) -> Iterator[WaitingService]:
    seen: dict[str, int] = {}
    for pending in waiting:
        seen[pending.element] = seen.get(pending.element, 0) + 1
        call = pending.effect
        if isinstance(call, fx.CallService):
            yield WaitingService(
                element=pending.element,
                label=begun.package.label(pending.element, lang),
                item=seen[pending.element],
                branch=begun.run.session.case.parts[pending.part].branch,
                capability=call.service,
                input=plain(call.input),
            )


def _visit(package: Package, visit: Any, lang: str) -> Mapping[str, Any]:
    return {
        "element": visit.element,
        "label": package.label(visit.element, lang),
        "event": visit.event,
        "at": visit.at,
        "process": visit.process,
        "index": visit.index,
    }
