from datetime import UTC, datetime, timedelta

import pytest

from engine.play import Answer, AnswerError
from engine.play.answers import read_answers

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_an_answer_is_data_with_reserved_keys_taken_out():
    answers = read_answers({"A": {"x": 1, "$after": "PT2H", "$outcome": "accept"}}, NOW)
    assert answers.of("A", 0) == Answer(data={"x": 1}, after="PT2H", outcome="accept")


def test_a_single_answer_serves_every_visit():
    answers = read_answers({"A": {"x": 1}}, NOW)
    assert answers.of("A", 0) == answers.of("A", 7) == Answer(data={"x": 1})


def test_a_list_answers_successive_visits_and_then_nothing():
    answers = read_answers({"A": [{"x": 1}, None, {"$never": True}]}, NOW)
    expected = [Answer(data={"x": 1}), Answer(), Answer(never=True), Answer()]
    assert [answers.of("A", n) for n in range(4)] == expected


def test_what_has_no_answer_completes_with_nothing():
    assert read_answers({}, NOW).of("A", 0) == Answer()


def test_events_from_outside_come_in_order_of_time():
    events = read_answers(
        {
            "$events": [
                {"at": "PT1H", "message": "late"},
                {"signal": "now", "payload": {"a": 1}},
                {"at": "2026-03-02T08:30:00", "message": "m", "key": 7},
            ]
        },
        NOW,
    ).events
    assert [(event.name, event.signal, event.at - NOW, event.key) for event in events] == [
        ("now", True, timedelta(0), None),
        ("m", False, timedelta(minutes=30), "7"),
        ("late", False, timedelta(hours=1), None),
    ]


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ([], "/"),
        ({"A": 1}, "A"),
        ({"A": [1]}, "A/0"),
        ({"A": {"$soon": True}}, "A"),
        ({"A": {"$after": 3}}, "A/$after"),
        ({"$events": {}}, "$events"),
        ({"$events": [1]}, "$events/0"),
        ({"$events": [{"at": "PT1H"}]}, "$events/0"),
        ({"$events": [{"message": "a", "signal": "b"}]}, "$events/0"),
        ({"$events": [{"message": "a", "when": "b"}]}, "$events/0"),
        ({"$events": [{"message": "a", "at": "soon"}]}, "$events/0/at"),
        ({"$events": [{"message": "a", "payload": 1}]}, "$events/0/payload"),
    ],
)
def test_unusable_answers_say_where(data, where):
    with pytest.raises(AnswerError) as caught:
        read_answers(data, NOW)
    assert caught.value.where == where
