"""Imports, reorganisations, successors and offers."""

from marshmallow import Schema, fields, validate

from runtime.api.schemas.base import Incoming, list_of, short, texts
from runtime.services.places import Stage


class ImportQuery(Incoming):
    """How a file is imported."""

    dry_run = fields.Boolean(load_default=False, metadata={"description": "Do everything but keep it."})


class DaysQuery(ImportQuery):
    """How days are announced."""

    reason = short(1000, required=True, metadata={"description": "It is in the log of each dossier that moves."})
    parent = short(60, load_default=None, metadata={"description": "Of a calendar that does not exist yet."})


class TemplateQuery(Incoming):
    """Which template."""

    format = fields.String(load_default="xlsx", validate=validate.OneOf(["xlsx", "csv"]))


class ImportProblemSchema(Schema):
    """What is wrong, where."""

    code = fields.String(required=True)
    row = fields.Integer(required=True, allow_none=True, metadata={"description": "As in the file; null: all of it."})
    column = fields.String(required=True, allow_none=True, metadata={"description": "The heading in the file."})
    detail = fields.String(required=True)


class ImportSchema(Schema):
    """What an import did. With problems, and in a dry run, nothing was kept."""

    kind = fields.String(required=True)
    kept = fields.Boolean(required=True)
    rows = fields.Integer(required=True)
    created = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    problems = fields.List(fields.Nested(ImportProblemSchema), required=True)
    passwords = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": "Login -> first password of new accounts; told once."},
    )
    effects = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        required=True,
        metadata={"description": "What followed at once, such as `dossiers`, `tasks`, `undecided`, `deadlines`."},
    )


class ReorganisationBody(Incoming):
    """Rows of a reorganisation, as in its table."""

    rows = fields.List(
        fields.Dict(keys=fields.String(), values=fields.String(allow_none=True)),
        required=True,
        validate=validate.Length(1, 2000),
        metadata={"description": "Column key -> text: agency, successor, day, name_vi, kind, parent, fields …"},
    )
    dry_run = fields.Boolean(load_default=False)


class SuccessorChoice(Schema):
    """An agency that may take over."""

    agency = fields.String(required=True)
    names = texts(required=True)


class UndecidedSchema(Schema):
    """A dossier whose agency was split and whose successor no rule names."""

    dossier_id = fields.UUID(required=True)
    code = fields.String(required=True)
    procedure_code = fields.String(required=True)
    procedure_names = texts(required=True)
    applicant = fields.String(required=True)
    agency = fields.String(required=True)
    agency_names = texts(required=True)
    nodes = fields.List(fields.String(), required=True, metadata={"description": "Its open tasks there."})
    successors = fields.List(fields.Nested(SuccessorChoice), required=True)
    trial = fields.Boolean(required=True)


UndecidedListSchema = list_of(UndecidedSchema)


class ChoiceBody(Incoming):
    """Where one dossier goes."""

    dossier_id = fields.UUID(required=True)
    agency = short(60, required=True, metadata={"description": "The agency that was split."})
    successor = short(60, required=True)


class ChoicesBody(Incoming):
    """Where dossiers go, and why."""

    choices = fields.List(fields.Nested(ChoiceBody), required=True, validate=validate.Length(1, 500))
    reason = short(1000, required=True)


class DecidedSchema(Schema):
    """How many went."""

    dossiers = fields.Integer(required=True)


class OfferQuery(Incoming):
    """Which offers."""

    procedure = short(60, load_default=None)
    agency = short(60, load_default=None)


class OfferRowSchema(Schema):
    """An offer as it was set, past and future too."""

    id = fields.UUID(required=True)
    procedure = fields.String(required=True)
    agency = fields.String(required=True)
    agency_names = texts(required=True)
    kind = fields.String(required=True, allow_none=True, metadata={"description": "null: the agency itself."})
    channels = fields.List(fields.String(), required=True)
    mode = fields.String(required=True)
    stage = fields.String(required=True, metadata={"enum": list(Stage)})
    valid_from = fields.Date(required=True, allow_none=True)
    valid_to = fields.Date(required=True, allow_none=True)
    decision = fields.String(required=True, allow_none=True)


OfferRowListSchema = list_of(OfferRowSchema)


class StageBody(Incoming):
    """How far a procedure is at an agency from a day on."""

    procedure = short(60, required=True)
    agency = short(60, required=True)
    stage = fields.String(required=True, validate=validate.OneOf(list(Stage)))
    reason = short(1000, required=True)
    kind = short(60, load_default=None, allow_none=True, metadata={"description": "Every agency of it below."})
    first = fields.Date(load_default=None, allow_none=True, metadata={"description": "Today when not given."})


class OfferEndBody(Incoming):
    """The last day of an offer."""

    last = fields.Date(required=True)
