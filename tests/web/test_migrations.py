"""The administrator's pages for moving dossiers, without scripts."""

import json
import re
from uuid import UUID

from process_models.files import read_folder
from runtime.models import db
from runtime.services import packages
from runtime.services.actors import system
from runtime.services.migration import working
from tests.web.conftest import LIBRARY


def _second() -> dict[str, bytes]:
    files = dict(read_folder(LIBRARY / "2.000815"))
    procedure = json.loads(files["procedure.json"]) | {"version": "9.9.9"}
    return files | {"procedure.json": json.dumps(procedure, ensure_ascii=False).encode()}


def test_a_plan_is_drafted_tried_carried_out_and_taken_back_on_the_pages(app, clock, officer, visitor, apply):
    code, _secret = apply(visitor)
    with app.app_context():
        first = next(one.hash for one in packages.listed(db.session(), system("test")) if one.code == "2.000815")
        target = packages.deploy(db.session(), clock, _second(), system("test")).hash

    def work(order: str) -> None:
        with app.app_context():
            working.work_until_done(db.session(), clock, UUID(order))

    admin = officer("yen.admin")
    assert "Moving dossiers to another version" in admin.get("/administration")
    page = admin.get(f"/administration/migrations/new?from={first}&to={target}")
    assert target in page
    plan = json.dumps({"from": first, "to": target})
    admin.post("/administration/migrations/new", {"plan": plan, "reason": ""})
    assert admin.status == 422
    admin.post("/administration/migrations/new", {"plan": "{", "reason": "x"})
    assert admin.status == 422
    admin.post("/administration/migrations/new", {"plan": plan, "reason": "new version"})
    order = re.search(r"migrations/([0-9a-f-]{36})", admin.path).group(1)
    place = f"/administration/migrations/{order}"
    work(order)
    assert "Can move" in admin.get(place)
    admin.post(place, {"step": "start"})
    work(order)
    assert "Has moved" in admin.get(place)
    assert code in admin.get(f"{place}?state=moved")
    assert code in admin.get(f"{place}/dossiers.csv")
    admin.get(place)
    admin.post(place, {"step": "undo", "dossiers": "H00-000000-0001"})
    assert admin.status == 422
    admin.post(place, {"step": "undo", "dossiers": ""})
    work(order)
    assert "Taken back" in admin.get(place)
    assert order in admin.get("/administration/migrations")
    admin.get("/administration/migrations/new?from=1&to=2")
    assert admin.status == 422


def test_only_who_administers_and_integrates_sees_the_pages(officer):
    assert officer("an.reception").get("/administration/migrations")
    one = officer("an.reception")
    one.get("/administration/migrations")
    assert one.status == 403
