"""Packages made from tables run to the end in the database as their own examples say, with the doctor at the end."""

from datetime import datetime

import pytest

from process_models.making import PATTERNS, make_package, pattern_table
from process_models.making.catalogue import catalogue
from process_models.package import read_package
from runtime.clock import VirtualClock
from runtime.services import packages
from runtime.services.actors import system
from runtime.services.doctor import doctor
from tests.runtime.walk import Walk

TABLES = [pattern_table(name, "1.099999", name) for name in PATTERNS] + list(catalogue(1710))[5::342]


@pytest.mark.parametrize("table", TABLES, ids=[table.name for table in TABLES])
def test_a_made_package_runs_to_the_end_as_its_examples_say(table, session):
    package = read_package(make_package(table).files)
    start = datetime.fromisoformat("2026-01-05T07:00:00+07:00")
    packages.deploy(session, VirtualClock(start), package, system("test"))
    for scenario in package.scenarios.values():
        walk = Walk(session, VirtualClock(start), package, scenario).run()
        walk.check()
    assert doctor(session) == []
