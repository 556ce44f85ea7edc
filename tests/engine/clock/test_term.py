from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.clock import (
    SAME_DAY,
    Term,
    TermError,
    Unit,
    parse_term,
    term_from_json,
    term_text,
    term_to_json,
    working_time,
)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("8h", "8", Unit.HOUR),
        ("0.5h", "0.5", Unit.HOUR),
        ("30min", "0.5", Unit.HOUR),
        ("PT2H", "2", Unit.HOUR),
        ("PT1H30M", "1.5", Unit.HOUR),
        ("PT30M", "0.5", Unit.HOUR),
        ("2d", "2", Unit.WORKING_DAY),
        ("0.5d", "0.5", Unit.WORKING_DAY),
        ("P3D", "3", Unit.WORKING_DAY),
        (" 3 wd ", "3", Unit.WORKING_DAY),
        ("1hd", "1", Unit.HALF_DAY),
        ("34cd", "34", Unit.CALENDAR_DAY),
        ("P2W", "14", Unit.CALENDAR_DAY),
        ("1m", "1", Unit.MONTH),
        ("P1M", "1", Unit.MONTH),
        ("P1Y6M", "18", Unit.MONTH),
        ("same-day", "0", Unit.SAME_DAY),
        ("same_day", "0", Unit.SAME_DAY),
        ("none", "0", Unit.NONE),
    ],
)
def test_terms_are_read_in_every_notation(text, value, unit):
    assert parse_term(text) == Term(Decimal(value), unit)


def test_a_bare_day_is_what_the_package_says_it_is():
    assert parse_term("15d", day=Unit.CALENDAR_DAY).unit is Unit.CALENDAR_DAY
    assert parse_term("P15D", day=Unit.CALENDAR_DAY).unit is Unit.CALENDAR_DAY
    assert parse_term("15wd", day=Unit.CALENDAR_DAY).unit is Unit.WORKING_DAY


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "term.syntax"),
        ("P", "term.syntax"),
        ("PT", "term.mixed"),
        ("soon", "term.syntax"),
        ("-1d", "term.syntax"),
        ("3x", "term.unit"),
        ("P1DT4H", "term.mixed"),
        ("P1MT4H", "term.mixed"),
        ("0.5cd", "term.fraction"),
        ("1.5m", "term.fraction"),
        ("99999d", "term.range"),
        ("٣d", "term.syntax"),
    ],
)
def test_unreadable_terms_say_why(text, code):
    with pytest.raises(TermError) as caught:
        parse_term(text)
    assert caught.value.code == code


def test_a_same_day_term_has_no_value():
    with pytest.raises(TermError):
        Term(Decimal(1), Unit.SAME_DAY)
    with pytest.raises(TermError):
        Term(Decimal("NaN"), Unit.HOUR)


@given(
    st.sampled_from([Unit.HOUR, Unit.HALF_DAY, Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.MONTH]),
    st.integers(0, 9999),
)
def test_text_and_data_forms_read_back(unit, value):
    term = Term(Decimal(value), unit)
    assert parse_term(term_text(term)) == term
    assert term_from_json(term_to_json(term)) == term


def test_terms_without_a_value_read_back():
    for term in (SAME_DAY, Term(Decimal(0), Unit.NONE)):
        assert parse_term(str(term)) == term
        assert term_from_json({"unit": term.unit.value}) == term


@pytest.mark.parametrize(
    "data",
    [
        {"unit": "day", "value": 3},
        {"unit": "hour", "value": "x"},
        {"unit": "hour", "value": True},
        {"unit": "hour", "value": []},
        {},
    ],
)
def test_wrong_term_data_is_refused(data):
    with pytest.raises(TermError):
        term_from_json(data)


def test_working_time_of_units():
    eight = Decimal(8)
    assert working_time(parse_term("3d"), eight) == timedelta(hours=24)
    assert working_time(parse_term("1hd"), eight) == timedelta(hours=4)
    assert working_time(parse_term("20min"), eight) == timedelta(minutes=20)
    assert working_time(parse_term("3cd"), eight) is None
