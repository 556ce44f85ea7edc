"""Commands that import the organisation from tables and carry out reorganisations: options here, work in services."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from motcua.options import JSON, LANG, REASON, fail, open_session, operator, system_clock

TEMPLATE = click.option(
    "--template", "template_file", type=click.Path(path_type=Path, dir_okay=False), help="Write a template and end."
)
DRY = click.option("--dry-run", is_flag=True, help="Do everything but keep it.")
FILE = click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
Printed = Mapping[str, Any]


def _write_template(columns: Sequence[Any], out: Path, lang: str) -> None:
    from runtime.services.importing import template

    content = template(columns, lang, as_csv=out.suffix.lower() == ".csv")
    try:
        out.write_bytes(content)
    except OSError as error:
        fail(f"{out} cannot be written: {error.strerror}")
    click.echo(f"{out}: fill it in below the headings", err=True)


def _told(done: Any, lang: str) -> Printed:
    return {
        "kind": done.kind,
        "ok": not done.problems,
        "kept": done.kept,
        "rows": done.rows,
        "created": done.created,
        "changed": done.changed,
        "unchanged": done.unchanged,
        "problems": [
            {"code": one.code, "row": one.row, "column": one.column, "message": one.text(lang)} for one in done.problems
        ],
        "passwords": dict(done.passwords),
        "effects": dict(done.effects),
    }


def _end(file: Path, told: Printed, *, as_json: bool) -> None:
    """Print what an import did; exit code 1 with problems."""
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for one in told["problems"]:
            where = " ".join([f"row {one['row']}" if one["row"] else "", f"“{one['column']}”" if one["column"] else ""])
            click.echo(f"{file}: {where.strip() or 'file'}: {one['message']} [{one['code']}]")
        state = "kept" if told["kept"] else "nothing was kept"
        counts = f"{told['created']} new, {told['changed']} changed, {told['unchanged']} unchanged"
        click.echo(f"{file}: {told['rows']} rows: {counts}; {len(told['problems'])} problem(s); {state}")
        for what, count in told["effects"].items():
            click.echo(f"  {what}: {count}")
        for login, password in told["passwords"].items():
            click.echo(f"  first password of {login}: {password}")
    sys.exit(0 if told["ok"] else 1)


def _importer(name: str, kind: str, text: str) -> click.Command:
    @click.command(name, help=text)
    @FILE
    @TEMPLATE
    @DRY
    @LANG
    @JSON
    def run(file: Path | None, template_file: Path | None, lang: str, *, dry_run: bool, as_json: bool) -> None:
        from runtime.services.importing import KINDS, load

        if template_file is not None:
            _write_template(KINDS[kind].columns, template_file, lang)
            return
        if file is None:
            fail("name the FILE to import, or --template OUT for one to fill in")
        with open_session() as session:
            done = load(session, system_clock(), kind, file.read_bytes(), operator(), dry_run=dry_run, file=file.name)
        _end(file, _told(done, lang), as_json=as_json)

    return run


@click.command("import-calendar")
@FILE
@click.option("--calendar", help="Key of the calendar.")
@click.option("--parent", help="For a new calendar: the one it is based on.")
@click.option("--reason", help="Why; it is in the log of every dossier whose due time moves.")
@TEMPLATE
@DRY
@LANG
@JSON
def import_calendar(
    file: Path | None,
    calendar: str | None,
    parent: str | None,
    reason: str | None,
    template_file: Path | None,
    lang: str,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Announce days off and working days from CSV, XLSX or iCalendar; open due times are reckoned anew."""
    from runtime.services.importing import load_days
    from runtime.services.importing.announcing import COLUMNS

    if template_file is not None:
        _write_template(COLUMNS, template_file, lang)
        return
    if file is None or not calendar or not reason:
        fail("name the FILE with --calendar and --reason, or --template OUT for one to fill in")
    with open_session() as session:
        done = load_days(
            session, system_clock(), calendar, file.read_bytes(), reason, operator(), parent=parent, dry_run=dry_run
        )
    _end(file, _told(done, lang), as_json=as_json)


@click.group("successors")
def successor_group() -> None:
    """Dossiers of agencies that were split: which successor takes each."""


@successor_group.command("list")
@JSON
def list_undecided(*, as_json: bool) -> None:
    """What no rule decides."""
    from runtime.services import reorganisation

    with open_session() as session:
        found = reorganisation.undecided(session, system_clock(), operator())
    rows = [{name: getattr(one, name) for name in type(one).__slots__} for one in found]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, default=str))
        return
    for row in rows:
        codes = ", ".join(code for code, _names in row["successors"])
        click.echo(f"{row['dossier_id']} {row['code']} {row['procedure_code']} at {row['agency']}: {codes}")


@successor_group.command("decide")
@click.argument("dossier", type=click.UUID)
@click.argument("agency")
@click.argument("successor")
@REASON
def decide_successor(dossier: UUID, agency: str, successor: str, reason: str) -> None:
    """Send a dossier from an agency that was split to one of its successors."""
    from runtime.services import reorganisation

    with open_session() as session:
        reorganisation.decide(session, system_clock(), [(dossier, agency, successor)], reason, operator())
    click.echo(f"{dossier}: {successor}", err=True)


@successor_group.command("follow")
@JSON
def follow_now(*, as_json: bool) -> None:
    """Let open dossiers follow agencies that ended now, instead of within the worker's next minute."""
    from runtime.services import reorganisation

    with open_session() as session:
        done = reorganisation.follow(session, system_clock(), operator())
    told = {"dossiers": done.dossiers, "tasks": done.tasks, "renamed": done.renamed}
    click.echo(json.dumps(told) if as_json else f"{done.dossiers} dossiers, {done.tasks} tasks, {done.renamed} names")


_IMPORTS: Mapping[str, tuple[str, str]] = {
    "import-agencies": ("agencies", "Import agencies and what they serve from CSV or XLSX; known by code."),
    "import-people": ("people", "Import people and their positions from CSV or XLSX; known by account."),
    "import-lists": ("lists", "Import reference lists and territories with their days; known by list and code."),
    "import-offers": ("offers", "Import which agency offers which procedure, at which stage."),
    "reorganise": ("reorganisation", "Merge, split, rename and found agencies from a table, with days."),
}
COMMANDS: tuple[click.Command, ...] = (
    *(_importer(name, kind, text) for name, (kind, text) in _IMPORTS.items()),
    import_calendar,
    successor_group,
)
