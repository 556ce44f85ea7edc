"""Papers that are made, register books with their entries and notes, sheets for the post."""

from marshmallow import Schema, fields, validate

from runtime.api.schemas.base import Incoming, list_of, short, texts
from runtime.services import posting, registers
from runtime.services.made_papers import LONGEST, RULES


class PaperBody(Incoming):
    """A paper that no step issues by itself."""

    key = fields.String(required=True, validate=validate.OneOf(sorted(RULES)))
    to = short(LONGEST, load_default="", metadata={"description": "Whom it goes to: `handover`, `opinion`."})
    reason = short(LONGEST, load_default="", metadata={"description": "What is asked or handed over."})
    until = fields.Date(load_default=None, allow_none=True, metadata={"description": "Day for the answer."})


class PaperSchema(Schema):
    """A paper that was issued, or a note or sheet that was made."""

    id = fields.UUID(required=True)


class BookQuery(Incoming):
    """Which book."""

    register = short(60, required=True, metadata={"description": "Key of the book in the procedure."})
    agency = short(60, required=True, metadata={"description": "`-`: a book of the whole installation."})
    period = short(20, required=True, metadata={"description": "`2026`, `2026-03`, or `-` for one without end."})


class PrintQuery(BookQuery):
    """Which part of a book."""

    after = fields.Integer(
        load_default=0, validate=validate.Range(min=0), metadata={"description": "Behind this number, up to 1,000."}
    )


class EntryQuery(BookQuery):
    """Which entries of a book."""

    text = short(load_default="", metadata={"description": "Number, dossier code or words of the applicant."})
    after = fields.Integer(load_default=0, validate=validate.Range(min=0), metadata={"description": "A number."})
    limit = fields.Integer(load_default=registers.PAGE, validate=validate.Range(min=1, max=200))


class BookSchema(Schema):
    """A register book of an agency and period."""

    register = fields.String(required=True)
    names = texts(required=True)
    agency = fields.String(required=True)
    agency_names = texts(required=True)
    period = fields.String(required=True)
    entries = fields.Integer(required=True)
    last = fields.Integer(required=True, metadata={"description": "The last number; numbers have no gap."})


BookListSchema = list_of(BookSchema)


class NoteSchema(Schema):
    """A correction beside an entry."""

    text = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    actor = fields.String(required=True)
    actor_name = fields.String(required=True)


class EntrySchema(Schema):
    """An entry of a register book; it never changes."""

    id = fields.UUID(required=True)
    number = fields.Integer(required=True)
    text = fields.String(required=True)
    taken_at = fields.AwareDateTime(required=True)
    dossier_id = fields.UUID(required=True)
    code = fields.String(required=True)
    applicant = fields.String(required=True)
    procedure_names = texts(required=True)
    actor = fields.String(required=True)
    actor_name = fields.String(required=True)
    notes = fields.List(fields.Nested(NoteSchema), required=True)


class BookPageSchema(Schema):
    """Some entries in the order of their numbers."""

    book = fields.Nested(BookSchema, required=True)
    entries = fields.List(fields.Nested(EntrySchema), required=True)
    after = fields.Integer(required=True, allow_none=True, metadata={"description": "null: the last page."})
    may_note = fields.Boolean(required=True)


class NoteBody(Incoming):
    """What is wrong, what is right, on whose word."""

    text = short(registers.LONGEST, required=True)


class SheetBody(Incoming):
    """Settled dossiers of one agency whose results go to the post."""

    dossiers = fields.List(fields.UUID(), required=True, validate=validate.Length(min=1, max=posting.MOST))
    taker = short(required=True, metadata={"description": "The post office that takes them."})


class SheetSchema(Schema):
    """A sheet that was made."""

    id = fields.UUID(required=True)
    agency = fields.String(required=True)
    number = fields.Integer(required=True)
    year = fields.Integer(required=True)
    taker = fields.String(required=True)
    dossiers = fields.Integer(required=True)
    issued_at = fields.AwareDateTime(required=True)
    issued_by = fields.String(required=True)


SheetListSchema = list_of(SheetSchema)
