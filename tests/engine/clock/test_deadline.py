import json
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.clock import (
    Deadline,
    DeadlineError,
    EntryKind,
    Extension,
    OpenState,
    Outcome,
    PauseKey,
    Timeliness,
    before_due,
    calendar_from_json,
    classify,
    clear,
    consumed,
    deadline_from_json,
    deadline_to_json,
    due_of,
    entry_to_json,
    explain,
    extend,
    open_deadline,
    open_state,
    parse_term,
    pause,
    recompute,
    remaining,
    restart,
    resume,
)

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SUPPLEMENT = PauseKey(1, "supplement", "task-7")
TAX = PauseKey(2, "payment", "task-9")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def held(calendar, term: str, received: str, *pauses: tuple[str, str]) -> Deadline:
    deadline = open_deadline(calendar, parse_term(term), at(received))
    for index, (start, end) in enumerate(pauses):
        key = PauseKey(1, "supplement", index)
        deadline = pause(deadline, at(start), key).deadline
        deadline = resume(calendar, deadline, at(end), key).deadline
    return deadline


@pytest.mark.parametrize(
    ("term", "received", "pauses", "expected"),
    [
        ("3d", "2026-11-02 09:00", [], "2026-11-05 09:00"),
        ("3d", "2026-11-02 09:00", [("2026-11-03 10:00", "2026-11-04 10:00")], "2026-11-06 09:00"),
        ("3d", "2026-11-02 09:00", [("2026-11-03 11:30", "2026-11-03 13:30")], "2026-11-05 09:00"),  # only lunch
        ("3d", "2026-11-02 09:00", [("2026-11-02 06:00", "2026-11-02 08:00")], "2026-11-05 09:00"),  # before it began
        ("3d", "2026-11-02 09:00", [("2026-11-02 06:00", "2026-11-02 10:00")], "2026-11-05 10:00"),  # partly
        ("3d", "2026-11-02 09:00", [("2026-11-05 10:00", "2026-11-09 10:00")], "2026-11-05 09:00"),  # already late
        # a hold over the nine days of Tết counts only the working time in it: 13 February 10:00-17:00 and 23 February
        # 07:00 to 24 February 09:00, 5 + 10 hours
        ("3d", "2026-02-12 10:00", [("2026-02-13 10:00", "2026-02-24 09:00")], "2026-02-26 09:00"),
        # overlapping holds count once
        (
            "3d",
            "2026-11-02 09:00",
            [("2026-11-03 10:00", "2026-11-04 10:00"), ("2026-11-03 14:00", "2026-11-04 09:00")],
            "2026-11-06 09:00",
        ),
        # calendar days: Tuesday, Wednesday and Thursday are touched, 12 + 3 is Sunday the 15th
        ("10cd", "2026-11-02 09:00", [("2026-11-03 16:00", "2026-11-05 08:00")], "2026-11-16 17:00"),
        # twice on one day touches it once
        (
            "10cd",
            "2026-11-02 09:00",
            [("2026-11-03 08:00", "2026-11-03 09:00"), ("2026-11-03 10:00", "2026-11-03 11:00")],
            "2026-11-13 17:00",
        ),
        # until midnight does not touch the new day
        ("10cd", "2026-11-02 09:00", [("2026-11-03 08:00", "2026-11-04 00:00")], "2026-11-13 17:00"),
        ("10cd", "2026-11-02 09:00", [("2026-11-13 08:00", "2026-11-20 08:00")], "2026-11-12 17:00"),  # already late
        ("30cd", "2026-01-20 09:00", [("2026-02-10 09:00", "2026-02-11 09:00")], "2026-02-23 17:00"),
        ("same-day", "2026-11-02 09:00", [("2026-11-02 10:00", "2026-11-03 10:00")], "2026-11-03 17:00"),
        ("1m", "2026-01-05 09:00", [("2026-01-06 09:00", "2026-01-06 10:00")], "2026-02-06 17:00"),
    ],
)
def test_holds_move_the_due_instant_in_its_own_unit(province, term, received, pauses, expected):
    assert held(province, term, received, *pauses).due == at(expected)


def test_holding_twice_and_releasing_what_is_not_held_change_nothing(province):
    running = open_deadline(province, parse_term("3d"), at("2026-11-02 09:00"))
    first = pause(running, at("2026-11-03 09:00"), SUPPLEMENT)
    again = pause(first.deadline, at("2026-11-03 10:00"), SUPPLEMENT)
    assert (first.outcome, again.outcome) == (Outcome.PAUSED, Outcome.ALREADY_PAUSED)
    assert again.deadline is first.deadline
    assert not again.applied
    stray = resume(province, first.deadline, at("2026-11-03 10:00"), TAX)
    assert (stray.outcome, stray.applied, stray.deadline) == (Outcome.NOT_PAUSED, False, first.deadline)
    assert clear(province, running, at("2026-11-03 10:00")).outcome is Outcome.NOT_PAUSED


def test_the_clock_stands_until_the_last_hold_is_released(province):
    deadline = open_deadline(province, parse_term("3d"), at("2026-11-02 09:00"))
    deadline = pause(deadline, at("2026-11-03 09:00"), SUPPLEMENT).deadline
    both = pause(deadline, at("2026-11-03 14:00"), TAX)
    assert both.outcome is Outcome.ALSO_PAUSED
    one = resume(province, both.deadline, at("2026-11-04 09:00"), SUPPLEMENT)
    assert one.outcome is Outcome.STILL_PAUSED
    assert one.deadline.paused_since == at("2026-11-03 14:00")
    assert due_of(province, one.deadline, at("2026-11-05 09:00")) == at("2026-11-09 09:00")
    last = resume(province, one.deadline, at("2026-11-05 09:00"), TAX)
    assert (last.outcome, last.applied) == (Outcome.RESUMED, True)
    assert last.deadline.due == at("2026-11-09 09:00")
    assert last.deadline.paused_since is None


def test_remaining_time_stands_still_while_held(province):
    deadline = open_deadline(province, parse_term("3d"), at("2026-11-02 09:00"))
    deadline = pause(deadline, at("2026-11-03 09:00"), SUPPLEMENT).deadline
    for now in ("2026-11-03 09:00", "2026-11-04 15:00", "2026-12-01 08:00"):
        assert remaining(province, deadline, at(now)) == timedelta(hours=16)
        assert consumed(province, deadline, at(now)) == timedelta(hours=8)
    free = open_deadline(province, parse_term("none"), at("2026-11-02 09:00"))
    assert remaining(province, free, at("2026-11-03 09:00")) is None
    assert consumed(province, free, at("2026-11-02 08:00")) == timedelta(0)


def test_time_used_leaves_out_holds_before_the_start_and_after_now(province):
    deadline = held(
        province,
        "3d",
        "2026-11-02 09:00",
        ("2026-11-02 07:00", "2026-11-02 08:00"),
        ("2026-11-04 07:00", "2026-11-04 09:00"),
    )
    assert consumed(province, deadline, at("2026-11-03 09:00")) == timedelta(hours=8)
    assert consumed(province, deadline, at("2026-11-04 10:00")) == timedelta(hours=8 + 6 + 1)


def test_an_ended_dossier_releases_everything(province):
    deadline = open_deadline(province, parse_term("3d"), at("2026-11-02 09:00"))
    deadline = pause(deadline, at("2026-11-03 09:00"), SUPPLEMENT).deadline
    deadline = pause(deadline, at("2026-11-03 10:00"), TAX).deadline
    cleared = clear(province, deadline, at("2026-11-04 09:00"))
    assert cleared.outcome is Outcome.CLEARED
    assert cleared.deadline.open == ()
    assert cleared.deadline.due == at("2026-11-06 09:00")


def test_a_hold_cannot_end_before_it_began(province):
    deadline = pause(open_deadline(province, parse_term("3d"), at("2026-11-02 09:00")), at("2026-11-03 09:00"), TAX)
    with pytest.raises(DeadlineError, match="began"):
        resume(province, deadline.deadline, at("2026-11-03 08:00"), TAX)


def test_the_policy_restart_counts_the_whole_term_again(province):
    deadline = held(province, "3d", "2026-11-02 09:00", ("2026-11-03 09:00", "2026-11-03 10:00"))
    deadline = pause(deadline, at("2026-11-04 09:00"), SUPPLEMENT).deadline
    again = restart(province, deadline, at("2026-11-10 09:00"))
    assert again.due == at("2026-11-13 09:00")
    assert again.restarts == (at("2026-11-02 09:00"),)
    assert again.open == ()
    assert [e.kind for e in explain(province, again)][:2] == [EntryKind.RECEIVED, EntryKind.PAUSED]
    assert EntryKind.RESTARTED in [e.kind for e in explain(province, again)]


def extension(by: str, instant: str) -> Extension:
    return Extension(parse_term(by), at(instant), "heavy rain at the site check", "lead")


@pytest.mark.parametrize(
    ("term", "by", "expected"),
    [
        ("3d", "2d", "2026-11-09 09:00"),
        ("3d", "10cd", "2026-11-16 17:00"),
        ("15cd", "10cd", "2026-11-27 17:00"),
        ("15cd", "1d", "2026-11-18 17:00"),
        ("15cd", "1m", "2026-12-17 17:00"),
        ("same-day", "1d", "2026-11-03 17:00"),
    ],
)
def test_an_extension_moves_the_due_instant_in_its_own_unit(province, term, by, expected):
    deadline = open_deadline(province, parse_term(term), at("2026-11-02 09:00"))
    assert extend(province, deadline, extension(by, "2026-11-02 10:00")).due == at(expected)


def test_a_hold_between_the_old_and_the_extended_due_instant_counts(province):
    deadline = open_deadline(province, parse_term("3d"), at("2026-11-02 09:00"))
    deadline = extend(province, deadline, extension("2d", "2026-11-04 10:00"))
    deadline = pause(deadline, at("2026-11-06 09:00"), TAX).deadline
    assert resume(province, deadline, at("2026-11-09 09:00"), TAX).deadline.due == at("2026-11-10 09:00")


@pytest.mark.parametrize(
    ("term", "granted", "options", "code"),
    [
        ("none", extension("2d", "2026-11-03 10:00"), {}, "extension.none"),
        ("3d", extension("2d", "2026-11-05 09:01"), {}, "extension.late"),
        ("3d", extension("2d", "2026-11-04 10:00"), {"notice": parse_term("1d")}, "extension.late"),
        ("3d", extension("2d", "2026-11-03 10:00"), {"at_most": 0}, "extension.again"),
        ("3d", extension("same-day", "2026-11-03 10:00"), {}, "extension.unit"),
        ("3d", extension("0d", "2026-11-03 10:00"), {}, "extension.unit"),
    ],
)
def test_an_extension_has_conditions(province, term, granted, options, code):
    deadline = open_deadline(province, parse_term(term), at("2026-11-02 09:00"))
    with pytest.raises(DeadlineError) as caught:
        extend(province, deadline, granted, **options)
    assert caught.value.code == code


def test_an_extension_announced_in_time_is_granted(province):
    deadline = open_deadline(province, parse_term("3d"), at("2026-11-02 09:00"))
    extended = extend(province, deadline, extension("2d", "2026-11-04 09:00"), notice=parse_term("1d"))
    assert extended.due == at("2026-11-09 09:00")


def test_a_new_day_off_moves_open_deadlines(province, vietnam):
    data = {
        "covers": {"from": "2026-01-01", "to": "2026-12-31"},
        "weekly": [
            {
                "hours": [
                    {"days": [1, 2, 3, 4, 5], "start": "07:00", "end": "11:30"},
                    {"days": [1, 2, 3, 4, 5], "start": "13:30", "end": "17:00"},
                ]
            }
        ],
    }
    before = calendar_from_json(data)
    after = calendar_from_json({**data, "exceptions": [{"date": "2026-11-04", "kind": "off"}]})
    deadline = open_deadline(before, parse_term("3d"), at("2026-11-02 09:00"))
    moved = recompute(after, deadline)
    assert (deadline.due, moved.due) == (at("2026-11-05 09:00"), at("2026-11-06 09:00"))
    assert moved.calendar == after.hash != deadline.calendar
    assert recompute(before, moved) == deadline


@pytest.mark.parametrize(
    ("term", "settled", "expected"),
    [
        ("3d", "2026-11-04 17:00", Timeliness.EARLY),
        ("3d", "2026-11-05 07:10", Timeliness.ON_TIME),  # the due day itself is not early
        ("3d", "2026-11-05 09:00", Timeliness.ON_TIME),
        ("3d", "2026-11-05 09:01", Timeliness.LATE),
        ("4h", "2026-11-02 14:59", Timeliness.EARLY),
        ("4h", "2026-11-02 15:00", Timeliness.ON_TIME),
        ("4h", "2026-11-02 15:01", Timeliness.LATE),
        ("same-day", "2026-11-02 09:30", Timeliness.ON_TIME),
        ("same-day", "2026-11-02 17:00", Timeliness.ON_TIME),
        ("same-day", "2026-11-02 17:01", Timeliness.LATE),
        ("10cd", "2026-11-11 23:59", Timeliness.EARLY),
        ("10cd", "2026-11-12 17:00", Timeliness.ON_TIME),
        ("none", "2030-01-01 00:00", Timeliness.ON_TIME),
    ],
)
def test_settled_dossiers_are_classified(province, term, settled, expected):
    assert classify(open_deadline(province, parse_term(term), at("2026-11-02 09:00")), at(settled)) is expected


def test_a_same_day_dossier_received_after_the_cutoff_is_never_early(province):
    deadline = open_deadline(province, parse_term("same-day"), at("2026-11-02 15:01"))
    assert classify(deadline, at("2026-11-02 16:00")) is Timeliness.ON_TIME


def test_a_dossier_withdrawn_during_a_hold_is_judged_when_the_clock_stood_still(province):
    deadline = open_deadline(province, parse_term("3d"), at("2026-11-02 09:00"))
    assert classify(pause(deadline, at("2026-11-05 08:00"), TAX).deadline, at("2026-12-01 09:00")) is Timeliness.ON_TIME
    assert classify(pause(deadline, at("2026-11-05 10:00"), TAX).deadline, at("2026-12-01 09:00")) is Timeliness.LATE


@pytest.mark.parametrize(
    ("now", "near", "expected"),
    [
        ("2026-11-04 08:59", parse_term("1d"), OpenState.WITHIN),
        ("2026-11-04 09:00", parse_term("1d"), OpenState.NEAR_DUE),
        ("2026-11-05 09:00", parse_term("1d"), OpenState.NEAR_DUE),
        ("2026-11-05 09:01", parse_term("1d"), OpenState.OVERDUE),
        ("2026-11-04 08:59", Decimal(1) / 3, OpenState.WITHIN),
        ("2026-11-04 09:01", Decimal("0.34"), OpenState.NEAR_DUE),
        ("2026-11-04 09:00", parse_term("1cd"), OpenState.NEAR_DUE),
        ("2026-11-02 09:00", parse_term("1m"), OpenState.NEAR_DUE),
    ],
)
def test_open_dossiers_have_a_state(province, now, near, expected):
    deadline = open_deadline(province, parse_term("3d"), at("2026-11-02 09:00"))
    assert open_state(province, deadline, at(now), near) is expected


def test_held_dossiers_and_those_without_a_deadline_are_within_time(province):
    near = parse_term("1d")
    deadline = open_deadline(province, parse_term("3d"), at("2026-11-02 09:00"))
    paused = pause(deadline, at("2026-11-03 09:00"), TAX).deadline
    assert open_state(province, paused, at("2026-12-03 09:00"), near) is OpenState.WITHIN
    free = held(province, "none", "2026-11-02 09:00", ("2026-11-02 10:00", "2026-11-02 11:00"))
    assert open_state(province, free, at("2026-12-03 09:00"), near) is OpenState.WITHIN


def test_a_month_before_is_the_same_day_of_the_month_before(province):
    assert before_due(province, at("2026-03-31 17:00"), parse_term("1m")) == at("2026-02-28 17:00")


def test_a_deadline_explains_every_interval_day_and_hold(province):
    deadline = held(province, "3d", "2026-02-12 06:00", ("2026-02-13 10:00", "2026-02-24 09:00"))
    entries = explain(province, deadline)
    by_kind = {kind: [e for e in entries if e.kind is kind] for kind in EntryKind}
    assert by_kind[EntryKind.BEGAN][0].code == "opening"
    assert sum((e.working or timedelta(0) for e in by_kind[EntryKind.COUNTED]), timedelta(0)) == timedelta(hours=24)
    names = [e.name.get("en", e.code) for e in by_kind[EntryKind.SKIPPED]]
    assert names == ["weekly"] * 2 + ["Lunar New Year"] * 5 + ["weekly"] * 2
    assert [(e.code, e.by) for e in by_kind[EntryKind.PAUSED]] == [("supplement", "1/0")]
    assert by_kind[EntryKind.MOVED][0].working == timedelta(hours=15)
    assert entries[-1].kind is EntryKind.DUE
    assert entries[-1].start == deadline.due
    assert json.loads(json.dumps([entry_to_json(e) for e in entries]))[0] == {
        "kind": "received",
        "start": "2026-02-12T06:00:00+07:00",
    }


def test_calendar_days_explain_what_was_rolled(province):
    deadline = held(province, "30cd", "2026-01-20 11:45", ("2026-02-10 09:00", "2026-02-11 09:00"))
    entries = explain(province, deadline)
    counted = next(e for e in entries if e.kind is EntryKind.COUNTED)
    moved = next(e for e in entries if e.kind is EntryKind.MOVED)
    rolled = next(e for e in entries if e.kind is EntryKind.ROLLED)
    assert (counted.days, moved.days) == (30, 2)
    assert (rolled.start, rolled.end) == (at("2026-02-21 00:00"), at("2026-02-23 17:00"))
    assert next(e for e in entries if e.kind is EntryKind.BEGAN).code == "lunch"
    assert [e.start.day for e in entries if e.kind is EntryKind.SKIPPED] == [21, 22]
    landing = held(province, "10cd", "2026-11-02 09:00")
    assert EntryKind.ROLLED not in [e.kind for e in explain(province, landing)]


def test_a_same_day_deadline_explains_its_cutoff_and_an_exchange_day_its_name(province):
    entries = explain(province, open_deadline(province, parse_term("same-day"), at("2026-01-09 15:01")))
    assert [e.code for e in entries if e.kind is EntryKind.CUTOFF] == ["15:00"]
    saturday = [e for e in entries if e.kind is EntryKind.COUNTED and e.code == "work"]
    assert saturday[0].name["en"] == "Worked in exchange for 2026-01-02"
    earlier = explain(province, open_deadline(province, parse_term("same-day"), at("2026-01-09 18:00"), time(16)))
    assert next(e for e in earlier if e.kind is EntryKind.BEGAN).code == "closed"


def test_an_open_hold_an_extension_and_no_deadline_are_explained(province):
    deadline = open_deadline(province, parse_term("3d"), at("2026-11-02 09:00"))
    deadline = extend(province, deadline, extension("1d", "2026-11-02 15:00"))
    deadline = pause(deadline, at("2026-11-03 09:00"), TAX).deadline
    kinds = [e.kind for e in explain(province, deadline, at("2026-11-04 09:00"))]
    assert {EntryKind.PAUSED, EntryKind.MOVED, EntryKind.EXTENDED} <= set(kinds)
    assert EntryKind.MOVED not in [e.kind for e in explain(province, deadline)]
    free = open_deadline(province, parse_term("none"), at("2026-11-02 09:00"))
    assert [e.kind for e in explain(province, free)] == [EntryKind.RECEIVED, EntryKind.BEGAN]


def test_a_provisional_day_off_is_marked_and_a_cancelled_one_is_weekly(province):
    entries = explain(province, open_deadline(province, parse_term("2d"), at("2027-02-03 16:00")))
    assert [e.provisional for e in entries if e.kind is EntryKind.SKIPPED] == [True] * 7
    assert {"provisional": True}.items() <= entry_to_json(next(e for e in entries if e.provisional)).items()
    cancelled = calendar_from_json(
        {
            "covers": {"from": "2026-01-01", "to": "2026-12-31"},
            "weekly": [{"hours": [{"days": [1, 2, 3, 4, 5], "start": "08:00", "end": "12:00"}]}],
            "exceptions": [{"date": "2026-11-07", "kind": "normal"}],
        }
    )
    skipped = [
        e
        for e in explain(cancelled, open_deadline(cancelled, parse_term("8h"), at("2026-11-06 08:00")))
        if e.kind is EntryKind.SKIPPED
    ]
    assert [e.code for e in skipped] == ["weekly", "weekly"]


def test_a_deadline_survives_storage(province):
    deadline = open_deadline(province, parse_term("same-day"), at("2026-11-02 09:00"), time(14))
    deadline = extend(province, deadline, extension("1d", "2026-11-02 10:00"))
    deadline = pause(deadline, at("2026-11-02 11:00"), SUPPLEMENT).deadline
    deadline = restart(province, deadline, at("2026-11-03 09:00"))
    deadline = extend(province, deadline, extension("1d", "2026-11-03 10:00"))
    deadline = pause(deadline, at("2026-11-03 11:00"), TAX).deadline
    assert deadline_from_json(json.loads(json.dumps(deadline_to_json(deadline)))) == deadline
    free = open_deadline(province, parse_term("none"), at("2026-11-02 09:00"))
    assert deadline_from_json(deadline_to_json(free)) == free


@pytest.mark.parametrize(
    "change", [{"v": 9}, {"zone": "Mars/Base"}, {"received": "yesterday"}, {"term": "soon"}, {"open": [[1]]}]
)
def test_a_damaged_record_is_refused(province, change):
    stored = deadline_to_json(open_deadline(province, parse_term("3d"), at("2026-11-02 09:00")))
    with pytest.raises(DeadlineError) as caught:
        deadline_from_json({**stored, **change})
    assert caught.value.code == "deadline.codec"


minutes = st.integers(0, 60 * 24 * 12)
spans = st.lists(st.tuples(minutes, minutes).map(sorted), min_size=1, max_size=5)


@given(spans, st.randoms(use_true_random=False), st.sampled_from(["3d", "12h", "10cd", "1m", "same-day"]))
def test_the_order_in_which_holds_are_recorded_does_not_matter(province, pauses, random, text):
    start = at("2026-02-09 07:00")

    def after(order: list[list[int]]) -> Deadline:
        deadline = open_deadline(province, parse_term(text), start)
        for begins, ends in order:
            key = PauseKey(1, "supplement", begins * 100_000 + ends)
            deadline = pause(deadline, start + timedelta(minutes=begins), key).deadline
            deadline = resume(province, deadline, start + timedelta(minutes=ends), key).deadline
        return deadline

    shuffled = list(pauses)
    random.shuffle(shuffled)
    assert after(pauses).due == after(shuffled).due
    plain = open_deadline(province, parse_term(text), start)
    assert after(pauses).due >= plain.due
    counted = [e for e in explain(province, after(pauses)) if e.kind is EntryKind.COUNTED]
    if text in ("3d", "12h"):
        whole = timedelta(hours=24 if text == "3d" else 12)
        assert sum((e.working or timedelta(0) for e in counted), timedelta(0)) == whole
