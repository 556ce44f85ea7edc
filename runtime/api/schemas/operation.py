"""What needs an operator: incidents, and what could not leave the installation."""

from marshmallow import Schema, fields, validate

from runtime.api.schemas.actions import ReasonBody
from runtime.api.schemas.base import PageQuery, anything, page_of, short

EFFECT_STATES = ("pending", "running", "done", "cancelled", "dead", "unknown", "unbound")


class IncidentSchema(Schema):
    """An open incident. ``part`` 0: between parts."""

    dossier = fields.UUID(attribute="place.dossier", required=True)
    part = fields.Integer(attribute="place.part", required=True)
    uid = fields.Integer(attribute="place.uid", required=True)
    dossier_code = fields.String(required=True)
    procedure_code = fields.String(required=True)
    agency = fields.String(required=True)
    phase = fields.String(required=True)
    code = fields.String(required=True)
    element = fields.String(required=True)
    message = fields.String(required=True)
    raised_at = fields.AwareDateTime(required=True)


IncidentPageSchema = page_of(IncidentSchema)


class IncidentQuery(PageQuery):
    """Which of the incidents."""

    dossier = short(64, load_default="", metadata={"description": "Code of the only dossier of interest."})


class IncidentDataSchema(Schema):
    """An incident with the data of its part."""

    incident = fields.Nested(IncidentSchema, required=True)
    data = anything("The part's data.", required=True)


class SkipBody(ReasonBody):
    """How an activity is completed by hand."""

    output = anything("What the activity would have given.", load_default=dict)


class MoveBody(ReasonBody):
    """Where the token goes."""

    node = short(200, required=True)


class RepairBody(ReasonBody):
    """Values that replace those of the part."""

    values = anything("Name -> new value.", required=True, validate=validate.Length(min=1))


class EffectQuery(IncidentQuery):
    """Which of the effects, in the states of interest; none: those that need a person."""

    state = fields.List(fields.String(validate=validate.OneOf(EFFECT_STATES)), load_default=list)


class EffectSchema(Schema):
    """Something that leaves the installation: a service call, message, signal or notice."""

    dossier = fields.UUID(required=True)
    seq = fields.Integer(required=True)
    i = fields.Integer(required=True)
    dossier_code = fields.String(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    node = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": list(EFFECT_STATES)})
    attempts = fields.Integer(required=True)
    next_at = fields.AwareDateTime(required=True)
    error = fields.String(required=True, allow_none=True)
    payload = fields.Raw(required=True)
    created_at = fields.AwareDateTime(required=True)


EffectPageSchema = page_of(EffectSchema)


class EffectAnswerBody(ReasonBody):
    """An answer given by hand."""

    result = fields.Raw(required=True, allow_none=True, metadata={"description": "What the receiver would answer."})
