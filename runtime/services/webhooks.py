"""Webhooks: the feed pushed to another system's address, in order, from where it last answered.

A delivery is a POST of up to fifty events as JSON, signed with HMAC-SHA256 over ``timestamp.body``. The receiver's 2xx
moves the webhook on; anything else is tried again with growing pauses, and after :data:`MOST_FAILURES` tries the
webhook rests until somebody resumes it: nothing is lost meanwhile, the feed waits. Addresses must be on hosts that the
installation allows (``MOTCUA_WEBHOOK_HOSTS``): nobody may make the server call where it should not.
"""

import hashlib
import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from runtime.clock import Clock
from runtime.models import Webhook
from runtime.services import access, feed
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.errors import InvalidError, NotFoundError
from runtime.services.feed import Event
from runtime.services.inputs import clean
from runtime.services.snapshot import snapshot
from runtime.services.transactions import new_id, transaction

MOST_FAILURES: Final = 20
EVENTS_AT_ONCE: Final = 50
LEASE: Final = timedelta(minutes=2)
LONGEST_PAUSE: Final = timedelta(hours=1)
LONGEST_URL: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookInfo:
    """A webhook for those who administer its agency."""

    id: UUID
    agency: str
    url: str
    kinds: tuple[str, ...]
    active: bool
    position: int
    failures: int
    error: str | None
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a worker is to send: the events after ``position``. Nothing to send leads to no delivery."""

    id: UUID
    url: str
    events: tuple[Event, ...]
    last: int
    """Position after which the webhook stands when this was accepted."""


def secret_of(key: str, webhook: UUID) -> str:
    """The signing secret of a webhook: derived from the installation's key, so that no table holds it."""
    return hmac.new(key.encode(), b"webhook:" + webhook.bytes, hashlib.sha256).hexdigest()


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """``v1=…`` over ``timestamp.body``, as the receiver computes it."""
    return "v1=" + hmac.new(secret.encode(), b"%d.%b" % (timestamp, body), hashlib.sha256).hexdigest()


def create(
    session: Session,
    clock: Clock,
    agency: str,
    url: str,
    kinds: Sequence[str],
    actor: Actor,
    hosts: Collection[str],
    *,
    from_start: bool = False,
) -> WebhookInfo:
    """Send an agency's events (and those of agencies below it) to an address, from now on or from the first.

    Raises ForbiddenError, InvalidError ``webhook.address``, ``webhook.host``, ``webhook.kind``.
    """
    access.require(actor, Action.ADMINISTER, agency)
    checked_url(url, hosts)
    unknown = sorted(set(kinds) - feed.KINDS)
    if unknown:
        raise InvalidError("webhook.kind", kinds=", ".join(unknown), known=", ".join(sorted(feed.KINDS)))
    with transaction(session, "webhook"):
        now = clock.now()
        row = Webhook(
            id=new_id(),
            agency=agency,
            url=url,
            kinds=sorted(set(kinds)),
            active=True,
            position=0 if from_start else feed.newest(session),
            failures=0,
            error=None,
            next_at=now,
            created_at=now,
            created_by=actor.key,
        )
        session.add(row)
        session.flush()
        return _info(row)


def checked_url(url: str, hosts: Collection[str]) -> None:
    """Raises InvalidError for an address that is none, or whose host (with its port, if any) is not allowed."""
    clean(url, "url")
    try:
        parts = urlsplit(url)
        place = parts.netloc.lower()
        plain = parts.hostname or ""
        _ = parts.port
    except ValueError as error:
        raise InvalidError("webhook.address", url=url[:200]) from error
    if len(url) > LONGEST_URL or parts.scheme not in ("http", "https") or not plain or "@" in place:
        raise InvalidError("webhook.address", url=url[:200])
    if place not in hosts and not (place == plain and plain in hosts):
        raise InvalidError("webhook.host", host=place)


def listed(session: Session, actor: Actor) -> list[WebhookInfo]:
    """The webhooks of agencies the actor administers. Raises ForbiddenError."""
    access.require(actor, Action.ADMINISTER)
    with session.begin():
        rows = session.scalars(
            select(Webhook).where(Webhook.agency.in_(sorted(actor.administers))).order_by(Webhook.created_at)
        )
        return [_info(row) for row in rows]


def resume(session: Session, clock: Clock, webhook: UUID, actor: Actor, after: int | None = None) -> WebhookInfo:
    """Try again at once; ``after`` sends again everything since a position. Raises NotFoundError, ForbiddenError."""
    with transaction(session, "webhook"):
        row = _own(session, webhook, actor)
        row.active, row.failures, row.error, row.next_at = True, 0, None, clock.now()
        if after is not None:
            row.position = min(after, feed.newest(session))
        return _info(row)


def remove(session: Session, webhook: UUID, actor: Actor) -> None:
    """Send nothing there any more. Raises NotFoundError, ForbiddenError."""
    with transaction(session, "webhook"):
        session.delete(_own(session, webhook, actor))


# -- for the worker ------------------------------------------------------------------------------------------------


def take(session: Session, clock: Clock) -> Delivery | None:
    """The next delivery that is due, leased to this worker; None when nothing is."""
    while True:
        with transaction(session, "webhook"):
            now = clock.now()
            row = session.scalars(
                select(Webhook)
                .where(Webhook.active, Webhook.next_at <= now)
                .order_by(Webhook.next_at)
                .limit(1)
                .with_for_update(skip_locked=True)
            ).one_or_none()
            if row is None:
                return None
            reach = snapshot(session).below({row.agency})
            newest = feed.newest(session)
            events = feed.for_agencies(session, reach, row.position, EVENTS_AT_ONCE, row.kinds)
            events = [event for event in events if event.position <= newest]
            if events:
                row.next_at = now + LEASE
                return Delivery(row.id, row.url, tuple(events), events[-1].position)
            row.position = max(row.position, newest)
            row.next_at = now + timedelta(seconds=1)


def accepted(session: Session, clock: Clock, delivery: Delivery) -> None:
    """The receiver has the events."""
    with transaction(session, "webhook"):
        row = session.get(Webhook, delivery.id, with_for_update=True)
        if row is not None:
            row.position, row.failures, row.error, row.next_at = delivery.last, 0, None, clock.now()


def failed(session: Session, clock: Clock, delivery: Delivery, error: str) -> None:
    """The receiver does not have them: try again later, or rest after many tries."""
    with transaction(session, "webhook"):
        row = session.get(Webhook, delivery.id, with_for_update=True)
        if row is None:
            return
        row.failures += 1
        row.error = error[:500]
        row.active = row.failures < MOST_FAILURES
        row.next_at = clock.now() + min(timedelta(seconds=5 * 2 ** min(row.failures - 1, 10)), LONGEST_PAUSE)


def _own(session: Session, webhook: UUID, actor: Actor) -> Webhook:
    access.require(actor, Action.ADMINISTER)
    row = session.get(Webhook, webhook, with_for_update=True)
    if row is None or not access.may(actor, Action.ADMINISTER, row.agency):
        raise NotFoundError("not-found")
    return row


def _info(row: Webhook) -> WebhookInfo:
    return WebhookInfo(
        id=row.id,
        agency=row.agency,
        url=row.url,
        kinds=tuple(row.kinds),
        active=row.active,
        position=row.position,
        failures=row.failures,
        error=row.error,
        created_at=row.created_at,
        created_by=row.created_by,
    )
