"""Every scenario of every shipped package, through the database, with the doctor after each."""

from pathlib import Path

import pytest
from sqlalchemy import select

from process_models.package import Package, read_package
from runtime.clock import VirtualClock
from runtime.models import PackageRow
from runtime.services.doctor import doctor
from tests.runtime.walk import Walk

LIBRARY = Path(__file__).parents[2] / "process_models" / "library"
PACKAGES: dict[str, Package] = {
    folder.name: read_package(folder) for folder in sorted(LIBRARY.iterdir()) if (folder / "procedure.json").exists()
}
CASES = [(name, scenario) for name, package in PACKAGES.items() for scenario in package.scenarios]


@pytest.mark.parametrize(("name", "scenario"), CASES, ids=[f"{name}-{scenario}" for name, scenario in CASES])
def test_a_scenario_gives_in_the_database_what_it_gives_in_play(name, scenario, session):
    package = PACKAGES[name]
    with session.begin():
        if session.scalar(select(PackageRow.hash).where(PackageRow.hash == package.hash)) is None:
            pytest.skip(f"{name} has errors and cannot be published yet")
    from datetime import datetime

    clock = VirtualClock(datetime.fromisoformat("2024-12-30T07:00:00+07:00"))
    walk = Walk(session, clock, package, package.scenarios[scenario]).run()
    assert doctor(session) == []
    walk.check()
