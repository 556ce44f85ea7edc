"""What needs an operator: incidents, and jobs that failed, may have arrived, or have no system connected."""

import json
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from runtime.services import effects, incidents
from runtime.services.errors import InvalidError
from runtime.web import surroundings
from runtime.web.i18n import language
from runtime.web.problems import Problem
from runtime.web.shell import ADMINISTERS, for_officers, present_officer

blueprint = Blueprint("operator", __name__, url_prefix="/operation")
LONGEST_JSON = 200_000

STATES: dict[str, tuple[Any, str, Any]] = {
    "dead": (_l("Failed"), "bad", _l("Every attempt failed. Mend the cause and send again, or answer by hand.")),
    "unknown": (_l("Arrival unknown"), "warn", _l("The process ended during the call; it may have arrived.")),
    "unbound": (_l("No system connected"), "info", _l("No system is connected for this. Answer by hand.")),
    "pending": (_l("Waiting"), "quiet", _l("It is sent as soon as possible.")),
    "running": (_l("Being sent"), "quiet", _l("It is being sent right now.")),
}
"""State of a job -> word, tone, explanation."""


def read_object(name: str) -> tuple[dict[str, Any] | None, str]:
    """A posted JSON object, or the sentence that says what is wrong with it."""
    text = request.form.get(name, "").strip() or "{}"
    if len(text) > LONGEST_JSON:
        return None, gettext("This text is too long.")
    try:
        value = json.loads(text)
    except ValueError as error:
        if isinstance(error, json.JSONDecodeError):
            return None, gettext(
                "This is not JSON: line %(line)s, column %(column)s.", line=error.lineno, column=error.colno
            )
        return None, gettext("This is not JSON.")
    if not isinstance(value, dict):
        return None, gettext("Enter one JSON object, in braces.")
    return value, ""
