"""Figures."""

from marshmallow import Schema, fields, validate

from runtime.api.schemas.base import Incoming, short, texts


class SettlementQuery(Incoming):
    """A period, both days included, of an agency with all below it or of the whole installation."""

    first = fields.Date(required=True, data_key="from")
    last = fields.Date(required=True, data_key="to")
    agency = short(100, load_default=None)
    by = fields.String(
        load_default="field",
        validate=validate.OneOf(["field", "agency", "procedure"]),
        metadata={"description": "What the rows stand for."},
    )


class OnlineQuery(Incoming):
    """The online indicators of an agency and those directly below it, in a year."""

    agency = short(100, required=True)
    year = fields.Integer(required=True, validate=validate.Range(min=1900, max=2999))


class RatioSchema(Schema):
    """So many of so many."""

    part = fields.Integer(required=True)
    whole = fields.Integer(required=True)
    percent = fields.Float(
        required=True, allow_none=True, metadata={"description": "Null: nothing to divide by, not applicable."}
    )
    target = fields.Float(required=True, allow_none=True, metadata={"description": "In percent; null: no target."})
    target_of = fields.String(
        required=True, allow_none=True, metadata={"description": "The agency whose row says the target."}
    )
    met = fields.Boolean(required=True, allow_none=True)


class IndicatorRowSchema(Schema):
    """An agency with everything below it."""

    agency = fields.String(required=True)
    names = texts(required=True)
    services = fields.Nested(
        RatioSchema, required=True, metadata={"description": "Services with online dossiers ÷ services with dossiers."}
    )
    dossiers = fields.Nested(RatioSchema, required=True, metadata={"description": "Online dossiers ÷ dossiers."})


class IndicatorsSchema(Schema):
    """The online indicators: the agency itself first."""

    year = fields.Integer(required=True)
    until = fields.Date(required=True)
    rows = fields.List(fields.Nested(IndicatorRowSchema), required=True)


class ReceivedSchema(Schema):
    """What had to be settled."""

    total = fields.Integer(required=True)
    online = fields.Integer(required=True)
    direct = fields.Integer(required=True)
    carried = fields.Integer(required=True)


class SettledSchema(Schema):
    """What was settled, withdrawn or stopped."""

    total = fields.Integer(required=True)
    early = fields.Integer(required=True)
    on_time = fields.Integer(required=True)
    late = fields.Integer(required=True)


class InProgressSchema(Schema):
    """What is open at the end of the period."""

    total = fields.Integer(required=True)
    within = fields.Integer(required=True)
    overdue = fields.Integer(required=True)


class SettlementRowSchema(Schema):
    """The figures of one field, or of all."""

    received = fields.Nested(ReceivedSchema, required=True)
    settled = fields.Nested(SettledSchema, required=True)
    in_progress = fields.Nested(InProgressSchema, required=True)


class SettlementReportSchema(Schema):
    """The settlement report."""

    first = fields.Date(required=True, data_key="from")
    last = fields.Date(required=True, data_key="to")
    agency = fields.String(required=True, allow_none=True)
    by = fields.String(required=True)
    total = fields.Nested(SettlementRowSchema, required=True)
    fields_ = fields.Dict(
        keys=fields.String(), values=fields.Nested(SettlementRowSchema), attribute="fields", data_key="fields"
    )
    field_names = fields.Dict(keys=fields.String(), values=texts(), required=True)
    consistent = fields.Boolean(required=True)


class QueueCountSchema(Schema):
    """Open tasks of a queue."""

    agency = fields.String(required=True)
    role = fields.String(required=True, allow_none=True)
    open = fields.Integer(required=True)
    late = fields.Integer(required=True)


class DashboardSchema(Schema):
    """Counts over the dossiers the caller may see."""

    by_status = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    by_due = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    queues = fields.List(fields.Nested(QueueCountSchema), required=True)
