"""What the authoring API takes and gives."""

from marshmallow import Schema, fields, validate

from runtime.api.schemas.base import Incoming, anything, list_of, short


class ProjectBody(Incoming):
    """A project to begin."""

    code = short(300, required=True, metadata={"description": "The procedure's code."})
    name = short(300, required=True)


class DraftBody(Incoming):
    """A draft to begin: empty, or from a published package or another draft."""

    title = short(300, required=True)
    package = fields.String(
        load_default=None, validate=validate.Regexp("^[0-9a-f]{64}$"), metadata={"description": "Hash of a package."}
    )
    draft = fields.UUID(load_default=None, metadata={"description": "Another draft, as it stands."})


class DraftSchema(Schema):
    """A draft."""

    id = fields.UUID(required=True)
    project_id = fields.UUID(required=True)
    code = fields.String(required=True)
    title = fields.String(required=True)
    head = fields.Integer(required=True, metadata={"description": "Its newest revision, also the ETag."})
    created_at = fields.AwareDateTime(required=True)
    created_by = fields.String(required=True)
    closed = fields.Boolean(required=True)
    published = fields.String(required=True, allow_none=True, metadata={"description": "Hash last published."})


class ProjectSchema(Schema):
    """A project with its drafts, the newest first."""

    id = fields.UUID(required=True)
    code = fields.String(required=True)
    name = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    created_by = fields.String(required=True)
    drafts = fields.List(fields.Nested(DraftSchema), required=True)


ProjectListSchema = list_of(ProjectSchema)


class DraftFileSchema(Schema):
    """A file of a draft."""

    path = fields.String(required=True)
    size = fields.Integer(required=True, metadata={"description": "Bytes."})
    sha256 = fields.String(required=True)


class DraftContentSchema(DraftSchema):
    """A draft with the list of its files."""

    revision = fields.Integer(required=True)
    files = fields.List(fields.Nested(DraftFileSchema), required=True)


class RevisionSchema(Schema):
    """One saving."""

    n = fields.Integer(required=True)
    comment = fields.String(required=True)
    saved_at = fields.AwareDateTime(required=True)
    saved_by = fields.String(required=True)
    changed = fields.List(fields.String(), required=True, metadata={"description": "Paths of files."})


RevisionListSchema = list_of(RevisionSchema)


class RestoreBody(Incoming):
    """The revision to bring back as a new one."""

    revision = fields.Integer(required=True, validate=validate.Range(min=1, max=2**31))


class RevisionQuery(Incoming):
    """Which revision; the newest when it is not said."""

    revision = fields.Integer(load_default=None, validate=validate.Range(min=1, max=2**31))


class ChangesQuery(RevisionQuery):
    """What the newest revision is compared with; revision 1 when nothing is said."""

    package = fields.String(
        load_default=None, validate=validate.Regexp("^[0-9a-f]{64}$"), metadata={"description": "Hash of a package."}
    )


class DraftProblemSchema(Schema):
    """A problem of a package."""

    code = fields.String(required=True)
    severity = fields.String(required=True, metadata={"enum": ["error", "warning", "info"]})
    element = fields.String(required=True, allow_none=True)
    line = fields.Integer(required=True)
    file = fields.String(required=True)
    message = fields.String(required=True)


class CheckedSchema(Schema):
    """The problems of a draft; it can be published when none is an error."""

    revision = fields.Integer(required=True)
    publishable = fields.Boolean(required=True)
    problems = fields.List(fields.Nested(DraftProblemSchema), required=True)


class ScenarioResultSchema(Schema):
    """What came of a scenario."""

    name = fields.String(required=True)
    green = fields.Boolean(required=True)
    path = fields.List(fields.String(), required=True)
    status = fields.String(required=True)
    due = fields.AwareDateTime(required=True, allow_none=True)
    fee = fields.Raw(required=True, allow_none=True)
    problems = fields.List(fields.Nested(DraftProblemSchema), required=True)


ScenarioResultListSchema = list_of(ScenarioResultSchema)


class WalkBody(Incoming):
    """A walk: the submission and the steps so far, as in scenario files."""

    submit = anything("As `submit` of a scenario: `at`, `channel`, `answers` …", required=True)
    steps = fields.List(anything("As a step of a scenario."), load_default=list, validate=validate.Length(max=500))
    calendar = short(100, load_default=None, allow_none=True)


class WaitingTaskSchema(Schema):
    """A person's task that is open."""

    element = fields.String(required=True)
    label = fields.String(required=True)
    item = fields.Integer(required=True)
    branch = fields.String(required=True)
    role = fields.String(required=True, allow_none=True)
    agency = fields.String(required=True, allow_none=True)
    form = fields.String(required=True, allow_none=True)
    outcomes = fields.List(fields.List(fields.String()), required=True, metadata={"description": "Key and label."})
    data = anything("What its form is filled with.", required=True)
    returnable = fields.List(fields.List(fields.String()), required=True, metadata={"description": "Id and label."})


class WaitingServiceSchema(Schema):
    """A service call that waits for an answer."""

    element = fields.String(required=True)
    label = fields.String(required=True)
    item = fields.Integer(required=True)
    branch = fields.String(required=True)
    capability = fields.String(required=True)
    input = fields.Raw(required=True, allow_none=True)


class LifeSchema(Schema):
    """Status and clock of the dossier or a sub-dossier."""

    branch = fields.String(required=True)
    status = fields.String(required=True)
    received = fields.AwareDateTime(required=True, allow_none=True)
    due = fields.AwareDateTime(required=True, allow_none=True)
    statutory_due = fields.AwareDateTime(required=True, allow_none=True)
    timeliness = fields.String(required=True, allow_none=True)
    paused = fields.Boolean(required=True)
    outcome = fields.String(required=True, allow_none=True)


class WalkedSchema(Schema):
    """Where a walk stands."""

    now = fields.AwareDateTime(required=True)
    lives = fields.List(fields.Nested(LifeSchema), required=True)
    tasks = fields.List(fields.Nested(WaitingTaskSchema), required=True)
    services = fields.List(fields.Nested(WaitingServiceSchema), required=True)
    timers = fields.List(fields.AwareDateTime(), required=True, metadata={"description": "When the next ones fire."})
    path = fields.List(fields.String(), required=True)
    trace = fields.List(anything("element, label, event, at, process, index"), required=True)
    data = anything("The lead process's data.", required=True)
    facts = anything("Facts of the dossier.", required=True)
    letters = fields.List(fields.String(), required=True)
    incidents = fields.List(anything("element, code, message, detail"), required=True)
    fee = fields.Raw(required=True, allow_none=True)
    ended = fields.Boolean(required=True)


class PreviewBody(Incoming):
    """Answers to show a form with."""

    data = anything("Answers; empty: as somebody sees it first.", load_default=dict)


class PreviewSchema(Schema):
    """A form as it would be shown."""

    title = fields.String(required=True)
    language = fields.String(required=True)
    sections = fields.List(fields.Raw(), required=True)
    errors = fields.List(fields.Raw(), required=True)
    warnings = fields.List(fields.Raw(), required=True)


class TableQuery(Incoming):
    """What the file is called: its ending tells its kind."""

    name = short(300, required=True)


class DoubtSchema(Schema):
    """Something an analyst should look at."""

    code = fields.String(required=True)
    severity = fields.String(required=True, metadata={"enum": ["error", "review", "note"]})
    sheet = fields.String(required=True)
    row = fields.Integer(required=True)
    column = fields.Integer(required=True)
    message = fields.String(required=True)


class ImportedSchema(Schema):
    """What became of one procedure of a table."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    draft = fields.UUID(required=True, allow_none=True)
    doubts = fields.List(fields.Nested(DoubtSchema), required=True)


class ImportedTableSchema(Schema):
    """What became of a table; `doubts` are those about none of its procedures."""

    procedures = fields.List(fields.Nested(ImportedSchema), required=True)
    doubts = fields.List(fields.Nested(DoubtSchema), required=True)
