from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session, sessionmaker

from runtime.services.doctor import doctor
from tests.drill.stage import Stage
from tests.drill.times import RunningClock


@pytest.fixture
def stage(sessions: sessionmaker[Session]) -> Iterator[Stage]:
    """The drill in a database of its own; afterwards the doctor finds nothing and nothing has deadlocked."""
    made = Stage.built(sessions, RunningClock(), nag="R3/PT0.3S", rest="PT0.2S")
    yield made
    with sessions() as session:
        assert doctor(session) == []
        assert made.deadlocks(session) == 0
