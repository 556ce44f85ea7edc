"""Actions beside the diagram: refuse at intake, ask for papers, return, extend, withdraw, stop. One page each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from process_models.package import Package
from runtime.services import actions, dossiers, proposals
from runtime.services.errors import ForbiddenError, InvalidError, RefusedError
from runtime.services.supplements import Reply
from runtime.services.view_values import DossierView
from runtime.web import supplements, surroundings
from runtime.web.dossier_pages import ACTIONS, action_title
from runtime.web.dossiers import view_of
from runtime.web.i18n import gettext, language, pick
from runtime.web.present import label, package_of
from runtime.web.problems import Problem
from runtime.web.shell import for_officers, present_officer

blueprint = Blueprint("action", __name__, url_prefix="/dossiers/<uuid:dossier_id>/actions")

GRAVE = frozenset({"refuse_intake", "withdraw", "stop", "cancel_reception"})
ITEMISED = frozenset({"refuse_intake", "supplement"})
"""Actions that say item by item what is wrong."""
PUBLIC = frozenset({"refuse_intake", "supplement", "stop", "extend"})
"""Actions whose reason the applicant reads."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was posted."""

    reason: str = ""
    to: str = ""
    term: str = ""
    items: Sequence[supplements.ItemRow] = field(default=(supplements.ItemRow(),))
    contact: str = ""
    last_day: str = ""


def _explanations() -> Mapping[str, str]:
    return {
        "refuse_intake": gettext("The papers are not accepted. The applicant gets a letter with the reason."),
        "supplement": gettext("Say item by item what is missing. The time to settle stands still until the answer."),
        "return": gettext("What was done since stays in the history; the data stay; letters issued since are void."),
        "extend": gettext("Allowed once, before the due time. The applicant gets an apology with the new date."),
        "withdraw": gettext("On the applicant's wish: what is settled stands, all else ends."),
        "cancel_reception": gettext(
            "Only for a dossier entered by mistake, before any other step. Its code is never used again."
        ),
        "renew_secret": gettext(
            "Only for the applicant or a proxy: look at the identity paper. The old secret opens nothing then."
        ),
        "stop": gettext("The processing ends for good, for example because of a dispute."),
    }


def _checked(dossier_id: UUID, action: str) -> DossierView:
    view = view_of(dossier_id)
    wanted = next((right for right, key in ACTIONS.items() if key == action), None)
    if wanted is None:
        abort(404)
    if wanted not in view.allowed:
        raise RefusedError("action.not-allowed", action=action_title(action))
    return view


@blueprint.get("/<action>")
@for_officers()
def form(dossier_id: UUID, action: str) -> str | Response:
    """The page of an action: what it means, its reason, its items; a request that waits for an approver is shown."""
    actor = present_officer()
    last = proposals.latest(surroundings.session(), actor, dossier_id) if action == "supplement" else None
    if last is not None and last.state == "open":
        return redirect(url_for("approval.show", proposal_id=last.id), 303)
    places = dict.fromkeys(pick(held.agency_names) for held in actor.positions)
    contact = ", ".join([actor.name, *places][:2])
    return _page(_checked(dossier_id, action), action, Wish(contact=contact), ())


def _page(view: DossierView, action: str, wish: Wish, errors: Sequence[Problem]) -> str:
    package = package_of(view.package_hash)
    return render_template(
        "dossiers/action.html",
        dossier=view,
        action=action,
        title=action_title(action),
        explanation=_explanations()[action],
        grave=action in GRAVE,
        public=action in PUBLIC,
        wish=wish,
        targets=[(one.value, one.label) for one in supplements.targets(package)] if action in ITEMISED else [],
        returnable=_returnable(view, package) if action == "return" else [],
        needs_approver=action == "supplement" and _is_further(view, package),
        approving=pick(view.competent_names),
        term=package.procedure.actions.answer_within,
        itemised=action in ITEMISED,
        errors=errors,
    )


def _returnable(view: DossierView, package: Package) -> list[dict[str, Any]]:
    """Every earlier step each of the reader's open tasks can go back to."""
    found: list[dict[str, Any]] = []
    for task in view.tasks:
        if not task.may_work:
            continue
        choices = actions.returnable(surroundings.session(), task.id, present_officer())
        found += [
            {
                "value": f"{task.id}:{one.node}",
                "label": f"{label(package, one.node)} ← {label(package, task.node)}",
                "cancels": [label(package, element) for element in one.cancels],
                "other": one.agency if one.agency not in (None, task.agency) else "",
            }
            for one in choices
        ]
    return found


@blueprint.post("/<action>")
@for_officers()
def act(dossier_id: UUID, action: str) -> str | tuple[str, int] | Response:
    """Do it; what is wrong comes back on the page."""
    view = _checked(dossier_id, action)
    wish = Wish(
        reason=request.form.get("reason", "").strip(),
        to=request.form.get("to", ""),
        term=_term(),
        items=supplements.read_rows() if action in ITEMISED else (),
        contact=request.form.get("contact", "").strip()[:500],
        last_day=request.form.get("last_day", "").strip(),
    )
    if request.form.get("step") != "do":
        return _page(view, action, wish, ())
    try:
        proposal = _DO[action](view, wish)
    except (InvalidError, RefusedError, ForbiddenError) as error:
        return _page(view, action, _marked(view, wish, error), (_problem(error),)), 422
    if proposal is not None:
        flash(gettext("Your request waits for approval. Until then the applicant sees nothing of it."), "good")
        return redirect(url_for("approval.show", proposal_id=proposal), 303)
    flash(gettext("Done: %(action)s.", action=action_title(action)), "good")
    return redirect(url_for("dossier.show", dossier_id=dossier_id), 303)


def _term() -> str:
    count, unit = request.form.get("count", "").strip(), request.form.get("unit", "d")
    return f"{count}{unit}" if count.isascii() and count.isdigit() and unit in ("h", "d", "cd", "m") else count


def _problem(error: InvalidError | RefusedError | ForbiddenError) -> Problem:
    anchors = {
        "reason.missing": "#reason",
        "no-items": "#item.0.what",
        "supplement.item": "#item.0.what",
        "supplement.day": "#last_day",
        "day.unknown": "#last_day",
        "term.syntax": "#count",
        "return.not-possible": "#to-1",
    }
    return Problem(error.text(language()), anchors.get(error.code, ""))


def _marked(view: DossierView, wish: Wish, error: Exception) -> Wish:
    if not isinstance(error, RefusedError) or error.code != "no-items":
        return wish
    rows = supplements.marked(wish.items, package_of(view.package_hash), gettext("Choose what, and say what is wrong."))
    return replace(wish, items=rows)


def _items(view: DossierView, rows: Sequence[supplements.ItemRow]) -> list[dict[str, str]]:
    items = supplements.items_of(rows, package_of(view.package_hash))
    if items is None:
        raise RefusedError("no-items")
    return items


def _refuse(view: DossierView, wish: Wish) -> None:
    told = [row for row in wish.items if row.what or row.problem or row.action]
    actions.refuse_at_intake(
        surroundings.session(),
        surroundings.clock(),
        view.id,
        wish.reason,
        present_officer(),
        items=_items(view, told) if told else (),
        contact=wish.contact,
    )


def _renew(view: DossierView, wish: Wish) -> None:
    secret = dossiers.renew_secret(
        surroundings.session(), surroundings.clock(), view.id, wish.reason, present_officer()
    )
    flash(gettext("New secret of the applicant: %(secret)s", secret=secret), "good")


def _day(text: str) -> date | None:
    """A day as people write it; None for nothing. Raises InvalidError ``day.unknown``."""
    if not text:
        return None
    for shape in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"):
        try:
            return datetime.strptime(text, shape).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise InvalidError("day.unknown", day=text)


def _is_further(view: DossierView, package: Package) -> bool:
    """More than the procedure lets an officer ask without an approver."""
    own = view.branches[0].branch
    asked = sum(1 for one in view.timeline if one.kind == "supplement_requested" and one.branch == own)
    return asked >= package.procedure.actions.supplements


def _supplement(view: DossierView, wish: Wish) -> UUID | None:
    items = _items(view, wish.items)
    done = actions.request_supplement(
        surroundings.session(),
        surroundings.clock(),
        view.id,
        items,
        wish.reason,
        present_officer(),
        reply=Reply(wish.contact, _day(wish.last_day)),
    )
    return done.proposal


def _return(view: DossierView, wish: Wish) -> None:
    task, _, node = wish.to.partition(":")
    known = next((one for one in view.tasks if str(one.id) == task), None)
    if known is None or not node:
        raise RefusedError("return.not-possible")
    actions.return_to(
        surroundings.session(),
        surroundings.clock(),
        known.id,
        node,
        wish.reason,
        present_officer(),
        consent=request.form.get("consent", "").strip() or None,
    )


def _extend(view: DossierView, wish: Wish) -> None:
    actions.extend(
        surroundings.session(),
        surroundings.clock(),
        view.id,
        wish.term,
        wish.reason,
        present_officer(),
    )


Simple = Callable[..., Any]


def _with_reason(service: Simple) -> Callable[[DossierView, Wish], None]:
    def do(view: DossierView, wish: Wish) -> None:
        service(surroundings.session(), surroundings.clock(), view.id, wish.reason, present_officer())

    return do


_DO: Mapping[str, Callable[[DossierView, Wish], UUID | None]] = {
    "refuse_intake": _refuse,
    "cancel_reception": _with_reason(actions.cancel_reception),
    "renew_secret": _renew,
    "supplement": _supplement,
    "return": _return,
    "extend": _extend,
    "withdraw": _with_reason(actions.withdraw),
    "stop": _with_reason(actions.stop),
}
