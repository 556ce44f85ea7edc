"""For those who run an installation: ``/healthz``, ``/readyz`` and ``/metrics`` (Prometheus).

``/healthz`` says that the process answers, ``/readyz`` that it can serve: the database answers and its tables are of
this version. ``/metrics`` needs the bearer token of ``MOTCUA_METRICS_TOKEN``; without that setting it does not exist.
"""

import hmac
import logging
import re
from collections.abc import Callable
from functools import cache
from time import perf_counter
from typing import Any, cast
from uuid import uuid4

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from runtime.database import MIGRATIONS
from runtime.models import db
from runtime.services.vitals import Vitals, vitals
from runtime.web.security import limiter

blueprint = Blueprint("vitals", __name__)
REGISTRY = CollectorRegistry()
REQUESTS = Histogram(
    "motcua_request_seconds", "Seconds a request took in this process", ["endpoint"], registry=REGISTRY
)
ANSWERS = Counter("motcua_answers", "Answers of this process by status", ["status"], registry=REGISTRY)

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,100}")
log = logging.getLogger(__name__)

Reading = Callable[[Vitals], float]
_GAUGES: tuple[tuple[str, str, Reading], ...] = (
    ("timer_lag_seconds", "How long the longest-due timer has waited", lambda one: one.timer_lag),
    ("timers_due", "Timers that are due", lambda one: one.timers_due),
    ("outbox_age_seconds", "How long the oldest effect that may be sent has waited", lambda one: one.outbox_age),
    ("incidents", "Open incidents", lambda one: one.incidents),
    ("tasks_open", "Open tasks", lambda one: one.tasks),
    ("tasks_overdue", "Open tasks past their due instant", lambda one: one.tasks_overdue),
    ("feed_age_seconds", "How long the oldest event without a position has waited", lambda one: one.feed_age),
    ("lock_waits", "Database sessions that wait for a lock", lambda one: one.lock_waits),
    ("lock_wait_seconds", "The longest present wait for a lock", lambda one: one.lock_seconds),
    ("webhooks_resting", "Webhooks that rest after too many failures", lambda one: one.webhooks_resting),
)
STATES = ("pending", "running", "unknown", "unbound", "dead")


@blueprint.get("/healthz")
@limiter.exempt
def health() -> Response:
    """The process answers."""
    return _plain("ok")


@blueprint.get("/readyz")
@limiter.exempt
def ready() -> tuple[Response, int] | Response:
    """The process can serve: else 503 with the reason in a word."""
    try:
        found = _revision()
    except SQLAlchemyError:
        return _plain("database"), 503
    return _plain("ok") if found == wanted_revision() else (_plain("tables"), 503)


@blueprint.get("/metrics")
@limiter.exempt
def metrics() -> Response:
    """The numbers, for who holds the token."""
    token = str(current_app.config.get("MOTCUA_METRICS_TOKEN") or "")
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    if not token or kind.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), token.encode()):
        abort(404)
    measured = vitals(_session(), current_app.config["MOTCUA_CLOCK"])
    body = generate_latest(REGISTRY) + generate_latest(gauges(measured))
    response: Response = Response(body, mimetype="text/plain; version=0.0.4")
    return response


def gauges(measured: Vitals) -> CollectorRegistry:
    """The installation's numbers as Prometheus gauges."""
    registry = CollectorRegistry()
    for name, described, reading in _GAUGES:
        Gauge(f"motcua_{name}", described, registry=registry).set(reading(measured))
    effects = Gauge("motcua_effects", "Effects that are not done, by state", ["state"], registry=registry)
    for state in STATES:
        effects.labels(state).set(measured.effects.get(state, 0))
    return registry


def _session() -> Session:
    return cast("Session", db.session())


def _revision() -> str | None:
    session = _session()
    with session.begin():
        return cast("str | None", session.scalar(text("SELECT version_num FROM alembic_version")))


@cache
def wanted_revision() -> str | None:
    """The revision of the tables this version works with."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def _plain(word: str) -> Response:
    response: Response = Response(f"{word}\n", mimetype="text/plain")
    return response


def _begin() -> None:
    g.began = perf_counter()
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else uuid4().hex


def _end(response: Response) -> Response:
    began = g.pop("began", None)
    if began is not None:
        taken = perf_counter() - began
        REQUESTS.labels(request.endpoint or "none").observe(taken)
        log.info(
            "request", extra={"method": request.method, "status": response.status_code, "seconds": round(taken, 4)}
        )
        response.headers["X-Request-ID"] = g.request_id
    ANSWERS.labels(str(response.status_code)).inc()
    return response


def register_health(app: Flask) -> None:
    """Add the addresses, and measure every request."""
    app.register_blueprint(blueprint)
    before: dict[Any, list[Any]] = app.before_request_funcs
    before.setdefault(None, []).insert(0, _begin)
    app.after_request(_end)
