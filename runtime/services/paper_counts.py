"""What the rows beside a dossier tell its papers: files by component, money paid, register numbers."""

from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Electronic files by component, the sum paid, and (register, number as written) in the order they were taken."""

    files: dict[str, int] = field(default_factory=dict)
    paid: Decimal = Decimal(0)
    registers: list[tuple[str, str]] = field(default_factory=list)


_COUNT = text(
    """
    SELECT (SELECT coalesce(jsonb_object_agg(a.component, a.files), '{}')
              FROM (SELECT component, count(*) AS files FROM attachment
                     WHERE dossier_id = :root AND component IS NOT NULL GROUP BY component) a) AS files,
           (SELECT coalesce(sum(amount), 0) FROM payment WHERE dossier_id = :root) AS paid,
           (SELECT coalesce(jsonb_agg(jsonb_build_array(register, text) ORDER BY taken_at, number), '[]')
              FROM register_entry WHERE dossier_id = :root) AS registers
    """
)


def counted(session: Session, root: UUID) -> Counted:
    """Up to now. Inside the caller's transaction."""
    row = session.execute(_COUNT, {"root": root}).one()
    return Counted(
        files={str(key): int(count) for key, count in row.files.items()},
        paid=Decimal(row.paid),
        registers=[(str(register), str(number)) for register, number in row.registers],
    )
