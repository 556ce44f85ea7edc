"""Rules of the registration of household businesses and of building permits at their boundaries."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from engine.feel import FeelEnv
from process_models.answers import check_answers
from tests.process_models.library.packages import package

HOUSEHOLD, HOUSE = "1.001612", "1.013225"
NOW = FeelEnv(now=datetime(2026, 3, 2, tzinfo=UTC))


def answers(code: str, name: str = "good") -> dict[str, Any]:
    found: dict[str, Any] = dict(package(code).scenarios[name]["submit"]["answers"])
    return found


def checked(code: str, given: Mapping[str, Any]) -> tuple[set[tuple[str, str]], Mapping[str, Any]]:
    done = check_answers(package(code).forms["application"], given, {}, {}, NOW)
    return {(each.pointer, each.code) for each in done.errors}, done.answers


@pytest.mark.parametrize(("channel", "charge"), [("counter", 100_000), ("post", 100_000), ("online", 0)])
def test_a_registration_is_free_online_and_paid_elsewhere(channel: str, charge: int) -> None:
    fee: Any = package(HOUSEHOLD).decisions["fee"].evaluate("fee", {"dossier": {"channel": channel}})
    assert fee["total"] == charge


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Hộ kinh doanh K'Brông", None),
        ("HỘ KINH DOANH HOA MAI", None),
        ("Hoa Mai", "pattern"),
        ("Hộ kinh doanh ", "pattern"),
        ("Hộ kinh doanh Công ty Hoa Mai", "rule.name-forbidden"),
    ],
)
def test_the_name_of_a_household_business_begins_as_the_law_wants(name: str, code: str | None) -> None:
    found, _ = checked(HOUSEHOLD, {**answers(HOUSEHOLD), "business": {"name": name}})
    assert {each for _, each in found} == ({code} if code else set())


@pytest.mark.parametrize(("main", "fits"), [((True, False), True), ((False, False), False), ((True, True), False)])
def test_exactly_one_line_is_the_main_one(main: tuple[bool, ...], fits: bool) -> None:
    given = answers(HOUSEHOLD)
    lines = [{**line, "main": each} for line, each in zip(given["lines"], main, strict=True)]
    found, _ = checked(HOUSEHOLD, {**given, "lines": lines})
    assert {code for _, code in found} == (set() if fits else {"rule.one-main-line"})


def test_capital_is_more_than_nothing_and_written_out() -> None:
    _, data = checked(HOUSEHOLD, {**answers(HOUSEHOLD), "capital": 1_500_000})
    assert data["capital_in_words"] == "một triệu năm trăm nghìn đồng"
    assert {code for _, code in checked(HOUSEHOLD, {**answers(HOUSEHOLD), "capital": 0})[0]} == {"minimum"}


def test_a_family_names_its_members_and_lines_with_conditions_ask_for_a_commitment() -> None:
    given = answers(HOUSEHOLD, "online_family")
    assert checked(HOUSEHOLD, given)[0] == set()
    without = {name: value for name, value in given.items() if name not in {"members", "conditions_met"}}
    assert {path.strip("/") for path, _ in checked(HOUSEHOLD, without)[0]} == {"members", "conditions_met"}


def house(storeys: int, area: int, height: float) -> dict[str, Any]:
    given = answers(HOUSE, "self_design")
    floors = [{"kind": "storey", "name": f"Tầng {n + 1}", "area": area / storeys} for n in range(storeys)]
    building = {**given["building"], "floors": floors, "total_area": area, "height": height, "ground_area": 50}
    return {**given, "building": building}


@pytest.mark.parametrize(
    ("given", "fits"),
    [
        (house(2, 250, 11.9), True),
        (house(2, 252, 11.9), False),
        (house(3, 240, 11.9), False),
        (house(2, 250, 12), False),
    ],
)
def test_an_owner_designs_only_a_small_house(given: dict[str, Any], fits: bool) -> None:
    assert {code for _, code in checked(HOUSE, given)[0]} == (set() if fits else {"rule.self-design-limits"})
    firm = answers(HOUSE)
    assert checked(HOUSE, {**given, "design": firm["design"]})[0] == set()


def test_floors_add_up_to_the_total_and_are_counted_by_kind() -> None:
    given = answers(HOUSE)
    _, data = checked(HOUSE, given)
    counted = [data["building"][name] for name in ("basements", "storeys", "technical_floors")]
    assert counted == [0, 3, 1]
    wrong = {**given, "building": {**given["building"], "total_area": 245}}
    assert {code for _, code in checked(HOUSE, wrong)[0]} == {"rule.floors-do-not-add-up"}
    wide = {**given, "building": {**given["building"], "ground_area": 101}}
    assert {code for _, code in checked(HOUSE, wide)[0]} == {"rule.larger-than-parcel"}
