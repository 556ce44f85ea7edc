"""Published packages."""

from marshmallow import Schema, fields

from runtime.api.schemas.actions import ReasonBody
from runtime.api.schemas.base import Incoming, list_of, texts

STATES = ("planned", "in_force", "former", "withdrawn", "retired")


class PackageSchema(Schema):
    """A published version of a procedure."""

    code = fields.String(required=True)
    version = fields.String(required=True)
    hash = fields.String(required=True, metadata={"description": "SHA-256 of the content, in hexadecimal."})
    names = texts(required=True)
    field_code = fields.String(required=True)
    field_names = texts(required=True)
    status = fields.String(required=True, metadata={"enum": ["published", "withdrawn"]})
    state = fields.String(required=True, metadata={"enum": list(STATES)})
    in_force_from = fields.Date(required=True, allow_none=True)
    in_force_to = fields.Date(required=True, allow_none=True)
    retired_from = fields.Date(required=True, allow_none=True)
    published_at = fields.AwareDateTime(required=True)
    published_by = fields.String(required=True)
    uses = fields.Dict(
        keys=fields.String(), values=fields.String(), required=True, metadata={"description": "Code -> locked hash."}
    )
    capabilities = fields.List(fields.String(), required=True)
    signed_by = fields.String(required=True, allow_none=True, metadata={"description": "Id of the key."})


PackageListSchema = list_of(PackageSchema)


class DeployedSchema(Schema):
    """What publishing led to."""

    code = fields.String(required=True)
    version = fields.String(required=True)
    hash = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": ["published", "unchanged", "retired", "would-publish"]})
    agencies = fields.List(
        fields.String(), required=True, metadata={"description": "Codes of those that offer it now."}
    )
    unbound = fields.List(
        fields.String(), required=True, metadata={"description": "Capabilities no binding serves; a person answers."}
    )
    signed_by = fields.String(required=True, allow_none=True)


class DeployQuery(Incoming):
    """How to publish."""

    dry_run = fields.Boolean(load_default=False, metadata={"description": "Check and tell; publish nothing."})


class RetirementBody(ReasonBody):
    """From when a version accepts no more dossiers."""

    since = fields.Date(load_default=None, allow_none=True, data_key="from", metadata={"description": "Today if null."})


class DecisionSchema(Schema):
    """What somebody decided about a version."""

    hash = fields.String(required=True)
    what = fields.String(required=True, metadata={"enum": ["published", "restored", "retired", "withdrawn"]})
    valid_from = fields.Date(required=True, allow_none=True)
    valid_to = fields.Date(required=True, allow_none=True)
    at = fields.AwareDateTime(required=True)
    actor = fields.String(required=True)
    reason = fields.String(required=True)


DecisionListSchema = list_of(DecisionSchema)


class ChangeSchema(Schema):
    """One difference between two versions."""

    area = fields.String(required=True)
    kind = fields.String(required=True, metadata={"enum": ["added", "removed", "changed"]})
    key = fields.String(required=True)
    name = fields.String(required=True)
    what = fields.String(required=True, metadata={"description": "The property; empty for a whole thing."})
    old = fields.String(required=True)
    new = fields.String(required=True)
    element = fields.String(required=True, allow_none=True, metadata={"description": "Id in the diagram."})
    text = texts(required=True)


class ChangesSchema(Schema):
    """The differences between two versions."""

    old = fields.String(required=True)
    new = fields.String(required=True)
    changes = fields.List(fields.Nested(ChangeSchema), required=True)
