"""What happened, for other systems: the feed to read, and webhooks that push it."""

from typing import Any
from uuid import UUID

from flask import current_app

from runtime.api import surroundings
from runtime.api.operations import Resource
from runtime.api.schemas.feed import (
    EventPageSchema,
    FeedQuery,
    ResumeBody,
    WebhookBody,
    WebhookCreatedSchema,
    WebhookListSchema,
    WebhookSchema,
)
from runtime.services import feed, webhooks
from runtime.services.webhooks import WebhookInfo

resource = Resource("feed", __name__, description="Events for other systems.")


@resource.operation("GET /events", EventPageSchema, query=FeedQuery, fails=(403,))
def events(query: dict[str, Any]) -> dict[str, Any]:
    """Events after a position, oldest first. Keep `next` and send it as `after`: nothing is missed or told twice."""
    found = feed.read(surroundings.session(), surroundings.officer(), query["after"], query["limit"], query["kind"])
    return {"items": found, "next": found[-1].position if found else query["after"]}


@resource.operation("GET /webhooks", WebhookListSchema, fails=(403,))
def all_webhooks() -> dict[str, Any]:
    """The webhooks of the agencies the caller administers."""
    return {"items": webhooks.listed(surroundings.session(), surroundings.officer())}


@resource.operation("POST /webhooks", WebhookCreatedSchema, status=201, body=WebhookBody, fails=(403,))
def create_webhook(body: dict[str, Any]) -> dict[str, Any]:
    """Push an agency's events to an address; the signing secret is told once."""
    made = webhooks.create(
        surroundings.session(),
        surroundings.clock(),
        body["agency"],
        body["url"],
        body["kinds"],
        surroundings.officer(),
        current_app.config.get("MOTCUA_WEBHOOK_HOSTS", frozenset()),
        from_start=body["from_start"],
    )
    secret = webhooks.secret_of(current_app.config["SECRET_KEY"], made.id)
    return {**{name: getattr(made, name) for name in WebhookInfo.__slots__}, "secret": secret}


@resource.operation("POST /webhooks/<uuid:webhook_id>/resume", WebhookSchema, body=ResumeBody, fails=(403,))
def resume_webhook(body: dict[str, Any], webhook_id: UUID) -> WebhookInfo:
    """Try again at once; with `after`, everything since that position is sent again."""
    return webhooks.resume(
        surroundings.session(), surroundings.clock(), webhook_id, surroundings.officer(), body["after"]
    )


@resource.operation("DELETE /webhooks/<uuid:webhook_id>", status=204, fails=(403,))
def remove_webhook(webhook_id: UUID) -> None:
    """Send nothing there any more."""
    webhooks.remove(surroundings.session(), webhook_id, surroundings.officer())
