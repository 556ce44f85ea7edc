"""``complete_task`` as it really is: durable, with every row it writes, against the bare cost of those writes.

The floor is a replay: exactly the statements that write, with their parameters, in the same transactions, on a copy of
the same database, with ``synchronous_commit=on``. What lies above it is reading, the engine, forms, the log's hashes.
"""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from bench.province import Scene, actors, complete, lengthen_queue, open_task, receive, scene
from bench.wire import Recorded, recording, replay, round_trips, single_connection
from motcua import memory
from runtime.database import make_engine, make_sessions
from runtime.services.actors import Actor

COMPLETIONS = 120
"""Per client and round."""
ROUNDS = 3
WARM = 12
MOST_ROUND_TRIPS = 14
MOST_TIMES_FLOOR = 4.0
Line = dict[str, Any]


def measure() -> Iterator[Line]:
    """Durable throughput, its ratio to the floor with 1 and 4 clients, and round trips by history and queue."""
    with scene() as made:
        yield from _throughput(made)
        yield from _round_trips(made)


# -- throughput --------------------------------------------------------------------------------------------------


def _throughput(made: Scene) -> Iterator[Line]:
    dossiers = _prepared(made, 4)
    for clients in (1, 4):
        rounds = [_round(made, dossiers[:clients]) for _ in range(ROUNDS)]
        done = clients * COMPLETIONS
        real, floor = (statistics.median(times) for times in zip(*rounds, strict=True))
        name = f"complete_task.{clients}_client{'s' if clients > 1 else ''}"
        yield _line(f"{name}.durable", done / real, "1/s")
        yield _line(f"{name}.floor", done / floor, "1/s")
        yield _line(f"{name}.times_floor", real / floor, "x", MOST_TIMES_FLOOR)


def _prepared(made: Scene, count: int) -> list[UUID]:
    """The database ``work`` with dossiers in the loop."""
    url = made.clone("province", "work")
    engine = make_engine(url)
    with make_sessions(engine)() as session:
        who = actors(session)
        dossiers = [receive(session, who["reception"]) for _ in range(count)]
        for dossier in dossiers:
            complete(session, who, open_task(session, dossier))
    engine.dispose()
    return dossiers


def _round(made: Scene, dossiers: Sequence[UUID]) -> tuple[float, float]:
    """Seconds of completing and of replaying the same writes, on copies of one database."""
    url = made.clone("work", "real")
    took, kept = _together(_complete_many, [(url, dossier) for dossier in dossiers])
    copy = made.clone("work", "floor")
    replayed, _ = _together(_replay, [(copy, one) for one in kept])
    return took, replayed


def _together(work: Callable[..., Any], inputs: Sequence[tuple[Any, ...]]) -> tuple[float, list[Any]]:
    """One process for each input, begun together; the seconds the slowest took, preparations left out."""
    context = get_context("spawn")
    ready = context.Barrier(len(inputs))
    results: Any = context.Queue()
    started = [context.Process(target=work, args=(*one, ready, results)) for one in inputs]
    for process in started:
        process.start()
    told = [results.get(timeout=300) for _ in started]
    for process in started:
        process.join()
    taken, values = zip(*told, strict=True)
    return max(taken), list(values)


def _complete_many(url: str, dossier: UUID, ready: Any, results: Any) -> None:
    engine = make_engine(url)
    with make_sessions(engine)() as session:
        who = actors(session)
        kept = recording(engine)
        for _ in range(WARM):
            complete(session, who, open_task(session, dossier))
        warm, kept.transactions = kept.transactions, []
        memory.settle()  # as the web server does
        ready.wait()
        taken = sum(_completed(session, who, dossier) for _ in range(COMPLETIONS))
    engine.dispose()
    results.put((taken, (_writing(warm), _writing(kept.transactions))))


def _completed(session: Session, who: dict[str, Actor], dossier: UUID) -> float:
    """Seconds of one completion; finding out which task is open is not part of it."""
    task = open_task(session, dossier)
    begun = time.perf_counter()
    complete(session, who, task)
    return time.perf_counter() - begun


def _writing(transactions: list[list[tuple[str, Any]]]) -> Recorded:
    """Without the transactions that only looked for the open task."""
    return Recorded([statements for statements in transactions if statements])


def _replay(url: str, kept: tuple[Recorded, Recorded], ready: Any, results: Any) -> None:
    warm, measured = kept
    replay(url, warm)
    ready.wait()
    begun = time.perf_counter()
    replay(url, measured)
    results.put((time.perf_counter() - begun, len(measured.transactions)))


# -- round trips -------------------------------------------------------------------------------------------------


def _round_trips(made: Scene) -> Iterator[Line]:
    counts = {(history, waiting): _counted(made, history, waiting) for history in (10, 500) for waiting in (10, 5_000)}
    for (history, waiting), count in counts.items():
        yield _line(f"complete_task.round_trips.history_{history}.queue_{waiting}", count, "", MOST_ROUND_TRIPS)
    yield _line("complete_task.round_trips.difference", max(counts.values()) - min(counts.values()), "", 0)


def _counted(made: Scene, history: int, waiting: int) -> int:
    """The most round trips of one completion, with so many finished tasks and so many in the queue."""
    engine = single_connection(made.clone("work", "counted"))
    try:
        with make_sessions(engine)() as session:
            who = actors(session)
            dossier = receive(session, who["reception"])
            for _ in range(history - 1):
                complete(session, who, open_task(session, dossier))
            lengthen_queue(session, dossier, waiting)
            counts = []
            for _ in range(8):
                task = open_task(session, dossier)
                with round_trips(engine) as told:
                    complete(session, who, task)
                counts.append(told.count)
            return max(counts)
    finally:
        engine.dispose()


def _line(bench: str, value: float, unit: str, goal: float | None = None) -> Line:
    line: Line = {"bench": bench, "value": round(value, 2), "unit": unit}
    return line if goal is None else line | {"goal": f"<= {goal:g}", "ok": value <= goal}
