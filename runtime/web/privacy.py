"""The notice on personal data: a page of its own, and the version that forms ask to agree to."""

from pathlib import Path

from flask import Blueprint, Flask, current_app, render_template, request

from runtime.services.errors import InvalidError
from runtime.services.privacy import SHIPPED, Notice, in_force
from runtime.web import surroundings
from runtime.web.i18n import language

blueprint = Blueprint("privacy", __name__)


@blueprint.get("/privacy")
def show() -> str:
    """The notice that counts today."""
    found = notice()
    return render_template("portal/privacy.html", notice=found, paragraphs=found.paragraphs[language()])


def notice() -> Notice:
    """The notice that counts today."""
    told = current_app.config.get("MOTCUA_PRIVACY") or ""
    return in_force(surroundings.local(surroundings.now()).date(), Path(told) if told else SHIPPED)


def consent() -> str:
    """The version the applicant has just agreed to. Raises InvalidError ``consent.missing``."""
    found = notice().version
    if request.form.get("consent") != found:
        raise InvalidError("consent.missing")
    return found


def register_privacy(app: Flask) -> None:
    """Let every template name the notice."""
    app.jinja_env.globals.update(privacy=notice)
