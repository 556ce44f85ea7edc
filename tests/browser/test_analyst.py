"""An analyst's way in a real browser: upload, read problems, walk on a virtual clock, keep the walk, publish."""

import json
from pathlib import Path

import pytest

from process_models.files import read_folder, write_zip
from tests.browser.pictures import take

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
COPY = ROOT / "process_models" / "library" / "2.000815"


def draft_zip(**changed: object) -> bytes:
    files = dict(read_folder(COPY))
    told = json.loads(files["procedure.json"]) | {"version": "7.1.0"} | changed
    files["procedure.json"] = json.dumps(told, ensure_ascii=False, indent=2).encode()
    return write_zip(files)


def picture(page, axe, name):
    take(page, f"design-{name}")
    assert axe(page) == [], name


def send(page, content, name="goi.zip"):
    page.set_input_files("#package", {"name": name, "mimeType": "application/zip", "buffer": content})
    page.click("main form button")


def test_an_analyst_uploads_walks_keeps_the_walk_and_a_publisher_publishes_it(visitor, sign_in, axe):
    page = visitor
    sign_in(page, "anh.analyst")
    assert page.url.endswith("/design")
    send(page, draft_zip())
    assert "có thể công bố" in page.inner_text("main")
    picture(page, axe, "draft")
    page.click("main a.button")  # walk
    picture(page, axe, "begin")
    page.select_option("#scenario", "good")
    page.click('main form:has(#scenario) button:not([name="whole"])')
    assert "Tiếp nhận" in page.inner_text("main")
    picture(page, axe, "walk")
    for name in ("original_seen", "unaltered", "legible", "not_secret", "permitted_kind", "returned_at_once"):
        page.check(f'[name="{name}"][value="true"]')
    page.fill("#task-after", "một lúc")
    page.click('main button[name="outcome"][value="accept"]')
    assert "30min" in page.inner_text(".error-summary")
    for name in ("original_seen", "unaltered", "legible", "not_secret", "permitted_kind", "returned_at_once"):
        page.check(f'[name="{name}"][value="true"]')
    page.fill("#task-after", "30min")
    page.click('main button[name="outcome"][value="accept"]')
    assert page.locator(".error-summary").count() == 0
    assert page.locator('input[name="task"][value="Task_Certify"]').count() >= 1
    picture(page, axe, "walk-received")
    page.fill('input[name="name"][id="scenario-name"]', "received_only")
    page.click("main form:has(#scenario-name) button")
    assert "received_only" in page.inner_text("main")
    assert "có thể công bố" in page.inner_text("main"), "the kept walk is a scenario that comes out as it did"
    address = page.url
    page.goto("/tasks")
    page.click('form[action="/sign-out"] button')
    sign_in(page, "bich.publisher")
    page.goto(address)
    page.click('main form[action$="/publish"] button')
    assert "7.1.0" in page.inner_text(".notice-good")
    picture(page, axe, "published")


def test_a_draft_with_errors_names_file_line_and_what_to_do_and_cannot_be_published(visitor, sign_in, axe):
    page = visitor
    sign_in(page, "bich.publisher")
    page.goto("/design?lang=en")
    send(page, draft_zip(settlement={"statutory": {"value": -3, "unit": "working_day"}}))
    assert "cannot be published" in page.inner_text("main")
    assert page.locator('main form[action$="/publish"]').count() == 0
    assert "procedure.json:" in page.inner_text("main table")
    picture(page, axe, "errors-en")
    page.click("main a.button")
    assert "when they are mended" in page.inner_text("main")
    page.goto("/design?lang=en")
    send(page, b"PK no zip at all")
    assert "no package" in page.inner_text("main")


def test_the_walk_works_without_scripts_and_on_a_phone(browser, site, sign_in, axe):
    context = browser.new_context(
        base_url=site, java_script_enabled=True, viewport={"width": 390, "height": 844}, locale="vi-VN"
    )
    page = context.new_page()
    sign_in(page, "anh.analyst")
    send(page, draft_zip(version="7.2.0"))
    page.click("main a.button")
    page.select_option("#scenario", "good")
    page.click('main button[name="whole"]')
    assert "Mọi việc đã kết thúc" in page.inner_text("main")
    picture(page, axe, "walk-ended-phone")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing sticks out sideways"
    page.click('main form:has(input[name="do"][value="back"]) button')
    assert "Mọi việc đã kết thúc" not in page.inner_text("main")
    context.close()


def test_a_step_table_becomes_drafts_on_a_page(visitor, sign_in, axe):
    from tests.api.test_tables import table

    page = visitor
    sign_in(page, "anh.analyst")
    page.set_input_files("#table", {"name": "quy-trinh.csv", "mimeType": "text/csv", "buffer": table()})
    page.click("main form:has(#table) button")
    assert "2 trên 2 thủ tục" in page.inner_text("main")
    picture(page, axe, "table")
    page.click("main section a.button >> nth=0")
    assert "1.501612" in page.inner_text("h1")
    assert "có thể công bố" in page.inner_text("main")
    picture(page, axe, "table-draft")
