"""The organisation over the API: imports, reorganisations, successors, offers; who may is decided by the services."""

from uuid import uuid4

from tests.api.office import COPY, WARD, Office

PEOPLE = "account,name,agency,role\nmoi.api,Người Mới,H36.50,case\n"
ROW = {"agency": "H36.61.01", "successor": "H36.60.01", "day": "2026-04-01"}


def test_a_table_is_tried_then_imported_and_wrong_cells_come_back(office: Office):
    admin = office.officer("yen.admin")

    def send(text: str, query: str = "", status: int = 200):
        answer = admin.ask("POST", f"/imports/people{query}", data=text.encode(), content_type="text/csv")
        assert answer.status_code == status, answer.text
        return answer.get_json()

    assert send(PEOPLE, "?dry_run=true") | {"passwords": {}} == {
        "kind": "people",
        "kept": False,
        "rows": 1,
        "created": 1,
        "changed": 0,
        "unchanged": 0,
        "problems": [],
        "passwords": {},
        "effects": {},
    }
    done = send(PEOPLE)
    assert (done["kept"], list(done["passwords"])) == (True, ["moi.api"])
    (problem,) = send(PEOPLE.replace("H36.50", "H99"))["problems"]
    assert (problem["code"], problem["row"], problem["column"]) == ("import.agency", 2, "agency")
    assert "H99" in problem["detail"]
    unknown = admin.ask("POST", "/imports/planets", data=b"x", content_type="text/csv")
    assert (unknown.status_code, unknown.get_json()["code"]) == (404, "import.kind")
    assert admin.ask("GET", "/imports/people/template?format=csv").status_code == 200
    clerk = office.officer("an.reception")
    assert clerk.ask("POST", "/imports/people", data=PEOPLE.encode(), content_type="text/csv").status_code == 403
    assert clerk.ask("GET", "/imports/people/template").status_code == 403


def test_days_are_announced_changes_recorded_and_stages_decided(office: Office):
    admin = office.officer("yen.admin")
    days = "date,kind,name_vi\n02/09/2026,off,Quốc khánh\n"
    place = "/calendars/province/days"
    told = admin.ask("POST", f"{place}?reason=TB+9", data=days.encode(), content_type="text/csv")
    assert (told.status_code, told.get_json()["kept"]) == (200, True)
    assert admin.ask("POST", place, data=days.encode(), content_type="text/csv").status_code == 422
    assert admin("POST /reorganisations", {"rows": [ROW], "dry_run": True})["created"] == 1
    assert admin("POST /reorganisations", {"rows": [ROW]})["kept"]
    assert admin("POST /reorganisations", {"rows": [{**ROW, "day": "soon"}]})["problems"][0]["code"] == "import.day"
    assert admin("GET /successors")["items"] == []
    choice = {"dossier_id": str(uuid4()), "agency": "H36.60", "successor": WARD}
    assert admin("POST /successors", {"choices": [choice], "reason": "x"}, 404)["code"] == "not-found"

    publisher = office.officer("bich.publisher")
    stage = {"procedure": COPY, "agency": "H36.52", "stage": "trial", "reason": "Tập huấn"}
    publisher("POST /offers/stage", stage, 204)
    rows = publisher(f"GET /offers?procedure={COPY}&agency=H36.52")["items"]
    assert [(one["stage"], one["kind"], one["valid_from"]) for one in rows] == [("trial", None, "2026-03-02")]
    assert "H36.52" not in {one["agency"] for one in office.citizen(f"GET /procedures/{COPY}/offers")["items"]}
    application = office.application() | {"receiving": "H36.52"}
    assert office.citizen("POST /applications", application, 409)["code"] == "procedure.on-trial"
    publisher(f"POST /offers/{rows[0]['id']}/end", {"last": "2026-03-02"}, 204)
    assert publisher(f"POST /offers/{uuid4()}/end", {"last": "2026-03-02"}, 404)["code"] == "offer.unknown"
    office.officer("an.reception")("POST /offers/stage", stage, 403)
    publisher("POST /offers/stage", {**stage, "stage": "live"}, 204)
