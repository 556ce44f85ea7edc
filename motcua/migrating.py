"""``motcua migrate-dossiers`` and ``motcua replay``: the same services as pages and API, for the command line."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

import click
from sqlalchemy.orm import Session

from motcua.running import joined_database
from motcua.settings import Settings
from process_models.package import Package, read_package
from process_models.problems import PackageError
from runtime.clock import SystemClock
from runtime.database import make_engine, make_sessions
from runtime.services import packages, regression, zone
from runtime.services.actors import system
from runtime.services.errors import InvalidError, NotFoundError, ServiceError
from runtime.services.migration import orders, working
from runtime.services.migration.orders import ItemView, OrderView
from runtime.services.regression import Wanted

ACTOR = system("command-line")


@contextmanager
def session_of(settings: Settings) -> Iterator[Session]:
    """A session on the installation's database; a refusal ends the command with its sentence."""
    zone.set_zone(settings.zone)
    engine = make_engine(joined_database(settings))
    try:
        with make_sessions(engine)() as session:
            yield session
    except ServiceError as error:
        click.echo(f"motcua: {error.text('en')}", err=True)
        sys.exit(2 if isinstance(error, InvalidError | NotFoundError) else 1)
    finally:
        engine.dispose()


def plan_json(path: Path) -> dict[str, Any]:
    """The JSON object of a plan's file. Ends the command when there is none."""
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        click.echo(f"motcua: the plan {path} cannot be read: {error}", err=True)
        sys.exit(2)
    if not isinstance(value, dict):
        click.echo(f"motcua: the plan {path} is no JSON object", err=True)
        sys.exit(2)
    return value


def drafted(session: Session, code: str, old: str, new: str) -> dict[str, Any]:
    """A plan between two versions, told by name or hash."""
    hashes = [orders.version_hash(session, code, told) for told in (old, new)]
    return orders.drafted(session, hashes[0], hashes[1], ACTOR)


def order_check(session: Session, plan: Mapping[str, Any], reason: str, progress: Callable[[str], None]) -> UUID:
    """An order whose dry run is done, in this process."""
    order = orders.create(session, SystemClock(), plan, reason, ACTOR)
    wait(session, order, progress)
    return order


def wait(session: Session, order: UUID, progress: Callable[[str], None]) -> None:
    """Deal with an order in this process, to its end; a worker may help."""

    def told() -> None:
        view = orders.found(session, order, ACTOR)
        progress(f"{view.state}: {view.total - view.left} of {view.total}")

    working.work_until_done(session, SystemClock(), order, told)


def begin(session: Session, order: UUID) -> None:
    """Start a checked order."""
    orders.start(session, SystemClock(), order, ACTOR)


def stop(session: Session, order: UUID) -> None:
    """Cancel an order."""
    orders.cancel(session, SystemClock(), order, ACTOR)


def take_back(session: Session, order: UUID, codes: Sequence[str]) -> None:
    """Undo an order for these dossiers, or for all."""
    orders.undo(session, SystemClock(), order, ACTOR, list(codes) or None)


def show_all(session: Session, *, as_json: bool) -> None:
    """Print every order."""
    views = orders.listed(session, ACTOR)
    if as_json:
        click.echo(json.dumps([order_json(view) for view in views], ensure_ascii=False))
    for view in () if as_json else views:
        click.echo(next(order_lines(view)))


def replayed(
    settings: Settings, wanted: Mapping[str, Any], against: str, progress: Callable[[str], None], *, as_json: bool
) -> bool:
    """Replay, print the report, and say whether every dossier came out the same."""
    told = Wanted(
        procedure=wanted["code"],
        first=day(wanted["first"], "--from"),
        last=day(wanted["last"], "--to"),
        limit=wanted["limit"],
        sample=wanted["sample"],
        assume=wanted["assume"],
        plan=None if wanted["plan_file"] is None else plan_json(wanted["plan_file"]),
    )

    def count(done: int, of: int) -> None:
        if done % 100 == 0 or done == of:
            progress(f"{done} of {of}")

    with session_of(settings) as session:
        package = against_of(session, against, told.procedure)
        report = regression.replay(session, package, told, ACTOR, count)
    if as_json:
        click.echo(json.dumps(report.to_json(), ensure_ascii=False))
    for line in () if as_json else regression.lines(report):
        click.echo(line)
    return all(one.verdict == "same" for one in report.dossiers)


def order_json(view: OrderView, items: Sequence[ItemView] | None = None) -> dict[str, Any]:
    """An order for machines."""
    told: dict[str, Any] = {
        "id": str(view.id),
        "procedure": view.procedure_code,
        "from": list(view.sources),
        "to": view.target,
        "state": view.state,
        "reason": view.reason,
        "total": view.total,
        "left": view.left,
        "counts": dict(view.counts),
        "reasons": dict(view.reasons),
    }
    return told if items is None else told | {"dossiers": [item.to_json() for item in items]}


def order_lines(view: OrderView) -> Iterator[str]:
    """An order for people."""
    old = ", ".join(view.versions.get(source, source[:12]) for source in view.sources)
    new = view.versions.get(view.target, view.target[:12])
    yield f"{view.id}  {view.procedure_code}  {old} → {new}  {view.state}  ({view.total - view.left} of {view.total})"
    for state, count in sorted(view.counts.items()):
        yield f"  {state:<10}{count:>8}"
    for why, count in view.reasons.items():
        yield f"  {count:>8}  {why}"


def against_of(session: Session, told: str, code: str) -> Package:
    """The package to replay against: a folder or zip, else a published version by name or hash."""
    path = Path(told)
    if path.exists():
        try:
            return read_package(path)
        except PackageError as error:
            click.echo(f"motcua: {'; '.join(str(one) for one in error.problems[:5])}", err=True)
            sys.exit(2)
    return packages.package(session, orders.version_hash(session, code, told))


def day(text: str | None, name: str) -> date | None:
    """A day of an option. Ends the command when it is none."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        click.echo(f"motcua: {name} is not a day such as 2026-03-01: {text}", err=True)
        sys.exit(2)


def shown(session: Session, order: UUID, *, as_json: bool, dossiers: bool) -> OrderView:
    """Print an order and give it."""
    view = orders.found(session, order, ACTOR)
    items = list(orders.every_item(session, order, ACTOR)) if dossiers else None
    if as_json:
        click.echo(json.dumps(order_json(view, items), ensure_ascii=False))
        return view
    for line in order_lines(view):
        click.echo(line)
    for item in items or ():
        click.echo(f"{item.code}  {item.state}  {item.text('en')}".rstrip())
    return view


def leave(view: OrderView, *bad: str) -> NoReturn:
    """End the command: 1 when a dossier is in one of these states."""
    sys.exit(1 if any(view.counts.get(state) for state in bad) else 0)
