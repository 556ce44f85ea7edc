"""Signing in."""

from marshmallow import Schema, fields

from runtime.api.schemas.base import Incoming, short, texts


class Credentials(Incoming):
    """An account's name and password."""

    login = short(200, required=True)
    password = short(1000, required=True, load_only=True)


class PasswordBody(Incoming):
    """One's present password, and the one to have from now on."""

    old = short(1000, required=True, load_only=True)
    new = short(1000, required=True, load_only=True)


class PositionSchema(Schema):
    """A role held in an agency."""

    agency = fields.String(required=True)
    agency_names = texts(required=True)
    role = fields.String(required=True)
    substitutes = fields.String(allow_none=True, metadata={"description": "Login of whom one stands in for."})


class OfficerSchema(Schema):
    """Who is signed in, with today's positions."""

    login = fields.String(attribute="key", required=True)
    name = fields.String(required=True)
    language = fields.String(required=True)
    must_change = fields.Boolean(
        required=True, metadata={"description": "True: the password has to be changed before anything else."}
    )
    positions = fields.List(fields.Nested(PositionSchema), required=True)


class TokenSchema(Schema):
    """A token; it is told once and kept on the server only as a hash."""

    token = fields.String(required=True)
    officer = fields.Nested(OfficerSchema, required=True)
