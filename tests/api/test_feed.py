"""Other systems follow what happens: in one order, nothing twice, nothing missed, signed, and only their own."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from runtime.services import webhooks
from runtime.worker.pushing import follow_feed
from tests.api.office import WARD

KEY = "only-for-tests"


class Receiver:
    """A real server that keeps what it is sent and answers as it is told."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append((dict(self.headers), body))
                self.send_response(outer.status)
                if outer.status == 302:
                    self.send_header("Location", "http://127.0.0.1:9/elsewhere")
                self.end_headers()

            def log_message(self, *_told: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server.server_port}"

    def events(self) -> list[dict]:
        return [event for _, body in self.got for event in json.loads(body)["events"]]


@pytest.fixture
def receiver(app):
    made = Receiver()
    app.config["MOTCUA_WEBHOOK_HOSTS"] = frozenset({made.host})
    yield made
    made.server.shutdown()
    made.thread.join()
    made.server.server_close()


@pytest.fixture
def follow(sessions, clock):
    return lambda: follow_feed(sessions, clock, KEY)


def test_the_feed_tells_each_event_once_and_in_the_order_of_its_positions(office, follow):
    integrator = office.officer("yen.admin")
    office.advanced(2)
    assert integrator("GET /events")["items"] == [], "nothing has a position before the worker has given one"
    follow()
    first = integrator("GET /events?limit=1")
    rest = integrator(f"GET /events?after={first['next']}")
    kinds = [event["kind"] for event in (*first["items"], *rest["items"])]
    assert kinds[:2] == ["submitted", "received"]
    positions = [event["position"] for event in (*first["items"], *rest["items"])]
    assert positions == list(range(1, len(positions) + 1))
    assert integrator(f"GET /events?after={rest['next']}") == {"items": [], "next": rest["next"]}
    office.submitted()
    follow()
    assert [one["kind"] for one in integrator(f"GET /events?after={rest['next']}")["items"]] == ["submitted"]
    assert {one["kind"] for one in integrator("GET /events?kind=received")["items"]} == {"received"}


def test_only_those_who_may_follow_see_events_and_only_of_their_agencies(office, follow):
    office.submitted()
    follow()
    office.officer("chi.case")("GET /events", status=403)
    office.citizen("GET /events", status=401)
    seen = office.officer("yen.admin")("GET /events")["items"]
    assert {event["competent"] for event in seen} == {WARD}


def test_a_webhook_is_sent_signed_events_and_goes_on_from_where_it_answered(office, follow, receiver):
    integrator = office.officer("yen.admin")
    made = integrator("POST /webhooks", {"agency": WARD, "url": f"http://{receiver.host}/hook"}, 201)
    office.submitted()
    follow()
    headers, body = receiver.got[0]
    signed = webhooks.signature(made["secret"], int(headers["Motcua-Timestamp"]), body)
    assert headers["Motcua-Signature"] == signed
    assert [event["kind"] for event in receiver.events()] == ["submitted"]
    follow()
    assert len(receiver.got) == 1, "what was accepted is not sent again"
    again = integrator(f"POST /webhooks/{made['id']}/resume", {"after": 0})
    assert again["position"] == 0
    follow()
    assert [event["kind"] for event in receiver.events()] == ["submitted", "submitted"]


def test_a_receiver_that_fails_gets_the_same_events_later_and_rests_after_many_tries(office, follow, receiver, clock):
    from datetime import timedelta

    integrator = office.officer("yen.admin")
    made = integrator("POST /webhooks", {"agency": WARD, "url": f"http://{receiver.host}/hook"}, 201)
    office.submitted()
    receiver.status = 500
    follow()
    follow()
    assert len(receiver.got) == 1, "not at once again"
    for _ in range(webhooks.MOST_FAILURES):
        clock.move_to(clock.now() + timedelta(hours=1))
        follow()
    office._officers.clear()  # the session of the day before is over
    integrator = office.officer("yen.admin")
    told = integrator("GET /webhooks")["items"][0]
    assert (told["active"], told["failures"], told["error"]) == (False, webhooks.MOST_FAILURES, "status 500")
    receiver.status = 204
    integrator(f"POST /webhooks/{made['id']}/resume", {})
    receiver.got.clear()
    follow()
    assert [event["kind"] for event in receiver.events()] == ["submitted"]


def test_a_redirect_is_not_followed(office, follow, receiver):
    integrator = office.officer("yen.admin")
    integrator("POST /webhooks", {"agency": WARD, "url": f"http://{receiver.host}/hook"}, 201)
    office.submitted()
    receiver.status = 302
    follow()
    assert integrator("GET /webhooks")["items"][0]["error"] == "status 302"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1:1/x", "webhook.host"),
        ("http://169.254.169.254/latest", "webhook.host"),
        ("file:///etc/passwd", "webhook.address"),
        ("http://user@127.0.0.1/x", "webhook.address"),
        ("http://127.0.0.1:99999/x", "webhook.address"),
        ("nonsense", "webhook.address"),
    ],
)
def test_an_address_the_installation_does_not_allow_is_refused(office, receiver, url, code):
    integrator = office.officer("yen.admin")
    assert integrator("POST /webhooks", {"agency": WARD, "url": url}, 422)["code"] == code


def test_nobody_makes_a_webhook_for_an_agency_they_do_not_administer(office, receiver):
    url = f"http://{receiver.host}/hook"
    office.officer("vinh.other")("POST /webhooks", {"agency": WARD, "url": url}, 403)
    made = office.officer("yen.admin")("POST /webhooks", {"agency": WARD, "url": url}, 201)
    office.officer("vinh.other")(f"DELETE /webhooks/{made['id']}", status=403)
    office.officer("yen.admin")(f"DELETE /webhooks/{made['id']}", status=204)
    assert office.officer("yen.admin")("GET /webhooks")["items"] == []
