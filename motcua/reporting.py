"""``motcua report`` and ``motcua doctor``: reading an installation beside its running processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from motcua.running import joined_database
from motcua.settings import Settings
from runtime.clock import SystemClock
from runtime.database import make_engine, make_sessions
from runtime.reports import settlement
from runtime.services import zone
from runtime.services.attachments import FileStore
from runtime.services.doctor import doctor


@contextmanager
def _session(settings: Settings) -> Iterator[Session]:
    zone.set_zone(settings.zone)
    engine = make_engine(joined_database(settings))
    try:
        with make_sessions(engine)() as session:
            yield session
    finally:
        engine.dispose()


def settlement_report(settings: Settings, first: str, last: str, agency: str | None) -> dict[str, Any]:
    """The settlement report of a period as JSON. Raises ValueError for days that are not days."""
    days = date.fromisoformat(first), date.fromisoformat(last)
    if days[1] < days[0]:
        raise ValueError("the last day lies before the first")
    with _session(settings) as session:
        found = settlement(session, SystemClock(), *days, agency)
    rows = [{"field": code, "names": found.field_names[code], **row.to_json()} for code, row in found.fields.items()]
    return {"from": first, "to": last, "agency": agency, "total": found.total.to_json(), "rows": rows}


def settlement_text(report: dict[str, Any]) -> str:
    """The report as a table: one line for each field, then the total."""
    head = (
        f"{'field':<28}{'received':>9}{'online':>8}{'direct':>8}{'carried':>8}"
        f"{'settled':>9}{'early':>7}{'on time':>8}{'late':>6}{'open':>7}{'within':>8}{'overdue':>8}"
    )
    lines = [_line(row["names"].get("en", row["field"]), row) for row in report["rows"]]
    return "\n".join([f"{report['from']} – {report['to']}", head, *lines, _line("total", report["total"])])


def _line(name: str, row: dict[str, dict[str, int]]) -> str:
    received, settled, progress = row["received"], row["settled"], row["in_progress"]
    return (
        f"{name[:27]:<28}{received['total']:>9}{received['online']:>8}{received['direct']:>8}{received['carried']:>8}"
        f"{settled['total']:>9}{settled['early']:>7}{settled['on_time']:>8}{settled['late']:>6}"
        f"{progress['total']:>7}{progress['within']:>8}{progress['overdue']:>8}"
    )


def findings(settings: Settings) -> list[dict[str, str]]:
    """What the doctor found, as ``code``, ``where`` and ``message``."""
    with _session(settings) as session:
        found = doctor(session, FileStore(settings.files))
    return [{"code": each.code, "where": str(each.where), "message": each.message} for each in found]
