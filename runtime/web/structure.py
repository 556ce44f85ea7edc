"""The organisation as it changes, on pages: importing tables, reorganisations and their successors, offers."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from runtime.services import access, calendars, importing, offers, organisation, packages, reorganisation
from runtime.services.errors import InvalidError, ServiceError
from runtime.services.importing import KINDS, Imported
from runtime.services.importing.announcing import COLUMNS as DAY_COLUMNS
from runtime.services.importing.loading import load_table
from runtime.services.importing.reorganising import COLUMNS as ROW_COLUMNS
from runtime.web import surroundings
from runtime.web.i18n import gettext, language, ngettext, pick
from runtime.web.i18n import lazy_gettext as _l
from runtime.web.problems import Problem
from runtime.web.shell import ADMINISTERS, PUBLISHES, for_officers, present_officer

blueprint = Blueprint("structure", __name__, url_prefix="/administration/organisation")

CALENDAR = "calendar"
MOST_SHOWN = 200
STAGES: Mapping[str, Any] = {"live": _l("live"), "trial": _l("on trial"), "off": _l("off")}
EFFECTS: Mapping[str, Any] = {
    "dossiers": _l("Dossiers that moved"),
    "tasks": _l("Tasks that moved"),
    "renamed": _l("Agencies renamed"),
    "undecided": _l("Dossiers to decide"),
    "deadlines": _l("Due times reckoned anew"),
    "timers": _l("Timers reckoned anew"),
}
CHANGES: Mapping[str, Any] = {
    "agencies": _l("Agencies"),
    "people": _l("People and positions"),
    "lists": _l("Reference lists"),
    "offers": _l("Offers of procedures"),
    "reorganisation": _l("Reorganisation"),
    "calendar": _l("Working calendar"),
    "stage": _l("Stage of a procedure"),
}


# -- importing ---------------------------------------------------------------------------------------------------


@blueprint.get("/imports")
@for_officers(*(ADMINISTERS | PUBLISHES))
def imports() -> str:
    """Choose what to import, take a template, see what was imported."""
    return _imports({}, ())


def _imports(values: Mapping[str, str], errors: tuple[Problem, ...], done: Imported | None = None) -> str:
    session, actor = surroundings.session(), present_officer()
    at = 1 if language() == "vi" else 0
    kinds = [(one.key, one.name[at]) for one in KINDS.values() if access.may(actor, one.action)]
    administers = bool(actor.roles & ADMINISTERS)
    listed = calendars.listed(session) if administers else []
    problems = done.problems[:MOST_SHOWN] if done else ()
    return render_template(
        "admin/imports.html",
        kinds=[*kinds, (CALENDAR, gettext("Days off and working days"))] if administers else kinds,
        calendars=[(one.key, pick(one.data.get("title")) or one.key) for one in listed],
        changes=reorganisation.changes(session, actor, 20) if administers else [],
        names=CHANGES,
        effects=EFFECTS,
        done=done,
        problems=[(one, one.text(language())) for one in problems],
        values=values,
        errors=errors,
    )


@blueprint.post("/imports")
@for_officers(*(ADMINISTERS | PUBLISHES))
def load() -> str | tuple[str, int]:
    """Import a file, or only check it; problems are told by row and column."""
    values = {key: value.strip() for key, value in request.form.items()}
    sent = request.files.get("file")
    content = sent.stream.read() if sent else b""
    if not content:
        return _imports(values, (Problem(gettext("Choose a file."), "#file"),)), 422
    try:
        done = _loaded(values, content, (sent.filename or "") if sent else "")
    except ServiceError as error:
        return _imports(values, (Problem(error.text(language())),)), 422
    page = _imports(values, (), done)
    return (page, 422) if done.problems else page


def _loaded(values: Mapping[str, str], content: bytes, file: str) -> Imported:
    session, clock, actor = surroundings.session(), surroundings.clock(), present_officer()
    dry_run = "check" in values
    if values.get("kind") == CALENDAR:
        calendar, reason = values.get("calendar", ""), values.get("reason", "")
        return importing.load_days(session, clock, calendar, content, reason, actor, dry_run=dry_run)
    return importing.load(session, clock, values.get("kind", ""), content, actor, dry_run=dry_run, file=file[:200])


@blueprint.get("/imports/<kind>/template")
@for_officers(*(ADMINISTERS | PUBLISHES))
def template(kind: str) -> Response:
    """A workbook or CSV file to fill in."""
    columns = DAY_COLUMNS if kind == CALENDAR else KINDS[kind].columns if kind in KINDS else None
    if columns is None:
        abort(404)
    as_csv = request.args.get("format") == "csv"
    content = importing.template(columns, language(), as_csv=as_csv)
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = Response(content, mimetype="text/csv" if as_csv else sheet)
    name = f"{kind}.{'csv' if as_csv else 'xlsx'}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


# -- reorganisations ---------------------------------------------------------------------------------------------


@blueprint.get("/successors")
@for_officers(*ADMINISTERS)
def successors() -> str:
    """What a split leaves open, and the form for one change."""
    return _successors({}, ())


def _successors(
    values: Mapping[str, str], errors: tuple[Problem, ...], problems: tuple[importing.Problem, ...] = ()
) -> str:
    session, actor = surroundings.session(), present_officer()
    at = 0 if language() == "en" else 1
    rows = reorganisation.undecided(session, surroundings.clock(), actor)
    several = {one.agency: one for one in rows if sum(other.agency == one.agency for other in rows) > 1}
    headings = {one.key: one.vi if at else one.en for one in ROW_COLUMNS}
    return render_template(
        "admin/successors.html",
        rows=rows,
        several=list(several.values()),
        columns=[(one.key, headings[one.key], one.about[at], one.required) for one in ROW_COLUMNS],
        problems=[(headings.get(one.column or "", one.column), one.text(language())) for one in problems],
        values=values,
        errors=errors,
    )


@blueprint.post("/successors")
@for_officers(*ADMINISTERS)
def decide() -> str | tuple[str, int] | Response:
    """Send the dossiers for which a successor was chosen on."""
    values = {key: value.strip() for key, value in request.form.items()}
    choices = [found for key, value in values.items() if (found := _choice(key, value, values))]
    if not choices:
        return _successors(values, (Problem(gettext("Choose a successor for at least one dossier."), "#to-1"),)), 422
    try:
        count = reorganisation.decide(
            surroundings.session(), surroundings.clock(), choices, values.get("reason", ""), present_officer()
        )
    except ServiceError as error:
        anchor = "#reason" if error.code == "reason.missing" else ""
        return _successors(values, (Problem(error.text(language()), anchor),)), 422
    flash(ngettext("%(num)s dossier was sent on.", "%(num)s dossiers were sent on.", count), "good")
    return redirect(url_for("structure.successors"), 303)


def _choice(key: str, value: str, values: Mapping[str, str]) -> tuple[UUID, str, str] | None:
    """``to:<dossier>:<agency>`` = successor; where it is empty that of ``all:<agency>``."""
    word, _, rest = key.partition(":")
    dossier, _, agency = rest.partition(":")
    target = value or values.get(f"all:{agency}", "")
    if word != "to" or not target:
        return None
    try:
        return UUID(dossier), agency, target
    except ValueError:
        return None


@blueprint.post("/reorganisation")
@for_officers(*ADMINISTERS)
def reorganise() -> str | tuple[str, int] | Response:
    """Record one change: a merger, one part of a split, a renaming, a new agency."""
    values = {key: value.strip() for key, value in request.form.items()}
    row = {one.key: values.get(one.key, "") for one in ROW_COLUMNS}
    try:
        done = load_table(surroundings.session(), surroundings.clock(), "reorganisation", [row], present_officer())
    except ServiceError as error:
        return _successors(values, (Problem(error.text(language())),)), 422
    if done.problems:
        return _successors(values, (), done.problems), 422
    flash(gettext("The change is recorded; open dossiers follow from that day on."), "good")
    return redirect(url_for("structure.successors"), 303)


# -- offers ------------------------------------------------------------------------------------------------------


@blueprint.get("/offers")
@for_officers(*(ADMINISTERS | PUBLISHES))
def offer_list() -> str:
    """Where procedures are offered and at which stage; of one procedure when it is named."""
    return _offers({"procedure": request.args.get("procedure", "")}, ())


def _offers(values: Mapping[str, str], errors: tuple[Problem, ...]) -> str:
    session, actor = surroundings.session(), present_officer()
    today = surroundings.local(surroundings.now()).date()
    codes = {one.code: pick(one.names) for one in packages.listed(session, actor)}
    tree = organisation.tree(session, actor, today)
    chosen = values.get("procedure") or None
    return render_template(
        "admin/offers.html",
        rows=offers.listed(session, actor, chosen) if chosen else [],
        procedures=sorted((code, f"{code} – {name}") for code, name in codes.items()),
        agencies=[(one.code, f"{pick(one.names)} ({one.code})") for one in tree if access.may(actor, _STAGE, one.code)],
        kinds=[(kind, kind) for kind in sorted({one.kind for one in tree})],
        stages=[(key, str(name)) for key, name in STAGES.items()],
        stage_names=STAGES,
        today=today,
        values=values,
        errors=errors,
    )


_STAGE = access.Action.OVERRIDE


@blueprint.post("/offers")
@for_officers(*(ADMINISTERS | PUBLISHES))
def set_stage() -> str | tuple[str, int] | Response:
    """Say from when on a procedure is live, on trial or off at an agency."""
    values = {key: value.strip() for key, value in request.form.items()}
    try:
        offers.set_stage(
            surroundings.session(),
            surroundings.clock(),
            values.get("procedure", ""),
            values.get("agency", ""),
            values.get("stage", ""),
            values.get("reason", ""),
            present_officer(),
            kind=values.get("kind") or None,
            first=_day(values.get("from", "")),
        )
    except ServiceError as error:
        anchor = "#reason" if error.code == "reason.missing" else ""
        return _offers(values, (Problem(error.text(language()), anchor),)), 422
    flash(gettext("It is decided."), "good")
    return redirect(url_for("structure.offer_list", procedure=values["procedure"]), 303)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidError("day.unknown", day=text[:40]) from error
