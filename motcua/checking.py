"""How ``motcua check`` checks: processes, the folder of verdicts, the organisation that is asked."""

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, NoReturn

import click

from designer_api.bulk import Bulk, cores
from motcua.settings import Settings
from process_models.check import Surroundings
from process_models.organisation import Organisation, read_organisation
from process_models.problems import PackageError, Problem
from process_models.verdicts import FolderVerdicts

OFF: Final = "off"
DATABASE: Final = "database"


def cache_folder(setting: str, environment: Mapping[str, str]) -> Path | None:
    """Where verdicts are kept: the folder of the setting, else the user's cache folder; None for off."""
    if setting.strip().lower() == OFF:
        return None
    if setting:
        return Path(setting).expanduser()
    base = environment.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "motcua" / "check"


def checking(
    settings: Settings, *, jobs: int | None, organisation: str | None, cache: bool, say: Callable[[str], None]
) -> Bulk:
    """The way to check; ends the command with a sentence when the organisation cannot be read."""
    folder = cache_folder(settings.check_cache, os.environ) if cache else None
    verdicts = None
    if folder is not None:
        verdicts = FolderVerdicts(folder)
        verdicts.prune()
    return Bulk(
        jobs=jobs or cores(),
        around=Surroundings(organisation=_organisation(settings, organisation)),
        verdicts=verdicts,
        say=say,
    )


def _organisation(settings: Settings, told: str | None) -> Organisation | None:
    if told is None:
        return None
    if told == DATABASE:
        return _of_database(settings)
    try:
        return read_organisation(Path(told))
    except PackageError as error:
        for found in error.problems:
            click.echo(f"motcua: {found}", err=True)
        sys.exit(2)


def _of_database(settings: Settings) -> Organisation:
    from motcua.running import joined_database
    from runtime.clock import SystemClock
    from runtime.database import make_engine, make_sessions
    from runtime.services.staffing import organisation_on
    from runtime.services.zone import day_of

    engine = make_engine(joined_database(settings))
    try:
        with make_sessions(engine)() as session:
            return organisation_on(session, day_of(SystemClock().now()))
    finally:
        engine.dispose()


@click.command()
@click.argument("package", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--write", is_flag=True, help="Put them into the scenarios folder of the package.")
@click.option("--json", "as_json", is_flag=True, help="Print them as one JSON object by name.")
def scenarios(package: Path, write: bool, as_json: bool) -> None:
    """Make scenarios from the proof of a package: together they reach everything that is possible."""
    from process_models.check import examine
    from process_models.generate import generated_that_hold, scenario_file
    from process_models.package import read_package

    try:
        read = read_package(package)
    except PackageError as error:
        _end(error.problems)
    report = examine(read, scenarios=False)
    if report.proof is None or not report.ok:
        _end(report.problems)
    made = generated_that_hold(read, report.proof)
    if write:
        (package / "scenarios").mkdir(exist_ok=True)
        for name, scenario in made.items():
            (package / "scenarios" / f"{name}.json").write_bytes(scenario_file(scenario))
    if as_json:
        click.echo(json.dumps(made, ensure_ascii=False))
    else:
        for name, scenario in made.items():
            click.echo(f"{name}: {scenario['names']['en']} ({len(scenario['steps'])} steps)")


def _end(problems: Sequence[Problem]) -> NoReturn:
    for found in problems:
        click.echo(f"motcua: {found}", err=True)
    sys.exit(1)
