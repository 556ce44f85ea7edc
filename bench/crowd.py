"""A crowd of dossiers, the same for the same seed: a few real ones are copied row by row with COPY.

What is copied was made by the services; only what tells dossiers apart is invented: agency, applicant, number, when.
Every open dossier keeps its whole history, of the settled ones every tenth does.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Engine, text

from runtime.models import Base
from runtime.services.search import indexed
from runtime.services.transactions import new_id

SEED: Final = 20_261_121
HOME: Final = "H36.50"
AGENCIES: Final = {HOME: 40, "H36.51": 15, "H36.52": 15, "H36.60": 15, "H36.61": 15}
"""Where the copies lie: agency -> weight."""
HISTORY: Final = ("event", "log", "log_body", "task_history")
STATE: Final = ("dossier", "part", "deadline", "contact", "task")
_FAMILIES: Final = (
    *("Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Lê", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan"),
    *("Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Niê"),
)
_MIDDLES: Final = (
    *("Văn", "Văn", "Thị", "Thị", "Thị", "Hữu", "Đức", "Minh", "Ngọc", "Thanh"),
    *("Quốc", "Kim", "Xuân", "Hoài", "Thu", "Anh"),
)
_GIVENS: Final = (
    *("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hải", "Hạnh", "Hoa", "Hùng", "Hương", "Khánh"),
    *("Lan", "Linh", "Long", "Mai", "Nam", "Nga", "Oanh", "Phúc", "Quân", "Sơn", "Thảo", "Yến"),
)
_YEAR = timedelta(days=360)


@dataclass(frozen=True, slots=True)
class Model:
    """A dossier to copy: its rows by table, every value as text (None: NULL)."""

    id: str
    code: str
    open: bool
    rows: Mapping[str, Sequence[Mapping[str, str | None]]]


def columns(table: str) -> list[str]:
    """The columns that are written: not those that the database computes."""
    return [column.name for column in Base.metadata.tables[table].columns if column.computed is None]


def model(engine: Engine, dossier: UUID) -> Model:
    """The rows of a dossier without sub-dossiers."""
    rows: dict[str, list[Mapping[str, str | None]]] = {}
    with engine.connect() as connection:
        for table in (*STATE, *HISTORY):
            key = "id" if table == "dossier" else "dossier_id"
            chosen = ", ".join(f'"{name}"::text AS "{name}"' for name in columns(table))
            query = text(f'SELECT {chosen} FROM "{table}" WHERE "{key}" = :dossier')
            rows[table] = [dict(row) for row in connection.execute(query, {"dossier": dossier}).mappings()]
    home = rows["dossier"][0]
    return Model(str(dossier), str(home["code"]), home["settled_at"] is None, rows)


def crowd(engine: Engine, models: Sequence[Model], dossiers: int, tasks: int, now: datetime) -> list[UUID]:
    """Write so many dossiers, ``tasks`` of them open with a task; gives the ids of open ones at home."""
    chance = random.Random(SEED)
    copies = list(_copies(chance, models, dossiers, tasks, now))
    connection = engine.raw_connection()
    try:
        cursor: Any = connection.cursor()
        for table in (*STATE, *HISTORY):
            names = columns(table)
            quoted = ", ".join(f'"{name}"' for name in names)
            with cursor.copy(f'COPY "{table}" ({quoted}) FROM STDIN') as copy:
                for one in copies:
                    for row in one.rows(table):
                        copy.write_row([row[name] for name in names])
        connection.commit()
    finally:
        connection.close()
    _count(engine)
    return [UUID(one.id) for one in copies if one.model.open and one.agency == HOME]


@dataclass(frozen=True, slots=True)
class Copy:
    """One dossier of the crowd."""

    model: Model
    id: str
    code: str
    agency: str
    name: str
    phone: str
    identity: str
    shift: timedelta
    due: datetime
    whole: bool

    def rows(self, table: str) -> Iterator[dict[str, str | None]]:
        """The rows of a table: those of the model under other names, at another time."""
        if table in HISTORY and not self.whole:
            return
        for row in self.model.rows[table]:
            made = {name: self._renamed(value) for name, value in row.items()}
            if table in ("task", "task_history"):
                made["id"] = str(new_id())
            if table == "dossier":
                made |= self._told(made)
            if table in ("dossier", "deadline", "task"):
                made |= self._later(made, table)
            yield made

    def _renamed(self, value: str | None) -> str | None:
        if value is None:
            return None
        found = value.replace(self.model.id, self.id).replace(self.model.code, self.code)
        return found if self.agency == HOME else found.replace(f'"{HOME}"', f'"{self.agency}"')

    def _told(self, row: Mapping[str, str | None]) -> dict[str, str | None]:
        words = indexed(self.code, self.name, self.phone, str(row["procedure_code"]), "Chứng thực bản sao từ bản chính")
        home = {"received_by": self.agency, "competent": self.agency, "agencies": f'{{"{self.agency}"}}'}
        return {**home, "applicant": self.name, "identity": self.identity, "search": words}

    def _later(self, row: Mapping[str, str | None], table: str) -> dict[str, str | None]:
        instants = [name for name in ("submitted_at", "received_at", "settled_at", "returned_at") if row.get(name)]
        moved: dict[str, str | None] = {
            name: (datetime.fromisoformat(str(row[name])) + self.shift).isoformat() for name in instants
        }
        if row.get("due_at"):
            moved["due_at"] = self.due.isoformat()
        if table == "task":
            moved |= {"agency": self.agency, "order_at": self.due.isoformat()}
        return moved


def _copies(chance: random.Random, models: Sequence[Model], dossiers: int, tasks: int, now: datetime) -> Iterator[Copy]:
    running = [one for one in models if one.open]
    settled = [one for one in models if not one.open]
    for number in range(dossiers):
        is_open = number < tasks
        chosen = chance.choice(running if is_open else settled)
        agency = chance.choices(list(AGENCIES), list(AGENCIES.values()))[0]
        age = timedelta(days=chance.random() * 20) if is_open else _YEAR * chance.random()
        ahead = timedelta(days=chance.random() * 20 - 5) if is_open else timedelta(days=1) - age
        day = now - age
        yield Copy(
            model=chosen,
            id=str(new_id()),
            code=f"{agency}-{day:%y%m%d}-{number:06}",
            agency=agency,
            name=" ".join((chance.choice(_FAMILIES), chance.choice(_MIDDLES), chance.choice(_GIVENS))),
            phone=f"09{chance.randrange(10**8):08}",
            identity=f"0{chance.randrange(10**11):011}",
            shift=-age,
            due=now + ahead,
            whole=is_open or number % 10 == 0,
        )


def _count(engine: Engine) -> None:
    """Counts of days and months as they would have been folded; then what the planner knows."""
    with engine.begin() as connection:
        connection.execute(text(_DAYS))
        connection.execute(text(_MONTHS))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


_DAYS = """
INSERT INTO fact_day (day, agency, procedure_code, field_code, channel, sub, metric, count)
SELECT day, agency, procedure_code, field_code, channel, sub, metric, count(*)
  FROM (SELECT (received_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day, received_by AS agency, procedure_code,
               field_code, channel, false AS sub, m.metric
          FROM dossier, (VALUES ('received'), ('taken')) AS m(metric) WHERE received_at IS NOT NULL
        UNION ALL
        SELECT (settled_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, competent, procedure_code, field_code, channel,
               false, 'settled.' || timeliness FROM dossier WHERE settled_at IS NOT NULL) told
 GROUP BY 1, 2, 3, 4, 5, 6, 7
ON CONFLICT (day, agency, procedure_code, field_code, channel, sub, metric) DO UPDATE SET count = EXCLUDED.count
"""
_MONTHS = """
INSERT INTO fact_month (month, agency, procedure_code, field_code, channel, sub, metric, count)
SELECT date_trunc('month', day)::date, agency, procedure_code, field_code, channel, sub, metric, sum(count)
  FROM fact_day GROUP BY 1, 2, 3, 4, 5, 6, 7
ON CONFLICT (month, agency, procedure_code, field_code, channel, sub, metric) DO UPDATE SET count = EXCLUDED.count
"""
