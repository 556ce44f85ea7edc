"""The demo province in an empty installation: calendars, organisation, people, packages, offers, and dossiers.

What is seeded is data (``runtime/seed/demo``); everything goes through the services, so that nothing can be there
that an administrator could not have made.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from motcua.checking import cache_folder
from motcua.demo.plans import Citizen
from process_models.calendars import shipped_calendars
from process_models.package import Package, read_package
from process_models.verdicts import FolderVerdicts
from runtime.clock import Clock, SystemClock
from runtime.database import make_engine, make_sessions
from runtime.models import Account
from runtime.seed.province import demo_people, demo_province, load_calendars, load_people, load_province
from runtime.seed.targets import load_targets
from runtime.services import catalogue, packages
from runtime.services.actors import system
from runtime.services.publishing import Way

DEMO = system("demo")
LIBRARY = Path(str(resources.files("process_models"))) / "library"
DOSSIERS = 60
SPAN = timedelta(days=45)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def citizens() -> list[Citizen]:
    """The fictitious applicants."""
    return [Citizen(each) for each in demo_people()["citizens"]]


def library() -> list[Package]:
    """The shipped packages, by code."""
    return [read_package(folder) for folder in sorted(LIBRARY.iterdir()) if (folder / "procedure.json").exists()]


def seed_province(session: Session, clock: Clock, shipped: Sequence[Package]) -> None:
    """Everything but dossiers. The database has the tables and nothing in them."""
    province, people = demo_province(), demo_people()
    load_calendars(session, clock, DEMO)
    load_province(session, province, DEMO)
    load_people(session, clock, people, people["password"], DEMO)
    load_targets(session, DEMO)
    kept = cache_folder(os.environ.get("MOTCUA_CHECK_CACHE", ""), os.environ)
    way = Way(verdicts=FolderVerdicts(kept)) if kept is not None else None
    for package in shipped:
        packages.deploy(session, clock, package, DEMO, way)
        _offer(session, package, province["agencies"])


def _offer(session: Session, package: Package, agencies: Sequence[Mapping[str, Any]]) -> None:
    """Every agency of the kinds that receive it, while both exist and somebody sits at its counter."""
    procedure = package.procedure
    kinds = set(procedure.receiving_kinds or procedure.agency_kinds)
    staffed = {
        held["agency"]
        for each in demo_people()["officers"]
        for held in each["positions"]
        if held["role"] == "reception"
    }
    for each in agencies:
        wanted = each["kind"] in kinds and each["code"] in staffed
        if wanted and _overlap(each, procedure.in_force_from, procedure.in_force_to):
            days = (_day(each.get("from")), _day(each.get("to")))
            catalogue.offer(session, procedure.code, each["code"], tuple(procedure.channels), DEMO, days=days)


def _overlap(each: Mapping[str, Any], first: date | None, last: date | None) -> bool:
    begins, ends = _day(each.get("from")), _day(each.get("to"))
    return not ((first and ends and ends < first) or (last and begins and begins > last))


# -- the installation that ``motcua run --demo`` shows ------------------------------------------------------------


def is_empty(session: Session) -> bool:
    """Nobody has an account: nothing was ever set up here."""
    with session.begin():
        return not session.scalar(select(exists().where(Account.id.is_not(None))))


def fill_if_empty(url: str, files: Path, zone: str, say: Callable[[str], None]) -> None:
    """Seed the province, and dossiers in every state up to the present, when the installation is empty."""
    from motcua.demo.story import fill

    engine = make_engine(url)
    try:
        sessions = make_sessions(engine)
        with sessions() as session:
            if not is_empty(session):
                return
        say("filling the empty installation with the demo province")
        fill(sessions, files, zone, _present())
    finally:
        engine.dispose()


def _present() -> datetime:
    """Now, or the last instant the shipped calendars know when they are out of date."""
    now = SystemClock().now()
    known = shipped_calendars()["province"]
    last = datetime.combine(known.covers_to, datetime.min.time(), known.zone) - timedelta(days=60)
    return min(now, last)


def accounts_text(host: str, port: int) -> str:
    """What a newcomer needs to sign in."""
    data = demo_people()
    rows = [
        ("an.reception", "counter officer"),
        ("chi.case", "civil-status officer"),
        ("giang.sign", "vice-chairman, signs"),
        ("khanh.records", "clerk, numbers and seals"),
        ("binh.cashier", "counter officer and cashier"),
        ("phuc.land", "land office branch"),
        ("quynh.land", "director of the branch"),
        ("son.tax", "tax officer"),
        ("thao.police", "ward police"),
        ("uyen.insurance", "social insurance"),
        ("hai.chair", "chairman, oversight"),
        ("yen.admin", "IT administrator, operator page"),
        ("bich.publisher", "publishes packages"),
    ]
    lines = [f"  {login:<16} {what}" for login, what in rows]
    site = f"http://{host}:{port}"
    head = [
        f"  portal    {site}/",
        f"  officers  {site}/sign-in",
        f"  password of all demo accounts: {data['password']}",
    ]
    return "\n".join([*head, *lines])
