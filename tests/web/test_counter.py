"""The counter's pages, consent, lost codes and help, as people without scripts use them."""

import io
import re
from typing import Any

from sqlalchemy import select

from runtime.models import EffectRow, db
from tests.web.test_actions import PDF, RECEPTION, dossier_of

WHERE = {"agency": "H36.50", "code": "2.000815"}
PATH = "/counter/application"


def received(an: Any, certified_copy: Any, controls_of: Any, fill: Any, **more: str) -> str:
    """Receive a certified copy at the counter; the path of its page."""
    package, scenario = certified_copy
    an.get(f"{PATH}?agency=H36.50&code=2.000815&lang=en")
    answers = controls_of(package.forms["application"], scenario["submit"]["answers"])
    page = an.post(PATH, {**WHERE, "step": "next", "have.original": "1", **answers})
    assert "Originals: 1" in page
    assert "8.000" in page or "8,000" in page or "4.000" in page or "đ" in page
    names = ("answers", "token", "original.original", "language")
    kept = {name: an.hidden(name) for name in names}
    sent = {**WHERE, **kept, **fill("reception", RECEPTION), "outcome": "accept", **more}
    an.post("/counter/reception", sent)
    assert an.status == (422 if more.get("received_on") and not more.get("late_reason") else 200), an.text
    return an.path


def test_a_few_letters_a_recent_procedure_and_a_scanned_code_all_lead_on(officer, certified_copy, controls_of, fill):
    an = officer("an.reception")
    page = an.get("/counter")
    assert "Received lately" not in page
    an.get("/counter?q=chung thuc ban sao")
    assert an.path == PATH
    assert "Nothing fits" in an.get("/counter?q=zzz")
    desk = received(an, certified_copy, controls_of, fill)
    code = re.search(r'class="code">([^<]+)<', an.text).group(1)
    assert "Received lately" in an.get("/counter")
    an.get(f"/counter?q={code.lower()}")
    assert an.path == desk.removeprefix("/counter")
    other = officer("vinh.other")
    other.get(f"/counter?q={code}")
    assert other.path == "/counter"


def test_one_screen_goes_from_the_reception_through_the_steps_of_the_same_officer(
    officer, certified_copy, controls_of, fill
):
    an = officer("an.reception")
    desk = received(an, certified_copy, controls_of, fill)
    assert "Secret of the applicant" in an.text
    assert "The dossier goes on elsewhere" in an.text
    assert "Entered by mistake" in an.text
    page = an.post(f"{desk}/payments", {"fee": "certification", "amount": "x", "method": "cash"})
    assert an.status == 422
    assert "above zero" in page
    page = an.post(f"{desk}/payments", {"fee": "certification", "amount": "4.000", "method": "cash"})
    assert "The payment is recorded." in page
    page = an.post(f"{desk}/files", {"paper.original": (io.BytesIO(PDF), "ban-chinh.pdf")})
    assert "1 files are attached." in page
    assert "ban-chinh.pdf" in page
    an.post(f"{desk}/files")
    assert an.status == 422
    an.get("/counter")
    assert "Secret of the applicant" not in an.get(desk)
    stranger = officer("vinh.other")
    stranger.get(desk)
    assert stranger.status == 404
    for path in (f"{desk}/payments", f"{desk}/steps/{'0' * 8}-0000-7000-8000-{'0' * 12}"):
        stranger.post(path, {"fee": "certification", "amount": "1", "method": "cash"}, page="/counter")
        assert stranger.status == 404, path


def test_somebody_alone_in_a_small_ward_receives_settles_and_hands_back_on_one_screen(
    officer, certified_copy, controls_of, fill
):
    package, scenario = certified_copy
    tam = officer("tam.chair")
    where = {"agency": "H36.51", "code": "2.000815"}
    tam.get(f"{PATH}?agency=H36.51&code=2.000815&lang=en")
    answers = controls_of(package.forms["application"], scenario["submit"]["answers"])
    tam.post(PATH, {**where, "step": "next", "original.original": "1", **answers})
    kept = {name: tam.hidden(name) for name in ("answers", "token")}
    tam.post("/counter/reception", {**where, **kept, **fill("reception", RECEPTION), "outcome": "accept"})
    for step in scenario["steps"][1:]:
        form = re.search(r'action="(/counter/dossiers/[^"]+/steps/[^"]+)"', tam.text)
        assert form is not None, step
        kept = {name: tam.hidden(name) for name in ("seq", "token")}
        task = next(
            node
            for process in package.library.processes.values()
            for node in process.nodes.values()
            if node.id == step["task"]
        )
        sent = {**kept, "outcome": step.get("outcome") or "", **fill(task.work.form, step.get("answers", {}))}
        tam.post(form.group(1), sent)
        if tam.status == 422:
            assert "Someone else should do this one" in tam.text
            kept["token"] = tam.hidden("token")
            tam.post(form.group(1), {**sent, **kept, "override": "Phường chỉ có một người"})
        assert tam.status == 200, tam.text
        assert tam.path.startswith("/counter/dossiers/")
    assert "The result was handed over." in tam.text


def test_a_late_entry_is_corrected_on_the_page(officer, certified_copy, controls_of, fill):
    an = officer("an.reception")
    received(an, certified_copy, controls_of, fill, received_on="2/3/26x", received_time="07:30")
    assert "day/month/year" in an.text
    kept = {name: an.hidden(name) for name in ("answers", "token")}
    sent = {**WHERE, **kept, **fill("reception", RECEPTION), "outcome": "accept", "received_on": "02/03/2026"}
    an.post("/counter/reception", {**sent, "received_time": "07:30"})
    assert "Say why the reception is entered later" in an.text
    an.post("/counter/reception", {**sent, "received_time": "07:30", "late_reason": "Mất điện"})
    assert an.status == 200, an.text
    assert "7:30" in an.text or "07:30" in an.text


def test_an_earlier_applicant_is_taken_over_into_the_form(officer, certified_copy, controls_of, fill):
    an = officer("an.reception")
    received(an, certified_copy, controls_of, fill)
    _package, scenario = certified_copy
    told = scenario["submit"]["answers"]["requester"]
    an.get(f"{PATH}?agency=H36.50&code=2.000815&lang=en")
    page = an.post(PATH, {**WHERE, "step": "lookup", "known": told["identity"]["number"]})
    choice = re.search(r'value="(take\.[0-9a-f-]+)"', page).group(1)
    page = an.post(PATH, {**WHERE, "step": choice, "known": told["identity"]["number"]})
    assert f'name="requester.person.full_name" value="{told["person"]["full_name"]}"' in page
    page = an.post(PATH, {**WHERE, "step": "lookup", "known": "999999999999"})
    assert "Nobody is found" in page


def test_the_officer_cancels_a_reception_and_gives_a_new_secret(officer, certified_copy, controls_of, fill, visitor):
    an = officer("an.reception")
    desk = received(an, certified_copy, controls_of, fill)
    actions = f"{desk.removeprefix('/counter')}/actions"
    page = an.post(f"{actions}/renew_secret", {"step": "do", "reason": "mất giấy"}, page=f"{actions}/renew_secret")
    secret = re.search(r"New secret of the applicant: (\w+)", page).group(1)
    code = re.search(r'class="code">([^<]+)<', page).group(1)
    page = visitor.post("/follow", {"code": code, "secret": secret}, page="/follow?lang=en")
    assert "What has happened" in page
    an.post(f"{actions}/cancel_reception", {"step": "do", "reason": "nhập trùng"}, page=f"{actions}/cancel_reception")
    assert an.status == 200
    assert "The reception was taken back as a mistake" in visitor.get(visitor.path)


def test_nothing_is_sent_without_consent(visitor, certified_copy, controls_of):
    package, scenario = certified_copy
    path = "/procedures/2.000815/application"
    visitor.get(f"{path}?agency=H36.50&lang=en")
    answers = controls_of(package.forms["application"], scenario["submit"]["answers"])
    page = visitor.post(path, {"agency": "H36.50", "step": "review", **answers})
    assert "How your personal data are used" in page
    sent = {"agency": "H36.50", "step": "submit"} | {name: visitor.hidden(name) for name in ("answers", "token")}
    page = visitor.post(path, sent)
    assert visitor.status == 422
    assert "agree to it before you send" in page
    assert visitor.hidden("token") == sent["token"]
    assert "Version 2026-01" in visitor.get("/privacy")


def test_the_officer_sees_before_and_after_of_what_was_asked(visitor, officer, apply):
    code, secret = apply(visitor)
    an = officer("an.reception")
    address = dossier_of(an, code)
    asked = {
        "step": "do",
        "reason": "Số điện thoại sai",
        "item.0.what": "field:/requester/contact/phone",
        "item.0.problem": "Không liên lạc được",
        "contact": "Bà An, 0261 111 222",
        "last_day": "12/03/2026",
    }
    an.get(f"{address}/actions/supplement")
    an.post(f"{address}/actions/supplement", asked)
    assert an.status == 200, an.text
    visitor.post("/follow", {"code": code, "secret": secret}, page="/follow?lang=en")
    page = visitor.get(f"{visitor.path}/supplement")
    assert "Bà An, 0261 111 222" in page
    assert 'name="requester.contact.phone"' in page
    assert 'name="requester.contact.email"' not in page
    token = visitor.hidden("token")
    visitor.post(visitor.path, {"step": "send", "requester.contact.phone": "0912000111", "token": token})
    assert visitor.status == 200, visitor.text
    page = an.get(f"{address}?lang=en")
    assert "What the applicant changed" in page
    assert "0912000111" in page


def test_what_the_applicant_brings_is_entered_at_the_counter(officer, certified_copy, controls_of, fill):
    an, chi = officer("an.reception"), officer("chi.case")
    desk = received(an, certified_copy, controls_of, fill)
    dossier = desk.removeprefix("/counter")
    asked = {"step": "do", "reason": "mờ", "item.0.what": "component:original", "item.0.problem": "Mờ"}
    chi.post(f"{dossier}/actions/supplement", asked, page=f"{dossier}/actions/supplement")
    assert chi.status == 200, chi.text
    assert "Enter what was brought" in an.get(desk)
    an.post(f"{desk}/supplement", {"step": "send"}, page=f"{desk}/supplement")
    assert an.status == 422
    page = an.post(f"{desk}/supplement", {"step": "send", "original.original": "1", "token": an.hidden("token")})
    assert "What was brought is entered" in page
    an.get(f"{desk}/supplement")
    assert an.status == 409


def test_lost_codes_are_asked_for_without_being_told_anything(visitor, app, apply):
    apply(visitor)
    answers = set()
    for typed in ("nobody@example.vn", "079090001234", "a"):
        page = visitor.post("/follow/forgotten", {"typed": typed}, page="/follow/forgotten?lang=en")
        answers.add((visitor.status, re.sub(r'value="[^"]*"', "", page)))
    assert len(answers) == 2
    assert {status for status, _page in answers} == {200, 422}
    page = visitor.get("/follow/recovered/guess")
    visitor.post("/follow/recovered/guess")
    assert visitor.status == 404
    with app.app_context(), db.session.begin():
        assert db.session.scalars(select(EffectRow).where(EffectRow.name == "recovery")).all() == []


def test_a_helper_fills_in_and_the_applicant_sends(officer, visitor, certified_copy, controls_of):
    package, scenario = certified_copy
    cuong = officer("cuong.helper")
    assert "Help somebody to apply" in cuong.get("/assist")
    path = "/procedures/2.000815/application"
    cuong.get(f"{path}?agency=H36.50&lang=en")
    answers = controls_of(package.forms["application"], scenario["submit"]["answers"])
    page = cuong.post(path, {"agency": "H36.50", "step": "review", **answers})
    assert "Send the application" not in page
    kept = {name: cuong.hidden(name) for name in ("answers", "token")}
    page = cuong.post(path, {"agency": "H36.50", "step": "assist", "support": "H36.50.01", **kept})
    code = re.search(r'class="price code">([^<]+)<', page).group(1)
    assert "Help somebody to apply" in cuong.get("/assist/handed")
    page = visitor.post("/confirm", {"code": "WRONG", "step": "show"}, page="/confirm?lang=en")
    assert visitor.status == 422
    page = visitor.post("/confirm", {"code": code, "step": "show"})
    assert scenario["submit"]["answers"]["requester"]["person"]["full_name"] in page
    page = visitor.post("/confirm", {"code": code, "step": "send"})
    assert "agree to it before you send" in page
    page = visitor.post("/confirm", {"code": code, "step": "send", "consent": "2026-01"})
    assert "Your application was sent" in page
    assert re.search(r"<p>\S[^<]+ looks at your application", page)
    dossier = re.findall(r'class="big-code">([^<]+)<', page)[0]
    cuong.get(f"/counter?q={dossier}")
    assert cuong.status == 403
