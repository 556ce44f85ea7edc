"""What anybody sees."""

import pytest


def test_the_home_page_is_vietnamese_until_english_is_chosen(visitor):
    assert "Một cửa cho mọi thủ tục hành chính" in visitor.get("/")
    assert "One door for every administrative procedure" in visitor.get("/?lang=en")
    assert "One door for every administrative procedure" in visitor.get("/")


def test_every_page_forbids_inline_scripts_and_framing(visitor):
    visitor.get("/")
    policy = visitor.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert visitor.headers["X-Content-Type-Options"] == "nosniff"


def test_a_procedure_is_found_without_diacritics(visitor):
    assert "2.000815" in visitor.get("/procedures?q=chung+thuc+ban+sao")
    assert "2.000815" not in visitor.get("/procedures?q=dat+dai+khong+co")


def test_a_procedure_tells_papers_steps_fee_and_places(visitor):
    page = visitor.get("/procedures/2.000815?lang=en")
    for text in ("What you need", "Legal basis", "Within the day", "23/2015/NĐ-CP", "Bắc Gia Nghĩa"):
        assert text in page


@pytest.mark.parametrize("path", ["/nowhere", "/procedures/9.999999", "/follow/018f0000-0000-7000-8000-000000000000"])
def test_what_does_not_exist_is_a_clear_page(visitor, path):
    page = visitor.get(f"{path}?lang=en")
    assert visitor.status == 404
    assert "Page not found" in page
    assert "Traceback" not in page


def test_officers_pages_lead_to_signing_in(visitor):
    visitor.get("/tasks/queue?role=sign")
    assert visitor.path == "/sign-in"


def test_a_form_without_its_token_is_refused(visitor):
    answer = visitor.client.post("/sign-in", data={"name": "an.reception", "password": "motcua-demo"})
    assert answer.status_code == 400


def test_a_wrong_password_is_told_without_saying_what_was_wrong(visitor):
    unknown = visitor.post("/sign-in", {"name": "nobody", "password": "x"}, page="/sign-in?lang=en")
    assert visitor.status == 422
    wrong = visitor.post("/sign-in", {"name": "an.reception", "password": "x"}, page="/sign-in?lang=en")
    sentence = "Name or password is wrong."
    assert sentence in unknown
    assert sentence in wrong
