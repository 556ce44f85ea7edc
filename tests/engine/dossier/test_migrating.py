"""A dossier with several parts goes to another version: all of it or nothing, and back."""

from dataclasses import replace

import pytest

from engine.clock import parse_term
from engine.dossier import ClockPolicy, Migrate, PartMove, Submit, UndoMigration, act
from engine.kernel.events import MigrationPlan
from tests.engine.dossier.test_act import WORLD, Story, at, flows, library

NOTHING = MigrationPlan()


def model(task: str = "a", process: str = "P", branch: str = "", called: str = "Q", extra: str = ""):
    """A lead that receives and then works, beside a called process of the same file."""
    calls = f'<callActivity id="c" motcua:calls="{called}"/>' if called else ""
    way = ("s", "r", "c", task, "e") if called else ("s", "r", task, "e")
    inner = (
        f'<process id="{called}" isExecutable="true"{branch}><startEvent id="qs"/><userTask id="q"/><endEvent id="qe"/>'
        + flows("qs", "q", "qe")
        + "</process>"
        if called
        else ""
    )
    return library(
        f'<process id="{process}" isExecutable="true"><startEvent id="s"/><userTask id="r" motcua:clock="start"/>{calls}'
        f'<userTask id="{task}"/><endEvent id="e"/>{flows(*way)}{extra}</process>{inner}'
    )


def inside(old=None) -> Story:
    story = Story(old or model())
    story.do(Submit({}, "H36.50", processes=("P",)))
    return story.complete("r")


def migrated(story: Story, new, *moves: PartMove, **told):
    return act(new, story.case, Migrate("old", "new", moves, **told), story.world)


BOTH = (PartMove(1, "P", MigrationPlan({"a": "a2"})), PartMove(2, "Q", NOTHING))


def test_all_open_parts_move_and_the_log_tells_it():
    story = inside()
    turn = migrated(story, model("a2"), *BOTH, reason="mới")
    assert turn.refused is None, turn.detail
    assert [part.state.model for part in turn.case.parts.values()] == [
        process.hash for process in model("a2").processes.values()
    ]
    assert [entry.data for entry in turn.entries if entry.kind == "migrated"] == [
        {"from": "old", "to": "new", "reason": "mới"}
    ]


def test_one_part_without_a_place_keeps_the_whole_dossier():
    story = inside()
    turn = migrated(story, model("a2", called=""), *BOTH)
    assert (turn.refused, turn.detail["code"], turn.case) == ("migration", "no-place", story.case)
    turn = migrated(story, model("a2"), BOTH[0])
    assert (turn.refused, turn.detail["code"], turn.detail["part"]) == ("migration", "process", 2), "it was forgotten"
    turn = migrated(story, model("a2", called="Q2"), BOTH[0])
    assert (turn.detail["code"], turn.detail["element"], turn.detail["part"]) == ("process", "Q", 2)
    assert turn.case is story.case


def test_a_part_cannot_become_another_sub_dossier():
    story = inside()
    turn = migrated(story, model("a2", branch=' motcua:branch="side"'), *BOTH)
    assert (turn.refused, turn.detail["code"]) == ("migration", "branch")


def test_a_used_package_that_is_no_longer_used_refuses():
    story = inside()
    parts = story.case.parts.set(2, replace(story.case.parts[2], package="other"))
    story.case = replace(story.case, parts=parts)
    assert migrated(story, model("a2"), *BOTH).detail["code"] == "package"
    story.world = replace(story.world, libraries={"other": model()})
    assert migrated(story, model("a2"), BOTH[0]).refused is None


def test_a_dossier_that_is_over_does_not_move():
    story = Story(model(called=""))
    story.do(Submit({}, "H36.50", processes=("P",)))
    story.complete("r").complete("a")
    assert migrated(story, model("a2", called="")).refused == "not-open"


@pytest.mark.parametrize(("settlement", "moves"), [("keep", False), ("new", True)])
def test_settlement_times_stay_or_are_those_of_the_new_version(settlement: str, moves: bool):
    story = inside()
    before = story.case.lives[""].deadlines["committed"].due
    policy = ClockPolicy(committed=parse_term("1d"), statutory=parse_term("5d"))
    story.at("2026-03-02T10:00").world = replace(story.world, policies={"": policy})
    turn = migrated(story, model("a2"), *BOTH, settlement=settlement)
    deadlines = turn.case.lives[""].deadlines
    assert (deadlines["committed"].due != before) is moves
    assert ("statutory" in deadlines) is moves
    assert any(entry.kind == "deadline_recomputed" for entry in turn.entries) is moves
    if moves:
        assert deadlines["committed"].due == at("2026-03-03T08:00")
        again = migrated(replace_case(story, turn.case), model("a2"), *BOTH, settlement=settlement)
        assert not [entry for entry in again.entries if entry.kind == "deadline_recomputed"]


def replace_case(story: Story, case) -> Story:
    story.case = case
    return story


def test_what_is_taken_back_is_the_case_before():
    story = inside()
    turn = migrated(story, model("a2"), *BOTH)
    undone = act(
        model(), turn.case, UndoMigration("old", "new", reason="nhầm"), replace(story.world, former=story.case)
    )
    assert undone.case is story.case
    assert undone.effects == ()
    assert [(entry.kind, entry.data["from"], entry.data["to"]) for entry in undone.entries] == [
        ("migration_undone", "new", "old")
    ]
    assert act(model(), turn.case, UndoMigration("old", "new"), WORLD).refused == "not-migrated"
