"""Files become the organisation, whole or not at all; what is wrong is told by row and column."""

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from runtime.clock import VirtualClock
from runtime.models import Account, Agency, AgencyClosure, Offer, Position, StructureChange, Territory
from runtime.services import accounts, calendars, importing, organisation
from runtime.services.actors import Actor, PositionHeld, system
from runtime.services.errors import ForbiddenError, NotFoundError
from runtime.services.importing import KINDS, Imported, load_days, template
from runtime.services.importing.announcing import read_days
from runtime.services.importing.ical import announced
from runtime.services.importing.loading import load_table
from runtime.services.importing.table import read_table
from runtime.services.lists import reference_lists
from tests.conftest import MONDAY

ADMIN = system("test")


@pytest.fixture
def load(session: Session):
    def run(kind: str, content: bytes | str, actor: Actor = ADMIN, *, dry_run: bool = False) -> Imported:
        told = content.encode() if isinstance(content, str) else content
        return importing.load(session, VirtualClock(MONDAY), kind, told, actor, dry_run=dry_run, file="f.csv")

    return run


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def where(done: Imported) -> list[tuple[str, int | None, str | None]]:
    return [(one.code, one.row, one.column) for one in done.problems]


def counts(done: Imported) -> tuple[int, int, int]:
    return (done.created, done.changed, done.unchanged)


def count(session: Session, model: type) -> int:
    with session.begin():
        return int(session.scalar(select(func.count()).select_from(model)) or 0)


def ward_admin(session: Session) -> Actor:
    return Actor(
        key="ward",
        positions=(PositionHeld("H36.50", {}, "unit_admin"),),
        administers=organisation.current(session).below(["H36.50"]),
    )


AGENCIES = """Mã cơ quan;Tên;Tên tiếng Anh;Loại;Cấp trên;Phụ trách địa bàn;Từ ngày
H36.70.01;Trung tâm PVHCC xã Mới;;one_stop;H36.70;;01/07/2026
H36.70;UBND xã Mới;New Commune;commune;H36;24720;2026-07-01
"""


def test_agencies_come_with_their_superiors_and_competence_and_again_change_nothing(session, load):
    load("lists", "list,code,name_vi,from\nterritories,24720,Xã Mới,01/07/2026\n")
    before = count(session, Agency)
    tried = load("agencies", AGENCIES, dry_run=True)
    assert (counts(tried), tried.kept, count(session, Agency)) == ((2, 0, 0), False, before)
    assert counts(load("agencies", AGENCIES)) == (2, 0, 0)
    assert counts(load("agencies", AGENCIES)) == (0, 0, 2)
    now = organisation.current(session)
    assert now.below(["H36.70"]) == {"H36.70", "H36.70.01"}
    assert "H36.70.01" in now.below(["H36"])
    assert now.competent("commune", "24720", None, date(2026, 8, 1)) == "H36.70"
    moved = AGENCIES.replace("one_stop;H36.70;", "one_stop;H36;").replace("UBND xã Mới", "UBND xã Rất Mới")
    assert counts(load("agencies", moved)) == (0, 2, 0)
    now = organisation.current(session)
    assert (now.below(["H36.70"]), now.names("H36.70")["vi"]) == ({"H36.70"}, "UBND xã Rất Mới")
    with session.begin():
        closed = session.scalars(select(AgencyClosure.ancestor).where(AgencyClosure.descendant == "H36.70.01")).all()
        logged = session.scalars(select(StructureChange.what).order_by(StructureChange.at, StructureChange.id)).all()
    assert sorted(closed) == ["H36", "H36.70.01"]
    assert logged == ["lists", "agencies", "agencies"]


def test_every_wrong_cell_is_told_and_nothing_is_kept(session, load):
    before = count(session, Agency)
    done = load(
        "agencies",
        "code,name_vi,kind,parent,territory,calendar,from,to\n"
        "A 1,Một,ward,H36,,,,\n"
        "X1,,ward,NIX,99999,moon,31/02/2026,\n"
        "X2,Hai,Ward!,X2,,,02/01/2026,01/01/2026\n"
        "X3,Ba,ward,X4,,,,\n"
        "X4,Bốn,ward,X3,,,,\n"
        "X3,Ba,ward,H36,,,,\n",
    )
    assert where(done) == [
        ("import.pattern", 2, "code"),
        ("import.required", 3, "name_vi"),
        ("import.day", 3, "from"),
        ("import.agency", 3, "parent"),
        ("import.territory", 3, "territory"),
        ("import.calendar", 3, "calendar"),
        ("import.pattern", 4, "kind"),
        ("import.day-order", 4, "to"),
        ("import.circle", 5, "parent"),
        ("import.circle", 6, "parent"),
        ("import.twice", 7, "code"),
    ]
    assert count(session, Agency) == before
    for one in done.problems:
        assert len(one.text("vi")) > 10
        assert one.text("vi") != one.text("en")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import.headings"),
        (b"a,b\n1,2\n", "import.headings"),
        (b"code,name_vi,kind\n", "import.empty"),
        (b"code,name_vi,kind,colour\nX,Y,ward,red\n", "import.column-unknown"),
        (b"code,name_vi,kind,code\nX,Y,ward,X\n", "import.column-twice"),
        (b"code,name_vi\nX,Y\n", "import.column-missing"),
        ("code,name_vi,kind\nX,Xã,ward\n".encode("latin-1"), "import.encoding"),
        (b"PK\x03\x04 no workbook", "import.workbook"),
        (b"code,name_vi,kind\nX," + b"a" * 3000 + b",ward\n", "import.long"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content, code):
    assert [one.code for one in read_table(content, KINDS["agencies"].columns).problems] == [code]


def test_workbooks_and_csv_of_any_separator_give_the_same_rows():
    rows = [
        ("code", "name_vi", "kind", "from"),
        ("H1", "Phường 1", "ward", date(2026, 7, 1)),
        (24611, "Hai", "ward", ""),
    ]
    table = read_table(workbook(rows), KINDS["agencies"].columns)
    assert [row.cells["code"] for row in table.rows] == ["H1", "24611"]
    assert table.rows[0].cells["from"] == "2026-07-01"
    for separator in ",;\t|":
        text = "\n".join(separator.join(line) for line in (("code", "name_vi", "kind"), ("H1", "“Một”", "ward")))
        for encoding in ("utf-8", "utf-8-sig", "utf-16"):
            found = read_table(text.encode(encoding), KINDS["agencies"].columns)
            assert [row.cells["name_vi"] for row in found.rows] == ["“Một”"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_templates_have_headings_that_are_understood(kind, lang):
    columns = KINDS[kind].columns
    for as_csv in (False, True):
        content = template(columns, lang, as_csv=as_csv)
        assert [one.code for one in read_table(content, columns).problems] == ["import.empty"]


PEOPLE = """account,name,agency,role,from,to
lan.moi,Lê Thị Lan,H36.50,Tiếp nhận,01/07/2026,
lan.moi,Lê Thị Lan,H36.50,return,01/07/2026,
an.reception,Nguyễn Thị Hoài An,H36.50,case,,31/12/2026
"""


def test_people_get_positions_and_a_first_password_that_is_told_once(session, load):
    done = load("people", PEOPLE)
    assert (counts(done), sorted(done.passwords)) == ((3, 0, 0), ["lan.moi"])
    clock = VirtualClock(MONDAY)
    token = accounts.login(session, clock, "lan.moi", done.passwords["lan.moi"])
    assert accounts.actor_of(session, clock, token).must_change
    again = load("people", PEOPLE)
    assert (counts(again), again.passwords) == ((0, 0, 3), {})
    assert counts(load("people", PEOPLE.replace("Tiếp nhận,01/07/2026,", "Tiếp nhận,01/07/2026,30/09/2026"))) == (
        0,
        1,
        2,
    )
    people, positions = count(session, Account), count(session, Position)
    wrong = load("people", "account,name,agency,role,password\nx y,,H36.99,king,abc\nab,An Bình,H36.50,,\n")
    assert {(code, column) for code, _row, column in where(wrong)} == {
        ("import.pattern", "account"),
        ("import.required", "name"),
        ("import.choice", "role"),
        ("import.password", "password"),
        ("import.agency-and-role", "role"),
    }
    assert (count(session, Account), count(session, Position)) == (people, positions)


def test_what_the_actor_does_not_administer_is_a_problem_of_its_row(session, load):
    admin = ward_admin(session)
    rows = "account,name,agency,role\nmoi.mot,Một,H36.50,case\nmoi.hai,Hai,H36.51,case\nyen.admin,Khác,H36.50,case\n"
    assert where(load("people", rows, admin)) == [
        ("import.not-yours", 3, "agency"),
        ("import.name-differs", 4, "name"),
    ]
    agencies = "code,name_vi,kind,parent\nH36.50.09,Tổ,team,H36.50\nH36.51,Khác,ward,H36\nZ,Gốc,province,\n"
    assert where(load("agencies", agencies, admin)) == [
        ("import.not-yours", 3, "code"),
        ("import.not-yours", 3, "parent"),
        ("import.root", 4, "parent"),
    ]
    assert where(load("reorganisation", "agency,successor,day\nH36.51,H36.50,01/01/2027\n", admin))[0] == (
        "import.not-yours",
        2,
        "agency",
    )
    with pytest.raises(ForbiddenError):
        load("lists", "list,code,name_vi\nprovinces,1,A\n", admin)
    with pytest.raises(ForbiddenError):
        load("people", PEOPLE, Actor(key="chi", positions=(PositionHeld("H36.50", {}, "case"),)))
    with pytest.raises(NotFoundError):
        load("planets", PEOPLE)


def test_lists_of_the_installation_lie_over_the_shipped_ones_on_their_days(session, load):
    before = reference_lists(session, date(2026, 3, 2))
    assert before["provinces"]["68"] == "Lâm Đồng"
    rows = (
        "Danh mục,Mã,Tên,Tên tiếng Anh,Từ ngày,Đến ngày\n"
        "provinces,68,Lâm Đồng mở rộng,Greater Lâm Đồng,01/07/2025,31/12/2026\n"
        "provinces,68,Tây Nguyên,Highlands,01/01/2027,\n"
        "reasons,other,Lý do khác,,,\n"
    )
    assert counts(load("lists", rows)) == (3, 0, 0)
    assert counts(load("lists", rows)) == (0, 0, 3)
    told: Mapping[date, str] = {date(2026, 3, 2): "Lâm Đồng mở rộng", date(2027, 1, 1): "Tây Nguyên"}
    for day, name in told.items():
        assert reference_lists(session, day)["provinces"]["68"] == name
    assert reference_lists(session, date(2027, 1, 1), "en")["provinces"]["68"] == "Highlands"
    assert "68" not in reference_lists(session, date(2025, 6, 30))["provinces"]
    assert list(reference_lists(session, date(2026, 3, 2))["provinces"]) == list(before["provinces"])
    assert reference_lists(session, date(2026, 3, 2))["reasons"] == {"other": "Lý do khác"}
    overlapping = "list,code,name_vi,from\nprovinces,68,Khác,01/06/2026\n"
    assert where(load("lists", overlapping)) == [("import.overlap-kept", 2, "code")]
    twice = "list,code,name_vi,from\nreasons,a,A,01/06/2026\nreasons,a,B,01/07/2026\n"
    assert where(load("lists", twice)) == [("import.overlap", 3, "from")]
    places = count(session, Territory)
    assert counts(load("lists", "list,code,name_vi,parent\nterritories,24999,Xã Thử,68\n")) == (1, 0, 0)
    assert count(session, Territory) == places + 1


def test_offers_are_rows_with_channels_days_and_a_stage(session, load):
    rows = "procedure,agency,kind,channels,stage,from\n2.000815,H36,ward,trực tiếp;online,thử nghiệm,01/04/2026\n"
    assert counts(load("offers", rows)) == (1, 0, 0)
    assert counts(load("offers", rows.replace("thử nghiệm", "live"))) == (0, 1, 0)
    with session.begin():
        row = session.scalars(select(Offer)).one()
        assert (row.channels, row.stage, row.kind) == (["counter", "online"], "live", "ward")
    wrong = "procedure,agency,channels,stage\n9.999,H36,fax,maybe\n"
    assert {code for code, _row, _column in where(load("offers", wrong))} == {"import.choice", "import.procedure"}


def test_a_form_gives_the_same_rows_as_a_file(session):
    told = {"list": "reasons", "code": "x", "name_vi": "Khác"}
    done = load_table(session, VirtualClock(MONDAY), "lists", [told], ADMIN)
    assert counts(done) == (1, 0, 0)


# -- calendars ---------------------------------------------------------------------------------------------------

ICAL = """BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20260901\r
DTEND;VALUE=DATE:20260903\r
SUMMARY:Nghỉ Quốc khánh\\, hai\r
  ngày\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20260822\r
SUMMARY:Làm bù cho ngày 31/8\r
END:VEVENT\r
END:VCALENDAR\r
"""


def test_whole_day_events_are_days_off_and_work_in_exchange_is_a_working_day():
    days, problems = announced(ICAL.encode())
    assert problems == []
    assert [(one.day.isoformat(), one.summary, one.works) for one in days] == [
        ("2026-09-01", "Nghỉ Quốc khánh, hai ngày", False),
        ("2026-09-02", "Nghỉ Quốc khánh, hai ngày", False),
        ("2026-08-22", "Làm bù cho ngày 31/8", True),
    ]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("SUMMARY:Làm bù", "RRULE:FREQ=YEARLY\r\nSUMMARY:Làm bù", "import.ical-repeat"),
        ("DTSTART;VALUE=DATE:20260822", "DTSTART:20260822T080000Z", "import.ical-time"),
        ("DTEND;VALUE=DATE:20260903", "DTEND;VALUE=DATE:20260831", "import.day-order"),
        ("BEGIN:VEVENT", "BEGIN:VTODO", "import.ical"),
    ],
)
def test_what_an_ical_file_leaves_open_is_refused(old, new, code):
    assert [one.code for one in announced(ICAL.replace(old, new).encode())[1]] == [code]


def test_days_of_a_table_have_kinds_hours_and_weekdays():
    rows = "Ngày,Loại ngày,Theo thứ,Giờ làm việc,Tên\n31/08/2026,Nghỉ,,,Nghỉ bù\n22/08/2026,làm bù,1,,Bù\n"
    good = read_days((rows + '01/09/2026,hours,,"07:00-11:30",Nửa ngày\n').encode())
    assert [(one["date"], one["kind"]) for one in good.exceptions] == [
        ("2026-08-31", "off"),
        ("2026-08-22", "work"),
        ("2026-09-01", "hours"),
    ]
    bad = read_days((rows + "01/09/2026,làm bù,8,,A\n02/09/2026,work,,,B\n03/09/2026,hours,,9-5,C\n").encode())
    assert [(one.code, one.row) for one in bad.problems] == [
        ("import.choice", 4),
        ("import.weekday", 5),
        ("import.hours", 6),
        ("import.weekday", 6),
    ]


def test_announced_days_go_into_a_calendar_once_and_a_new_one_inherits(session):
    clock = VirtualClock(datetime.fromisoformat("2026-03-02T08:00:00+07:00"))
    tried = load_days(session, clock, "province", ICAL.encode(), "Thông báo 1", ADMIN, dry_run=True)
    assert (counts(tried), tried.kept) == ((3, 0, 0), False)
    before = {one.key: one.version for one in calendars.listed(session)}
    done = load_days(session, clock, "province", ICAL.encode(), "Thông báo 1", ADMIN)
    assert (counts(done), done.kept) == ((3, 0, 0), True)
    again = load_days(session, clock, "province", ICAL.encode(), "Thông báo 1", ADMIN)
    assert counts(again) == (0, 0, 3)
    after = {one.key: one.version for one in calendars.listed(session)}
    assert after["province"] == before["province"] + 1
    missing = load_days(session, clock, "island", ICAL.encode(), "x", ADMIN)
    assert where(missing) == [("import.calendar-new", None, None)]
    load_days(session, clock, "island", ICAL.encode(), "Đảo", ADMIN, parent="province")
    week = organisation.current(session).calendars["island"]
    assert week.hours_on(date(2026, 8, 22))
    assert not week.hours_on(date(2026, 9, 2))
    assert week.hours_on(date(2026, 9, 3))
