"""Messages from other systems."""

from marshmallow import Schema, fields, validate

from runtime.api.schemas.base import Incoming, anything, short


class MessageBody(Incoming):
    """A message for the dossier that waits for it; ``id`` is the sender's and makes it happen once."""

    id = fields.String(required=True, validate=validate.Length(min=1, max=200))
    name = short(200, required=True, metadata={"description": "Name of the message in the diagram."})
    key = short(200, load_default=None, allow_none=True, metadata={"description": "Correlation key."})
    dossier = short(100, load_default=None, allow_none=True, metadata={"description": "Code, when it is known."})
    payload = anything("What the process takes over.", load_default=dict)


class DeliveredSchema(Schema):
    """Who took the message."""

    dossier_id = fields.UUID(required=True)


class SignalBody(Incoming):
    """A broadcast."""

    name = short(200, required=True)
    payload = anything("What the processes take over.", load_default=dict)


class SignalledSchema(Schema):
    """How many dossiers took the signal."""

    dossiers = fields.Integer(required=True)
