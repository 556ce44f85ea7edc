"""What goes over the wire to the server: round trips counted by libpq itself, and statements kept for replaying."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import Engine, create_engine, event

from runtime.database import driver_url, engine_options

WRITES = ("INSERT", "UPDATE", "DELETE", "WITH")
"""How the statements that write begin; the runtime reads with SELECT only."""


@dataclass(slots=True)
class RoundTrips:
    """How often the client waited for the server: ``ReadyForQuery`` messages in libpq's trace."""

    count: int = 0


@contextmanager
def round_trips(engine: Engine) -> Iterator[RoundTrips]:
    """Counts the round trips of the block; the engine must have one pooled connection and no other user."""
    told = RoundTrips()
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
    with tempfile.TemporaryFile() as file:
        driver.pgconn.trace(file.fileno())
        try:
            yield told
        finally:
            driver.pgconn.untrace()
            file.seek(0)
            told.count = sum(b"ReadyForQuery" in line for line in file)


def single_connection(url: str) -> Engine:
    """An engine with the runtime's options and one connection, so that everything goes the same way."""
    return create_engine(driver_url(url), **{**engine_options(), "pool_size": 1, "max_overflow": 0})


@dataclass(slots=True)
class Recorded:
    """Transactions in order, each with the statements it wrote with, as the driver was given them."""

    transactions: list[list[tuple[str, Any]]] = field(default_factory=list)
    _open: list[tuple[str, Any]] = field(default_factory=list)

    def statement(self, text: str, parameters: Any) -> None:
        """A statement was sent; one that only reads is not kept."""
        if text.lstrip().upper().startswith(WRITES):
            self._open.append((text, parameters))

    def commit(self) -> None:
        """A transaction ended well."""
        self.transactions.append(self._open)
        self._open = []


def recording(engine: Engine) -> Recorded:
    """Keeps every write of an engine's connections from now on, with the boundaries of its transactions."""
    kept = Recorded()

    def executed(_c: Any, _cursor: Any, text: str, parameters: Any, _context: Any, _many: Any) -> None:
        kept.statement(text, parameters)

    event.listen(engine, "before_cursor_execute", executed)
    event.listen(engine, "commit", lambda _connection: kept.commit())
    return kept


def replay(url: str, kept: Recorded) -> None:
    """Send the kept writes again, each transaction as it was, and wait for every commit."""
    with psycopg.connect(url.replace("postgresql+psycopg", "postgresql")) as connection:
        for statements in kept.transactions:
            for text, parameters in statements:
                connection.execute(text, parameters)
            connection.commit()
