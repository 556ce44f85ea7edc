"""A procedure that is tried at an agency, opened or stopped there, and what becomes of its dossiers."""

from datetime import date

import pytest
from sqlalchemy import func, select

from runtime.models import Dossier, FactDelta, FeedEvent, Offer, StructureChange
from runtime.reports.settlement import settlement
from runtime.services import catalogue, offers
from runtime.services.actors import Actor, PositionHeld, system
from runtime.services.applications import Application
from runtime.services.doctor import doctor
from runtime.services.dossiers import submit
from runtime.services.errors import ForbiddenError, InvalidError, NotFoundError, RefusedError
from runtime.services.places import Stage
from runtime.services.vitals import vitals
from tests.runtime.copies import ANSWERS, COMPONENTS

CODE = "2.000815"
ADMIN = system("test")
WARD = "H36.50"
PUBLISHER = Actor(key="p", positions=(PositionHeld("H36", {}, "publisher"),))


def application(agency: str = WARD, channel: str = "online") -> Application:
    return Application(
        procedure=CODE,
        receiving=agency,
        channel=channel,
        applicant={"name": "Nguyễn Văn Thử"},
        answers=ANSWERS,
        components=COMPONENTS,
    )


def counter(agency: str = WARD) -> Actor:
    return Actor(key="quay", positions=(PositionHeld(agency, {}, "reception"),))


def places(session, clock, *, trial: bool = False) -> dict[str, bool]:
    return {one.agency: one.trial for one in catalogue.offers(session, CODE, clock.now(), trial=trial)}


def test_a_trial_is_the_officers_own_numbered_apart_and_counted_nowhere(session, clock):
    before = places(session, clock)
    offers.set_stage(session, clock, CODE, WARD, "trial", "Tập huấn", PUBLISHER)
    assert places(session, clock).keys() == before.keys() - {WARD}
    assert {agency for agency, tried in places(session, clock, trial=True).items() if tried} == {WARD}
    with pytest.raises(RefusedError, match=r"procedure\.on-trial"):
        submit(session, clock, application())
    tried = submit(session, clock, application(channel="counter"), counter())
    again = submit(session, clock, application(channel="counter"), counter())
    real = submit(session, clock, application("H36.51"))
    assert (tried.code, again.code) == ("H36.50-260302-90001", "H36.50-260302-90002")
    assert real.code == "H36.51-260302-0001"
    with session.begin():
        marked = set(session.scalars(select(Dossier.code).where(Dossier.trial)))
        facts = session.scalar(select(func.count()).select_from(FactDelta).where(FactDelta.agency == WARD))
        told = set(session.scalars(select(FeedEvent.dossier_id)))
    assert (marked, facts, told) == ({tried.code, again.code}, 0, {real.dossier_id})
    assert vitals(session, clock).tasks == 1
    march = (date(2026, 3, 1), date(2026, 3, 31))
    assert settlement(session, clock, *march, WARD).total.received.total == 0
    offers.set_stage(session, clock, CODE, WARD, "live", "Chính thức", PUBLISHER)
    assert submit(session, clock, application()).code == "H36.50-260302-0001"
    assert doctor(session) == []


def test_off_takes_no_new_dossiers_and_others_notice_nothing(session, clock):
    before = places(session, clock)
    offers.set_stage(session, clock, CODE, WARD, "off", "Thiếu người", PUBLISHER)
    assert places(session, clock, trial=True).keys() == before.keys() - {WARD}
    with pytest.raises(RefusedError, match=r"procedure\.off"):
        submit(session, clock, application(channel="counter"), counter())
    submit(session, clock, application("H36.52"))
    offers.set_stage(session, clock, CODE, "H36", "trial", "Cả tỉnh", PUBLISHER, kind="ward", first=date(2026, 4, 1))
    assert places(session, clock).keys() == before.keys() - {WARD}
    later = type(clock)(clock.now().replace(month=4))
    wards = {one for one in before if one.startswith("H36.5")}
    assert {one for one, tried in places(session, later, trial=True).items() if tried} == wards - {WARD}
    with session.begin():
        whats = set(session.scalars(select(StructureChange.what)))
        stages = set(session.scalars(select(Offer.stage)))
    assert (whats, stages) == ({"stage"}, {"live", "off", "trial"})


def test_only_who_publishes_or_administers_the_agency_decides(session, clock):
    unit = Actor(key="u", positions=(PositionHeld(WARD, {}, "unit_admin"),), administers=frozenset({WARD}))
    offers.set_stage(session, clock, CODE, WARD, "trial", "Thử", unit)
    with pytest.raises(ForbiddenError):
        offers.set_stage(session, clock, CODE, "H36.51", "trial", "Thử", unit)
    with pytest.raises(InvalidError, match=r"offer\.stage"):
        offers.set_stage(session, clock, CODE, WARD, "maybe", "Thử", unit)
    with pytest.raises(RefusedError, match=r"procedure\.not-offered"):
        offers.set_stage(session, clock, CODE, "H36.02", "trial", "Thử", PUBLISHER)
    with pytest.raises(NotFoundError):
        offers.set_stage(session, clock, "9.9", WARD, "trial", "Thử", PUBLISHER)
    row = next(one for one in offers.listed(session, unit, CODE) if one.kind is None)
    assert (row.agency, row.stage, row.valid_from) == (WARD, "trial", date(2026, 3, 2))
    offers.end(session, row.id, date(2026, 3, 31), PUBLISHER)
    with pytest.raises(InvalidError, match=r"day\.order"):
        offers.end(session, row.id, date(2026, 1, 1), PUBLISHER)
    assert catalogue.offer(session, CODE, "H36.60", ("counter",), PUBLISHER, stage=Stage.TRIAL)
