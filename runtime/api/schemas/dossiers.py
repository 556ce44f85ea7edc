"""Dossiers as officers see them, and as their applicants do."""

from marshmallow import Schema, fields, validate

from engine.clock.explain import EntryKind
from runtime.api.schemas.applications import FileSchema
from runtime.api.schemas.base import Incoming, PageQuery, anything, list_of, page_of, short, texts

STATUS = "Number of the national list: 1 submitted … 9 settled, 10 result returned."


class DossierQuery(PageQuery):
    """A search among the dossiers one may see."""

    text = short(load_default="", metadata={"description": "Words of code, applicant or procedure; diacritics aside."})
    status = fields.List(fields.Integer(validate=validate.Range(min=1, max=10)), load_default=list)
    procedure = short()
    agency = short(metadata={"description": "Code of the competent agency."})
    channel = short()
    overdue = fields.Boolean(load_default=False)


class DeadlineSchema(Schema):
    """A due instant, and how it came about line by line."""

    kind = fields.String(required=True, metadata={"enum": ["committed", "statutory", "intake"]})
    due = fields.AwareDateTime(required=True, allow_none=True)
    paused_since = fields.AwareDateTime(required=True, allow_none=True)
    state = fields.String(
        required=True, metadata={"enum": ["within", "near_due", "overdue", "early", "on_time", "late"]}
    )


class ReckoningSchema(Schema):
    """One line of the reckoning, in time order."""

    kind = fields.String(required=True, metadata={"enum": [str(kind) for kind in EntryKind]})
    start = fields.AwareDateTime(required=True)
    end = fields.AwareDateTime(required=True, allow_none=True)
    working_minutes = fields.Float(
        required=True, allow_none=True, metadata={"description": "Working time this line counts for."}
    )
    days = fields.Integer(required=True, allow_none=True)
    code = fields.String(required=True)
    name = texts(required=True, metadata={"description": "Name of a day off."})
    by = fields.String(required=True)
    provisional = fields.Boolean(required=True)


class ExplainedDeadlineSchema(DeadlineSchema):
    """A deadline with its reckoning."""

    branch = fields.String(required=True)
    explanation = fields.List(fields.Nested(ReckoningSchema), required=True)


ExplainedDeadlineListSchema = list_of(ExplainedDeadlineSchema)


class BranchSchema(Schema):
    """The dossier (``branch`` empty) or one sub-dossier of it."""

    id = fields.UUID(required=True)
    branch = fields.String(required=True)
    code = fields.String(required=True)
    names = texts(required=True)
    agency = fields.String(required=True)
    agency_names = texts(required=True)
    status = fields.Integer(required=True, metadata={"description": STATUS})
    outcome = fields.String(required=True, allow_none=True)
    submitted_at = fields.AwareDateTime(required=True)
    received_at = fields.AwareDateTime(required=True, allow_none=True)
    settled_at = fields.AwareDateTime(required=True, allow_none=True)
    returned_at = fields.AwareDateTime(required=True, allow_none=True)
    deadlines = fields.List(fields.Nested(DeadlineSchema), required=True)
    suspension = fields.Dict(
        required=True,
        allow_none=True,
        metadata={"description": "`reason`, `since` and `items` while the applicant's supplement is awaited."},
    )


class OpenTaskSchema(Schema):
    """An open task of a dossier."""

    id = fields.UUID(required=True)
    node = fields.String(required=True)
    branch = fields.String(required=True)
    agency = fields.String(required=True)
    agency_names = texts(required=True)
    role = fields.String(required=True, allow_none=True)
    opened_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    assignee = fields.UUID(required=True, allow_none=True)
    assignee_name = fields.String(required=True, allow_none=True)
    mine = fields.Boolean(required=True)
    may_work = fields.Boolean(required=True)


class PartSchema(Schema):
    """A process instance of the dossier with its data."""

    n = fields.Integer(required=True)
    process = fields.String(required=True)
    branch = fields.String(required=True)
    agency = fields.String(required=True, allow_none=True)
    ended = fields.String(required=True, allow_none=True)
    data = anything("Answers and results so far.", required=True)
    active = fields.List(fields.String(), required=True)
    done = fields.List(fields.String(), required=True)


class DossierComponentSchema(Schema):
    """A paper, and what is there of it."""

    key = fields.String(required=True)
    names = texts(required=True)
    original = fields.Integer(required=True)
    copies = fields.Integer(required=True)
    electronic = fields.Integer(required=True)
    files = fields.List(fields.Nested(FileSchema), required=True)


class FeeLineSchema(Schema):
    """A fee as it applies to this dossier, in đồng; null: it cannot be told yet."""

    key = fields.String(attribute="fee.key", required=True)
    names = texts(attribute="fee.names", required=True)
    amount = fields.Decimal(required=True, allow_none=True)


class PaymentSchema(Schema):
    """Money that was paid, in đồng."""

    fee = fields.String(required=True)
    amount = fields.Decimal(required=True)
    method = fields.String(required=True)
    reference = fields.String(required=True, allow_none=True)
    paid_at = fields.AwareDateTime(required=True)


class LetterSchema(Schema):
    """An official paper that was issued."""

    id = fields.UUID(required=True)
    key = fields.String(required=True)
    branch = fields.String(required=True)
    number = fields.Integer(required=True)
    year = fields.Integer(required=True)
    agency = fields.String(required=True)
    agency_names = texts(required=True)
    issued_at = fields.AwareDateTime(required=True)
    body = anything("What the letter says beside the dossier.", required=True)
    superseded = fields.Boolean(required=True)
    prints = fields.Integer(required=True, metadata={"description": "How often it was put on paper."})
    printable = fields.Boolean(required=True, metadata={"description": "`GET /letters/{letter_id}` gives its PDF."})


class RegisterEntrySchema(Schema):
    """A number taken in a register book."""

    register = fields.String(required=True)
    text = fields.String(required=True)
    taken_at = fields.AwareDateTime(required=True)


class DossierIncidentSchema(Schema):
    """An open incident of the dossier."""

    n = fields.Integer(required=True)
    uid = fields.Integer(required=True)
    code = fields.String(required=True)
    element = fields.String(required=True)
    message = fields.String(required=True)
    raised_at = fields.AwareDateTime(required=True)


class DossierSchema(Schema):
    """Everything about a dossier that the reader may see."""

    id = fields.UUID(required=True)
    root = fields.UUID(required=True, metadata={"description": "The dossier a sub-dossier belongs to, or its own id."})
    code = fields.String(required=True)
    procedure_code = fields.String(required=True)
    procedure_names = texts(required=True)
    package_hash = fields.String(required=True)
    channel = fields.String(required=True)
    territory = fields.String(required=True, allow_none=True)
    received_by = fields.String(required=True)
    received_by_names = texts(required=True)
    competent = fields.String(required=True)
    competent_names = texts(required=True)
    applicant = anything("Who applied.", required=True)
    status = fields.Integer(required=True, metadata={"description": STATUS})
    branches = fields.List(fields.Nested(BranchSchema), required=True)
    parts = fields.List(fields.Nested(PartSchema), required=True)
    tasks = fields.List(fields.Nested(OpenTaskSchema), required=True)
    components = fields.List(fields.Nested(DossierComponentSchema), required=True)
    files = fields.List(fields.Nested(FileSchema), required=True)
    fees = fields.List(fields.Nested(FeeLineSchema), required=True)
    payments = fields.List(fields.Nested(PaymentSchema), required=True)
    letters = fields.List(fields.Nested(LetterSchema), required=True)
    registers = fields.List(fields.Nested(RegisterEntrySchema), required=True)
    incidents = fields.List(fields.Nested(DossierIncidentSchema), required=True)
    facts = anything("Facts the process has recorded.", required=True)
    allowed = fields.List(fields.String(), required=True, metadata={"description": "Actions the reader may take now."})
    seq = fields.Integer(required=True)


class StepSchema(Schema):
    """A step that is over."""

    node = fields.String(required=True)
    agency = fields.String(required=True)
    agency_names = texts(required=True)
    role = fields.String(required=True, allow_none=True)
    actor = fields.String(required=True, allow_none=True)
    actor_name = fields.String(required=True, allow_none=True)
    opened_at = fields.AwareDateTime(required=True)
    closed_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    why = fields.String(required=True, metadata={"enum": ["completed", "cancelled", "moved"]})
    outcome = fields.String(required=True, allow_none=True)
    late = fields.Boolean(required=True)


class LogEntrySchema(Schema):
    """An entry of the dossier's log; ``data`` is null when it was erased."""

    n = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    kind = fields.String(required=True)
    branch = fields.String(required=True)
    actor = fields.String(required=True)
    actor_name = fields.String(required=True, allow_none=True)
    data = fields.Dict(required=True, allow_none=True)


class HistorySchema(Schema):
    """The control slip (steps that are over) and the log."""

    steps = fields.List(fields.Nested(StepSchema), required=True)
    log = fields.List(fields.Nested(LogEntrySchema), required=True)


class PublicEntrySchema(Schema):
    """What happened, as the applicant is told."""

    at = fields.AwareDateTime(required=True)
    kind = fields.String(required=True)
    branch = fields.String(required=True)


class ApplicantDossierSchema(Schema):
    """A dossier as its applicant sees it."""

    id = fields.UUID(required=True)
    code = fields.String(required=True)
    procedure_code = fields.String(required=True)
    procedure_names = texts(required=True)
    received_by = fields.String(required=True)
    received_by_names = texts(required=True)
    status = fields.Integer(required=True, metadata={"description": STATUS})
    branches = fields.List(fields.Nested(BranchSchema), required=True)
    components = fields.List(fields.Nested(DossierComponentSchema), required=True)
    files = fields.List(fields.Nested(FileSchema), required=True)
    fees = fields.List(fields.Nested(FeeLineSchema), required=True)
    payments = fields.List(fields.Nested(PaymentSchema), required=True)
    letters = fields.List(fields.Nested(LetterSchema), required=True)
    timeline = fields.List(fields.Nested(PublicEntrySchema), required=True)
    allowed = fields.List(fields.String(), required=True)


class DossierLineSchema(Schema):
    """A dossier in a list."""

    id = fields.UUID(required=True)
    code = fields.String(required=True)
    branch = fields.String(required=True)
    procedure_code = fields.String(required=True)
    procedure_names = texts(required=True)
    applicant = fields.String(required=True)
    channel = fields.String(required=True)
    agency = fields.String(required=True, metadata={"description": "Code of the competent agency."})
    status = fields.Integer(required=True, metadata={"description": STATUS})
    state = fields.String(required=True, metadata={"enum": ["overdue", "near", "within", "early", "on_time", "late"]})
    submitted_at = fields.AwareDateTime(required=True)
    received_at = fields.AwareDateTime(required=True, allow_none=True)
    settled_at = fields.AwareDateTime(required=True, allow_none=True)
    paused = fields.Boolean(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)


DossierPageSchema = page_of(DossierLineSchema)


class PaymentBody(Incoming):
    """A payment at the counter."""

    fee = short(100, required=True)
    amount = fields.Decimal(required=True, validate=validate.Range(min=0, max=10**12))
    method = short(50, required=True)
    reference = short(200, load_default=None, allow_none=True)


class PaidSchema(Schema):
    """A payment that was recorded."""

    id = fields.UUID(required=True)


class LookSchema(Schema):
    """An officer looked at a dossier; looks within ten minutes are one."""

    actor = fields.String(required=True, metadata={"description": "Login."})
    name = fields.String(required=True)
    what = fields.String(required=True, metadata={"enum": ["dossier", "task"]})
    at = fields.AwareDateTime(required=True)


LookListSchema = list_of(LookSchema)
