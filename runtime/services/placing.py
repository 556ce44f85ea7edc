"""Where a task is done and until when."""

from datetime import datetime

from engine.clock import due, parse_term
from engine.dossier.case import ROOT, Part
from engine.kernel import effects as fx
from runtime.services.recording import Recording
from runtime.services.zone import day_of

COUNTER_ROLES = frozenset({"reception", "return", "cashier"})
"""Done where the applicant is: at the agency that received the dossier."""


def agency_of(recording: Recording, part: Part, effect: fx.OpenTask) -> str:
    """Where a task is done: as the model says, at the counter that received it, or at who took over from that."""
    home = recording.held.branches.get(ROOT)
    agency = effect.agency or part.agency or (home.competent if home else "")
    if home and part.branch == ROOT and effect.role in COUNTER_ROLES and agency == home.competent:
        agency = home.received_by
    day = day_of(recording.at)
    return recording.held.organisation.current(agency, day, recording.held.field_code) or agency


def step_due(recording: Recording, agency: str, time: str | None, start: datetime) -> datetime | None:
    """When a step's own time is over that begins at ``start``; None without one, or without a calendar."""
    calendar = recording.held.organisation.calendar_of(agency)
    if time is None or calendar is None:
        return None
    term = parse_term(time, day=recording.held.package.procedure.step_day_unit)
    return due(calendar, term, start, recording.held.package.procedure.cutoff)


def life_due(recording: Recording, branch: str) -> datetime | None:
    """When the branch is due by its committed time."""
    life = recording.turn.case.lives.get(branch)
    deadline = life.deadlines.get("committed") if life else None
    return deadline.due if deadline else None
