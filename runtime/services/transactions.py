"""One use case, one transaction; and where a refusal of the engine becomes a refusal of the service."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from engine.clock import ClockError
from runtime import faults
from runtime.services.errors import RefusedError, ServiceError
from runtime.services.messages import MESSAGES

__all__ = ["new_id", "refused", "transaction"]


@contextmanager
def transaction(session: Session, name: str) -> Iterator[None]:
    """Begin and commit, with the points of fault injection ``before-commit:<name>`` and ``after-commit:<name>``.

    A calendar without the year that is needed refuses the whole step (RefusedError ``calendar.horizon``).
    """
    try:
        with session.begin():
            yield
            faults.point(f"before-commit:{name}")
    except ClockError as error:
        code = error.code if error.code in MESSAGES else "calendar.invalid"
        raise RefusedError(code, detail=error.message) from error
    faults.point(f"after-commit:{name}")


def refused(code: str, detail: Mapping[str, Any] | None = None) -> ServiceError:
    """The error for ``Turn.refused``: stale events say that the dossier has moved on, migrations what is in the way."""
    if code == "migration" and detail:
        return RefusedError(migration_code(str(detail.get("code"))), **{k: v for k, v in detail.items() if k != "code"})
    if code.startswith("stale"):
        return RefusedError("stale", why=code.partition(": ")[2])
    return RefusedError(code)


def migration_code(code: str) -> str:
    """The sentence's code for what an engine's migration stumbled over; troubles of expressions share one."""
    found = f"migration.{code}"
    return found if found in MESSAGES else "migration.trouble"


new_id = uuid7
"""A new UUIDv7: sortable by the time it was made. Made here and never in SQL."""
