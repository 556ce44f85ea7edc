"""``motcua deploy``: thousands of packages at once; what stands already is left alone, the rest is checked in parallel.

Packages that others use are published first, so that a folder may hold both.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from designer_api.bulk import Bulk, cores
from designer_api.checking import check_paths, targets
from motcua.checking import cache_folder
from motcua.running import joined_database
from motcua.settings import Settings
from process_models.verdicts import FolderVerdicts
from runtime.clock import SystemClock
from runtime.connectors import read_registry
from runtime.database import make_engine, make_sessions
from runtime.services import publishing
from runtime.services.actors import system
from runtime.services.errors import ServiceError
from runtime.services.publishing import Deployed, Outcome, PackageInvalidError, Proposal, Way

BATCH: Final = 100
WORTH_SPREADING: Final = 4
STANDARD_INPUT: Final = "-"
Result = dict[str, Any]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to deploy and how."""

    paths: Sequence[Path]
    dry_run: bool = False
    lang: str = "en"
    say: Say = lambda _text: None


def deploy_paths(settings: Settings, order: Order) -> list[Result]:
    """One result for each package found, in order of path.

    ``{"path", "ok", "state", "code", "version", "hash", "agencies", "unbound", "signed_by"}``, or of what was refused
    ``{"path", "ok": false, "state": "refused", "error", "message", "problems"}``.
    """
    engine = make_engine(joined_database(settings))
    try:
        with make_sessions(engine)() as session:
            return list(_Deployment(settings, session, order).results())
    finally:
        engine.dispose()


class _Deployment:
    """One run: batches are read, what is new in them is checked in several processes, then published at once."""

    def __init__(self, settings: Settings, session: Session, order: Order) -> None:
        folder = cache_folder(settings.check_cache, os.environ)
        self.verdicts = FolderVerdicts(folder) if folder else None
        registry = read_registry(Path(settings.connectors) if settings.connectors else None)
        self.way = Way(
            verdicts=self.verdicts,
            dry_run=order.dry_run,
            served=lambda name: registry.find(name) is not None,
        )
        self.session = session
        self.order = order

    def results(self) -> Iterator[Result]:
        found = [(str(path), source) for path, source in _sources(self.order.paths)]
        done: dict[int, Result] = {}
        users: list[int] = []
        for first in range(0, len(found), BATCH):
            part = dict(enumerate(found[first : first + BATCH], start=first))
            users += self._batch(part, done, wait_for_uses=True)
            self.order.say(f"{min(first + BATCH, len(found))} of {len(found)} packages")
        self._users({index: found[index] for index in users}, done)
        return iter([done[index] for index in range(len(found))])

    def _users(self, waiting: dict[int, tuple[str, Path | bytes]], done: dict[int, Result]) -> None:
        """Packages that use others, again and again as long as one more can be published."""
        while waiting:
            before = len(waiting)
            self._batch(waiting, done, wait_for_uses=False)
            waiting = {index: one for index, one in waiting.items() if _may_come(done[index])}
            if len(waiting) == before:
                return

    def _batch(
        self, part: dict[int, tuple[str, Path | bytes]], done: dict[int, Result], *, wait_for_uses: bool
    ) -> list[int]:
        ready: dict[int, Proposal] = {}
        later: list[int] = []
        for index, (path, source) in part.items():
            try:
                proposal = publishing.propose(source, self.verdicts)
            except ServiceError as error:
                done[index] = {"path": path, **self._refused(error)}
                continue
            if wait_for_uses and proposal.procedure.uses:
                later.append(index)
            else:
                ready[index] = proposal
        self._check(ready, part)
        outcomes = publishing.publish(self.session, SystemClock(), list(ready.values()), system("deploy"), self.way)
        for index, outcome in zip(ready, outcomes, strict=True):
            done[index] = {"path": part[index][0], **self._result(outcome)}
        return later

    def _check(self, ready: dict[int, Proposal], part: dict[int, tuple[str, Path | bytes]]) -> None:
        """Fill the verdicts of what is new from several processes; without a folder to keep them there is no use."""
        known = publishing.standing(self.session, [one.hash for one in ready.values()])
        fresh = [Path(part[index][0]) for index, one in ready.items() if one.hash not in known and not one.kept]
        fresh = [path for path in fresh if path.exists()]
        if self.verdicts is not None and len(fresh) >= WORTH_SPREADING:
            check_paths(fresh, bulk=Bulk(jobs=cores(), verdicts=self.verdicts))

    def _result(self, outcome: Outcome) -> Result:
        if isinstance(outcome, ServiceError):
            return self._refused(outcome)
        return {"ok": outcome.state != "retired", **_deployed(outcome)}

    def _refused(self, error: ServiceError) -> Result:
        problems = error.problems if isinstance(error, PackageInvalidError) else ()
        return {
            "ok": False,
            "state": "refused",
            "error": error.code,
            "message": error.text(self.order.lang),
            "problems": [
                {
                    "code": one.code,
                    "file": one.path,
                    "line": one.line,
                    "element": one.element,
                    "message": one.text(self.order.lang),
                }
                for one in problems
            ],
        }


def _may_come(result: Result) -> bool:
    """Refused for a package it uses, which may be published by now."""
    return any(one["code"] == "uses.none" for one in result.get("problems", ()))


def _sources(paths: Sequence[Path]) -> Iterator[tuple[Path, Path | bytes]]:
    for path in paths:
        if str(path) == STANDARD_INPUT:
            yield path, sys.stdin.buffer.read()
            continue
        for target in targets(path):
            if target.suffix.lower() not in (".bpmn", ".dmn"):
                yield target, target


def _deployed(outcome: Deployed) -> Result:
    return {
        "state": outcome.state,
        "code": outcome.code,
        "version": outcome.version,
        "hash": outcome.hash,
        "agencies": list(outcome.agencies),
        "unbound": list(outcome.unbound),
        "signed_by": outcome.signed_by,
    }
