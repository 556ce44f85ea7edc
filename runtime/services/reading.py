"""Reading without locking: one dossier for pages, the doctor and reports; and lists, planned for what is asked."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from runtime.services.cases import ROOT_COLUMNS, Held, held_of

_READ = text(f"SELECT {ROOT_COLUMNS} FROM dossier d WHERE d.id = :key")  # noqa: S608 - our own columns


_PLANNED = text("SET LOCAL plan_cache_mode = force_custom_plan")


def planned(session: Session) -> None:
    """Let the statements of this transaction be planned for their values, however often they were prepared.

    What finds a list best depends on how common a word is, how many agencies are asked for and how long a page is; a
    plan for any value reads whole tables. Inside the caller's transaction.
    """
    session.execute(_PLANNED)


def read_case(session: Session, root: UUID) -> Held | None:
    """A dossier as :func:`runtime.services.cases.lock` gives it, but anybody may change it meanwhile."""
    found = session.execute(_READ, {"key": root}).mappings().one_or_none()
    return None if found is None else held_of(session, dict(found), root, None)
