"""Closed dossiers run through another version."""

import json

import pytest

from process_models.package import read_package
from runtime.services.errors import InvalidError
from runtime.services.regression import Wanted, lines, replay
from tests.drill.package import CODE
from tests.runtime.migration.conftest import BOSS
from tests.runtime.migration.versions import first, second, versioned, without_return


def closed(land, count=1):
    for _ in range(count):
        dossier = land.apply("Task_Return")
        land.complete(dossier, "Task_Return")


def test_the_version_they_ran_gives_what_they_came_to(land):
    closed(land, 3)
    report = replay(land.session, read_package(first()), Wanted(procedure=CODE), BOSS)
    assert report.totals() == {"dossiers": 3, "same": 3}, list(lines(report))


def test_a_new_step_has_no_answer_and_the_old_one_nothing_to_answer(land):
    closed(land)
    [one] = replay(land.session, read_package(second()), Wanted(procedure=CODE), BOSS).dossiers
    assert one.verdict == "stuck"
    kinds = {(unfit.kind, unfit.element) for unfit in one.unfit}
    assert kinds == {("unanswered", "Task_Check"), ("unused", "Task_Return")}


def test_with_leave_new_steps_are_answered_with_nothing_and_the_path_tells_it(land):
    closed(land)
    [one] = replay(land.session, read_package(second()), Wanted(procedure=CODE, assume=True), BOSS).dossiers
    assert one.verdict == "changed"
    [path] = [change for change in one.changes if change.what == "path"]
    assert "Task_Check" in path.new
    assert "Task_Check" not in path.old
    assert "Task_Process" in path.old, "a renamed step is the same step"
    assert {unfit.kind for unfit in one.unfit} == {"assumed"}


def test_settlement_times_fees_and_forms_that_differ_are_told(land):
    closed(land)
    files = versioned(first(), "1.1.0")
    procedure = json.loads(files["procedure.json"])
    procedure["settlement"] = {
        "statutory": {"value": 3, "unit": "working_day"},
        "committed": {"value": 1, "unit": "hour"},
    }
    fee = {
        "key": "copy",
        "kind": "fee",
        "names": {"vi": "Phí", "en": "Fee"},
        "amount": {"fixed": 5000},
        "due": "return",
        "payable": ["cash"],
    }
    procedure["fees"] = [fee]
    files["procedure.json"] = json.dumps(procedure).encode()
    schema = json.loads(files["forms/handle.schema.json"])
    schema["properties"]["remark"]["maxLength"] = 3
    files["forms/handle.schema.json"] = json.dumps(schema).encode()
    report = replay(land.session, read_package(files), Wanted(procedure=CODE), BOSS)
    [one] = report.dossiers
    what = {(change.what, change.name) for change in one.changes}
    assert {("deadline", "committed"), ("fee", "")} <= what
    assert [(unfit.kind, unfit.element) for unfit in one.unfit] == [("answer", "Task_Handle")]
    assert "unfit.answer" in report.totals()
    assert json.dumps(report.to_json())


def test_a_dossier_that_moved_between_versions_is_read_through_both(land):
    dossier = land.apply("Task_Sign")
    land.moved()
    land.complete(dossier, "Task_Sign")
    land.clock.move_to(land.clock.now() + land.rest)
    land.fire()
    land.stage.answer_services(land.session)
    land.stage.answer_services(land.session)
    land.complete(dossier, "Task_Check")
    land.complete(dossier, "Task_Return")
    plan = land.plan("first", "second")
    report = replay(land.session, read_package(second()), Wanted(procedure=CODE, plan=plan), BOSS)
    assert [one.verdict for one in report.dossiers] == ["same"], list(lines(report))
    report = replay(land.session, read_package(second()), Wanted(procedure=CODE), BOSS)
    assert [one.verdict for one in report.dossiers] == ["same"], "a drafted plan finds the same places"


def test_limits_periods_and_mistakes(land):
    closed(land, 3)
    report = replay(land.session, read_package(first()), Wanted(procedure=CODE, limit=2, sample=True), BOSS)
    assert (len(report.dossiers), report.left_out) == (2, 1)
    day = land.clock.now().date()
    none = Wanted(procedure=CODE, first=day.replace(year=day.year + 1))
    assert replay(land.session, read_package(without_return()), none, BOSS).dossiers == ()
    with pytest.raises(InvalidError, match="procedure"):
        replay(land.session, read_package(first()), Wanted(procedure="1.000001"), BOSS)
