"""Events and webhooks."""

from marshmallow import Schema, fields, validate

from runtime.api.schemas.base import Incoming, list_of, short
from runtime.services.feed import KINDS, LONGEST_PAGE

_KIND = validate.OneOf(sorted(KINDS))


class FeedQuery(Incoming):
    """Where to go on, and what is wanted."""

    after = fields.Integer(
        load_default=0,
        validate=validate.Range(min=0, max=2**62),
        metadata={"description": "`next` of the answer before; 0: from the first event."},
    )
    limit = fields.Integer(load_default=100, validate=validate.Range(min=1, max=LONGEST_PAGE))
    kind = fields.List(fields.String(validate=_KIND), load_default=list, metadata={"description": "Only these kinds."})


class EventSchema(Schema):
    """Something that happened to a dossier; its content is fetched from the dossier."""

    position = fields.Integer(required=True)
    kind = fields.String(required=True, validate=_KIND)
    at = fields.AwareDateTime(required=True)
    dossier_id = fields.UUID(required=True)
    dossier_code = fields.String(required=True)
    branch = fields.String(required=True, metadata={"description": "Key of the sub-dossier; empty: the dossier."})
    procedure = fields.String(required=True)
    status = fields.Integer(required=True, metadata={"description": "National status code after the event."})
    received_by = fields.String(required=True)
    competent = fields.String(required=True)


class EventPageSchema(Schema):
    """Events, and the position to go on from."""

    items = fields.List(fields.Nested(EventSchema), required=True)
    next = fields.Integer(required=True)


class WebhookBody(Incoming):
    """A webhook to create."""

    agency = short(100, required=True, metadata={"description": "Its dossiers and those of agencies below it."})
    url = short(1_000, required=True)
    kinds = fields.List(fields.String(), load_default=list, metadata={"description": "Empty: all kinds."})
    from_start = fields.Boolean(load_default=False, metadata={"description": "Send what happened before, too."})


class ResumeBody(Incoming):
    """Where to begin again."""

    after = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(min=0, max=2**62))


class WebhookSchema(Schema):
    """A webhook."""

    id = fields.UUID(required=True)
    agency = fields.String(required=True)
    url = fields.String(required=True)
    kinds = fields.List(fields.String(), required=True)
    active = fields.Boolean(required=True, metadata={"description": "False: it rests after many failed tries."})
    position = fields.Integer(required=True)
    failures = fields.Integer(required=True)
    error = fields.String(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    created_by = fields.String(required=True)


WebhookListSchema = list_of(WebhookSchema)


class WebhookCreatedSchema(WebhookSchema):
    """A new webhook with its secret."""

    secret = fields.String(required=True, metadata={"description": "Told once; signs every delivery."})
