"""Reports: the invariants hold, an independent query over the log gives the same, and counts can be counted anew."""

from datetime import date, datetime

import pytest
from sqlalchemy import text

from runtime.clock import VirtualClock
from runtime.reports import dashboard, fold, recount, settlement
from runtime.services.errors import InvalidError, NotFoundError
from tests.runtime.test_scenarios import PACKAGES
from tests.runtime.walk import Walk

pytestmark = pytest.mark.usefixtures("healthy")

BY_LOG = text(
    """
    WITH life AS (
      SELECT r.dossier_id, r.at AS received, c.at AS closed, b.body -> 'class' ->> 'committed' AS class, d.channel
        FROM log r
        JOIN dossier d ON d.id = r.dossier_id
        LEFT JOIN log c ON c.dossier_id = r.dossier_id AND c.branch = '' AND c.kind IN ('settled', 'withdrawn', 'stopped')
        LEFT JOIN log_body b ON b.dossier_id = c.dossier_id AND b.n = c.n
       WHERE r.kind = 'received' AND r.branch = ''),
    span AS (SELECT CAST(:first AS date)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS first,
                    (CAST(:last AS date) + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS last)
    SELECT count(*) FILTER (WHERE received >= span.first AND received < span.last AND channel = 'online') AS online,
           count(*) FILTER (WHERE received >= span.first AND received < span.last AND channel <> 'online') AS direct,
           count(*) FILTER (WHERE received < span.first AND (closed IS NULL OR closed >= span.first)) AS carried,
           count(*) FILTER (WHERE closed >= span.first AND closed < span.last AND class = 'early') AS early,
           count(*) FILTER (WHERE closed >= span.first AND closed < span.last AND class = 'on_time') AS on_time,
           count(*) FILTER (WHERE closed >= span.first AND closed < span.last AND class = 'late') AS late,
           count(*) FILTER (WHERE received < span.last AND (closed IS NULL OR closed >= span.last)) AS open
      FROM life, span
    """
)


@pytest.fixture
def year(session):
    """Every scenario of three procedures, refusals, withdrawals and stops among them; gives a clock after them all."""
    for name in ("2.000815", "1.012766.H36", "3.000722"):
        package = PACKAGES[name]
        for scenario in package.scenarios.values():
            start = VirtualClock(datetime.fromisoformat("2025-07-01T07:00:00+07:00"))
            Walk(session, start, package, scenario).run()
    return VirtualClock(datetime.fromisoformat("2026-12-01T08:00:00+07:00"))


PERIODS = [
    (date(2026, 1, 1), date(2026, 12, 31)),
    (date(2026, 3, 1), date(2026, 3, 31)),
    (date(2026, 3, 2), date(2026, 3, 2)),
    (date(2026, 3, 3), date(2026, 3, 5)),
    (date(2026, 11, 1), date(2026, 11, 30)),
]


def test_the_settlement_report_agrees_with_itself_the_log_and_the_dossiers(session, year):
    for folded in (False, True):
        if folded:
            fold(session)
        for first, last in PERIODS:
            report = settlement(session, year, first, last)
            with session.begin():
                row = session.execute(BY_LOG, {"first": first, "last": last}).one()
            total = report.total
            assert report.consistent, (first, last, total)
            assert (total.received.online, total.received.direct, total.received.carried) == (
                row.online,
                row.direct,
                row.carried,
            )
            assert (total.settled.early, total.settled.on_time, total.settled.late) == (
                row.early,
                row.on_time,
                row.late,
            )
            assert total.in_progress.total == row.open
            assert total.received.total == sum(one.received.total for one in report.fields.values())
            assert total.settled.total == sum(one.settled.total for one in report.fields.values())
    assert recount(session) == {}
    whole = settlement(session, year, *PERIODS[0]).total
    assert whole.received.total > 20
    assert whole.settled.late > 0
    assert whole.settled.early > 0


def test_an_agencys_report_holds_the_invariants_and_counts_its_sub_dossiers(session, year):
    first, last = PERIODS[0]
    for agency in ("H36", "H36.50", "G01.H36.50", "G24.H36.01", "H36.07.01.01"):
        report = settlement(session, year, first, last, agency)
        assert report.consistent, agency
    police = settlement(session, year, first, last, "G01.H36.50")
    assert police.total.received.total > 0
    assert settlement(session, year, first, last).receptions > 0


def test_days_in_the_wrong_order_and_unknown_agencies_are_refused(session, clock):
    with pytest.raises(InvalidError):
        settlement(session, clock, date(2026, 2, 1), date(2026, 1, 1))
    with pytest.raises(NotFoundError):
        settlement(session, clock, date(2026, 1, 1), date(2026, 1, 2), "H99")


def test_the_dashboard_counts_what_its_reader_may_see(session, clock, submit, who):
    from datetime import timedelta

    from tests.runtime.copies import do

    for _ in range(3):
        do(session, clock, who, submit().dossier_id, "Task_Receive")
    submit()
    mine = dashboard(session, clock, who("hai.chair"))
    assert mine.by_status == {1: 1, 2: 3}
    assert mine.by_due == {"within": 3}
    assert mine.tasks["H36.50", "case"] == (3, 0)
    clock.pass_time(timedelta(days=2))
    late = dashboard(session, clock, who("hai.chair"))
    assert late.by_due == {"overdue": 3}
    assert late.tasks["H36.50", "case"] == (3, 3)
    assert dashboard(session, clock, who("vinh.other")).by_status == {}
    assert dashboard(session, clock, who("xuan.office")).by_status == {1: 1, 2: 3}
