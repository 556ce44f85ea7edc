"""The unit's work and the reports as pages, without scripts: one installation, read and worked on by several people."""

import io
import re

import openpyxl
import pytest
from sqlalchemy import text

from runtime.models import db


@pytest.fixture
def task(app, apply, visitor, officer) -> str:
    """The open reception step of an application that came online."""
    apply(visitor)
    with app.app_context(), db.session.begin():
        return str(db.session.execute(text("SELECT id FROM task")).scalar_one())


def test_a_head_hands_a_step_over_and_is_told_what_was_left(app, officer, task):
    head = officer("hai.chair")
    page = head.get("/unit")
    assert "1 online application waits for an answer." in page
    assert "Answer by" in page
    assert f'value="{task}~1"' in page
    chosen = dict(re.findall(r'<option value="([0-9a-f-]{36})"[^>]*>([^<]+)', page))
    an = next(key for key, name in chosen.items() if name.startswith("Nguyễn Thị Hoài An"))
    for sent, told in (
        ({"task": f"{task}~1", "to": an, "reason": ""}, "Reason"),
        ({"task": f"{task}~1", "to": "", "reason": "vắng"}, "Choose whom the steps go to."),
        ({"to": an, "reason": "vắng"}, "Choose at least one task."),
    ):
        assert told in head.post("/unit/hand-over", sent, page="/unit")
        assert head.status == 422
    sent = {"task": f"{task}~1", "to": an, "reason": "vắng", "back_show": "near"}
    assert "1 step changed hands." in head.post("/unit/hand-over", sent, page="/unit")
    left = head.post("/unit/hand-over", sent, page="/unit")
    assert head.status == 409
    assert "1 step was left." in left
    assert "Nguyễn Thị Hoài An" in head.get(f"/unit/steps/{task}")
    assert "Nguyễn Thị Hoài An" in head.get("/unit/people")
    assert "In the hands of Nguyễn Thị Hoài An." in head.get(f"/unit?holder={an}")
    dossier = re.search(r'href="(/dossiers/[0-9a-f-]{36})"', head.get("/unit"))
    assert dossier is not None
    history = head.get(f"{dossier.group(1)}?tab=history")
    assert "Nguyễn Thị Hoài An · vắng" in history
    back = {"task": f"{task}~2", "to": "queue", "reason": "nhầm"}
    assert "1 step changed hands." in head.post("/unit/hand-over", back, page="/unit")


def test_a_substitution_is_ordered_shown_to_both_and_ended(officer, task):
    head = officer("hai.chair")
    page = head.get("/unit/substitutions")
    people = {name: key for key, name in re.findall(r'<option value="([0-9a-f-]{36})"[^>]*>([^<(]+) \(', page)}
    sent = {"absent": people["Nguyễn Thị Hoài An"], "substitute": people["Lê Thị Kim Chi"], "reason": "nghỉ phép"}
    assert "Fill in: Last day." in head.post("/unit/substitutions", {**sent, "first": "2026-03-02"})
    done = head.post("/unit/substitutions", {**sent, "first": "2026-03-02", "last": "06/03/2026"})
    assert "The substitution is kept." in done
    chi = officer("chi.case")
    queue = chi.get("/tasks/queue")
    assert "You stand in for Nguyễn Thị Hoài An today" in queue
    assert "for Nguyễn Thị Hoài An</span>" in queue
    assert "nghỉ phép" in chi.get("/unit/substitutions")
    end = re.search(r'action="(/unit/substitutions/[^"]+/end)"', head.get("/unit/substitutions"))
    assert end is not None
    assert "The substitution has ended." in head.post(end.group(1))
    assert "You stand in" not in chi.get("/tasks/queue")


def test_closing_an_account_asks_where_its_open_steps_go(officer, task):
    an = officer("an.reception")
    an.post(f"/tasks/{task}/claim", page="/tasks/queue")
    admin = officer("yen.admin")
    page = admin.get("/administration/officers")
    leaving = next(
        link for link in re.findall(r'href="(/administration/accounts/[^"]+/leaving)"', page)
        if "Nguyễn Thị Hoài An" in admin.get(link)
    )  # fmt: skip
    page = admin.get(leaving)
    assert "1 open step needs another place" in page
    assert f'name="{task}"' in page
    assert "1 open step needs another place" in admin.post(leaving.replace("/leaving", "/deactivate"))
    assert "Reason" in admin.post(leaving, {task: "queue", "reason": ""}, page=leaving)
    assert admin.status == 422
    done = admin.post(leaving, {task: "queue", "reason": "chuyển công tác"}, page=leaving)
    assert "Steps given to people: 0; back in queues: 1." in done
    assert "Sign in" in an.get("/tasks")
    assert task in officer("binh.cashier").get("/tasks/queue")


def test_reports_open_their_dossiers_and_go_out_as_files(app, officer, task):
    an = officer("an.reception")
    an.post(f"/tasks/{task}/claim", page="/tasks/queue")
    with app.app_context(), db.session.begin():
        db.session.execute(text("UPDATE dossier SET received_at = submitted_at, due_at = submitted_at + '1 hour'"))
        db.session.execute(
            text(
                "INSERT INTO fact_delta (day, agency, procedure_code, field_code, channel, sub, metric, count) "
                "SELECT submitted_at::date, competent, procedure_code, field_code, channel, false, 'taken', 1 FROM dossier"
            )
        )
    head = officer("hai.chair")
    for by in ("field", "agency", "procedure"):
        page = head.get(f"/reports?by={by}&period=month")
        assert "The figures agree" in page
        links = re.findall(r'href="(/reports/dossiers[^"]+)">(\d+)', page)
        assert len(links) == 8  # received, online, in progress and within: of the row and of the total
        for link, count in links:
            assert f">{count} dossier<" in head.get(link.replace("&amp;", "&"))
    assert head.get("/reports?from=2026-03-05&to=2026-03-01").count("The last day lies before the first.") == 1
    assert head.status == 422
    assert "Enter a day." in head.get("/reports?from=then&to=2026-03-01")
    opened = head.get("/reports/open")
    (link, *_more) = re.findall(r'href="(/reports/open/dossiers[^"]+)"', opened)
    assert ">1 dossier<" in head.get(link.replace("&amp;", "&"))
    assert head.get("/reports/dossiers?agency=H36.52&cell=received")
    assert head.status == 404
    csv = head.get("/reports/settlement.csv?period=month")
    assert csv.startswith("\ufeffCode,Field of procedures,Received")
    assert head.headers["Content-Disposition"].startswith("attachment")
    sheet = head.client.get("/reports/dossiers.xlsx?agency=H36.50&period=month&cell=received").data
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet)).active.values)
    assert rows[0][0] == "Dossier"
    assert rows[1][0].startswith("H36.50-260302-")
    for page in ("open-dossiers.csv?agency=H36.50", "online.csv", "dossiers.csv?agency=H36.50&cell=received"):
        assert head.get(f"/reports/{page}").startswith("\ufeff")


def test_targets_are_uploaded_and_shown_with_what_was_left_out(officer):
    admin = officer("yen.admin")
    page = "/reports/online?agency=H36.50&year=2026"
    assert "not applicable" in admin.get(page)
    table = "agency,target_services_with_online_pct,target_dossiers_online_pct\nH36.50,85,70\nSở Lạ,1,1\n".encode()

    def upload(**more: str) -> str:
        sent = {"table": (io.BytesIO(table), "targets.csv"), "year": "2026", **more}
        return admin.post("/reports/targets?agency=H36.50", sent, page=page)

    assert "Row 3, column agency: Sở Lạ cannot be read." in upload()
    assert admin.status == 422
    assert "Row 3: Sở Lạ" in upload(skip="on")
    assert "85 %" in admin.get(page)
    assert officer("hai.chair").post("/reports/targets", {}, page=page)


def test_a_scanned_code_leads_to_its_dossier(app, officer, task):
    with app.app_context(), db.session.begin():
        code = str(db.session.execute(text("SELECT code FROM dossier")).scalar_one())
    one = officer("chi.case")
    one.get(f"/dossiers?q={code}")
    assert one.path.startswith("/dossiers/")
    assert "No dossier matches." in officer("vinh.other").get(f"/dossiers?q={code}")
    assert code in one.get("/dossiers?due=unanswered")
