"""Moving running dossiers to another version, and running closed ones through it."""

from marshmallow import Schema, fields, validate

from runtime.api.schemas.actions import ReasonBody
from runtime.api.schemas.base import Incoming, PageQuery, anything, list_of, page_of, short, texts
from runtime.services.migration.orders import STATES

ORDER_STATES = ("checking", "checked", "running", "undoing", "done", "cancelled")
MOST_REPLAYED = 500


class PlanDraftBody(Incoming):
    """Two published versions of a procedure."""

    from_ = short(64, required=True, data_key="from", metadata={"description": "Hash of the version dossiers run."})
    to = short(64, required=True, metadata={"description": "Hash of the version they go to."})


class PlanSchema(Schema):
    """A plan as `plan.schema.json` describes it, with what is doubtful in it."""

    plan = anything("The plan; send it to `POST /migrations`.", required=True)


class MigrationBody(ReasonBody):
    """A plan to be tried on every open dossier."""

    plan = anything("A plan, see docs/integrators/migration.md.", required=True)


class MigrationSchema(Schema):
    """An order with its progress."""

    id = fields.UUID(required=True)
    procedure = fields.String(required=True, attribute="procedure_code")
    sources = fields.List(fields.String(), required=True)
    target = fields.String(required=True)
    versions = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    state = fields.String(required=True, metadata={"enum": list(ORDER_STATES)})
    reason = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    created_by = fields.String(required=True)
    started_at = fields.AwareDateTime(required=True, allow_none=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
    total = fields.Integer(required=True)
    left = fields.Integer(required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    reasons = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


MigrationListSchema = list_of(MigrationSchema)


class MigrationItemSchema(Schema):
    """One dossier of an order."""

    dossier = fields.String(required=True, metadata={"description": "Its code."})
    dossier_id = fields.UUID(required=True)
    state = fields.String(required=True, metadata={"enum": list(STATES)})
    reason = fields.String(required=True, allow_none=True)
    message = texts(required=True)
    at = fields.AwareDateTime(required=True, allow_none=True)


MigrationItemPageSchema = page_of(MigrationItemSchema)


class MigrationItemQuery(PageQuery):
    """Which dossiers of an order."""

    state = fields.String(validate=validate.OneOf(STATES))


class UndoBody(Incoming):
    """Which moves to take back."""

    dossiers = fields.List(
        short(60), load_default=None, allow_none=True, metadata={"description": "Codes; null: every one of the order."}
    )


class UndoneSchema(Schema):
    """How many moves will be taken back."""

    dossiers = fields.Integer(required=True)


class ReplayQuery(Incoming):
    """Which closed dossiers to run."""

    procedure = short(60, required=True)
    from_ = fields.Date(data_key="from", load_default=None, allow_none=True)
    to = fields.Date(load_default=None, allow_none=True)
    limit = fields.Integer(load_default=100, validate=validate.Range(min=1, max=MOST_REPLAYED))
    sample = fields.Boolean(load_default=False)
    assume = fields.Boolean(load_default=False)


class ReplayBody(ReplayQuery):
    """Closed dossiers, and the published version they are run through."""

    against = short(64, required=True, metadata={"description": "Hash of the version."})
    plan = fields.Dict(keys=fields.String(), load_default=None, allow_none=True)


class ReplaySchema(Schema):
    """What comes out otherwise."""

    procedure = fields.String(required=True)
    target = fields.String(required=True)
    version = fields.String(required=True)
    totals = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    left_out = fields.Integer(required=True)
    dossiers = fields.List(fields.Dict(keys=fields.String()), required=True)
