"""How often completing a task waits for the server must not grow with what has been or what else is waiting."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from bench.province import actors, complete, lengthen_queue, open_task, receive
from bench.wire import round_trips, single_connection
from runtime.database import make_sessions

MOST = 14


@pytest.fixture
def counted(province_url: str) -> Iterator[Session]:
    engine = single_connection(province_url)
    with make_sessions(engine)() as session:
        yield session
    engine.dispose()


def most_round_trips(session: Session, history: int, waiting: int) -> int:
    """Of one completion in the correction loop of the certified copy, measured on the wire."""
    who = actors(session)
    dossier = receive(session, who["reception"])
    for _ in range(history - 1):
        complete(session, who, open_task(session, dossier))
    lengthen_queue(session, dossier, waiting)
    counts = []
    for _ in range(6):
        task = open_task(session, dossier)
        with round_trips(session.get_bind().engine) as told:
            complete(session, who, task)
        counts.append(told.count)
    return max(counts)


def test_completing_a_task_takes_at_most_fourteen_round_trips_whatever_has_been_and_whatever_waits(counted: Session):
    short = most_round_trips(counted, history=20, waiting=10)
    long = most_round_trips(counted, history=120, waiting=3_000)
    assert long == short <= MOST
