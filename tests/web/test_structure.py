"""Importing, reorganising and deciding on stages on the pages of administrators."""

import io
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from runtime.clock import VirtualClock
from runtime.models import db
from runtime.services import reorganisation
from runtime.services.applications import Application
from runtime.services.dossiers import submit
from tests.runtime.copies import ANSWERS, COMPONENTS

HOME = "/administration/organisation"
PEOPLE = "account,name,agency,role\nmoi.web,Người Mới,H36.50,case\n"


def file(text: str, name: str = "people.csv") -> Any:
    return (io.BytesIO(text.encode()), name)


def test_a_file_is_checked_then_imported_and_wrong_cells_are_told(officer):
    admin = officer("yen.admin")
    page = admin.get(f"{HOME}/imports")
    assert 'value="calendar"' in page
    admin.post(f"{HOME}/imports", {"kind": "people"})
    assert admin.status == 422
    told = admin.post(f"{HOME}/imports", {"kind": "people", "check": "1", "file": file(PEOPLE)})
    assert (admin.status, "moi.web" in told) == (200, False)
    told = admin.post(f"{HOME}/imports", {"kind": "people", "file": file(PEOPLE)})
    assert (admin.status, "moi.web" in told) == (200, True), "its first password is shown once"
    wrong = admin.post(f"{HOME}/imports", {"kind": "people", "file": file(PEOPLE.replace(",case", ",vua"))})
    assert admin.status == 422
    assert "vua" in wrong
    days = "date,kind,name_vi\n02/09/2026,off,Quốc khánh\n"
    sent = {"kind": "calendar", "calendar": "province", "file": file(days), "reason": ""}
    admin.post(f"{HOME}/imports", sent)
    assert admin.status == 422
    admin.post(f"{HOME}/imports", {**sent, "file": file(days), "reason": "Thông báo 9"})
    assert admin.status == 200
    assert "Thông báo 9" in admin.get(f"{HOME}/imports")
    admin.post(f"{HOME}/imports", {"kind": "planets", "file": file(PEOPLE)})
    assert admin.status == 422
    for place in ("people/template", "calendar/template?format=csv"):
        assert admin.client.get(f"{HOME}/imports/{place}").status_code == 200
    assert admin.client.get(f"{HOME}/imports/planets/template").status_code == 404


def test_a_change_is_recorded_and_an_open_successor_chosen_on_the_page(officer, app: Flask, clock: VirtualClock):
    admin = officer("yen.admin")
    admin.get(f"{HOME}/successors")
    row = {"agency": "H36.61", "successor": "H36.60", "day": "01/04/2026"}
    assert "H36.61.01" in admin.post(f"{HOME}/reorganisation", row), "what stands below it has to go somewhere"
    assert admin.status == 422
    for one in ({"agency": "H36.61.01", "successor": "H36.60.01"}, {"agency": "H36.61", "successor": "H36.60"}):
        admin.post(f"{HOME}/reorganisation", {**one, "day": "01/04/2026"})
        assert admin.status == 200
    for agency, heir in (("H36.60.01", "H36.50.01"), ("H36.60", "H36.50"), ("H36.60", "H36.51")):
        admin.post(f"{HOME}/reorganisation", {"agency": agency, "successor": heir, "day": "01/05/2026"})
        assert admin.status == 200
    dossier, *others = _open_dossiers(app, clock)
    admin = officer("yen.admin")  # two months later one signs in again
    page = admin.get(f"{HOME}/successors")
    key = f"to:{dossier}:H36.60"
    assert f'name="{key}"' in page
    admin.post(f"{HOME}/successors", {"reason": "x"})
    assert admin.status == 422
    admin.post(f"{HOME}/successors", {key: "H36.51", "reason": ""})
    assert admin.status == 422
    admin.post(f"{HOME}/successors", {key: "H36.51", "reason": "Gần nơi ở"})
    assert admin.status == 200
    assert f'name="{key}"' not in admin.text
    rest = {f"to:{one}:H36.60": "" for one in others} | {"all:H36.60": "H36.50", "reason": "Còn lại"}
    assert all(f'name="to:{one}:H36.60"' in admin.text for one in others)
    admin.post(f"{HOME}/successors", rest)
    assert "to:" not in admin.get(f"{HOME}/successors")


def _open_dossiers(app: Flask, clock: VirtualClock) -> list[str]:
    application = Application(
        procedure="2.000815", receiving="H36.60", applicant={"name": "A"}, answers=ANSWERS, components=COMPONENTS
    )
    with app.app_context():
        made = [str(submit(db.session(), clock, application).dossier_id) for _ in range(3)]
        clock.move_to(datetime.fromisoformat("2026-05-01T00:01:00+07:00"))
        reorganisation.follow(db.session(), clock)
    return made


def test_a_procedure_is_tried_at_one_ward_and_the_public_does_not_see_it(officer, visitor):
    admin = officer("yen.admin")
    place = f"{HOME}/offers?procedure=2.000815"
    admin.get(place)
    told = {"procedure": "2.000815", "agency": "H36.50", "stage": "trial", "reason": ""}
    admin.post(f"{HOME}/offers", told)
    assert admin.status == 422
    admin.post(f"{HOME}/offers", {**told, "reason": "Tập huấn"})
    assert admin.status == 200
    assert "tag-warn" in admin.get(place)
    clerk = officer("an.reception")
    assert "tag-warn" in clerk.get("/counter"), "the counter sees that it is a trial"
    page = visitor.get("/procedures/2.000815")
    assert "H36.51" in page or "Nam Gia Nghĩa" in page
    assert "Bắc Gia Nghĩa" not in page
    admin.get(place)
    admin.post(f"{HOME}/offers", {**told, "stage": "off", "reason": "Tạm dừng"})
    assert "2.000815" not in clerk.get("/counter")


@pytest.mark.parametrize("page", ["imports", "successors", "offers"])
def test_officers_without_administration_do_not_get_there(officer, page):
    clerk = officer("an.reception")
    clerk.get(f"{HOME}/{page}")
    assert clerk.status == 403
