"""Copies from the register and births: what officers must write, from when a birth is late, what it costs."""

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.feel import FeelEnv
from process_models.answers import check_answers
from tests.process_models.library.packages import package

DAY = datetime(2026, 3, 2, 2, tzinfo=UTC)
ENTRY = {"book": "Sổ khai sinh", "volume": "01", "page": "17", "book_number": "33", "extract": "Nữ", "copies_made": 3}


def complaints(code, form, answers):
    errors = check_answers(package(code).forms[form], answers, {}, {}, FeelEnv(now=DAY)).errors
    return {(str(each.severity), each.code, each.pointer) for each in errors}


@pytest.mark.parametrize("missing", sorted(ENTRY))
def test_an_entry_that_was_found_is_written_down_whole(missing):
    found = {"finding": "found", **ENTRY}
    assert complaints("2.000908", "search", found) == set()
    del found[missing]
    assert complaints("2.000908", "search", found) == {("error", "required", f"/{missing}")}


@pytest.mark.parametrize(
    ("finding", "needed"),
    [
        ("not_found", {("error", "required", "/search_note")}),
        ("damaged", {("error", "required", "/search_note")}),
        ("other_agency", set()),
        ("no_right", set()),
    ],
)
def test_a_search_without_result_says_where_was_searched_and_asks_for_no_entry(finding, needed):
    assert complaints("2.000908", "search", {"finding": finding}) == needed


@pytest.mark.parametrize("decision", ["send_back", "disagree"])
def test_a_leader_who_does_not_sign_the_copies_gives_the_reason(decision):
    said = {"decision": decision, "signer_name": "Trần Văn Long"}
    assert complaints("2.000908", "sign", said) == {("error", "required", "/sign_reason")}
    assert complaints("2.000908", "sign", {**said, "sign_reason": "Chưa khớp sổ."}) == set()
    assert complaints("2.000908", "sign", {**said, "decision": "sign"}) == set()


def test_a_leader_who_sends_the_reply_back_gives_the_reason():
    said = {"reply_decision": "send_back", "reply_signer": "Trần Văn Long"}
    assert complaints("2.000908", "sign_reply", said) == {("error", "required", "/reply_sign_reason")}
    assert complaints("2.000908", "sign_reply", {**said, "reply_decision": "sign"}) == set()


@pytest.mark.parametrize(("days", "late"), [(59, False), (60, False), (61, True)])
def test_a_birth_is_late_after_the_sixtieth_day(days, late):
    answers = package("1.001193").scenarios["good"]["submit"]["answers"]
    born = (date(2026, 3, 2) - timedelta(days=days)).isoformat()
    told = complaints("1.001193", "application", {**answers, "child": {**answers["child"], "birth_date": born}})
    assert told == ({("warning", "rule.over-60-days", "/child/birth_date")} if late else set())


def test_the_father_is_left_empty_without_marriage_and_recognition():
    answers = package("1.001193").scenarios["unmarried_mother"]["submit"]["answers"]
    father = package("1.001193").scenarios["good"]["submit"]["answers"]["father"]
    assert complaints("1.001193", "application", answers) == set()
    named = {**answers, "father": father}
    assert complaints("1.001193", "application", named) == {("error", "rule.father-unrecognised", "/father/known")}
    assert complaints("1.001193", "application", {**named, "recognised": True}) == set()


@pytest.mark.parametrize(
    ("days", "extracts", "total"), [(0, 0, 0), (60, 0, 0), (61, 0, 8000), (60, 2, 16000), (61, 2, 24000)]
)
def test_only_late_births_and_extracts_are_charged(days, extracts, total):
    charged = package("1.001193").decisions["fee"].evaluate("fee", {"days": days, "extracts_issued": extracts})
    assert charged["total"] == total
