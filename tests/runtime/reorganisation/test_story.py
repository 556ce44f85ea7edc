"""The reorganisation of 2025 as it happened to dossiers: received before 1 July, settled after it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from process_models.lists import reference_lists as shipped_lists
from process_models.package import Package, read_package
from runtime.clock import VirtualClock
from runtime.models import DeadlineRow, DossierMove, Letter, TaskHistory, TaskRow, TimerRow
from runtime.reports.settlement import settlement
from runtime.services import accounts, dossiers, importing, log, reorganisation, tasks, versions, views
from runtime.services.actors import Actor, system
from runtime.services.applications import Application
from runtime.services.doctor import doctor
from runtime.services.errors import ForbiddenError, NotFoundError, RefusedError
from runtime.services.snapshot import snapshot
from tests.runtime.copies import FOLDER
from tests.runtime.walk import Walk

LAND = read_package(FOLDER.parent / "1.012766.H16")
COPY = read_package(FOLDER)
CITY = "000.00.20.H16"
OLD_WARD, NEW_WARD = "001.21.20.H16", "H36.50"
JUNE, JULY = (date(2025, 6, 1), date(2025, 6, 30)), (date(2025, 7, 1), date(2025, 7, 31))


@pytest.fixture(autouse=True)
def earlier(session: Session) -> None:
    """The certified copy, which is published for 2026, is in force in the summer of 2025 too."""
    clock = VirtualClock(at("05-05T08:00"))
    versions.restore(session, clock, COPY.hash, "kịch bản sắp xếp", system("test"), since=date(2025, 5, 5))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2025-{text}+07:00")


def walked(session: Session, package: Package, when: datetime, steps: int, receiving: str = "") -> Walk:
    """A dossier of the package's good scenario that was submitted then and has taken the first steps."""
    told: Mapping[str, Any] = package.scenarios["good"]
    walk = Walk(session, VirtualClock(when), package, {**told, "submit": {**told["submit"], "at": when.isoformat()}})
    if receiving:
        submit_at(walk, receiving)
    else:
        walk.submit()
    for step in told["steps"][:steps]:
        walk.do(step)
    return walk


def submit_at(walk: Walk, receiving: str, actor: Actor = dossiers.PUBLIC) -> None:
    told = walk.scenario["submit"]
    application = Application(
        procedure=walk.package.procedure.code,
        receiving=receiving,
        applicant={"name": "Nguyễn Thị Hoa"},
        answers=told["answers"],
        components=walk.components(told.get("components", {})),
    )
    submitted = dossiers.submit(walk.session, walk.clock, application, actor)
    walk.dossier, walk.code = submitted.dossier_id, submitted.code


def rows(session: Session, dossier: Any) -> dict[str, str]:
    with session.begin():
        found = session.execute(select(TaskRow.node, TaskRow.agency).where(TaskRow.dossier_id == dossier))
        return {node: agency for node, agency in found}  # noqa: C416 - typed pairs


def who(session: Session, clock: VirtualClock, login: str) -> Actor:
    return accounts.actor_by_login(session, clock, login)


def sees(session: Session, clock: VirtualClock, login: str, walk: Walk) -> bool:
    try:
        views.dossier(session, clock, who(session, clock, login), walk.dossier)
    except NotFoundError:
        return False
    return True


def report(session: Session, days: tuple[date, date], agency: str) -> tuple[int, int, int, int]:
    """Taken new, carried over, settled, in progress at the end."""
    told = settlement(session, VirtualClock(at("09-01T08:00")), *days, agency)
    assert told.consistent
    row = told.total
    return (row.received.online + row.received.direct, row.received.carried, row.settled.total, row.in_progress.total)


def test_a_dossier_received_before_the_first_of_july_is_settled_by_the_successor_after_it(session):
    walk = walked(session, COPY, at("06-30T15:30"), 1)
    clock = walk.clock
    assert rows(session, walk.dossier) == {"Task_Certify": OLD_WARD}
    assert sees(session, clock, "chi.case", walk)
    assert reorganisation.follow(session, clock) == reorganisation.Followed()

    clock.move_to(at("07-01T00:01"))
    assert reorganisation.follow(session, clock) == reorganisation.Followed(dossiers=1, tasks=1)
    assert reorganisation.follow(session, clock) == reorganisation.Followed()
    assert rows(session, walk.dossier) == {"Task_Certify": NEW_WARD}
    clock.move_to(at("07-01T08:00"))
    queue = tasks.queue(session, clock, who(session, clock, "chi.case")).lines
    assert [line.dossier_code for line in queue] == [walk.code]
    assert not sees(session, clock, "vinh.other", walk)
    for step in walk.scenario["steps"][1:-1]:
        walk.do(step)
    walk.do(walk.scenario["steps"][-1])

    row = walk.row()
    assert (row.received_by, row.competent, row.status) == (OLD_WARD, NEW_WARD, 10)
    with session.begin():
        letters = session.execute(select(Letter.key, Letter.agency).where(Letter.dossier_id == walk.dossier)).all()
        move = session.scalars(select(DossierMove)).one()
    assert all(agency == OLD_WARD for _key, agency in letters)
    assert (move.from_agency, move.to_agency) == (OLD_WARD, NEW_WARD)
    assert log.verify_chain(session, walk.dossier) == []
    assert report(session, JUNE, OLD_WARD) == (1, 0, 0, 1)
    assert report(session, JULY, OLD_WARD) == (0, 0, 0, 0)
    assert report(session, JUNE, NEW_WARD) == (0, 0, 0, 0)
    assert report(session, JULY, NEW_WARD) == (0, 1, 1, 0)
    assert doctor(session) == []


def test_a_split_city_asks_for_each_dossier_who_takes_it_over(session):
    walk = walked(session, LAND, at("06-16T08:00"), 2)
    clock = walk.clock
    assert (walk.row().competent, rows(session, walk.dossier)) == (CITY, {"Task_Confirm": OLD_WARD})
    due = walk.row().life["deadlines"]["committed"]["due"]
    clock.move_to(at("07-01T00:01"))
    assert reorganisation.follow(session, clock).tasks == 1
    assert (walk.row().competent, rows(session, walk.dossier)) == (CITY, {"Task_Confirm": NEW_WARD})

    admin = who(session, clock, "yen.admin")
    (open_one,) = reorganisation.undecided(session, clock, admin)
    assert (open_one.code, open_one.agency, open_one.nodes) == (walk.code, CITY, ())
    assert [code for code, _names in open_one.successors] == ["H36.50", "H36.51", "H36.52"]
    stranger = who(session, clock, "vinh.other")
    with pytest.raises(ForbiddenError):
        reorganisation.undecided(session, clock, stranger)
    with pytest.raises(NotFoundError):
        reorganisation.decide(session, clock, [(walk.dossier, CITY, NEW_WARD)], "x", stranger)
    with pytest.raises(RefusedError, match=r"successor\.other"):
        reorganisation.decide(session, clock, [(walk.dossier, CITY, "H36.60")], "x", admin)
    assert (
        reorganisation.decide(session, clock, [(walk.dossier, CITY, NEW_WARD)], "Thửa đất ở Bắc Gia Nghĩa", admin) == 1
    )
    assert reorganisation.undecided(session, clock, admin) == []
    with pytest.raises(RefusedError, match=r"successor\.decided"):
        reorganisation.decide(session, clock, [(walk.dossier, CITY, NEW_WARD)], "x", admin)

    for step in walk.scenario["steps"][2:]:
        walk.advance(max(clock.now(), at("07-02T08:00")))
        walk.do({key: value for key, value in step.items() if key not in ("at", "after", "until")})
    row = walk.row()
    with session.begin():
        done = session.execute(
            select(TaskHistory.node, TaskHistory.agency).where(TaskHistory.dossier_id == walk.dossier)
        ).all()
    where = dict(done)  # type: ignore[arg-type]
    assert (row.competent, row.status) == (NEW_WARD, 10)
    assert (where["Task_Extract"], where["Task_Verify"]) == ("001.01.07.H16", "H36.07.01.01")
    assert (where["Task_TaxCheck"], where["Task_Environment"]) == ("G12.H36.01", "H36.50.03")
    assert (where["Task_Confirm"], where["Task_Sign"]) == (NEW_WARD, NEW_WARD)
    assert datetime.fromisoformat(row.life["deadlines"]["committed"]["due"]) >= datetime.fromisoformat(due)
    assert report(session, JUNE, CITY) == (1, 0, 0, 1)
    assert report(session, JULY, NEW_WARD) == (0, 1, 1, 0)
    assert doctor(session) == []


TABLE = """agency,successor,day,name_vi,kind,parent,calendar,serves,territories,people,decision
H36.50,H36.50,01/08/2025,UBND phường Bắc Gia Nghĩa mới,,,,,,,Nghị quyết 1
H36.51,H36.55,01/08/2025,UBND phường Tây Gia Nghĩa,ward,H36,police,,,theo,Nghị quyết 2
H36.51.01,H36.55.01,01/08/2025,Trung tâm PVHCC,one_stop,H36.55,,,,,
H36.51.02,H36.50.02,01/08/2025,,,,,,,,
H36.51.03,H36.50.03,01/08/2025,,,,,,24615,,
H36.51.03,H36.50.04,01/08/2025,,,,,,24617,,
H36.51.04,H36.50.04,01/08/2025,,,,,,,,
H36.52,H36.50,01/08/2025,,,,,,,,
H36.52.01,H36.50.01,01/08/2025,,,,,,,,
H36.52.02,H36.50.02,01/08/2025,,,,,,,,
H36.52.03,H36.50.03,01/08/2025,,,,,,,,
H36.52.04,H36.50.04,01/08/2025,,,,,,,,
"""


def test_a_table_merges_splits_and_renames_from_a_day_and_open_dossiers_follow(session):
    south = walked(session, COPY, at("07-31T15:30"), 1, "H36.51")
    clock = south.clock
    assert rows(session, south.dossier) == {"Task_Certify": "H36.51"}
    clock.move_to(at("07-31T16:00"))
    with session.begin():
        task = session.scalars(select(TaskRow.id)).one()
    tasks.claim(session, clock, task, who(session, clock, "dung.case"))
    admin = who(session, clock, "yen.admin")
    wrong = importing.load(session, clock, "reorganisation", b"agency,successor,day\nH36.51,H36.50,01/08/2025\n", admin)
    assert [(one.code, one.row) for one in wrong.problems] == [("import.children", 2)]
    ends = TABLE.replace("H36.51.03,H36.50.04", "H36.51.03,H36.52.03")
    wrong = importing.load(session, clock, "reorganisation", ends.encode(), admin)
    assert [(one.code, one.row) for one in wrong.problems] == [("import.successor-ends", 7)]
    loaded = importing.load(session, clock, "reorganisation", TABLE.encode(), admin, dry_run=True)
    assert (loaded.problems, loaded.created, loaded.kept) == ((), 12, False)
    loaded = importing.load(session, clock, "reorganisation", TABLE.encode(), admin)
    assert (loaded.created, dict(loaded.effects)) == (12, {"dossiers": 0, "tasks": 0, "renamed": 0, "undecided": 0})
    admin = who(session, clock, "yen.admin")
    again = importing.load(session, clock, "reorganisation", TABLE.encode(), admin)
    assert (again.problems, again.created, again.changed, again.unchanged) == ((), 0, 0, 12)
    assert sees(session, clock, "dung.case", south)

    clock.move_to(at("08-01T00:01"))
    assert reorganisation.follow(session, clock) == reorganisation.Followed(dossiers=1, tasks=1, renamed=1)
    assert rows(session, south.dossier) == {"Task_Certify": "H36.55"}
    with session.begin():
        counted_with = session.scalars(select(DeadlineRow.calendar).where(~DeadlineRow.closed)).all()
        step_due, assignee = session.execute(select(TaskRow.due_at, TaskRow.assignee)).one()
        assert set(counted_with) == {snapshot(session).calendars["police"].hash}
    assert step_due == at("08-01T08:00"), "half an hour is left, and the successor opens at 07:30"
    assert assignee == who(session, clock, "dung.case").account, "who followed to the successor goes on with the task"
    assert sees(session, clock, "dung.case", south)
    with session.begin():
        now = snapshot(session)
    assert now.names("H36.50")["vi"] == "UBND phường Bắc Gia Nghĩa mới"
    assert now.names("H36.50", date(2025, 7, 31))["vi"] == "UBND phường Bắc Gia Nghĩa"
    assert now.competent("ward", "24615", None, date(2025, 7, 31)) == "H36.51"
    assert now.competent("ward", "24615", None, date(2025, 8, 1)) == "H36.55"
    assert now.competent("ward", "24617", None, date(2025, 8, 1)) == "H36.50"
    assert (
        now.current("H36.51.03", date(2025, 8, 1), territory="24617") == "H36.52.03"
        or now.current("H36.51.03", date(2025, 8, 1), territory="24617") == "H36.50.04"
    )
    assert report(session, (date(2025, 8, 1), date(2025, 8, 31)), "H36.55") == (0, 1, 0, 1)
    assert doctor(session) == []


def test_who_follows_a_whole_agency_reads_its_old_dossiers_and_nobody_else_does(session):
    walk = walked(session, COPY, at("06-25T08:00"), 0)
    for step in walk.scenario["steps"]:
        walk.do(step)
    clock = VirtualClock(at("07-10T08:00"))
    assert reorganisation.follow(session, clock).dossiers == 0
    assert walk.row().competent == OLD_WARD
    assert sees(session, clock, "an.reception", walk)
    assert sees(session, clock, "xuan.office", walk)
    assert not sees(session, clock, "vinh.other", walk)
    assert not sees(session, clock, "dung.case", walk)


def test_addresses_of_both_times_are_valid_and_codes_stand_for_what_they_stood_for():
    for day, code, name in ((JUNE[1], "67", "Đắk Nông"), (JULY[0], "68", "Lâm Đồng"), (JUNE[1], "68", "Lâm Đồng")):
        assert shipped_lists(day)["provinces"][code].endswith(name)
    assert "67" not in shipped_lists(JULY[0])["provinces"]


def test_a_working_timer_that_runs_counts_by_the_successors_calendar(session):
    walk = walked(session, LAND, at("06-27T14:00"), 6)
    with session.begin():
        before = session.scalars(select(TimerRow).where(TimerRow.calendar.is_not(None))).one()
        uid, due, calendar = before.uid, before.due_at, before.calendar
    walk.clock.move_to(at("07-01T00:01"))
    clock, admin = walk.clock, who(session, walk.clock, "yen.admin")
    rows_of = (
        "code,name_vi,kind,parent,territory,calendar,from\nH36.50,UBND phường Bắc Gia Nghĩa,ward,H36,24611,police,"
    )
    assert importing.load(session, clock, "agencies", f"{rows_of}01/07/2025\n".encode(), admin).changed == 1
    reorganisation.follow(session, clock)
    reorganisation.decide(session, clock, [(walk.dossier, CITY, NEW_WARD)], "Thửa đất ở Bắc Gia Nghĩa", admin)
    with session.begin():
        session.expire_all()
        after = session.scalars(select(TimerRow).where(TimerRow.uid == uid)).one()
        assert (after.calendar != calendar, after.calendar) == (True, snapshot(session).calendars["police"].hash)
        assert after.due_at >= due
    assert doctor(session) == []
