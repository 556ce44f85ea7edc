"""The certificate of marital status: what is asked of whom, who may apply, how long it is valid."""

from datetime import UTC, datetime

import pytest

from engine.feel import FeelEnv
from process_models.answers import check_answers
from tests.process_models.library.packages import package, played

CODE = "1.004873"
DAY = datetime(2026, 3, 2, 2, tzinfo=UTC)


def complaints(form, answers):
    errors = check_answers(package(CODE).forms[form], answers, {}, {}, FeelEnv(now=DAY)).errors
    return {(str(each.severity), each.code, each.pointer) for each in errors}


def application(scenario="good", **more):
    return {**package(CODE).scenarios[scenario]["submit"]["answers"], **more}


def missing(*names):
    return {("error", "required", f"/{name}") for name in names}


@pytest.mark.parametrize(
    ("status", "asked"),
    [
        ("never_married", set()),
        ("married", {"spouse_name"}),
        ("divorced", {"judgement_number", "judgement_date", "court"}),
        ("widowed", {"death_number", "death_date", "death_place"}),
        ("cohabiting", {"spouse_name", "cohabiting_since"}),
    ],
)
def test_each_marital_status_asks_for_its_own_proof(status, asked):
    answers = application("married", marital_status=status)
    del answers["spouse_name"]
    assert complaints("application", answers) == missing(*asked)


def test_only_a_marriage_asks_who_will_be_married():
    answers = application()
    del answers["intended"]
    asked = {pointer.split("/")[2] for _, _, pointer in complaints("application", answers)}
    assert asked == {"person", "identity", "address"}
    assert complaints("application", {**answers, "purpose": "loan"}) == set()


def test_nobody_is_authorised_to_ask_for_a_marriage():
    answers = application("cohabiting", marital_status="never_married")
    assert complaints("application", answers) == set()
    wed = {**answers, "purpose": "marriage", "intended": application()["intended"]}
    assert complaints("application", wed) == {("error", "rule.authorised-for-marriage", "/purpose")}
    by_family = {**wed, "requester": {**wed["requester"], "relation": "family"}}
    assert complaints("application", by_family) == complaints("application", wed), "the submitter is authorised"
    own = {**by_family, "submitter": {"capacity": "self"}}
    assert complaints("application", own) == set()


def test_one_who_is_married_is_warned_of_a_marriage_and_may_still_be_certified():
    answers = application(marital_status="married", spouse_name="K'Brông")
    assert complaints("application", answers) == {("warning", "rule.married-for-marriage", "/marital_status")}


@pytest.mark.parametrize(
    ("since", "allowed"), [("1986", True), ("1987-01-02", True), ("1987-01-03", False), ("1990", False)]
)
def test_only_living_together_before_3_january_1987_counts(since, allowed):
    told = complaints("application", application("cohabiting", cohabiting_since=since))
    assert told == (set() if allowed else {("error", "rule.not-before-1987", "/cohabiting_since")})


@pytest.mark.parametrize(
    ("begin", "end", "fits"),
    [
        ("2008", "2015-06", True),
        ("2015-06", "2015", True),
        ("2015-07", "2015-06", False),
        ("2016", "2015-06-30", False),
    ],
)
def test_a_residence_does_not_end_before_it_begins(begin, end, fits):
    row = {**application("earlier_places")["residences"][0], "from_date": begin, "to_date": end}
    told = complaints("application", application(moved=True, residences=[row]))
    assert told == (set() if fits else {("error", "rule.from-after-to", "/residences/0/to_date")})


def test_who_has_lived_elsewhere_says_where_and_the_officer_whom_to_ask():
    assert complaints("application", application(moved=True)) == missing("residences")
    found = {"database_searched": True, "finding": "consistent", "needs_enquiry": True}
    assert complaints("lookup", found) == missing("enquiries")
    assert complaints("lookup", {**found, "needs_enquiry": False}) == set()
    assert complaints("lookup", {**found, "finding": "contradicts"}) == missing("lookup_note")


@pytest.mark.parametrize(
    ("issued", "until"), [("2026-03-03", "2026-09-03"), ("2026-08-31", "2027-02-28"), ("2027-08-31", "2028-02-29")]
)
def test_the_certificate_is_valid_for_six_months(issued, until):
    answers = {"sealed": True, "issued_on": issued}
    data = check_answers(package(CODE).forms["issue"], answers, {}, {}, FeelEnv(now=DAY)).answers
    assert data["expires_on"] == until


def test_a_commune_that_has_a_marriage_says_which():
    said = {"opinion_agency": "UBND xã Lang Biang", "opinion_answer": "registered"}
    assert complaints("opinion", said) == missing("opinion_note")
    assert complaints("opinion", {**said, "opinion_answer": "not_registered"}) == set()


def test_answers_that_came_are_kept_when_another_commune_is_silent():
    data = played(CODE, "silent").data
    assert [(one["agency"], one["answer"]) for one in data["opinions"]] == [
        ("UBND Phường Đông Gia Nghĩa", "not_registered")
    ]
