"""Every page in a real browser: no accessibility problem, nothing refused by the content policy, a picture of each.

``make pictures`` takes them (page × size × language) into ``var/gallery``, with an ``index.html`` to look through.
"""

import re

import pytest

from tests.browser.pictures import ROOT, take

pytestmark = pytest.mark.browser

SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
LANGUAGES = ("vi", "en")
READ = {("phone", "vi"), ("desktop", "en")}
PUBLIC = {
    "home": "/",
    "catalogue": "/procedures",
    "search": "/procedures?q=khai+sinh",
    "nothing-found": "/procedures?q=xyz",
    "procedure": "/procedures/2.000815",
    "procedure-linked": "/procedures/3.000722",
    "apply-where": "/procedures/2.000815/apply",
    "apply-form": "/procedures/2.000815/application?agency=H36.50",
    "apply-form-linked": "/procedures/3.000722/application?agency=H36.50",
    "look-up": "/follow",
    "forgotten": "/follow/forgotten",
    "privacy": "/privacy",
    "confirm": "/confirm",
    "sign-in": "/sign-in",
    "not-found": "/nowhere",
}
OFFICERS = {
    "my-tasks": ("an.reception", "/tasks"),
    "queue": ("an.reception", "/tasks/queue"),
    "dossiers": ("hai.chair", "/dossiers"),
    "overdue": ("xuan.office", "/dossiers?due=overdue"),
    "counter": ("an.reception", "/counter"),
    "counter-form": ("an.reception", "/counter/application?agency=H36.50&code=2.000815"),
    "assist": ("cuong.helper", "/assist"),
    "unit": ("giang.sign", "/unit"),
    "unit-people": ("hai.chair", "/unit/people"),
    "substitutions": ("giang.sign", "/unit/substitutions"),
    "overview": ("xuan.office", "/overview"),
    "reports": ("xuan.office", "/reports"),
    "reports-online": ("xuan.office", "/reports/online"),
    "reports-open": ("xuan.office", "/reports/open"),
    "operation": ("yen.admin", "/operation"),
    "administration": ("yen.admin", "/administration"),
    "agencies": ("yen.admin", "/administration/agencies"),
    "officers": ("yen.admin", "/administration/officers"),
    "packages": ("yen.admin", "/administration/procedures"),
    "calendars": ("yen.admin", "/administration/calendars"),
    "installation": ("yen.admin", "/administration/installation"),
    "imports": ("yen.admin", "/administration/organisation/imports"),
    "successors": ("yen.admin", "/administration/organisation/successors"),
    "offers": ("yen.admin", "/administration/organisation/offers?procedure=2.000815"),
    "migrations": ("yen.admin", "/administration/migrations"),
    "password": ("an.reception", "/password"),
    "drafts": ("anh.analyst", "/design"),
}


def look(page, axe, name, path, languages=LANGUAGES):
    """Open a page in both languages and sizes, take its pictures, and give what axe finds.

    Axe reads each language in one size; that nothing is wider than the screen is looked at in all.
    """
    found = []
    for language in languages:
        joint = "&" if "?" in path else "?"
        page.goto(f"{path}{joint}lang={language}")
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            take(page, f"{name}.{size}.{language}")
            if (size, language) in READ or len(languages) == 1:
                found += [f"{name} {size} {language}: {one}" for one in axe(page)]
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if overflow > 0:
                found.append(f"{name} {size} {language}: {overflow} px wider than the screen")
    return found


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_has_no_accessibility_problem(visitor, axe, name):
    assert look(visitor, axe, name, PUBLIC[name]) == []


@pytest.mark.parametrize("name", OFFICERS)
def test_an_officers_page_has_no_accessibility_problem(visitor, axe, sign_in, name):
    login, path = OFFICERS[name]
    sign_in(visitor, login)
    assert look(visitor, axe, name, path) == []


def test_a_form_with_mistakes_has_no_accessibility_problem(visitor, axe):
    visitor.goto("/procedures/2.000815/application?agency=H36.50")
    visitor.click("button.button-large")
    assert visitor.locator(".error-summary").is_visible()
    take(visitor, "apply-mistakes.desktop.vi")
    assert axe(visitor) == []


def test_the_views_of_a_dossier_have_no_accessibility_problem(visitor, axe, sign_in):
    sign_in(visitor, "hai.chair")
    visitor.goto("/dossiers?status=4")
    address = visitor.locator("tbody a.code").first.get_attribute("href")
    found = []
    for tab in ("facts", "history", "clock", "diagram"):
        found += look(visitor, axe, f"dossier-{tab}", f"{address}?tab={tab}")
    assert found == []


def test_a_task_and_an_action_have_no_accessibility_problem(visitor, axe, sign_in):
    sign_in(visitor, "an.reception")
    visitor.goto("/tasks/queue")
    visitor.locator("tbody form button").first.click()
    task = re.sub(r"^https?://[^/]+", "", visitor.url)
    found = look(visitor, axe, "task", task)
    dossier = visitor.locator("aside a.code").get_attribute("href")
    visitor.goto(dossier)
    for link in [one.get_attribute("href") for one in visitor.locator("aside a[href*='/actions/']").all()]:
        found += look(visitor, axe, f"action-{link.rsplit('/', 1)[1]}", link)
    assert found == []


def test_a_step_of_the_unit_a_reports_list_and_leaving_have_no_accessibility_problem(visitor, axe, sign_in):
    sign_in(visitor, "hai.chair")
    visitor.goto("/unit")
    step = visitor.locator("tbody a[href*='/unit/steps/']").first.get_attribute("href")
    visitor.goto("/reports")
    behind = visitor.locator("td a[href*='/reports/dossiers']").first.get_attribute("href")
    found = look(visitor, axe, "unit-step", step) + look(visitor, axe, "report-dossiers", behind)
    visitor.context.clear_cookies()
    sign_in(visitor, "yen.admin")
    visitor.goto("/administration/officers")
    leaving = visitor.locator("a[href*='/leaving']").first.get_attribute("href")
    assert found + look(visitor, axe, "leaving", leaving) == []


def test_papers_books_and_sheets_have_no_accessibility_problem(visitor, axe, sign_in):
    sign_in(visitor, "an.reception")
    visitor.goto("/counter/post")
    visitor.locator("input[name=dossier]").first.check(force=True)
    visitor.fill("#taker", "Bưu cục Bắc Gia Nghĩa")
    visitor.click("main form button.button")
    found = look(visitor, axe, "post-sheets", "/counter/post", ("vi",))
    visitor.goto("/registers")
    book = visitor.locator("main a[href*='register=']").first.get_attribute("href")
    visitor.goto(book)
    visitor.locator("details summary").first.click()
    visitor.locator("details textarea").first.fill(
        "Họ tên đúng là Nguyễn Thị Hòa, theo căn cước xuất trình ngày 02/3/2026."
    )
    visitor.locator("details button").first.click()
    found += look(visitor, axe, "registers", "/registers", ("vi",)) + look(visitor, axe, "register-book", book, ("vi",))
    visitor.goto("/dossiers?status=10")
    papers = f"{visitor.locator('tbody a.code').first.get_attribute('href')}/papers"
    assert found + look(visitor, axe, "papers", papers) == []


def test_a_further_request_is_looked_at_by_its_approver(visitor, axe, sign_in, further_request):
    sign_in(visitor, "giang.sign")
    found = look(visitor, axe, "approvals", "/approvals", ("vi",))
    assert found + look(visitor, axe, "approval", f"/approvals/{further_request}") == []


@pytest.fixture
def further_request(demo_url):
    """A request that waits for an approver: the applicant of its dossier has answered one already."""
    from sqlalchemy import select

    from runtime.clock import SystemClock
    from runtime.database import make_engine, make_sessions
    from runtime.models import Dossier, TaskRow
    from runtime.services import accounts, actions, packages
    from runtime.services.actors import applicant

    engine = make_engine(demo_url[0])
    clock = SystemClock()
    with make_sessions(engine)() as session:
        with session.begin():
            found = session.execute(
                select(TaskRow.dossier_id, Dossier.package_hash)
                .join(Dossier, Dossier.id == TaskRow.dossier_id)
                .where(TaskRow.role == "case", TaskRow.agency == "H36.50", Dossier.status.in_((2, 4)))
                .order_by(TaskRow.opened_at)
            ).first()
        assert found is not None
        dossier, chi = found.dossier_id, accounts.actor_by_login(session, clock, "chi.case")
        paper = packages.package(session, found.package_hash).procedure.components[0].key
        wrong = {"component": paper, "problem": "Trang 2 bị mờ, không đọc được số", "action": "Gửi lại bản quét rõ hơn"}
        done = actions.request_supplement(session, clock, dossier, [wrong], "Chưa đọc được giấy tờ đã nộp", chi)
        if done.proposal is None:
            actions.answer_supplement(session, clock, dossier, actions.Supplement(), applicant(dossier))
            done = actions.request_supplement(session, clock, dossier, [wrong], "Bản gửi lại vẫn bị mờ", chi)
    engine.dispose()
    return done.proposal


def test_who_looked_is_a_page_for_auditors(visitor, axe, sign_in):
    sign_in(visitor, "xuan.office")
    visitor.goto("/dossiers?status=4")
    address = visitor.locator("tbody a.code").first.get_attribute("href")
    assert look(visitor, axe, "dossier-looks", f"{address}?tab=looks") == []
    assert "xuan.office" in visitor.inner_text("main")


def test_a_migration_is_planned_tried_and_carried_out_on_pages(visitor, axe, sign_in, demo_url):
    from process_models.files import read_folder
    from runtime.clock import SystemClock
    from runtime.database import make_engine, make_sessions
    from runtime.services import packages
    from runtime.services.actors import system
    from runtime.services.migration import working

    files = dict(read_folder(ROOT / "process_models" / "library" / "2.000815"))
    files["procedure.json"] = files["procedure.json"].replace(b'"version": "', b'"version": "9', 1)
    engine = make_engine(demo_url[0])
    sessions, clock = make_sessions(engine), SystemClock()
    with sessions() as session:
        new = packages.deploy(session, clock, files, system("test")).hash
        old = next(
            one.hash for one in packages.listed(session, system("test")) if one.code == "2.000815" and one.hash != new
        )
    sign_in(visitor, "yen.admin")
    found = look(visitor, axe, "migration-new", f"/administration/migrations/new?from={old}&to={new}")
    visitor.fill("#reason", "A new version of the same steps")
    visitor.click("main form button")
    order = re.sub(r"^https?://[^/]+", "", visitor.url).split("?")[0]
    assert re.fullmatch(r"/administration/migrations/[0-9a-f-]{36}", order)

    def worked():
        with sessions() as session:
            for _ in range(50):
                working.work(session, clock, 100)

    worked()
    found += look(visitor, axe, "migration-tried", order)
    visitor.click('main form button[value="start"]')
    worked()
    found += look(visitor, axe, "migration-done", order)
    engine.dispose()
    assert found == []
