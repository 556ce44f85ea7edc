"""Dossiers as officers see them."""

from typing import Any
from uuid import UUID

from runtime.api import surroundings
from runtime.api.encoding import deadlines_json, dossier_json, dossier_page
from runtime.api.operations import Resource
from runtime.api.schemas.dossiers import (
    DossierPageSchema,
    DossierQuery,
    DossierSchema,
    ExplainedDeadlineListSchema,
    HistorySchema,
    LookListSchema,
    PaidSchema,
    PaymentBody,
)
from runtime.services import listing, payments, seen, views
from runtime.services.listing import DossierFilter
from runtime.services.payments import Paid
from runtime.services.view_values import DossierView

resource = Resource("dossiers", __name__, description="Dossiers as officers see them.")


@resource.operation("GET /dossiers", DossierPageSchema, query=DossierQuery)
def search_dossiers(query: dict[str, Any]) -> dict[str, Any]:
    """Search among the dossiers and sub-dossiers the officer may see, the newest first."""
    actor, now = surroundings.officer(), surroundings.clock().now()
    wanted = DossierFilter(
        statuses=tuple(query["status"]),
        procedure=query.get("procedure"),
        agency=query.get("agency"),
        channel=query.get("channel"),
        overdue_at=now if query["overdue"] else None,
    )
    found = listing.search(surroundings.session(), actor, query["text"], wanted, query.get("after"), query["limit"])
    return dossier_page(found, now)


@resource.operation("GET /dossiers/<uuid:dossier_id>", DossierSchema, etag=True)
def one_dossier(dossier_id: UUID) -> tuple[Any, dict[str, str]]:
    """A dossier or sub-dossier: state, parts with their data, tasks, papers, fees, letters, allowed actions."""
    view = _view(dossier_id)
    return dossier_json(view), {"ETag": f'"{view.seq}"'}


@resource.operation("GET /dossiers/<uuid:dossier_id>/history", HistorySchema)
def dossier_history(dossier_id: UUID) -> dict[str, Any]:
    """The steps that are over, and the log."""
    view = _view(dossier_id)
    return {"steps": view.history, "log": view.timeline}


@resource.operation("GET /dossiers/<uuid:dossier_id>/looks", LookListSchema, fails=(403,))
def dossier_looks(dossier_id: UUID) -> dict[str, Any]:
    """Which officers looked at the dossier, the latest first. For auditors."""
    return {"items": seen.looks(surroundings.session(), dossier_id, surroundings.officer())}


@resource.operation("GET /dossiers/<uuid:dossier_id>/deadlines", ExplainedDeadlineListSchema)
def dossier_deadlines(dossier_id: UUID) -> dict[str, Any]:
    """Every due instant with its reckoning: reception, days counted, days off, pauses, extensions."""
    return {"items": deadlines_json(_view(dossier_id))}


@resource.operation(
    "POST /dossiers/<uuid:dossier_id>/payments", PaidSchema, status=201, body=PaymentBody, fails=(403, 409)
)
def record_payment(body: dict[str, Any], dossier_id: UUID) -> dict[str, Any]:
    """Record a payment at the counter."""
    actor = surroundings.officer()
    payment = payments.record(surroundings.session(), surroundings.clock(), dossier_id, Paid(**body), actor)
    return {"id": payment}


def _view(dossier_id: UUID) -> DossierView:
    return views.dossier(surroundings.session(), surroundings.clock(), surroundings.officer(), dossier_id)
