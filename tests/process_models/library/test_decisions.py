"""Amounts at their boundaries, and what forms compute."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from engine.feel import FeelEnv
from process_models.answers import check_answers
from tests.process_models.library.packages import package


def fee(*rows, declared=()):
    model = package("2.000815").decisions["fee"]
    shape = [[{"title": "x", "pages": pages, "copies": copies} for pages, copies in each] for each in (rows, declared)]
    return model.evaluate("fee", {"certifications": shape[0] or None, "papers": shape[1]})["total"]


@pytest.mark.parametrize(
    ("pages", "expected"), [(1, 2_000), (2, 4_000), (3, 5_000), (197, 199_000), (198, 200_000), (199, 200_000)]
)
def test_the_fee_of_one_copy_rises_by_page_up_to_the_ceiling(pages, expected):
    assert fee((pages, 1)) == expected


def test_the_fee_is_per_copy_and_summed_over_the_papers():
    assert fee((2, 3), (10, 2)) == 3 * 4_000 + 2 * 12_000


def test_pages_counted_by_the_officer_replace_those_declared():
    assert fee(declared=[(2, 1)]) == 4_000
    assert fee((3, 1), declared=[(2, 1)]) == 5_000


def taxes(value, price, relation="none", area=100):
    model = package("1.012766.H36").decisions["taxes"]
    facts = {"contract": {"value": value, "area": area}, "table_price": price, "confirmed_relation": relation}
    found = model.evaluate("taxes", facts)
    return found["income_tax"], found["registration_fee"], found["total"]


def test_tax_is_taken_of_the_higher_of_contract_and_price_table():
    assert taxes(800_000_000, 5_000_000) == (16_000_000, 4_000_000, 20_000_000)
    assert taxes(300_000_000, 4_000_000) == (8_000_000, 2_000_000, 10_000_000)


@pytest.mark.parametrize("relation", ["spouse", "parent_child", "parent_in_law", "grandparent", "sibling"])
def test_near_relatives_pay_nothing(relation):
    assert taxes(800_000_000, 5_000_000, relation) == (0, 0, 0)


def test_amounts_are_whole_dong():
    assert taxes(100_000_033, 0) == (Decimal(2_000_001), Decimal(500_000), Decimal(2_500_001))


def words(born):
    form = package("3.000722").forms["application"]
    answers = dict(package("3.000722").scenarios["good"]["submit"]["answers"])
    answers["child"] = {**answers["child"], "birth_date": born}
    checked = check_answers(form, answers, {}, {}, FeelEnv(now=datetime(2026, 3, 2, tzinfo=UTC)))
    return checked.answers["child"]["birth_date_in_words"]


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ("2026-02-20", "Ngày hai mươi tháng hai năm hai nghìn không trăm hai mươi sáu"),
        ("2025-04-01", "Ngày một tháng tư năm hai nghìn không trăm hai mươi lăm"),
        ("2021-10-15", "Ngày mười lăm tháng mười năm hai nghìn không trăm hai mươi mốt"),
        ("2005-12-31", "Ngày ba mươi mốt tháng mười hai năm hai nghìn không trăm linh năm"),
        ("2000-11-21", "Ngày hai mươi mốt tháng mười một năm hai nghìn không trăm"),
    ],
)
def test_the_date_of_birth_is_written_out(born, expected):
    assert words(born) == expected


def complaints(answers):
    form = package("3.000722").forms["application"]
    checked = check_answers(form, answers, {}, {}, FeelEnv(now=datetime(2026, 3, 2, tzinfo=UTC)))
    return {(str(each.severity), each.code) for each in checked.errors}


def test_a_birth_more_than_sixty_days_ago_warns_and_one_in_the_future_is_refused():
    good = package("3.000722").scenarios["good"]["submit"]["answers"]
    assert complaints(good) == set()
    assert complaints({**good, "child": {**good["child"], "birth_date": "2025-12-01"}}) == {
        ("warning", "rule.over-60-days")
    }
    assert ("error", "rule.born-in-future") in complaints(
        {**good, "child": {**good["child"], "birth_date": "2026-03-03"}}
    )


def test_an_unmarried_mothers_child_has_a_father_only_when_he_recognised_it():
    good = package("3.000722").scenarios["good"]["submit"]["answers"]
    unmarried = {**good, "marriage": {"married": False}}
    assert ("error", "rule.father-unrecognised") in complaints(unmarried)
    assert complaints({**unmarried, "recognised": True}) == set()
    assert complaints({**unmarried, "father": {"known": False}}) == set()


def test_shares_of_the_owners_add_up_to_a_hundred():
    form = package("1.012766.H36").forms["application"]
    good = package("1.012766.H36").scenarios["good"]["submit"]["answers"]
    halves = {**good, "tax_owners": [{"name": "K'Brông", "share": 60}, {"name": "H'Lan", "share": 30}]}
    checked = check_answers(form, halves, {}, {}, FeelEnv(now=datetime(2026, 3, 2, tzinfo=UTC)))
    assert [each.code for each in checked.errors] == ["rule.shares-not-whole"]
