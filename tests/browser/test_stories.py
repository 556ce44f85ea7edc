"""A whole procedure in a real browser: a linked birth through three agencies."""

import json
import re
from pathlib import Path

import pytest

from process_models.package import read_package
from runtime.clock import SystemClock
from runtime.services.zone import zone
from tests.browser.pictures import take
from tests.web.posting import controls

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "process_models" / "library"

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def scenario(code, name="good"):
    folder = LIBRARY / code
    return read_package(folder), json.loads((folder / "scenarios" / f"{name}.json").read_text(encoding="utf-8"))


def fill(page, form, answers):
    """Fill in what the page asks, as often as an answer brings new questions."""
    waiting = controls(form, answers)
    for _round in range(16):
        missing = {}
        for name, value in waiting.items():
            found = page.locator(f'main form [name="{name}"]')
            if found.count() == 0:
                missing[name] = value
            else:
                put(found, value)
        if not missing:
            return
        waiting = missing
        rows = {name.rpartition(".")[0] for name in missing if name.endswith("._")}
        adding = [f'button[name="_add"][value="{row.rpartition(".")[0]}"]' for row in sorted(rows)]
        shown = [one for one in adding if page.locator(one).count()]
        with page.expect_navigation():
            page.click(shown[0] if shown else 'button[name="_refresh"]')
    assert missing == {}


def put(found, value):
    """Enter one answer in whatever control asks for it."""
    kind = found.first.get_attribute("type") or found.first.evaluate("one => one.tagName.toLowerCase()")
    match kind:
        case "hidden":
            return
        case "radio":
            found.locator(f'xpath=self::*[@value="{value}"]').check()
        case "checkbox":
            found.first.check()
        case "select":
            found.first.select_option(str(value))
        case _:
            found.first.fill(str(value))


def apply(page, package, data, picture):
    """From the procedure's page to the code and the secret."""
    code = package.procedure.code
    page.goto(f"/procedures/{code}")
    page.click("aside .button-large")
    page.check('input[value="H36.50"]')
    page.click("main form .button")
    page.wait_for_url("**/application?**")
    fill(page, package.forms["application"], data["submit"]["answers"])
    for paper in page.locator('input[name^="paper."]').all():
        paper.set_input_files({"name": "giay-to.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.click("button.button-large")
    page.wait_for_selector('.error-summary, button[value="submit"]')
    assert page.locator(".error-summary").count() == 0, page.locator(".error-summary").inner_text()
    page.check("#consent")
    take(page, f"{picture}-review.desktop.vi")
    page.click("button.button-large")
    page.wait_for_url("**/submitted")
    take(page, f"{picture}-sent.desktop.vi")
    return [one.inner_text() for one in page.locator(".big-code").all()]


@pytest.fixture
def desk(browser, site, sign_in):
    """Windows of officers, signed in once each."""
    opened = {}

    def of(login):
        if login not in opened:
            context = browser.new_context(base_url=site, locale="vi-VN")
            context.set_default_timeout(15_000)
            opened[login] = context.new_page()
            sign_in(opened[login], login)
        return opened[login]

    yield of
    for page in opened.values():
        page.context.close()


def work(page, code, package, step, outcome, answers):
    """Take a step of a dossier from the queue and complete it."""
    label = package.label(step, "vi")
    page.goto(f"/tasks/queue?q={code}")
    row = page.locator("tbody tr").filter(has_text=label)
    assert row.count() >= 1, f"{label} is not in the queue"
    row.first.locator("button").click()
    page.wait_for_url(re.compile(r"/tasks/[0-9a-f-]{36}$"))
    form = package.forms.get(
        next(one for p in package.library.processes.values() for one in p.nodes.values() if one.id == step).work.form
    )
    if form is not None:
        fill(page, form, answers)
    if page.locator("#override").count():  # one police officer does both steps in this ward
        page.fill("#override", "Đơn vị chỉ có một cán bộ")
    page.locator(f'.outcomes button[value="{outcome}"]').click()
    done(page)


def done(page):
    """The page after a good end, or what went wrong."""
    page.wait_for_selector(".notice-good, .error-summary, .error-page")
    assert page.locator(".notice-good").count() == 1, page.inner_text("main")


def follow(page, code, secret):
    page.goto("/follow")
    page.fill("#code", code)
    page.fill("#secret", secret)
    page.click("main form .button")


def send_waiting_jobs(demo_url):
    """What the worker does beside the site: nothing is connected, so the calls are left to an operator."""
    from runtime.connectors import Registry
    from runtime.database import make_engine, make_sessions
    from runtime.worker.sending import send_waiting

    engine = make_engine(demo_url[0])
    while send_waiting(make_sessions(engine), SystemClock(), Registry({})):
        pass
    engine.dispose()


def answer_by_hand(page, code, service, result):
    """The operator answers for a system that is not connected."""
    page.goto("/operation")
    page.fill("#code", code)
    page.click('form[role="search"] button')
    page.locator("tr").filter(has_text=service).locator("a.button").click()
    page.fill("#reason", "Công văn trả lời số 12")
    page.fill("#result", json.dumps(result))
    take(page, "job.desktop.vi")
    page.click('button[value="answer"]')
    done(page)


def test_a_linked_birth_through_three_agencies(visitor, desk, demo_url, axe):
    package, story = scenario("3.000722")
    story["submit"]["answers"]["child"]["birth_date"] = "2026-11-01"
    story["submit"]["answers"]["birth_certification"]["issued_on"] = "2026-11-02"
    code, secret = apply(visitor, package, story, "birth")
    people = {
        "Task_Receive": "an.reception",
        "Task_VerifyBirth": "chi.case",
        "Task_SignBirth": "giang.sign",
        "Task_RegisterBirth": "khanh.records",
        "Task_ReturnBirth": "an.reception",
        "Task_ReturnInsurance": "an.reception",
        "Task_CheckResidence": "thao.police",
        "Task_SignResidence": "thao.police",
        "Task_ReturnResidence": "an.reception",
    }
    services = {"Task_IssueId": "population.issue-id", "Task_IssueCard": "insurance.issue-card"}
    today = SystemClock().now().astimezone(zone()).date().isoformat()
    for step in story["steps"]:
        if "service" in step:
            send_waiting_jobs(demo_url)
            answer_by_hand(desk("yen.admin"), code, services[step["service"]], step["result"])
            continue
        answers = {name: today if name.endswith("_on") else value for name, value in step["answers"].items()}
        work(desk(people[step["task"]]), code, package, step["task"], step.get("outcome", ""), answers)
    follow(visitor, code, secret)
    text = visitor.inner_text("main")
    assert "Đã trả kết quả" in text
    assert len(re.findall(r"H36\.50-|G01|G24", text)) >= 1
    for branch in ("residence", "insurance"):
        assert package.procedure.branches[branch].names["vi"] in text
    take(visitor, "birth-followed.desktop.vi")
    assert axe(visitor) == []
