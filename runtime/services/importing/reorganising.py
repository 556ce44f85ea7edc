"""Importing a reorganisation: one row for each agency and each of its successors, with the day.

A row whose successor is the agency itself, or empty with a new name, is a renaming. A row without an agency founds one.
Several rows with the same successor merge agencies; several rows with the same agency split it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from runtime.models import Agency, AgencyName, AgencySuccessor, Competence, Position
from runtime.services import offers
from runtime.services.actors import Actor
from runtime.services.importing import agencies
from runtime.services.importing.agencies import within
from runtime.services.importing.cells import KIND, Cells, Found, each, once
from runtime.services.importing.table import Column, Table
from runtime.services.organisation import scheme_of
from runtime.services.search import indexed
from runtime.services.snapshot import AgencyInfo, Snapshot, in_force, snapshot, touch
from runtime.services.transactions import new_id

ONE_DAY: Final = timedelta(days=1)
FOLLOW: Final[Mapping[str, tuple[str, ...]]] = {
    "follow": ("theo", "chuyển theo", "yes", "có", "x"),
    "end": ("thôi", "kết thúc", "no", "không"),
}
COLUMNS: Final = (
    Column(
        "agency",
        "Cơ quan",
        "Agency",
        about=("The agency that changes; empty: a new one is founded.", "Cơ quan thay đổi; để trống: lập mới."),
        example="001.21.20.H16",
    ),
    Column(
        "successor",
        "Cơ quan kế thừa",
        "Successor",
        about=(
            "Who takes over; the agency itself or empty: it is only renamed.",
            "Cơ quan tiếp nhận; ghi chính nó hoặc để trống: chỉ đổi tên.",
        ),
        example="H36.50",
    ),
    Column(
        "day",
        "Ngày",
        "Day",
        required=True,
        about=("First day of the new state.", "Ngày đầu tiên theo tổ chức mới."),
        example="01/07/2025",
    ),
    Column(
        "name_vi",
        "Tên mới",
        "New name (Vietnamese)",
        about=("Of a new successor or of the renaming.", "Tên cơ quan mới hoặc tên đổi thành."),
        example="UBND phường Bắc Gia Nghĩa",
    ),
    Column("name_en", "Tên mới tiếng Anh", "New name (English)"),
    Column("kind", "Loại", "Kind", about=("Of a new successor.", "Loại của cơ quan mới."), example="ward"),
    Column("parent", "Cấp trên", "Superior", about=("Of a new successor.", "Cấp trên của cơ quan mới."), example="H36"),
    Column(
        "territory", "Địa bàn", "Territory", about=("Of a new successor.", "Địa bàn của cơ quan mới."), example="24611"
    ),
    Column("calendar", "Lịch làm việc", "Calendar"),
    Column(
        "serves",
        "Phụ trách địa bàn",
        "Serves",
        about=("Territories it is competent for from that day on.", "Địa bàn phụ trách từ ngày đó."),
        example="24611",
    ),
    Column(
        "fields",
        "Lĩnh vực",
        "Fields",
        about=(
            "In a split: the fields of procedures this successor takes; empty: the rest, or asked for by hand.",
            "Khi chia tách: lĩnh vực do cơ quan này tiếp nhận; để trống: phần còn lại, hoặc chọn từng hồ sơ.",
        ),
    ),
    Column(
        "territories",
        "Theo địa bàn",
        "Territories",
        about=(
            "In a split: dossiers of these territories go to this successor.",
            "Khi chia tách: hồ sơ của các địa bàn này chuyển đến cơ quan này.",
        ),
    ),
    Column(
        "people",
        "Nhân sự",
        "People",
        about=(
            "“follow”: positions go on at the successor; else they end with the agency.",
            "“theo”: vị trí công tác chuyển theo; nếu không thì kết thúc cùng cơ quan.",
        ),
    ),
    Column("decision", "Quyết định", "Decision", about=("Number of the decision.", "Số quyết định, nghị quyết.")),
)


@dataclass(frozen=True, slots=True)
class Told:
    """One row."""

    day: date
    agency: str | None
    successor: str
    names: Mapping[str, str]
    kind: str | None
    parent: str | None
    territory: str | None
    calendar: str | None
    serves: tuple[str, ...]
    fields: tuple[str, ...] | None
    territories: tuple[str, ...] | None
    follow: bool
    decision: str | None

    @property
    def renames(self) -> bool:
        """The agency stays and is called otherwise."""
        return self.agency == self.successor


def load(session: Session, table: Table, actor: Actor) -> Found:
    """Record what the rows say. Inside the caller's transaction; nothing is written with problems."""
    found = Found()
    organisation = snapshot(session)
    told = [(cells, row) for cells in each(table, found) if (row := _told(cells)) is not None]
    once(told, "successor", lambda row: (row.agency, row.successor))
    new = {
        row.successor: row for _cells, row in reversed(told) if row.successor not in organisation.agencies and row.kind
    }
    for cells, row in told:
        _check(cells, row, (organisation, new), actor)
    _days_agree(told)
    _parts_apart(told)
    _nobody_left(told, organisation)
    _successors_stay(told)
    if found.problems:
        return found
    for row in _superiors_first(new):
        _found_agency(session, row, organisation)
    for _cells, row in told:
        _write(session, row, organisation, found)
    for agency in dict.fromkeys(row.agency for _cells, row in told if row.agency and not row.renames):
        _end(session, [row for _cells, row in told if row.agency == agency])
    session.flush()
    agencies.close(session)
    touch(session)
    return found


def _told(cells: Cells) -> Told | None:
    day, agency = cells.day("day", required=True), cells.code("agency")
    successor = cells.code("successor") or agency
    follow = cells.choice("people", FOLLOW)
    if successor is None:
        cells.fail("successor", "import.required")
    if day is None or successor is None:
        return None
    row = Told(
        day=day,
        agency=agency,
        successor=successor,
        names=cells.names(),
        kind=cells.code("kind", KIND),
        parent=cells.code("parent"),
        territory=cells.code("territory"),
        calendar=cells.code("calendar"),
        serves=cells.codes("serves"),
        fields=cells.codes("fields") or None,
        territories=cells.codes("territories") or None,
        follow=follow == "follow",
        decision=cells.text("decision") or None,
    )
    if row.renames and not row.names.get("vi"):
        cells.fail("name_vi", "import.rename-empty")
    return row


def _check(cells: Cells, row: Told, known: tuple[Snapshot, Mapping[str, Told]], actor: Actor) -> None:
    organisation, new = known
    _check_agency(cells, row, organisation, actor)
    found = organisation.agencies.get(row.successor)
    if found is not None:
        if not within(actor, row.successor):
            cells.fail("successor", "import.not-yours", value=row.successor)
        if found.valid_to and found.valid_to < row.day:
            cells.fail("successor", "import.ended-before", value=row.successor, day=found.valid_to.isoformat())
        if not row.renames and found.valid_from and found.valid_from > row.day:
            cells.fail("successor", "import.starts-late", value=row.successor, day=found.valid_from.isoformat())
    elif row.successor not in new or not new[row.successor].names.get("vi"):
        cells.fail("successor", "import.successor-kind", value=row.successor)
    else:
        _check_new(cells, row, known, actor)
    places = (("serves", row.serves), ("territories", row.territories or ()), ("territory", (row.territory,)))
    for key, codes in places:
        for code in codes:
            if code is not None and code not in organisation.territories:
                cells.fail(key, "import.territory", value=code)
    if row.calendar and row.calendar not in organisation.calendars:
        cells.fail("calendar", "import.calendar", value=row.calendar)


def _check_agency(cells: Cells, row: Told, organisation: Snapshot, actor: Actor) -> None:
    if row.agency is None:
        return
    found = organisation.agencies.get(row.agency)
    if found is None:
        cells.fail("agency", "import.agency", value=row.agency)
        return
    if not within(actor, row.agency):
        cells.fail("agency", "import.not-yours", value=row.agency)
    if found.valid_to and found.valid_to < row.day - ONE_DAY:
        cells.fail("day", "import.ended-before", value=row.agency, day=found.valid_to.isoformat())
    if found.valid_from and found.valid_from >= row.day and not row.renames:
        cells.fail("day", "import.starts-late", value=row.agency, day=found.valid_from.isoformat())


def _check_new(cells: Cells, row: Told, known: tuple[Snapshot, Mapping[str, Told]], actor: Actor) -> None:
    organisation, new = known
    parent = _parent(new[row.successor], organisation)
    if parent is None:
        if not actor.is_system and "integrator" not in actor.roles:
            cells.fail("parent", "import.root")
    elif parent not in new and parent not in organisation.agencies:
        cells.fail("parent", "import.agency", value=parent)
    elif parent not in new and not within(actor, parent):
        cells.fail("parent", "import.not-yours", value=parent)
    elif parent == row.successor:
        cells.fail("parent", "import.circle", value=parent)


def _parent(row: Told, organisation: Snapshot) -> str | None:
    """The superior of a new agency: as told, else who has the work of its predecessor's."""
    former = organisation.agencies.get(row.agency or "")
    if row.parent is not None or former is None or former.parent is None:
        return row.parent
    return organisation.current(former.parent, row.day)


def _days_agree(told: Sequence[tuple[Cells, Told]]) -> None:
    first: dict[str, tuple[int, date]] = {}
    for cells, row in told:
        if row.agency is not None and not row.renames:
            number, day = first.setdefault(row.agency, (cells.row.number, row.day))
            if day != row.day:
                cells.fail("day", "import.other-day", other=number, value=row.agency)


def _parts_apart(told: Sequence[tuple[Cells, Told]]) -> None:
    """The same field or territory goes to one successor."""
    seen: dict[tuple[Any, ...], int] = {}
    for cells, row in told:
        for field in row.fields or (None,):
            for territory in row.territories or (None,):
                if field is None and territory is None:
                    continue
                key = (row.agency, field, territory)
                if key in seen:
                    cells.fail("fields" if field else "territories", "import.split-twice", other=seen[key])
                seen.setdefault(key, cells.row.number)


def _nobody_left(told: Sequence[tuple[Cells, Told]], organisation: Snapshot) -> None:
    """What stands below an agency that ends needs a place of its own."""
    ending = {row.agency: row.day for _cells, row in told if row.agency and not row.renames}
    asked: set[str] = set()
    for cells, row in told:
        if row.agency is None or row.renames or row.agency in asked:
            continue
        asked.add(row.agency)
        below = [organisation.agencies[code] for code in organisation.children.get(row.agency, ())]
        left = [one.code for one in below if one.exists(row.day) and one.code not in ending]
        if left:
            cells.fail("agency", "import.children", children=", ".join(left[:5]), value=row.agency)


def _successors_stay(told: Sequence[tuple[Cells, Told]]) -> None:
    """Who takes over does not end in the same file before it begins."""
    ending = {row.agency: (cells.row.number, row.day) for cells, row in told if row.agency and not row.renames}
    for cells, row in told:
        number, day = ending.get(row.successor, (0, None))
        if day is not None and day <= row.day and not row.renames:
            cells.fail("successor", "import.successor-ends", value=row.successor, other=number)


def _superiors_first(new: Mapping[str, Told]) -> list[Told]:
    placed: dict[str, Told] = {}

    def place(row: Told) -> None:
        if row.successor in placed:
            return
        if row.parent in new and row.parent != row.successor:
            place(new[str(row.parent)])
        placed[row.successor] = row

    for row in new.values():
        place(row)
    return list(placed.values())


def _found_agency(session: Session, row: Told, organisation: Snapshot) -> None:
    former = organisation.agencies.get(row.agency or "")
    session.add(
        Agency(
            code=row.successor,
            names=dict(row.names),
            kind=row.kind,
            parent=_parent(row, organisation),
            scheme=scheme_of(row.successor),
            territory=row.territory,
            calendar=row.calendar or (former.calendar if former else None),
            valid_from=row.day,
            search=indexed(row.successor, *row.names.values()),
        )
    )
    session.flush()


def _write(session: Session, row: Told, organisation: Snapshot, found: Found) -> None:
    if row.renames:
        found.count(new=_rename(session, row, organisation.agencies[row.successor]), changed=False)
        return
    agency = session.get_one(Agency, row.successor)
    _serve(session, row, agency.kind)
    if row.agency is None:
        found.count(new=row.successor not in organisation.agencies, changed=False)
        return
    told = {"fields": _listed(row.fields), "territories": _listed(row.territories), "decision": row.decision}
    held = session.get(AgencySuccessor, (row.agency, row.successor))
    found.count(new=held is None, changed=held is not None and any(getattr(held, key) != told[key] for key in told))
    session.execute(
        insert(AgencySuccessor)
        .values(agency=row.agency, successor=row.successor, **told)
        .on_conflict_do_update(index_elements=["agency", "successor"], set_=told)
    )


def _listed(values: tuple[str, ...] | None) -> list[str] | None:
    return None if values is None else list(values)


def _rename(session: Session, row: Told, agency: AgencyInfo) -> bool:
    """Whether the name from that day on is news; the name until then is kept with it."""
    held = session.get(AgencyName, (row.successor, row.day))
    if held is not None and held.names == row.names:
        return False
    if not agency.called:
        session.add(AgencyName(agency=row.successor, valid_from=date.min, names=dict(agency.names)))
    if held is None:
        held = AgencyName(agency=row.successor, valid_from=row.day)
        session.add(held)
    held.names, held.decision = dict(row.names), row.decision
    session.flush()
    return True


def _serve(session: Session, row: Told, kind: str) -> None:
    for territory in row.serves:
        held = session.scalars(
            select(Competence).where(
                Competence.kind == kind,
                Competence.territory == territory,
                Competence.agency == row.successor,
                Competence.procedure_code.is_(None),
            )
        ).all()
        if not any(in_force(one.valid_from, one.valid_to, row.day) for one in held):
            _add_rule(session, kind, territory, row)


def _add_rule(session: Session, kind: str, territory: str, row: Told, procedure: str | None = None) -> None:
    rule = Competence(
        id=new_id(),
        kind=kind,
        territory=territory,
        procedure_code=procedure,
        agency=row.successor,
        valid_from=row.day,
    )
    session.add(rule)
    session.flush()


def _end(session: Session, heirs: Sequence[Told]) -> None:
    """The agency is there up to the day before; what it served, offered and who worked there goes on or ends."""
    first = heirs[0]
    code, last = str(first.agency), first.day - ONE_DAY
    session.get_one(Agency, code).valid_to = last
    whole = first if len(heirs) == 1 else None
    rules = select(Competence).where(
        Competence.agency == code, or_(Competence.valid_to.is_(None), Competence.valid_to > last)
    )
    for rule in session.scalars(rules).all():
        rule.valid_to = last
        heir = whole or next((row for row in heirs if rule.territory in (row.territories or ())), None)
        if heir is not None and session.get_one(Agency, heir.successor).kind == rule.kind:
            _carry(session, rule, heir)
    if whole is not None:
        offers.follow_succession(session, code, [whole.successor], first.day)
    _people(session, code, heirs)


def _carry(session: Session, rule: Competence, heir: Told) -> None:
    """The successor serves what was served, unless somebody of the kind is said to do so already."""
    held = session.scalars(
        select(Competence).where(Competence.kind == rule.kind, Competence.territory == rule.territory)
    ).all()
    same = [one for one in held if one.procedure_code == rule.procedure_code]
    if not any(in_force(one.valid_from, one.valid_to, heir.day) for one in same):
        _add_rule(session, rule.kind, rule.territory, heir, rule.procedure_code)


def _people(session: Session, code: str, heirs: Sequence[Told]) -> None:
    """Positions end with their agency; they go on at the one successor that its people follow to."""
    last = heirs[0].day - ONE_DAY
    to = [row for row in heirs if row.follow]
    open_ones = select(Position).where(
        Position.agency == code, or_(Position.valid_to.is_(None), Position.valid_to > last)
    )
    for held in session.scalars(open_ones).all():
        until, held.valid_to = held.valid_to, last
        if len(to) != 1:
            continue
        wanted = (held.account, to[0].successor, held.role)
        there = session.scalars(
            select(Position).where(
                Position.account == wanted[0], Position.agency == wanted[1], Position.role == wanted[2]
            )
        ).all()
        if not any(in_force(one.valid_from, one.valid_to, to[0].day) for one in there):
            session.add(
                Position(
                    id=new_id(),
                    account=wanted[0],
                    agency=wanted[1],
                    role=wanted[2],
                    valid_from=to[0].day,
                    valid_to=until,
                )
            )
            session.flush()
