"""The frame around every page: who is reading, the menu they get, the words templates use."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from runtime.services import access, accounts
from runtime.services.actors import Actor
from runtime.web import surroundings, words
from runtime.web.i18n import LANGUAGES
from runtime.web.i18n import lazy_gettext as _l

P = ParamSpec("P")
R = TypeVar("R")

TOKEN = "token"  # noqa: S105 - the name of a key in the browser session
ADMINISTERS = frozenset({"unit_admin", "integrator"})
OPERATES = frozenset({"integrator", "unit_admin"})
OVERSEES = frozenset({"oversight", "review", "sign", "auditor"})
PUBLISHES = frozenset({"publisher", "integrator"})
HEADS = frozenset({"assign", "review", "sign", "oversight", "auditor", "unit_admin"})
WORKS = frozenset({"reception", "return", "assign", "case", "review", "sign", "records", "cashier"})


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry of the main menu."""

    label: str
    url: str
    here: bool


_PUBLIC: tuple[tuple[Any, str], ...] = (
    (_l("Home"), "portal.home"),
    (_l("Procedures"), "portal.catalogue"),
    (_l("Follow a dossier"), "follow.look_up"),
)
_OFFICERS: tuple[tuple[Any, str, frozenset[str]], ...] = (
    (_l("My tasks"), "work.mine", WORKS),
    (_l("Unit's queue"), "work.queue", WORKS | {"oversight"}),
    (_l("Dossiers"), "searching.index", WORKS | {"oversight", "auditor", "unit_admin"}),
    (_l("Receive"), "counter.choose", frozenset({"reception"})),
    (_l("Help to apply"), "assist.choose", frozenset({"helper"})),
    (_l("Registers"), "register.index", WORKS | {"oversight", "auditor", "unit_admin"}),
    (_l("Overview"), "overview.index", OVERSEES),
    (_l("Unit's work"), "unit.index", HEADS),
    (_l("To approve"), "approval.index", access.APPROVING),
    (_l("Reports"), "figures.index", OVERSEES | {"unit_admin"}),
    (_l("Operation"), "operator.index", OPERATES),
    (_l("Administration"), "admin.index", ADMINISTERS | PUBLISHES),
)


def officer() -> Actor | None:
    """The signed-in officer of this request, or None; looked up once."""
    if "officer" not in g:
        token = session.get(TOKEN)
        g.officer = accounts.actor_of(surroundings.session(), surroundings.clock(), token) if token else None
    found: Actor | None = g.officer
    return found


def present_officer() -> Actor:
    """The signed-in officer; used inside views behind :func:`for_officers`."""
    actor = officer()
    if actor is None:
        abort(401)
    return actor


def for_officers(*wanted: str) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """Only for signed-in officers, with one of the roles when some are named; others are sent to sign in."""

    def decorate(view: Callable[P, R]) -> Callable[P, R | Response]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
            actor = officer()
            if actor is None:
                if request.method == "GET":
                    return redirect(url_for("auth.sign_in", next=request.full_path.rstrip("?")))
                abort(401)
            if actor.must_change:
                return redirect(url_for("auth.password"), 303)
            if wanted and not actor.roles & set(wanted):
                abort(403)
            return view(*args, **kwargs)

        return guarded

    return decorate


def more_doors() -> tuple[tuple[Any, str, frozenset[str]], ...]:
    """Entries of the menu that layers above add: label, endpoint, roles."""
    return tuple(current_app.config.get("MOTCUA_MENU", ()))


def menu() -> list[MenuItem]:
    """The main menu of the reader; on an error page only what needs no database."""
    actor = None if g.get("plain") else officer()
    if actor is None:
        entries = [(label, endpoint) for label, endpoint in _PUBLIC]
    else:
        entries = [
            (label, endpoint) for label, endpoint, allowed in (*_OFFICERS, *more_doors()) if actor.roles & allowed
        ]
    here = _HOME_OF.get(request.endpoint or "", request.endpoint)
    return [MenuItem(str(label), url_for(endpoint), endpoint == here) for label, endpoint in entries]


_HOME_OF = {
    "portal.procedure": "portal.catalogue",
    "apply.choose": "portal.catalogue",
    "apply.fill": "portal.catalogue",
    "follow.show": "follow.look_up",
    "dossier.show": "searching.index",
    "action.form": "searching.index",
    "counter.fill": "counter.choose",
    "desk.show": "counter.choose",
    "posting.index": "counter.choose",
    "posting.make": "counter.choose",
    "paper.index": "searching.index",
    "paper.make": "searching.index",
    "register.annotate": "register.index",
    "follow.forgotten": "follow.look_up",
    "operator.incident": "operator.index",
    "approval.show": "approval.index",
    "approval.decide": "approval.index",
    "unit.step": "unit.index",
    "unit.people": "unit.index",
    "unit.hand_over": "unit.index",
    "substitution.index": "unit.index",
    "substitution.order": "unit.index",
    "figures.behind": "figures.index",
    "figures.open_now": "figures.index",
    "figures.open_behind": "figures.index",
    "figures.online": "figures.index",
    "figures.take_targets": "figures.index",
    "leaving.ask": "admin.index",
    "leaving.leave": "admin.index",
    "operator.effect": "operator.index",
    "admin.agencies": "admin.index",
    "admin.officers": "admin.index",
    "admin.procedures": "admin.index",
    "calendars.index": "admin.index",
}


def _context() -> dict[str, Any]:
    return {
        "officer": None if g.get("plain") else officer(),
        "heads_unit": lambda: bool(present_officer().roles & HEADS),
        "menu": menu,
        "status_name": words.status_name,
        "status_tone": words.status_tone,
        "class_name": lambda key: str(words.CLASSES[key][0]),
        "class_tone": lambda key: words.CLASSES[key][1],
        "channel": lambda key: words.word_of(words.CHANNELS, key),
        "service_level": lambda key: words.word_of(words.SERVICE_LEVELS, key),
        "role_name": words.role_name,
        "kind_name": lambda key: words.word_of(words.KINDS, key),
    }


def register_shell(app: Flask) -> None:
    """Give every template the reader, the menu and the words."""
    app.context_processor(_context)
    app.before_request(_remember_language)


def _remember_language() -> None:
    """The language an officer chooses is theirs on every machine; an applicant's stays in the browser."""
    wanted = request.args.get("lang")
    if wanted in LANGUAGES and session.get(TOKEN):
        actor = officer()
        if actor is not None and actor.language != wanted:
            accounts.set_language(surroundings.session(), actor, str(wanted))
