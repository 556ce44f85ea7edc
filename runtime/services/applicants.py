"""Looking up somebody who has applied before, at the counter: by identity number, telephone, tax code or e-mail.

Only a counter officer looks, only whole numbers are looked for, and only among dossiers the officer may see; every
person shown is on the log of who looked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.dossier.case import ROOT
from forms import Form
from forms.model import Field
from runtime.clock import Clock
from runtime.models import Contact, Dossier, PartRow, TaskHistory
from runtime.services import access
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.inputs import clean
from runtime.services.persons import kind_of, written
from runtime.services.seen import looked

SHORTEST: Final = 8
"""Of a number: shorter ones would find strangers."""
MOST: Final = 5
NAMES: Final = ("full_name", "name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Somebody as they last declared themselves. ``answers`` are those of that application."""

    dossier_id: UUID
    code: str
    name: str
    submitted_at: datetime
    person: Mapping[str, Any]
    answers: Mapping[str, Any]


def find(session: Session, clock: Clock, actor: Actor, counter: str, typed: str) -> list[Known]:
    """Who fits a whole number or address, newest first, each name once. Raises ForbiddenError."""
    access.require(actor, Action.RECEIVE, counter)
    text = str(clean(typed)).strip()[:200]
    if len(text) < SHORTEST:
        return []
    fits = or_(*((Contact.kind == kind) & (Contact.value == written(kind, text)) for kind in kind_of(text)))
    query = (
        select(Dossier)
        .where(Dossier.id.in_(select(Contact.dossier_id).where(fits)), Dossier.branch == ROOT)
        .where(access.visible_dossiers(actor))
        .order_by(Dossier.submitted_at.desc())
        .limit(50)
    )
    with session.begin():
        chosen: dict[str, Dossier] = {}
        for row in session.scalars(query):
            chosen.setdefault(row.applicant, row)
        people = [_known(session, row) for row in list(chosen.values())[:MOST]]
        for one in people:
            looked(session, actor, one.dossier_id, "applicant", clock.now())
        return people


def _known(session: Session, row: Dossier) -> Known:
    first = select(PartRow.data).where(PartRow.dossier_id == row.id).order_by(PartRow.n).limit(1)
    data = session.scalar(first)
    facts = row.facts or {}
    return Known(
        dossier_id=row.id,
        code=row.code,
        name=row.applicant,
        submitted_at=row.submitted_at,
        person=facts.get("applicant") or {},
        answers=_vars(data),
    )


def _vars(data: Any) -> Mapping[str, Any]:
    """The names at the top of a part's data document."""
    return data if isinstance(data, Mapping) else {}


def recent_procedures(session: Session, actor: Actor, most: int = MOST) -> list[str]:
    """Codes of the procedures an officer received last, the latest first."""
    done = (
        select(TaskHistory.dossier_id, TaskHistory.closed_at)
        .where(TaskHistory.actor == actor.key, TaskHistory.role == "reception", TaskHistory.why == "completed")
        .order_by(TaskHistory.closed_at.desc())
        .limit(60)
        .subquery()
    )
    query = (
        select(Dossier.procedure_code)
        .join(done, done.c.dossier_id == Dossier.id)
        .where(access.visible_dossiers(actor))
        .order_by(done.c.closed_at.desc())
    )
    with session.begin():
        return list(dict.fromkeys(session.scalars(query)))[:most]


def declared(form: Form, known: Known) -> dict[str, Any]:
    """What the new form can take over: its first group that holds a name, filled from the earlier one."""
    group = next((one for one in form.fields if _name_below(one)), None)
    if group is None:
        return {}
    earlier = next((value for value in known.answers.values() if _has_name(value)), None)
    flat: dict[tuple[str, str], Any] = {("", "full_name"): known.name}
    flat |= _leaves(earlier)
    flat |= {("contact", key): value for key, value in known.person.items()}
    return {group.key: _filled(group.fields, flat, group.key)}


def _filled(fields: tuple[Field, ...], flat: Mapping[tuple[str, str], Any], parent: str) -> dict[str, Any]:
    filled: dict[str, Any] = {}
    for one in fields:
        if one.fields:
            inner = _filled(one.fields, flat, one.key) if one.widget != "list" else {}
            if inner:
                filled[one.key] = inner
        elif one.computed is None and one.widget != "file":
            value = flat.get((parent, one.key), flat.get(("", one.key)))
            if value is not None:
                filled[one.key] = value
    return filled


def _leaves(value: Any, parent: str = "") -> dict[tuple[str, str], Any]:
    """(name of the group, name) -> value, and the same without the group for names that occur once."""
    found: dict[tuple[str, str], Any] = {}
    for key, inner in value.items() if isinstance(value, Mapping) else ():
        if isinstance(inner, Mapping):
            for place, one in _leaves(inner, key).items():
                found.setdefault(place, one)
        elif not isinstance(inner, list):
            found[parent, key] = inner
            found.setdefault(("", key), inner)
    return found


def _name_below(field: Field) -> bool:
    return any(one.key in NAMES or _name_below(one) for one in field.fields)


def _has_name(value: Any) -> bool:
    return isinstance(value, Mapping) and any(key in NAMES or _has_name(inner) for key, inner in value.items())
