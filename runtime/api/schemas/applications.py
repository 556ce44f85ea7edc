"""Applying, following one's dossier, answering a request."""

from marshmallow import Schema, fields, validate

from runtime.api.schemas.base import Incoming, anything, short

COUNT = validate.Range(min=0, max=10_000)


class ComponentCounts(Incoming):
    """How many of a paper were handed in."""

    original = fields.Integer(validate=COUNT)
    copies = fields.Integer(validate=COUNT)
    electronic = fields.Integer(validate=COUNT)


class ApplicationBody(Incoming):
    """An application; ``answers`` fit the procedure's application form."""

    procedure = short(100, required=True, metadata={"description": "Code of the procedure."})
    receiving = short(100, required=True, metadata={"description": "Code of the agency that receives it."})
    territory = short(
        20, load_default=None, allow_none=True, metadata={"description": "Where the matter lies; default the agency's."}
    )
    applicant = anything("Who applies: `name`, and what else is known (`phone`, `email`, `identity` …).", required=True)
    answers = anything("Answers to the application form.", required=True)
    components = fields.Dict(keys=fields.String(), values=fields.Nested(ComponentCounts), load_default=dict)
    attachments = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.UUID(), validate=validate.Length(max=100)),
        load_default=dict,
        metadata={"description": "Component key -> ids of uploaded files."},
    )
    consent = short(
        100,
        load_default=None,
        allow_none=True,
        metadata={"description": "Version of the privacy notice that the applicant agreed to; it is logged."},
    )


class ReceptionBody(ApplicationBody):
    """An application received at the counter or by post, with the officer's answers to the reception form."""

    channel = fields.String(load_default="counter", validate=validate.OneOf(("counter", "post")))
    reception = anything("Answers to the reception form.", load_default=dict)
    outcome = short(100, load_default=None, allow_none=True)
    received_at = fields.AwareDateTime(
        load_default=None,
        allow_none=True,
        metadata={"description": "As far back as the installation allows; default now."},
    )
    late_reason = short(
        1000,
        load_default="",
        metadata={"description": "Why it is entered later; needed when `received_at` is more than 5 minutes back."},
    )
    helper = short(
        100, load_default=None, allow_none=True, metadata={"description": "Agency of the support point that helped."}
    )


class SubmittedSchema(Schema):
    """A new dossier. The secret is told here and nowhere else."""

    dossier_id = fields.UUID(required=True)
    code = fields.String(required=True)
    secret = fields.String(required=True)


class FileSchema(Schema):
    """A stored file."""

    id = fields.UUID(required=True)
    filename = fields.String(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True, metadata={"description": "Bytes."})
    sha256 = fields.String(required=True)
    component = fields.String(required=True, allow_none=True)
    stored_at = fields.AwareDateTime(required=True)


class SupplementAnswerBody(Incoming):
    """What the applicant adds: answers that replace earlier ones, papers, files."""

    answers = anything("Answers that replace those of the application.", load_default=dict)
    components = fields.Dict(keys=fields.String(), values=fields.Nested(ComponentCounts), load_default=dict)
    attachments = fields.Dict(
        keys=fields.String(), values=fields.List(fields.UUID(), validate=validate.Length(max=100)), load_default=dict
    )
