"""Expressions at their position: which names they see, and what null means there (kernel.md §3, §4).

A :class:`Names` chains the scopes innermost outward without copying them; on top may lie names of the moment (a form's
answers, a message's payload, a script's result). :meth:`Evaluator.need` is for positions where null or a wrong type is
an incident, :meth:`Evaluator.give` for mappings and scripts, where null is stored and the problem noted.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NoReturn

from engine.bpmn.model import CompiledExpression, Literal, Value
from engine.clock import Calendar, ClockError, add_working, due, parse_term, working_between, working_time
from engine.feel import FeelEnv, FeelError, feel_string
from engine.feel.problems import BUDGET
from engine.feel.temporal_text import parse_duration
from engine.kernel.draft import Draft, Frame
from engine.kernel.env import Env
from engine.kernel.errors import Thrown, Trouble
from engine.kernel.step import Note
from engine.kernel.values import UnstorableError, storable

NO_NAMES: Mapping[str, Any] = {}
_ABSENT: Any = object()


class Names(Mapping[str, Any]):
    """What an expression sees: names of the moment, then the scopes innermost outward, then ``dossier``."""

    __slots__ = ("_facts", "_frames", "_tops")

    def __init__(self, tops: Mapping[str, Any], frames: tuple[Frame, ...], facts: Mapping[str, Any]) -> None:
        self._tops = tops
        self._frames = frames
        self._facts = facts

    def get(self, name: str, default: Any = None) -> Any:
        """The innermost value of the name."""
        if name in self._tops:
            return self._tops[name]
        for frame in self._frames:
            value = frame.vars.get(name, _ABSENT)
            if value is not _ABSENT:
                return value
        return self._facts if name == "dossier" else default

    def __getitem__(self, name: str) -> Any:
        value = self.get(name, _ABSENT)
        if value is _ABSENT:
            raise KeyError(name)
        return value

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.get(name, _ABSENT) is not _ABSENT

    def __iter__(self) -> Iterator[str]:
        seen = dict.fromkeys(self._tops)
        for frame in self._frames:
            seen.update(dict.fromkeys(frame.vars))
        return iter({**seen, "dossier": None})

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Evaluator:
    """Evaluates the model's expressions for one step; problems become notes of the step."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._raised: list[tuple[str, str, str]] = []
        env = draft.env
        self.feel = FeelEnv(now=env.now, zone=env.zone, budget=env.budget, functions=self._functions(env))

    def names(self, frame: Frame, tops: Mapping[str, Any] = NO_NAMES) -> Names:
        """The names an expression in this scope sees."""
        if frame.parent is None:
            return Names(tops, (frame,), self._draft.env.facts)
        return Names(tops, tuple(self._draft.up(frame)), self._draft.env.facts)

    def give(self, value: Value, names: Names, element: str, *, raises: bool = False) -> Any:
        """A mapping's or script's value; null is null. Raises Trouble for the budget, Thrown for ``raise error``."""
        if isinstance(value, Literal):
            return value.value
        result = self._evaluate(value, names, element)
        if self._raised:
            self._rise(raises)
        return result

    def kept(self, value: Any, element: str, name: str) -> Any:
        """The value in the one form in which it is stored and sent; what cannot be (a function) is null and a note."""
        try:
            return storable(value)
        except UnstorableError as error:
            self._draft.notes.append(Note(element, "value.type", f"{name}: {error}"))
            return None

    def need(self, value: Value, names: Names, element: str, position: str, kinds: type | tuple[type, ...]) -> Any:
        """A value that must be there and of one of the kinds. Raises Trouble with code ``position``."""
        given = self.give(value, names, element)
        if not isinstance(given, kinds) or (isinstance(given, bool) and kinds is not bool):
            told = "null" if given is None else f"of type {type(given).__name__}"
            raise Trouble(position, f"{value.text!r} at {element} is {told}; {_WANTED[position]} is needed here")
        return given

    def holds(self, condition: CompiledExpression, names: Names, element: str, position: str = "condition") -> bool:
        """Whether a condition is true. Raises Trouble when it is neither true nor false."""
        return bool(self.need(condition, names, element, position, bool))

    def text(self, value: Value | None, names: Names, element: str, position: str) -> str | None:
        """A text that may be left out of the model but not be null. Raises Trouble."""
        return None if value is None else str(self.need(value, names, element, position, str))

    def key(self, value: Value | None, names: Names, element: str) -> str | None:
        """A correlation key as text; None only where the model has none. Raises Trouble for null."""
        if value is None:
            return None
        given = self.give(value, names, element)
        if given is None or (isinstance(given, list) and None in given):
            raise Trouble("key", f"the correlation key {value.text!r} at {element} is null")
        return given if isinstance(given, str) else feel_string(given)

    def known(self, correlation: str) -> str | None:
        """The key that a conversation's first message fixed."""
        return self._draft.keys.get(correlation)

    def decide(self, model: Any, name: str, names: Names, element: str) -> Any:
        """A decision's value. Raises Trouble for the budget."""
        return self._taken(model.evaluate_full(name, names, self.feel), element)

    def _evaluate(self, expression: CompiledExpression, names: Names, element: str) -> Any:
        self._raised.clear()
        return self._taken(expression.evaluate(names, self.feel), element)

    def _taken(self, result: Any, element: str) -> Any:
        for problem in result.problems:
            if problem.code == BUDGET:
                raise Trouble(BUDGET, f"{element}: {problem.message}")
            self._draft.notes.append(Note(element, problem.code, problem.message))
        return result.value

    def _rise(self, raises: bool) -> NoReturn:
        kind, code, message = self._raised[0]
        self._raised.clear()
        if not raises:
            raise Trouble("raise.position", f"raise {kind}({code!r}) is only possible in scripts and activity mappings")
        raise Thrown(code, message, kind)

    def _functions(self, env: Env) -> Mapping[str, Callable[..., object]]:
        def raise_error(code: object, message: object = "") -> NoReturn:
            self._raised.append(("error", str(code), str(message or "")))
            raise FeelError(f"error {code}")

        def raise_escalation(code: object) -> NoReturn:
            self._raised.append(("escalation", str(code), ""))
            raise FeelError(f"escalation {code}")

        return {
            "add working time": lambda instant, term: add_working_time(env, instant, term),
            "working time between": lambda start, end: working_time_between(env, start, end),
            "raise error": raise_error,
            "raise escalation": raise_escalation,
        }


_WANTED = {
    "condition": "true or false",
    "completion-condition": "true or false",
    "loop-condition": "true or false",
    "cardinality": "a whole number that is not negative",
    "collection": "a list",
    "timer": "a date, a duration or a cycle",
    "call.target": "the id of a process",
    "decision": "the name of a decision",
    "agency": "an agency",
    "role": "a role",
    "service": "the name of a service",
    "ttl": "a duration",
}


def add_working_time(env: Env, instant: object, term: object) -> datetime:
    """FEEL ``add working time(instant, "2d")``: the instant after so much time of the agency's calendar.

    ``term`` is a text of :func:`engine.clock.parse_term` or a duration. Raises FeelError.
    """
    if env.calendar is None:
        raise FeelError("there is no working calendar")
    if not isinstance(instant, datetime):
        raise FeelError("add working time() needs a date and time")
    at = instant if instant.tzinfo is not None else instant.replace(tzinfo=env.zone)
    try:
        return after_working(env, at, term)
    except ClockError as error:
        raise FeelError(str(error)) from error


def after_working(env: Env, start: datetime, term: object) -> datetime:
    """``start`` plus working time on ``env.calendar``, which must be there; a day is a working day.

    Raises ClockError, FeelError.
    """
    assert env.calendar is not None
    worked = working_length(term, env.calendar)
    if worked is not None:
        return add_working(env.calendar, start, worked)
    if not isinstance(term, str):
        raise FeelError("a length of working time is a text such as 2d or 4h, or a duration")
    return due(env.calendar, parse_term(term), start) or start


def working_length(term: object, calendar: Calendar) -> timedelta | None:
    """How much working time a term or duration is; None for what is not counted in it. Raises ClockError."""
    duration = parse_duration(term) if isinstance(term, str) and term.startswith("P") and "D" not in term else term
    if isinstance(duration, timedelta):
        whole = timedelta(hours=float(calendar.hours_per_day)) * duration.days
        return whole + timedelta(0, duration.seconds, duration.microseconds)
    return working_time(parse_term(term), calendar.hours_per_day) if isinstance(term, str) else None


def working_time_between(env: Env, start: object, end: object) -> timedelta:
    """FEEL ``working time between(start, end)``. Raises FeelError."""
    if env.calendar is None:
        raise FeelError("there is no working calendar")
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        raise FeelError("working time between() needs two dates and times")
    zoned = [at if at.tzinfo is not None else at.replace(tzinfo=env.zone) for at in (start, end)]
    try:
        return working_between(env.calendar, *zoned)
    except ClockError as error:
        raise FeelError(str(error)) from error
