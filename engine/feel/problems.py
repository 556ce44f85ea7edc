"""What an evaluation is given, what it answers, and how it fails.

A FEEL expression never raises while it runs: an error is null plus a recorded `Problem` (DMN 1.5, 10.3.2.13).
Only text that cannot be read raises, when it is compiled: `FeelSyntaxError`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

BUDGET = "feel.budget"
TYPE = "feel.type"
UNKNOWN_NAME = "feel.unknown-name"
UNKNOWN_MEMBER = "feel.unknown-member"
ARGUMENTS = "feel.arguments"
ARITHMETIC = "feel.arithmetic"
DOMAIN = "feel.domain"
REGEX = "feel.regex"
EXTERNAL = "feel.external"

MAX_PROBLEMS = 50
MAX_NESTING = 100


class FeelSyntaxError(ValueError):
    """The text is not FEEL. `line` and `column` count from 1."""

    code = "feel.syntax"

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(f"{message} (line {line}, column {column})")
        self.message = message
        self.line = line
        self.column = column


class FeelError(Exception):
    """A function could not answer; the call becomes null and the message a problem. Host functions may raise it."""

    def __init__(self, message: str, code: str = DOMAIN) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class BudgetExceededError(Exception):
    """The step budget, a size limit or the depth limit ended the evaluation."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One error that became null: `code` for programs, `message` for people, `position` an offset into the text."""

    code: str
    message: str
    position: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """The value, the problems met on the way, and the steps it took."""

    value: object
    problems: tuple[Problem, ...]
    steps: int


@dataclass(frozen=True, slots=True)
class FeelEnv:
    """Everything outside the expression and its data.

    `now` answers now() and today(), in `zone` when given; `zone` is also where times without an offset are taken to
    be when they meet times that have one. `budget` counts steps, `max_size` characters of a string or items of a
    list. `functions` are extra built-ins by FEEL name: plain callables take positional arguments, a `Builtin` named
    ones too. `matched` is told of each rule of a decision table that matches: the table and the rule's number.
    """

    now: datetime | None = None
    zone: tzinfo | None = None
    budget: int = 200_000
    max_size: int = 1_000_000
    functions: Mapping[str, object] = field(default_factory=dict)
    matched: Callable[[object, int], None] | None = None


DEFAULT = FeelEnv()


class Run:
    """The mutable side of one evaluation: steps taken, problems met, frames in use."""

    __slots__ = ("budget", "env", "frames", "max_size", "nesting", "problems", "steps", "value")

    def __init__(self, env: FeelEnv, value: object = None) -> None:
        self.env = env
        self.budget = env.budget
        self.max_size = env.max_size
        self.problems: list[Problem] = []
        self.steps = 0
        self.frames = 0
        self.nesting = 0
        self.value = value

    def charge(self, steps: int) -> None:
        """Count work that is about to be done; stop the evaluation when the budget is spent."""
        self.steps += steps
        if self.steps > self.budget:
            raise BudgetExceededError(f"the expression needs more than {self.budget} steps")

    def charge_size(self, size: int) -> None:
        """Count a list that is about to be built, refusing what is larger than `max_size`."""
        if size > self.max_size:
            raise BudgetExceededError(f"a value of size {size} is larger than the limit {self.max_size}")
        self.charge(size)

    def charge_text(self, size: int) -> None:
        """Count a string that is about to be built: a step for every 32 characters."""
        if size > self.max_size:
            raise BudgetExceededError(f"a text of {size} characters is longer than the limit {self.max_size}")
        self.charge(size >> 5)

    def problem(self, code: str, message: str, position: int | None) -> None:
        """Record an error; the caller goes on with null."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(code, message, position))
