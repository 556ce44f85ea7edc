"""The worker's process: jobs as they are deferred, timers as they fall due, and sweeps that find what was lost."""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from procrastinate import App, PsycopgConnector
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from runtime.clock import Clock, SystemClock
from runtime.connectors import Connections, read_registry
from runtime.database import Sessions, make_engine, make_sessions
from runtime.reports import fold
from runtime.services import (
    accounts,
    assisted,
    attachments,
    idempotency,
    recovery,
    reorganisation,
    supplements,
    timers,
    waking,
)
from runtime.services.attachments import FileStore
from runtime.services.bindings import LiveRegistry, secrets
from runtime.services.errors import ServiceError
from runtime.services.jobs import PERFORM, QUEUE
from runtime.services.migration import working
from runtime.services.zone import set_zone
from runtime.worker.pushing import follow_feed
from runtime.worker.sending import PLAIN, Wording, perform_effect, send_waiting

log = logging.getLogger(__name__)

CONNECTORS = "MOTCUA_CONNECTORS"
SECRETS = "MOTCUA_SECRETS"
TIMER_SECONDS = 0.5
SWEEP_SECONDS = 3.0
FEED_SECONDS = 1.0
HOUSEKEEPING_SECONDS = 60.0
MIGRATION_SECONDS = 1.0
LONGEST_PAUSE = 30.0


class Worker:
    """Runs until it is told to stop; what it was doing is finished or found again by another worker."""

    def __init__(
        self,
        sessions: Sessions,
        clock: Clock,
        registry: Connections,
        files: FileStore,
        key: str = "",
        wording: Wording = PLAIN,
    ) -> None:
        self.sessions = sessions
        self.clock = clock
        self.registry = registry
        self.files = files
        self.key = key
        self.wording = wording
        self.ending = threading.Event()

    def fire_timers(self) -> None:
        """Everything that is due now."""
        with self.sessions() as session:
            timers.fire_due(session, self.clock)

    def sweep_effects(self) -> None:
        """Effects whose retry time has come, or whose worker is gone."""
        send_waiting(self.sessions, self.clock, self.registry, wording=self.wording)

    def push_events(self) -> None:
        """Number the feed's new events and deliver them to webhooks."""
        follow_feed(self.sessions, self.clock, self.key)

    def migrate_dossiers(self) -> None:
        """Orders to move dossiers to another version, a batch of each at a time."""
        with self.sessions() as session:
            while working.work(session, self.clock) and not self.ending.is_set():
                pass

    def keep_house(self) -> None:
        """Fold report deltas; throw away what has expired."""
        with self.sessions() as session:
            reorganisation.follow(session, self.clock)
            fold(session)
            attachments.sweep(session, self.clock, self.files)
            accounts.sweep(session, self.clock)
            idempotency.sweep(session, self.clock)
            working.forget_former(session)
            assisted.sweep(session, self.clock)
            recovery.sweep(session, self.clock)
            supplements.expire_due(session, self.clock)
            waking.tell_overdue(session, self.clock)

    def repeat(self, work: Callable[[], None], seconds: float) -> None:
        """Do the work every so many seconds; while the database is away, less and less often."""
        pause = seconds
        while not self.ending.wait(pause):
            try:
                work()
                pause = seconds
            except (SQLAlchemyError, ServiceError, OSError):
                pause = min(pause * 2, LONGEST_PAUSE)
                log.exception("%s failed; trying again in %.0f s", work.__name__, pause)

    def threads(self) -> list[threading.Thread]:
        """The loops, each in a thread of its own."""
        loops = (
            (self.fire_timers, TIMER_SECONDS),
            (self.sweep_effects, SWEEP_SECONDS),
            (self.push_events, FEED_SECONDS),
            (self.migrate_dossiers, MIGRATION_SECONDS),
            (self.keep_house, HOUSEKEEPING_SECONDS),
        )
        return [threading.Thread(target=self.repeat, args=loop, name=loop[0].__name__, daemon=True) for loop in loops]


def run_worker(
    url: str, files: Path, zone: str, clock: Clock | None = None, *, key: str = "", wording: Wording = PLAIN
) -> None:
    """``motcua worker``: until SIGTERM or SIGINT. Connectors are those of the file ``MOTCUA_CONNECTORS``.

    ``clock``: the system's, unless a test has its own. ``key``: the installation's secret key, for webhooks.
    ``wording``: how notices are worded, and where those go that nothing takes.
    """
    set_zone(zone)
    told = os.environ.get(CONNECTORS)
    engine = make_engine(url)
    sessions = make_sessions(engine)
    folder = os.environ.get(SECRETS)
    file = read_registry(Path(told) if told else None)
    registry = LiveRegistry(sessions, file, secrets(Path(folder) if folder else None))
    worker = Worker(sessions, clock or SystemClock(), registry, FileStore(files), key, wording)
    threads = worker.threads()
    for thread in threads:
        thread.start()
    try:
        asyncio.run(_jobs(worker, url))
    finally:
        worker.ending.set()
        for thread in threads:
            thread.join(10)
        engine.dispose()


async def _jobs(worker: Worker, url: str) -> None:
    """Procrastinate's loop: it hears of a deferred job at once. When it ends without being told, it begins again."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    stopping = asyncio.create_task(ended.wait())
    while not ended.is_set():
        listening = asyncio.create_task(_listen(worker, url))
        await asyncio.wait((listening, stopping), return_when=asyncio.FIRST_COMPLETED)
        if not listening.done():
            listening.cancel()
        try:
            await listening
        except asyncio.CancelledError:
            pass
        except Exception:  # the queue's own errors are many; timers and sweeps go on meanwhile
            log.exception("the job queue stopped; beginning again")
        if not ended.is_set():
            await asyncio.wait((stopping,), timeout=SWEEP_SECONDS)


async def _listen(worker: Worker, url: str) -> None:
    app = job_app(worker, url)
    async with app.open_async():
        await app.run_worker_async(
            queues=[QUEUE],
            concurrency=4,
            install_signal_handlers=False,
            delete_jobs="always",
            shutdown_graceful_timeout=10,
            fetch_job_polling_interval=5,
        )


def job_app(worker: Worker, url: str) -> App:
    """The queue's application, with the one kind of job there is."""
    conninfo = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    app = App(connector=PsycopgConnector(conninfo=conninfo, min_size=1, max_size=6))

    @app.task(name=PERFORM, queue=QUEUE)
    def perform(dossier: str, seq: int, i: int) -> None:
        perform_effect(worker.sessions, worker.clock, worker.registry, (UUID(dossier), seq, i), worker.wording)

    return app
