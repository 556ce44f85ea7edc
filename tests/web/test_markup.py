"""What the content policy and readers without scripts demand of templates, and the pictures of a dossier's code."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import runtime.web
from runtime.web.codes import barcode_svg, qr_svg
from runtime.web.portal import matches
from runtime.web.security import safe_next

WEB = Path(runtime.web.__file__).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
CODE = "H15.50.05.13-261008-0975"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_no_template_needs_an_inline_style_or_script(template):
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|javascript:", text)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_every_posted_form_carries_the_token_against_forgery(template):
    text = template.read_text(encoding="utf-8")
    for form in re.findall(r'<form[^>]*method="post".*?</form>', text, re.DOTALL):
        assert "csrf" in form


def test_every_class_of_the_templates_stands_in_the_style_sheet():
    css = (WEB / "static" / "motcua.css").read_text(encoding="utf-8")
    known = set(re.findall(r"\.([a-z][\w-]*)", css))
    used = set()
    for template in TEMPLATES:
        for value in re.findall(r'class="([^"]*)"', template.read_text(encoding="utf-8")):
            plain = re.sub(r"\{[%{].*?[%}]\}", "\0", value)
            used |= {word for word in plain.split() if "\0" not in word}
    assert used - known == set()


def test_the_barcode_is_the_code_in_code_128():
    svg = ET.fromstring(str(barcode_svg(CODE)))
    bars = [(int(bar.get("x")), int(bar.get("width"))) for bar in svg]
    width = int(svg.get("viewBox").split()[2])
    # Code 128: each symbol has 11 modules (start, data, checksum) and the stop 13; ten quiet modules on either side
    assert (width - 20 - 13) % 11 == 0
    assert bars[0][0] == 10
    assert bars[-1][0] + bars[-1][1] == width - 10
    assert all(1 <= wide <= 4 for _x, wide in bars)


def test_the_pictures_need_no_inline_style():
    for picture in (barcode_svg(CODE), qr_svg("https://motcua.example/d/" + CODE, CODE)):
        root = ET.fromstring(str(picture))
        assert all("style" not in element.attrib for element in root.iter())


def test_a_hostile_text_cannot_leave_the_barcode():
    assert "<b" not in str(barcode_svg('"><b')).replace("&#34;", "").replace("<rect", "")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("chung thuc", True),
        ("CHỨNG thuc ban sao", True),
        ("2.000815", True),
        ("dat dai", False),
        ("", True),
        ("sao chu", True),
    ],
)
def test_search_needs_no_diacritics_and_no_order(wanted, found):
    assert matches(wanted, "2.000815", "Chứng thực bản sao từ bản chính") is found


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "", None, "/a\\b"]
)
def test_after_signing_in_nobody_is_led_to_another_site(target):
    assert safe_next(target, "/tasks") == "/tasks"


def test_after_signing_in_one_goes_on_where_one_was():
    assert safe_next("/tasks/queue?role=sign", "/tasks") == "/tasks/queue?role=sign"
