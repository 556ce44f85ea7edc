"""Drafts over the API: nothing lost, nothing overwritten, nothing published that was not looked at."""

import json
import zipfile
from io import BytesIO

from process_models.files import read_folder, write_zip
from tests.api.office import COPY, LIBRARY, Caller, scenario

ZIP = "application/zip"
FILE = "application/octet-stream"


def package_zip() -> bytes:
    return write_zip(read_folder(LIBRARY / COPY))


def changed_zip(version: str = "9.9.9") -> bytes:
    files = dict(read_folder(LIBRARY / COPY))
    told = json.loads(files["procedure.json"])
    told["version"] = version
    files["procedure.json"] = json.dumps(told, ensure_ascii=False, indent=2).encode()
    return write_zip(files)


def uploaded(officer: Caller, content: bytes | None = None) -> dict:
    response = officer.ask("POST", "/design/uploads", data=content or package_zip(), content_type=ZIP)
    assert response.status_code == 201, response.get_data(as_text=True)
    return response.get_json()


def put(officer: Caller, draft: dict, path: str, content: bytes, base: int):
    headers = {"If-Match": f'"{base}"'}
    return officer.ask(
        "PUT", f"/design/drafts/{draft['id']}/files/{path}", headers=headers, data=content, content_type=FILE
    )


def test_an_uploaded_package_becomes_a_draft_of_its_project_and_comes_back_byte_for_byte(office):
    analyst = office.officer("anh.analyst")
    draft = uploaded(analyst)
    assert (draft["code"], draft["head"]) == (COPY, 1)
    assert analyst.ask("GET", f"/design/drafts/{draft['id']}/zip").data == package_zip()
    projects = analyst("GET /design/projects")["items"]
    assert [one["code"] for one in projects] == [COPY]
    second = uploaded(analyst)
    assert second["project_id"] == draft["project_id"]


def test_a_saving_that_began_from_an_older_revision_writes_nothing_and_says_so(office):
    analyst, publisher = office.officer("anh.analyst"), office.officer("bich.publisher")
    draft = uploaded(analyst)
    first = put(publisher, draft, "letters/receipt.html.j2", b"<p>1</p>", 1)
    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
    late = put(analyst, draft, "letters/receipt.html.j2", b"<p>2</p>", 1)
    assert late.status_code == 412
    assert "bich.publisher" in late.get_json()["detail"]
    assert analyst.ask("GET", f"/design/drafts/{draft['id']}/files/letters/receipt.html.j2").data == b"<p>1</p>"
    without = analyst.ask("PUT", f"/design/drafts/{draft['id']}/files/x.json", data=b"{}", content_type=FILE)
    assert without.status_code == 428


def test_every_saving_is_kept_and_an_earlier_one_can_be_brought_back(office):
    analyst = office.officer("anh.analyst")
    draft = uploaded(analyst)
    put(analyst, draft, "translations/en.json", b"{}", 1)
    analyst(f"DELETE /design/drafts/{draft['id']}/files/translations/en.json", If_Match='"2"')
    history = analyst(f"GET /design/drafts/{draft['id']}/revisions")["items"]
    assert [(one["n"], one["changed"]) for one in history[:2]] == [
        (3, ["translations/en.json"]),
        (2, ["translations/en.json"]),
    ]
    restored = analyst(f"POST /design/drafts/{draft['id']}/revisions", {"revision": 1}, 201, If_Match='"3"')
    assert restored["head"] == 4
    assert analyst.ask("GET", f"/design/drafts/{draft['id']}/zip").data == package_zip()
    old = analyst.ask("GET", f"/design/drafts/{draft['id']}/files/translations/en.json?revision=2")
    assert old.data == b"{}"


def test_a_file_that_no_package_has_and_a_zip_that_climbs_out_are_refused(office):
    analyst = office.officer("anh.analyst")
    draft = uploaded(analyst)
    refused = put(analyst, draft, "../../etc/passwd", b"x", 1)
    assert refused.status_code in (404, 422)
    assert put(analyst, draft, "notes/secret.txt", b"x", 1).status_code == 422
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("../procedure.json", "{}")
    climbing = analyst.ask("POST", "/design/uploads", data=archive.getvalue(), content_type=ZIP)
    assert climbing.status_code == 422
    assert analyst(f"GET /design/drafts/{draft['id']}")["head"] == 1


def test_a_draft_tells_its_problems_with_file_line_and_a_sentence(office):
    analyst = office.officer("anh.analyst")
    draft = uploaded(analyst)
    assert analyst(f"POST /design/drafts/{draft['id']}/check")["publishable"]
    put(analyst, draft, "procedure.json", b'{\n  "code": 7\n}', 1)
    checked = analyst(f"POST /design/drafts/{draft['id']}/check")
    assert not checked["publishable"]
    assert any(one["file"] == "procedure.json" and one["line"] for one in checked["problems"])
    walked = analyst.ask("POST", f"/design/drafts/{draft['id']}/walk", {"submit": {"at": "2026-03-02T08:00:00+07:00"}})
    assert walked.status_code == 422
    assert walked.get_json()["problems"]


def test_a_draft_is_walked_step_by_step_on_a_virtual_clock(office):
    analyst = office.officer("anh.analyst")
    draft = uploaded(analyst)
    told = scenario("good")
    at = f"POST /design/drafts/{draft['id']}/walk"
    begun = analyst(at, {"submit": told["submit"]})
    assert [(task["element"], task["role"]) for task in begun["tasks"]] == [("Task_Receive", "reception")]
    received = analyst(at, {"submit": told["submit"], "steps": told["steps"][:1]})
    assert received["lives"][0]["due"] == told["expect"]["due"]
    assert received["tasks"][0]["returnable"][0][0] == "Task_Receive"
    done = analyst(at, {"submit": told["submit"], "steps": told["steps"]})
    assert (done["ended"], done["path"]) == (True, told["expect"]["path"])
    wrong = analyst(at, {"submit": told["submit"], "steps": [{"task": "Task_Sign"}]}, 422)
    assert wrong["errors"][0]["pointer"] == "/steps/0"


def test_one_form_is_previewed_with_its_conditions_and_problems(office):
    analyst = office.officer("anh.analyst")
    draft = uploaded(analyst)
    at = f"POST /design/drafts/{draft['id']}/forms"
    empty = analyst(f"{at}/application/preview", {})
    assert empty["sections"]
    assert not empty["errors"]
    wrong = analyst(f"{at}/application/preview", {"data": {"papers": []}})
    assert wrong["errors"]
    assert analyst(f"{at}/nothing/preview", {}, 404)["code"] == "draft.no-form"


def test_scenarios_of_a_draft_run_and_tell_where_they_differ(office):
    analyst = office.officer("anh.analyst")
    draft = uploaded(analyst)
    found = analyst(f"POST /design/drafts/{draft['id']}/scenarios")["items"]
    assert len(found) >= 10
    assert all(one["green"] for one in found)
    told = scenario("good")
    told["expect"]["fee"] = 1
    put(analyst, draft, "scenarios/good.json", json.dumps(told, ensure_ascii=False).encode(), 1)
    found = {one["name"]: one for one in analyst(f"POST /design/drafts/{draft['id']}/scenarios")["items"]}
    assert not found["good"]["green"]
    assert found["good"]["problems"][0]["line"] > 0


def test_only_what_was_looked_at_is_published_and_only_by_a_publisher(office):
    analyst, publisher = office.officer("anh.analyst"), office.officer("bich.publisher")
    draft = uploaded(analyst, changed_zip())
    at = f"/design/drafts/{draft['id']}/publish"
    assert analyst.ask("POST", at, headers={"If-Match": '"1"'}).status_code == 403
    put(analyst, draft, "letters/receipt.html.j2", b"<p>{{ dossier.code }}</p>", 1)
    assert publisher.ask("POST", at, headers={"If-Match": '"1"'}).status_code == 412
    done = publisher.ask("POST", at, headers={"If-Match": '"2"'})
    assert done.get_json()["state"] == "published"
    assert analyst(f"GET /design/drafts/{draft['id']}")["published"] == done.get_json()["hash"]


def test_a_draft_tells_what_it_changes_against_an_earlier_revision_and_a_published_package(office):
    analyst = office.officer("anh.analyst")
    draft = uploaded(analyst)
    files = dict(read_folder(LIBRARY / COPY))
    told = json.loads(files["procedure.json"])
    told["retention"] = {"years": 77}
    put(analyst, draft, "procedure.json", json.dumps(told, ensure_ascii=False).encode(), 1)
    at = f"GET /design/drafts/{draft['id']}/changes"
    changes = analyst(f"{at}?revision=1")["changes"]
    assert [(one["area"], one["key"]) for one in changes] == [("setting", "retention")]
    assert "77" in changes[0]["text"]["vi"]
    published = next(one["hash"] for one in analyst("GET /packages")["items"] if one["code"] == COPY)
    assert analyst(f"{at}?package={published}")["changes"] == changes
    assert analyst(f"{at}?revision=2")["changes"] == []


def test_an_officer_without_an_authors_role_does_not_even_see_drafts(office):
    draft = uploaded(office.officer("anh.analyst"))
    reception = office.officer("an.reception")
    for route in ("GET /design/projects", f"GET /design/drafts/{draft['id']}", f"GET /design/drafts/{draft['id']}/zip"):
        reception(route, status=403)
    reception(f"POST /design/drafts/{draft['id']}/check", status=403)
