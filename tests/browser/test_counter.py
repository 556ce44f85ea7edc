"""A person at the counter, with the keyboard alone: from the first letters of the procedure to the secret; then a
request to the applicant, its answer, and what it changed."""

import re

import pytest

from tests.browser.pictures import take
from tests.browser.test_stories import fill, scenario

pytestmark = pytest.mark.browser


def test_the_counter_needs_no_mouse(visitor, axe, sign_in, site):
    package, story = scenario("2.000815")
    page = visitor
    found = []

    def picture(name, of=visitor):
        take(of, f"{name}.desktop.vi")
        found.extend(f"{name}: {one}" for one in axe(of))

    sign_in(page, "an.reception")
    page.goto("/counter?lang=vi")
    page.wait_for_function("document.activeElement.id === 'q'")
    picture("counter-choose")
    page.keyboard.type("chung thuc ban sao tu ban chinh")
    page.keyboard.press("Enter")
    page.wait_for_url("**/counter/application?**")
    fill(page, package.forms["application"], story["submit"]["answers"])
    page.focus("#have-original")
    page.keyboard.press("Space")
    picture("counter-application")
    page.focus("#known")
    page.keyboard.type("012345678999")
    page.keyboard.press("Enter")
    page.wait_for_selector("#before ~ [role=status], .error-summary")
    assert "Không tìm thấy trong các hồ sơ" in page.inner_text("main")
    page.keyboard.press("Tab")
    page.locator('button[value="next"].button-large').focus()
    page.keyboard.press("Enter")
    page.wait_for_selector('form[action="/counter/reception"], .error-summary')
    assert page.locator(".error-summary").count() == 0, page.inner_text(".error-summary")
    answers = next(step for step in story["steps"] if step["task"] == "Task_Receive")
    fill(page, package.forms["reception"], answers["answers"])
    picture("counter-reception")
    page.locator('button[name="outcome"]').first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/counter/dossiers/[0-9a-f-]{36}$"))
    assert "Mã bí mật của người nộp" in page.inner_text("main")
    picture("counter-desk")
    secret = page.locator("aside dd.code").first.inner_text()
    code = page.inner_text("h1 .code")
    page.goto("/counter")
    page.wait_for_function("document.activeElement.id === 'q'")
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/dossiers/[0-9a-f-]{36}$"))
    dossier = page.url
    context = page.context.browser.new_context(base_url=site, locale="vi-VN")
    case = context.new_page()
    sign_in(case, "chi.case")
    case.goto(dossier + "/actions/supplement")
    case.select_option('[id="item.0.what"]', "field:/requester/contact/phone")
    case.fill('[id="item.0.problem"]', "Số điện thoại không liên lạc được")
    case.fill('[id="item.0.action"]', "Ghi lại số đang dùng")
    case.fill("#reason", "Không liên lạc được với người nộp")
    picture("counter-supplement", case)
    case.locator('button[value="do"]').last.click()
    case.wait_for_url(dossier)
    page.goto("/follow")
    page.fill("#code", code)
    page.fill("#secret", secret)
    page.click("main form .button")
    page.click(".notice .button")
    page.wait_for_url("**/supplement")
    asked = page.locator('main form input[name^="requester."]')
    assert [one.get_attribute("name") for one in asked.all()] == ["requester.contact.phone"]
    asked.fill("0912000111")
    picture("citizen-supplement")
    page.click("main form .button-large")
    page.wait_for_selector(".notice-good")
    case.goto(dossier)
    assert "0912000111" in case.inner_text("section[aria-labelledby=changed]")
    picture("counter-changed", case)
    context.close()
    assert found == []
