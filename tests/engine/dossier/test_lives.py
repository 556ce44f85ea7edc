"""Status and clock of a life, each change as a value."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from engine.clock import Calendar, PauseKey, Timeliness, calendar_from_json, parse_term
from engine.dossier import lives
from engine.dossier.case import ClockPolicy, Life, Status

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


HOURS = [
    {"days": [1, 2, 3, 4, 5], "start": "07:00", "end": "11:30"},
    {"days": [1, 2, 3, 4, 5], "start": "13:30", "end": "17:00"},
]
OFFICE = {"key": "office", "covers": {"from": "2026-01-01", "to": "2026-12-31"}, "weekly": [{"hours": HOURS}]}


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return calendar_from_json(OFFICE)


POLICY = ClockPolicy(committed=parse_term("3d"), statutory=parse_term("5d"))


def watch(calendar: Calendar | None, text: str, policy: ClockPolicy = POLICY) -> lives.Watch:
    return lives.Watch(at(text), calendar, policy)


def received(calendar: Calendar, text: str = "2026-03-02T08:00") -> Life:
    life, _ = lives.begin("", "H36.50", watch(calendar, "2026-03-02T07:30"))
    life, _ = lives.receive(life, watch(calendar, text))
    return life


def test_reception_starts_the_committed_and_the_statutory_clock(calendar):
    life, entries = lives.receive(
        lives.begin("", None, watch(calendar, "2026-03-02T07:00"))[0], watch(calendar, "2026-03-02T08:00")
    )
    assert life.status is Status.RECEIVED
    assert life.deadlines["committed"].due == at("2026-03-05T08:00")
    assert life.deadlines["statutory"].due == at("2026-03-09T08:00")
    assert [entry.kind for entry in entries] == ["received"]


def test_a_second_reception_changes_nothing(calendar):
    life = received(calendar)
    assert lives.receive(life, watch(calendar, "2026-03-03T08:00")) == (life, ())


def test_a_supplement_before_reception_holds_no_clock(calendar):
    life, _ = lives.begin("", None, watch(calendar, "2026-03-02T07:00"))
    items = ({"field": "name", "problem": "unreadable", "action": "send again"},)
    life, entries = lives.suspend(life, watch(calendar, "2026-03-02T08:00"), "papers", items, {"actor": "an"})
    assert life.status is Status.SUPPLEMENT_REQUESTED
    assert life.pauses == ()
    assert [entry.kind for entry in entries] == ["supplement_requested"]
    life, _ = lives.unsuspend(life, watch(calendar, "2026-03-03T08:00"), {})
    assert life.status is Status.SUBMITTED


def test_a_supplement_after_reception_moves_the_due_instant_by_the_working_time_waited(calendar):
    life = received(calendar)
    life, _ = lives.suspend(life, watch(calendar, "2026-03-02T10:00"), "papers", ({"field": "a"},), {})
    life, entries = lives.unsuspend(life, watch(calendar, "2026-03-03T10:00"), {})
    assert life.deadlines["committed"].due == at("2026-03-06T08:00")
    assert [entry.kind for entry in entries] == ["supplement_answered", "clock_resumed"]
    assert life.status is Status.IN_PROGRESS


def test_two_holds_at_once_count_once(calendar):
    life = received(calendar)
    tax, opinion = PauseKey(1, "financial", 5), PauseKey(1, "opinion", 6)
    life, _ = lives.hold(life, watch(calendar, "2026-03-02T09:00"), tax)
    assert life.status is Status.FINANCIAL_OBLIGATION
    life, _ = lives.hold(life, watch(calendar, "2026-03-02T10:00"), opinion)
    life, _ = lives.release(life, watch(calendar, "2026-03-03T09:00"), tax)
    assert life.status is Status.IN_PROGRESS
    life, _ = lives.release(life, watch(calendar, "2026-03-03T10:00"), opinion)
    # 9:00 to 10:00 of the next day is one working day and one hour
    assert life.deadlines["committed"].due == at("2026-03-06T09:00")


def test_resuming_what_is_not_paused_is_a_no_op_that_the_log_tells(calendar):
    life = received(calendar)
    same, entries = lives.release_reason(life, watch(calendar, "2026-03-02T09:00"), "financial")
    assert same == life
    assert [entry.kind for entry in entries] == ["clock_ignored"]


def test_a_reason_that_the_procedure_does_not_count_leaves_the_clock_running(calendar):
    policy = replace(POLICY, reasons={"opinion": "none"})
    life = received(calendar)
    key = PauseKey(1, "opinion", 7)
    life, _ = lives.hold(life, watch(calendar, "2026-03-02T09:00", policy), key)
    life, _ = lives.release(life, watch(calendar, "2026-03-04T09:00", policy), key)
    assert life.deadlines["committed"].due == at("2026-03-05T08:00")


def test_a_restart_reason_begins_the_whole_term_again(calendar):
    policy = replace(POLICY, reasons={"supplement": "restart"})
    life = received(calendar)
    key = PauseKey(0, "supplement", 1)
    life, _ = lives.hold(life, watch(calendar, "2026-03-02T09:00", policy), key)
    life, _ = lives.release(life, watch(calendar, "2026-03-04T09:00", policy), key)
    assert life.deadlines["committed"].due == at("2026-03-09T09:00")


@pytest.mark.parametrize(
    ("settled", "expected"),
    [
        ("2026-03-04T16:59", Timeliness.EARLY),
        ("2026-03-05T07:30", Timeliness.ON_TIME),
        ("2026-03-05T08:00", Timeliness.ON_TIME),
        ("2026-03-05T08:01", Timeliness.LATE),
    ],
)
def test_settlement_is_classified_against_the_committed_due(calendar, settled, expected):
    life, entries = lives.close(received(calendar), watch(calendar, settled), Status.SETTLED, "granted", {})
    assert life.classes["committed"] is expected
    assert life.settled_at == at(settled)
    assert entries[0].kind == "settled"


def test_a_dossier_refused_at_intake_has_no_class(calendar):
    life, _ = lives.begin("", None, watch(calendar, "2026-03-02T07:00"))
    life, _ = lives.close(life, watch(calendar, "2026-03-02T09:00"), Status.REFUSED_AT_INTAKE, None, {})
    assert (life.settled_at, dict(life.classes)) == (None, {})


def test_without_a_deadline_a_settled_dossier_is_on_time(calendar):
    nothing = ClockPolicy()
    life, _ = lives.begin("", None, watch(calendar, "2026-03-02T07:00", nothing))
    life, _ = lives.receive(life, watch(calendar, "2026-03-02T08:00", nothing))
    life, _ = lives.close(life, watch(calendar, "2026-11-02T08:00", nothing), Status.SETTLED, None, {})
    assert life.classes["committed"] is Timeliness.ON_TIME


def test_the_result_is_handed_back_only_after_settlement(calendar):
    life = received(calendar)
    assert lives.hand_back(life, watch(calendar, "2026-03-03T08:00")) == (life, ())
    life, _ = lives.close(life, watch(calendar, "2026-03-03T08:00"), Status.SETTLED, "granted", {})
    life, _ = lives.hand_back(life, watch(calendar, "2026-04-20T08:00"))
    assert life.status is Status.RETURNED
    assert life.classes["committed"] is Timeliness.EARLY


def test_a_new_day_off_moves_the_due_instant_and_says_so(calendar):
    life = received(calendar)
    assert lives.recalculate(life, watch(calendar, "2026-03-02T09:00"), "nothing new") == (life, ())
    storm = {"date": "2026-03-04", "kind": "off", "name": {"vi": "Bão", "en": "Storm"}}
    changed = calendar_from_json({**OFFICE, "exceptions": [storm]})
    life, entries = lives.recalculate(life, watch(changed, "2026-03-02T09:00"), "storm")
    assert life.deadlines["committed"].due == at("2026-03-06T08:00")
    assert entries[0].kind == "deadline_recomputed"


def test_an_extension_moves_every_deadline(calendar):
    life, entries = lives.prolong(
        received(calendar), watch(calendar, "2026-03-03T09:00"), parse_term("2d"), "survey", "hai.chair"
    )
    assert life.deadlines["committed"].due == at("2026-03-09T08:00")
    assert entries[0].data["approver"] == "hai.chair"


def test_processing_starts_once_and_only_after_reception(calendar):
    life, _ = lives.begin("", None, watch(calendar, "2026-03-02T07:00"))
    assert lives.start_processing(life) == (life, ())
    life, _ = lives.start_processing(received(calendar))
    assert life.status is Status.IN_PROGRESS
    assert lives.start_processing(life) == (life, ())


KEY = PauseKey(1, "papers", 7)


def settled(calendar: Calendar) -> Life:
    return lives.close(received(calendar), watch(calendar, "2026-03-03T08:00"), Status.SETTLED, "granted", {})[0]


@pytest.mark.parametrize(
    "change",
    [
        lives.receive,
        lambda life, now: lives.close(life, now, Status.WITHDRAWN, "other", {}),
        lambda life, now: lives.annul(life, "by mistake", {}),
        lambda life, now: lives.recalculate(life, now, "storm"),
        lambda life, now: lives.reset_terms(life, now, "version 2"),
    ],
)
def test_a_closed_life_is_not_changed_any_more(calendar, change):
    life = settled(calendar)
    assert change(life, watch(calendar, "2026-03-04T08:00", ClockPolicy(committed=parse_term("9d")))) == (life, ())


def test_an_answer_that_comes_after_the_settlement_leaves_the_life_settled(calendar):
    life, entries = lives.unsuspend(settled(calendar), watch(calendar, "2026-03-04T08:00"), {})
    assert (life.status, [entry.kind for entry in entries]) == (Status.SETTLED, ["supplement_answered"])


def test_a_pause_that_is_open_already_or_comes_too_late_is_ignored_and_told(calendar):
    now = watch(calendar, "2026-03-03T09:00")
    held, _ = lives.hold(received(calendar), now, KEY)
    for life in (held, settled(calendar)):
        same, entries = lives.hold(life, now, KEY)
        assert same == life
        assert [(entry.kind, entry.data) for entry in entries] == [
            ("clock_ignored", {"op": "pause", "reason": "papers"})
        ]


def test_resuming_what_is_not_paused_is_ignored_and_told(calendar):
    life = received(calendar)
    same, entries = lives.release(life, watch(calendar, "2026-03-03T09:00"), KEY)
    assert same == life
    assert [(entry.kind, entry.data) for entry in entries] == [("clock_ignored", {"op": "resume", "reason": "papers"})]


def test_an_extension_without_a_calendar_is_told_and_moves_nothing(calendar):
    life = received(calendar)
    same, entries = lives.prolong(life, watch(None, "2026-03-03T09:00"), parse_term("2d"), "survey", "hai.chair")
    assert same == life
    assert entries[0].data["due"]["committed"] == life.deadlines["committed"].due.isoformat()


def test_a_version_with_a_term_gives_a_life_without_one_a_deadline_from_its_reception(calendar):
    life, _ = lives.begin("", None, watch(calendar, "2026-03-02T07:00"))
    life, _ = lives.receive(life, watch(calendar, "2026-03-02T08:00", ClockPolicy()))
    assert not life.deadlines
    life, entries = lives.reset_terms(life, watch(calendar, "2026-03-04T15:00"), "version 2")
    assert life.deadlines["committed"].due == at("2026-03-05T08:00")
    assert entries[0].data["before"] == {}
