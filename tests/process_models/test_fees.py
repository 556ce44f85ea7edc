from decimal import Decimal

import pytest

from process_models.fees import fee_lines, required_components, total
from process_models.package import read_package
from tests.process_models.samples import DECISION, PROCEDURE, files, with_procedure


def lines(amount, data, dossier=None):
    made = with_procedure(fees=[{**PROCEDURE["fees"][0], "amount": amount}])
    made["decisions/fee.dmn"] = DECISION
    package = read_package(made)
    assert package.problems == ()
    return fee_lines(package.procedure.fees, package.decisions, data, dossier or {})


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ({"fixed": 50000}, 50000),
        ({"feel": "= copies * 8000"}, 24000),
        ({"feel": '= if dossier.channel = "online" then 0 else 8000'}, 0),
        ({"decision": "fee", "output": "total"}, 6000),
    ],
)
def test_an_amount_is_fixed_or_computed_or_decided(amount, expected):
    assert total(lines(amount, {"copies": 3}, {"channel": "online"})) == Decimal(expected)


@pytest.mark.parametrize(
    "amount",
    [{"feel": "= copies * 8000"}, {"feel": '= "much"'}, {"feel": "= -1"}, {"feel": "= true"}, {"decision": "fee"}],
)
def test_what_is_no_amount_leaves_the_total_open_and_says_why(amount):
    found = lines(amount, {})
    assert found[0].amount is None
    assert found[0].problem
    assert total(found) is None


def test_no_fees_cost_nothing():
    assert total(()) == 0


def test_a_component_is_required_by_the_application():
    components = read_package(files()).procedure.components
    assert [each.key for each in required_components(components, {"by_proxy": True}, {})] == [
        "request",
        "authorisation",
    ]
    assert [each.key for each in required_components(components, {}, {})] == ["request"]
