"""Dossiers that stand at every place of one version go on in another, and back."""

import json

import pytest
from sqlalchemy import select, text

from runtime.connectors import read_registry
from runtime.models import EventRow, MigrationItem, TaskHistory, TaskRow, TimerRow
from runtime.services import packages, tasks
from runtime.services.attachments import FileStore
from runtime.services.errors import ConflictError, InvalidError, RefusedError
from runtime.services.migration import orders, working
from runtime.services.migration.former import open_rows_of
from runtime.services.tasks import Completion
from runtime.worker import Worker
from tests.runtime.migration.conftest import BOSS, PLACES
from tests.runtime.migration.versions import four_eyes, second, versioned


def test_dossiers_at_every_place_move_and_go_on(land):
    dossiers = {place: land.apply(place) for place in reversed(PLACES)}
    view = land.moved()
    assert (view.state, view.counts) == ("done", {"moved": 5})
    assert {land.version(one) for one in dossiers.values()} == {"second"}
    assert land.nodes(dossiers["Task_Handle"]) == ["Task_Process"]
    land.complete(dossiers["Task_Receive"], "Task_Receive")
    assert land.nodes(dossiers["Task_Receive"]) == ["Task_Process"]
    land.clock.move_to(land.clock.now() + land.rest)
    land.fire()
    land.stage.answer_services(land.session)
    land.stage.answer_services(land.session)
    assert land.nodes(dossiers["Event_Rest"]) == ["Task_Check"], "the new version's step comes after the rest"


def test_the_officer_of_a_task_keeps_it_and_its_time_follows_the_new_version(land):
    dossier = land.apply("Task_Handle")
    officer = land.stage.officers["chi.case"]
    [task] = land.stage.tasks(land.session, dossier)
    tasks.claim(land.session, land.clock, task.id, officer)
    with land.session.begin():
        before = open_rows_of(land.session, dossier)["task"][0]
    land.moved()
    with land.session.begin():
        after = open_rows_of(land.session, dossier)["task"][0]
    assert after["id"] == before["id"]
    assert after["assignee"] == str(officer.account)
    assert (after["node"], after["form"], after["version"]) == ("Task_Process", "process", before["version"] + 1)
    assert after["due_at"] < before["due_at"], "an hour instead of two, from when it was opened"


def test_a_form_that_changed_under_an_open_page_is_a_conflict_and_no_loss(land):
    dossier = land.apply("Task_Handle")
    [task] = land.stage.tasks(land.session, dossier)
    land.moved()
    done = Completion(answers={"remark": "x"}, outcome=None, version=1)
    with pytest.raises(ConflictError):
        tasks.complete_task(land.session, land.clock, task.id, done, land.stage.officers["chi.case"])


def test_timers_keep_their_instant_or_are_reckoned_anew(land):
    kept, again = land.apply("Event_Rest"), land.apply("Event_Rest")

    def due(dossier):
        with land.session.begin():
            return land.session.scalar(select(TimerRow.due_at).where(TimerRow.dossier_id == dossier))

    before = due(kept)
    land.moved()
    assert due(kept) == before == due(again)
    files = versioned(second(rest="PT5H"), "2.1.0")
    land.hashes["quick"] = packages.deploy(land.session, land.clock, files, BOSS).hash
    view = land.moved(land.plan("second", "quick", timers="recompute"))
    assert view.counts == {"moved": 2}
    assert (before - due(kept)).total_seconds() == 15 * 3600


def test_what_stands_where_nothing_follows_is_skipped_with_the_reason_and_goes_on_as_it_was(land):
    there, elsewhere = land.apply("Task_Return"), land.apply("Task_Sign")
    order = land.order(land.plan("first", "third"))
    view = orders.found(land.session, order, BOSS)
    assert view.counts == {"refused": 1, "fits": 1}
    assert view.reasons == {"migration.no-place Task_Return": 1}
    [refused], _more = orders.items(land.session, order, BOSS, state="refused")
    assert "Task_Return" in refused.text("vi")
    assert "Task_Return" in refused.text("en")
    orders.start(land.session, land.clock, order, BOSS)
    working.work_until_done(land.session, land.clock, order)
    assert orders.found(land.session, order, BOSS).counts == {"refused": 1, "moved": 1}
    assert (land.version(there), land.version(elsewhere)) == ("first", "third")
    land.complete(there, "Task_Return")


def test_a_rule_gives_a_place_to_what_a_plan_by_ids_does_not_name(land):
    dossier = land.apply("Task_Return")
    rules = [{"kind": "userTask", "role": "return", "to": "Task_HandOver"}]
    assert land.moved(land.plan("first", "third", rules=rules)).counts == {"moved": 1}
    assert land.nodes(dossier) == ["Task_HandOver"]
    with land.session.begin():
        over = land.session.scalars(select(TaskHistory).where(TaskHistory.why == "migrated")).one()
        assert (over.node, over.dossier_id) == ("Task_Return", dossier), "the role differs: a task for somebody else"


def test_choices_by_the_dossiers_data_and_new_data_by_feel(land):
    dossier = land.apply("Task_Handle")
    process = {
        "elements": {"Task_Handle": [{"when": 'subject = "nothing"', "to": "Task_Sign"}, {"to": "Task_Process"}],
                     "Event_Nag": "Event_Nag"},
        "data": {"topic": "upper case(subject)", "note": "null"},
        "drop": ["subject"],
    }  # fmt: skip
    assert land.moved(land.plan(processes={"Process_Drill": process})).counts == {"moved": 1}
    with land.session.begin():
        data = land.session.scalar(text("SELECT data FROM part WHERE dossier_id = :d"), {"d": dossier})
    assert (data["topic"], data["note"]) == ("DRILL", None)
    assert "subject" not in data


def test_an_empty_value_that_the_plan_did_not_mean_refuses(land):
    land.apply("Task_Receive")
    plan = land.plan(
        processes={"Process_Drill": {"elements": {"Task_Handle": "Task_Process"}, "data": {"x": "nowhere"}}}
    )
    view = orders.found(land.session, land.order(plan), BOSS)
    assert view.reasons == {"migration.data-null x": 1}


def test_a_plan_that_does_not_fit_the_versions_is_no_order(land):
    with pytest.raises(InvalidError, match=r"plan\.invalid"):
        land.order(land.plan(processes={"Process_Drill": {"elements": {"Task_Handle": "Task_Nowhere"}}}))
    with pytest.raises(InvalidError, match=r"plan\.unreadable"):
        land.order({"from": "x"})
    orders.create(land.session, land.clock, land.plan(), "lần một", BOSS)
    with pytest.raises(RefusedError, match=r"migration\.busy"):
        orders.create(land.session, land.clock, land.plan(), "lần hai", BOSS)


def _rows(land, dossier):
    with land.session.begin():
        rows = open_rows_of(land.session, dossier)
        part = land.session.execute(text("SELECT to_jsonb(p) FROM part p WHERE dossier_id = :d"), {"d": dossier})
        own = land.session.execute(
            text("SELECT life, rest, status, package_hash FROM dossier WHERE id = :d"), {"d": dossier}
        )
        for task in rows["task"]:
            del task["version"]  # grows, so that an open page of the other form cannot be sent
        return json.loads(json.dumps([rows, part.scalars().all(), [list(row) for row in own]], default=str))


@pytest.mark.parametrize("place", PLACES)
def test_a_move_is_taken_back_exactly(land, place):
    dossier = land.apply(place)
    before = _rows(land, dossier)
    view = land.moved()
    if place != "Task_Receive":
        assert _rows(land, dossier) != before
    orders.undo(land.session, land.clock, view.id, BOSS)
    working.work_until_done(land.session, land.clock, view.id)
    assert orders.found(land.session, view.id, BOSS).counts == {"undone": 1}
    assert _rows(land, dossier) == before
    if place != "Event_Rest":
        land.complete(dossier, place)


def test_a_dossier_that_has_gone_on_keeps_its_new_version_and_says_why(land):
    stays, goes = land.apply("Task_Sign"), land.apply("Task_Handle")
    view = land.moved()
    land.complete(goes, "Task_Process")
    assert orders.undo(land.session, land.clock, view.id, BOSS) == 2
    working.work_until_done(land.session, land.clock, view.id)
    assert orders.found(land.session, view.id, BOSS).counts == {"undone": 1, "kept": 1}
    assert (land.version(stays), land.version(goes)) == ("first", "second")
    assert working.forget_former(land.session) == 1
    [kept], _more = orders.items(land.session, view.id, BOSS, state="kept")
    assert "gone on" in kept.text("en")


def test_a_version_is_left_and_reached_again_and_every_turn_replays(land):
    dossier = land.apply("Task_Handle")
    first = land.moved()
    orders.undo(land.session, land.clock, first.id, BOSS)
    working.work_until_done(land.session, land.clock, first.id)
    land.moved()
    land.complete(dossier, "Task_Process")
    with land.session.begin():
        kinds = list(
            land.session.scalars(
                select(EventRow.command["$is"].astext).where(EventRow.dossier_id == dossier).order_by(EventRow.seq)
            )
        )
    assert kinds[-4:] == ["Migrate", "UndoMigration", "Migrate", "PartEvent"]


def test_cancelled_orders_leave_the_rest_and_go_on_later(land):
    dossiers = [land.apply("Task_Receive") for _ in range(4)]
    order = land.order()
    orders.start(land.session, land.clock, order, BOSS)
    assert working.work(land.session, land.clock, limit=2) == 2
    orders.cancel(land.session, land.clock, order, BOSS)
    assert working.work(land.session, land.clock) == 0
    assert sorted(land.version(one) for one in dossiers) == ["first", "first", "second", "second"]
    orders.start(land.session, land.clock, order, BOSS)
    working.work_until_done(land.session, land.clock, order)
    assert {land.version(one) for one in dossiers} == {"second"}
    assert orders.found(land.session, order, BOSS).counts == {"moved": 4}


def test_the_order_takes_up_dossiers_submitted_since_and_leaves_those_that_ended(land):
    early = land.apply("Task_Return")
    order = land.order()
    land.complete(early, "Task_Return")
    late = land.apply("Task_Receive")
    orders.start(land.session, land.clock, order, BOSS)
    working.work_until_done(land.session, land.clock, order)
    assert orders.found(land.session, order, BOSS).counts == {"gone": 1, "moved": 1}
    assert land.version(late) == "second"


def test_a_dossier_somebody_holds_is_met_again_on_the_next_round(land):
    dossier = land.apply("Task_Receive")
    order = land.order()
    orders.start(land.session, land.clock, order, BOSS)
    with land.sessions() as other, other.begin():
        other.execute(text("SELECT 1 FROM dossier WHERE id = :d FOR UPDATE"), {"d": dossier})
        assert working.work(land.session, land.clock) == 0
    assert working.work(land.session, land.clock) == 1
    with land.session.begin():
        assert land.session.scalar(select(MigrationItem.state)) == "moved"
        assert land.session.scalar(select(TaskRow.node)) == "Task_Receive"


def test_four_eyes_see_through_a_renamed_step(land):
    dossier = land.apply("Task_Sign")
    land.hashes["strict"] = packages.deploy(
        land.session, land.clock, four_eyes(second(), "Task_Process", "2.5.0"), BOSS
    ).hash
    assert land.moved(land.plan("first", "strict")).counts == {"moved": 1}
    [task] = land.stage.tasks(land.session, dossier)
    assert (task.node, task.role) == ("Task_Sign", "case")
    done = Completion(answers={}, outcome="sign")
    with pytest.raises(InvalidError, match="four-eyes"):
        tasks.complete_task(land.session, land.clock, task.id, done, land.stage.officers["chi.case"])


def test_the_worker_finds_orders_by_itself(land, tmp_path):
    dossier = land.apply("Task_Receive")
    order = orders.create(land.session, land.clock, land.plan(), "phiên bản mới", BOSS)
    worker = Worker(land.sessions, land.clock, read_registry(None), FileStore(tmp_path))
    worker.migrate_dossiers()
    orders.start(land.session, land.clock, order, BOSS)
    worker.migrate_dossiers()
    assert land.version(dossier) == "second"
