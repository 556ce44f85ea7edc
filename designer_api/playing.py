"""Play a model file or a package by path on a virtual clock: what ``motcua play`` and the designer run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

from designer_api.checking import decisions_beside
from engine.bpmn.compiler import compile_library
from engine.bpmn.model import Library
from engine.bpmn.problems import BpmnError, Problem, Severity, has_errors
from engine.bpmn.reader import MAX_BYTES, read
from engine.clock import Calendar
from engine.play import AnswerError, PlayError, PlayResult, play
from process_models.calendars import DEFAULT, shipped_calendars
from process_models.package import PROCEDURE_FILE, read_package
from process_models.problems import PackageError, problem

FIRST_INSTANT = datetime(2026, 1, 5, 8, 0, tzinfo=timezone(timedelta(hours=7)))
"""When a play begins unless told otherwise: a fixed working Monday, so that the same play gives the same trace."""


class PlayUsageError(Exception):
    """The model cannot be read or played as asked; ``problems`` when the model is at fault."""

    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Played:
    """A finished play, and the errors and warnings of the model."""

    result: PlayResult
    problems: tuple[Problem, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 ended or quietly waiting, 1 incidents, 3 stopped by a limit."""
        return self.result.exit_code

    @property
    def remarks(self) -> tuple[str, ...]:
        """What to print beside the result: the model's problems, then what happened that the trace does not show."""
        return (*map(str, self.problems), *map(str, self.result.notes))

    def to_json(self) -> dict[str, Any]:
        """``{"trace", "data", "ended", "incidents", "stopped"}``."""
        return self.result.to_json()


def play_path(  # noqa: PLR0913 - the options of the command line, each with a default
    path: Path,
    *,
    process: str | None = None,
    start: str | None = None,
    data: Mapping[str, Any] | None = None,
    answers: Mapping[str, Any] | None = None,
    now: datetime | None = None,
    max_steps: int = 100_000,
    until: datetime | None = None,
    calendar: Calendar | None = None,
) -> Played:
    """Play the ``.bpmn`` file or package at ``path``; a model that breaks rules is played as far as it goes.

    ``start`` is the start event to begin at, where a process has several; ``calendar`` counts working time, the
    provinces' shipped one when None. Raises PlayUsageError: unreadable, a process that cannot be compiled, a package in
    error, no process chosen.
    """
    library, problems, lead = _library(Path(path))
    _refuse_unplayable(library, problems)
    begin = now or FIRST_INSTANT
    try:
        result = play(
            library,
            _exact(answers or {}),
            begin,
            _exact(data or {}),
            process=process or (None if start else lead),
            start=start,
            max_steps=max_steps,
            until=until,
            calendar=calendar or shipped_calendars()[DEFAULT],
        )
    except (PlayError, AnswerError) as error:
        raise PlayUsageError(str(error)) from error
    return Played(result, tuple(each for each in problems if each.severity is not Severity.INFO))


def _library(path: Path) -> tuple[Library, tuple[Problem, ...], str | None]:
    if not path.exists():
        raise PlayUsageError(problem("package.not-found", path=path.as_posix()).text())
    if path.is_dir() or path.suffix.lower() == ".zip":
        return _packaged(path)
    with path.open("rb") as file:
        xml = file.read(MAX_BYTES + 1)
    try:
        library, problems = compile_library(read(xml, path.as_posix()), decisions_beside(path), strict=False)
    except BpmnError as error:
        raise _unreadable(error.problems) from error
    return library, problems, None


def _packaged(path: Path) -> tuple[Library, tuple[Problem, ...], str | None]:
    if path.is_dir() and not (path / PROCEDURE_FILE).exists():
        raise PlayUsageError(problem("package.empty-folder", path=path.as_posix()).text())
    try:
        package = read_package(path)
    except PackageError as error:
        raise _unreadable(error.problems) from error
    if has_errors(package.problems):
        raise _unreadable(package.problems)
    return package.library, package.problems, package.procedure.lead


def _refuse_unplayable(library: Library, problems: tuple[Problem, ...]) -> None:
    """A part of a model would be another model: every process that is meant for execution must be understood."""
    if library.left_out:
        raise _unreadable(problems)
    if not library.processes:
        raise PlayUsageError("the file holds no process that can be executed")


def _unreadable(problems: tuple[Problem, ...]) -> PlayUsageError:
    errors = [each for each in problems if each.severity is Severity.ERROR] or list(problems)
    return PlayUsageError("\n".join(str(each) for each in errors), tuple(errors))


def _exact(value: Any) -> Any:
    """Binary floats of JSON as the decimals that were written."""
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, Mapping):
        return {key: _exact(each) for key, each in value.items()}
    return [_exact(each) for each in value] if isinstance(value, list) else value
