"""Effects that leave: sent once under a lease, tried again, given up, answered by hand; timers that come late."""

import json
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import ClassVar

import pytest
from sqlalchemy import select

from runtime.clock import VirtualClock
from runtime.connectors import ConnectorError, Delivery, Refusal, Registry, TransientError, registry_from_json
from runtime.connectors.files import FileConnector, RecordingConnector
from runtime.connectors.http import HttpConnector
from runtime.connectors.protocol import Answer, Request
from runtime.models import Dossier, EffectRow, IncidentRow, LogRow
from runtime.services import effects, incidents, timers
from runtime.services.actors import Actor, PositionHeld, system
from runtime.services.errors import NotFoundError, RefusedError
from runtime.services.operator_lists import Wanted
from runtime.worker import perform_effect, send_waiting
from tests.runtime.test_scenarios import PACKAGES
from tests.runtime.walk import Walk

pytestmark = pytest.mark.usefixtures("healthy")
OPERATOR = system("operator")


class Scripted:
    """A connector that does what it is told, one thing after the other."""

    def __init__(self, *script, delivery=Delivery.IDEMPOTENT, asked=None):
        self.script = list(script)
        self.sent = []
        self.asked = asked
        self._delivery = delivery

    @property
    def delivery(self):
        return self._delivery

    def send(self, request):
        self.sent.append(request.idempotency_key)
        done = self.script.pop(0)
        if isinstance(done, Exception):
            raise done
        return done

    def ask(self, request):
        return self.asked


@pytest.fixture
def clock():
    """Monday morning before the first scenario begins."""
    return VirtualClock(datetime.fromisoformat("2026-03-02T07:00:00+07:00"))


@pytest.fixture
def called(session, clock):
    """A linked birth that has just called the insurance; gives the walk and the effect's key."""
    package = PACKAGES["3.000722"]
    scenario = package.scenarios["good"]
    index = next(i for i, step in enumerate(scenario["steps"]) if "service" in step)
    walk = Walk(session, clock, package, {**scenario, "steps": scenario["steps"][:index]}).run()
    with session.begin():
        row = session.scalars(select(EffectRow)).one()
        return walk, (row.dossier_id, row.seq, row.i), row.name, scenario["steps"][index]["result"]


def operator_of(agency: str) -> Actor:
    """Looks after one agency and nothing else."""
    own = frozenset({agency})
    return Actor(
        key="operator",
        positions=(PositionHeld(agency=agency, agency_names={}, role="unit_admin"),),
        oversees=own,
        administers=own,
    )


def state_of(session, key):
    with session.begin():
        session.expire_all()
        return session.get(EffectRow, key).state


def test_an_effect_is_sent_and_its_answer_takes_the_dossier_on(sessions, session, clock, called):
    _walk, key, name, result = called
    receiver = Scripted(Answer(result, {"no": 7}))
    assert send_waiting(sessions, clock, Registry({name: receiver})) == 1
    assert state_of(session, key) == "done"
    assert receiver.sent == [":".join(map(str, key))]
    assert send_waiting(sessions, clock, Registry({name: receiver})) == 0


def test_two_workers_never_send_the_same_effect_at_once(sessions, session, clock, called):
    _walk, key, _name, _result = called
    with sessions() as other:
        assert effects.take(other, clock, key) is not None
    assert effects.take(session, clock, key) is None


def test_a_failing_receiver_is_tried_again_with_growing_pauses_and_then_given_up(sessions, session, clock, called):
    _walk, key, name, _result = called
    receiver = Scripted(*[TransientError("away")] * 10)
    registry = Registry({name: receiver})
    waits = []
    while state_of(session, key) != "dead":
        assert send_waiting(sessions, clock, registry) == 1
        if state_of(session, key) == "pending":
            due = effects.next_due(session)
            waits.append(due - clock.now())
            clock.move_to(due)
    assert waits == sorted(waits)
    assert len(set(receiver.sent)) == 1
    line = incidents.listed(session, OPERATOR).items[0]
    assert effects.listed(session, OPERATOR).items[0].error == "away"
    incidents.retry(session, clock, line.place, "đã nối lại", OPERATOR)
    with session.begin():
        assert session.scalars(select(IncidentRow)).all() == []
        assert session.scalars(select(EffectRow.state).order_by(EffectRow.seq)).all() == ["dead", "pending"]


def test_a_refusal_with_a_code_is_an_error_the_model_can_catch(sessions, session, clock, called):
    _walk, key, name, _result = called
    send_waiting(sessions, clock, Registry({name: Scripted(Refusal("DUPLICATE", "đã có số"))}))
    with session.begin():
        row = session.get(EffectRow, key)
        assert (row.state, row.error) == ("done", "DUPLICATE: đã có số")


def test_what_must_not_be_sent_twice_waits_for_a_person_after_a_crash(sessions, session, clock, called):
    _walk, key, name, result = called
    receiver = Scripted(Answer(result), delivery=Delivery.AT_MOST_ONCE)
    assert effects.take(session, clock, key) is not None  # and this worker dies
    assert send_waiting(sessions, clock, Registry({name: receiver})) == 0
    clock.pass_time(timedelta(minutes=5))
    send_waiting(sessions, clock, Registry({name: receiver}))
    assert (state_of(session, key), receiver.sent) == ("unknown", [])
    effects.answer(session, clock, key, result, "đã gọi điện hỏi", OPERATOR)
    assert state_of(session, key) == "done"
    with pytest.raises(RefusedError, match=r"effect\.state"):
        effects.answer(session, clock, key, result, "lần nữa", OPERATOR)


@pytest.mark.parametrize(("asked", "sent"), [(None, 1), ("there", 0)])
def test_a_receiver_that_can_be_asked_is_asked_before_sending_again(sessions, session, clock, called, asked, sent):
    _walk, key, name, result = called
    answer = None if asked is None else Answer(result)
    receiver = Scripted(Answer(result), delivery=Delivery.QUERYABLE, asked=answer)
    effects.take(session, clock, key)
    clock.pass_time(timedelta(minutes=5))
    send_waiting(sessions, clock, Registry({name: receiver}))
    assert (state_of(session, key), len(receiver.sent)) == ("done", sent)


def test_a_capability_nothing_is_connected_to_waits_to_be_answered_by_hand(sessions, session, clock, called):
    _walk, key, _name, result = called
    assert perform_effect(sessions, clock, Registry(), key)
    assert [one.state for one in effects.listed(session, OPERATOR).items] == ["unbound"]
    effects.retry(session, clock, key, "đã cấu hình", OPERATOR)
    assert state_of(session, key) == "pending"
    perform_effect(sessions, clock, Registry(), key)
    effects.answer(session, clock, key, result, "cấp tay", OPERATOR)
    assert state_of(session, key) == "done"


def test_an_answer_nobody_wants_any_more_is_noted_and_changes_nothing(sessions, session, clock, called):
    from runtime.services import actions
    from runtime.services.actors import applicant

    walk, key, _name, result = called
    assert effects.take(session, clock, key) is not None
    actions.withdraw(session, clock, walk.dossier, "đổi ý", applicant(walk.dossier))
    assert state_of(session, key) == "cancelled"
    effects.succeeded(session, clock, key, result)
    assert state_of(session, key) == "cancelled"


def test_a_late_worker_fires_with_the_instant_the_timer_was_due(session, clock, submit, who):
    from tests.runtime.copies import do_until

    one = submit()
    do_until(session, clock, who, one.dossier_id, "Task_CollectFee")
    due = timers.next_due(session)
    clock.pass_time(timedelta(days=400))
    assert timers.fire_due(session, clock) >= 1
    with session.begin():
        entry = session.scalars(select(LogRow).where(LogRow.actor == "system:timer").order_by(LogRow.n)).first()
        assert (entry.at, entry.done_at) == (due, clock.now())


def test_retries_are_read_from_the_model():
    assert effects.retry_of("2/PT5M") == (3, timedelta(minutes=5))
    assert effects.retry_of(None) == (effects.DEFAULT_RETRIES, effects.DEFAULT_PAUSE)
    assert effects.retry_of("nonsense/zzz")[0] == effects.DEFAULT_RETRIES


# -- connectors, without a dossier -------------------------------------------------------------------------------

REQUEST = Request(capability="a.b", payload={"name": "Hà"}, idempotency_key="k:1:0", dossier_code="H36.50-1")


def test_a_file_is_written_once_for_a_key(tmp_path):
    connector = FileConnector(tmp_path / "out")
    assert connector.ask(REQUEST) is None
    connector.send(REQUEST)
    connector.send(REQUEST)
    assert [json.loads(path.read_text("utf-8"))["payload"] for path in (tmp_path / "out").iterdir()] == [{"name": "Hà"}]
    assert connector.ask(REQUEST) is not None


def test_the_recording_receiver_counts_repetitions(tmp_path):
    connector = RecordingConnector(tmp_path / "log.jsonl", {"ok": True})
    connector.send(REQUEST)
    connector.send(REQUEST)
    assert connector.received() == {"k:1:0": 2}


class Service(BaseHTTPRequestHandler):
    replies: ClassVar[list[tuple[int, object]]] = []
    seen: ClassVar[list[tuple[str, str]]] = []

    def do_POST(self):
        self.seen.append((self.command, self.headers["Idempotency-Key"]))
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, body = self.replies.pop(0)
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST  # noqa: N815

    def log_message(self, *_):
        pass


@pytest.fixture
def service():
    server = HTTPServer(("127.0.0.1", 0), Service)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_web_service_answers_refuses_or_is_tried_again(service):
    connector = HttpConnector(service, timeout=5)
    Service.replies = [
        (200, {"id": "1"}),
        (409, {"code": "TAKEN", "message": "đã có"}),
        (422, {"detail": "no code"}),
        (503, {}),
        (404, {}),
    ]
    assert connector.send(REQUEST).result == {"id": "1"}
    assert connector.send(REQUEST) == Refusal("TAKEN", "đã có")
    for _ in range(2):
        with pytest.raises(TransientError):
            connector.send(REQUEST)
    assert connector.ask(REQUEST) is None
    assert {key for _method, key in Service.seen} == {"k:1:0"}


def test_a_service_that_is_not_there_is_tried_again():
    with pytest.raises(TransientError):
        HttpConnector("http://127.0.0.1:9/", timeout=1).send(REQUEST)


def test_the_registry_prefers_the_longest_match_and_names_what_is_wrong(tmp_path):
    registry = registry_from_json(
        {
            "insurance.*": {"kind": "file", "folder": str(tmp_path)},
            "insurance.card": {"kind": "recording", "path": str(tmp_path / "x")},
            "population.verify": {"kind": "manual"},
        }
    )
    assert isinstance(registry.find("insurance.card"), RecordingConnector)
    assert isinstance(registry.find("insurance.other"), FileConnector)
    assert registry.find("population.verify") is None
    for bad in ({"a": {"kind": "telegraph"}}, {"a": {"kind": "http", "url": "ftp://x"}}, {"a": {"kind": "file"}}):
        with pytest.raises(ConnectorError) as refusal:
            registry_from_json(bad)
        assert refusal.value.where == "a"


def test_trouble_of_a_branch_is_its_agencys_too(sessions, session, clock):
    package = PACKAGES["3.000722"]
    scenario = package.scenarios["good"]
    index = [i for i, step in enumerate(scenario["steps"]) if "service" in step][1]
    Walk(session, clock, package, {**scenario, "steps": scenario["steps"][:index]}).run()
    send_waiting(sessions, clock, Registry({}))
    result = scenario["steps"][index]["result"]
    insurance, ward, police = (operator_of(code) for code in ("G24.H36.01", "H36.50", "G01.H36.50"))
    (job,) = effects.listed(session, insurance).items
    assert job.dossier_code.startswith("G24.H36.01-")
    assert effects.one(session, insurance, job.key) == job
    with session.begin():
        whole = session.scalars(select(Dossier.code).where(Dossier.id == job.key[0])).one()
    assert effects.listed(session, ward, wanted=Wanted(code=whole)).items == (job,)
    assert effects.listed(session, police).items == ()
    with pytest.raises(NotFoundError):
        effects.one(session, police, job.key)
    with pytest.raises(NotFoundError):
        effects.answer(session, clock, job.key, result, "không phải việc của tôi", police)
    effects.answer(session, clock, job.key, result, "thẻ đã in", insurance)
    assert effects.listed(session, insurance).items == ()
