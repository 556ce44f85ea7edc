"""The commands ``import-steps`` and ``export-steps``: options here, the work in :mod:`motcua.importing`."""

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

_DAYS = click.Choice(["working_day", "calendar_day"])


@click.command("import-steps")
@click.argument("tables", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder for the packages.")
@click.option(
    "--problems", type=click.Choice(["text", "json", "none"]), default="text", help="How problems are printed."
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
@click.option("--lang", type=click.Choice(["en", "vi"]), default="en", help="Language of the sentences.")
@click.option("--day", type=_DAYS, help="What a bare “ngày” is in the times of steps.")
@click.option("--settlement-day", type=_DAYS, help="What a bare “ngày” is in settlement times.")
@click.option("--version", default="1.0.0", show_default=True, help="Version of the packages.")
@click.option("--from", "in_force", type=click.DateTime(["%Y-%m-%d"]), help="Day from which they are in force.")
@click.option("--pattern", type=click.Choice(["table", "intake-only"]), default="table", help="How the rows are used.")
@click.option("--no-rework", is_flag=True, help="Reviews and signatures send nothing back unless the table says so.")
@click.option("--replace", is_flag=True, help="Replace packages in the folder that differ from what the table gives.")
@click.option("--strict", is_flag=True, help="Exit code 1 also when something is flagged for review.")
def import_steps(  # noqa: PLR0913, PLR0917 - one for each option
    tables: Sequence[Path],
    out: Path,
    problems: str,
    as_json: bool,
    lang: str,
    day: str | None,
    settlement_day: str | None,
    version: str,
    in_force: datetime | None,
    pattern: str,
    no_rework: bool,
    replace: bool,
    strict: bool,
) -> None:
    """Make packages of the procedures in step tables (XLSX, XLS, ODS, CSV, DOCX)."""
    from motcua import importing

    asked = importing.Asked(
        out=out,
        lang=lang,
        day=day,
        settlement_day=settlement_day,
        version=version,
        in_force=in_force.date() if in_force else None,
        pattern=pattern,
        rework=not no_rework,
        replace=replace,
    )
    outcome = importing.import_files(tables, asked)
    if as_json:
        click.echo(json.dumps(outcome, ensure_ascii=False, indent=1))
    else:
        importing.print_outcome(outcome, problems)
    sys.exit(importing.exit_code(outcome, strict=strict))


@click.command("export-steps")
@click.argument("package", type=click.Path(path_type=Path))
@click.option("--format", "kind", type=click.Choice(["xlsx", "docx", "html"]), help="Default: the ending of --out.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
@click.option(
    "--changes", type=click.Path(path_type=Path, exists=True), help="JSON list of earlier versions (docs/cli.md)."
)
def export_steps(package: Path, kind: str | None, out: Path, changes: Path | None) -> None:
    """Write the step table and the ISO document of a package."""
    from motcua import importing
    from motcua.cli import fail, say

    try:
        importing.export_file(package, kind or out.suffix.lstrip(".").lower(), out, changes)
    except importing.OnboardingError as error:
        fail(str(error))
    say(f"{out} written")
