"""Moving running dossiers to another version, and running closed ones through it."""

from typing import Any
from uuid import UUID

from flask import Response

from process_models.package import Package, read_package
from process_models.problems import PackageError
from runtime.api import surroundings
from runtime.api.bodies import raw_bytes
from runtime.api.operations import Resource
from runtime.api.schemas.base import NoMembers
from runtime.api.schemas.migrations import (
    MigrationBody,
    MigrationItemPageSchema,
    MigrationItemQuery,
    MigrationListSchema,
    MigrationSchema,
    PlanDraftBody,
    PlanSchema,
    ReplayBody,
    ReplayQuery,
    ReplaySchema,
    UndoBody,
    UndoneSchema,
)
from runtime.services import packages, regression
from runtime.services.migration import orders
from runtime.services.migration.orders import ItemView, OrderView
from runtime.services.packages import PackageInvalidError
from runtime.services.regression import Wanted

resource = Resource("migrations", __name__, description="Moving dossiers to another version, and trying versions.")
ZIP = "application/zip"
CSV = "text/csv"
_BODY = {ZIP: {"schema": {"type": "string", "contentMediaType": ZIP}}}
_ORDER = "/migrations/<uuid:order_id>"


@resource.operation("POST /migration-plans", PlanSchema, body=PlanDraftBody, fails=(403,))
def draft_migration_plan(body: dict[str, Any]) -> dict[str, Any]:
    """A plan from one version to another: what can be matched is, what cannot be decided is listed in `doubts`."""
    return {"plan": orders.drafted(surroundings.session(), body["from_"], body["to"], surroundings.officer())}


@resource.operation("POST /migrations", MigrationSchema, status=201, body=MigrationBody, fails=(403, 409))
def create_migration(body: dict[str, Any]) -> OrderView:
    """Try a plan on every open dossier of its versions; nothing moves yet. Ask for the order until it is `checked`."""
    session, actor = surroundings.session(), surroundings.officer()
    order = orders.create(session, surroundings.clock(), body["plan"], body["reason"], actor)
    return orders.found(session, order, actor)


@resource.operation("GET /migrations", MigrationListSchema, fails=(403,))
def all_migrations() -> dict[str, Any]:
    """Orders, the newest first."""
    return {"items": orders.listed(surroundings.session(), surroundings.officer())}


@resource.operation(f"GET {_ORDER}", MigrationSchema, fails=(403,))
def one_migration(order_id: UUID) -> OrderView:
    """An order with its progress and its reasons."""
    return orders.found(surroundings.session(), order_id, surroundings.officer())


@resource.operation(f"GET {_ORDER}/dossiers", MigrationItemPageSchema, query=MigrationItemQuery, fails=(403,))
def migration_dossiers(query: dict[str, Any], order_id: UUID) -> dict[str, Any]:
    """What became of each dossier, by code."""
    found, after = orders.items(
        surroundings.session(),
        order_id,
        surroundings.officer(),
        state=query.get("state"),
        after=query.get("after"),
        limit=query["limit"],
    )
    return {"items": [_item(one) for one in found], "next": after}


@resource.operation(f"GET {_ORDER}/dossiers.csv", answers=CSV, fails=(403,))
def migration_report(order_id: UUID) -> Response:
    """All dossiers of an order as a table."""
    text = orders.as_csv(surroundings.session(), order_id, surroundings.officer())
    response = Response(text, mimetype=CSV)
    response.headers.set("Content-Disposition", "attachment", filename=f"migration-{order_id}.csv")
    return response


@resource.operation(f"POST {_ORDER}/start", status=204, body=NoMembers, fails=(403, 409))
def start_migration(body: dict[str, Any], order_id: UUID) -> None:  # noqa: ARG001 - the body has no members
    """Move the dossiers, in the background."""
    orders.start(surroundings.session(), surroundings.clock(), order_id, surroundings.officer())


@resource.operation(f"POST {_ORDER}/cancellation", status=204, body=NoMembers, fails=(403, 409))
def cancel_migration(body: dict[str, Any], order_id: UUID) -> None:  # noqa: ARG001 - the body has no members
    """Stop; what has moved stays moved."""
    orders.cancel(surroundings.session(), surroundings.clock(), order_id, surroundings.officer())


@resource.operation(f"POST {_ORDER}/undo", UndoneSchema, body=UndoBody, fails=(403, 409))
def undo_migration(body: dict[str, Any], order_id: UUID) -> dict[str, Any]:
    """Take moves back, in the background, where nothing has happened to the dossier since."""
    session, actor = surroundings.session(), surroundings.officer()
    return {"dossiers": orders.undo(session, surroundings.clock(), order_id, actor, body["dossiers"])}


@resource.operation("POST /replays", ReplaySchema, body=ReplayBody, fails=(403,))
def replay_closed(body: dict[str, Any]) -> dict[str, Any]:
    """Run closed dossiers through a published version on a virtual clock; nothing is changed."""
    session = surroundings.session()
    return _replayed(packages.package(session, body["against"]), body)


@resource.operation("POST /replays/package", ReplaySchema, query=ReplayQuery, content=_BODY, fails=(403,))
def replay_closed_draft(query: dict[str, Any]) -> dict[str, Any]:
    """Run closed dossiers through a package that is not published."""
    try:
        package = read_package(raw_bytes(ZIP))
    except PackageError as error:
        raise PackageInvalidError(error.problems) from error
    return _replayed(package, query)


def _replayed(package: Package, told: dict[str, Any]) -> dict[str, Any]:
    wanted = Wanted(
        procedure=told["procedure"],
        first=told["from_"],
        last=told["to"],
        limit=told["limit"],
        sample=told["sample"],
        assume=told["assume"],
        plan=told.get("plan"),
    )
    return regression.replay(surroundings.session(), package, wanted, surroundings.officer()).to_json()


def _item(one: ItemView) -> dict[str, Any]:
    return {
        "dossier": one.code,
        "dossier_id": one.dossier_id,
        "state": one.state,
        "reason": one.why,
        "message": {lang: one.text(lang) for lang in ("vi", "en")} if one.why else {},
        "at": one.at,
    }
