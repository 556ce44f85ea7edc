"""Passwords given by others, sessions ended from outside, and who looked at a dossier."""

from dataclasses import replace

import pytest

from motcua.app import create_app
from motcua.settings import read_settings
from runtime.models import db
from runtime.services import accounts, people, seen, views
from runtime.services.accounts import actor_by_login
from runtime.services.errors import ForbiddenError, InvalidError, NotFoundError, SignInError
from tests.api.office import PASSWORD, WARD, Caller, Office

FIRST = "a first password"


@pytest.fixture
def app(province_url, clock, tmp_path):
    settings = replace(
        read_settings({}),
        database_url=province_url,
        files=tmp_path / "files",
        secret_key="only-for-tests",
        rate_limits=False,
    )
    made = create_app(settings, clock)
    made.config["WTF_CSRF_ENABLED"] = False
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def administrator(session, clock):
    return actor_by_login(session, clock, "yen.admin")


@pytest.fixture
def newcomer(session, clock, administrator):
    account = people.add(session, clock, "moi.case", "Người Mới", FIRST, administrator)
    people.add_position(session, account, WARD, "case", administrator)
    return account


def test_a_first_password_opens_nothing_but_choosing_another(app, newcomer):
    browser = app.test_client()
    browser.post("/sign-in", data={"name": "moi.case", "password": FIRST})
    for place in ("/tasks", "/tasks/queue", "/dossiers"):
        assert browser.get(place).headers["Location"].endswith("/password"), place
    page = browser.get("/password")
    assert "riêng bạn" in page.text
    wrong = browser.post("/password", data={"old": "nonsense", "new": "my own password", "again": "my own password"})
    assert wrong.status_code == 422
    differ = browser.post("/password", data={"old": FIRST, "new": "my own password", "again": "my other password"})
    assert differ.status_code == 422
    same = browser.post("/password", data={"old": FIRST, "new": FIRST, "again": FIRST})
    assert same.status_code == 422
    browser.post("/password", data={"old": FIRST, "new": "my own password", "again": "my own password"})
    assert browser.get("/tasks").status_code == 200


def test_a_program_with_a_first_password_changes_it_over_the_api(app, newcomer):
    token = Caller(app)("POST /sessions", {"login": "moi.case", "password": FIRST}, 201)["token"]
    caller = Caller(app, Authorization=f"Bearer {token}")
    assert caller("GET /sessions/current")["must_change"]
    assert caller("GET /tasks/queue", status=403)["code"] == "account.change-password"
    fresh = caller("PUT /sessions/current/password", {"old": FIRST, "new": "my own password"})
    caller("GET /sessions/current", status=401)
    Caller(app, Authorization=f"Bearer {fresh['token']}")("GET /tasks/queue")


def test_an_administrator_ends_sessions_and_sets_a_password_that_must_be_changed(session, clock, administrator):
    token = accounts.login(session, clock, "chi.case", PASSWORD)
    person = accounts.actor_of(session, clock, token)
    assert people.end_sessions(session, clock, person.account, administrator) == 1
    assert accounts.actor_of(session, clock, token) is None
    people.reset_password(session, clock, person.account, "given by someone", administrator)
    with pytest.raises(SignInError):
        accounts.login(session, clock, "chi.case", PASSWORD)
    assert accounts.actor_of(session, clock, accounts.login(session, clock, "chi.case", "given by someone")).must_change
    with pytest.raises(InvalidError):
        people.reset_password(session, clock, person.account, "short", administrator)


def test_nobody_resets_the_password_of_a_person_they_do_not_administer(session, clock, administrator):
    somebody = actor_by_login(session, clock, "chi.case")
    with pytest.raises(ForbiddenError):
        people.reset_password(session, clock, administrator.account, "a longer password", somebody)
    with pytest.raises(ForbiddenError):
        people.end_sessions(session, clock, administrator.account, somebody)


def test_a_closed_account_is_opened_again(session, clock, administrator, newcomer):
    people.deactivate(session, clock, newcomer, administrator)
    with pytest.raises(SignInError):
        accounts.login(session, clock, "moi.case", FIRST)
    people.activate(session, clock, newcomer, administrator)
    assert accounts.login(session, clock, "moi.case", FIRST)


def test_who_looked_at_a_dossier_is_written_once_and_read_by_auditors_only(app, session, clock):
    from datetime import timedelta

    dossier = __import__("uuid").UUID(Office(app, clock).submitted()["dossier_id"])
    chi, auditor = (actor_by_login(session, clock, login) for login in ("chi.case", "xuan.office"))
    for _ in range(3):
        views.dossier(session, clock, chi, dossier)
    clock.move_to(clock.now() + timedelta(minutes=11))
    views.dossier(session, clock, chi, dossier)
    found = seen.looks(session, dossier, auditor)
    assert [(look.actor, look.what) for look in found] == [("chi.case", "dossier"), ("chi.case", "dossier")]
    with pytest.raises(ForbiddenError):
        seen.looks(session, dossier, chi)
    with pytest.raises(NotFoundError):
        seen.looks(session, dossier, actor_by_login(session, clock, "vinh.other"))


def test_the_language_an_officer_chose_is_theirs_on_another_machine(app):
    here, there, shared = (app.test_client() for _ in range(3))
    entry = {"name": "an.reception", "password": PASSWORD}
    here.post("/sign-in", data=entry)
    assert "Việc của tôi" in here.get("/tasks").text
    assert "My tasks" in here.get("/tasks?lang=en").text
    there.post("/sign-in", data=entry)
    assert "My tasks" in there.get("/tasks").text
    shared.get("/sign-in?lang=vi")
    shared.post("/sign-in", data=entry)
    assert "Việc của tôi" in shared.get("/tasks").text, "what was chosen on this machine counts"
