"""Letters as PDF, papers on request, register books, sheets for the post."""

from typing import Any
from uuid import UUID

from flask import Response, current_app

from runtime.api import surroundings
from runtime.api.operations import Resource, Who
from runtime.api.schemas.papers import (
    BookListSchema,
    BookPageSchema,
    EntryQuery,
    NoteBody,
    PaperBody,
    PaperSchema,
    PrintQuery,
    SheetBody,
    SheetListSchema,
)
from runtime.services import made_papers, posting, prints, registers
from runtime.services.made_papers import Wanted
from runtime.services.prints import Pdf, Place
from runtime.services.registers import BookPage, Which

resource = Resource("papers", __name__, description="Letters as PDF, register books, sheets for the post.")
PDF = "application/pdf"


def _place() -> Place:
    return Place(surroundings.files(), str(current_app.config.get("MOTCUA_ADDRESS") or ""))


def _pdf(found: Pdf) -> Response:
    response = Response(found.content, mimetype=PDF)
    response.headers["Content-Disposition"] = f'attachment; filename="{found.filename}"'
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["ETag"] = f'"{found.sha256}"'
    return response


@resource.operation("POST /dossiers/<uuid:dossier_id>/papers", PaperSchema, status=201, body=PaperBody, fails=(409,))
def make_paper(body: dict[str, Any], dossier_id: UUID) -> dict[str, Any]:
    """Issue a paper that no step issues by itself: receipt, control slip, return sheet, hand-over, opinion request."""
    actor = surroundings.officer()
    wanted = Wanted(**body)
    return {"id": made_papers.make(surroundings.session(), surroundings.clock(), dossier_id, wanted, actor)}


@resource.operation("GET /letters/<uuid:letter_id>", answers=PDF, fails=(409,))
def open_letter(letter_id: UUID) -> Response:
    """The electronic original: always the same bytes; a letter that holds no more says so instead."""
    actor = surroundings.officer()
    return _pdf(prints.open_letter(surroundings.session(), surroundings.clock(), _place(), actor, letter_id))


@resource.operation("POST /letters/<uuid:letter_id>/prints", status=201, answers=PDF, fails=(409,))
def print_letter(letter_id: UUID) -> Response:
    """The letter for paper: counted and logged; after the first time it is marked as a copy."""
    actor = surroundings.officer()
    response = _pdf(prints.print_letter(surroundings.session(), surroundings.clock(), _place(), actor, letter_id))
    response.status_code = 201
    return response


@resource.operation("GET /applications/<code>/letters/<uuid:letter_id>", who=Who.APPLICANT, answers=PDF, fails=(409,))
def open_own_letter(code: str, letter_id: UUID) -> Response:
    """A letter to the applicant."""
    actor = surroundings.applicant(code)
    return _pdf(prints.open_letter(surroundings.session(), surroundings.clock(), _place(), actor, letter_id))


@resource.operation("GET /registers", BookListSchema)
def register_books() -> dict[str, Any]:
    """The register books the officer may read, the newest period first."""
    return {"items": registers.books(surroundings.session(), surroundings.officer())}


@resource.operation("GET /registers/entries", BookPageSchema, query=EntryQuery, fails=(404,))
def register_entries(query: dict[str, Any]) -> BookPage:
    """Entries of a book with the notes that correct them."""
    which = Which(query["register"], query["agency"], query["period"])
    actor = surroundings.officer()
    return registers.book(surroundings.session(), actor, which, query["text"], query["after"], query["limit"])


@resource.operation("GET /registers/book", answers=PDF, query=PrintQuery, fails=(404,))
def print_register(query: dict[str, Any]) -> Response:
    """A book as PDF, as it stands now: a volume of up to 1,000 entries."""
    actor, after = surroundings.officer(), query.pop("after")
    return _pdf(registers.printed(surroundings.session(), surroundings.clock(), actor, Which(**query), after))


@resource.operation("POST /registers/entries/<uuid:entry_id>/notes", PaperSchema, status=201, body=NoteBody)
def note_entry(body: dict[str, Any], entry_id: UUID) -> dict[str, Any]:
    """Correct an entry by a note; the entry itself stays."""
    actor = surroundings.officer()
    return {"id": registers.annotate(surroundings.session(), surroundings.clock(), actor, entry_id, body["text"])}


@resource.operation("GET /post-sheets", SheetListSchema)
def post_sheets() -> dict[str, Any]:
    """The last sheets of the officer's agencies."""
    return {"items": posting.sheets(surroundings.session(), surroundings.officer())}


@resource.operation("POST /post-sheets", PaperSchema, status=201, body=SheetBody, fails=(404,))
def make_post_sheet(body: dict[str, Any]) -> dict[str, Any]:
    """Hand results of settled dossiers to the post."""
    actor = surroundings.officer()
    sheet = posting.make_sheet(surroundings.session(), surroundings.clock(), actor, body["dossiers"], body["taker"])
    return {"id": sheet}


@resource.operation("GET /post-sheets/<uuid:sheet_id>", answers=PDF)
def open_post_sheet(sheet_id: UUID) -> Response:
    """A sheet as PDF."""
    return _pdf(posting.print_sheet(surroundings.session(), surroundings.officer(), sheet_id))
