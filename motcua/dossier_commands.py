"""The commands ``migrate-dossiers`` and ``replay``: options here, the work in :mod:`motcua.migrating`."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import click

_JSON = click.option("--json", "as_json", is_flag=True, help="Print the order as JSON.")
_DOSSIERS = click.option("--dossiers", is_flag=True, help="Also tell every dossier with its reason.")
_WAIT = click.option("--wait", "here", is_flag=True, help="Do it in this process, to the end.")
_ORDER = click.argument("order", type=click.UUID)


@click.group("migrate-dossiers")
def migrate_dossiers() -> None:
    """Move running dossiers to another version of their procedure, by a plan."""


@migrate_dossiers.command()
@click.argument("code")
@click.argument("old")
@click.argument("new")
@click.option("--out", type=click.Path(path_type=Path), help="Write the plan to this file.")
def plan(code: str, old: str, new: str, out: Path | None) -> None:
    """Draft a plan from two published versions (name or hash), with what is doubtful in it."""
    from motcua import migrating
    from motcua.cli import say, settings

    with migrating.session_of(settings()) as session:
        made = migrating.drafted(session, code, old, new)
    text = json.dumps(made, ensure_ascii=False, indent=2)
    if out is None:
        click.echo(text)
    else:
        out.write_text(text + "\n", "utf-8")
    for doubt in made.get("doubts", ()):
        say(f"{doubt['severity']} {doubt['pointer']}: {doubt['message']['en']}")


@migrate_dossiers.command()
@click.argument("plan_file", metavar="PLAN", type=click.Path(path_type=Path))
@click.option("--reason", required=True, help="Why the dossiers move; it stands in their logs.")
@_JSON
@_DOSSIERS
def check(plan_file: Path, reason: str, *, as_json: bool, dossiers: bool) -> None:
    """Dry run of a plan over every open dossier; exit code 1 when some cannot move. Gives the order's id."""
    from motcua import migrating
    from motcua.cli import say, settings

    value = migrating.plan_json(plan_file)
    with migrating.session_of(settings()) as session:
        order = migrating.order_check(session, value, reason, say)
        view = migrating.shown(session, order, as_json=as_json, dossiers=dossiers)
    migrating.leave(view, "refused")


@migrate_dossiers.command()
@_ORDER
@_WAIT
@_JSON
def start(order: UUID, *, here: bool, as_json: bool) -> None:
    """Carry a checked order out; the worker does it in batches."""
    from motcua import migrating
    from motcua.cli import say, settings

    with migrating.session_of(settings()) as session:
        migrating.begin(session, order)
        if here:
            migrating.wait(session, order, say)
        view = migrating.shown(session, order, as_json=as_json, dossiers=False)
    migrating.leave(view, "refused")


@migrate_dossiers.command()
@click.argument("order", type=click.UUID, required=False)
@_JSON
@_DOSSIERS
def status(order: UUID | None, *, as_json: bool, dossiers: bool) -> None:
    """Tell how far an order is; without one, list them all."""
    from motcua import migrating
    from motcua.cli import settings

    with migrating.session_of(settings()) as session:
        if order is None:
            migrating.show_all(session, as_json=as_json)
        else:
            migrating.shown(session, order, as_json=as_json, dossiers=dossiers)


@migrate_dossiers.command()
@_ORDER
def cancel(order: UUID) -> None:
    """Stop an order; what has moved stays moved, and it can be started again."""
    from motcua import migrating
    from motcua.cli import settings

    with migrating.session_of(settings()) as session:
        migrating.stop(session, order)
        migrating.shown(session, order, as_json=False, dossiers=False)


@migrate_dossiers.command()
@_ORDER
@click.option("--dossier", "codes", multiple=True, help="Only this dossier; several times for several.")
@_WAIT
@_JSON
def undo(order: UUID, codes: Sequence[str], *, here: bool, as_json: bool) -> None:
    """Take moves back where nothing has happened since; exit code 1 when some have gone on."""
    from motcua import migrating
    from motcua.cli import say, settings

    with migrating.session_of(settings()) as session:
        migrating.take_back(session, order, codes)
        if here:
            migrating.wait(session, order, say)
        view = migrating.shown(session, order, as_json=as_json, dossiers=False)
    migrating.leave(view, "kept")


@click.command()
@click.argument("code")
@click.option("--against", required=True, help="The other version: a folder, a zip, a version's name or hash.")
@click.option("--from", "first", help="Only dossiers that ended on this day or later, YYYY-MM-DD.")
@click.option("--to", "last", help="Only dossiers that ended on this day or earlier, YYYY-MM-DD.")
@click.option("--limit", default=200, show_default=True, help="How many dossiers at most.")
@click.option("--sample", is_flag=True, help="Spread over the whole period instead of the newest.")
@click.option("--assume", is_flag=True, help="Complete steps without an answer with nothing, where that is accepted.")
@click.option(
    "--plan", "plan_file", type=click.Path(path_type=Path), help="Where old elements are, as for a migration."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def replay(against: str, *, as_json: bool, **wanted: Any) -> None:
    """Run closed dossiers of the procedure CODE through another version; exit code 1 when one comes out otherwise."""
    from motcua import migrating
    from motcua.cli import say, settings

    same = migrating.replayed(settings(), wanted, against, say, as_json=as_json)
    sys.exit(0 if same else 1)
