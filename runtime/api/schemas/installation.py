"""What an installation decides beside its packages: trusted keys, bindings, local overrides."""

from marshmallow import Schema, fields, validate

from runtime.api.schemas.base import Incoming, anything, list_of, short
from runtime.services.trust import POLICIES


class KeyBody(Incoming):
    """A public key to trust."""

    pem = short(10_000, required=True, metadata={"description": "The Ed25519 public key, as PEM."})
    name = short(200, required=True, metadata={"description": "Whose key it is."})


class KeyRevocationBody(Incoming):
    """Why a key is trusted no longer."""

    reason = short(1000, required=True)
    since = fields.AwareDateTime(load_default=None, allow_none=True, metadata={"description": "Now when not given."})


class TrustedKeySchema(Schema):
    """A key that was ever trusted."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    added_at = fields.AwareDateTime(required=True)
    added_by = fields.String(required=True)
    revoked_from = fields.AwareDateTime(required=True, allow_none=True)
    revoked_by = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)


TrustedKeyListSchema = list_of(TrustedKeySchema)


class SignaturesBody(Incoming):
    """Whether packages have to be signed."""

    signatures = fields.String(required=True, validate=validate.OneOf(POLICIES))


class BindingBody(Incoming):
    """What a name stands for here."""

    value = anything(
        'Of a capability: an entry of the connectors\' file. Of an agency: `{"code": "H36.50"}`.', required=True
    )


class BindingSchema(Schema):
    """What a name that packages declare stands for in this installation; secrets by name only."""

    kind = fields.String(required=True)
    name = fields.String(required=True)
    value = anything("As it was set.", required=True)
    changed_at = fields.AwareDateTime(required=True)
    changed_by = fields.String(required=True)


BindingListSchema = list_of(BindingSchema)


class OverrideQuery(Incoming):
    """Which overrides."""

    procedure = short(60, load_default=None, metadata={"description": "Only those that touch this procedure."})


class OverrideBody(Incoming):
    """What is different at an agency, or at all of a kind below it."""

    agency = short(60, required=True)
    values = anything("Some of `fees`, `committed`, `names`, `header`.", required=True)
    procedure = short(60, load_default=None, allow_none=True, metadata={"description": "null: every procedure."})
    kind = short(60, load_default=None, allow_none=True, metadata={"description": "null: the agency itself."})
    valid_from = fields.Date(load_default=None, allow_none=True)
    valid_to = fields.Date(load_default=None, allow_none=True)
    decision = short(200, load_default=None, allow_none=True)


class OverrideSchema(Schema):
    """An override in force or not."""

    id = fields.UUID(required=True)
    agency = fields.String(required=True)
    values = anything("As it was set.", required=True)
    procedure = fields.String(required=True, allow_none=True)
    kind = fields.String(required=True, allow_none=True)
    valid_from = fields.Date(required=True, allow_none=True)
    valid_to = fields.Date(required=True, allow_none=True)
    decision = fields.String(required=True, allow_none=True)
    created_by = fields.String(required=True)


OverrideListSchema = list_of(OverrideSchema)


class OverrideSetSchema(Schema):
    """The override that was set."""

    id = fields.UUID(required=True)


class OverrideEndBody(Incoming):
    """The last day of an override."""

    last = fields.Date(required=True)
