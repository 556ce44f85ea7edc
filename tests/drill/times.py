"""A clock that runs as time does but began on a chosen working day, the same in every process that is told when."""

import os
import time
from datetime import datetime, timedelta

MONDAY = datetime.fromisoformat("2026-03-02T08:10:00+07:00")
VARIABLE = "MOTCUA_DRILL_BEGAN"


class RunningClock:
    """Runs since ``began`` (seconds of the system's clock), when it stood at a Monday morning."""

    def __init__(self, began: float | None = None) -> None:
        self.began = time.time() if began is None else began  # noqa: TID251 - this is a clock

    @classmethod
    def of_environment(cls) -> "RunningClock":
        return cls(float(os.environ[VARIABLE]))

    def now(self) -> datetime:
        return MONDAY + timedelta(seconds=time.time() - self.began)  # noqa: TID251 - this is a clock
