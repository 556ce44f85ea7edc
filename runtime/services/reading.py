"""Reading a dossier without locking it: for pages, the doctor and reports."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from runtime.services.cases import ROOT_COLUMNS, Held, held_of

_READ = text(f"SELECT {ROOT_COLUMNS} FROM dossier d WHERE d.id = :key")  # noqa: S608 - our own columns


def read_case(session: Session, root: UUID) -> Held | None:
    """A dossier as :func:`runtime.services.cases.lock` gives it, but anybody may change it meanwhile."""
    found = session.execute(_READ, {"key": root}).mappings().one_or_none()
    return None if found is None else held_of(session, dict(found), root, None)
