"""Templates and PDFs without a database: what a paper shows, and what no template can do."""

import os
import re
import shutil
import subprocess
from typing import Any

import pytest

from runtime.letters import wording
from runtime.letters.rendering import TemplateFaultError, html_of, names_of, pdf_of, shipped, template_of
from runtime.services.papers import period_of, written_number

LONG = "Công ty trách nhiệm hữu hạn một thành viên Đầu tư Xây dựng Thương mại Dịch vụ Nguyễn Phước Bảo Quỳnh Đắk Nông"
WORD = "W" * 60
"""A word that no line can hold: links and numbers that people type."""
LETTERS = "ẮẰẲẴẶắằẳẵặẤẦẨẪẬấầẩẫậẾỀỂỄỆếềểễệỐỒỔỖỘốồổỗộỚỜỞỠỢớờởỡợỨỪỬỮỰứừửữựỲỴỶỸỳỵỷỹĐđĨĩŨũƠơƯư"
MARGIN = 10 * 72 / 25.4 - 1
"""The narrowest margin, in points."""
AT = "2026-03-02T08:10:00+07:00"


def values(key: str, **changed: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "letter": {
            "key": key, "title": "Giấy tiếp nhận", "number": 12, "year": 2026, "text": "12/2026", "issued_at": AT,
            "trial": False,
        },
        "agency": {"name": "ỦY BAN NHÂN DÂN PHƯỜNG BẮC GIA NGHĨA", "above": ["TỈNH LÂM ĐỒNG"], "hotline": "0261 3543210"},
        "officer": {"name": "Trần Thị An"},
        "dossier": {"code": "H36.50-260302-0001", "link": "https://dvc.example/d/H36.50-260302-0001", "parts": []},
        "procedure": {"code": "2.000815", "name": "Chứng thực bản sao", "term": "8wd"},
        "applicant": {"name": LONG, "address": LETTERS, "phone": "0905123456", "email": f"{WORD}@example.vn"},
        "times": {"received": AT, "due": "2026-03-12T17:00:00+07:00", "former_due": AT, "settled": AT},
        "fee": {"total": "16000", "paid": True},
        "components": [{"name": "Bản chính", "original": 1, "copies": 2, "electronic": 0}],
        "registers": [{"name": "Sổ chứng thực", "text": "1/2026-SCT/BS"}],
        "told": {
            "reason": "Bị <b>mờ</b> & rách", "contact": "Trần Thị An", "expires_at": AT, "by": "2wd", "period": "2026",
            "forwarded_to": "Bưu điện", "items": [{"about": "Bản chính", "wrong": WORD, "todo": "Nộp bản khác"}],
        },
        "steps": [{"receiving": LONG, "step": "Thẩm tra", "opened_at": AT, "closed_at": AT, "class": "Đúng hạn"}] * 20,
        "rows": [{"number": n, "text": f"{n}/2026", "taken_at": AT, "code": "H", "name": LONG} for n in range(1, 21)],
    }  # fmt: skip
    return told | changed


def poppler(tool: str, pdf: bytes) -> str:
    """What a tool of poppler says about a PDF."""
    if shutil.which(tool.split(maxsplit=1)[0]) is None and os.environ.get("MOTCUA_BROWSER_TESTS") != "required":
        pytest.skip(f"{tool} is not installed (poppler-utils)")
    arguments = {"pdftotext": ["-", "-"], "pdffonts": ["-"], "pdftotext -bbox": ["-bbox", "-", "-"]}[tool]
    tool = tool.split(maxsplit=1)[0]
    return subprocess.run([tool, *arguments], input=pdf, capture_output=True, check=True).stdout.decode()


def text_of(pdf: bytes) -> str:
    return " ".join(poppler("pdftotext", pdf).split())


def cut(pdf: bytes) -> list[str]:
    """Its words that stand in a margin or beyond the page."""
    found, width = [], 0.0
    for page, left, right, word in re.findall(
        r'<page width="([0-9.]+)"|<word xMin="([0-9.-]+)" yMin="[0-9.]+" xMax="([0-9.]+)"[^>]*>([^<]*)<',
        poppler("pdftotext -bbox", pdf),
    ):
        width = float(page) if page else width
        if word and (float(left) < MARGIN or float(right) > width - MARGIN):
            found.append(word)
    return found


def squeezed(pdf: bytes) -> str:
    """Its text without any space: lines break where they must."""
    return text_of(pdf).replace(" ", "")


@pytest.mark.parametrize("key", sorted(set(shipped()) - {"_paper", "_parts"}))
def test_every_shipped_paper_has_all_its_letters_and_says_what_it_was_given(key: str):
    pdf = pdf_of(html_of(shipped()[key], values(key)))
    text = text_of(pdf)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "12/2026" in text
    if not key.startswith("_"):
        plain = squeezed(pdf)
        assert set(LETTERS) <= set(plain), set(LETTERS) - set(plain)
        assert "H36.50-260302-0001" in text
    assert cut(pdf) == []
    fonts = poppler("pdffonts", pdf)
    named = [line.split()[0] for line in fonts.splitlines()[2:]]
    assert {name.partition("+")[2].partition("-")[0] for name in named} == {"Paper"}


def test_a_receipt_has_every_field_the_law_asks_for():
    html = html_of(shipped()["receipt"], values("receipt"))
    for word in ("12/2026", LONG, "0905123456", "Bản chính", "08 ngày làm việc", "08 giờ 10 phút, ngày 02 tháng 03",
                 "17 giờ 00 phút, ngày 12 tháng 03", "16.000 đồng", "đã nộp", "0261 3543210", "Sổ theo dõi"):  # fmt: skip
        assert word in html, word
    assert len(re.findall(r'src="data:image/svg\+xml,', html)) == 2


def test_marks_stand_on_the_paper_and_what_people_wrote_cannot_become_markup():
    trial = values("refusal", letter={**values("refusal")["letter"], "trial": True})
    html = html_of(shipped()["refusal"], trial, "BẢN SAO – in lại lần 2")
    assert "THỬ NGHIỆM" in html
    assert "BẢN SAO – in lại lần 2" in html
    assert "Bị &lt;b&gt;mờ&lt;/b&gt; &amp; rách" in html
    plain = html_of(shipped()["refusal"], values("refusal"))
    assert "THỬ NGHIỆM" not in plain
    assert "BẢN SAO" not in plain


def test_what_is_not_known_is_a_line_to_fill_in():
    assert "…………" in html_of("{{ applicant.born }} {{ told.nothing.at_all }}", values("notice"))


@pytest.mark.parametrize(
    "template",
    [
        '{% include "/etc/passwd" %}',
        "{{ letter.__class__.__mro__ }}{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ namespace(a=1) }}",
        "{{ applicant.name | safe }}",
        "{{ applicant.name",
        "{{ letter.number / 0 }}",
    ],
)
def test_a_template_reaches_nothing_but_its_values(template: str):
    with pytest.raises(TemplateFaultError):
        html_of(template, values("notice"))


@pytest.mark.parametrize("place", ["file:///etc/passwd", "http://127.0.0.1:9/x.png", "motcua:../paper.css"])
def test_a_paper_reads_no_file_and_no_network(place: str):
    with pytest.raises(TemplateFaultError, match="nothing from elsewhere"):
        pdf_of(html_of(f'<img src="{place}">', values("notice")))


def test_a_package_template_goes_before_the_shipped_one_and_names_the_answers_it_shows():
    own = (
        '{% extends "_paper.html.j2" %}{% block body %}{{ requester.person.full_name }} {{ letter.text }}{% endblock %}'
    )
    assert template_of("receipt", {"receipt": own}) == own
    assert template_of("tax_notice", {}) == shipped()["notice"]
    assert names_of(own) == {"requester"}
    shown = html_of(own, values("receipt", data={"requester": {"person": {"full_name": "Nguyễn Thị Hoa"}}}))
    assert "Nguyễn Thị Hoa 12/2026" in shown


def test_the_same_values_give_the_same_file():
    html = html_of(shipped()["notice"], values("notice"))
    assert pdf_of(html) == pdf_of(html)


@pytest.mark.parametrize(
    ("template", "written"),
    [
        ("{n}/{yyyy}-SCT/BS", "7/2026-SCT/BS"),
        ("{register} {n:05d}/{yyyy}", "SCT 00007/2026"),
        ("{mm}-{n:02d}", "03-07"),
        ("{n}{unknown}", "7{unknown}"),
    ],
)
def test_numbers_are_written_by_the_template_of_the_book(template: str, written: str):
    assert written_number(template, 7, "SCT", 2026, 3) == written


def test_books_begin_anew_by_year_or_month_or_never():
    from datetime import date

    day = date(2026, 12, 31)
    assert [period_of(reset, day) for reset in ("year", "month", "never")] == ["2026", "2026-12", "-"]


def test_sums_and_terms_are_written_as_papers_have_them():
    assert [wording.money("0"), wording.money("1234567"), wording.money(None)] == [
        "không thu",
        "1.234.567 đồng",
        "…………",
    ]
    assert [wording.term("8wd"), wording.term("0.5wd"), wording.term("same-day")] == [
        "08 ngày làm việc",
        "0,5 ngày làm việc",
        "trong ngày làm việc",
    ]
