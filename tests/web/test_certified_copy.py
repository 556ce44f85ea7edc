"""From the application to the result in hand, on pages without scripts; and what must not be possible on the way."""

import re
from datetime import timedelta

import pytest

RECEPTION = {
    "original_seen": True,
    "unaltered": True,
    "legible": True,
    "not_secret": True,
    "permitted_kind": True,
    "returned_at_once": True,
}


def task_of(one, code):
    """Address of the task the unit's queue offers for a dossier."""
    page = one.get("/tasks/queue?lang=en")
    row = next((part for part in page.split("<tr") if code in part), None)
    assert row is not None, f"{code} is not in the queue"
    return re.search(r'href="(/tasks/[0-9a-f-]{36})"', row).group(1)


def work(one, code, outcome, answers, clock=None):
    """Take the task of a dossier and complete it."""
    address = task_of(one, code)
    one.post(f"{address}/claim")
    assert one.status == 200, one.text
    sent = {name: one.hidden(name) for name in ("seq", "version", "token")}
    page = one.post(f"{address}/complete", {**sent, "outcome": outcome, **answers})
    assert one.status == 200, page
    assert "The step is done." in page
    if clock is not None:
        clock.pass_time(timedelta(minutes=10))


def test_a_citizen_applies_and_three_officers_bring_the_result(visitor, officer, apply, fill, clock):
    code, secret = apply(visitor)
    assert code.startswith("H36.50-260302-")
    an, chi, giang = officer("an.reception"), officer("chi.case"), officer("giang.sign")
    work(an, code, "accept", fill("reception", RECEPTION), clock)
    papers = [{"title": "Bằng tốt nghiệp đại học", "pages": 2, "copies": 2}]
    work(chi, code, "certified", fill("certify", {"certifications": papers, "matches_original": True}), clock)
    work(giang, code, "sign", fill("sign", {"signer_name": "Trần Văn Long"}), clock)
    work(officer("khanh.records"), code, "", fill("seal", {"sealed": True}), clock)
    paid = {"amount_paid": 8000, "payment_method": "cash", "fee_receipt_number": "BL-0001"}
    work(officer("binh.cashier"), code, "", fill("payment", paid), clock)
    returned = {
        "return_kind": "handed_over",
        "recipient_name": "Nguyễn Thị Hoa",
        "recipient_paper": "068190004512",
        "recipient_signed": True,
    }
    work(an, code, "", fill("return", returned), clock)
    page = visitor.post("/follow", {"code": code, "secret": secret.lower()}, page="/follow?lang=en")
    assert "Result returned" in page
    assert "The result was handed over." in page
    assert "8,000 đ" in page
    address = re.search(r"/follow/[0-9a-f-]{36}", visitor.path).group(0)
    confirmation = visitor.get(f"{address}/receipt")
    assert code in confirmation
    assert 'class="qr"' in confirmation
    assert 'class="barcode"' in confirmation
    assert "17:00" in confirmation


def test_every_view_of_a_dossier_opens_for_its_officer(visitor, officer, apply, fill, clock):
    code, _secret = apply(visitor)
    an = officer("an.reception")
    work(an, code, "accept", fill("reception", RECEPTION), clock)
    page = an.get(f"/dossiers?q={code}&lang=en")
    address = re.search(r'href="(/dossiers/[0-9a-f-]{36})"', page).group(1)
    assert "Nguyễn Thị Hoa" in an.get(address)
    assert "The dossier was received" in an.get(f"{address}?tab=history")
    assert "How this due time came about" in an.get(f"{address}?tab=clock")
    assert "<svg" in an.get(f"{address}?tab=diagram")


def test_a_form_with_mistakes_says_which_and_links_to_each(visitor):
    visitor.get("/procedures/2.000815/application?agency=H36.50&lang=en")
    page = visitor.post("/procedures/2.000815/application", {"agency": "H36.50", "step": "review", "papers.0._": "1"})
    assert visitor.status == 422
    assert "There is a problem" in page
    anchors = re.findall(r'<li><a href="#([^"]+)"', page)
    assert len(anchors) > 5
    assert all(f'id="{anchor}"' in page for anchor in anchors)


def test_rows_are_added_and_removed_without_scripts(visitor):
    visitor.get("/procedures/2.000815/application?agency=H36.50&lang=en")
    page = visitor.post(
        "/procedures/2.000815/application",
        {"agency": "H36.50", "papers.0._": "1", "papers.0.title": "Bằng A", "_add": "papers"},
    )
    assert visitor.status == 200
    assert 'name="papers.1._"' in page
    assert "Bằng A" in page
    page = visitor.post(
        "/procedures/2.000815/application",
        {
            "agency": "H36.50",
            "papers.0._": "1",
            "papers.0.title": "A",
            "papers.1._": "1",
            "papers.1.title": "B",
            "_remove": "papers.0",
        },
    )
    assert 'name="papers.1._"' not in page
    assert 'value="B"' in page


def test_an_officer_of_another_ward_finds_nothing(visitor, officer, apply):
    code, _secret = apply(visitor)
    an, vinh = officer("an.reception"), officer("vinh.other")
    task = task_of(an, code)
    dossier = re.search(r'href="(/dossiers/[0-9a-f-]{36})"', an.get(f"/dossiers?q={code}")).group(1)
    assert code not in vinh.get("/tasks/queue")
    assert code in an.get("/dossiers?q=nguyen+thi+hoa")
    assert code not in vinh.get("/dossiers?q=nguyen+thi+hoa")
    for address in (task, dossier, f"{dossier}?tab=history", f"{dossier}/papers", f"{dossier}/actions/refuse_intake"):
        vinh.get(address)
        assert vinh.status == 404, address
    vinh.get("/tasks/queue")
    for address in (f"{task}/claim", f"{task}/complete"):
        vinh.post(address, page="/tasks/queue")
        assert vinh.status == 404, address


def test_a_dossier_needs_its_secret(visitor, app, apply):
    code, secret = apply(visitor)
    stranger = type(visitor)(app)
    page = stranger.post("/follow", {"code": code, "secret": "AAAAAAAAAA"}, page="/follow?lang=en")
    assert stranger.status == 422
    assert "There is no dossier with this code and secret" in page
    stranger.post("/follow", {"code": code, "secret": secret}, page="/follow?lang=en")
    assert stranger.status == 200
    address = stranger.path
    stranger.post("/follow/close")
    stranger.get(address)
    assert stranger.status == 404


def test_sending_twice_makes_one_dossier(visitor, app, apply, certified_copy, controls_of):
    package, scenario = certified_copy
    address = "/procedures/2.000815/application"
    visitor.get(f"{address}?agency=H36.50&lang=en")
    answers = controls_of(package.forms["application"], scenario["submit"]["answers"])
    visitor.post(address, {"agency": "H36.50", "step": "review", **answers})
    sent = {
        "agency": "H36.50",
        "step": "submit",
        "consent": "2026-01",
        "answers": visitor.hidden("answers"),
        "token": visitor.hidden("token"),
    }
    review = visitor.text
    visitor.post(address, sent)
    first = re.findall(r'class="big-code">([^<]+)<', visitor.text)
    visitor.text = review
    visitor.post(address, sent)
    assert re.findall(r'class="big-code">([^<]+)<', visitor.text) == first


def test_a_task_done_already_says_so(visitor, officer, apply, fill):
    code, _secret = apply(visitor)
    an = officer("an.reception")
    address = task_of(an, code)
    an.post(f"{address}/claim")
    sent = {name: an.hidden(name) for name in ("seq", "version")}
    an.post(f"{address}/complete", {**sent, "outcome": "accept", **fill("reception", RECEPTION)})
    assert an.status == 200
    an.get(address)
    assert an.status in (404, 409)
    an.post(f"{address}/claim", page="/tasks/queue")
    assert an.status == 409
    assert "already" in an.text


def test_two_officers_want_one_task(visitor, officer, apply):
    code, _secret = apply(visitor)
    an, binh = officer("an.reception"), officer("binh.cashier")
    address = task_of(an, code)
    an.post(f"{address}/claim")
    page = binh.post(f"{address}/claim", page="/tasks/queue?lang=en")
    assert binh.status == 409
    assert "Nguyễn Thị Hoài An" in page
    assert "Nguyễn Thị Hoài An" in binh.get(address)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("bang.pdf", b"<html><script>alert(1)</script>", "not accepted"),
        ("bang.png", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"0" * 200, "is not what its name says"),
        ("empty.pdf", b"", "empty"),
    ],
)
def test_an_upload_that_lies_about_its_type_is_refused_beside_its_question(visitor, name, content, sentence):
    import io

    visitor.get("/procedures/2.000815/application?agency=H36.50&lang=en")
    page = visitor.post(
        "/procedures/2.000815/application",
        {"agency": "H36.50", "step": "review", "paper.copies": (io.BytesIO(content), name)},
    )
    assert visitor.status == 422
    assert sentence in page
    assert 'href="#paper-copies"' in page
