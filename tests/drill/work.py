"""The worker under the drill's clock: ``python -m tests.drill.work``. What a dead one held is free after 2 seconds."""

import os
from datetime import timedelta
from pathlib import Path

from runtime.services import effects
from runtime.worker import loop
from tests.drill.times import RunningClock

if __name__ == "__main__":
    effects.LEASE = timedelta(seconds=2)
    loop.SWEEP_SECONDS = 1.0
    loop.TIMER_SECONDS = 0.2
    files = Path(os.environ["MOTCUA_FILES"])
    loop.run_worker(os.environ["MOTCUA_DATABASE_URL"], files, "Asia/Ho_Chi_Minh", RunningClock.of_environment())
