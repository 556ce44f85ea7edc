"""What commands about an installation share: options, a session, who acts, and how rows are printed."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, NoReturn

import click
from sqlalchemy.orm import Session

LANG = click.option("--lang", type=click.Choice(["en", "vi"]), default="en", help="Language of the sentences.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
SINCE = click.option("--from", "since", help="First day, YYYY-MM-DD; today when not given.")
REASON = click.option("--reason", required=True, help="Why; it is kept with the decision.")


@contextmanager
def open_session() -> Iterator[Session]:
    """A session on the installation of the settings."""
    from motcua.cli import settings
    from motcua.migrating import session_of

    with session_of(settings()) as session:
        yield session


def operator() -> Any:
    """Who acts from the command line."""
    from runtime.services.actors import system

    return system("command-line")


def system_clock() -> Any:
    """The wall clock."""
    from runtime.clock import SystemClock

    return SystemClock()


def fail(message: str, code: int = 2) -> NoReturn:
    """End the command with a sentence."""
    click.echo(f"motcua: {message}", err=True)
    sys.exit(code)


def day_of_option(text: str | None, name: str) -> date | None:
    """A day of an option; ends the command for what is none."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        fail(f"{name} is no day such as 2026-07-01: {text}")


def instant_of_option(text: str) -> datetime:
    """An instant of an option; ends the command for what is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        fail(f"--from is no ISO 8601 instant: {text}")
    if found.tzinfo is None:
        fail(f"--from needs an offset, such as {text}+07:00")
    return found


def object_of(text: str) -> dict[str, Any]:
    """A JSON object; ends the command for anything else."""
    try:
        value = json.loads(text)
    except ValueError as error:
        fail(f"this is not JSON: {error}")
    if not isinstance(value, dict):
        fail("a JSON object is expected")
    return dict(value)


def print_rows(rows: list[dict[str, Any]], line: Callable[[dict[str, Any]], str], *, as_json: bool) -> None:
    """Rows as JSON or a line each."""
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, default=str))
    else:
        for row in rows:
            click.echo(line(row))


def rows_of(values: list[Any]) -> list[dict[str, Any]]:
    """Values as rows."""
    return [{name: getattr(one, name) for name in one.__slots__} for one in values]
