"""The organisation as it changes: imports, reorganisations, successors, offers."""

from typing import Any
from uuid import UUID

from flask import Response, request

from runtime.api import surroundings
from runtime.api.operations import Resource
from runtime.api.schemas.structure import (
    ChoicesBody,
    DaysQuery,
    DecidedSchema,
    ImportQuery,
    ImportSchema,
    OfferEndBody,
    OfferQuery,
    OfferRowListSchema,
    ReorganisationBody,
    StageBody,
    TemplateQuery,
    UndecidedListSchema,
)
from runtime.services import access, importing, offers, reorganisation
from runtime.services.access import Action
from runtime.services.importing import Imported
from runtime.services.importing.loading import kind_of, load_table
from runtime.web.i18n import language

resource = Resource("organisation", __name__, description="Imports, reorganisations, successors, offers.")
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILE = {
    media: {"schema": {"type": "string", "contentMediaType": media}}
    for media in ("text/csv", SHEET, "text/calendar", "application/octet-stream")
}


@resource.operation("POST /imports/<kind>", ImportSchema, query=ImportQuery, content=_FILE, fails=(403, 404))
def import_table(query: dict[str, Any], kind: str) -> dict[str, Any]:
    """Import agencies, people, lists, offers or a reorganisation (CSV or XLSX as the body); whole or not at all."""
    done = importing.load(
        surroundings.session(),
        surroundings.clock(),
        kind,
        request.get_data(cache=False),
        surroundings.officer(),
        dry_run=query["dry_run"],
    )
    return _told(done)


@resource.operation("GET /imports/<kind>/template", answers=SHEET, query=TemplateQuery, fails=(403, 404))
def import_template(query: dict[str, Any], kind: str) -> Response:
    """A workbook or CSV file to fill in, with its headings in the reader's language."""
    access.require(surroundings.officer(), Action.SEE_PACKAGES)
    as_csv = query["format"] == "csv"
    content = importing.template(kind_of(kind).columns, language(), as_csv=as_csv)
    return Response(content, mimetype="text/csv" if as_csv else SHEET)


@resource.operation("POST /calendars/<key>/days", ImportSchema, query=DaysQuery, content=_FILE, fails=(403,))
def announce_days(query: dict[str, Any], key: str) -> dict[str, Any]:
    """Announce days off and working days (CSV, XLSX or iCalendar as the body); open due times are reckoned anew."""
    done = importing.load_days(
        surroundings.session(),
        surroundings.clock(),
        key,
        request.get_data(cache=False),
        query["reason"],
        surroundings.officer(),
        parent=query["parent"],
        dry_run=query["dry_run"],
    )
    return _told(done)


@resource.operation("POST /reorganisations", ImportSchema, body=ReorganisationBody, fails=(403,))
def reorganise(body: dict[str, Any]) -> dict[str, Any]:
    """Record mergers, splits, renamings and new agencies; open dossiers follow from the day on."""
    rows = [{key: value or "" for key, value in row.items()} for row in body["rows"]]
    session, clock, actor = surroundings.session(), surroundings.clock(), surroundings.officer()
    return _told(load_table(session, clock, "reorganisation", rows, actor, dry_run=body["dry_run"]))


@resource.operation("GET /successors", UndecidedListSchema, fails=(403,))
def undecided_dossiers() -> dict[str, Any]:
    """Dossiers whose agency was split and whose successor no rule names."""
    found = reorganisation.undecided(surroundings.session(), surroundings.clock(), surroundings.officer())
    return {"items": [_undecided(one) for one in found]}


@resource.operation("POST /successors", DecidedSchema, body=ChoicesBody, fails=(403, 404, 409))
def decide_successors(body: dict[str, Any]) -> dict[str, int]:
    """Send dossiers from an agency that was split to the successors chosen for them."""
    choices = [(one["dossier_id"], one["agency"], one["successor"]) for one in body["choices"]]
    session, clock, actor = surroundings.session(), surroundings.clock(), surroundings.officer()
    return {"dossiers": reorganisation.decide(session, clock, choices, body["reason"], actor)}


@resource.operation("GET /offers", OfferRowListSchema, query=OfferQuery, fails=(403,))
def all_offers(query: dict[str, Any]) -> dict[str, Any]:
    """Every offer of a procedure or at an agency, with days and stage."""
    return {"items": offers.listed(surroundings.session(), surroundings.officer(), query["procedure"], query["agency"])}


@resource.operation("POST /offers/stage", status=204, body=StageBody, fails=(403, 404, 409))
def decide_stage(body: dict[str, Any]) -> None:
    """Say that a procedure is live, on trial or off at an agency from a day on; open dossiers go on."""
    offers.set_stage(
        surroundings.session(),
        surroundings.clock(),
        body["procedure"],
        body["agency"],
        body["stage"],
        body["reason"],
        surroundings.officer(),
        kind=body["kind"],
        first=body["first"],
    )


@resource.operation("POST /offers/<uuid:offer_id>/end", status=204, body=OfferEndBody, fails=(403, 404))
def end_offer(body: dict[str, Any], offer_id: UUID) -> None:
    """The offer holds up to a day."""
    offers.end(surroundings.session(), offer_id, body["last"], surroundings.officer())


def _told(done: Imported) -> dict[str, Any]:
    problems = [
        {"code": one.code, "row": one.row, "column": one.column, "detail": one.text(language())}
        for one in done.problems
    ]
    named = {name: getattr(done, name) for name in Imported.__slots__ if name != "problems"}
    return {**named, "problems": problems}


def _undecided(one: reorganisation.Undecided) -> dict[str, Any]:
    named = {name: getattr(one, name) for name in reorganisation.Undecided.__slots__ if name != "successors"}
    return {**named, "successors": [{"agency": code, "names": names} for code, names in one.successors]}
