"""Counts of days and months: deltas are written with the steps, folded here, and counted anew from the dossiers."""

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
      DELETE FROM fact_delta RETURNING day, agency, procedure_code, field_code, channel, sub, metric, count),
    months AS (
      INSERT INTO fact_month (month, agency, procedure_code, field_code, channel, sub, metric, count)
      SELECT date_trunc('month', day)::date, agency, procedure_code, field_code, channel, sub, metric, sum(count)
        FROM taken GROUP BY 1, agency, procedure_code, field_code, channel, sub, metric
       ORDER BY 1, agency, procedure_code, field_code, channel, sub, metric
      ON CONFLICT (month, agency, procedure_code, field_code, channel, sub, metric)
      DO UPDATE SET count = fact_month.count + EXCLUDED.count)
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
                   channel, branch <> '' AS sub, 'received' AS metric FROM dossier
             WHERE received_at IS NOT NULL AND NOT trial
            UNION ALL
            SELECT (received_at AT TIME ZONE :zone)::date,
                   coalesce((SELECT m.from_agency FROM dossier_move m WHERE m.dossier_id = dossier.id
                              AND m.at >= received_at ORDER BY m.at LIMIT 1), competent),
                   procedure_code, field_code, channel, branch <> '',
                   'taken' FROM dossier WHERE received_at IS NOT NULL AND NOT trial
            UNION ALL
            SELECT (settled_at AT TIME ZONE :zone)::date, competent, procedure_code, field_code, channel, branch <> '',
                   'settled.' || timeliness FROM dossier WHERE settled_at IS NOT NULL AND NOT trial) anew
     GROUP BY 1, 2, 3, 4, 5, 6, 7
    UNION ALL
    SELECT (m.at AT TIME ZONE :zone)::date::text, side.agency, procedure_code, field_code, channel, branch <> '',
           'moved', sum(side.count)
      FROM dossier_move m JOIN dossier d ON d.id = m.dossier_id
           CROSS JOIN LATERAL (VALUES (m.from_agency, -1), (m.to_agency, 1)) AS side(agency, count)
     WHERE d.received_at <= m.at AND NOT d.trial
     GROUP BY 1, 2, 3, 4, 5, 6, 7
    """
)

_MONTHS = text(
    """
    SELECT to_char(month, 'YYYY-MM'), agency, procedure_code, field_code, channel, sub, metric,
           sum(counted)::bigint, sum(really)::bigint
      FROM (SELECT month, agency, procedure_code, field_code, channel, sub, metric, count AS counted, 0 AS really
              FROM fact_month
            UNION ALL
            SELECT date_trunc('month', day)::date, agency, procedure_code, field_code, channel, sub, metric, 0, count
              FROM fact_day) both_ways
     GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(counted) <> sum(really)
    """
)


def fold(session: Session) -> None:
    """Add the deltas to the day counts and drop them, in one statement: no reader ever sees one twice or not at all."""
    with session.begin():
        session.execute(text("SELECT pg_advisory_xact_lock(7264002)"))  # one folder at a time: no deadlock on days
        session.execute(_FOLD)


def recount(session: Session) -> dict[FactKey, tuple[int, int]]:
    """Where day counts differ from the dossiers, or months from their days: key -> (counted, really).

    Empty when all is well. Months have ``YYYY-MM`` for their day. Trial dossiers are counted nowhere.
    """
    with session.begin():
        counted = Counter({_key(row): int(row[7]) for row in session.execute(_COUNTED)})
        really: Counter[FactKey] = Counter()
        for row in session.execute(_ANEW, {"zone": zone().key}):
            really[_key(row)] += int(row[7])
        months = {_key(row): (int(row[7]), int(row[8])) for row in session.execute(_MONTHS)}
    keys = counted.keys() | really.keys()
    return months | {key: (counted[key], really[key]) for key in sorted(keys) if counted[key] != really[key]}


def _key(row: Sequence[Any]) -> FactKey:
    return (row[0], row[1], row[2], row[3], row[4], row[5], row[6])
