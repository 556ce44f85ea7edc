"""Register books: which there are, one book page by page, corrections by note, the book to print."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from runtime.services import registers
from runtime.services.errors import InvalidError
from runtime.services.registers import BookPage, Which
from runtime.web import surroundings
from runtime.web.i18n import gettext, language, pick
from runtime.web.links import address
from runtime.web.papers import deliver
from runtime.web.problems import Problem
from runtime.web.shell import WORKS, for_officers, present_officer

blueprint = Blueprint("register", __name__, url_prefix="/registers")
READERS = (*sorted(WORKS), "oversight", "auditor", "unit_admin")


@blueprint.get("")
@for_officers(*READERS)
def index() -> str:
    """Every book, or the one that ``register``, ``agency`` and ``period`` name."""
    if "register" in request.args:
        return _book(())
    found = registers.books(surroundings.session(), present_officer())
    rows = [
        {
            "name": pick(one.names),
            "agency": pick(one.agency_names),
            "period": one.period,
            "entries": one.entries,
            "last": one.last,
            "url": _address(Which(one.register, one.agency, one.period)),
        }
        for one in found
    ]
    return render_template("registers/index.html", rows=rows)


@blueprint.get("/print")
@for_officers(*READERS)
def printed() -> FlaskResponse:
    """The book as PDF, a volume of up to 1,000 entries."""
    actor, session = present_officer(), surroundings.session()
    return deliver(registers.printed(session, surroundings.clock(), actor, _which(), _after()))


@blueprint.post("/entries/<uuid:entry_id>")
@for_officers(*READERS)
def annotate(entry_id: UUID) -> str | tuple[str, int] | Response:
    """Note a correction beside an entry."""
    text = request.form.get("note", "")
    try:
        registers.annotate(surroundings.session(), surroundings.clock(), present_officer(), entry_id, text)
    except InvalidError as error:
        return _book((Problem(error.text(language()), f"#note-{entry_id}"),), entry_id), 422
    flash(gettext("The correction stands beside the entry."), "good")
    return redirect(_address(_which()), 303)


def _which() -> Which:
    said = {name: request.values.get(name, "")[:60] for name in ("register", "agency", "period")}
    return Which(said["register"], said["agency"], said["period"])


def _after() -> int:
    said = request.args.get("after", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0


def _address(which: Which, **more: str) -> str:
    query = {"register": which.register, "agency": which.agency, "period": which.period, **more}
    return address("register.index", query)


def _book(errors: tuple[Problem, ...], noted: UUID | None = None) -> str:
    which, text = _which(), request.args.get("q", "").strip()[:200]
    after = _after()
    page: BookPage = registers.book(surroundings.session(), present_officer(), which, text, after)
    more = {"q": text} if text else {}
    return render_template(
        "registers/book.html",
        book={"name": pick(page.book.names), "agency": pick(page.book.agency_names), "period": which.period},
        which=which,
        total=page.book.entries,
        volumes=range(0, page.book.last, registers.MOST_PRINTED),
        most=registers.MOST_PRINTED,
        rows=page.entries,
        q=text,
        next=_address(which, **more, after=str(page.after)) if page.after else None,
        first_page=_address(which, **more) if after else None,
        may_note=page.may_note,
        noted=noted,
        typed=request.form.get("note", "")[:1000],
        errors=errors,
    )
