"""What operators, integrators and leaders ask for."""

from urllib.parse import quote
from uuid import UUID

from sqlalchemy import text

from runtime.models import EffectRow, db
from tests.api.office import Office
from tests.conftest import MONDAY

REASON = {"reason": "mended by hand"}


def effect(office: Office, dossier: str, **changed: object) -> str:
    row = {
        "dossier_id": UUID(dossier), "seq": 1, "i": 9, "kind": "message", "n": 1, "node": "Task_Receive",
        "name": "notice", "payload": {"a": 1}, "state": "dead", "attempts": 4, "next_at": MONDAY, "created_at": MONDAY,
    }  # fmt: skip
    office.tampered = True
    with office.app.app_context(), db.session.begin():
        db.session.add(EffectRow(**(row | changed)))
    return f"/effects/{dossier}/1/9"


def test_an_operator_sends_again_what_did_not_arrive(office: Office):
    submitted = office.submitted()
    place = effect(office, submitted["dossier_id"])
    admin = office.officer("yen.admin")
    (found,) = admin("GET /effects")["items"]
    assert (found["name"], found["state"], found["dossier"]) == ("notice", "dead", submitted["dossier_id"])
    assert admin(f"POST {place}/answer", REASON | {"result": None}, 409)["code"] == "effect.state"
    admin(f"POST {place}/retry", REASON, 204)
    assert admin("GET /effects")["items"] == []
    assert [one["i"] for one in admin("GET /effects?state=pending")["items"] if one["name"] == "notice"] == [9]
    assert admin("GET /effects?state=odd", status=422)["errors"][0]["code"] == "choice"


def test_what_waits_for_an_operator_comes_in_pages_or_for_one_dossier(office: Office):
    first, second = (office.submitted()["dossier_id"] for _ in range(2))
    effect(office, first), effect(office, second, i=8), effect(office, second, i=9)
    admin = office.officer("yen.admin")
    code = admin(f"GET /dossiers/{second}")["code"]
    seen, after = [], ""
    while True:
        page = admin(f"GET /effects?limit=2{after}")
        seen += [(one["dossier"], one["i"]) for one in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={quote(page['next'])}"
    assert sorted(seen) == sorted([(first, 9), (second, 8), (second, 9)])
    assert [one["i"] for one in admin(f"GET /effects?dossier={code}")["items"]] == [8, 9]
    assert admin("GET /incidents?dossier=nothing") == {"items": [], "next": None}
    assert admin("GET /effects?after=odd", status=422)["code"] == "text.invalid"
    assert admin(f"GET /incidents?after=2026-01-01~{first}~1~1", status=422)["code"] == "text.invalid"


def test_an_operator_gives_up_a_message(office: Office):
    submitted = office.submitted()
    place = effect(office, submitted["dossier_id"], state="unknown")
    admin = office.officer("yen.admin")
    admin(f"POST {place}/dismissal", REASON, 204)
    assert admin(f"POST {place}/dismissal", REASON, 409)["code"] == "effect.state"
    log = admin(f"GET /dossiers/{submitted['dossier_id']}/history")["log"]
    assert [one["data"]["reason"] for one in log if one["kind"] == "effect_dismissed"] == [REASON["reason"]]


def test_data_is_repaired_with_a_reason_in_the_log(office: Office):
    submitted = office.submitted()
    admin = office.officer("yen.admin")
    place = f"PATCH /dossiers/{submitted['dossier_id']}/parts/1/data"
    admin(place, {"values": {"note": "added"}, **REASON}, 204)
    dossier = admin(f"GET /dossiers/{submitted['dossier_id']}")
    assert dossier["parts"][0]["data"]["note"] == "added"
    assert admin(place, {"values": {}, **REASON}, 422)["errors"][0]["pointer"] == "/values"
    assert office.officer("an.reception")(place, {"values": {"x": 1}, **REASON}, 403)["code"] == "forbidden"


def test_a_message_that_nobody_waits_for_is_refused(office: Office):
    body = {"id": "tax-1", "name": "TaxAnswer", "key": "none", "payload": {}}
    assert office.officer("yen.admin")("POST /messages", body, 409)["code"] == "nobody-waits"
    assert office.officer("yen.admin")("POST /signals", {"name": "Storm"}) == {"dossiers": 0}


def test_a_message_to_another_provinces_dossier_needs_the_right_to_operate(office: Office):
    submitted = office.submitted()
    body = {"id": "tax-2", "name": "TaxAnswer", "dossier": submitted["code"], "payload": {}}
    assert office.officer("vinh.other")("POST /messages", body, 404)["code"] == "not-found"
    assert office.officer("an.reception")("POST /messages", body, 403)["code"] == "forbidden"


def test_the_settlement_report_counts_what_was_received_and_settled(office: Office):
    office.advanced(6)
    office.submitted()
    leader = office.officer("xuan.office")
    report = leader("GET /reports/settlement?from=2026-03-01&to=2026-03-31")
    total = report["total"]
    assert report["consistent"] is True
    assert total["received"]["total"] == total["settled"]["total"] + total["in_progress"]["total"]
    assert total["settled"]["total"] == 1
    ward = leader("GET /reports/settlement?from=2026-03-01&to=2026-03-31&agency=H36.52")
    assert ward["total"]["settled"]["total"] == 0
    assert leader("GET /reports/settlement?from=2026-03-31&to=2026-03-01", status=422)["code"] == "day.order"
    refused = office.officer("anh.analyst")("GET /reports/settlement?from=2026-03-01&to=2026-03-31", status=403)
    assert refused["code"] == "forbidden"


def test_heads_read_their_units_tasks_and_hand_them_over(office: Office):
    submitted = office.submitted()
    head = office.officer("hai.chair")
    (task,) = head("GET /tasks/unit")["items"]
    assert (task["dossier_id"], task["version"], task["trial"]) == (submitted["dossier_id"], 1, False)
    assert task["intake_due"].startswith("2026-03-03T")
    office.officer("an.reception")(f"POST /tasks/{task['id']}/claim", status=204)
    place = f"POST /tasks/{task['id']}/taking-back"
    assert head(place, {"reason": "nghỉ", "version": 1}, 412)["code"] == "conflict.version"
    head(place, {"reason": "nghỉ"}, 204)
    assert head("GET /tasks/unit?unassigned=true")["items"][0]["id"] == task["id"]
    assert head("GET /tasks/unit?state=overdue")["items"] == []
    assert office.officer("an.reception")("GET /tasks/unit", status=403)["code"] == "forbidden"
    online = head("GET /reports/online?agency=H36.50&year=2026")
    assert online["rows"][0]["services"] == {
        "part": 0, "whole": 0, "percent": None, "target": None, "target_of": None, "met": None
    }  # fmt: skip
    by_agency = head("GET /reports/settlement?from=2026-01-01&to=2026-12-31&agency=H36.50&by=agency")
    assert (by_agency["by"], by_agency["consistent"]) == ("agency", True)
    refused = office.officer("vinh.other")("GET /reports/online?agency=H36.50&year=2026", status=403)
    assert refused["code"] == "forbidden"


def test_the_dashboard_counts_only_what_one_may_see(office: Office):
    office.advanced(1)
    assert office.officer("an.reception")("GET /reports/dashboard")["by_status"] != {}
    assert office.officer("vinh.other")("GET /reports/dashboard")["by_status"] == {}


def test_incidents_are_listed_for_who_administers(office: Office):
    submitted = office.submitted()
    office.tampered = True
    with office.app.app_context(), db.session.begin():
        db.session.execute(
            text(
                "INSERT INTO incident (dossier_id, n, uid, token, phase, code, element, message, raised_at)"
                " VALUES (:dossier, 1, 7, 1, 'enter', 'feel', 'Task_Receive', 'no such name', :at)"
            ),
            {"dossier": submitted["dossier_id"], "at": MONDAY},
        )
    admin = office.officer("yen.admin")
    (found,) = admin("GET /incidents")["items"]
    one = admin(f"GET /incidents/{found['dossier']}/{found['part']}/{found['uid']}")
    assert one["incident"]["message"] == "no such name"
    assert "requester" in one["data"]
    retried = admin(f"POST /incidents/{found['dossier']}/1/7/retry", REASON, 409)
    assert retried["code"] in ("stale", "incident.unknown", "unknown-incident")
