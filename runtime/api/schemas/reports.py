"""Figures."""

from marshmallow import Schema, fields

from runtime.api.schemas.base import Incoming, short, texts


class SettlementQuery(Incoming):
    """A period, both days included, of an agency with all below it or of the whole installation."""

    first = fields.Date(required=True, data_key="from")
    last = fields.Date(required=True, data_key="to")
    agency = short(100, load_default=None)


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
