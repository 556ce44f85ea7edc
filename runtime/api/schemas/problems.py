"""The shape of every error."""

from marshmallow import Schema, fields


class FieldProblemSchema(Schema):
    """One member of the request that is wrong."""

    in_ = fields.String(data_key="in", required=True, metadata={"description": "body, query or header"})
    pointer = fields.String(required=True, metadata={"description": "JSON pointer (RFC 6901)."})
    code = fields.String(required=True)
    detail = fields.String(required=True)


class ProblemSchema(Schema):
    """A problem document (RFC 9457). Some problems have further members: `values`, `problems`, `found`."""

    type = fields.String(required=True, metadata={"description": "`urn:motcua:problem:` and the code."})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True, metadata={"description": "What is wrong and what to do, for people."})
    instance = fields.String(required=True)
    code = fields.String(required=True, metadata={"description": "Stable; programs decide by it."})
    errors = fields.List(fields.Nested(FieldProblemSchema))
