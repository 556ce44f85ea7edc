"""A token limited to deployment publishes packages and opens nothing else."""

from datetime import timedelta

import pytest

from process_models.files import read_folder, write_zip
from tests.api.office import COPY, LIBRARY, Caller


@pytest.fixture
def given(office) -> dict:
    return office.officer("yen.admin")("POST /deploy-tokens", {"name": "pipeline", "days": 30}, 201)


def caller(office, token: str) -> Caller:
    return Caller(office.app, Authorization=f"Bearer {token}")


def deploy(program: Caller) -> int:
    content = write_zip(read_folder(LIBRARY / COPY))
    return program.ask("POST", "/packages", data=content, content_type="application/zip").status_code


def test_a_program_publishes_with_the_token_and_can_do_nothing_else(office, given):
    program = caller(office, given["token"])
    assert deploy(program) == 201
    assert program("GET /sessions/current")["login"] == "token:pipeline"
    submitted = office.submitted()
    for route, status in (
        ("GET /tasks/queue", 200),
        ("GET /dossiers", 200),
    ):
        assert program(route, status=status)["items"] == [], route
    program(f"GET /dossiers/{submitted['dossier_id']}", status=404)
    for route in ("GET /incidents", "GET /events", "GET /webhooks", "GET /deploy-tokens", "GET /design/projects"):
        program(route, status=403)


def test_a_token_ends_when_it_is_revoked_or_its_time_is_over(office, given, clock):
    program = caller(office, given["token"])
    office.officer("yen.admin")(f"DELETE /deploy-tokens/{given['id']}", status=204)
    assert deploy(program) == 401
    other = office.officer("bich.publisher")("POST /deploy-tokens", {"name": "nightly", "days": 1}, 201)
    assert deploy(caller(office, other["token"])) == 201
    clock.move_to(clock.now() + timedelta(days=2))
    assert deploy(caller(office, other["token"])) == 401


def test_only_those_who_publish_give_tokens_and_their_text_is_never_told_again(office, given):
    office.officer("an.reception")("POST /deploy-tokens", {"name": "x"}, 403)
    office.officer("yen.admin")("POST /deploy-tokens", {"name": "Not a name", "days": 1}, 422)
    told = office.officer("yen.admin").ask("GET", "/deploy-tokens")
    assert given["token"] not in told.get_data(as_text=True)
    assert [one["name"] for one in told.get_json()["items"]] == ["pipeline"]
