"""The sample client and the tutorial work against a running server."""

import importlib.util
import re
import shlex
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from werkzeug.serving import make_server

from tests.api.office import COPY, OFFICERS, PASSWORD, WARD, Office, scenario

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def address(office: Office) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, office.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def client() -> ModuleType:
    spec = importlib.util.spec_from_file_location("motcua_client", DOCS / "integrators" / "client.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_sample_client_carries_a_dossier_to_its_result(client: Any, office: Office, address: str):
    told = office.application()
    applied = client.Motcua(address).apply(
        COPY, WARD, told["applicant"], told["answers"], components=told["components"]
    )
    officers = {role: client.Motcua(address).sign_in(login, PASSWORD) for role, login in OFFICERS.items()}
    for step in scenario()["steps"]:
        role, task = next(
            (role, line)
            for role, officer in officers.items()
            for line in officer.queue()
            if line["node"] == step["task"]
        )
        done = officers[role].complete(task["id"], step["answers"], step.get("outcome"))
    assert done["code"] == applied["code"]
    assert client.Motcua(address).follow(applied["code"], applied["secret"])["status"] == 10


def test_the_sample_client_tells_refusals_as_problems(client: Any, address: str):
    with pytest.raises(client.ProblemError) as refused:
        client.Motcua(address).follow("nothing", "SECRET")
    assert (refused.value.status, refused.value.code) == (404, "dossier.unknown")


def test_a_lost_answer_makes_no_second_dossier(client: Any, office: Office, address: str, monkeypatch):
    caller = client.Motcua(address)
    really = caller.ask
    lost = []

    def losing(*asked: Any) -> Any:
        answer = really(*asked)
        if not lost:
            lost.append(answer)
            raise TimeoutError
        return answer

    monkeypatch.setattr(caller, "ask", losing)
    told = office.application()
    done = caller.apply(COPY, WARD, told["applicant"], told["answers"], components=told["components"])
    assert done == lost[0]


def test_the_sample_client_follows_events_and_publishes(client: Any, office: Office, address: str, sessions: Any):
    from process_models.files import read_folder, write_zip
    from runtime.services import feed
    from tests.api.office import LIBRARY

    for _ in range(2):
        office.submitted()
    with sessions() as session:
        feed.number(session)
    integrator = client.Motcua(address).sign_in("yen.admin", PASSWORD)
    told = list(integrator.events())
    assert [event["kind"] for event in told] == ["submitted", "submitted"]
    assert list(integrator.events(after=told[0]["position"])) == told[1:]
    assert integrator.deploy(write_zip(read_folder(LIBRARY / COPY)))["state"] == "unchanged"


def test_the_sample_client_knows_a_genuine_delivery(client: Any):
    import time

    from runtime.services.webhooks import signature

    now = int(time.time())  # noqa: TID251 - the client looks at the wall clock
    signed = signature("secret", now, b"{}")
    assert client.delivered_by_motcua("secret", str(now), signed, b"{}")
    assert not client.delivered_by_motcua("secret", str(now), signed, b"{ }")
    assert not client.delivered_by_motcua("other", str(now), signed, b"{}")
    old = now - 3600
    assert not client.delivered_by_motcua("secret", str(old), signature("secret", old, b"{}"), b"{}")


def commands() -> list[str]:
    text = (DOCS / "api.md").read_text("utf-8")
    return [block.strip() for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)]


def test_every_address_of_the_tutorial_exists(office: Office):
    found = []
    for command in commands():
        words = shlex.split(command.replace("\\\n", " "))
        if words[0] != "curl":
            continue
        method = words[words.index("-X") + 1] if "-X" in words else "POST" if {"-d", "-F"} & set(words) else "GET"
        place = next(word for word in words if word.startswith("$MOTCUA"))
        path = re.sub(r"\$[A-Z]+", "00000000-0000-0000-0000-000000000000", place.removeprefix("$MOTCUA").split("?")[0])
        adapter = office.app.url_map.bind("localhost")
        assert adapter.test("/api/v1" + path, method), (method, path)
        found.append((method, path))
    assert len(found) > 10


def test_every_problem_code_of_the_documentation_exists():
    from runtime.api.texts import SENTENCES
    from runtime.services.messages import MESSAGES

    text = (DOCS / "api.md").read_text("utf-8")
    rows = re.findall(r"^\| \d{3} \| (.*?) \|", text, re.MULTILINE)
    codes = {code for row in rows for code in re.findall(r"`([a-z.-]+)`", row)}
    assert codes
    assert codes <= set(SENTENCES) | set(MESSAGES)
