"""Importing people: one row for each position; accounts are known by their login."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from process_models.vocabulary import OTHER_ROLES, STEP_ROLES
from runtime.clock import Clock
from runtime.models import Account, Position
from runtime.services.actors import Actor
from runtime.services.importing.agencies import within
from runtime.services.importing.cells import DAYS, Cells, Found, each, once
from runtime.services.importing.table import Column, Table
from runtime.services.people import HASHER, SHORTEST_PASSWORD
from runtime.services.snapshot import Snapshot, snapshot
from runtime.services.transactions import new_id
from runtime.services.zone import day_of

LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._@\-]{1,79}")
ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
LENGTH: Final = 12
ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    role: tuple(names.values()) for role, names in {**STEP_ROLES, **OTHER_ROLES}.items()
}
COLUMNS: Final = (
    Column(
        "account",
        "Tài khoản",
        "Account",
        required=True,
        about=("Login; never given to another person.", "Tên đăng nhập; không cấp lại cho người khác."),
        example="an.nguyen",
    ),
    Column("name", "Họ và tên", "Name", required=True, example="Nguyễn Thị Hoài An"),
    Column("agency", "Mã cơ quan", "Agency", about=("Where the position is.", "Cơ quan công tác."), example="H36.50"),
    Column(
        "role",
        "Vai trò",
        "Role",
        about=("One of: " + ", ".join(ROLES), "Một trong: " + ", ".join(names[0] for names in ROLES.values())),
        example="Tiếp nhận",
    ),
    *DAYS,
    Column(
        "password",
        "Mật khẩu đầu",
        "First password",
        about=(
            "Only for new accounts; empty: one is made and shown once. It has to be changed at the first sign-in.",
            "Chỉ cho tài khoản mới; để trống: hệ thống tạo và hiển thị một lần. Phải đổi khi đăng nhập lần đầu.",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Told:
    """One row; agency and role are both None for an account without a position."""

    account: str
    name: str
    agency: str | None
    role: str | None
    days: tuple[date | None, date | None]
    password: str


def load(session: Session, clock: Clock, table: Table, actor: Actor) -> Found:
    """Add or change accounts and positions. Inside the caller's transaction; nothing is written with problems."""
    found = Found()
    organisation = snapshot(session)
    told = [(cells, row) for cells in each(table, found) if (row := _told(cells)) is not None]
    once(told, "account", lambda row: (row.account, row.agency, row.role, row.days[0]))
    accounts = _accounts(session, [row.account for _cells, row in told])
    for cells, row in told:
        _check(cells, row, organisation, actor)
        _same_person(session, clock, cells, row, accounts.get(row.account), actor)
    if not found.problems:
        for _cells, row in told:
            changed = _account(session, clock, row, accounts, found)
            _position(session, row, accounts[row.account].id, found, account_changed=changed)
    return found


def _told(cells: Cells) -> Told | None:
    account, name = cells.code("account", LOGIN, required=True), cells.text("name", required=True)
    agency, role, days = cells.code("agency"), cells.choice("role", ROLES), cells.days()
    password = cells.row.cells.get("password", "")
    if bool(cells.text("agency")) != bool(cells.text("role")):
        cells.fail("role" if agency else "agency", "import.agency-and-role")
    if password and len(password) < SHORTEST_PASSWORD:
        cells.fail("password", "import.password", length=SHORTEST_PASSWORD)
    return None if account is None else Told(account, name, agency, role, days, password)


def _check(cells: Cells, row: Told, organisation: Snapshot, actor: Actor) -> None:
    if row.agency is None:
        return
    agency = organisation.agencies.get(row.agency)
    if agency is None:
        cells.fail("agency", "import.agency", value=row.agency)
        return
    if not within(actor, row.agency):
        cells.fail("agency", "import.not-yours", value=row.agency)
    first, last = row.days
    if agency.valid_to and first and first > agency.valid_to:
        cells.fail("from", "import.agency-ended", value=row.agency, day=first.isoformat())
    if agency.valid_from and last and last < agency.valid_from:
        cells.fail("to", "import.agency-ended", value=row.agency, day=last.isoformat())


def _same_person(
    session: Session, clock: Clock, cells: Cells, row: Told, account: Account | None, actor: Actor
) -> None:
    """A person keeps the name, unless everything they hold is the actor's."""
    if account is None or account.name == row.name or not row.name or actor.is_system:
        return
    today = day_of(clock.now())
    held = session.scalars(
        select(Position.agency).where(
            Position.account == account.id, or_(Position.valid_to.is_(None), Position.valid_to >= today)
        )
    )
    if not all(within(actor, agency) for agency in held):
        cells.fail("name", "import.name-differs", account=row.account, name=account.name)


def _accounts(session: Session, logins: Sequence[str]) -> dict[str, Account]:
    rows = session.scalars(select(Account).where(Account.login.in_(set(logins))))
    return {row.login: row for row in rows}


def _account(session: Session, clock: Clock, row: Told, accounts: dict[str, Account], found: Found) -> bool | None:
    """Whether the account changed; None: it is new."""
    account = accounts.get(row.account)
    if account is not None:
        changed = account.name != row.name
        account.name = row.name
        return changed
    password = row.password or "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    if not row.password:
        found.passwords[row.account] = password
    account = Account(
        id=new_id(),
        login=row.account,
        name=row.name,
        password=HASHER.hash(password),
        created_at=clock.now(),
        must_change=True,
    )
    session.add(account)
    session.flush()
    accounts[row.account] = account
    return None


def _position(session: Session, row: Told, account: UUID, found: Found, *, account_changed: bool | None) -> None:
    if row.agency is None or row.role is None:
        found.count(new=account_changed is None, changed=bool(account_changed))
        return
    first, last = row.days
    held = session.scalars(
        select(Position).where(
            Position.account == account,
            Position.agency == row.agency,
            Position.role == row.role,
            Position.valid_from.is_not_distinct_from(first),
        )
    ).first()
    if held is None:
        session.add(
            Position(id=new_id(), account=account, agency=row.agency, role=row.role, valid_from=first, valid_to=last)
        )
        session.flush()
        found.count(new=True, changed=False)
        return
    found.count(new=False, changed=bool(account_changed) or held.valid_to != last)
    held.valid_to = last
