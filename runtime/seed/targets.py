"""Targets of the online indicators: those of a province's decision for 2023 and 2024, and an invented one for 2026."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.orm import Session

from runtime.services import targets
from runtime.services.actors import Actor, system

DEMO = Path(__file__).parent / "demo"
YEARS = (("targets.csv", 2023), ("targets.csv", 2024), ("targets_invented.csv", 2026))
"""File, and the year its targets are for."""


def load_targets(session: Session, actor: Actor | None = None) -> list[tuple[int, int, str]]:
    """Take over the shipped targets; gives (year, row, agency) of rows whose agency the demo province does not have."""
    return list(_loaded(session, actor or system("seed")))


def _loaded(session: Session, actor: Actor) -> Iterator[tuple[int, int, str]]:
    for name, year in YEARS:
        done = targets.take(session, (DEMO / name).read_bytes(), year, actor, skip_unknown=True)
        yield from ((year, row, told) for row, told in done.unknown)
