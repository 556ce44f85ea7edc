"""Published packages."""

from marshmallow import Schema, fields

from runtime.api.schemas.base import list_of, texts


class PackageSchema(Schema):
    """A published version of a procedure."""

    code = fields.String(required=True)
    version = fields.String(required=True)
    hash = fields.String(required=True, metadata={"description": "SHA-256 of the content, in hexadecimal."})
    names = texts(required=True)
    field_code = fields.String(required=True)
    field_names = texts(required=True)
    status = fields.String(required=True, metadata={"enum": ["published", "withdrawn"]})
    in_force_from = fields.Date(required=True, allow_none=True)
    in_force_to = fields.Date(required=True, allow_none=True)
    published_at = fields.AwareDateTime(required=True)
    published_by = fields.String(required=True)


PackageListSchema = list_of(PackageSchema)


class DeployedSchema(Schema):
    """What publishing led to."""

    code = fields.String(required=True)
    version = fields.String(required=True)
    hash = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": ["published", "unchanged"]})
