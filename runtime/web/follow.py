"""The applicant's own dossier: found with code and secret, then known to this browser until it is closed."""

import secrets
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    abort,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask import (
    Response as FlaskResponse,
)
from werkzeug.wrappers import Response

import forms
from runtime.services import actions, attachments, dossiers, recovery, views
from runtime.services.access import Action
from runtime.services.actors import Actor, applicant
from runtime.services.applicants import SHORTEST
from runtime.services.errors import InvalidError, NotFoundError, RefusedError, ServiceError
from runtime.services.supplements import latest
from runtime.services.view_values import DossierView
from runtime.web import dossier_pages, supplements, surroundings, uploads
from runtime.web.confirmations import confirmation_page
from runtime.web.deliver import send
from runtime.web.i18n import gettext, language, pick
from runtime.web.present import dossier_facts, file_names, package_of
from runtime.web.problems import Problem
from runtime.web.security import LOOK_UP_LIMIT, RECOVER_LIMIT, SUBMIT_LIMIT, limiter

blueprint = Blueprint("follow", __name__, url_prefix="/follow")
_KNOWN = "followed"
_MOST = 10


def remember(dossier_id: UUID) -> None:
    """Let this browser see a dossier whose secret it has shown (the cookie is signed)."""
    kept = [one for one in session.get(_KNOWN, []) if one != str(dossier_id)]
    session[_KNOWN] = [*kept, str(dossier_id)][-_MOST:]


def _actor(dossier_id: UUID) -> Actor:
    if str(dossier_id) not in session.get(_KNOWN, []):
        abort(404)
    return applicant(dossier_id, language=language())


@blueprint.get("")
def look_up() -> str:
    """The form for code and secret."""
    return render_template("follow/look_up.html", errors=(), code=request.args.get("code", "")[:60])


@blueprint.post("")
@limiter.limit(LOOK_UP_LIMIT)
def find() -> str | tuple[str, int] | Response:
    """Check code and secret; a wrong pair is told without saying which of the two."""
    code = request.form.get("code", "").strip().upper()[:60]
    try:
        found = dossiers.track(surroundings.session(), code, request.form.get("secret", "")[:60])
    except NotFoundError as error:
        problem = Problem(error.text(language()), "#code")
        return render_template("follow/look_up.html", errors=(problem,), code=code), 422
    if found.dossier is None:
        abort(404)
    remember(found.dossier)
    return redirect(url_for("follow.show", dossier_id=found.dossier), 303)


@blueprint.post("/close")
def leave() -> Response:
    """Forget every dossier on this device."""
    session.pop(_KNOWN, None)
    session.pop("submitted", None)
    flash(gettext("This device no longer knows the dossier."), "good")
    return redirect(url_for("follow.look_up"), 303)


def applicant_at(dossier_id: UUID) -> Actor:
    """The applicant of a dossier this browser knows; anything else does not exist."""
    return _actor(dossier_id)


def _view(dossier_id: UUID) -> DossierView:
    return views.dossier(surroundings.session(), surroundings.clock(), _actor(dossier_id), dossier_id)


@blueprint.get("/<uuid:dossier_id>")
def show(dossier_id: UUID) -> str:
    """What has happened, where the dossier is, when it is due, what is asked of the applicant."""
    return render_template("follow/show.html", **dossier_pages.applicant_page(_view(dossier_id)))


@blueprint.get("/<uuid:dossier_id>/receipt")
def receipt(dossier_id: UUID) -> str | Response:
    """What the applicant prints: the receipt once it was issued, before that a confirmation with the codes."""
    view = _view(dossier_id)
    letter = dossier_pages.receipt_of(view)
    if letter is not None:
        return redirect(url_for("paper.followed", dossier_id=dossier_id, letter_id=letter))
    return confirmation_page(view, url_for("follow.show", dossier_id=dossier_id))


@blueprint.get("/<uuid:dossier_id>/files/<uuid:attachment_id>")
def attachment(dossier_id: UUID, attachment_id: UUID) -> FlaskResponse:
    """A file of the dossier."""
    actor = _actor(dossier_id)
    return send(*attachments.open_file(surroundings.session(), surroundings.files(), actor, attachment_id))


# -- a lost code ---------------------------------------------------------------------------------------------


@blueprint.get("/forgotten")
def forgotten() -> str:
    """The form for an e-mail address or identity number."""
    return render_template("follow/forgotten.html", sent=False, errors=(), typed="")


@blueprint.post("/forgotten")
@limiter.limit(RECOVER_LIMIT)
def mail_codes() -> str | tuple[str, int]:
    """Mail the codes; what is answered never tells whether there are any."""
    typed = request.form.get("typed", "").strip()[:200]
    if len(typed) < SHORTEST:
        problem = Problem(gettext("Give your e-mail address or the whole number of your identity paper."), "#typed")
        return render_template("follow/forgotten.html", sent=False, errors=(problem,), typed=typed), 422
    recovery.ask(surroundings.session(), surroundings.clock(), typed)
    return render_template("follow/forgotten.html", sent=True, errors=(), typed="")


@blueprint.get("/recovered/<token>")
def recovered(token: str) -> str:
    """The button that opens the dossiers: mail programs that look at links must not use them up."""
    return render_template("follow/recovered.html", token=token, dossiers=None)


@blueprint.post("/recovered/<token>")
@limiter.limit(LOOK_UP_LIMIT)
def open_recovered(token: str) -> str:
    """Let this browser see the dossiers of the link."""
    found = recovery.open_link(surroundings.session(), surroundings.clock(), token[:200])
    for one in reversed(found):
        remember(one)
    return render_template(
        "follow/recovered.html", token=token, dossiers=[_view(one) for one in found[:_MOST]], pick=pick
    )


# -- answering a supplement request ------------------------------------------------------------------------------


@blueprint.get("/<uuid:dossier_id>/supplement")
def supplement(dossier_id: UUID) -> str:
    """A form for exactly what was asked."""
    return _supplement(_asking(dossier_id), None, ())


def _asking(dossier_id: UUID) -> DossierView:
    view = _view(dossier_id)
    if Action.ANSWER_SUPPLEMENT not in view.allowed:
        raise RefusedError("nothing-requested")
    return view


def _asked(view: DossierView) -> list[supplements.Asked]:
    suspension = view.branches[0].suspension or {}
    return supplements.asked(package_of(view.package_hash), suspension.get("items", ()))


def _supplement(view: DossierView, read: forms.Submission | None, errors: Sequence[Problem]) -> str:
    package, items = package_of(view.package_hash), _asked(view)
    keys = supplements.fields_asked(items)
    form = package.forms[package.procedure.application]
    data = {**view.parts[0].data, **(read.data if read else {})}
    shown = (
        uploads.show(form, data, read.problems if read else (), dossier_facts(view), names=file_names(view))
        if keys
        else None
    )
    return render_template(
        "follow/supplement.html",
        token=_token() or secrets.token_urlsafe(24),
        limits=_limits(view),
        dossier=dossier_pages.head(view, package),
        view=supplements.only(shown, keys) if shown else None,
        papers=uploads.read_papers(supplements.components_asked(package, items), ()),
        errors=errors,
    )


def _token() -> str | None:
    return request.form.get("token", "")[:100] or None


def _limits(view: DossierView) -> dict[str, Any]:
    """Whom to ask, and until when to answer."""
    with surroundings.reading() as reading:
        row = latest(reading, view.id)
        return {} if row is None else {"contact": row.contact, "until": row.expires_at}


@blueprint.post("/<uuid:dossier_id>/supplement")
@limiter.limit(SUBMIT_LIMIT)
def answer(dossier_id: UUID) -> str | tuple[str, int] | Response:
    """Send it: the dossier goes on, and so does its time."""
    view = _asking(dossier_id)
    package, items = package_of(view.package_hash), _asked(view)
    keys = supplements.fields_asked(items)
    form = package.forms[package.procedure.application]
    read = supplements.read_answer(form, view.parts[0].data, keys, dossier_facts(view))
    papers = uploads.read_papers(supplements.components_asked(package, items), ())
    wrong = [Problem(one.error, f"#paper-{one.key}") for one in papers if one.error]
    if not read.accepted or wrong:
        return _supplement(view, read, wrong), 200 if read.edited else 422
    files = {one.key: tuple(UUID(file.id) for file in one.files) for one in papers if one.files}
    if not read.data and not files:
        return _supplement(view, read, (Problem(gettext("Send at least one of the things asked for.")),)), 422
    given = actions.Supplement(answers=read.data, attachments=files)
    try:
        actions.answer_supplement(
            surroundings.session(),
            surroundings.clock(),
            dossier_id,
            given,
            _actor(dossier_id),
            holder=uploads.holder(),
            idempotency_key=_token(),
        )
    except InvalidError as error:
        return _supplement(view, read, (Problem(error.text(language())),)), 422
    flash(gettext("Thank you. The processing goes on."), "good")
    return redirect(url_for("follow.show", dossier_id=dossier_id), 303)


# -- withdrawing -------------------------------------------------------------------------------------------------


@blueprint.get("/<uuid:dossier_id>/withdraw")
def withdraw(dossier_id: UUID) -> str:
    """What withdrawing means, and the reason."""
    return _withdrawing(dossier_id, "", ())


def _withdrawing(dossier_id: UUID, reason: str, errors: Sequence[Problem]) -> str:
    token = _token() or secrets.token_urlsafe(24)
    return render_template("follow/withdraw.html", dossier=_view(dossier_id), reason=reason, errors=errors, token=token)


@blueprint.post("/<uuid:dossier_id>/withdraw")
@limiter.limit(SUBMIT_LIMIT)
def take_back(dossier_id: UUID) -> str | tuple[str, int] | Response:
    """Withdraw the dossier."""
    reason = request.form.get("reason", "")
    try:
        actions.withdraw(
            surroundings.session(),
            surroundings.clock(),
            dossier_id,
            reason,
            _actor(dossier_id),
            idempotency_key=_token(),
        )
    except ServiceError as error:
        if error.code not in ("reason.missing", "text.invalid"):
            raise
        problem = Problem(error.text(language()), "#reason")
        return _withdrawing(dossier_id, reason, (problem,)), 422
    flash(gettext("The dossier is withdrawn."), "good")
    return redirect(url_for("follow.show", dossier_id=dossier_id), 303)
