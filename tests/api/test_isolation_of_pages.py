"""Who has nothing to do with a dossier finds nothing on any page that names something of it.

A page route with a name in its address that is not in one of the lists below fails the build.
"""

import re
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from runtime.web import register_pages
from tests.api.office import PASSWORD
from tests.api.scene import Scene

ARGUMENT = re.compile(r"<(?:[^<>]+:)?(\w+)>")
NAMED = r"{\1}"
REASON = {"reason": "a reason"}

OFFICERS: dict[str, dict[str, str]] = {
    "GET /dossiers/{dossier_id}": {},
    "GET /dossiers/{dossier_id}?tab=history": {},
    "GET /dossiers/files/{attachment_id}": {},
    "GET /dossiers/{dossier_id}/papers": {},
    "POST /dossiers/{dossier_id}/papers": {"key": "control_slip"},
    "GET /papers/{letter_id}": {},
    "POST /papers/{letter_id}/print": {},
    "GET /counter/post/{sheet_id}": {},
    "POST /registers/entries/{entry_id}?register=SCT&agency=H36.50&period=2026": {"note": "a correction"},
    "GET /dossiers/{dossier_id}/actions/{action}": {},
    "POST /dossiers/{dossier_id}/actions/{action}": REASON,
    "GET /approvals/{proposal_id}": {},
    "POST /approvals/{proposal_id}": {"step": "approve"},
    "GET /tasks/{task_id}": {},
    "POST /tasks/{task_id}/claim": {},
    "POST /tasks/{task_id}/release": {},
    "POST /tasks/{task_id}/complete": {"outcome": "accept"},
    "GET /counter/dossiers/{dossier_id}": {},
    "POST /counter/dossiers/{dossier_id}/steps/{task_id}": {"outcome": "accept"},
    "POST /counter/dossiers/{dossier_id}/files": {},
    "GET /counter/dossiers/{dossier_id}/supplement": {},
    "POST /counter/dossiers/{dossier_id}/supplement": {},
    "POST /counter/dossiers/{dossier_id}/payments": {"fee": "certification", "amount": "4000", "method": "cash"},
}
"""Pages of officers about one dossier -> what is sent; who does not take part gets "not found"."""

APPLICANTS: dict[str, dict[str, str]] = {
    "GET /follow/{dossier_id}": {},
    "GET /follow/{dossier_id}/receipt": {},
    "GET /follow/{dossier_id}/files/{attachment_id}": {},
    "GET /follow/{dossier_id}/papers/{letter_id}": {},
    "GET /follow/{dossier_id}/supplement": {},
    "POST /follow/{dossier_id}/supplement": {},
    "GET /follow/{dossier_id}/withdraw": {},
    "POST /follow/{dossier_id}/withdraw": REASON,
}
"""Pages of the applicant: who has not shown this dossier's secret gets "not found"."""

OPERATORS: dict[str, dict[str, str]] = {
    "GET /operation/incidents/{dossier_id}/{part}/{uid}": {},
    "POST /operation/incidents/{dossier_id}/{part}/{uid}": REASON,
    "GET /operation/jobs/{dossier_id}/{seq}/{i}": {},
    "POST /operation/jobs/{dossier_id}/{seq}/{i}": REASON,
}
"""Pages of operators: officers are refused before anything is looked up."""

ADMINISTRATORS: dict[str, dict[str, str]] = {
    "POST /administration/accounts/{account_id}/activate": {},
    "POST /administration/accounts/{account_id}/deactivate": {},
    "GET /unit/steps/{task_id}": {},
    "GET /administration/accounts/{account_id}/leaving": {},
    "POST /administration/accounts/{account_id}/leaving": REASON,
    "POST /unit/substitutions/{substitution_id}/end": {},
    "POST /administration/accounts/{account_id}/password": {"password": "another-one-1"},
    "POST /administration/accounts/{account_id}/sessions/end": {},
    "POST /administration/positions/{position_id}/end": {"last": "2026-03-31"},
    "GET /administration/migrations/{order_id}": {},
    "POST /administration/migrations/{order_id}": {},
    "GET /administration/migrations/{order_id}/dossiers.csv": {},
    "POST /administration/installation/{what}": {},
    "GET /administration/organisation/imports/{kind}/template": {},
    "POST /administration/procedures/{package_hash}/{what}": REASON,
}
"""Pages of administrators and heads of units: officers are refused; heads of other units find nothing."""

PUBLIC = {
    "GET /d/{code}",
    "GET /follow/recovered/{token}",
    "POST /follow/recovered/{token}",
    "GET /procedures/{code}",
    "GET /procedures/{code}/apply",
    "GET /procedures/{code}/application",
    "POST /procedures/{code}/application",
    "GET /assets/{filename}",
    "GET /static/{filename}",
}
"""Pages that tell everybody the same: ``/d/CODE`` leads to the form that asks for the secret, and a
mailed link is a secret itself (tests/runtime/test_counter.py)."""


class Window:
    """A browser without scripts."""

    def __init__(self, app: Flask, login: str = "") -> None:
        self._client: FlaskClient = app.test_client()
        if login:
            self._client.post("/sign-in", data={**self._token("/sign-in"), "name": login, "password": PASSWORD})

    def _token(self, page: str) -> dict[str, str]:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self._client.get(page).get_data(as_text=True))
        return {"csrf_token": found.group(1)} if found else {}

    def ask(self, method: str, path: str, data: dict[str, str]) -> Any:
        if method == "GET":
            return self._client.get(path)
        return self._client.post(path, data={**self._token("/follow"), **data})

    def follow(self, code: str, secret: str) -> None:
        self._client.post("/follow", data={**self._token("/follow"), "code": code, "secret": secret})


@pytest.fixture(scope="module")
def names(scene: Scene) -> dict[str, str]:
    return {
        **scene.names,
        "attachment_id": scene.names["file_id"],
        "action": "stop",
        "account_id": str(uuid4()),
        "position_id": str(uuid4()),
        "substitution_id": str(uuid4()),
        "order_id": str(uuid4()),
        "what": "policy",
        "kind": "people",
        "package_hash": "0" * 64,
        "code": scene.code,
    }


def asked(window: Window, route: str, names: dict[str, str], data: dict[str, str]) -> int:
    method, _, path = route.partition(" ")
    return int(window.ask(method, path.format(**names), data).status_code)


def pages() -> set[str]:
    app = Flask("pages")
    app.secret_key = "only-for-tests"
    register_pages(app)
    return {
        f"{method} {ARGUMENT.sub(NAMED, rule.rule)}"
        for rule in app.url_map.iter_rules()
        if rule.arguments
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_page_that_names_something_is_tried_here():
    tried = {route.partition("?")[0] for table in (OFFICERS, APPLICANTS, OPERATORS, ADMINISTRATORS) for route in table}
    assert pages() == tried | PUBLIC


@pytest.mark.parametrize("login", ["vinh.other", "police52"])
def test_an_officer_of_another_agency_finds_no_page(scene: Scene, names: dict[str, str], login: str):
    window = Window(scene.office.app, login)
    answers = {route: asked(window, route, names, data) for route, data in OFFICERS.items()}
    assert {route: status for route, status in answers.items() if status != 404} == {}


def test_an_applicant_of_another_dossier_finds_no_page(scene: Scene, names: dict[str, str]):
    window = Window(scene.office.app)
    window.follow(scene.stranger["code"], scene.stranger["secret"])
    own = {**names, "dossier_id": scene.stranger["dossier_id"]}
    assert asked(window, "GET /follow/{dossier_id}", own, {}) == 200
    answers = {route: asked(window, route, names, data) for route, data in APPLICANTS.items()}
    assert {route: status for route, status in answers.items() if status != 404} == {}
    mixed = {**own, "attachment_id": names["attachment_id"]}
    assert asked(window, "GET /follow/{dossier_id}/files/{attachment_id}", mixed, {}) == 404


def test_nobody_is_led_to_sign_in_or_finds_nothing(scene: Scene, names: dict[str, str]):
    window = Window(scene.office.app)
    for table in (OFFICERS, OPERATORS, ADMINISTRATORS):
        answers = {route: asked(window, route, names, data) for route, data in table.items()}
        assert {route: status for route, status in answers.items() if status not in (302, 303, 401, 404)} == {}
    answers = {route: asked(window, route, names, data) for route, data in APPLICANTS.items()}
    assert set(answers.values()) == {404}


@pytest.mark.parametrize("table", [OPERATORS, ADMINISTRATORS], ids=["operators", "administrators"])
def test_officers_do_not_get_to_pages_of_operation_and_administration(
    scene: Scene, names: dict[str, str], table: dict[str, dict[str, str]]
):
    window = Window(scene.office.app, "vinh.other")
    answers = {route: asked(window, route, names, data) for route, data in table.items()}
    assert {route: status for route, status in answers.items() if status not in (403, 404)} == {}


def test_those_who_take_part_get_every_one_of_these_pages(scene: Scene, names: dict[str, str]):
    """The other tests would pass for names that do not exist."""
    applicant, officer = Window(scene.office.app), Window(scene.office.app, "an.reception")
    applicant.follow(scene.code, scene.secret)
    operator = Window(scene.office.app, "yen.admin")
    answers = {
        route: asked(window, route, names, data)
        for window, table in ((officer, OFFICERS), (applicant, APPLICANTS), (operator, OPERATORS))
        for route, data in table.items()
    }
    assert {route: status for route, status in answers.items() if status in (404, 500)} == {}


def test_a_register_book_is_read_by_its_agency_and_nobody_else(scene: Scene):
    query = "register=SCT&agency=H36.50&period=2026"
    for path in (f"/registers?{query}", f"/registers/print?{query}"):
        answers = [
            Window(scene.office.app, login).ask("GET", path, {}).status_code for login in ("an.reception", "vinh.other")
        ]
        assert answers == [200, 404], path
