"""Signing in and out."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from runtime.services import accounts
from runtime.services.errors import SignInError
from runtime.web import surroundings
from runtime.web.i18n import gettext, language
from runtime.web.problems import Problem
from runtime.web.security import LOGIN_LIMIT, limiter, safe_next
from runtime.web.shell import TOKEN, officer

blueprint = Blueprint("auth", __name__)


@blueprint.get("/sign-in")
def sign_in() -> str | Response:
    """The form to sign in."""
    if officer() is not None:
        return redirect(url_for("work.mine"))
    return render_template("auth/sign_in.html", errors=(), name="", next=request.args.get("next", ""))


@blueprint.post("/sign-in")
@limiter.limit(LOGIN_LIMIT)
def enter() -> str | tuple[str, int] | Response:
    """Check account and password; a wrong pair is told without saying which of the two."""
    name = request.form.get("name", "").strip()
    wanted = request.form.get("next", "")
    try:
        token = accounts.login(surroundings.session(), surroundings.clock(), name, request.form.get("password", ""))
    except SignInError as error:
        problem = Problem(error.text(language()), "#name")
        return render_template("auth/sign_in.html", errors=(problem,), name=name, next=wanted), 422
    session.clear()
    session[TOKEN] = token
    session.permanent = True
    return redirect(safe_next(wanted, url_for("work.mine")), 303)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End the session on the server and in the browser."""
    token = session.get(TOKEN)
    if token:
        accounts.logout(surroundings.session(), token)
    session.clear()
    flash(gettext("You are signed out."), "good")
    return redirect(url_for("portal.home"), 303)
