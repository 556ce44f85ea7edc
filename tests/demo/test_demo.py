"""The demonstration: three independent counts of the same province agree."""

import json
import subprocess
import sys
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from motcua.cli import main
from motcua.demo.seeding import citizens, library
from motcua.demo.story import LENGTH, PERIOD_AFTER, START, _run, fill
from process_models.calendars import shipped_calendars
from runtime.database import make_engine, make_sessions
from runtime.services.attachments import FileStore
from runtime.services.doctor import doctor

FROM_THE_LOG = text(
    """
    WITH told AS (
        SELECT l.dossier_id,
               min(l.at) FILTER (WHERE l.kind = 'received') AS received,
               min(l.at) FILTER (WHERE l.kind IN ('settled', 'withdrawn', 'stopped')) AS closed,
               min(b.body -> 'class' ->> 'committed') FILTER (WHERE l.kind IN ('settled', 'withdrawn', 'stopped')) AS class
          FROM log l JOIN log_body b USING (dossier_id, n)
         WHERE l.branch = ''
         GROUP BY l.dossier_id)
    SELECT count(*) FILTER (WHERE received >= :begin AND channel = 'online') AS online,
           count(*) FILTER (WHERE received >= :begin AND channel <> 'online') AS direct,
           count(*) FILTER (WHERE received < :begin) AS carried,
           count(*) FILTER (WHERE closed < :until AND class = 'early') AS early,
           count(*) FILTER (WHERE closed < :until AND class = 'on_time') AS on_time,
           count(*) FILTER (WHERE closed < :until AND class = 'late') AS late,
           count(*) FILTER (WHERE closed IS NULL OR closed >= :until) AS open
      FROM told JOIN dossier ON dossier.id = told.dossier_id
     WHERE received IS NOT NULL AND received < :until AND (closed IS NULL OR closed >= :begin)
    """
)


@pytest.fixture(scope="module")
def ran(server, admin, tmp_path_factory):
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE t_demo TEMPLATE motcua_empty"))
    from tests.conftest import of_database  # the fixture's database helper

    engine = make_engine(of_database(server, "t_demo"))
    files = tmp_path_factory.mktemp("files")
    yield _run(make_sessions(engine), files, 45, 3, lambda _text: None), engine
    engine.dispose()
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE t_demo WITH (FORCE)"))


def test_the_report_equals_the_simulations_own_tally(ran):
    (statuses, report, tally, findings), _ = ran
    assert report == tally
    assert findings == ()
    assert sum(statuses.values()) == 45
    assert {"3", "7", "8", "10"} <= set(statuses), "refusals, withdrawals and stops are in the set"


def test_the_four_invariants_hold(ran):
    (_, report, _, _), _ = ran
    received, settled, progress = report["received"], report["settled"], report["in_progress"]
    assert received["total"] == received["online"] + received["direct"] + received["carried"]
    assert settled["total"] == settled["early"] + settled["on_time"] + settled["late"]
    assert progress["total"] == progress["within"] + progress["overdue"]
    assert received["total"] == settled["total"] + progress["total"]
    assert min(received["online"], received["direct"], received["carried"]) > 0
    assert min(settled["early"], settled["on_time"], settled["late"]) > 0


def test_plain_sql_over_the_log_gives_the_same_numbers(ran):
    (_, report, _, _), engine = ran
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    begin = datetime.combine((START + PERIOD_AFTER).date(), time(0), zone)
    until = START + LENGTH + timedelta(microseconds=1)
    with engine.connect() as connection:
        told = connection.execute(FROM_THE_LOG, {"begin": begin, "until": until}).mappings().one()
    assert {name: told[name] for name in ("online", "direct", "carried")} == {
        name: report["received"][name] for name in ("online", "direct", "carried")
    }
    assert {name: told[name] for name in ("early", "on_time", "late")} == {
        name: report["settled"][name] for name in ("early", "on_time", "late")
    }
    assert told["open"] == report["in_progress"]["total"]


def test_a_newcomers_installation_has_a_dossier_in_every_state(server, admin, tmp_path):
    from tests.conftest import of_database

    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE t_fill TEMPLATE motcua_empty"))
    engine = make_engine(of_database(server, "t_fill"))
    try:
        now = datetime.fromisoformat("2026-06-17T10:20:00+07:00")
        fill(make_sessions(engine), tmp_path, "Asia/Ho_Chi_Minh", now)
        with engine.connect() as connection:
            states = set(connection.scalars(text("SELECT status FROM dossier WHERE branch = ''")))
            dues = connection.scalars(
                text("SELECT due_at FROM deadline WHERE kind = 'committed' AND NOT closed AND paused_since IS NULL")
            ).all()
        assert states == set(range(1, 11))
        assert sum(due < now for due in dues) >= 2
        assert sum(now <= due < now + timedelta(days=1) for due in dues) >= 3
        with make_sessions(engine)() as session:
            assert doctor(session, FileStore(tmp_path)) == []
    finally:
        engine.dispose()
        with admin.connect() as connection:
            connection.execute(text("DROP DATABASE t_fill WITH (FORCE)"))


def test_demo_people_are_marked_fictitious_and_packages_are_shipped():
    assert len(citizens()) == 5
    assert {package.procedure.code for package in library()} >= {"2.000815", "3.000722"}
    people = Path(__file__).parents[2] / "runtime/seed/demo/people.json"
    assert json.loads(people.read_text("utf-8"))["fictitious"] is True
    assert shipped_calendars()["province"]


def test_the_command_prints_one_json_object_and_nothing_else():
    done = subprocess.run(
        [sys.executable, "-m", "motcua", "demo", "--dossiers", "8", "--json"],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert list(told) == ["dossiers", "elapsed_s", "by_status", "report"]
    assert told["dossiers"] == 8
    assert sum(told["by_status"].values()) == 8


def test_a_number_that_is_none_is_bad_usage():
    assert CliRunner().invoke(main, ["demo", "--dossiers", "many"]).exit_code == 2
