"""A package names an agency that only the installation knows; binding it decides where the task goes."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from process_models.check import check_package
from process_models.files import read_folder
from process_models.package import read_package
from runtime.models import TaskRow
from runtime.services import bindings, dossiers, packages
from runtime.services.actors import system
from runtime.services.applications import Application
from tests.runtime.copies import ANSWERS, COMPONENTS, WARD, do

FOLDER = Path(__file__).parents[3] / "process_models" / "library" / "2.000815"
BOSS = system("test")


def files(declared: bool = True) -> dict[str, bytes]:
    found = dict(read_folder(FOLDER))
    told = json.loads(found["procedure.json"]) | {"version": "8.0.0"}
    if declared:
        told["environment"] = {"agencies": ["signing-office"]}
    found["procedure.json"] = json.dumps(told, ensure_ascii=False).encode()
    found["process.bpmn"] = found["process.bpmn"].replace(
        b'id="Task_Certify"', b'id="Task_Certify" motcua:agency="env:signing-office"', 1
    )
    return found


def test_an_agency_of_the_environment_that_is_not_declared_is_an_error():
    codes = {one.code for one in check_package(read_package(files(declared=False)), scenarios=False)}
    assert "people.environment-undeclared" in codes
    codes = {one.code for one in check_package(read_package(files()), scenarios=False)}
    assert "people.environment-undeclared" not in codes


def test_a_declared_name_that_nothing_uses_is_told():
    found = dict(read_folder(FOLDER))
    told = json.loads(found["procedure.json"]) | {"environment": {"agencies": ["nobody"]}}
    found["procedure.json"] = json.dumps(told, ensure_ascii=False).encode()
    assert "people.environment-unused" in {one.code for one in check_package(read_package(found), scenarios=False)}


@pytest.fixture
def received(session, clock, who):
    """A dossier received under the package, after ``prepare`` has run."""

    def make(prepare) -> list[str]:
        deployed = packages.deploy(session, clock, files(), BOSS)
        prepare(deployed)
        told = Application(
            procedure="2.000815", receiving=WARD, applicant={"name": "X"}, answers=ANSWERS, components=COMPONENTS
        )
        done = dossiers.submit(session, clock, told)
        do(session, clock, who, done.dossier_id, "Task_Receive")
        with session.begin():
            return list(session.scalars(select(TaskRow.agency).where(TaskRow.dossier_id == done.dossier_id)))

    return make


def test_the_task_goes_to_the_agency_that_the_name_is_bound_to(session, clock, received):
    def prepare(deployed):
        assert deployed.unbound == ("env:signing-office",)
        bindings.bind(session, clock, "agency", "signing-office", {"code": "H36.51"}, BOSS)
        again = packages.deploy(session, clock, files(), BOSS)
        assert again.unbound == ()

    assert received(prepare) == ["H36.51"]


def test_without_a_binding_the_task_waits_as_an_incident_and_goes_nowhere(received):
    assert received(lambda _deployed: None) == []
