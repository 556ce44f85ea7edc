"""The organisation as packages are checked against it: agencies, who holds which role, competence on a day."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from process_models.organisation import Body, Competent, Organisation, organisation_of
from runtime.models import Account, Position
from runtime.services.snapshot import Snapshot, in_force, snapshot


def organisation_on(session: Session, day: date) -> Organisation:
    """What holds on a day; people are named by their login, inactive ones left out. In a transaction of its own."""
    with session.begin():
        held = snapshot(session)
        positions = [
            (position.agency, position.role, login)
            for position, login in session.execute(
                select(Position, Account.login).join(Account, Account.id == Position.account).where(Account.active)
            )
            if in_force(position.valid_from, position.valid_to, day)
        ]
    return organisation_of(
        [Body(one.code, one.kind, one.parent, one.territory) for one in held.agencies.values() if one.exists(day)],
        positions,
        _competence(held, day),
        {code: found.parent for code in held.territories if (found := held.territory(code, day)) is not None},
    )


def _competence(held: Snapshot, day: date) -> list[Competent]:
    return [
        Competent(kind, territory, rule.agency, rule.procedure)
        for (kind, territory), rules in held.competence.items()
        for rule in rules
        if in_force(rule.valid_from, rule.valid_to, day)
    ]
