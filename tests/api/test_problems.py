"""Every refusal is one problem document in the caller's language, and nothing is half-written."""

import json
import logging
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import text

from motcua.app import create_app
from motcua.settings import read_settings
from runtime.api.problems import MEDIA_TYPE
from runtime.models import db
from runtime.services import catalogue
from runtime.web.security import limiter
from tests.api.office import COPY, HOLDER, PDF, Caller, Office, scenario

RECEPTION = scenario()["steps"][0]
ZIP = {"Content-Type": "application/zip"}


def raw(caller: Caller, path: str, data: bytes, kind: str = "application/json", **headers: str):
    return caller.ask("POST", path, data=data, content_type=kind, headers=headers)


def problem(response, status: int, code: str) -> dict:
    assert (response.status_code, response.mimetype) == (status, MEDIA_TYPE), response.get_data(as_text=True)
    body = response.get_json()
    assert body["type"] == f"urn:motcua:problem:{code}"
    assert (body["status"], body["code"]) == (status, code)
    assert body["title"]
    assert body["detail"]
    assert body["instance"].startswith("/api/")
    assert "Traceback" not in response.get_data(as_text=True)
    return body


def count_dossiers(app: Flask) -> int:
    with app.app_context():
        return db.session.execute(text("SELECT count(*) FROM dossier")).scalar_one()


def test_an_unknown_address_and_a_wrong_method_are_problems_too(office: Office):
    problem(office.citizen.ask("GET", "/nothing"), 404, "not-found")
    response = office.citizen.ask("DELETE", "/procedures")
    problem(response, 405, "method")
    assert "GET" in response.headers["Allow"]


def test_pages_keep_their_own_errors(app: Flask):
    response = app.test_client().get("/nothing-here")
    assert (response.status_code, response.mimetype) == (404, "text/html")


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"{", "column"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b'{"a": NaN}', "line 1"),
        (b"\xff\xfe", "line 1"),
        (b"[" * 50_000, "line 1"),
    ],
)
def test_a_body_that_is_not_json_is_told_with_its_place(office: Office, data: bytes, where: str):
    body = problem(raw(office.citizen, "/applications", data), 400, "json.syntax")
    assert where in body["detail"]


def test_another_kind_of_body_is_refused(office: Office):
    body = problem(raw(office.citizen, "/applications", b"a=1", "application/x-www-form-urlencoded"), 415, "media-type")
    assert "application/json" in body["detail"]


def test_a_huge_body_is_refused_before_it_is_read(office: Office):
    problem(raw(office.citizen, "/applications", b'"' + b"x" * 2_200_000 + b'"'), 413, "request.too-large")


def test_each_member_that_is_wrong_has_its_pointer_and_sentence(office: Office):
    body = office.application() | {"receiving": 5, "surprise": 1, "attachments": {"copies": ["no-id"]}}
    del body["procedure"]
    found = problem(office.citizen.ask("POST", "/applications", body), 422, "request.invalid")
    told = {one["pointer"]: one["code"] for one in found["errors"]}
    assert told == {
        "/procedure": "required",
        "/receiving": "string",
        "/surprise": "unknown",
        "/attachments/copies/value/0": "uuid",
    }
    vietnamese = office.citizen.ask("POST", "/applications", body, headers={"Accept-Language": "vi"}).get_json()
    assert {one["detail"] for one in vietnamese["errors"]} >= {"Mục này là bắt buộc.", "Cần một UUID."}


@pytest.mark.parametrize("body", [[], "text", 5, None])
def test_something_other_than_an_object_is_refused(office: Office, body: object):
    found = problem(raw(office.citizen, "/applications", json.dumps(body).encode()), 422, "request.invalid")
    assert found["errors"][0]["code"] == "object"


def test_an_unknown_query_member_is_refused(office: Office):
    found = problem(office.officer("an.reception").ask("GET", "/tasks/queue?overdu=true"), 422, "request.invalid")
    assert found["errors"] == [
        {"in": "query", "pointer": "/overdu", "code": "unknown", "detail": "There is no such member here."}
    ]


def test_a_cursor_of_ones_own_making_is_refused(office: Office):
    officer = office.officer("an.reception")
    assert officer("GET /tasks/queue?after=zzz", status=422)["code"] == "text.invalid"
    assert officer("GET /dossiers?after=zzz", status=422)["code"] == "text.invalid"


def test_answers_that_do_not_fit_the_form_are_told_in_its_words(office: Office):
    body = office.application()
    body["answers"] = {**body["answers"], "papers": []}
    found = problem(office.citizen.ask("POST", "/applications", body), 422, "form.invalid")
    assert [one["pointer"] for one in found["errors"]] == ["/answers/papers"]
    assert found["errors"][0]["detail"] not in ("", "This value is not accepted.")
    vietnamese = office.citizen.ask("POST", "/applications", body, headers={"Accept-Language": "vi-VN"}).get_json()
    assert vietnamese["errors"][0]["detail"] != found["errors"][0]["detail"]
    assert count_dossiers(office.app) == 0


def test_a_form_of_a_task_that_does_not_fit_is_told_in_its_words(office: Office):
    submitted = office.submitted()
    officer, task = office.officer("an.reception"), office.open_task(submitted["dossier_id"], "Task_Receive")
    body = {"answers": {"original_seen": "perhaps"}, "outcome": "accept"}
    found = officer(f"POST /tasks/{task['id']}/completion", body, 422, If_Match="*")
    assert "/answers/original_seen" in [one["pointer"] for one in found["errors"]]
    assert all(one["detail"] != "This value is not accepted." for one in found["errors"])
    assert officer(f"GET /dossiers/{submitted['dossier_id']}")["status"] == 1


def test_a_completion_needs_the_version_it_was_read_with(office: Office):
    submitted = office.submitted()
    officer, task = office.officer("an.reception"), office.open_task(submitted["dossier_id"], "Task_Receive")
    body = {"answers": RECEPTION["answers"], "outcome": "accept"}
    place = f"/tasks/{task['id']}/completion"
    problem(officer.ask("POST", place, body), 428, "precondition.needed")
    problem(officer.ask("POST", place, body, {"If-Match": '"abc"'}), 412, "precondition.invalid")
    etag = officer.ask("GET", f"/tasks/{task['id']}").headers["ETag"]
    officer(f"POST /tasks/{task['id']}/claim", status=204)
    problem(officer.ask("POST", place, body, {"If-Match": etag}), 412, "conflict.version")
    etag = officer.ask("GET", f"/tasks/{task['id']}").headers["ETag"]
    assert officer.ask("POST", place, body, {"If-Match": etag}).status_code == 200


def test_a_task_that_somebody_else_has_is_a_conflict(office: Office):
    submitted = office.submitted()
    task = office.open_task(submitted["dossier_id"], "Task_Receive")
    office.officer("an.reception")(f"POST /tasks/{task['id']}/claim", status=204)
    other = office.officer("binh.cashier")
    problem(other.ask("POST", f"/tasks/{task['id']}/claim"), 409, "task.taken")
    body = {"answers": RECEPTION["answers"], "outcome": "accept"}
    problem(other.ask("POST", f"/tasks/{task['id']}/completion", body, {"If-Match": "*"}), 409, "task.taken")


def test_what_ones_positions_do_not_allow_is_forbidden(office: Office):
    submitted = office.advanced(1)
    clerk = office.officer("khanh.records")
    task = office.open_task(submitted["dossier_id"], "Task_Certify")
    problem(clerk.ask("POST", f"/tasks/{task['id']}/claim"), 403, "forbidden")
    problem(clerk.ask("GET", "/packages"), 403, "forbidden")


def test_a_rule_of_the_procedure_is_a_conflict_with_the_state(office: Office):
    submitted = office.advanced(1)
    place = f"/dossiers/{submitted['dossier_id']}/intake-refusal"
    response = office.officer("an.reception").ask("POST", place, {"reason": "too late"})
    assert response.status_code in (403, 409)
    problem(response, response.status_code, response.get_json()["code"])
    applicant = office.applicant(submitted)
    refused = applicant.ask("POST", f"/applications/{submitted['code']}/supplement", {})
    problem(refused, 409, "nothing-requested")


def test_a_wrong_password_and_a_token_that_is_over_are_401(office: Office):
    response = office.citizen.ask("POST", "/sessions", {"login": "an.reception", "password": "wrong"})
    problem(response, 401, "sign-in.wrong")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    unknown = office.citizen.ask("POST", "/sessions", {"login": "nobody", "password": "wrong"})
    assert unknown.get_json()["detail"] == response.get_json()["detail"]
    officer = office.officer("an.reception")
    officer("DELETE /sessions/current", status=204)
    problem(officer.ask("GET", "/tasks/mine"), 401, "sign-in.ended")
    problem(Caller(office.app, Authorization="Basic YTpi").ask("GET", "/tasks/mine"), 401, "sign-in.needed")


def test_an_upload_must_be_what_its_name_says_and_not_too_large(office: Office):
    problem(office.citizen.upload("/uploads", b"MZ" + b"\0" * 200, "paper.pdf"), 415, "file.type")
    problem(office.citizen.upload("/uploads", PDF, "paper.png"), 415, "file.lies")
    problem(office.citizen.upload("/uploads", b"", "paper.pdf"), 422, "file.empty")
    problem(office.citizen.upload("/uploads", PDF + b"\0" * 1_100_000, "paper.pdf"), 413, "file.too-large")
    problem(raw(office.citizen, "/uploads", b"x", "text/plain"), 415, "media-type")
    problem(
        office.citizen.ask("POST", "/uploads", data={"other": "x"}, content_type="multipart/form-data"),
        400,
        "file.part",
    )
    problem(Caller(office.app).upload("/uploads"), 400, "holder.needed")


def test_a_stored_file_comes_back_as_a_download(office: Office):
    stored = office.citizen.upload("/uploads", PDF, "bản chính.pdf").get_json()
    body = office.application(attachments={"copies": [stored["id"]]})
    submitted = office.citizen("POST /applications", body, 201)
    applicant = office.applicant(submitted)
    response = applicant.ask("GET", f"/applications/{submitted['code']}/files/{stored['id']}")
    assert (response.status_code, response.data, response.mimetype) == (200, PDF, "application/pdf")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    again = office.officer("an.reception").ask("GET", f"/files/{stored['id']}")
    assert again.data == PDF
    other = Caller(office.app, **{"Upload-Holder": HOLDER[::-1]})
    stolen = office.application(attachments={"copies": [stored["id"]]})
    problem(other.ask("POST", "/applications", stolen), 422, "file.missing")


@pytest.mark.parametrize("content", [b"no zip at all", b"PK\x03\x04 torn"])
def test_a_package_with_errors_is_refused_with_all_of_them(office: Office, content: bytes):
    publisher = office.officer("bich.publisher")
    before = publisher("GET /packages")["items"]
    found = problem(raw(publisher, "/packages", content, "application/zip"), 422, "package.invalid")
    assert found["problems"]
    assert all(one["code"] and one["message"] and one["severity"] == "error" for one in found["problems"])
    assert publisher("GET /packages")["items"] == before


def test_a_package_is_published_once_and_withdrawn(office: Office):
    publisher = office.officer("bich.publisher")
    (known,) = [one for one in publisher("GET /packages")["items"] if one["code"] == COPY]
    content = publisher.ask("GET", f"/packages/{known['hash']}").data
    assert raw(publisher, "/packages", content, "application/zip").get_json()["state"] == "unchanged"
    publisher(f"DELETE /packages/{known['hash']}", status=204)
    assert office.citizen("POST /applications", office.application(), 404)["code"] == "procedure.unknown"
    again = raw(publisher, "/packages", content, "application/zip").get_json()
    assert again["state"] == "retired", "what was withdrawn comes back on purpose only"
    publisher(f"POST /packages/{known['hash']}/restoration", {"reason": "withdrawn by mistake"}, 204)
    office.submitted()


def test_the_language_is_that_of_the_request_and_no_cookies(office: Office):
    caller = Caller(office.app, Cookie="language=en")
    caller.headers.pop("Accept-Language")
    response = caller.ask("GET", "/tasks/mine")
    assert response.get_json()["title"] == "Cần đăng nhập"
    assert response.headers["Content-Language"] == "vi"
    english = caller.ask("GET", "/tasks/mine", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert english.get_json()["title"] == "Sign-in needed"
    assert "Set-Cookie" not in english.headers


def test_too_many_sign_ins_are_slowed_down(province_url, clock, tmp_path):
    settings = replace(read_settings({}), database_url=province_url, files=tmp_path, secret_key="x" * 20)
    app = create_app(settings, clock)
    limiter.reset()
    caller = Caller(app)
    answers = [caller.ask("POST", "/sessions", {"login": "nobody", "password": "wrong"}) for _ in range(11)]
    limiter.reset()
    assert [one.status_code for one in answers] == [401] * 10 + [429]
    problem(answers[-1], 429, "too-many")
    assert int(answers[-1].headers["Retry-After"]) > 0
    with app.app_context():
        db.engine.dispose()


def test_a_database_that_is_down_is_told_and_nothing_is_lost(tmp_path, clock, caplog):
    settings = replace(
        read_settings({}),
        database_url="postgresql://nobody@127.0.0.1:1/none",
        files=tmp_path,
        secret_key="x" * 20,
        rate_limits=False,
    )
    caller = Caller(create_app(settings, clock))
    for path in ("/healthz", "/procedures"):
        response = caller.ask("GET", path)
        problem(response, 503, "database.down")
        assert int(response.headers["Retry-After"]) > 0


def test_our_own_mistakes_are_told_without_a_trace(office: Office, monkeypatch, caplog):
    def broken(*_args: object) -> None:
        raise RuntimeError("secret detail of the inside")

    monkeypatch.setattr(catalogue, "procedures", broken)
    with caplog.at_level(logging.ERROR):
        response = office.citizen.ask("GET", "/procedures")
    problem(response, 500, "server")
    assert "secret detail" not in response.get_data(as_text=True)
    assert "secret detail" in caplog.text


def test_the_installation_says_that_it_is_well(office: Office):
    assert office.citizen("GET /healthz") == {"status": "ok"}


def test_texts_that_no_database_can_keep_are_refused(office: Office):
    body = office.application(applicant={"name": "a\0b"})
    assert office.citizen("POST /applications", body, 422)["code"] == "text.invalid"
    surrogate = json.dumps(office.application(applicant={"name": "\ud800"})).encode()
    assert raw(office.citizen, "/applications", surrogate).status_code in (400, 422)


def test_two_officers_at_once_see_each_others_values(office: Office):
    submitted = office.advanced(1)
    task = office.open_task(submitted["dossier_id"], "Task_Certify")
    officer = office.officer("chi.case")
    read = officer(f"GET /tasks/{task['id']}")
    office.officer("yen.admin")(
        f"PATCH /dossiers/{submitted['dossier_id']}/parts/1/data",
        {"values": {"matches_original": False}, "reason": "told by telephone"},
        204,
    )
    certify = scenario()["steps"][1]
    body = {"answers": certify["answers"], "outcome": certify["outcome"], "form_seq": read["form_seq"]}
    found = officer(f"POST /tasks/{task['id']}/completion", body, 409, If_Match="*")
    assert found["code"] == "conflict.values"
    assert found["values"]["matches_original"] == {"theirs": False, "ours": True}
