"""Where a task is done and until when."""

from datetime import datetime
from decimal import Decimal

from engine.clock import Deadline, Term, Unit, due, open_deadline, parse_term
from engine.dossier.case import ROOT, Part
from engine.kernel import effects as fx
from runtime.services.cases import Held, OpenTask
from runtime.services.recording import Recording
from runtime.services.zone import day_of

COUNTER_ROLES = frozenset({"reception", "return", "cashier"})
"""Done where the applicant is: at the agency that received the dossier."""


def agency_of(recording: Recording, part: Part, effect: fx.OpenTask) -> str:
    """Where a task is done: as the model says, at the counter that received it, or at who took over from that."""
    home = recording.held.branches.get(ROOT)
    named = effect.agency or part.agency or (home.competent if home else "")
    agency = successor_of(recording.held, named, recording.at) or named
    if home and part.branch == ROOT and effect.role in COUNTER_ROLES:
        competent = successor_of(recording.held, home.competent, recording.at) or home.competent
        if agency == competent:
            agency = successor_of(recording.held, home.received_by, recording.at) or agency
    return agency


def successor_of(held: Held, agency: str, at: datetime, home: str | None = None) -> str | None:
    """The agency that does the work of one on the day: itself while it is there; None when somebody has to choose.

    Where a split leaves a choice, a dossier goes where its competent agency went (``home``, when that changes now).
    """
    day = day_of(at)
    found = held.organisation.current(agency, day, held.field_code, held.territory)
    if found is not None:
        return found
    home = home or held.branches[ROOT].competent
    return home if home in held.organisation.heirs(agency, day) else None


def step_due(recording: Recording, agency: str, time: str | None, start: datetime) -> datetime | None:
    """When a step's own time is over that begins at ``start``; None without one, or without a calendar."""
    return _due(recording.held, agency, time, start)


def step_due_again(held: Held, task: OpenTask, agency: str) -> datetime | None:
    """When an open task is due by the calendar of an agency; None where its step has no time of its own."""
    process = held.package.library.processes.get(held.case.parts[task.n].process)
    node = process.nodes.get(task.node) if process else None
    if node is None or task.due_at is None:
        return None
    return _due(held, agency, node.work.time, task.opened_at)


def _due(held: Held, agency: str, time: str | None, start: datetime) -> datetime | None:
    calendar = held.organisation.calendar_of(agency)
    if time is None or calendar is None:
        return None
    term = parse_term(time, day=held.package.procedure.step_day_unit)
    return due(calendar, term, start, held.package.procedure.cutoff)


def life_due(recording: Recording, branch: str) -> datetime | None:
    """When the branch is due by its committed time; an application that came online, when it has to be answered."""
    life = recording.turn.case.lives.get(branch)
    deadline = life.deadlines.get("committed") if life else None
    if deadline is None and life is not None and branch == ROOT and life.received_at is None:
        deadline = intake(recording.held, life.submitted_at)
    return deadline.due if deadline else None


def intake(held: Held, submitted_at: datetime) -> Deadline | None:
    """The time in which an application that comes online is answered; None for others, or without a calendar."""
    hours = held.package.procedure.intake_hours
    calendar = held.organisation.calendar_of(held.branches[ROOT].received_by)
    if held.channel != "online" or hours is None or calendar is None:
        return None
    return open_deadline(calendar, Term(Decimal(hours), Unit.HOUR), submitted_at)
