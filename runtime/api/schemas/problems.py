"""The shape of every error."""

from marshmallow import Schema, fields


class FieldProblemSchema(Schema):
    """One member of the request that is wrong."""

    in_ = fields.String(data_key="in", required=True, metadata={"description": "body, query or header"})
    pointer = fields.String(required=True, metadata={"description": "JSON pointer (RFC 6901)."})
    code = fields.String(required=True)
    detail = fields.String(required=True)


class BothValuesSchema(Schema):
    """An answer that two people gave differently."""

    theirs = fields.Raw(required=True, allow_none=True)
    ours = fields.Raw(required=True, allow_none=True)


class PackageProblemSchema(Schema):
    """Something that is wrong with a package."""

    code = fields.String(required=True)
    severity = fields.String(required=True, metadata={"enum": ["error", "warning"]})
    path = fields.String(required=True, metadata={"description": "The file inside the package."})
    line = fields.Integer(required=True, metadata={"description": "0: the file as a whole."})
    element = fields.String(required=True, allow_none=True)
    message = fields.String(required=True)


class ProblemSchema(Schema):
    """A problem document (RFC 9457)."""

    type = fields.String(required=True, metadata={"description": "`urn:motcua:problem:` and the code."})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True, metadata={"description": "What is wrong and what to do, for people."})
    instance = fields.String(required=True)
    code = fields.String(required=True, metadata={"description": "Stable; programs decide by it."})
    errors = fields.List(fields.Nested(FieldProblemSchema))
    values = fields.Dict(
        keys=fields.String(),
        values=fields.Nested(BothValuesSchema),
        metadata={"description": "By name, when somebody else changed an answer."},
    )
    problems = fields.List(fields.Nested(PackageProblemSchema), metadata={"description": "Of a package."})
    found = fields.List(fields.String(), metadata={"description": "Agencies that claim the same competence."})
