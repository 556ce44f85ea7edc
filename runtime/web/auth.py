"""Signing in and out."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from runtime.services import accounts
from runtime.services.errors import InvalidError, SignInError
from runtime.web import surroundings
from runtime.web.i18n import COOKIE, gettext, keep_language, language
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
    response = redirect(safe_next(wanted, url_for("work.mine")), 303)
    actor = accounts.actor_of(surroundings.session(), surroundings.clock(), token)
    if actor is not None and COOKIE not in request.cookies:
        keep_language(response, actor.language)
    return response


@blueprint.get("/password")
def password() -> str | Response:
    """The form to choose another password."""
    if officer() is None:
        return redirect(url_for("auth.sign_in", next=url_for("auth.password")))
    return render_template("auth/password.html", errors=())


@blueprint.post("/password")
@limiter.limit(LOGIN_LIMIT)
def change_password() -> str | tuple[str, int] | Response:
    """Change one's own password: every session ends but the one that goes on here."""
    actor = officer()
    if actor is None:
        return redirect(url_for("auth.sign_in"), 303)
    old, new = request.form.get("old", ""), request.form.get("new", "")
    if new != request.form.get("again", ""):
        problem = Problem(gettext("The two new passwords differ."), "#again")
        return render_template("auth/password.html", errors=(problem,)), 422
    try:
        accounts.change_password(surroundings.session(), actor, old, new)
        token = accounts.login(surroundings.session(), surroundings.clock(), actor.key, new)
    except SignInError:
        problem = Problem(gettext("The present password is not right."), "#old")
        return render_template("auth/password.html", errors=(problem,)), 422
    except InvalidError as error:
        return render_template("auth/password.html", errors=(Problem(error.text(language()), "#new"),)), 422
    session.clear()
    session[TOKEN] = token
    session.permanent = True
    flash(gettext("Your password is changed; other sessions have ended."), "good")
    return redirect(url_for("work.mine"), 303)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End the session on the server and in the browser."""
    token = session.get(TOKEN)
    if token:
        accounts.logout(surroundings.session(), token)
    session.clear()
    flash(gettext("You are signed out."), "good")
    return redirect(url_for("portal.home"), 303)
