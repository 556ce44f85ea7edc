"""Pages for analysts: upload a package, read its problems, walk it on a virtual clock, keep the walk, publish."""

from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from designer_api import drafts, tables, walk_pages, workbench
from designer_api.checking import problem_json
from process_models.diff import diagrams
from process_models.problems import Severity
from runtime.services.errors import ServiceError
from runtime.services.packages import PackageInvalidError
from runtime.web import surroundings
from runtime.web.i18n import gettext, language
from runtime.web.i18n import lazy_gettext as _l
from runtime.web.problems import Problem
from runtime.web.shell import PUBLISHES, for_officers, present_officer

blueprint = Blueprint("design", __name__, url_prefix="/design", template_folder="templates")
TRANSLATIONS = Path(__file__).parent / "translations"
AUTHORS = frozenset({"analyst", "publisher"})
DOOR = (_l("Drafts"), "design.index", AUTHORS)
"""The entry of the officers' menu."""
blueprint.add_url_rule(
    "/drafts/<uuid:draft_id>/walk", "walk", for_officers(*AUTHORS)(walk_pages.show), methods=["GET", "POST"]
)


@blueprint.get("")
@for_officers(*AUTHORS)
def index() -> str:
    """Every project with its drafts, and the form to upload a package."""
    return _index(())


def _index(errors: tuple[Problem, ...], problems: tuple[dict[str, Any], ...] = ()) -> str:
    found = drafts.projects(surroundings.session(), present_officer())
    return render_template("design/index.html", projects=found, errors=errors, problems=problems)


@blueprint.post("")
@for_officers(*AUTHORS)
def upload() -> str | tuple[str, int] | Response:
    """A zip becomes a draft; its problems are on the draft's page."""
    sent = request.files.get("package")
    content = sent.stream.read() if sent else b""
    if not content:
        return _index((Problem(gettext("Choose a package (zip)."), "#package"),)), 422
    try:
        made = drafts.upload(surroundings.session(), surroundings.clock(), content, present_officer())
    except PackageInvalidError as error:
        return _index((), tuple(problem_json(one, language()) for one in error.problems)), 422
    except ServiceError as error:
        return _index((Problem(error.text(language()), "#package"),)), 422
    flash(gettext("The package is a draft now. Its problems are below."), "good")
    return redirect(url_for("design.draft", draft_id=made.id), 303)


@blueprint.post("/tables")
@for_officers(*AUTHORS)
def import_table() -> str | tuple[str, int]:
    """A step table becomes drafts; what is doubtful is told at its cell."""
    sent = request.files.get("table")
    content = sent.stream.read() if sent else b""
    if sent is None or not content:
        return _index((Problem(gettext("Choose a file."), "#table"),)), 422
    name = sent.filename or ""
    session, clock = surroundings.session(), surroundings.clock()
    try:
        found = tables.import_table(session, clock, name, content, present_officer(), language())
    except ServiceError as error:
        return _index((Problem(error.text(language()), "#table"),)), 422
    made = sum(1 for one in found.procedures if one.draft)
    return render_template("design/table.html", found=found, made=made, filename=name)


@blueprint.get("/drafts/<uuid:draft_id>")
@for_officers(*AUTHORS)
def draft(draft_id: UUID) -> str:
    """A draft: its problems, its drawing, its files and what can be done with it."""
    return _draft(draft_id, ())


def _draft(draft_id: UUID, errors: tuple[Problem, ...]) -> str:
    session, actor = surroundings.session(), present_officer()
    content = drafts.content(session, draft_id, actor)
    checked = workbench.check(session, draft_id, actor)
    problems = sorted(checked.problems, key=lambda one: _RANK[one.severity])
    return render_template(
        "design/draft.html",
        draft=content.draft,
        files=[(path, len(data)) for path, data in content.files.items()],
        problems=[problem_json(one, language()) for one in problems],
        publishable=checked.publishable,
        may_publish=bool(actor.roles & PUBLISHES),
        history=drafts.history(session, draft_id, actor),
        diagram=_drawing(draft_id),
        errors=errors,
    )


_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def _drawing(draft_id: UUID) -> Markup:
    """Our own drawing of the model, every text in it escaped; nothing for a draft that cannot be read."""
    try:
        return Markup(workbench.diagram(surroundings.session(), draft_id, present_officer()))  # noqa: S704
    except PackageInvalidError:
        return Markup("")


@blueprint.get("/drafts/<uuid:draft_id>/changes")
@for_officers(*AUTHORS)
def changes(draft_id: UUID) -> str | Response:
    """What the newest revision changes against an earlier one, in words and on the diagram."""
    session, actor = surroundings.session(), present_officer()
    wanted = request.args.get("revision", "")
    revision = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else 1
    try:
        found = workbench.compared(session, draft_id, actor, revision=revision)
    except PackageInvalidError:
        flash(gettext("One of the two revisions cannot be read as a package; they cannot be compared."), "bad")
        return redirect(url_for("design.draft", draft_id=draft_id), 303)
    before, after = diagrams(found.old, found.new, found.changes, language())
    return render_template(
        "design/changes.html",
        draft=drafts.draft(session, draft_id, actor),
        revision=revision,
        changes=[one.text(language()) for one in found.changes.items],
        before=Markup(before),  # noqa: S704 - our own drawing, every text in it escaped
        after=Markup(after),  # noqa: S704 - as above
    )


@blueprint.get("/drafts/<uuid:draft_id>/zip")
@for_officers(*AUTHORS)
def download(draft_id: UUID) -> Response:
    """The draft as one zip."""
    content = drafts.content(surroundings.session(), draft_id, present_officer())
    zipped = drafts.as_zip(surroundings.session(), draft_id, present_officer())
    name = f"{content.draft.code}-{content.revision}.zip"
    return _attachment(zipped, "application/zip", name)


@blueprint.get("/drafts/<uuid:draft_id>/files/<path:path>")
@for_officers(*AUTHORS)
def file(draft_id: UUID, path: str) -> Response:
    """One file of the draft, as a download."""
    data = drafts.file(surroundings.session(), draft_id, path, present_officer())
    return _attachment(data, "application/octet-stream", path.rpartition("/")[2])


def _attachment(data: bytes, media_type: str, name: str) -> Response:
    response: Response = Response(data, mimetype=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@blueprint.post("/drafts/<uuid:draft_id>/content")
@for_officers(*AUTHORS)
def replace(draft_id: UUID) -> str | tuple[str, int] | Response:
    """Save another zip over the draft, or one file of it; what others saved meanwhile is never overwritten."""
    sent = request.files.get("content")
    data = sent.stream.read() if sent else b""
    if sent is None or not data:
        return _draft(draft_id, (Problem(gettext("Choose a file."), "#content"),)), 422
    session, clock, actor = surroundings.session(), surroundings.clock(), present_officer()
    path = request.form.get("path", "").strip()
    try:
        if path:
            drafts.save(session, clock, draft_id, _base(), {path: data}, actor)
        else:
            drafts.replace(session, clock, draft_id, _base(), data, actor)
    except ServiceError as error:
        return _draft(draft_id, (Problem(error.text(language()), "#content"),)), 422
    flash(gettext("Saved."), "good")
    return redirect(url_for("design.draft", draft_id=draft_id), 303)


@blueprint.post("/drafts/<uuid:draft_id>/restore")
@for_officers(*AUTHORS)
def restore(draft_id: UUID) -> str | tuple[str, int] | Response:
    """Bring an earlier revision back as a new one."""
    wanted = request.form.get("revision", "")
    revision = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else 0
    try:
        drafts.restore(surroundings.session(), surroundings.clock(), draft_id, _base(), revision, present_officer())
    except ServiceError as error:
        return _draft(draft_id, (Problem(error.text(language())),)), 422
    flash(gettext("Revision %(n)s is back.", n=revision), "good")
    return redirect(url_for("design.draft", draft_id=draft_id), 303)


@blueprint.post("/drafts/<uuid:draft_id>/publish")
@for_officers(*PUBLISHES)
def publish(draft_id: UUID) -> str | tuple[str, int] | Response:
    """Publish exactly the revision that was on the page."""
    try:
        done = drafts.publish(surroundings.session(), surroundings.clock(), draft_id, _base(), present_officer())
    except ServiceError as error:
        return _draft(draft_id, (Problem(error.text(language())),)), 422
    flash(gettext("%(code)s %(version)s is published.", code=done.code, version=done.version), "good")
    return redirect(url_for("design.draft", draft_id=draft_id), 303)


def _base() -> int:
    text = request.form.get("base", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
