"""One scenario under way: its steps done to a dossier on a virtual clock, through the code that runs in production."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import forms
from engine.bpmn.model import Library
from engine.clock import Calendar, ClockError, TermError, parse_term
from engine.dossier.case import ROOT, Turn, World
from engine.dossier.commands import (
    AnswerSupplement,
    Command,
    ExtendDeadline,
    OutsideMessage,
    OutsideSignal,
    PartEvent,
    RefuseAtIntake,
    RequestSupplement,
    StartProcessing,
    Stop,
    Submit,
    Withdraw,
)
from engine.feel import FeelEnv
from engine.kernel import effects as fx
from engine.kernel.events import Moved, ServiceCompleted, ServiceFailed, TaskCompleted
from engine.play import Pending, Session
from engine.play.player import lapse
from process_models.answers import Checked, check_answers
from process_models.observing import Observer
from process_models.package import Package

Step = Mapping[str, Any]

ACTION_LETTERS: Final[Mapping[str, str]] = {
    "refuse_intake": "refusal",
    "request_supplement": "supplement",
    "withdraw": "withdrawal",
    "stop": "stop",
    "extend": "apology",
}
"""Letters that actions outside the diagram issue, when the package lists them."""

PERMITTED_BY: Final[Mapping[str, str]] = {
    "refuse_intake": "refuse_intake",
    "request_supplement": "supplement",
    "withdraw": "withdraw",
    "stop": "stop",
    "return": "return",
    "extend": "extend",
}
"""Action of a step -> key of ``actions`` in ``procedure.json`` that allows it; others need no leave."""


class StepError(Exception):
    """A step cannot be done; the sentence in both languages."""

    def __init__(self, en: str, vi: str) -> None:
        super().__init__(en)
        self.en = en
        self.vi = vi


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a scenario runs in: working calendars by key, libraries of used packages by code, who watches."""

    calendars: Mapping[str, Calendar]
    libraries: Mapping[str, Library]
    observer: Observer | None = None


class ScenarioRun:
    """The dossier of one scenario; call :meth:`submit`, then :meth:`do` for each step."""

    def __init__(self, package: Package, scenario: Mapping[str, Any], around: Surroundings) -> None:
        self.package = package
        self.submission: Mapping[str, Any] = scenario["submit"]
        self.letters: list[str] = []
        self._calendars = around.calendars
        self._default = around.calendars[scenario.get("calendar", "province")]
        self._special: Mapping[str, str] = scenario.get("calendars", {})
        self._told = 0
        self._collected = 0
        channel = self.submission.get("channel", "online")
        world = World(
            now=datetime.fromisoformat(self.submission["at"]).astimezone(self._default.zone),
            zone=self._default.zone,
            facts=self._facts(channel),
            calendar_of=self.calendar_of,
            policies=package.procedure.policies(channel),
            libraries=around.libraries if around.observer is None else around.observer.libraries,
        )
        self.observer = around.observer
        self.session = Session(package.library if around.observer is None else around.observer.library, world)

    def calendar_of(self, agency: str | None) -> Calendar:
        """The working calendar of an agency: named by its code or kind in the scenario, else the scenario's own."""
        code = agency or ""
        for name, key in self._special.items():
            if code == name or code.startswith(f"kind:{name}@"):
                return self._calendars[key]
        return self._default

    def submit(self) -> None:
        """Hand the dossier in. Raises StepError when the application does not validate."""
        form = self.package.forms.get(self.package.procedure.application)
        data: Mapping[str, Any] = self.submission.get("answers", {})
        if form is not None:
            data = _accepted(form, check_answers(form, data, {}, self.session.world.facts, self._env())).answers
        agency = self.submission.get("agency")
        channel = self.submission.get("channel", "online")
        self._run(Submit(data, agency, channel, (self.package.procedure.lead,)))

    def do(self, step: Step) -> None:
        """Let the clock run to the step's instant, then do it. Raises StepError."""
        self._advance(self._instant(step))
        kind = next(key for key in ("action", "task", "service", "message", "signal", "until") if key in step)
        expected = step.get("refused")
        try:
            turn = _STEPS[kind](self, step)
        except _RefusedError as refused:
            if refused.code != expected:
                raise
            return
        if expected is not None and turn is not None:
            raise StepError(f"it should be refused ({expected}) but was done", f"lẽ ra bị từ chối ({expected})")

    # -- time ---------------------------------------------------------------------------------------------------

    def _instant(self, step: Step) -> datetime:
        if "until" in step:
            return datetime.fromisoformat(step["until"])
        if "at" in step:
            return datetime.fromisoformat(step["at"])
        if "after" in step:
            return lapse(step["after"], self.session.now, self._default)
        return self.session.now

    def _advance(self, to: datetime) -> None:
        local = to.astimezone(self._default.zone)
        if local < self.session.now:
            now = self.session.now.isoformat()
            raise StepError(f"{local.isoformat()} lies before {now}", f"{local.isoformat()} trước {now}")
        while (timer := self.session.next_timer()) is not None and timer.due <= local:
            self.session.fire(timer)
            self._collect()
        self.session.now = local

    # -- the kinds of step ----------------------------------------------------------------------------------------

    def _task(self, step: Step) -> Turn:
        pending = self._pending(step, step["task"])
        opened = pending.effect
        if not isinstance(opened, fx.OpenTask):
            raise StepError(f"{pending.element} is a service: answer it with service", f"{pending.element} là dịch vụ")
        checked = self._answers(pending, opened, step.get("answers", {}))
        actor = step.get("actor")
        event = TaskCompleted(pending.token, checked.answers, step.get("outcome"), actor, checked.hidden)
        turn = self._run(PartEvent(pending.part, event))
        if self.observer is not None:
            self.observer.chosen(pending.element, step.get("outcome"))
        return turn

    def _answers(self, pending: Pending, opened: fx.OpenTask, answers: Mapping[str, Any]) -> Checked:
        form = self.package.forms.get(opened.form or "")
        if form is None:
            if answers:
                raise StepError(f"{pending.element} has no form to answer", f"{pending.element} không có biểu mẫu")
            return Checked({})
        prefilled = {**self.session.data(pending.part), **opened.values}
        branch = self.session.case.parts[pending.part].branch
        return _accepted(form, check_answers(form, answers, prefilled, self.session.dossier(branch), self._env()))

    def _service(self, step: Step) -> Turn:
        pending = self._pending(step, step["service"])
        if not isinstance(pending.effect, fx.CallService):
            raise StepError(f"{pending.element} is a task of a person", f"{pending.element} là công việc của cán bộ")
        if "error" in step or "fail" in step:
            told = step.get("fail", step.get("error", ""))
            failed = ServiceFailed(pending.token, pending.attempt, step.get("error"), told, final=True)
            return self._run(PartEvent(pending.part, failed))
        return self._run(PartEvent(pending.part, ServiceCompleted(pending.token, pending.attempt, step.get("result"))))

    def _message(self, step: Step) -> Turn:
        self._told += 1
        return self._run(
            OutsideMessage(f"scenario.{self._told}", step["message"], step.get("key"), step.get("payload", {}))
        )

    def _signal(self, step: Step) -> Turn:
        return self._run(OutsideSignal(step["signal"], step.get("payload", {})))

    def _until(self, _step: Step) -> None:
        return None

    def _action(self, step: Step) -> Turn:
        action = step["action"]
        permit = PERMITTED_BY.get(action)
        if permit is not None and permit not in self.package.procedure.actions.allowed:
            raise StepError(f"procedure.json does not allow {permit}", f"procedure.json không cho phép {permit}")
        turn = self._run(_COMMANDS[action](self, step))
        letter = ACTION_LETTERS.get(action)
        if letter is not None and letter in self.package.procedure.letters:
            self.letters.append(letter)
        return turn

    def _return(self, step: Step) -> Command:
        pending = self._pending(step, step.get("task", ""))
        moved = Moved(pending.token, step.get("to", ""), step.get("reason", ""), step.get("actor"))
        return PartEvent(pending.part, moved)

    def _supplied(self, step: Step) -> Command:
        branch = step.get("branch", ROOT)
        answers: Mapping[str, Any] = step.get("answers", {})
        form = self.package.forms.get(self.package.procedure.application)
        if answers and form is not None and branch == ROOT:
            data = self.session.data(1)
            checked = check_answers(form, answers, data, self.session.dossier(branch), self._env())
            cleaned = _accepted(form, checked).answers
            answers = {name: cleaned[name] for name in answers if name in cleaned}
        return AnswerSupplement(answers, branch, step.get("actor"))

    def _extension(self, step: Step) -> Command:
        try:
            term = parse_term(step.get("term", ""))
        except TermError as error:
            raise StepError(str(error), str(error)) from error
        return ExtendDeadline(term, step.get("reason", ""), step.get("approver") or "", step.get("branch", ROOT))

    # -- ground ---------------------------------------------------------------------------------------------------

    def _run(self, command: Command) -> Turn:
        try:
            turn = self.session.do(command)
        except ClockError as error:
            raise StepError(str(error), str(error)) from error
        self._collect()
        if turn.refused is not None:
            raise _RefusedError(turn.refused)
        return turn

    def _collect(self) -> None:
        """Letters of the diagram, between those of actions, in the order they were issued."""
        self.letters += [letter.key for letter in self.session.letters[self._collected :]]
        self._collected = len(self.session.letters)

    def _pending(self, step: Step, element: str) -> Pending:
        branch = step.get("branch")
        found = [
            pending
            for pending in self.session.pending.values()
            if pending.element == element and (branch is None or self.session.case.parts[pending.part].branch == branch)
        ]
        if len(found) < step.get("item", 1):
            waiting = ", ".join(sorted({pending.element for pending in self.session.pending.values()})) or "–"
            raise StepError(
                f"{element} is not waiting; there are: {waiting}", f"{element} không chờ; hiện có: {waiting}"
            )
        return found[int(step.get("item", 1)) - 1]

    def _env(self) -> FeelEnv:
        return FeelEnv(now=self.session.now, zone=self._default.zone)

    def _facts(self, channel: str) -> Mapping[str, Any]:
        submission = self.submission
        return {
            "code": "000.00.00.H00-000000-0001",
            "channel": channel,
            "territory": submission.get("territory"),
            "receiving_agency": submission.get("agency"),
            "applicant": submission.get("applicant", {}),
            "components": submission.get("components", {}),
        }

    @property
    def env(self) -> FeelEnv:
        """FEEL surroundings at the scenario's present instant."""
        return self._env()


def _accepted(form: forms.Form, checked: Checked) -> Checked:
    """Pass what validates on. Raises StepError with the sentences a person would read."""
    if checked.accepted:
        return checked
    stops = [error for error in checked.errors if error.severity is forms.Severity.ERROR]
    told = {
        lang: "; ".join(f"{error.pointer or '/'}: {forms.message(form, error, lang)}" for error in stops)
        for lang in ("en", "vi")
    }
    raise StepError(f"the form does not accept it: {told['en']}", f"biểu mẫu không chấp nhận: {told['vi']}")


class _RefusedError(StepError):
    def __init__(self, code: str) -> None:
        super().__init__(f"it is refused ({code})", f"bị từ chối ({code})")
        self.code = code


_STEPS: Final[Mapping[str, Callable[[ScenarioRun, Step], Turn | None]]] = {
    "action": ScenarioRun._action,  # noqa: SLF001 - the table belongs to the class
    "task": ScenarioRun._task,  # noqa: SLF001
    "service": ScenarioRun._service,  # noqa: SLF001
    "message": ScenarioRun._message,  # noqa: SLF001
    "signal": ScenarioRun._signal,  # noqa: SLF001
    "until": ScenarioRun._until,  # noqa: SLF001
}

_COMMANDS: Final[Mapping[str, Callable[[ScenarioRun, Step], Command]]] = {
    "refuse_intake": lambda _run, step: RefuseAtIntake(step.get("reason", ""), step.get("actor")),
    "request_supplement": lambda _run, step: RequestSupplement(
        tuple(step.get("items", ())),
        step.get("reason", ""),
        step.get("branch", ROOT),
        step.get("actor"),
        step.get("approver"),
    ),
    "answer_supplement": ScenarioRun._supplied,  # noqa: SLF001
    "withdraw": lambda _run, step: Withdraw(step.get("reason", ""), step.get("branch", ROOT), step.get("actor")),
    "stop": lambda _run, step: Stop(step.get("reason", ""), step.get("branch", ROOT), step.get("actor")),
    "return": ScenarioRun._return,  # noqa: SLF001
    "extend": ScenarioRun._extension,  # noqa: SLF001
    "start_processing": lambda _run, step: StartProcessing(step.get("branch", ROOT), step.get("actor")),
}
