"""Day counts: deltas are written with the steps, folded here, and can be counted anew from the dossiers."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from runtime.services.zone import zone

FactKey = tuple[str, str, str, str, str, bool, str]
"""(day, agency, procedure, field, channel, sub-dossier, metric)."""

_FOLD = text(
    """
    WITH taken AS (
      DELETE FROM fact_delta RETURNING day, agency, procedure_code, field_code, channel, sub, metric, count)
    INSERT INTO fact_day (day, agency, procedure_code, field_code, channel, sub, metric, count)
    SELECT day, agency, procedure_code, field_code, channel, sub, metric, sum(count)
      FROM taken GROUP BY day, agency, procedure_code, field_code, channel, sub, metric
     ORDER BY day, agency, procedure_code, field_code, channel, sub, metric
    ON CONFLICT (day, agency, procedure_code, field_code, channel, sub, metric)
    DO UPDATE SET count = fact_day.count + EXCLUDED.count
    """
)

_COUNTED = text(
    """
    SELECT day::text, agency, procedure_code, field_code, channel, sub, metric, sum(count)::bigint
      FROM (SELECT day, agency, procedure_code, field_code, channel, sub, metric, count FROM fact_day
            UNION ALL
            SELECT day, agency, procedure_code, field_code, channel, sub, metric, count FROM fact_delta) counted
     GROUP BY 1, 2, 3, 4, 5, 6, 7
    """
)

_ANEW = text(
    """
    SELECT day::text, agency, procedure_code, field_code, channel, sub, metric, count(*)
      FROM (SELECT (received_at AT TIME ZONE :zone)::date AS day, received_by AS agency, procedure_code, field_code,
                   channel, branch <> '' AS sub, 'received' AS metric FROM dossier WHERE received_at IS NOT NULL
            UNION ALL
            SELECT (received_at AT TIME ZONE :zone)::date, competent, procedure_code, field_code, channel, branch <> '',
                   'taken' FROM dossier WHERE received_at IS NOT NULL
            UNION ALL
            SELECT (settled_at AT TIME ZONE :zone)::date, competent, procedure_code, field_code, channel, branch <> '',
                   'settled.' || timeliness FROM dossier WHERE settled_at IS NOT NULL) anew
     GROUP BY 1, 2, 3, 4, 5, 6, 7
    """
)


def fold(session: Session) -> None:
    """Add the deltas to the day counts and drop them, in one statement: no reader ever sees one twice or not at all."""
    with session.begin():
        session.execute(text("SELECT pg_advisory_xact_lock(7264002)"))  # one folder at a time: no deadlock on days
        session.execute(_FOLD)


def recount(session: Session) -> dict[FactKey, tuple[int, int]]:
    """Where day counts differ from the dossiers: key -> (counted, really). Empty when all is well."""
    with session.begin():
        counted = Counter({_key(row): int(row[7]) for row in session.execute(_COUNTED)})
        really = Counter({_key(row): int(row[7]) for row in session.execute(_ANEW, {"zone": zone().key})})
    keys = counted.keys() | really.keys()
    return {key: (counted[key], really[key]) for key in sorted(keys) if counted[key] != really[key]}


def _key(row: Sequence[Any]) -> FactKey:
    return (row[0], row[1], row[2], row[3], row[4], row[5], row[6])
