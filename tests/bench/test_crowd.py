"""The crowd of the page bench: copies that pages and reports read like what the services made."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from bench.crowd import AGENCIES, HOME, crowd, model
from bench.crowded import PAGES, finish
from bench.province import actors, complete, open_task, receive
from runtime.clock import SystemClock
from runtime.reports import recount, settlement
from runtime.services.zone import day_of


@pytest.mark.usefixtures("province_url")
def test_a_crowd_is_counted_as_if_the_services_had_made_it(session, sessions):
    engine = session.get_bind()
    who, now = actors(session), SystemClock().now()
    first, last = receive(session, who["reception"]), receive(session, who["reception"])
    complete(session, who, open_task(session, first))
    finish(session, last)
    own = crowd(engine, [model(engine, first), model(engine, last)], 60, 20, now)
    with session.begin():
        found = session.execute(
            text("SELECT count(*), count(DISTINCT code), count(settled_at), count(DISTINCT applicant) FROM dossier")
        ).one()
        tasks = session.execute(text("SELECT count(*) FROM task")).scalar_one()
        session.execute(text("DELETE FROM fact_delta"))  # what the models themselves counted is in the days already
    assert tuple(found[:3]) == (62, 62, 41)
    assert found[3] > 30
    assert tasks == 21
    assert 0 < len(own) <= 20
    assert recount(session) == {}
    report = settlement(session, SystemClock(), day_of(now - timedelta(days=400)), day_of(now))
    assert report.consistent
    assert (report.total.received.total, report.total.in_progress.total) == (62, 21)
    assert set(settlement(session, SystemClock(), day_of(now), day_of(now), by="agency").fields) <= set(AGENCIES)
    assert HOME in AGENCIES
    assert all(re.fullmatch(r"/[a-z/{}?&=+A-Z0-9._-]+", address) for _login, address in PAGES.values())
