"""Whether the installation can serve."""

from typing import Any

from marshmallow import Schema, fields
from sqlalchemy import text

from runtime.api import surroundings
from runtime.api.operations import Resource, Who

resource = Resource("health", __name__, description="Whether the installation can serve.")


class HealthSchema(Schema):
    """Says that web and database work."""

    status = fields.String(required=True, metadata={"enum": ["ok"]})


@resource.operation("GET /healthz", HealthSchema, who=Who.ANYONE)
def health() -> dict[str, Any]:
    """200 when the database answers, else 503."""
    session = surroundings.session()
    with session.begin():
        session.execute(text("SELECT 1"))
    return {"status": "ok"}
