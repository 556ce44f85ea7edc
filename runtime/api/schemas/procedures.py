"""Procedures as a citizen or another system needs them."""

from typing import Any

from marshmallow import Schema, fields, pre_dump

from engine.clock import Term, Unit, term_to_json
from runtime.api.schemas.base import Incoming, list_of, short, texts


class TermSchema(Schema):
    """A length of time."""

    value = fields.String(required=True)
    unit = fields.String(required=True, metadata={"enum": [str(unit) for unit in Unit]})

    @pre_dump
    def _plain(self, value: Term, **_options: Any) -> dict[str, str]:
        return term_to_json(value)


def term() -> fields.Nested:
    """A term in a response; null: none is set."""
    return fields.Nested(TermSchema, required=True, allow_none=True)


class ProcedureQuery(Incoming):
    """A search in the catalogue."""

    text = short(metadata={"description": "Words of code, name or field; diacritics aside."})
    field = short(metadata={"description": "Code of a field."})


class ProcedureLineSchema(Schema):
    """A procedure in the catalogue: the version in force."""

    code = fields.String(required=True)
    version = fields.String(required=True)
    names = texts(required=True)
    field_code = fields.String(required=True)
    field_names = texts(required=True)
    service_level = fields.String(required=True)
    channels = fields.List(fields.String(), required=True)


ProcedureListSchema = list_of(ProcedureLineSchema)


class SettlementSchema(Schema):
    """Time to settle: by law, and as the agency has committed itself."""

    statutory = term()
    committed = term()


class FeeSchema(Schema):
    """A fee or charge; ``fixed`` is in đồng, null where it depends on the application."""

    key = fields.String(required=True)
    kind = fields.String(required=True)
    names = texts(required=True)
    fixed = fields.Decimal(required=True, allow_none=True)
    due = fields.String(required=True)
    payable = fields.List(fields.String(), required=True)


class ComponentSchema(Schema):
    """A paper of a complete dossier."""

    key = fields.String(required=True)
    names = texts(required=True)
    original = fields.Integer(required=True)
    copies = fields.Integer(required=True)
    electronic = fields.Boolean(required=True)
    required = fields.Raw(
        required=True,
        metadata={"type": ["boolean", "string"], "description": "true, false, or FEEL over the application."},
    )
    accept = fields.List(fields.String(), required=True)


class LegalTextSchema(Schema):
    """A text of law."""

    names = texts(required=True)
    number = fields.String(required=True)
    url = fields.String(required=True, allow_none=True)


class ProcedureSchema(ProcedureLineSchema):
    """Everything one needs to know before applying."""

    description = texts(required=True)
    agency_kinds = fields.List(fields.String(), required=True)
    receiving_kinds = fields.List(fields.String(), required=True)
    settlement = fields.Nested(SettlementSchema, required=True)
    fees = fields.List(fields.Nested(FeeSchema), required=True)
    components = fields.List(fields.Nested(ComponentSchema), required=True)
    legal_basis = fields.List(fields.Nested(LegalTextSchema), required=True)
    in_force_from = fields.Date(required=True, allow_none=True)
    in_force_to = fields.Date(required=True, allow_none=True)
    application = fields.String(required=True, metadata={"description": "Key of the form one applies with."})


class FormSchema(Schema):
    """A form: what is valid (JSON Schema 2020-12) and how it is asked (the UI schema)."""

    key = fields.String(required=True)
    package_hash = fields.String(required=True)
    json_schema = fields.Dict(required=True, data_key="schema")
    ui = fields.Dict(required=True)


class OfferSchema(Schema):
    """An agency that accepts applications."""

    agency = fields.String(required=True, metadata={"description": "Its code."})
    names = texts(required=True)
    kind = fields.String(required=True)
    territory = fields.String(required=True, allow_none=True)
    territory_names = texts(required=True)
    channels = fields.List(fields.String(), required=True)


OfferListSchema = list_of(OfferSchema)
