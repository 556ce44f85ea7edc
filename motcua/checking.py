"""How ``motcua check`` checks: processes, the folder of verdicts, the organisation that is asked."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from designer_api.bulk import Bulk, cores
from motcua.settings import Settings
from process_models.check import Surroundings
from process_models.organisation import Organisation, read_organisation
from process_models.problems import PackageError
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
            print(f"motcua: {found}", file=sys.stderr)
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
