"""What is kept and who may reach it: calendars, files, people, the log, and a doctor who finds what is wrong."""

import io
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from engine.dossier import OutsideMessage
from runtime.clock import VirtualClock
from runtime.models import Account, DeadlineRow, Dossier, LogRow, SubscriptionRow, TaskRow
from runtime.services import (
    accounts,
    attachments,
    calendars,
    dossiers,
    log,
    messages_in,
    organisation,
    people,
    reorganisation,
    substitutions,
    tasks,
    views,
)
from runtime.services.actors import applicant, system
from runtime.services.applications import Application
from runtime.services.doctor import doctor
from runtime.services.dossiers import Reception
from runtime.services.errors import (
    ConflictError,
    FileTypeError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    RefusedError,
    SignInError,
    TooLargeError,
)
from runtime.services.organisation import NewAgency
from tests.runtime.copies import ANSWERS, STEPS, WARD, do, done, open_task
from tests.runtime.test_scenarios import PACKAGES
from tests.runtime.walk import Walk

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
ADMIN = system("test")

# -- calendars ---------------------------------------------------------------------------------------------------


def due_of(session, dossier):
    with session.begin():
        session.expire_all()
        return session.get(DeadlineRow, (dossier, "committed")).due_at


@pytest.mark.usefixtures("healthy")
def test_a_day_off_announced_later_moves_every_open_deadline_and_tells_each_log(session, clock, submit, who):
    open_one, closed_one = submit(), submit()
    for one in (open_one, closed_one):
        do(session, clock, who, one.dossier_id, "Task_Receive")
    from runtime.services import actions

    actions.withdraw(session, clock, closed_one.dossier_id, "thôi", applicant(closed_one.dossier_id))
    before = due_of(session, open_one.dossier_id)
    day = {"date": "2026-03-02", "kind": "off", "name": {"vi": "Nghỉ đột xuất", "en": "Sudden day off"}}
    moved = calendars.add_exception(session, clock, "vn", day, "Quyết định 1", ADMIN)
    assert moved.dossiers == 1
    assert due_of(session, open_one.dossier_id) == before + timedelta(days=1)
    assert due_of(session, closed_one.dossier_id) == before
    with session.begin():
        entry = session.scalars(select(LogRow).where(LogRow.kind == "deadline_recomputed")).one()
        assert entry.dossier_id == open_one.dossier_id
    assert calendars.recompute(session, clock, "again").dossiers == 0


def test_a_calendar_that_cannot_be_built_changes_nothing(session, clock):
    before = [(one.key, one.version) for one in calendars.listed(session)]
    for entry in (
        {"key": "vn", "covers": {"from": "2026-12-31", "to": "2026-01-01"}, "weekly": []},
        {"key": "new", "parent": "nowhere"},
    ):
        with pytest.raises(InvalidError, match=r"calendar\.invalid"):
            calendars.put(session, clock, [entry], ADMIN)
    assert [(one.key, one.version) for one in calendars.listed(session)] == before


@pytest.mark.usefixtures("healthy")
def test_a_year_the_calendar_does_not_know_refuses_the_step_with_a_sentence(session, submit, who):
    late = VirtualClock(datetime.fromisoformat("2030-01-07T08:10:00+07:00"))
    told = Application(
        procedure="2.000815", receiving=WARD, applicant={"name": "A"}, answers=ANSWERS, channel="counter"
    )
    outcome, answers = STEPS["Task_Receive"]
    with pytest.raises(RefusedError, match=r"calendar\.horizon"):
        dossiers.receive_at_counter(session, late, told, who("an.reception"), Reception(answers, outcome))
    with session.begin():
        assert session.scalar(select(func.count()).select_from(Dossier)) == 0


# -- files -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("healthy")
def test_a_file_is_bound_by_the_application_that_names_it_and_read_by_who_sees_the_dossier(
    session, clock, files, submit, who
):
    kept = attachments.store(session, clock, files, "C:\\scan\\bản chính.pdf", io.BytesIO(PDF), holder="browser")
    assert (kept.filename, kept.media_type, kept.size) == ("bản chính.pdf", "application/pdf", len(PDF))
    one = submit(holder="browser", attachments={"copies": (kept.id,)})
    for reader in (who("an.reception"), applicant(one.dossier_id)):
        found, stream = attachments.open_file(session, files, reader, kept.id)
        with stream:
            assert (found.component, stream.read()) == ("copies", PDF)
    for stranger in (who("vinh.other"), applicant(submit().dossier_id)):
        with pytest.raises(NotFoundError):
            attachments.open_file(session, files, stranger, kept.id)
    view = views.dossier(session, clock, who("an.reception"), one.dossier_id)
    assert next(one for one in view.components if one.key == "copies").electronic == 1


def test_a_file_of_another_browser_cannot_be_bound(session, clock, files, submit):
    kept = attachments.store(session, clock, files, "a.png", io.BytesIO(PNG), holder="theirs")
    with pytest.raises(InvalidError, match=r"file\.missing"):
        submit(holder="mine", attachments={"copies": (kept.id,)})
    with pytest.raises(NotFoundError):
        attachments.open_unbound(session, files, "mine", kept.id)


@pytest.mark.parametrize(
    ("name", "content", "error", "code"),
    [
        ("a.pdf", PNG, FileTypeError, "file.lies"),
        ("a.exe", b"MZ" + b"\0" * 100, FileTypeError, "file.type"),
        ("a.html", b"<script>alert(1)</script>", FileTypeError, "file.type"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", FileTypeError, "file.type"),
        ("a.pdf", b"", InvalidError, "file.empty"),
        ("a.pdf", PDF + b"x" * 100_000, TooLargeError, "file.too-large"),
    ],
)
def test_a_file_that_lies_is_empty_or_too_large_is_refused_and_leaves_nothing(
    session, clock, files, name, content, error, code
):
    with pytest.raises(error) as refusal:
        attachments.store(session, clock, files, name, io.BytesIO(content), holder="h")
    assert refusal.value.code == code
    assert [path for path in files.folder.rglob("*") if path.is_file()] == []


def test_a_file_nobody_binds_is_thrown_away_after_a_day(session, clock, files):
    attachments.store(session, clock, files, "a.png", io.BytesIO(PNG), holder="h")
    assert attachments.sweep(session, clock, files) == 0
    clock.pass_time(timedelta(hours=25))
    assert attachments.sweep(session, clock, files) == 1
    assert [path for path in files.folder.rglob("*") if path.is_file()] == []


# -- people ------------------------------------------------------------------------------------------------------


def test_signing_in_gives_a_token_that_ends_with_signing_out_or_time(session, clock):
    token = accounts.login(session, clock, "an.reception", "motcua-demo")
    actor = accounts.actor_of(session, clock, token)
    assert (actor.key, WARD in actor.agencies) == ("an.reception", True)
    accounts.logout(session, token)
    assert accounts.actor_of(session, clock, token) is None
    other = accounts.login(session, clock, "an.reception", "motcua-demo")
    clock.pass_time(accounts.SESSION_AGE)
    assert accounts.actor_of(session, clock, other) is None


def test_a_wrong_password_an_unknown_name_and_a_closed_account_look_alike_until_locked(session, clock):
    for name in ("an.reception", "nobody", "bad\0name"):
        with pytest.raises(SignInError, match=r"sign-in\.wrong"):
            accounts.login(session, clock, name, "wrong")
    for _ in range(accounts.MOST_FAILURES):
        with pytest.raises(SignInError):
            accounts.login(session, clock, "chi.case", "wrong")
    with pytest.raises(SignInError, match=r"sign-in\.locked"):
        accounts.login(session, clock, "chi.case", "motcua-demo")
    clock.pass_time(accounts.LOCKED_FOR)
    assert accounts.login(session, clock, "chi.case", "motcua-demo")


def test_positions_follow_the_calendar_of_reorganisations(session):
    before = VirtualClock(datetime.fromisoformat("2025-06-30T08:00:00+07:00"))
    after = VirtualClock(datetime.fromisoformat("2025-07-01T08:00:00+07:00"))
    assert accounts.actor_by_login(session, before, "chi.case").agencies == {"001.21.20.H16"}
    assert accounts.actor_by_login(session, after, "chi.case").agencies == {WARD}


def test_a_substitute_works_on_the_queues_of_the_absent_and_only_on_those_days(session, clock, who):
    with session.begin():
        ids = dict(session.execute(select(Account.login, Account.id)).all())
    days = (date(2026, 3, 2), date(2026, 3, 3))
    substitutions.order(session, clock, ids["chi.case"], ids["dung.case"], days, ADMIN)
    assert (WARD, "case") in who("dung.case").queues
    clock.pass_time(timedelta(days=2))
    assert (WARD, "case") not in who("dung.case").queues


def test_an_administrator_reaches_only_what_lies_below(session, clock, who):
    admin = who("yen.admin")
    new = people.add(session, clock, "moi.tinh", "Người Mới", "mat-khau-dai", admin)
    people.add_position(session, new, WARD, "case", admin)
    assert "moi.tinh" in {person.login for person in people.listed(session, admin)}
    with pytest.raises(ForbiddenError):
        people.add_position(session, new, "G01.H36.50", "case", admin)
    with pytest.raises(ForbiddenError):
        people.listed(session, who("chi.case"))
    with pytest.raises(ConflictError, match=r"account\.exists"):
        people.add(session, clock, "moi.tinh", "Khác", "mat-khau-dai", admin)
    with pytest.raises(InvalidError, match=r"account\.password"):
        people.add(session, clock, "ngan", "Ngắn", "123", admin)
    token = accounts.login(session, clock, "moi.tinh", "mat-khau-dai")
    people.deactivate(session, clock, new, admin)
    assert accounts.actor_of(session, clock, token) is None


# -- reorganisation ----------------------------------------------------------------------------------------------


def test_open_tasks_move_to_the_successor_and_the_receipt_keeps_the_old_agency(session):
    package = PACKAGES["1.012766.H16"]
    scenario = next(iter(package.scenarios.values()))
    late = VirtualClock(datetime.fromisoformat("2024-12-30T07:00:00+07:00"))
    walk = Walk(session, late, package, {**scenario, "steps": scenario["steps"][:2]}).run()
    with session.begin():
        before = session.scalars(select(TaskRow).where(TaskRow.dossier_id == walk.dossier)).first()
        old, received_by = before.agency, session.get(Dossier, walk.dossier).received_by
    late.move_to(datetime.fromisoformat("2025-07-01T08:00:00+07:00"))
    moved = reorganisation.follow(session, late).tasks
    undecided = reorganisation.undecided(session, late, ADMIN)
    with session.begin():
        session.expire_all()
        after = session.get(TaskRow, before.id)
        assert session.get(Dossier, walk.dossier).received_by == received_by
        assert (moved > 0) == (after.agency != old)
        assert moved or [one.agency for one in undecided] == [old]
    assert doctor(session) == []


def test_agencies_are_added_superiors_first_and_a_circle_is_refused(session):
    names = {"vi": "Đơn vị"}
    organisation.add_agencies(
        session,
        [
            NewAgency(code="X.1.1", names=names, kind="ward", parent="X.1"),
            NewAgency(code="X.1", names=names, kind="district", parent="X"),
            NewAgency(code="X", names=names, kind="province"),
        ],
        ADMIN,
    )
    found = organisation.current(session)
    assert found.below(["X"]) == {"X", "X.1", "X.1.1"}
    with pytest.raises(InvalidError, match=r"agency\.circle"):
        organisation.add_agencies(
            session,
            [
                NewAgency(code="Y", names=names, kind="a", parent="Z"),
                NewAgency(code="Z", names=names, kind="a", parent="Y"),
            ],
            ADMIN,
        )
    with pytest.raises(ConflictError):
        organisation.add_agencies(session, [NewAgency(code="X", names=names, kind="a")], ADMIN)


# -- the log and the doctor --------------------------------------------------------------------------------------


def test_a_body_can_be_erased_while_the_chain_stays_whole(session, clock, submit, who):
    one = submit()
    do(session, clock, who, one.dossier_id, "Task_Receive")
    log.erase(session, clock, one.dossier_id, (1, 2), "Yêu cầu xóa dữ liệu", ADMIN)
    assert log.verify_chain(session, one.dossier_id) == []
    view = views.dossier(session, clock, who("chi.case"), one.dossier_id)
    assert [entry.data for entry in view.timeline[:2]] == [None, None]
    assert view.timeline[-1].kind == "erased"


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE log SET actor = 'somebody' WHERE n = 2", "log.link"),
        ("UPDATE log_body SET body = '{}' WHERE n = 1", "log.body"),
        ("DELETE FROM log WHERE n = (SELECT max(n) FROM log)", "log.head"),
        ("DELETE FROM log WHERE n = 2", "log.missing"),
        ("DELETE FROM task", "task.missing"),
        ("UPDATE dossier SET status = 9", "dossier.columns"),
        ("UPDATE part SET data = jsonb_set(data, '{papers,0,copies}', '99')", "replay.differs"),
        (
            "UPDATE event SET command = jsonb_set(command, '{data,papers,0,copies}', '99') WHERE seq = 1",
            "replay.differs",
        ),
        ("UPDATE counter SET next = 1 WHERE kind = 'dossier'", "code.counter"),
        ("DELETE FROM deadline WHERE kind = 'committed'", "deadline.missing"),
        ("UPDATE fact_delta SET count = 5 WHERE metric = 'received'", "facts.count"),
        (
            "INSERT INTO timer (dossier_id, n, uid, due_at, origin) SELECT id, 1, 99, now(), '{}' FROM dossier",
            "timer.extra",
        ),
    ],
)
def test_the_doctor_finds_what_somebody_changed_behind_our_back(session, clock, submit, who, statement, code):
    do(session, clock, who, submit().dossier_id, "Task_Receive")
    assert doctor(session) == []
    with session.begin():
        session.execute(text(statement))
    assert code in {finding.code for finding in doctor(session)}


def test_the_doctor_misses_the_bytes_of_a_file(session, clock, files, submit):
    kept = attachments.store(session, clock, files, "a.png", io.BytesIO(PNG), holder="h")
    submit(holder="h", attachments={"copies": (kept.id,)})
    files.path(kept.sha256).write_bytes(PNG + b"!")
    assert [finding.code for finding in doctor(session, files)] == ["file.changed"]
    files.path(kept.sha256).unlink()
    assert [finding.code for finding in doctor(session, files)] == ["file.missing"]


def test_models_and_migrations_are_the_same(empty_url):
    from alembic import command
    from alembic.config import Config

    from runtime.database import MIGRATIONS, migrate

    migrate(empty_url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = empty_url
    command.check(config)


def test_a_withdrawn_package_takes_no_new_dossiers_and_open_ones_go_on(session, clock, submit, who):
    from runtime.services import packages, versions

    one = submit()
    assert packages.deploy(session, clock, PACKAGES["2.000815"], ADMIN).state == "unchanged"
    versions.withdraw(session, clock, PACKAGES["2.000815"].hash, ADMIN)
    with pytest.raises(NotFoundError, match=r"procedure\.unknown"):
        submit()
    tasks.complete_task(session, clock, open_task(session, one.dossier_id), done("Task_Receive"), who("an.reception"))
    with session.begin():
        assert session.scalar(select(func.count()).select_from(Dossier)) == 1


# -- sub-dossiers and messages -----------------------------------------------------------------------------------


@pytest.fixture
def linked(session):
    """A linked birth in which police and insurance are at work; gives the walk and its clock."""
    package = PACKAGES["3.000722"]
    scenario = package.scenarios["good"]
    index = next(i for i, step in enumerate(scenario["steps"]) if step.get("branch") or "service" in step)
    start = VirtualClock(datetime.fromisoformat("2026-03-02T07:00:00+07:00"))
    steps = scenario["steps"]
    walk = Walk(session, start, package, {**scenario, "steps": steps[:index]}).run()
    for step in steps[index:]:
        with session.begin():
            police = session.scalars(select(TaskRow).where(TaskRow.agency.like("G01%"))).first()
        if police is not None:
            return walk, start, police.id
        walk.run_step(step)
    raise AssertionError("the police never got a task")


@pytest.mark.usefixtures("healthy")
def test_the_police_see_their_sub_dossier_and_its_files_and_not_the_whole(session, files, linked, submit):
    walk, at, task = linked
    with session.begin():
        row = session.get(TaskRow, task)
        agency, role, sub = row.agency, row.role, row.branch_id
    from tests.runtime.walk import officer

    police = officer("cong.an", (agency, role))
    view = views.task(session, at, police, task)
    assert (view.dossier.id, {part.branch for part in view.dossier.parts}) == (sub, {view.line.branch})
    assert view.dossier.code != walk.code
    with pytest.raises(NotFoundError):
        views.dossier(session, at, police, walk.dossier)
    ward = officer("phuong", (WARD, "case"))
    assert {one.branch for one in views.dossier(session, at, ward, walk.dossier).branches} >= {"", view.line.branch}
    assert views.dossier(session, at, ward, sub).id == sub
    other = officer("noi.khac", ("G01.H36.52", "case"))
    with pytest.raises(NotFoundError):
        views.task(session, at, other, task)


@pytest.mark.usefixtures("healthy")
def test_a_message_from_outside_arrives_once_or_is_told_that_nobody_waits(session):
    package = PACKAGES["1.012766.H36"]
    scenario = next(iter(package.scenarios.values()))
    at = VirtualClock(datetime.fromisoformat("2025-07-01T07:00:00+07:00"))
    walk = Walk(session, at, package, {**scenario, "steps": []}).run()
    waiting = None
    for step in scenario["steps"]:
        with session.begin():
            waiting = session.scalars(select(SubscriptionRow).where(SubscriptionRow.kind == "message")).first()
        if waiting is not None:
            break
        walk.run_step(step)
    assert waiting is not None
    message = OutsideMessage("partner-1", waiting.name, waiting.key, {})
    with pytest.raises(RefusedError, match="nobody-waits"):
        messages_in.receive(session, at, OutsideMessage("partner-0", "never", None, {}), ADMIN)
    with pytest.raises(NotFoundError):
        messages_in.receive(session, at, message, accounts.actor_by_login(session, at, "chi.case"), walk.code)
    assert messages_in.receive(session, at, message, ADMIN, walk.code) == walk.dossier
    with session.begin():
        seq = session.get(Dossier, walk.dossier, populate_existing=True).seq
    assert messages_in.receive(session, at, message, ADMIN) == walk.dossier
    with session.begin():
        assert session.get(Dossier, walk.dossier, populate_existing=True).seq == seq
