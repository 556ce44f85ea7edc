"""Who stands in for whom: ordering, ending, and everybody's own."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from runtime.services import substitutions
from runtime.services.errors import ServiceError
from runtime.web import surroundings
from runtime.web.days import read_day
from runtime.web.i18n import gettext, language
from runtime.web.problems import Problem
from runtime.web.shell import for_officers, present_officer

blueprint = Blueprint("substitution", __name__, url_prefix="/unit/substitutions")

_FIELDS = ("absent", "substitute", "first", "last", "reason")


@blueprint.get("")
@for_officers()
def index() -> str:
    """Substitutions the reader is part of, and those of the agencies whose absences they order."""
    return _page({}, ())


def _page(values: Mapping[str, str], errors: tuple[Problem, ...]) -> str:
    session, clock, actor = surroundings.session(), surroundings.clock(), present_officer()
    people = substitutions.colleagues(session, clock, actor)
    return render_template(
        "unit/substitutions.html",
        found=substitutions.listed(session, clock, actor),
        people=[(str(one.account), f"{one.name} ({one.login})") for one in people],
        me=actor.account,
        orders={one.account for one in people},
        values=values,
        errors=errors,
    )


@blueprint.post("")
@for_officers()
def order() -> str | tuple[str, int] | Response:
    """Somebody stands in for somebody from one day to another."""
    values = {key: request.form.get(key, "").strip() for key in _FIELDS}
    days = read_day(values["first"]), read_day(values["last"])
    missing = [
        Problem(gettext("Fill in: %(field)s.", field=label), f"#{key}")
        for key, label, given in (
            ("absent", gettext("Absent"), _uuid(values["absent"])),
            ("substitute", gettext("Stands in"), _uuid(values["substitute"])),
            ("first", gettext("First day"), days[0]),
            ("last", gettext("Last day"), days[1]),
        )
        if given is None
    ]
    absent, stand_in = _uuid(values["absent"]), _uuid(values["substitute"])
    if missing or absent is None or stand_in is None or days[0] is None or days[1] is None:
        return _page(values, tuple(missing)), 422
    session, clock, actor = surroundings.session(), surroundings.clock(), present_officer()
    try:
        substitutions.order(session, clock, absent, stand_in, (days[0], days[1]), actor, values["reason"])
    except ServiceError as error:
        return _page(values, (Problem(error.text(language())),)), 422
    flash(gettext("The substitution is kept."), "good")
    return redirect(url_for("substitution.index"), 303)


@blueprint.post("/<uuid:substitution_id>/end")
@for_officers()
def end(substitution_id: UUID) -> Response:
    """The absent person is back."""
    substitutions.end(surroundings.session(), surroundings.clock(), substitution_id, present_officer())
    flash(gettext("The substitution has ended."), "good")
    return redirect(url_for("substitution.index"), 303)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
