"""An application before it is a dossier: which version and agencies it meets, and whether it is complete."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.feel import FeelEnv
from process_models.answers import check_answers
from process_models.fees import required_components
from process_models.package import Package
from runtime.models import Offer
from runtime.services import local, packages
from runtime.services.errors import CompetenceError, InvalidError, RefusedError
from runtime.services.places import Stage, offering, stage_at
from runtime.services.snapshot import Snapshot, snapshot
from runtime.services.zone import day_of, zone

CHANNELS = ("online", "counter", "post")


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What somebody applies for.

    ``receiving``: code of the agency that accepts it; ``territory``: where the matter lies (default: the receiving
    agency's). ``applicant`` has at least a ``name``. ``components``: key -> counts of ``original``, ``copies`` and
    ``electronic``. ``attachments``: component key -> ids of stored files.
    """

    procedure: str
    receiving: str
    applicant: Mapping[str, Any]
    answers: Mapping[str, Any]
    channel: str = "online"
    territory: str | None = None
    components: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    attachments: Mapping[str, tuple[UUID, ...]] = field(default_factory=dict)
    helper: str | None = None
    """Agency of the support point where somebody helped; it takes no part in the dossier."""
    consent: str | None = None
    """Version of the privacy notice that the applicant agreed to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """An application that can be accepted."""

    package: Package
    organisation: Snapshot
    received_by: str
    competent: str
    territory: str | None
    data: Mapping[str, Any]
    facts: Mapping[str, Any]
    """``dossier.*`` without the code, which it has not got yet."""
    trial: bool = False
    """The procedure is on trial at the agency that decides."""


def check(session: Session, application: Application, at: datetime, *, officer: bool = False) -> Checked:
    """Everything that must hold before a code is given. Inside the caller's transaction.

    ``officer``: somebody who signed in enters it; nobody else may try what is on trial.

    Raises NotFoundError (procedure, agency), RefusedError (channel, offer), CompetenceError, and InvalidError with the
    fields of the form or the components that are missing.
    """
    package = packages.current(session, application.procedure, at)
    organisation = snapshot(session)
    _channel(package, application)
    day = day_of(at)
    receiving = organisation.agency(application.receiving)
    if not receiving.exists(day):
        raise RefusedError("agency.ended", agency=receiving.code, day=day.isoformat())
    territory = application.territory or organisation.territory_of(receiving.code)
    competent = competent_agency(organisation, package, application, territory, at)
    stage = _offered(session, package, (receiving.code, competent), at)
    if stage is Stage.TRIAL and not officer:
        raise RefusedError("procedure.on-trial", agency=receiving.code)
    facts: dict[str, Any] = {
        "channel": application.channel,
        "territory": territory,
        "receiving_agency": receiving.code,
        "applicant": dict(application.applicant),
        "components": _components(package, application),
    }
    if application.helper:
        facts["helper"] = organisation.agency(application.helper).code
    different = local.values_for(session, organisation, package.procedure.code, competent, day)
    if different:
        facts["local"] = different
    data = _answers(package, application, facts, at)
    _complete(package, application, data, facts, at)
    return Checked(
        package=package,
        organisation=organisation,
        received_by=receiving.code,
        competent=competent,
        territory=territory,
        data=data,
        facts=facts,
        trial=stage is Stage.TRIAL,
    )


def competent_agency(
    organisation: Snapshot, package: Package, application: Application, territory: str | None, at: datetime
) -> str:
    """The agency that decides: competent by territory, else the receiving one or its nearest superior of the kind.

    Raises CompetenceError.
    """
    kinds = package.procedure.agency_kinds
    errors: list[CompetenceError] = []
    for kind in kinds if territory else ():
        try:
            return organisation.competent(kind, territory or "", package.procedure.code, day_of(at))
        except CompetenceError as error:
            errors.append(error)
    several = [error for error in errors if error.code == "competence.several"]
    if several:
        raise several[0]
    above = organisation.agencies.get(application.receiving)
    while above is not None:
        if above.kind in kinds and above.exists(day_of(at)):
            return above.code
        above = organisation.agencies.get(above.parent or "")
    raise (
        errors[0]
        if errors
        else CompetenceError(
            "competence.none", (), kind="/".join(kinds), territory=territory or "–", day=day_of(at).isoformat()
        )
    )


def local_values(session: Session, package: Package, receiving: str, at: datetime) -> dict[str, Any]:
    """What would be different for an application received there now, before it is made: for the preview of fees.

    Raises CompetenceError, NotFoundError.
    """
    asked = Application(procedure=package.procedure.code, receiving=receiving, applicant={}, answers={})
    with session.begin():
        organisation = snapshot(session)
        competent = competent_agency(organisation, package, asked, organisation.territory_of(receiving), at)
        return local.values_for(session, organisation, package.procedure.code, competent, day_of(at))


def _channel(package: Package, application: Application) -> None:
    if application.channel not in package.procedure.channels:
        raise RefusedError("procedure.channel", channel=application.channel)


def _offered(session: Session, package: Package, agencies: tuple[str, str], at: datetime) -> Stage:
    """At which stage (receiving, competent) agencies have it; that of the one that decides goes first.

    Where offers are kept for a procedure, one of the two has one; without any the kinds alone decide. Raises
    RefusedError where neither has one, or one of them takes no new dossiers.
    """
    receiving, competent = agencies
    rows = session.scalars(select(Offer).where(Offer.procedure_code == package.procedure.code)).all()
    if not rows:
        return Stage.LIVE
    offered = offering(rows, (), snapshot(session), day_of(at))
    stages = [stage for one in (competent, receiving) if (stage := stage_at(offered, one)) is not None]
    if not stages:
        raise RefusedError("procedure.not-offered", agency=receiving)
    if Stage.OFF in stages:
        raise RefusedError("procedure.off", agency=receiving)
    return stages[0]


def _components(package: Package, application: Application) -> dict[str, dict[str, Any]]:
    known = {component.key for component in package.procedure.components}
    for key in (*application.components, *application.attachments):
        if key not in known:
            raise InvalidError("component.unknown", component=key)
    told = {key: dict(counts) for key, counts in application.components.items()}
    for key, files in application.attachments.items():
        if files:
            told[key] = {**told.get(key, {}), "electronic": len(files)}
    return told


def _answers(package: Package, application: Application, facts: Mapping[str, Any], at: datetime) -> Mapping[str, Any]:
    form = package.forms.get(package.procedure.application)
    if form is None:
        return {}
    checked = check_answers(form, application.answers, {}, facts, feel_env(at))
    if not checked.accepted:
        raise InvalidError("form.invalid", checked.errors)
    return checked.answers


def _complete(
    package: Package, application: Application, data: Mapping[str, Any], facts: Mapping[str, Any], at: datetime
) -> None:
    """Online, a required component that can be a file is there or declared; at the counter the officer looks."""
    if application.channel != "online":
        return
    needed = required_components(package.procedure.components, data, facts, feel_env(at))
    given = facts["components"]
    missing = [one for one in needed if one.electronic and not any(given.get(one.key, {}).values())]
    if missing:
        names = ", ".join(one.names["vi"] for one in missing)
        raise InvalidError("component.missing", names=names, keys=[one.key for one in missing])


def feel_env(at: datetime) -> FeelEnv:
    """The surroundings of expressions in forms, fees and components."""
    return FeelEnv(now=at.astimezone(zone()), zone=zone())
