"""Files of step tables to folders of packages, and back: what the commands of :mod:`motcua.onboarding` do."""

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from process_models.files import read_folder
from process_models.making.package import Made, make_package
from process_models.making.settings import Options
from process_models.package import read_package
from process_models.problems import PackageError
from process_models.steps.messages import place_text, sentence
from process_models.steps.reading import ReadOptions, read_table
from process_models.steps.table import TableProblem, Unit


class OnboardingError(Exception):
    """What was asked cannot be done; the text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options of ``import-steps``."""

    out: Path
    lang: str = "en"
    day: str | None = None
    settlement_day: str | None = None
    version: str = "1.0.0"
    in_force: date | None = None
    pattern: str = "table"
    rework: bool = True
    replace: bool = False


def import_files(tables: Sequence[Path], asked: Asked) -> dict[str, Any]:
    """Read, make and write; the outcome names every procedure and every problem."""
    reading = ReadOptions(step_day=_unit(asked.day), settlement_day=_unit(asked.settlement_day))
    asked.out.mkdir(parents=True, exist_ok=True)
    procedures: list[dict[str, Any]] = []
    problems: list[TableProblem] = []
    written: set[str] = set()
    for path in tables:
        read = read_table(path.name, path.read_bytes(), reading)
        problems += read.problems
        procedures += _refused(read.problems)
        for table in read.procedures:
            made = make_package(table, _options(asked, path.name))
            problems += made.problems
            found = [each for each in (*read.problems, *made.problems) if each.procedure in (table.code, made.code)]
            row = _written(made, asked, found, twice=made.code in written)
            written.add(made.code)
            procedures.append(row | {"name": table.name, "file": path.name, "steps": len(table.steps)})
    return _outcome(procedures, problems, asked.lang)


def _unit(day: str | None) -> Unit | None:
    return Unit(day) if day else None


def _options(asked: Asked, source: str) -> Options:
    given: dict[str, Any] = {"in_force_from": asked.in_force} if asked.in_force else {}
    return Options(version=asked.version, source=source, rework=asked.rework, pattern=asked.pattern, **given)


def _refused(problems: Iterable[TableProblem]) -> list[dict[str, Any]]:
    """Procedures (or files) that no table was read of."""
    return [
        {
            "code": "",
            "name": each.procedure,
            "file": each.place.file,
            "state": "refused",
            "path": "",
            "reason": each.code,
        }
        for each in problems
        if each.severity == "error"
    ]


def _written(made: Made, asked: Asked, problems: Sequence[TableProblem], *, twice: bool) -> dict[str, Any]:
    path = asked.out / made.code
    row = {"code": made.code, "path": path.as_posix()}
    if not made.complete or twice:
        reason = "code.twice" if twice else next((each.code for each in problems if each.severity == "error"), "")
        return row | {"state": "refused", "path": "", "reason": reason}
    flagged = any(each.severity == "review" for each in problems)
    before = _before(path)
    if before == dict(made.files):
        return row | {"state": "flagged" if flagged else "made", "changed": False}
    if before is not None and not asked.replace:
        return row | {"state": "refused", "path": "", "reason": "exists"}
    _write(path, made.files)
    return row | {"state": "flagged" if flagged else "made", "changed": True}


def _before(path: Path) -> Mapping[str, bytes] | None:
    """The files of a package that stands there; None where there is none."""
    if not path.exists():
        return None
    try:
        return dict(read_folder(path))
    except PackageError:
        return {}


def _write(path: Path, files: Mapping[str, bytes]) -> None:
    """All files or none: a folder beside it takes its place when it is complete."""
    fresh = Path(tempfile.mkdtemp(prefix=".import-", dir=path.parent))
    try:
        for name, data in files.items():
            target = fresh / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        fresh.chmod(0o755)
        if path.exists():
            old = Path(tempfile.mkdtemp(prefix=".before-", dir=path.parent))
            path.rename(old / "package")
            fresh.rename(path)
            shutil.rmtree(old)
        else:
            fresh.rename(path)
    finally:
        if fresh.exists():
            shutil.rmtree(fresh)


def _outcome(procedures: list[dict[str, Any]], problems: Sequence[TableProblem], lang: str) -> dict[str, Any]:
    states = Counter(each["state"] for each in procedures)
    return {
        "counts": {state: states[state] for state in ("made", "flagged", "refused")},
        "problem_counts": dict(sorted(Counter(each.code for each in problems).items())),
        "procedures": procedures,
        "problems": [problem_json(each, lang) for each in problems],
    }


def problem_json(problem: TableProblem, lang: str) -> dict[str, Any]:
    """A problem as data, with its sentence."""
    place = problem.place
    return {
        "code": problem.code,
        "severity": problem.severity,
        "procedure": problem.procedure,
        "file": place.file,
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
        "heading": place.heading,
        "place": place_text(place, lang),
        "message": sentence(problem, lang),
    }


def print_outcome(outcome: Mapping[str, Any], problems: str) -> None:
    """A line for each procedure and problem, then the summary."""
    for each in outcome["procedures"]:
        more = "" if each.get("changed", True) else " (unchanged)"
        reason = f": {_REASONS.get(each['reason'], each['reason'])}" if each.get("reason") else ""
        click.echo(f"{each['state']}{more} {each['code']} {each['name']}{reason}".replace("  ", " "))
    if problems == "json":
        click.echo(json.dumps(outcome["problems"], ensure_ascii=False, indent=1))
    elif problems == "text":
        for each in outcome["problems"]:
            about = f" [{each['procedure']}]" if each["procedure"] else ""
            click.echo(f"  {each['severity']} {each['code']} {each['place']}{about}: {each['message']}")
    counts = outcome["counts"]
    click.echo(f"{counts['made']} made, {counts['flagged']} made and flagged for review, {counts['refused']} refused")
    for code, number in outcome["problem_counts"].items():
        click.echo(f"  {number:6} {code}")


_REASONS = {"exists": "the folder holds a package that differs; give --replace to overwrite it"}


def exit_code(outcome: Mapping[str, Any], *, strict: bool) -> int:
    """0 all made, 1 something refused (or, strictly, flagged), 2 no procedure was found at all."""
    counts = outcome["counts"]
    if not counts["made"] and not counts["flagged"] and all(not each["code"] for each in outcome["procedures"]):
        return 2
    return 1 if counts["refused"] or (strict and counts["flagged"]) else 0


def export_file(package: Path, kind: str, out: Path, changes: Path | None) -> None:
    """Write a package's document. Raises OnboardingError."""
    from process_models.steps.exporting import FORMATS, Version, export_steps

    if kind not in FORMATS:
        raise OnboardingError(f"the format {kind or '(none)'} is not known; give --format xlsx, docx or html")
    try:
        read = read_package(package)
        earlier = tuple(Version(**each) for each in json.loads(changes.read_text("utf-8"))) if changes else ()
    except PackageError as error:
        raise OnboardingError(f"{package} cannot be read: {error}") from error
    except (ValueError, TypeError) as error:
        raise OnboardingError(
            f"{changes}: a JSON list of objects with version, day, text is wanted ({error})"
        ) from error
    out.write_bytes(export_steps(read, kind, earlier))
