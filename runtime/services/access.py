"""Who may see and do what: the only place that decides it. What is not allowed here is forbidden.

An officer sees the dossiers in which an agency of theirs takes part, and works where an open task asks for a role they
hold. Oversight and audit see everything below their agency and complete nothing. An applicant sees the one dossier
whose secret they showed. Something that may not be seen does not exist: services answer "not found".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, cast, exists, false, or_, true, tuple_
from sqlalchemy.dialects.postgresql import ARRAY, array

from runtime.models import Attachment, Dossier, Letter, TaskRow
from runtime.services.actors import Actor
from runtime.services.errors import ForbiddenError, NotFoundError
from runtime.services.snapshot import Snapshot

WORKING = frozenset({"reception", "assign", "case", "review", "sign", "records", "cashier", "return"})
"""Roles whose holders work on dossiers."""
OVERSEEING = frozenset({"oversight", "auditor", "unit_admin", "integrator"})
"""Roles that reach everything below their agency."""
ADMINISTERING = frozenset({"unit_admin", "integrator"})
HEADING = frozenset({"assign", "review", "sign", "oversight"})
"""Heads and leaders: they see who in their agency holds what, give tasks to people and take them back."""
APPROVING = frozenset({"review", "sign", "oversight"})
"""Heads and leaders who approve that an applicant of their agency is asked again."""
KNOWING = frozenset({"reception", "return", "case", "review", "sign"})
"""Roles that meet applicants or decide about them: they may look for a person by the number of an identity paper."""


class Action(StrEnum):
    """What can be asked for."""

    SEE = "see"
    WORK = "work"
    REASSIGN = "reassign"
    WATCH = "watch"
    HAND_OVER = "hand_over"
    SUBSTITUTE = "substitute"
    SEARCH_IDENTITY = "search_identity"
    REFUSE_INTAKE = "refuse_intake"
    REQUEST_SUPPLEMENT = "request_supplement"
    ANSWER_SUPPLEMENT = "answer_supplement"
    WITHDRAW = "withdraw"
    STOP = "stop"
    RETURN = "return"
    EXTEND = "extend"
    APPROVE_SUPPLEMENT = "approve_supplement"
    PAY = "pay"
    ATTACH = "attach"
    RECEIVE = "receive"
    CANCEL_RECEPTION = "cancel_reception"
    RENEW_SECRET = "renew_secret"  # noqa: S105 - the name of an action
    ASSIST = "assist"
    OPERATE = "operate"
    ADMINISTER = "administer"
    AUTHOR = "author"
    FOLLOW_FEED = "follow_feed"
    PUBLISH = "publish"
    GIVE_TOKENS = "give_tokens"
    SEE_PACKAGES = "see_packages"
    TRUST = "trust"
    BIND = "bind"
    OVERRIDE = "override"
    MIGRATE = "migrate"
    SEE_REPORTS = "see_reports"
    READ_LOG = "read_log"
    MAKE_PAPER = "make_paper"
    SEE_REGISTER = "see_register"
    NOTE_REGISTER = "note_register"
    POST_RESULTS = "post_results"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What of a dossier permissions depend on. ``tasks``: (agency, role) of its open tasks."""

    root: UUID
    agencies: frozenset[str]
    received_by: str
    competent: str
    tasks: frozenset[tuple[str, str | None]] = frozenset()


@dataclass(frozen=True, slots=True)
class Proposed:
    """Something that an officer (``by``: the key) proposes about a dossier and somebody else must approve."""

    subject: Subject
    by: str


Thing = Subject | Proposed | str | tuple[str, str | None] | None
"""A dossier, a proposal, an agency's code, a queue (agency, role), or the installation as a whole."""


def visible_dossiers(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``dossier`` rows, sub-dossiers included, that an actor may see."""
    if actor.is_system:
        return true()
    if actor.is_applicant:
        return Dossier.root_id == actor.dossier
    return dossiers_of(_seen_agencies(actor))


def dossiers_of(agencies: frozenset[str]) -> ColumnElement[bool]:
    """The condition on ``dossier`` rows that one of the agencies takes part."""
    codes = sorted(agencies)
    return Dossier.agencies.op("&&")(cast(array(codes), ARRAY(Text))) if codes else false()


def visible_root(actor: Actor, root: ColumnElement[UUID] | Any) -> ColumnElement[bool]:
    """The condition that the actor may see the dossier with this root id, or one of its sub-dossiers."""
    return exists().where(Dossier.root_id == root, visible_dossiers(actor)).correlate_except(Dossier)


def visible_files(actor: Actor) -> ColumnElement[bool]:
    """The condition on files of a visible dossier: an applicant does not see what officers attach for themselves."""
    return Attachment.shared.is_(True) if actor.is_applicant else true()


FOR_APPLICANTS = frozenset(
    {
        "receipt", "supplement", "refusal", "refusal_to_settle", "apology", "stop", "withdrawal", "return_sheet",
        "collection_reminder", "payment_reminder", "tax_notice", "notice",
    }
)  # fmt: skip
"""Letters that go to the applicant; all others stay among officers."""


def visible_letters(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``letter`` rows: of what the actor sees of the dossier; applicants see those sent to them."""
    seen = exists().where(
        Dossier.root_id == Letter.dossier_id,
        or_(Dossier.branch == "", Dossier.branch == Letter.branch),
        visible_dossiers(actor),
    )
    condition = seen.correlate_except(Dossier)
    return and_(Letter.key.in_(sorted(FOR_APPLICANTS)), condition) if actor.is_applicant else condition


def sees_letter(actor: Actor, key: str) -> bool:
    """Whether a letter of a dossier that the actor sees is for them."""
    return not actor.is_applicant or key in FOR_APPLICANTS


def workable_tasks(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``task`` rows of the queues an actor works on."""
    queues = sorted(actor.queues)
    if not queues:
        return false()
    return and_(free_for(actor), tuple_(TaskRow.agency, TaskRow.role).in_(queues))


def register_agencies(actor: Actor, organisation: Snapshot) -> frozenset[str]:
    """The agencies whose register books an actor may read."""
    return frozenset(code for code in organisation.agencies if may(actor, Action.SEE_REGISTER, code))


def posting_agencies(actor: Actor) -> frozenset[str]:
    """The agencies from which an actor hands results to the post."""
    return frozenset(held.agency for held in actor.positions if may(actor, Action.POST_RESULTS, held.agency))


def free_for(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``task`` rows that nobody has them but the actor or whom the actor stands in for."""
    own = [account for account in (actor.account, *sorted(actor.stands_in)) if account is not None]
    return or_(TaskRow.assignee.is_(None), TaskRow.assignee.in_(own))


def watched(actor: Actor) -> frozenset[str]:
    """The agencies whose people and open tasks an actor sees: those they head, and those they oversee."""
    return actor.oversees | {held.agency for held in actor.positions if held.role in HEADING}


def counted(actor: Actor, organisation: Snapshot) -> frozenset[str]:
    """The agencies whose dossiers and tasks an actor's overview counts: those they work in or oversee."""
    return frozenset(organisation.agencies) if actor.is_system else _seen_agencies(actor)


def report_scope(actor: Actor, organisation: Snapshot, agency: str) -> frozenset[str]:
    """The agencies whose dossiers the report of an agency counts for an actor: with all below it where they oversee.

    Raises ForbiddenError.
    """
    require(actor, Action.SEE_REPORTS, agency)
    if actor.is_system or agency in actor.oversees:
        return organisation.below([agency])
    return frozenset({agency})


def may(actor: Actor, action: Action, thing: Thing = None) -> bool:
    """Whether the actor may do this with that thing."""
    if actor.is_system:
        return True
    rule = _RULES.get(action)
    return rule is not None and rule(actor, thing)


def require(actor: Actor, action: Action, thing: Thing = None) -> None:
    """Raises ForbiddenError, or NotFoundError when the actor may not even see the dossier."""
    if may(actor, action, thing):
        return
    subject = thing.subject if isinstance(thing, Proposed) else thing
    if isinstance(subject, Subject) and not _sees(actor, subject):
        raise NotFoundError("not-found")
    raise ForbiddenError("forbidden", action=str(action))


def allowed(actor: Actor, subject: Subject) -> frozenset[Action]:
    """Every action on a dossier that the actor may take, so that pages show only what works."""
    return frozenset(action for action in _ON_DOSSIERS if may(actor, action, subject))


def _seen_agencies(actor: Actor) -> frozenset[str]:
    working = frozenset(held.agency for held in actor.positions if held.role in WORKING)
    return working | actor.inherits | actor.oversees


def _sees(actor: Actor, thing: Thing) -> bool:
    if not isinstance(thing, Subject):
        return False
    if actor.is_applicant:
        return actor.dossier == thing.root
    return bool(_seen_agencies(actor) & thing.agencies)


def _works(actor: Actor, thing: Thing) -> bool:
    """Holds the role of a queue, or of some open task of the dossier."""
    if isinstance(thing, tuple):
        return thing in actor.queues
    return isinstance(thing, Subject) and bool(thing.tasks & actor.queues)


def _holds(thing: Thing, actor: Actor, *roles: str) -> bool:
    """Holds one of the roles in an agency that takes part."""
    codes = thing.agencies if isinstance(thing, Subject) else frozenset({thing} if isinstance(thing, str) else ())
    return any(held.role in roles and held.agency in codes for held in actor.positions)


def _applies(actor: Actor, thing: Thing) -> bool:
    return isinstance(thing, Subject) and actor.is_applicant and actor.dossier == thing.root


def _counter(actor: Actor, thing: Thing) -> bool:
    """At the counter that received it, or at the competent agency's."""
    if not isinstance(thing, Subject):
        return False
    places = {thing.received_by, thing.competent}
    return any(held.role in ("reception", "return") and held.agency in places for held in actor.positions)


def _oversees(actor: Actor, thing: Thing) -> bool:
    codes = thing.agencies if isinstance(thing, Subject) else frozenset({thing} if isinstance(thing, str) else ())
    return bool(actor.oversees & codes)


def _administers(actor: Actor, thing: Thing) -> bool:
    if thing is None:
        return bool(actor.roles & ADMINISTERING)
    codes = thing.agencies if isinstance(thing, Subject) else frozenset({thing} if isinstance(thing, str) else ())
    return bool(actor.administers & codes)


def _oversight(actor: Actor, thing: Thing) -> bool:
    return "oversight" in actor.roles and _oversees(actor, thing)


def _works_deciding(actor: Actor, thing: Thing) -> bool:
    return isinstance(thing, Subject) and any(
        queue in actor.queues and queue[1] in ("case", "review", "sign") for queue in thing.tasks
    )


def _reports(actor: Actor, thing: Thing) -> bool:
    """Of an agency: who oversees it, or works in it and so sees its dossiers."""
    if actor.is_applicant:
        return False
    if thing is None:
        return bool(actor.roles & (OVERSEEING | {"publisher"}))
    works = any(held.agency == thing and held.role in WORKING for held in actor.positions)
    return isinstance(thing, str) and (thing in actor.oversees or works)


def _reassigns(actor: Actor, thing: Thing) -> bool:
    """Heads the agency of a queue, or oversees it; of a dossier: that of one of its open tasks."""
    if isinstance(thing, Subject):
        return any(_reassigns(actor, queue) for queue in thing.tasks)
    agency = thing[0] if isinstance(thing, tuple) else thing
    heads = any(held.agency == agency and held.role in HEADING for held in actor.positions)
    return heads or ("oversight" in actor.roles and agency in actor.oversees)


def _substitutes(actor: Actor, thing: Thing) -> bool:
    """Administers an agency, leads it or gives out its work."""
    leads = isinstance(thing, str) and any(
        held.agency == thing and held.role in ("assign", "sign") for held in actor.positions
    )
    return _administers(actor, thing) or leads or (thing is not None and _oversight(actor, thing))


def migratable_dossiers(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``dossier`` rows that an actor may move to another version: what they administer."""
    if actor.is_system:
        return true()
    return Dossier.competent.in_(sorted(actor.administers)) if _migrates(actor, None) else false()


def _migrates(actor: Actor, _thing: Thing) -> bool:
    """Publishes or integrates, and administers the agencies whose dossiers are moved."""
    return bool(actor.roles & {"publisher", "integrator"}) and bool(actor.administers)


def _overrides(actor: Actor, thing: Thing) -> bool:
    """Publishes, or administers the agency whose way it is."""
    return bool(actor.roles & {"publisher", "integrator"}) or (
        "unit_admin" in actor.roles and isinstance(thing, str) and thing in actor.administers
    )


def approving_agencies(actor: Actor) -> frozenset[str]:
    """The agencies whose officers' further requests to applicants an actor may approve."""
    return frozenset(held.agency for held in actor.positions if held.role in APPROVING)


def _approves(actor: Actor, thing: Thing) -> bool:
    """Leads the agency that decides the dossier, and is not whoever proposed it."""
    if isinstance(thing, str):
        return thing in approving_agencies(actor)
    competent = thing.subject.competent if isinstance(thing, Proposed) else None
    return isinstance(thing, Proposed) and actor.key != thing.by and competent in approving_agencies(actor)


Rule = Callable[[Actor, Thing], bool]

_RULES: Mapping[Action, Rule] = {
    Action.SEE: _sees,
    Action.WORK: _works,
    Action.REASSIGN: _reassigns,
    Action.WATCH: lambda actor, thing: bool(watched(actor)) if thing is None else thing in watched(actor),
    Action.HAND_OVER: _administers,
    Action.SUBSTITUTE: _substitutes,
    Action.SEARCH_IDENTITY: lambda actor, _thing: bool(actor.roles & KNOWING),
    Action.REFUSE_INTAKE: lambda actor, thing: _counter(actor, thing) and _works(actor, thing),
    Action.REQUEST_SUPPLEMENT: _works,
    Action.ANSWER_SUPPLEMENT: lambda actor, thing: _applies(actor, thing) or _counter(actor, thing),
    Action.WITHDRAW: lambda actor, thing: _applies(actor, thing) or _counter(actor, thing),
    Action.STOP: lambda actor, thing: _holds(thing, actor, "sign", "review") or _works_deciding(actor, thing),
    Action.RETURN: _works,
    Action.EXTEND: lambda actor, thing: _holds(thing, actor, "sign", "oversight"),
    Action.APPROVE_SUPPLEMENT: _approves,
    Action.PAY: lambda actor, thing: _holds(thing, actor, "cashier", "reception"),
    Action.ATTACH: lambda actor, thing: _applies(actor, thing) or _works(actor, thing) or _counter(actor, thing),
    Action.RECEIVE: lambda actor, thing: _holds(thing, actor, "reception"),
    Action.CANCEL_RECEPTION: lambda actor, thing: (
        isinstance(thing, Subject) and _holds(thing.received_by, actor, "reception")
    ),
    Action.RENEW_SECRET: _counter,
    Action.ASSIST: lambda actor, thing: _holds(thing, actor, "helper"),
    Action.OPERATE: _administers,
    Action.ADMINISTER: _administers,
    Action.FOLLOW_FEED: lambda actor, _thing: bool(actor.roles & {"integrator", "auditor"}),
    Action.AUTHOR: lambda actor, _thing: bool(actor.roles & {"analyst", "publisher"}),
    Action.PUBLISH: lambda actor, _thing: bool(actor.roles & {"publisher", "integrator", "deployer"}),
    Action.GIVE_TOKENS: lambda actor, _thing: bool(actor.roles & {"publisher", "integrator"}),
    Action.SEE_PACKAGES: lambda actor, _thing: bool(
        actor.roles & {"publisher", "integrator", "deployer", "analyst", "unit_admin"}
    ),
    Action.TRUST: lambda actor, _thing: "integrator" in actor.roles,
    Action.BIND: lambda actor, _thing: "integrator" in actor.roles,
    Action.OVERRIDE: _overrides,
    Action.MIGRATE: _migrates,
    Action.SEE_REPORTS: _reports,
    Action.MAKE_PAPER: lambda actor, thing: _holds(thing, actor, *WORKING),
    Action.SEE_REGISTER: lambda actor, thing: _holds(thing, actor, *WORKING) or _oversees(actor, thing),
    Action.NOTE_REGISTER: lambda actor, thing: _holds(thing, actor, "records", "case", "review", "sign", "return"),
    Action.POST_RESULTS: lambda actor, thing: _holds(thing, actor, "reception", "return", "records"),
    Action.READ_LOG: lambda actor, thing: bool(actor.roles & {"auditor"}) and _oversees(actor, thing),
}

_ON_DOSSIERS = (
    Action.SEE,
    Action.WORK,
    Action.REASSIGN,
    Action.REFUSE_INTAKE,
    Action.REQUEST_SUPPLEMENT,
    Action.ANSWER_SUPPLEMENT,
    Action.WITHDRAW,
    Action.STOP,
    Action.CANCEL_RECEPTION,
    Action.RENEW_SECRET,
    Action.RETURN,
    Action.EXTEND,
    Action.PAY,
    Action.ATTACH,
    Action.OPERATE,
    Action.READ_LOG,
    Action.MAKE_PAPER,
)
