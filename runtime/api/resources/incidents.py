"""Incidents: see, repair data, retry, skip, move, cancel."""

from typing import Any
from uuid import UUID

from runtime.api import surroundings
from runtime.api.encoding import wanted
from runtime.api.operations import Resource
from runtime.api.schemas.actions import ReasonBody
from runtime.api.schemas.operation import (
    IncidentDataSchema,
    IncidentPageSchema,
    IncidentQuery,
    MoveBody,
    RepairBody,
    SkipBody,
)
from runtime.services import incidents
from runtime.services.incidents import Place

resource = Resource("incidents", __name__, description="What a person must mend in a dossier.")
_PLACE = "/incidents/<uuid:dossier_id>/<int(max=2147483647):part>/<int(max=2147483647):uid>"
_FAILS = (403, 409)


@resource.operation("GET /incidents", IncidentPageSchema, query=IncidentQuery, fails=(403,))
def all_incidents(query: dict[str, Any]) -> dict[str, Any]:
    """Open incidents in what the caller administers, the oldest first."""
    found = incidents.listed(surroundings.session(), surroundings.officer(), wanted(query))
    return {"items": found.items, "next": found.cursor}


@resource.operation(f"GET {_PLACE}", IncidentDataSchema, fails=(403,))
def one_incident(dossier_id: UUID, part: int, uid: int) -> dict[str, Any]:
    """One incident, and the data of its part."""
    line, data = incidents.found(surroundings.session(), surroundings.officer(), Place(dossier_id, part, uid))
    return {"incident": line, "data": data}


@resource.operation(f"POST {_PLACE}/retry", status=204, body=ReasonBody, fails=_FAILS)
def retry_incident(body: dict[str, Any], dossier_id: UUID, part: int, uid: int) -> None:
    """Run what failed once more."""
    place = Place(dossier_id, part, uid)
    incidents.retry(surroundings.session(), surroundings.clock(), place, body["reason"], surroundings.officer())


@resource.operation(f"POST {_PLACE}/skip", status=204, body=SkipBody, fails=_FAILS)
def skip_incident(body: dict[str, Any], dossier_id: UUID, part: int, uid: int) -> None:
    """Complete the activity by hand; between parts, drop what was not delivered."""
    actor, place = surroundings.officer(), Place(dossier_id, part, uid)
    incidents.skip(surroundings.session(), surroundings.clock(), place, body["output"], body["reason"], actor)


@resource.operation(f"POST {_PLACE}/move", status=204, body=MoveBody, fails=_FAILS)
def move_incident(body: dict[str, Any], dossier_id: UUID, part: int, uid: int) -> None:
    """Put the token at another element."""
    actor, place = surroundings.officer(), Place(dossier_id, part, uid)
    incidents.move(surroundings.session(), surroundings.clock(), place, body["node"], body["reason"], actor)


@resource.operation(f"POST {_PLACE}/cancellation", status=204, body=ReasonBody, fails=_FAILS)
def cancel_incident(body: dict[str, Any], dossier_id: UUID, part: int, uid: int) -> None:
    """End the token with all it owns."""
    actor, place = surroundings.officer(), Place(dossier_id, part, uid)
    incidents.cancel_token(surroundings.session(), surroundings.clock(), place, body["reason"], actor)


@resource.operation(
    "PATCH /dossiers/<uuid:dossier_id>/parts/<int(max=2147483647):part>/data", status=204, body=RepairBody, fails=_FAILS
)
def repair_data(body: dict[str, Any], dossier_id: UUID, part: int) -> None:
    """Replace values of a part's data; the log keeps who, why and what."""
    actor = surroundings.officer()
    incidents.repair_data(
        surroundings.session(), surroundings.clock(), dossier_id, part, body["values"], body["reason"], actor
    )
