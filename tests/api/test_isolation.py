"""Nobody reaches another ward's dossier: every route that names one is tried, and a new route without a try fails."""

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from runtime.api import PREFIX, register_api
from tests.api.office import Caller, scenario
from tests.api.scene import Scene

REASON = {"reason": "a reason"}
ITEMS = {**REASON, "items": [{"component": "original", "problem": "unreadable", "action": "bring it again"}]}
COMPLETION = {"answers": scenario()["steps"][0]["answers"], "outcome": "accept"}
ACCOUNT = str(uuid4())

BODIES: dict[str, Any] = {
    "GET /tasks/{task_id}": None,
    "GET /tasks/{task_id}/returnable": None,
    "GET /dossiers/{dossier_id}": None,
    "GET /dossiers/{dossier_id}/history": None,
    "GET /dossiers/{dossier_id}/deadlines": None,
    "GET /dossiers/{dossier_id}/looks": None,
    "GET /files/{file_id}": None,
    "GET /letters/{letter_id}": None,
    "GET /post-sheets/{sheet_id}": None,
    "POST /dossiers/{dossier_id}/papers": {"key": "control_slip"},
    "POST /letters/{letter_id}/prints": None,
    "POST /registers/entries/{entry_id}/notes": {"text": "a correction"},
    "GET /incidents/{dossier_id}/{part}/{uid}": None,
    "POST /tasks/{task_id}/return": {**REASON, "node": "Task_Receive"},
    "POST /tasks/{task_id}/assignment": {"account": ACCOUNT},
    "POST /tasks/{task_id}/claim": None,
    "POST /tasks/{task_id}/taking-back": REASON,
    "POST /tasks/{task_id}/release": None,
    "POST /incidents/{dossier_id}/{part}/{uid}/move": {**REASON, "node": "Task_Receive"},
    "POST /incidents/{dossier_id}/{part}/{uid}/retry": REASON,
    "POST /incidents/{dossier_id}/{part}/{uid}/skip": REASON,
    "POST /incidents/{dossier_id}/{part}/{uid}/cancellation": REASON,
    "POST /effects/{dossier_id}/{seq}/{i}/retry": REASON,
    "POST /effects/{dossier_id}/{seq}/{i}/answer": {**REASON, "result": {}},
    "POST /effects/{dossier_id}/{seq}/{i}/dismissal": REASON,
    "PATCH /dossiers/{dossier_id}/parts/{part}/data": {**REASON, "values": {"note": "mended"}},
    "POST /dossiers/{dossier_id}/supplement-request": ITEMS,
    "POST /dossiers/{dossier_id}/supplement": {},
    "GET /supplement-proposals/{proposal_id}": None,
    "POST /supplement-proposals/{proposal_id}/approval": None,
    "POST /supplement-proposals/{proposal_id}/refusal": REASON,
    "POST /supplement-proposals/{proposal_id}/taking-back": None,
    "POST /tasks/{task_id}/completion": COMPLETION,
    "POST /dossiers/{dossier_id}/payments": {"fee": "certification", "amount": 4000, "method": "cash"},
    "POST /dossiers/{dossier_id}/extension": {**REASON, "term": "1wd"},
    "POST /dossiers/{dossier_id}/intake-refusal": REASON,
    "POST /dossiers/{dossier_id}/stop": REASON,
    "POST /dossiers/{dossier_id}/withdrawal": REASON,
    "POST /dossiers/{dossier_id}/reception-cancellation": REASON,
}
"""Route -> a body that passes its schema; in an order in which an insider can ask for all of them."""

APPLICANTS: dict[str, Any] = {
    "GET /applications/{code}": None,
    "GET /applications/{code}/files/{file_id}": None,
    "GET /applications/{code}/letters/{letter_id}": None,
    "POST /applications/{code}/uploads": "file",
    "POST /applications/{code}/supplement": {},
    "POST /applications/{code}/withdrawal": REASON,
}
PUBLIC = {
    "GET /procedures/{code}",
    "GET /procedures/{code}/offers",
    "GET /procedures/{code}/forms/{key}",
    "GET /packages/{package_hash}",
    "DELETE /packages/{package_hash}",
    "POST /packages/{package_hash}/retirement",
    "POST /packages/{package_hash}/restoration",
    "GET /packages/{package_hash}/decisions",
    "GET /packages/{package_hash}/changes/{other}",
    "DELETE /deploy-tokens/{token_id}",
    "POST /trusted-keys/{key}/revocation",
    "PUT /bindings/{kind}/{name}",
    "DELETE /bindings/{kind}/{name}",
    "POST /overrides/{override_id}/end",
    "POST /imports/{kind}",
    "GET /imports/{kind}/template",
    "POST /calendars/{key}/days",
    "POST /offers/{offer_id}/end",
    "DELETE /webhooks/{webhook_id}",
    "POST /webhooks/{webhook_id}/resume",
}
"""Routes that name nothing of a dossier."""
ORDERS = {
    "GET /migrations/{order_id}",
    "GET /migrations/{order_id}/dossiers",
    "GET /migrations/{order_id}/dossiers.csv",
    "POST /migrations/{order_id}/start",
    "POST /migrations/{order_id}/cancellation",
    "POST /migrations/{order_id}/undo",
}
"""Routes of orders over many dossiers: only those who may give such orders get as far as whether one exists."""


def routes() -> set[str]:
    app = Flask("routes")
    register_api(app)
    return {
        f"{method} {rule_text(rule.rule)}"
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(PREFIX) and rule.arguments
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def rule_text(rule: str) -> str:
    parts = rule.removeprefix(PREFIX).split("/")
    return "/".join("{" + part.strip("<>").rpartition(":")[2] + "}" if part.startswith("<") else part for part in parts)


def test_every_route_that_names_something_is_tried_here():
    assert routes() == set(BODIES) | set(APPLICANTS) | PUBLIC | ORDERS


@pytest.mark.parametrize("login", ["vinh.other", "police52", "anh.analyst", "an.reception"])
def test_nobody_but_administrators_reaches_an_order_over_many_dossiers(scene: Scene, login: str):
    caller = scene.office.officer(login)
    for route in sorted(ORDERS):
        method, _, path = route.partition(" ")
        assert caller.ask(method, path.format(order_id=uuid4()), None if method == "GET" else {}).status_code == 403, (
            route
        )


@pytest.mark.parametrize("route", BODIES)
@pytest.mark.parametrize("login", ["vinh.other", "police52", "anh.analyst"])
def test_an_officer_of_another_agency_finds_nothing(scene: Scene, route: str, login: str):
    status, problem = scene.ask(scene.office.officer(login), route, BODIES[route])
    assert (status, problem["code"]) == (404, "not-found")


@pytest.mark.parametrize("route", BODIES)
def test_without_a_token_nothing_is_told(scene: Scene, route: str):
    status, problem = scene.ask(Caller(scene.office.app), route, BODIES[route])
    assert (status, problem["code"]) == (401, "sign-in.needed")


@pytest.mark.parametrize("route", APPLICANTS)
def test_the_secret_of_another_dossier_opens_nothing(scene: Scene, route: str):
    caller = scene.office.applicant(scene.stranger)
    status, problem = scene.ask(caller, route, APPLICANTS[route])
    assert (status, problem["code"]) == (404, "dossier.unknown")
    status, problem = scene.ask(Caller(scene.office.app), route, APPLICANTS[route])
    assert (status, problem["code"]) == (401, "secret.needed")


def test_a_file_of_another_dossier_is_not_found_with_ones_own_secret(scene: Scene):
    caller = scene.office.applicant(scene.stranger)
    place = f"GET /applications/{scene.stranger['code']}/files/{scene.names['file_id']}"
    assert caller(place, status=404)["code"] == "not-found"


@pytest.mark.parametrize("login", ["vinh.other", "police52", "anh.analyst"])
def test_lists_and_searches_show_nothing_of_another_agency(scene: Scene, login: str):
    caller = scene.office.officer(login)
    assert caller(f"GET /dossiers?text={scene.code}")["items"] == []
    assert caller("GET /dossiers")["items"] == []
    assert caller("GET /tasks/queue")["items"] == []
    assert caller("GET /supplement-proposals")["items"] == []
    assert caller("GET /incidents", status=403)["code"] == "forbidden"
    assert caller("GET /effects", status=403)["code"] == "forbidden"


def test_a_bearer_token_in_a_cookie_is_not_a_token(scene: Scene):
    officer = scene.office.officer("an.reception")
    token = officer.headers["Authorization"]
    headers = {"Cookie": f"token={token}; motcua={token}; session={token}"}
    status = Caller(scene.office.app).ask("GET", "/tasks/mine", headers=headers).status_code
    assert status == 401


def test_the_same_requests_of_insiders_are_not_answered_with_not_found(scene: Scene):
    """The other tests would pass for ids that do not exist: here the same ids are found by those who may."""
    answers = {}
    for route, body in BODIES.items():
        login = "yen.admin" if "/incidents/" in route or "/effects/" in route or "/parts/" in route else "an.reception"
        answers[route] = scene.ask(scene.office.officer(login), route, body)[0]
    caller = Caller(scene.office.app, **{"Dossier-Secret": scene.secret})
    for route, body in APPLICANTS.items():
        answers[route] = scene.ask(caller, route, body)[0]
    assert {route: status for route, status in answers.items() if status in (401, 404, 422, 500)} == {}
