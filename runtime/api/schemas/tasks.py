"""Officers' tasks."""

from marshmallow import Schema, fields, validate

from runtime.api.schemas.base import Incoming, PageQuery, anything, page_of, short, texts


class TaskLineSchema(Schema):
    """A task in a list. An instant that is null: no time limit."""

    id = fields.UUID(required=True)
    dossier_id = fields.UUID(required=True)
    dossier_code = fields.String(required=True)
    branch = fields.String(required=True, metadata={"description": "Sub-dossier of a linked procedure, or empty."})
    procedure_code = fields.String(required=True)
    procedure_names = texts(required=True)
    package_hash = fields.String(required=True)
    applicant = fields.String(required=True)
    node = fields.String(required=True, metadata={"description": "Id of the step in the diagram."})
    agency = fields.String(required=True)
    role = fields.String(required=True, allow_none=True)
    opened_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    dossier_due = fields.AwareDateTime(required=True, allow_none=True)
    paused = fields.Boolean(required=True)
    assignee_name = fields.String(required=True, allow_none=True)
    intake_due = fields.AwareDateTime(
        required=True,
        allow_none=True,
        metadata={"description": "Until when an application that came online has to be answered; null once it was."},
    )
    trial = fields.Boolean(required=True, metadata={"description": "Of a procedure on trial: counted in no report."})
    version = fields.Integer(required=True)
    state = fields.String(required=True, metadata={"enum": ["overdue", "near", "within"]})


TaskPageSchema = page_of(TaskLineSchema)


class TaskQuery(PageQuery):
    """What a list of tasks is narrowed to."""

    text = short(metadata={"description": "Words of the dossier's code, applicant or procedure; diacritics aside."})
    agency = short()
    role = short()
    procedure = short()
    overdue = fields.Boolean(load_default=False)
    state = fields.String(load_default=None, validate=validate.OneOf(["overdue", "near"]))
    unassigned = fields.Boolean(load_default=False)


class AssignmentBody(Incoming):
    """Whom a task is given to."""

    account = fields.UUID(required=True)
    reason = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=4000),
        metadata={"description": "Why; it is kept in the dossier's history."},
    )
    version = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={"description": "The task's `version` as it was read: refused when somebody was faster."},
    )


class TakeBackBody(Incoming):
    """Why a task is taken from whoever holds it."""

    reason = fields.String(required=True, validate=validate.Length(min=1, max=4000))
    version = fields.Integer(load_default=None, allow_none=True)


class CompletionBody(Incoming):
    """How a task is completed."""

    answers = anything("Answers to the task's form; those not sent keep the value shown.", load_default=dict)
    outcome = fields.String(
        load_default=None, allow_none=True, metadata={"description": "One of the task's outcomes, when it has some."}
    )
    form_seq = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=0),
        metadata={"description": "The task's `form_seq`: tells whether another step has changed an answer since."},
    )
    override = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=4000),
        metadata={"description": "The reason for doing alone what two people should do; it is kept in the log."},
    )


class CompletedSchema(Schema):
    """The dossier after a task was completed."""

    dossier_id = fields.UUID(required=True)
    code = fields.String(required=True)
    status = fields.Integer(required=True)
    waiting = fields.List(
        fields.String(), required=True, metadata={"description": "Elements of the diagram where the dossier is now."}
    )


class OutcomeSchema(Schema):
    """A way to complete a task."""

    key = fields.String(required=True)
    names = texts(required=True)


class TaskSchema(Schema):
    """One task with what its form needs."""

    id = fields.UUID(required=True)
    node = fields.String(required=True)
    label = texts(required=True)
    dossier_id = fields.UUID(required=True)
    dossier_code = fields.String(required=True)
    branch = fields.String(required=True)
    procedure_code = fields.String(required=True)
    package_hash = fields.String(required=True)
    agency = fields.String(required=True)
    role = fields.String(required=True, allow_none=True)
    opened_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    assignee = fields.UUID(required=True, allow_none=True)
    assignee_name = fields.String(required=True, allow_none=True)
    mine = fields.Boolean(required=True)
    may_work = fields.Boolean(required=True)
    form = fields.String(required=True, allow_none=True, metadata={"description": "Key of the form, null: none."})
    json_schema = fields.Dict(required=True, allow_none=True, data_key="schema")
    ui = fields.Dict(required=True, allow_none=True)
    outcomes = fields.List(fields.Nested(OutcomeSchema), required=True)
    data = anything("What the form is filled with.", required=True)
    form_seq = fields.Integer(required=True)
    version = fields.Integer(required=True)
    different_from = fields.String(
        required=True, allow_none=True, metadata={"description": "A step that another person must have done."}
    )
    four_eyes = fields.Boolean(
        required=True, metadata={"description": "The reader did that step: `override` needs a reason."}
    )
