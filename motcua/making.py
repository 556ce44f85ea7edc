"""``motcua new`` and ``motcua sample-catalogue``: packages begun from a pattern, and a whole made-up catalogue."""

import json
import os
import re
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import click

from process_models.files import Files
from process_models.making import PATTERNS, Options, make_package, pattern_table
from process_models.making.catalogue import catalogue
from process_models.making.workbook import workbook
from process_models.steps.messages import sentence
from process_models.steps.table import ProcedureTable

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}", re.ASCII)
_CHUNK = 20
SAMPLE = Options(source="sample catalogue", checked_on=date(2026, 1, 5))


def _fail(message: str) -> None:
    click.echo(f"motcua: {message}", err=True)
    sys.exit(2)


def write_files(folder: Path, files: Files) -> None:
    """Write a package's files below a folder; a name of its own first, so that nobody sees half of it."""
    beside = folder.parent / f".{folder.name}.{os.getpid()}"
    for path, content in files.items():
        target = beside / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    if folder.exists():
        _remove(folder)
    beside.rename(folder)


def _remove(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()


@click.command(name="new")
@click.argument("pattern", type=click.Choice(sorted(PATTERNS)))
@click.argument("code")
@click.option("--name", help="Vietnamese name of the procedure; the code when absent.")
@click.option("--field", default="", help="Field of administration, such as Hộ tịch.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder of packages; the current one.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else.")
def new(pattern: str, code: str, name: str | None, field: str, out: Path | None, as_json: bool) -> None:
    """Start a package from a pattern: a complete one that checks clean, to be made one's own."""
    if _CODE.fullmatch(code) is None:
        _fail(f"{code} is no code of a procedure; use letters, digits, dots, such as 1.001193 or 1.012766.H36")
    folder = (out or Path()) / code
    if folder.exists():
        _fail(f"{folder} exists already; choose another folder with --out, or remove it")
    made = make_package(pattern_table(pattern, code, name or code, field), Options(source=f"pattern {pattern}"))
    write_files(folder, made.files)
    told = {"path": str(folder), "code": code, "pattern": pattern, "files": len(made.files)}
    click.echo(
        json.dumps(told, ensure_ascii=False) if as_json else f"{folder}: {len(made.files)} files; motcua check {folder}"
    )


@click.command(name="sample-catalogue")
@click.option("--procedures", default=1710, show_default=True, type=click.IntRange(1, 20_000), help="How many to make.")
@click.option("--seed", default=1, show_default=True, help="The same seed makes the same catalogue.")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder of packages.")
@click.option("--table", type=click.Path(path_type=Path, dir_okay=False), help="Also write the step tables as XLSX.")
@click.option("--jobs", default=0, help="Processes; as many as there are processors when 0.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else.")
def sample_catalogue(procedures: int, seed: int, out: Path, table: Path | None, jobs: int, as_json: bool) -> None:
    """Make a realistic catalogue of a province: a package for each procedure, the same for the same seed."""
    tables = list(catalogue(procedures, seed))
    out.mkdir(parents=True, exist_ok=True)
    results = make_all(tables, out, jobs or os.cpu_count() or 1)
    if table is not None:
        table.parent.mkdir(parents=True, exist_ok=True)
        table.write_bytes(workbook(tables))
    flagged = [each for each in results if each["problems"]]
    if as_json:
        told = {"made": len(results), "flagged": len(flagged), "out": str(out), "packages": results}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(f"{out}: {len(results)} packages, {len(flagged)} flagged for review")
    sys.exit(0 if all(each["files"] for each in results) else 1)


def make_all(tables: Iterable[ProcedureTable], out: Path, jobs: int, options: Options = SAMPLE) -> list[dict[str, Any]]:
    """Make and write a package for each table; what became of each, in order."""
    make = partial(_make, out, options)
    if jobs == 1:
        return [make(table) for table in tables]
    with ProcessPoolExecutor(jobs) as pool:
        return list(pool.map(make, tables, chunksize=_CHUNK))


def _make(out: Path, options: Options, table: ProcedureTable) -> dict[str, Any]:
    made = make_package(table, options)
    if made.complete:
        write_files(out / made.code, made.files)
    return {
        "code": made.code,
        "files": len(made.files),
        "problems": [{"code": each.code, "message": sentence(each, "en")} for each in made.problems],
    }
