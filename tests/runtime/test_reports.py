"""Reports as their readers see them: every figure is the length of its list, trials are nowhere, 0/0 is no ratio."""

import csv
import io
from datetime import date, datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest
from sqlalchemy import text

from runtime.clock import VirtualClock
from runtime.models import Dossier, DossierMove, FactDelta
from runtime.reports import (
    CELLS,
    GROUPS,
    Asked,
    dossiers_behind,
    fold,
    indicators,
    open_behind,
    open_now,
    recount,
    report_of,
    settlement,
)
from runtime.reports.drill import DUE_STATES
from runtime.reports.indicators import DOSSIERS, SERVICES, Ratio, target_of
from runtime.reports.sheets import csv_of, xlsx_of
from runtime.seed.targets import load_targets
from runtime.services import targets
from runtime.services.actors import system
from runtime.services.errors import ForbiddenError, InvalidError, NotFoundError
from runtime.services.snapshot import snapshot
from tests.runtime.copies import WARD, do
from tests.runtime.test_scenarios import PACKAGES
from tests.runtime.walk import Walk

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
PERIODS = [
    YEAR,
    (date(2026, 3, 1), date(2026, 3, 31)),
    (date(2026, 3, 3), date(2026, 3, 5)),
    (date(2026, 2, 20), date(2026, 11, 10)),
]
HEADER = "agency,target_services_with_online_pct,target_dossiers_online_pct\n"


@pytest.fixture
def year(session):
    """Every scenario of two procedures, supplements, refusals and withdrawals among them; a clock in November."""
    for name in ("2.000815", "3.000722"):
        for scenario in PACKAGES[name].scenarios.values():
            Walk(
                session, VirtualClock(datetime.fromisoformat("2025-07-01T07:00:00+07:00")), PACKAGES[name], scenario
            ).run()
    return VirtualClock(datetime.fromisoformat("2026-11-20T08:00:00+07:00"))


def test_every_figure_of_the_settlement_report_is_the_length_of_its_list(session, year, who):
    opened = 0
    for agency, login in ((WARD, "hai.chair"), ("H36", "xuan.office"), ("H36.50.03", "minh.business")):
        reader = who(login)
        for first, last in PERIODS:
            for by in GROUPS:
                asked = Asked(agency=agency, first=first, last=last, by=by)
                report = report_of(session, year, reader, asked)
                assert report.consistent
                rows = {None: report.total, **report.fields} if (first, last) == YEAR else {None: report.total}
                for code, row in rows.items():
                    for cell, count in zip(CELLS, row.figures(), strict=True):
                        found = dossiers_behind(session, year, reader, asked, cell, code)
                        assert (found.count, len(found.page.lines)) == (count, min(count, 30)), (asked, cell, code)
                        opened += count
    assert opened > 100
    before = [settlement(session, year, *period, by=by) for period in PERIODS for by in GROUPS]
    fold(session)  # whole months are summed from their own counts
    assert [settlement(session, year, *period, by=by) for period in PERIODS for by in GROUPS] == before
    assert recount(session) == {}
    with session.begin():
        session.execute(text("UPDATE fact_month SET count = count + 1 WHERE metric = 'taken'"))
    assert {key[0] for key in recount(session)} >= {"2026-03"}


def test_open_dossiers_by_due_state_are_counted_once_and_open_their_list(session, clock, submit, who):
    for _ in range(3):
        do(session, clock, who, submit().dossier_id, "Task_Receive")
    submit()  # not received: in no report
    head = who("hai.chair")
    for passed, counts in ((0, {"within": 3}), (6, {"near": 3}), (30, {"overdue": 3})):
        later = VirtualClock(clock.now() + timedelta(hours=passed))
        found = open_now(session, later, head, WARD, "procedure")
        assert {state: count for state, count in found.total.items() if count} == counts
        for state in (None, *DUE_STATES):
            behind = open_behind(session, later, head, WARD, state, ("procedure", "2.000815"))
            assert behind.count == (3 if state is None else counts.get(state, 0)) == len(behind.page.lines)
    with pytest.raises(InvalidError, match=r"report\.cell"):
        open_behind(session, clock, head, WARD, "tomorrow")


@pytest.mark.parametrize(
    ("first", "last", "here", "there"),
    [
        ((3, 1), (3, 31), (1, 1, 0, 1), (0, 0, 0, 0)),  # before it was taken over, told later
        ((4, 1), (4, 30), (0, 0, 0, 0), (1, 0, 1, 1)),  # carried over at who took it over
        ((3, 1), (4, 30), (0, 0, 0, 0), (1, 1, 0, 1)),  # received and taken over in one period
        ((5, 1), (5, 31), (0, 0, 0, 0), (1, 0, 1, 1)),
    ],
)
def test_a_dossier_that_was_taken_over_counts_wholly_at_who_has_it_at_the_end(
    session, clock, submit, who, first, last, here, there
):
    one = submit().dossier_id
    do(session, clock, who, one, "Task_Receive")
    at = datetime.fromisoformat("2026-04-05T09:00:00+07:00")
    with session.begin():  # as the reorganisation writes it
        dossier = session.get_one(Dossier, one)
        session.add(DossierMove(dossier_id=one, at=at, from_agency=WARD, to_agency="H36.51"))
        for agency, count in ((WARD, -1), ("H36.51", 1)):
            told = {"procedure_code": dossier.procedure_code, "field_code": dossier.field_code, "channel": "online"}
            session.add(FactDelta(day=at.date(), agency=agency, sub=False, metric="moved", count=count, **told))
        dossier.competent = "H36.51"
    assert recount(session) == {}
    later, reader = VirtualClock(datetime.fromisoformat("2026-06-01T08:00:00+07:00")), who("xuan.office")
    for agency, expected in ((WARD, here), ("H36.51", there)):
        for by in ("field", "agency"):
            asked = Asked(agency=agency, first=date(2026, *first), last=date(2026, *last), by=by)
            report = report_of(session, later, reader, asked)
            got = report.total.received
            assert (got.total, got.online, got.carried, report.total.in_progress.total) == expected
            assert report.consistent
            for code, row in report.fields.items():
                for cell, count in zip(CELLS, row.figures(), strict=True):
                    assert dossiers_behind(session, later, reader, asked, cell, code).count == count, (cell, code, by)


def test_a_dossier_of_a_trial_is_in_no_figure(session, clock, submit, who):
    one = submit().dossier_id
    with session.begin():  # as an offer on trial would have marked it before its reception
        session.execute(text("UPDATE dossier SET trial = true WHERE id = :id"), {"id": one})
    do(session, clock, who, one, "Task_Receive")
    with session.begin():
        session.query(FactDelta).delete()  # what its reception would not have counted
    head = who("hai.chair")
    asked = Asked(agency=WARD, first=YEAR[0], last=YEAR[1])
    assert report_of(session, clock, head, asked).total.figures() == (0,) * 11
    assert open_now(session, clock, head, WARD).total == dict.fromkeys(DUE_STATES, 0)
    assert dossiers_behind(session, clock, head, asked, "received").count == 0
    assert recount(session) == {}


def test_readers_count_only_what_they_may_see(session, clock, who):
    asked = Asked(agency=WARD, first=YEAR[0], last=YEAR[1])
    for login in ("vinh.other", "police52", "anh.analyst"):
        with pytest.raises(ForbiddenError):
            report_of(session, clock, who(login), asked)
        with pytest.raises(ForbiddenError):
            dossiers_behind(session, clock, who(login), asked, "received")
        with pytest.raises(ForbiddenError):
            indicators(session, clock, who(login), WARD, 2026)
    with pytest.raises(NotFoundError):
        report_of(session, clock, who("xuan.office"), Asked(agency="H99", first=YEAR[0], last=YEAR[1]))
    for cell in ("received.by_pigeon", ""):
        with pytest.raises(InvalidError, match=r"report\.cell"):
            dossiers_behind(session, clock, who("hai.chair"), asked, cell)


# -- online services ---------------------------------------------------------------------------------------------


def counted(session, agency: str, procedures: int, online: int) -> None:
    """So many procedures had a dossier this year, ``online`` of them one that came online."""
    with session.begin():
        for number in range(procedures):
            channel = "online" if number < online else "counter"
            session.add(
                FactDelta(day=date(2026, 5, 4), agency=agency, procedure_code=f"9.{number:06}", field_code="f",
                          channel=channel, sub=False, metric="taken", count=2)
            )  # fmt: skip


def test_25_of_30_services_with_dossiers_are_83_33_percent_and_miss_85(session, clock, who):
    """The worked example of domain.md §9: 35 procedures, 30 with dossiers, 25 of them online."""
    admin, reader = who("yen.admin"), who("xuan.office")
    targets.take(session, f"{HEADER}{WARD},85,80\nH36.51,0,0\nH36,70,60\n".encode(), 2026, admin)
    counted(session, WARD, 30, 25)
    for folded in (False, True):
        if folded:
            fold(session)
        found = indicators(session, clock, reader, "H36", 2026)
        ward = next(row for row in found.rows if row.agency == WARD)
        assert (ward.services.part, ward.services.whole) == (25, 30)
        assert (ward.services.percent, ward.services.target, ward.services.met) == (Decimal("83.33"), 85, False)
        assert (ward.dossiers.part, ward.dossiers.whole, ward.dossiers.met) == (50, 60, True)
        province = found.rows[0]
        assert (province.agency, province.services.percent, province.services.met) == ("H36", Decimal("83.33"), True)
    other = next(row for row in found.rows if row.agency == "H36.51")
    assert (other.services.percent, other.services.target, other.services.met) == (None, None, None)


def test_a_ratio_without_a_denominator_or_a_target_is_neither_met_nor_missed():
    assert (Ratio(part=0, whole=0, target=Decimal(85)).percent, Ratio(part=0, whole=0, target=Decimal(85)).met) == (
        None,
        None,
    )
    assert Ratio(part=0, whole=4, target=None).met is None
    assert Ratio(part=17, whole=20, target=Decimal(85)).met is True
    assert Ratio(part=0, whole=4, target=Decimal(1)).percent == 0


def test_a_target_comes_from_the_nearest_unit_above_and_0_0_ends_the_search(session):
    with session.begin():
        organisation = snapshot(session)
    known = {"H36": {SERVICES: Decimal(85)}, "H36.50.03": {SERVICES: None, DOSSIERS: None}}
    assert target_of(organisation, known, "H36.50.01", SERVICES) == (85, "H36")
    assert target_of(organisation, known, "H36.50.03", SERVICES) == (None, None)
    assert target_of(organisation, known, "H36.50.01", DOSSIERS) == (None, None)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("Sở Không có thật,85,70", ("agency", 2)),
        (f"{WARD},eighty,70", ("target_services_with_online_pct", 2)),
        (f"{WARD},85,170", ("target_dossiers_online_pct", 2)),
        (f"{WARD},85,", ("target_dossiers_online_pct", 2)),
    ],
)
def test_a_table_of_targets_is_taken_over_as_a_whole_or_told_by_row_and_column(session, clock, who, row, told):
    with pytest.raises(InvalidError, match=r"target\.row") as caught:
        targets.take(session, f"{HEADER}{row}\nH36.51,50,50\n".encode(), 2026, who("yen.admin"))
    assert (caught.value.params["column"], caught.value.params["row"]) == told
    assert indicators(session, clock, who("xuan.office"), "H36.51", 2026).rows[0].services.target is None
    for content in (b"\xff\xfe", b"agency,percent\nH36,5\n"):
        with pytest.raises(InvalidError, match=r"target\.row"):
            targets.take(session, content, 2026, who("yen.admin"))
    with pytest.raises(ForbiddenError):
        targets.take(session, f"{HEADER}{WARD},85,70\n".encode(), 2026, who("hai.chair"))


def test_the_shipped_targets_meet_the_agencies_of_their_year(session, clock, who):
    unknown = load_targets(session, system("test"))
    assert (2024, 2, "Sở Thông tin và Truyền thông") in unknown
    shown = {row.agency: row for row in indicators(session, clock, system("test"), "000.00.00.H16", 2024).rows}
    assert shown["000.00.02.H16"].services.target == 85  # Sở Tư pháp
    assert shown["000.00.02.H16"].dossiers.target == 70
    assert shown["000.00.22.H16"].services.target == 70  # UBND huyện Đắk Mil
    assert indicators(session, clock, who("hai.chair"), WARD, 2026).rows[0].services.target_of == "H36"


# -- files -------------------------------------------------------------------------------------------------------


def test_files_hold_vietnamese_letters_numbers_as_numbers_and_no_formulas():
    at = datetime.fromisoformat("2026-03-02T01:10:00+00:00")
    rows = [["Hồ sơ", "Số"], ["=1+1", 3], ["Nguyễn Thị Thu Hà", Decimal("83.33")], [at, None]]
    told = list(csv.reader(io.StringIO(csv_of(rows).decode("utf-8-sig"))))
    assert told == [["Hồ sơ", "Số"], ["'=1+1", "3"], ["Nguyễn Thị Thu Hà", "83.33"], ["2026-03-02 08:10", ""]]
    assert csv_of(rows).startswith(b"\xef\xbb\xbf")
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_of("Báo cáo [1]: tháng", rows))).active
    assert sheet.title == "Báo cáo 1 tháng"
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Hồ sơ", "Số"],
        ["=1+1", 3],
        ["Nguyễn Thị Thu Hà", 83.33],
        [datetime.fromisoformat("2026-03-02T08:10:00"), None],
    ]
    assert sheet["A2"].data_type == "s"
