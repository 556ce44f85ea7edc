"""The same things from outside, given to another version on a virtual clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

import forms
from engine.clock import ClockError
from engine.dossier.case import Turn, World
from engine.dossier.commands import Command, PartEvent, Submit
from engine.feel import FeelEnv
from engine.kernel import effects as fx
from engine.kernel.events import DataChanged, Event, Moved, ServiceCompleted, ServiceFailed, Skipped, TaskCompleted
from engine.play import Pending, Session
from process_models.answers import Checked, check_answers
from process_models.package import Package
from process_models.regression.course import NOT_REPEATED, Course, Given

MOST_TIMERS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Unfit:
    """Something that could not be given as it was.

    Kinds: ``answer`` (the form does not accept it), ``unused`` (nothing waits for it), ``unanswered`` (a task has no
    answer), ``assumed`` (answered with nothing), ``refused`` (a rule forbids it), ``repair`` (not repeated), ``clock``
    (the calendar has no data).
    """

    kind: str
    element: str
    detail: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the other version runs in: the world of an instant, and where old elements are in the new version."""

    world: Callable[[datetime], World]
    places: Mapping[str, str] = field(default_factory=dict)
    assume: bool = False
    """Complete steps that the course has no answer for with nothing, where the form accepts that."""


@dataclass(slots=True)
class Rerun:
    """The other version's dossier, and what did not fit."""

    package: Package
    around: Surroundings
    session: Session
    unfit: list[Unfit] = field(default_factory=list)
    held: list[Given] = field(default_factory=list)
    """Answers whose task is not open yet."""
    fired: int = 0

    @property
    def stuck(self) -> bool:
        """It has not come to an end because something is missing."""
        return any(one.kind == "unanswered" for one in self.unfit)


def rerun(package: Package, course: Course, around: Surroundings) -> Rerun:
    """Give a course to a version. What cannot be given is noted and the rest goes on."""
    begun = course.given[0].at
    run = Rerun(package, around, Session(package.library, around.world(begun)))
    try:
        for given in course.given:
            _advance(run, given.at)
            _give(run, given)
            _give_held(run)
        _to_the_end(run, course)
    except ClockError as error:
        run.unfit.append(Unfit("clock", "", str(error), run.session.now))
    run.unfit += [Unfit("unused", given.element, _what(given), given.at) for given in run.held]
    return run


def _what(given: Given) -> str:
    command = given.command
    return type(command.event if isinstance(command, PartEvent) else command).__name__


def _advance(run: Rerun, to: datetime) -> None:
    session = run.session
    while (timer := session.next_timer()) is not None and timer.due <= to and run.fired < MOST_TIMERS:
        session.world = run.around.world(timer.due)
        session.fire(timer)
        run.fired += 1
        _give_held(run)
    session.world = run.around.world(to)
    session.now = max(session.now, to.astimezone(session.world.zone))


def _to_the_end(run: Rerun, course: Course) -> None:
    """Timers that were still to come when the course ended, and steps that nobody has answered."""
    end = course.session.now
    _advance(run, end)
    if run.around.assume:
        for _ in range(len(run.package.library.processes) * 200):
            if not _assume_one(run):
                break
            _give_held(run)
    for waiting in run.session.pending.values():
        run.unfit.append(Unfit("unanswered", waiting.element, type(waiting.effect).__name__, run.session.now))


def _assume_one(run: Rerun) -> bool:
    known = {run.around.places.get(given.element, given.element) for given in run.held}
    for waiting in list(run.session.pending.values()):
        if waiting.element in known or not isinstance(waiting.effect, fx.OpenTask):
            continue
        checked = _checked(run, waiting, {})
        if not checked.accepted:
            continue
        outcome = next(iter(waiting.effect.outcomes), None)
        event = TaskCompleted(waiting.token, checked.answers, outcome, "assumed", checked.hidden)
        if _do(run, PartEvent(waiting.part, event), waiting.element) is not None:
            run.unfit.append(Unfit("assumed", waiting.element, outcome or "", run.session.now))
            return True
    return False


# -- giving ------------------------------------------------------------------------------------------------------


def _give_held(run: Rerun) -> None:
    """Answers whose task is open by now, in the order they were given."""
    again = True
    while again:
        again = False
        for given in list(run.held):
            waiting = _waiting(run, given)
            if waiting is not None:
                run.held.remove(given)
                _answer(run, given, waiting)
                again = True
                break


def _give(run: Rerun, given: Given) -> None:
    command = given.command
    if isinstance(command, Submit):
        _submit(run, command)
    elif isinstance(command, PartEvent):
        _part_event(run, given, command.event)
    elif isinstance(command, NOT_REPEATED):
        run.unfit.append(Unfit("repair", "", _what(given), given.at))
    else:
        _do(run, command, "")


def _submit(run: Rerun, command: Submit) -> None:
    form = run.package.forms.get(run.package.procedure.application)
    if form is not None:
        facts = run.session.world.facts
        _note_unfit(
            run, form, check_answers(form, command.data, {}, facts, _env(run)), run.package.procedure.application
        )
    processes = (run.package.procedure.lead,) if command.processes else ()
    _do(run, replace(command, processes=processes), "")


def _part_event(run: Rerun, given: Given, event: Event) -> None:
    if isinstance(event, NOT_REPEATED):
        run.unfit.append(Unfit("repair", given.element, type(event).__name__, given.at))
        return
    if isinstance(event, ServiceFailed) and event.code is None and not event.final:
        return  # a try that was repeated
    if isinstance(event, DataChanged):
        part = next((one.n for one in run.session.case.parts.values() if one.open and one.branch == given.branch), None)
        if part is not None and event.scope is None:
            _do(run, PartEvent(part, event), "")
        return
    waiting = _waiting(run, given)
    if waiting is None:
        run.held.append(given)
    else:
        _answer(run, given, waiting)


def _waiting(run: Rerun, given: Given) -> Pending | None:
    """The task or call of the element this was for, the oldest first."""
    element = run.around.places.get(given.element, given.element)
    parts = run.session.case.parts
    found = [one for one in run.session.pending.values() if one.element == element]
    same = [one for one in found if parts[one.part].branch == given.branch]
    return next(iter(same or found), None)


def _answer(run: Rerun, given: Given, waiting: Pending) -> None:
    assert isinstance(given.command, PartEvent)
    event = _retold(run, given.command.event, waiting)
    if event is None:
        run.unfit.append(Unfit("unused", waiting.element, _what(given), given.at))
        return
    done = _do(run, PartEvent(waiting.part, event), waiting.element)
    key = (waiting.part, waiting.token)
    if done is not None and run.session.pending.get(key) is waiting:
        del run.session.pending[key]  # a call that is answered asks no more


def _retold(run: Rerun, event: Event, waiting: Pending) -> Event | None:
    """The event for the other version's token; None when the element is another kind of thing there."""
    person = isinstance(waiting.effect, fx.OpenTask)
    match event:
        case TaskCompleted() if person:
            return _completed(run, event, waiting)
        case ServiceCompleted() if not person:
            return replace(event, token=waiting.token, attempt=waiting.attempt)
        case ServiceFailed() if not person:
            return replace(event, token=waiting.token, attempt=waiting.attempt, final=True)
        case Skipped():
            return replace(event, token=waiting.token)
        case Moved():
            target = run.around.places.get(event.target, event.target)
            return replace(event, token=waiting.token, target=target)
        case _:
            return None


def _completed(run: Rerun, event: TaskCompleted, waiting: Pending) -> TaskCompleted:
    """What the person answered then; where the form does not accept it, that is noted and it is given all the same."""
    assert isinstance(waiting.effect, fx.OpenTask)
    outcomes = waiting.effect.outcomes
    outcome = event.outcome
    if outcomes and outcome not in outcomes:
        run.unfit.append(Unfit("answer", waiting.element, f"outcome {outcome}", run.session.now))
    checked = _checked(run, waiting, event.answers)
    form = run.package.forms.get(waiting.effect.form or "")
    if form is not None:
        _note_unfit(run, form, checked, waiting.element)
    answers = checked.answers if checked.accepted and form is not None else event.answers
    return TaskCompleted(waiting.token, answers, outcome if outcomes else None, event.actor, checked.hidden)


def _checked(run: Rerun, waiting: Pending, answers: Mapping[str, Any]) -> Checked:
    effect = waiting.effect
    form = run.package.forms.get(effect.form or "") if isinstance(effect, fx.OpenTask) else None
    if form is None or not isinstance(effect, fx.OpenTask):
        return Checked({})
    prefilled = {**run.session.data(waiting.part), **effect.values}
    branch = run.session.case.parts[waiting.part].branch
    return check_answers(form, answers, prefilled, run.session.dossier(branch), _env(run))


def _note_unfit(run: Rerun, form: forms.Form, checked: Checked, element: str) -> None:
    for error in checked.errors:
        if error.severity is forms.Severity.ERROR:
            told = f"{error.pointer or '/'}: {forms.message(form, error, 'en')}"
            run.unfit.append(Unfit("answer", element, told, run.session.now))


def _do(run: Rerun, command: Command, element: str) -> Turn | None:
    turn = run.session.do(command)
    if turn.refused is not None:
        run.unfit.append(Unfit("refused", element, f"{type(command).__name__}: {turn.refused}", run.session.now))
        return None
    return turn


def _env(run: Rerun) -> FeelEnv:
    return FeelEnv(now=run.session.now, zone=run.session.world.zone)
