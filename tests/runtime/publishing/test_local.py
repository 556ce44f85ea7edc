"""What an agency does otherwise is layered, checked, and pinned into the dossier."""

from datetime import date

import pytest

from runtime.services import local
from runtime.services.actors import system
from runtime.services.errors import InvalidError, NotFoundError
from runtime.services.local import Override
from runtime.services.snapshot import snapshot
from tests.runtime.publishing.conftest import CODE

BOSS = system("test")
DAY = date(2026, 3, 2)
HEADER = {"vi": "ỦY BAN NHÂN DÂN", "en": "PEOPLE'S COMMITTEE"}


@pytest.fixture
def line(session):
    """The ward's agencies from the top down."""
    with session.begin():
        agencies = snapshot(session).agencies
    ward = next(one for one in agencies.values() if one.kind in ("ward", "commune") and one.parent)
    line = [ward.code]
    while agencies[line[-1]].parent:
        line.append(agencies[line[-1]].parent)
    return line[::-1]


def values(session, agency, day=DAY):
    with session.begin():
        return local.values_for(session, snapshot(session), CODE, agency, day)


def test_nothing_is_different_where_nothing_was_decided(session, line):
    assert values(session, line[-1]) == {}


def test_nearer_overrides_lie_over_those_from_further_up_and_fees_are_joined_by_key(session, clock, line):
    top, ward = line[0], line[-1]
    key = fee_key(session)
    fees = {"fees": {key: 1500}}
    local.override(session, clock, Override(agency=top, values={"header": HEADER}), BOSS)
    local.override(session, clock, Override(agency=top, values=fees, procedure=CODE), BOSS)
    own = {"vi": "UBND phường", "en": "Ward"}
    local.override(session, clock, Override(agency=ward, values={"header": own}), BOSS)
    assert values(session, ward) == {"header": own, "fees": {key: 1500}}
    assert values(session, top) == {"header": HEADER, "fees": {key: 1500}}


def test_an_override_holds_for_its_days_only(session, clock, line):
    days = (date(2026, 4, 1), date(2026, 4, 30))
    made = local.override(session, clock, Override(agency=line[-1], values={"header": HEADER}, days=days), BOSS)
    assert [bool(values(session, line[-1], date(2026, m, d))) for m, d in ((3, 31), (4, 1), (4, 30), (5, 1))] == [
        False,
        True,
        True,
        False,
    ]
    local.end(session, made, date(2026, 4, 10), BOSS)
    assert values(session, line[-1], date(2026, 4, 11)) == {}


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({}, "override.empty"),
        ({"colour": "red"}, "override.key"),
        ({"fees": {"no_such_fee": 5}}, "override.fee"),
        ({"committed": {"value": 300, "unit": "working_day"}}, "override.longer"),
        ({"committed": {"value": 3, "unit": "moon"}}, "override.term"),
        ({"header": {"vi": "x"}}, "override.names"),
    ],
)
def test_what_cannot_hold_is_refused_with_a_sentence(session, clock, line, wanted, code):
    with pytest.raises(InvalidError) as refused:
        local.override(session, clock, Override(agency=line[-1], values=wanted, procedure=CODE), BOSS)
    assert refused.value.code == code
    assert "…" not in refused.value.text("vi")


def test_a_fee_is_a_whole_amount(session, clock, line):
    for amount in (-1, 1.5, True, "5"):
        wanted = Override(agency=line[-1], values={"fees": {fee_key(session): amount}}, procedure=CODE)
        with pytest.raises(InvalidError, match=r"override.fee"):
            local.override(session, clock, wanted, BOSS)


def test_two_that_say_the_same_for_the_same_days_are_refused(session, clock, line):
    local.override(session, clock, Override(agency=line[-1], values={"header": HEADER}), BOSS)
    with pytest.raises(InvalidError, match=r"override.overlap"):
        local.override(session, clock, Override(agency=line[-1], values={"header": HEADER}), BOSS)


def test_an_agency_that_is_not_there_is_refused(session, clock):
    with pytest.raises(NotFoundError):
        local.override(session, clock, Override(agency="nowhere", values={"header": HEADER}), BOSS)


def fee_key(session):
    from runtime.services import versions
    from runtime.services.packages import compiled

    with session.begin():
        package = compiled(session, versions.in_force(session, CODE, DAY))
    return package.procedure.fees[0].key
