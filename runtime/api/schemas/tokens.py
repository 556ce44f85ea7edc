"""Tokens limited to deployment."""

from marshmallow import Schema, fields, validate

from runtime.api.schemas.base import Incoming, list_of, short
from runtime.services.tokens import LONGEST_DAYS


class TokenBody(Incoming):
    """A token to give."""

    name = short(60, required=True, metadata={"description": "Small letters, digits and -: who uses it."})
    days = fields.Integer(load_default=90, validate=validate.Range(min=1, max=LONGEST_DAYS))


class DeployTokenSchema(Schema):
    """A token without its text."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    created_by = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)
    revoked_at = fields.AwareDateTime(required=True, allow_none=True)


TokenListSchema = list_of(DeployTokenSchema)


class TokenGivenSchema(DeployTokenSchema):
    """A new token with its text, told once."""

    token = fields.String(required=True)
