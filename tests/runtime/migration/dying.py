"""A worker in a process of its own, which may die at any point of an order."""

import os
from datetime import datetime
from uuid import UUID

from runtime import faults
from runtime.clock import VirtualClock
from runtime.database import make_engine, make_sessions
from runtime.services.migration import working


def work(url: str, now: str, order: str, plan: str) -> None:
    """Deal with the order to its end, with a plan of faults."""
    faults.plan(plan)
    engine = make_engine(url)
    with make_sessions(engine)() as session:
        working.work_until_done(session, VirtualClock(datetime.fromisoformat(now)), UUID(order))
    engine.dispose()
    os._exit(0)  # what the fork has from its parent is not this process's to clean up
