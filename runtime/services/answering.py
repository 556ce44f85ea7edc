"""The applicant's answer to a request: only what was asked for changes, and the officer is told what did."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.dossier.case import ROOT
from engine.dossier.commands import AnswerSupplement
from process_models.answers import check_answers
from runtime.clock import Clock
from runtime.models import Attachment, Contact
from runtime.services import access, supplements
from runtime.services.access import Action
from runtime.services.acted import Acted, Once, acted, held_branch
from runtime.services.actors import Actor
from runtime.services.applications import feel_env
from runtime.services.attachments import bindable, file_entries
from runtime.services.batch import Batch
from runtime.services.cases import Held
from runtime.services.errors import InvalidError, RefusedError
from runtime.services.inputs import clean
from runtime.services.persons import contact_rows, corrected
from runtime.services.recording import Doing, perform
from runtime.services.transactions import transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    """What the applicant delivers: changed answers of the application, papers, files by component."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    components: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    attachments: Mapping[str, tuple[UUID, ...]] = field(default_factory=dict)


def answer_supplement(
    session: Session,
    clock: Clock,
    dossier_id: UUID,
    given: Supplement,
    actor: Actor,
    *,
    holder: str | None = None,
    idempotency_key: str | None = None,
) -> Acted:
    """The applicant (or the counter for them) delivers what was asked for; tasks and the clock go on.

    Only what the request's items name may change; the answers are checked with all the others that stand. The same
    request with the same ``idempotency_key`` is answered as the first time. Raises InvalidError
    ``supplement.not-asked``, RefusedError ``nothing-requested``.
    """
    clean([given.answers, given.components])
    files = {key: [str(one) for one in found] for key, found in given.attachments.items()}
    once = Once.of(actor, idempotency_key, "supplement", str(dossier_id), given.answers, given.components, files)
    with transaction(session, "supplement"):
        held, branch = held_branch(session, dossier_id)
        known = once.known(session)
        if known is not None:
            return known
        access.require(actor, Action.ANSWER_SUPPLEMENT, held.subject(branch))
        answers = _reopened(held, branch, given, clock)
        doing = _doing(session, (held, branch), (given, answers), (actor, holder or actor.key), once)
        return acted(dossier_id, branch, perform(session, clock, held, doing))


def _reopened(held: Held, branch: str, given: Supplement, clock: Clock) -> Mapping[str, Any]:
    """The changed answers, none of them outside what was asked for, valid together with all that stand."""
    life = held.life(branch)
    if life.suspension is None:
        raise RefusedError("nothing-requested")
    components, pointers = supplements.asked_of(life)
    supplements.only_asked(components, (*given.components, *given.attachments))
    return _amended(held, supplements.reopened(_asking_data(held, branch), given.answers, pointers), clock)


def _doing(
    session: Session,
    place: tuple[Held, str],
    delivered: tuple[Supplement, Mapping[str, Any]],
    by: tuple[Actor, str],
    once: Once,
) -> Doing:
    (held, branch), (given, answers), (actor, holder) = place, delivered, by
    named = {one: key for key, found in given.attachments.items() for one in found}
    files = bindable(session, held.root, (answers, named), holder)
    before = _asking_data(held, branch)
    reach = _reach(held, branch, {**before, **answers})
    close = supplements.answered(held, branch)

    def write(batch: Batch) -> None:
        batch.update(Attachment, files)
        batch.upsert(Contact, contact_rows(held.root, reach))
        close(batch)

    return Doing(
        command=AnswerSupplement(answers, branch, actor.key),
        actor=actor,
        facts=_with_contact(held, _with_components(held, given), reach),
        after=(*file_entries(files, branch), supplements.change_entry(branch, before, answers, files)),
        answer=once.answer(held.branches[branch].id, branch),
        also=write,
    )


def _reach(held: Held, branch: str, after: Mapping[str, Any]) -> dict[str, str]:
    """What the applicant is called and reached by from now on, where the answer corrects it."""
    form = held.package.forms.get(held.package.procedure.application)
    if form is None or branch != ROOT:
        return {}
    return corrected(form, held.facts.get("applicant") or {}, (_asking_data(held, branch), after))


def _asking_data(held: Held, branch: str) -> Mapping[str, Any]:
    """The data an answer changes: those of the branch's first open part, which is who asked."""
    numbers = [part.n for part in held.case.parts.values() if part.open and part.branch == branch]
    state = held.case.parts[min(numbers or held.case.parts)].state
    return state.scopes[state.root].vars


def _amended(held: Held, answers: Mapping[str, Any], clock: Clock) -> Mapping[str, Any]:
    """The changed answers, valid together with all the others."""
    form = held.package.forms.get(held.package.procedure.application)
    if not answers or form is None:
        return {}
    state = held.case.parts[min(held.case.parts)].state
    data = state.scopes[state.root].vars
    checked = check_answers(form, answers, data, held.dossier(ROOT), feel_env(clock.now()))
    if not checked.accepted:
        raise InvalidError("form.invalid", checked.errors)
    return {name: checked.answers[name] for name in answers if name in checked.answers}


def _with_components(held: Held, given: Supplement) -> Mapping[str, Any] | None:
    """The dossier's facts with what was added to its components; None when nothing was."""
    if not given.components and not any(given.attachments.values()):
        return None
    known = {component.key for component in held.package.procedure.components}
    told = {key: dict(counts) for key, counts in held.facts.get("components", {}).items()}
    for key in (*given.components, *given.attachments):
        if key not in known:
            raise InvalidError("component.unknown", component=key)
    for key, counts in given.components.items():
        told[key] = {**told.get(key, {}), **counts}
    for key, files in given.attachments.items():
        before = told.get(key, {})
        told[key] = {**before, "electronic": int(before.get("electronic", 0)) + len(files)}
    return {**held.facts, "components": told}


def _with_contact(held: Held, facts: Mapping[str, Any] | None, reach: Mapping[str, str]) -> Mapping[str, Any] | None:
    """The dossier's facts with the applicant's name and contact of now; None when nothing changes."""
    if not reach:
        return facts
    known = held.facts if facts is None else facts
    return {**known, "applicant": {**known.get("applicant", {}), **reach}}
