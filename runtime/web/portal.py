"""The catalogue of procedures: search, and everything a citizen needs to know before applying."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from process_models.package import Package
from process_models.procedure import Procedure
from runtime.services import catalogue as catalogue_service
from runtime.services import packages
from runtime.services.search import normalise
from runtime.web import surroundings
from runtime.web.i18n import pick
from runtime.web.procedures import steps

blueprint = Blueprint("portal", __name__)


def _catalogue() -> list[Procedure]:
    session = surroundings.session()
    infos = catalogue_service.procedures(session, surroundings.clock())
    found = [packages.package(session, one.hash).procedure for one in infos]
    return sorted(found, key=lambda one: normalise(pick(one.names)))


def package_of(code: str) -> Package:
    """The version of a procedure that is in force; NotFoundError when there is none."""
    return catalogue_service.procedure(surroundings.session(), surroundings.clock(), code)


@blueprint.get("/")
def home() -> str:
    """The way in."""
    return render_template("portal/home.html", procedures=_catalogue())


@blueprint.get("/procedures")
def catalogue() -> str:
    """All procedures, or those that match a search without diacritics."""
    wanted = request.args.get("q", "").strip()[:200]
    chosen = request.args.get("field", "")
    every = _catalogue()
    found = [one for one in every if _fits(one, wanted) and chosen in ("", one.field_code)]
    fields = {one.field_code: one.field_names for one in every}
    return render_template(
        "portal/catalogue.html", found=found, wanted=wanted, chosen=chosen, fields=sorted(fields.items())
    )


def _fits(one: Procedure, wanted: str) -> bool:
    texts = (*one.names.values(), *one.field_names.values(), *one.description.values())
    return matches(wanted, one.code, *texts)


def matches(wanted: str, *texts: str) -> bool:
    """Whether every word of ``wanted`` begins a word of the texts or stands in them, diacritics aside."""
    field = normalise(" ".join(texts))
    words = field.split()
    return all(any(word.startswith(part) for word in words) or part in field for part in normalise(wanted).split())


@blueprint.get("/procedures/<code>")
def procedure(code: str) -> str:
    """One procedure: papers, steps, fee, time, law, where and how to apply."""
    package = package_of(code)
    item = package.procedure
    agencies = catalogue_service.offers(surroundings.session(), code, surroundings.now())
    return render_template(
        "portal/procedure.html",
        item=item,
        steps=steps(package),
        agencies=agencies,
        online="online" in item.channels and item.service_level != "information",
    )


@blueprint.get("/d/<code>")
def short(code: str) -> Response:
    """What the QR code on a receipt leads to: the look-up with the code filled in."""
    return redirect(url_for("follow.look_up", code=code))
