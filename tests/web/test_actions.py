"""Actions beside the diagram, as pages: refuse, supplement, withdraw, return; the counter; operation; administration."""

import io
import re

import pytest

from tests.web.test_certified_copy import RECEPTION, task_of, work

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def dossier_of(one, code):
    """Address of a dossier's page."""
    page = one.get(f"/dossiers?q={code}&lang=en")
    return re.search(r'href="(/dossiers/[0-9a-f-]{36})"', page).group(1)


def test_a_refusal_at_intake_reaches_the_applicant_with_its_reason(visitor, officer, apply):
    code, secret = apply(visitor)
    an = officer("an.reception")
    address = dossier_of(an, code)
    an.get(f"{address}/actions/refuse_intake")
    page = an.post(f"{address}/actions/refuse_intake", {"step": "do", "reason": ""})
    assert an.status == 422
    assert "Give a reason." in page
    an.post(f"{address}/actions/refuse_intake", {"step": "do", "reason": "Bản chính bị tẩy xóa."})
    assert an.status == 200, an.text
    page = visitor.post("/follow", {"code": code, "secret": secret}, page="/follow?lang=en")
    assert "Your dossier was not accepted" in page
    assert "Bản chính bị tẩy xóa." in page


def test_the_applicant_answers_exactly_what_was_asked(visitor, officer, apply):
    code, secret = apply(visitor)
    an = officer("an.reception")
    address = dossier_of(an, code)
    an.get(f"{address}/actions/supplement")
    page = an.post(f"{address}/actions/supplement", {"step": "add", "item.0.what": "component:copies"})
    assert 'name="item.1.what"' in page
    page = an.post(f"{address}/actions/supplement", {"step": "do", "item.0.what": "", "reason": "Thiếu"})
    assert an.status == 422
    assert "Choose what, and say what is wrong." in page
    asked = {
        "step": "do",
        "reason": "Thiếu bản sao",
        "item.0.what": "component:copies",
        "item.0.problem": "Chưa có bản sao",
        "item.0.action": "Gửi bản quét",
        "item.1.what": "field:/delivery",
        "item.1.problem": "Chọn lại cách nhận",
        "item.1.action": "",
    }
    an.post(f"{address}/actions/supplement", asked)
    assert an.status == 200, an.text
    page = visitor.post("/follow", {"code": code, "secret": secret}, page="/follow?lang=en")
    assert "We need something from you" in page
    assert "Gửi bản quét" in page
    address = re.search(r"/follow/[0-9a-f-]{36}", visitor.path).group(0)
    page = visitor.get(f"{address}/supplement")
    assert 'name="paper.copies"' in page
    assert 'name="delivery.method"' in page
    assert 'name="requester.person.full_name"' not in page
    page = visitor.post(f"{address}/supplement", {"step": "send"})
    assert visitor.status == 422
    sent = {"step": "send", "delivery.method": "counter", "paper.copies": (io.BytesIO(PDF), "ban-sao.pdf")}
    page = visitor.post(f"{address}/supplement", sent)
    assert visitor.status == 200, page
    assert "Thank you. The processing goes on." in page
    assert "ban-sao.pdf" in page


def test_a_further_request_is_approved_on_a_page_before_the_applicant_sees_it(visitor, officer, apply):
    code, secret = apply(visitor)
    an, giang = officer("an.reception"), officer("giang.sign")
    address = dossier_of(an, code)
    ask = {"step": "do", "reason": "Thiếu", "item.0.what": "component:copies", "item.0.problem": "Chưa có bản sao"}
    an.post(f"{address}/actions/supplement", ask, page=address)
    an.post(f"/counter{address}/supplement", {"paper.copies": (io.BytesIO(PDF), "a.pdf")}, page=f"/counter{address}")
    assert an.status == 200, an.text
    page = an.get(f"{address}/actions/supplement")
    assert "The applicant was asked before." in page
    page = an.post(f"{address}/actions/supplement", ask)
    assert "Your request waits for approval." in page
    proposal = an.path
    assert "Take the proposal back" in page
    assert "Approve and send" not in page
    an.post(proposal, {"step": "approve"})
    assert an.status == 403
    assert "another leader of the agency must approve it" in an.text
    visitor.post("/follow", {"code": code, "secret": secret}, page="/follow?lang=en")
    follow = visitor.path
    assert "We need something from you" not in visitor.text
    assert "waits for your approval" in giang.get("/unit")
    assert "waits for your approval" in giang.get("/tasks")
    assert code in giang.get("/approvals")
    page = giang.post(proposal, {"step": "decline", "reason": " "}, page=proposal)
    assert giang.status == 422
    giang.post(proposal, {"step": "decline", "reason": "Đã đủ giấy tờ"})
    assert "Đã đủ giấy tờ" in an.get(address)
    an.post(f"{address}/actions/supplement", ask, page=f"{address}/actions/supplement")
    giang.post(an.path, {"step": "approve"}, page=an.path)
    assert giang.status == 200, giang.text
    assert "the request is with the applicant now" in giang.text
    assert "We need something from you" in visitor.get(follow)
    assert "Nguyễn Thị Hoài An → Đỗ Hương Giang" in an.get(f"{address}?tab=history")


def test_officers_cannot_complete_while_the_applicant_is_asked(visitor, officer, apply, fill):
    code, _secret = apply(visitor)
    an = officer("an.reception")
    address = dossier_of(an, code)
    task = task_of(an, code)
    an.post(f"{task}/claim")
    item = {"item.0.what": "component:original", "item.0.problem": "Thiếu", "item.0.action": ""}
    an.post(f"{address}/actions/supplement", {"step": "do", "reason": "Thiếu bản chính", **item}, page=address)
    assert an.status == 200, an.text
    an.get(task)
    assert "Thiếu bản chính" in an.text
    sent = {name: an.hidden(name) for name in ("seq", "version")}
    page = an.post(f"{task}/complete", {**sent, "outcome": "accept", **fill("reception", RECEPTION)})
    assert an.status == 409
    assert "waits for the applicant" in page


def test_the_applicant_withdraws_with_a_reason(visitor, officer, apply):
    code, secret = apply(visitor)
    visitor.post("/follow", {"code": code, "secret": secret}, page="/follow?lang=en")
    address = re.search(r"/follow/[0-9a-f-]{36}", visitor.path).group(0)
    page = visitor.post(f"{address}/withdraw", {"reason": " "}, page=f"{address}/withdraw")
    assert visitor.status == 422
    assert "Give a reason." in page
    page = visitor.post(f"{address}/withdraw", {"reason": "Không còn nhu cầu"})
    assert "Withdrawn" in page
    an = officer("an.reception")
    assert code not in an.get("/tasks/queue?lang=en")


def test_a_return_shows_what_it_cancels_and_brings_the_step_back(visitor, officer, apply, fill):
    code, _secret = apply(visitor)
    an, chi, giang = officer("an.reception"), officer("chi.case"), officer("giang.sign")
    work(an, code, "accept", fill("reception", RECEPTION))
    papers = [{"title": "Bằng tốt nghiệp đại học", "pages": 2, "copies": 2}]
    work(chi, code, "certified", fill("certify", {"certifications": papers, "matches_original": True}))
    address = dossier_of(giang, code)
    page = giang.get(f"{address}/actions/return")
    assert "Cancels:" in page
    choice = re.search(r'name="to" value="([^"]+:Task_Certify)"', page).group(1)
    giang.post(
        f"{address}/actions/return", {"step": "do", "to": choice, "reason": "Sai số trang", "consent": "chi.case"}
    )
    assert giang.status == 200, giang.text
    assert task_of(chi, code)


def test_actions_that_are_not_allowed_now_say_so(visitor, officer, apply):
    code, _secret = apply(visitor)
    an = officer("an.reception")
    address = dossier_of(an, code)
    page = an.get(f"{address}/actions/stop")
    assert an.status == 409
    assert "Stop the processing" in page


def test_a_dossier_is_received_at_the_counter_in_one_go(officer, certified_copy, controls_of, fill):
    package, scenario = certified_copy
    an = officer("an.reception")
    form = an.get("/counter/application?agency=H36.50&code=2.000815")
    assert 'name="original.original"' in form
    answers = controls_of(package.forms["application"], scenario["submit"]["answers"])
    where = {"agency": "H36.50", "code": "2.000815"}
    page = an.post("/counter/application", {**where, "step": "next", "original.original": "1", **answers})
    assert an.status == 200, page
    kept = {name: an.hidden(name) for name in ("answers", "token", "original.original")}
    page = an.post("/counter/reception", {**where, **kept, "outcome": "accept"})
    assert an.status == 422
    page = an.post("/counter/reception", {**where, **kept, "outcome": "accept", **fill("reception", RECEPTION)})
    assert an.status == 200, page
    assert "is received" in page
    assert "Secret of the applicant" in page
    assert 'class="tag tag-info">Received' in page
    assert "Make the receipt" in page
    assert "17:00" in page
    made = an.post(f"{an.path.removeprefix('/counter')}/papers", {"key": "receipt"})
    assert "The paper is issued" in made
    assert "Make the receipt" not in an.get(f"/counter{an.path.removesuffix('/papers')}")


@pytest.mark.parametrize(
    "path", ["/counter/application?agency=H36.52&code=2.000815", "/counter/application?agency=H36.50&code=9"]
)
def test_a_counter_that_is_not_the_officers_does_not_exist(officer, path):
    an = officer("an.reception")
    an.get(path)
    assert an.status == 404


def test_only_operators_and_administrators_get_their_pages(officer):
    an = officer("an.reception")
    for path in ("/operation", "/administration", "/administration/officers", "/administration/calendars", "/overview"):
        an.get(path)
        assert an.status == 403, path


def test_a_job_nothing_is_connected_for_is_answered_by_hand(visitor, officer, sessions, clock):
    admin = officer("yen.admin")
    assert "No incident is open." in admin.get("/operation")
    admin.get("/operation/jobs/018f0000-0000-7000-8000-000000000000/1/0")
    assert admin.status == 404
    admin.get("/operation/incidents/018f0000-0000-7000-8000-000000000000/1/1")
    assert admin.status == 404


def test_a_day_off_is_added_and_told_to_the_calendar(officer):
    admin = officer("yen.admin")
    page = admin.get("/administration/calendars")
    assert "Monday: 07:00–11:30, 13:30–17:00" in page
    bad = {"calendar": "vn", "day": "31", "month": "2", "year": "2026", "reason": "Bão"}
    assert "Enter the day as day, month and year." in admin.post("/administration/calendars", bad)
    page = admin.post("/administration/calendars", {**bad, "day": "12", "month": "3"})
    assert admin.status == 200, page
    assert "12 Mar 2026: Bão (day off)" in page


def test_an_officer_gets_an_account_and_a_position_and_loses_them(officer):
    admin = officer("yen.admin")
    admin.get("/administration/officers")
    new = {"account": "moi.casework", "name": "Đỗ Văn Mới", "agency": "H36.50", "role": "case"}
    page = admin.post("/administration/officers", {**new, "password": "short"})
    assert admin.status == 422
    assert "at least 10 characters" in page
    page = admin.post("/administration/officers", {**new, "password": "a long enough password"})
    assert admin.status == 200, page
    row = next(part for part in page.split("<tr") if "moi.casework" in part)
    close = re.search(r'href="(/administration/accounts/[^"]+/leaving)"', row).group(1)
    admin.get(close)
    admin.post(close, {"reason": "left the ward"})
    admin.get("/administration/officers")
    row = next(part for part in admin.text.split("<tr") if "moi.casework" in part)
    assert "inactive" in row


def test_a_package_with_problems_is_not_published_and_each_problem_has_its_place(officer):
    import zipfile

    publisher = officer("bich.publisher")
    publisher.get("/administration/procedures")
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("procedure.json", '{"code": "1",\n "oops": }')
        archive.writestr("process.bpmn", "<x/>")
    broken.seek(0)
    page = publisher.post("/administration/procedures", {"package": (broken, "p.zip")})
    assert publisher.status == 422
    assert "The package was not published" in page
    assert "procedure.json" in page
    page = publisher.post("/administration/procedures", {"package": (io.BytesIO(b"no zip"), "p.zip")})
    assert publisher.status == 422
    assert "Traceback" not in page


def test_a_published_package_again_changes_nothing(officer, certified_copy):
    from process_models.files import write_zip

    package, _scenario = certified_copy
    publisher = officer("bich.publisher")
    publisher.get("/administration/procedures")
    page = publisher.post("/administration/procedures", {"package": (io.BytesIO(write_zip(package.files)), "p.zip")})
    assert publisher.status == 200, page
    assert "was published already; nothing changed" in page


def test_a_database_that_is_down_is_a_clear_page(settings, clock):
    from dataclasses import replace

    from motcua.app import create_app

    app = create_app(replace(settings, database_url="postgresql://nobody@127.0.0.1:1/nowhere"), clock)
    for path, sentence in (("/procedures?lang=en", "not available"), ("/procedures?lang=vi", "tạm thời gián đoạn")):
        answer = app.test_client().get(path)
        assert answer.status_code == 503
        assert sentence in answer.get_data(as_text=True)
        assert "Retry-After" in answer.headers


def test_a_page_that_breaks_shows_no_trace(app):
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @app.get("/breaks")
    def breaks():
        raise RuntimeError("secret detail")

    answer = app.test_client().get("/breaks?lang=en")
    assert answer.status_code == 500
    text = answer.get_data(as_text=True)
    assert "Something went wrong on our side" in text
    assert "secret detail" not in text


def test_too_many_attempts_are_stopped(settings, clock):
    from dataclasses import replace

    from motcua.app import create_app

    client = create_app(replace(settings, rate_limits=True), clock).test_client()
    page = client.get("/follow?lang=en").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
    seen = [
        client.post("/follow", data={"csrf_token": token, "code": "X", "secret": "Y"}).status_code for _ in range(22)
    ]
    assert seen[0] == 422
    assert seen[-1] == 429
