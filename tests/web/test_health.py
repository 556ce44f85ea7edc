"""What those who run an installation look at: alive, ready, numbers for who holds the token, lines a program reads."""

import json
import logging
from dataclasses import replace

import pytest
from sqlalchemy import text

from motcua import logs
from motcua.app import create_app
from motcua.settings import read_settings
from runtime.models import db
from tests.runtime.copies import ANSWERS, COMPONENTS, WARD


@pytest.fixture
def made(province_url, clock, tmp_path):
    settings = replace(
        read_settings({}),
        database_url=province_url,
        files=tmp_path / "files",
        secret_key="only-for-tests",
        metrics_token="a-token-of-the-tests",
    )
    app = create_app(settings, clock)
    yield app
    with app.app_context():
        db.engine.dispose()


def value(body: str, name: str) -> float:
    return float(next(line.rpartition(" ")[2] for line in body.splitlines() if line.startswith(f"{name} ")))


def metrics(client, token="a-token-of-the-tests"):
    return client.get("/metrics", headers={"Authorization": f"Bearer {token}"})


def test_an_application_is_alive_without_and_ready_only_with_a_database_of_its_version(made, session):
    client = made.test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
    with session.begin():
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    behind = client.get("/readyz")
    assert (behind.status_code, behind.text.strip()) == (503, "tables")
    lost = create_app(replace(read_settings({}), database_url="postgresql://127.0.0.1:1/none", secret_key="x"))
    assert lost.test_client().get("/healthz").status_code == 200
    assert lost.test_client().get("/readyz").text.strip() == "database"


def test_numbers_are_only_for_who_holds_the_token(made, province_url):
    client = made.test_client()
    assert client.get("/metrics").status_code == 404
    assert metrics(client, "another").status_code == 404
    assert metrics(client).status_code == 200
    without = create_app(replace(read_settings({}), database_url=province_url, secret_key="x"))
    assert metrics(without.test_client(), "").status_code == 404


def test_the_numbers_are_those_of_the_tables(made, session, clock):
    from runtime.services import dossiers, feed
    from runtime.services.applications import Application

    client = made.test_client()
    assert value(metrics(client).text, "motcua_tasks_open") == 0
    told = Application(
        procedure="2.000815", receiving=WARD, applicant={"name": "X"}, answers=ANSWERS, components=COMPONENTS
    )
    dossiers.submit(session, clock, told)
    body = metrics(client).text
    assert value(body, "motcua_tasks_open") == 1
    assert value(body, "motcua_incidents") == 0
    assert value(body, "motcua_tasks_overdue") == 0
    from datetime import timedelta

    clock.move_to(clock.now() + timedelta(days=5))
    late = metrics(client).text
    assert value(late, "motcua_tasks_overdue") == 1
    assert value(late, "motcua_feed_age_seconds") == pytest.approx(5 * 86400, abs=5)
    feed.number(session)
    assert value(metrics(client).text, "motcua_feed_age_seconds") == 0
    assert 'motcua_request_seconds_count{endpoint="vitals.metrics"}' in late


def test_a_turn_is_one_line_that_names_dossier_event_and_actor_and_nothing_personal(made, session, clock, capsys):
    from runtime.services import dossiers
    from runtime.services.applications import Application

    before = logging.getLogger().handlers[:]
    try:
        logs.configure("json")
        told = Application(
            procedure="2.000815",
            receiving=WARD,
            applicant={"name": "Nguyễn Thị Bí Mật"},
            answers=ANSWERS,
            components=COMPONENTS,
        )
        done = dossiers.submit(session, clock, told)
        made.test_client().get("/healthz", headers={"X-Request-ID": "abcdefgh-1"})
    finally:
        logging.getLogger().handlers[:] = before
        for name in ("runtime", "motcua", "designer_api"):
            logging.getLogger(name).setLevel(logging.NOTSET)
    written = capsys.readouterr().err
    lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    turn = next(line for line in lines if line["message"] == "turn")
    assert (turn["dossier"], turn["event"], turn["level"]) == (str(done.dossier_id), 1, "INFO")
    request = next(line for line in lines if line["message"] == "request")
    assert (request["request"], request["status"]) == ("abcdefgh-1", 200)
    assert "Bí Mật" not in written
