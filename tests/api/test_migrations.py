"""An integrator moves running dossiers over the API, and runs closed ones through a version."""

import json
from uuid import UUID

import pytest

from process_models.files import read_folder, write_zip
from runtime.models import db
from runtime.services import packages
from runtime.services.actors import system
from runtime.services.migration import working
from tests.api.office import COPY, LIBRARY, Office


def second() -> dict[str, bytes]:
    files = dict(read_folder(LIBRARY / COPY))
    procedure = json.loads(files["procedure.json"]) | {"version": "9.9.9"}
    return files | {"procedure.json": json.dumps(procedure, ensure_ascii=False).encode()}


def work(office: Office, order: str) -> None:
    with office.app.app_context():
        working.work_until_done(db.session(), office.clock, UUID(order))


@pytest.fixture
def versions(office: Office) -> tuple[dict[str, str], str, str]:
    """A dossier of the first version, and both versions' hashes."""
    submitted = office.submitted()
    with office.app.app_context():
        found = packages.listed(db.session(), system("test"))
        first = next(one.hash for one in found if one.code == COPY)
        made = packages.deploy(db.session(), office.clock, second(), system("test"))
    return submitted, first, made.hash


def test_a_plan_is_drafted_tried_carried_out_and_taken_back(office: Office, versions):
    submitted, first, target = versions
    admin = office.officer("yen.admin")
    plan = admin("POST /migration-plans", {"from": first, "to": target})["plan"]
    order = admin("POST /migrations", {"plan": plan, "reason": "bản mới"}, 201)
    assert (order["state"], order["counts"]) == ("checking", {"unchecked": 1})
    place = f"/migrations/{order['id']}"
    assert admin(f"POST {place}/start", {}, 409)["code"] == "migration.state"
    work(office, order["id"])
    assert admin(f"GET {place}")["counts"] == {"fits": 1}
    admin(f"POST {place}/start", {}, 204)
    work(office, order["id"])
    [item] = admin(f"GET {place}/dossiers?state=moved")["items"]
    assert item["dossier"] == submitted["code"]
    table = admin.ask("GET", f"{place}/dossiers.csv").get_data(as_text=True)
    assert submitted["code"] in table
    assert admin(f"POST {place}/undo", {"dossiers": [submitted["code"]]}) == {"dossiers": 1}
    work(office, order["id"])
    assert admin(f"GET {place}")["counts"] == {"undone": 1}
    assert [one["state"] for one in admin("GET /migrations")["items"]] == ["done"]


def test_an_order_is_stopped(office: Office, versions):
    _submitted, first, target = versions
    admin = office.officer("yen.admin")
    plan = admin("POST /migration-plans", {"from": first, "to": target})["plan"]
    order = admin("POST /migrations", {"plan": plan, "reason": "bản mới"}, 201)
    assert admin("POST /migrations", {"plan": plan, "reason": "lần hai"}, 409)["code"] == "migration.busy"
    admin(f"POST /migrations/{order['id']}/cancellation", {}, 204)
    assert admin(f"GET /migrations/{order['id']}")["state"] == "cancelled"


def test_bad_plans_and_others_are_refused(office: Office, versions):
    _submitted, first, target = versions
    admin = office.officer("yen.admin")
    body = {"plan": {"from": first}, "reason": "x"}
    assert admin("POST /migrations", body, 422)["code"] == "plan.unreadable"
    wrong = {"from": first, "to": target, "processes": {"Nowhere": {}}}
    assert admin("POST /migrations", {"plan": wrong, "reason": "x"}, 422)["code"] == "plan.invalid"
    assert office.officer("an.reception")("GET /migrations", status=403)["code"] == "forbidden"
    assert admin(f"GET /migrations/{UUID(int=7)}", status=404)["code"] == "migration.unknown"


def test_closed_dossiers_are_run_through_a_version_or_a_package(office: Office, versions):
    _submitted, first, _target = versions
    admin = office.officer("yen.admin")
    report = admin("POST /replays", {"procedure": COPY, "against": first})
    assert report["totals"] == {"dossiers": 0}
    response = admin.ask(
        "POST",
        f"/replays/package?procedure={COPY}",
        headers={"Content-Type": "application/zip"},
        data=write_zip(second()),
    )
    assert response.get_json()["version"] == "9.9.9"
