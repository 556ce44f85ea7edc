"""A whole day of a ward in the browser, from half past seven to the report at the end, on a clock of its own.

Every procedure the ward offers comes in, online or at the counter. One officer is absent and the head hands the work
over; a supplement changes one file; one application is refused, one withdrawn, one sent back for rework; one result is
handed over, one posted. What the report says in the end is counted here by hand.
"""

import json
import re
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text

from process_models.package import Package, read_package
from runtime.clock import VirtualClock
from tests.browser.pictures import take
from tests.browser.test_stories import LIBRARY, PDF, done, fill, follow

pytestmark = pytest.mark.browser

WARD = "H36.50"
DAY = date(2026, 3, 2)
FORWARDED = frozenset({"1.012766.H36"})
"""Received at the ward, settled and counted by the land office."""
COPY, BUSINESS, BIRTH = "2.000815", "1.001612", "3.000722"

HOLDER = text(
    """
    SELECT account.login
      FROM task
      JOIN dossier ON dossier.id = task.dossier_id
      JOIN position ON position.agency = task.agency AND position.role = task.role
      JOIN account ON account.id = position.account
     WHERE dossier.code LIKE :code || '%' AND task.node = :node AND account.login <> ALL(:absent)
       AND coalesce(position.valid_from, '-infinity') <= :day AND coalesce(position.valid_to, 'infinity') >= :day
     ORDER BY account.login
    """
)


@dataclass
class Ward:
    """A running site whose clock the test moves, and what the test counts itself."""

    site: str
    clock: VirtualClock
    url: str
    tally: Counter[str] = field(default_factory=Counter)
    absent: list[str] = field(default_factory=list)

    def at(self, time: str) -> None:
        """It is now this time of the day, or a moment later than the last thing that happened."""
        hour, minute = map(int, time.split(":"))
        wanted = datetime.fromisoformat(f"{DAY}T{hour:02}:{minute:02}:00+07:00")
        self.clock.move_to(max(self.clock.now() + timedelta(seconds=1), wanted))

    def holder(self, code: str, node: str) -> str:
        """An officer present today who may do an open step."""
        engine = create_engine(self.url)
        with engine.connect() as connection:
            told = {"code": code, "node": node, "absent": self.absent, "day": DAY}
            logins = connection.scalars(HOLDER, told).all()
        engine.dispose()
        assert logins, f"nobody can do {node} of {code}"
        return str(logins[0])


@pytest.fixture(scope="module")
def ward(server: str, admin: Any, province_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    from werkzeug.serving import make_server

    from motcua.app import create_app
    from motcua.settings import read_settings
    from runtime.models import db
    from tests.browser.conftest import Quiet

    name = "motcua_day"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {province_template}"))
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    files = tmp_path_factory.mktemp("files")
    settings = replace(read_settings({}), database_url=url, files=files, secret_key="a day's key", rate_limits=False)
    clock = VirtualClock(datetime.fromisoformat(f"{DAY}T07:30:00+07:00"))
    app = create_app(settings, clock)
    served = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield Ward(f"http://127.0.0.1:{served.server_port}", clock, url)
    served.shutdown()
    thread.join()
    served.server_close()
    with app.app_context():
        db.engine.dispose()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


@pytest.fixture
def windows(browser: Any, ward: Ward, sign_in: Any) -> Iterator[Any]:
    """Opens a window: of an officer, signed in once, or of a citizen."""
    opened: dict[str, Any] = {}

    def window(who: str, *, officer: bool = True, **options: Any) -> Any:
        if who not in opened:
            context = browser.new_context(base_url=ward.site, **({"locale": "vi-VN"} | options))
            context.set_default_timeout(15_000)
            opened[who] = context.new_page()
            if officer:
                sign_in(opened[who], who)
        return opened[who]

    yield window
    for page in opened.values():
        page.context.close()


def story_of(code: str, name: str = "good") -> tuple[Package, dict[str, Any]]:
    folder = LIBRARY / code
    return read_package(folder), json.loads((folder / "scenarios" / f"{name}.json").read_text("utf-8"))


def picture(page: Any, axe: Any, name: str) -> None:
    take(page, f"day-{name}")
    assert axe(page) == [], name


def apply_online(page: Any, package: Package, story: dict[str, Any]) -> tuple[str, str]:
    """From the procedure's page to code and secret."""
    page.goto(f"/procedures/{package.procedure.code}")
    page.click("aside .button-large")
    page.check(f'input[value="{WARD}"]')
    page.click("main form .button")
    page.wait_for_url("**/application?**")
    fill(page, package.forms["application"], story["submit"]["answers"])
    for paper in page.locator('input[name^="paper."]').all():
        paper.set_input_files({"name": "giay-to.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.click("button.button-large")
    page.wait_for_selector('.error-summary, button[value="submit"]')
    assert page.locator(".error-summary").count() == 0, page.inner_text(".error-summary")
    page.check("#consent")
    page.click("button.button-large")
    page.wait_for_url("**/submitted")
    code, secret = (one.inner_text() for one in page.locator(".big-code").all())
    return code, secret


def receive_at_the_counter(page: Any, package: Package, story: dict[str, Any]) -> str:
    """A person stands at the counter: from the search to the received dossier; its code."""
    first = story["steps"][0]
    page.goto(f"/counter/application?agency={WARD}&code={package.procedure.code}")
    fill(page, package.forms["application"], story["submit"]["answers"])
    for paper in page.locator('input[name^="have."]').all():
        paper.check()
    page.click('button[value="next"].button-large')
    page.wait_for_selector('form[action="/counter/reception"], .error-summary')
    assert page.locator(".error-summary").count() == 0, page.inner_text(".error-summary")
    form = package.forms.get(form_of(package, first["task"]))
    if form is not None:
        fill(page, form, first.get("answers", {}))
    page.check("#told")
    page.click(f'button[name="outcome"][value="{first.get("outcome", "")}"]')
    page.wait_for_url(re.compile(r"/counter/dossiers/[0-9a-f-]{36}$"))
    return str(page.inner_text("h1 .code"))


def form_of(package: Package, node: str) -> str:
    nodes = (one for process in package.library.processes.values() for one in process.nodes.values())
    return next(one for one in nodes if one.id == node).work.form


def open_step(page: Any, code: str, package: Package, node: str) -> None:
    """Take an open step from the queue, or open it among one's own."""
    label = package.label(node, "vi")
    page.goto(f"/tasks/queue?q={code}")
    row = page.locator("tbody tr").filter(has_text=label)
    row.first.locator("button, a.button-small").first.click()
    page.wait_for_url(re.compile(r"/tasks/[0-9a-f-]{36}$"))


def complete(page: Any, package: Package, step: dict[str, Any]) -> None:
    form = package.forms.get(form_of(package, step["task"]))
    if form is not None:
        fill(page, form, step.get("answers", {}))
    if page.locator("#override").count():
        page.fill("#override", "Đơn vị chỉ có một cán bộ")
    page.locator(f'.outcomes button[value="{step.get("outcome", "")}"]').click()
    done(page)


def test_a_day_of_the_ward(ward: Ward, windows: Any, axe: Any) -> None:
    def work(code: str, package: Package, step: dict[str, Any], who: str = "") -> Any:
        page = windows(who or ward.holder(code, step["task"]))
        open_step(page, code, package, step["task"])
        complete(page, package, step)
        return page

    # A citizen with a phone and without scripts asks for a certified copy, from beginning to end.
    copy, good = story_of(COPY)
    steps = {one["task"]: one for one in good["steps"]}
    phone = windows(
        "citizen", officer=False, java_script_enabled=False, viewport={"width": 390, "height": 844}, is_mobile=True
    )
    ward.at("07:35")
    copy_code, copy_secret = apply_online(phone, copy, good)
    take(phone, "day-copy-sent")

    # A clerk takes it and is called away; the head hands it to a colleague, who receives it in time.
    ward.at("07:50")
    clerk = windows("an.reception")
    open_step(clerk, copy_code, copy, "Task_Receive")
    ward.absent.append("an.reception")
    ward.at("08:05")
    head = windows("hai.chair")
    head.goto(f"/unit?q={copy_code}")
    head.locator('tbody input[name="task"]').first.check()
    option = head.locator("#to option").filter(has_text="Trần Văn Bình").first
    head.select_option("#to", option.get_attribute("value"))
    head.fill("#reason", "Chị An nghỉ đột xuất")
    picture(head, axe, "hand-over")
    head.click("#give ~ .buttons button, section[aria-labelledby=give] .buttons button")
    head.wait_for_selector(".notice-good")
    ward.at("08:10")
    work(copy_code, copy, steps["Task_Receive"], "binh.cashier")
    ward.tally["online"] += 1

    # At the counter: everything else the ward offers.
    counter = windows("binh.cashier")
    for code in at_the_counter():
        ward.at("08:20")
        receive_at_the_counter(counter, *story_of(code))
        ward.tally["direct"] += code not in FORWARDED
    picture(counter, axe, "counter-desk")

    # A household business, online and in English; its paper is replaced on request.
    business, founded = story_of(BUSINESS, "online_family")
    abroad = windows("founder", officer=False, locale="en-GB")
    abroad.goto("/?lang=en")
    residence = founded["submit"]["answers"]["owner"]["residence"]
    founded["submit"]["answers"]["delivery"] = {"method": "post", "address": residence}
    ward.at("09:00")
    code, secret = apply_online(abroad, business, founded)
    assert "Your application was sent" in abroad.inner_text("main")
    plan = {one["task"]: one for one in founded["steps"] if "task" in one}
    ward.at("09:10")
    work(code, business, plan["Task_Receive"])
    ward.tally["online"] += 1
    dossier = asks_for_a_paper(windows(ward.holder(code, "Task_Examine")), code)
    ward.at("09:40")
    follow(abroad, code, secret)
    abroad.click(".notice .button")
    abroad.wait_for_url("**/supplement")
    papers = abroad.locator('main form input[type="file"]')
    assert papers.count() == 1, "only the paper that was asked for reopens"
    papers.set_input_files({"name": "replaced.pdf", "mimeType": "application/pdf", "buffer": PDF + b"%"})
    picture(abroad, axe, "supplement")
    abroad.click("main form .button-large")
    abroad.wait_for_selector(".notice-good")
    officer = windows(ward.holder(code, "Task_Examine"))
    officer.goto(dossier)
    assert "replaced.pdf" in officer.inner_text("main")
    # The head sends it back for rework once; the tax office's answer is entered by hand.
    ward.at("10:00")
    work(code, business, plan["Task_Examine"])
    answer_for_the_tax_office(ward, windows("yen.admin"), code, founded)
    ward.at("10:20")
    work(code, business, {"task": "Task_Review", "outcome": "send_back", "answers": plan["Task_Review"]["answers"]})
    ward.at("10:40")
    work(code, business, plan["Task_Examine"])
    for node in ("Task_Review", "Task_Sign", "Task_Issue"):
        ward.at("11:00")
        work(code, business, plan[node])
    ward.tally["early"] += 1

    # The certified copy goes on and is handed over before noon.
    for node in ("Task_Certify", "Task_Sign", "Task_Seal", "Task_CollectFee", "Task_Return"):
        ward.at("11:15")
        work(copy_code, copy, steps[node])
    ward.tally["on_time"] += 1
    follow(phone, copy_code, copy_secret)
    assert "Đã trả kết quả" in phone.inner_text("main")
    take(phone, "day-copy-followed")

    # The business's result goes by post: on a sheet that the post signs, then with its tracking code.
    ward.at("13:40")
    hand_to_the_post(counter, code, axe)
    sent = {"return_kind": "posted", "tracking_code": "RL123456789VN"}
    work(code, business, {"task": "Task_Return", "outcome": "", "answers": sent})

    # A second copy is withdrawn by the applicant, a linked birth refused at intake.
    ward.at("14:00")
    withdrawn, its_secret = apply_online(phone, copy, good)
    work(withdrawn, copy, steps["Task_Receive"])
    ward.tally["online"] += 1
    follow(phone, withdrawn, its_secret)
    phone.click('a[href$="/withdraw"]')
    phone.fill("#reason", "Không còn cần nữa")
    phone.click("main form .button-bad, main form button.button")
    phone.wait_for_selector(".notice-good")
    ward.tally["on_time"] += 1  # due at five o'clock of the same day, and not before that day
    birth, linked = story_of(BIRTH)
    ward.at("14:30")
    refused, refused_secret = apply_online(windows("parent", officer=False), birth, linked)
    refuse(windows("binh.cashier"), refused, axe)
    follow(phone, refused, refused_secret)
    assert "Không thuộc thẩm quyền" in phone.inner_text("main")

    # The report at the end of the day says what was counted here.
    ward.at("16:50")
    chair = windows("hai.chair")
    chair.goto(f"/reports?agency={WARD}&from={DAY}&to={DAY}&lang=vi")
    shown = [int(one) for one in re.findall(r"\d+", " ".join(chair.locator("tr.table-total td").all_inner_texts()))]
    received = ward.tally["online"] + ward.tally["direct"]
    settled = ward.tally["early"] + ward.tally["on_time"]
    assert shown == [
        received, ward.tally["online"], ward.tally["direct"], 0,
        settled, ward.tally["early"], ward.tally["on_time"], 0,
        received - settled, received - settled, 0,
    ]  # fmt: skip
    picture(chair, axe, "report")
    chair.locator("tr.table-total a").first.click()
    assert chair.locator("tbody tr").count() == received


def at_the_counter() -> list[str]:
    """The ward's procedures in force on the day that nothing else in this story is about, and those it receives."""
    found = []
    for folder in sorted(LIBRARY.iterdir()):
        told = json.loads((folder / "procedure.json").read_text("utf-8"))
        begins, ends = (told.get("in_force", {}).get(key) for key in ("from", "to"))
        if (begins or "0") <= str(DAY) <= (ends or "9") and folder.name not in (COPY, BUSINESS, BIRTH):
            found.append(folder.name)
    return found


def dossier_of(page: Any, code: str) -> str:
    """Search for a whole code, which opens the dossier; its address."""
    page.goto(f"/dossiers?q={code}")
    page.wait_for_url(re.compile(r"/dossiers/[0-9a-f-]{36}"))
    return str(page.url).partition("?")[0]


def asks_for_a_paper(page: Any, code: str) -> str:
    """An officer asks for one paper to be replaced; the address of the dossier."""
    address = dossier_of(page, code)
    page.goto(address + "/actions/supplement")
    component = page.locator('[id="item.0.what"] option[value^="component:"]').first.get_attribute("value")
    page.select_option('[id="item.0.what"]', component)
    page.fill('[id="item.0.problem"]', "Bản chụp bị mờ")
    page.fill('[id="item.0.action"]', "Chụp lại cho rõ")
    page.fill("#reason", "Giấy tờ không đọc được")
    page.locator('button[value="do"]').last.click()
    page.wait_for_url(address)
    return address


def answer_for_the_tax_office(ward: Ward, page: Any, code: str, story: dict[str, Any]) -> None:
    from runtime.connectors import Registry
    from runtime.database import make_engine, make_sessions
    from runtime.worker.sending import send_waiting

    (call,) = [one for one in story["steps"] if one.get("service") == "Task_TaxLink"]
    engine = make_engine(ward.url)
    send_waiting(make_sessions(engine), ward.clock, Registry({}))
    engine.dispose()
    page.goto("/operation")
    page.locator("tr").filter(has_text=code).filter(has_text="tax").first.locator("a.button").click()
    page.fill("#reason", "Thuế cơ sở trả lời qua điện thoại")
    page.fill("#result", json.dumps(call["result"]))
    page.click('button[value="answer"]')
    done(page)


def refuse(page: Any, code: str, axe: Any) -> None:
    address = dossier_of(page, code)
    page.goto(address + "/actions/refuse_intake")
    if page.locator('[id="item.0.what"]').count():
        page.locator('[id="item.0.what"]').select_option(index=1)
        page.fill('[id="item.0.problem"]', "Không thuộc thẩm quyền")
    page.fill("#reason", "Không thuộc thẩm quyền của phường")
    picture(page, axe, "refusal")
    page.locator('button[value="do"]').last.click()
    page.wait_for_url(address)


def hand_to_the_post(page: Any, code: str, axe: Any) -> None:
    page.goto("/counter/post")
    row = page.locator("tbody tr").filter(has_text=code)
    assert row.locator('input[type="checkbox"]').is_checked(), "who asked for the post is ticked"
    page.fill("#taker", "Bưu điện Gia Nghĩa")
    picture(page, axe, "post")
    page.click("section[aria-labelledby=ready] .buttons button")
    page.wait_for_selector(".notice-good")
    sheet = page.request.get(page.locator("section[aria-labelledby=sheets] a").first.get_attribute("href"))
    assert sheet.body().startswith(b"%PDF-")
