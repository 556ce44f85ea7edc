"""``motcua deploy``: check everything first, publish what is sound, tell the rest; the same content changes nothing."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from designer_api.checking import targets
from motcua.running import joined_database
from motcua.settings import Settings
from process_models.check import check_package
from process_models.package import read_package
from process_models.problems import PackageError, has_errors
from runtime.clock import SystemClock
from runtime.database import make_engine, make_sessions
from runtime.services import packages
from runtime.services.actors import system
from runtime.services.errors import ServiceError


def deploy_paths(settings: Settings, paths: Sequence[Path]) -> list[dict[str, Any]]:
    """One ``{"path", "ok", "state", "code", "version", "hash" | "message"}`` for each package found."""
    engine = make_engine(joined_database(settings))
    try:
        sessions = make_sessions(engine)
        found = [target for path in paths for target in targets(Path(path))]
        results = []
        for target in found:
            with sessions() as session:
                results.append({"path": str(target), **_deploy(session, target)})
        return results
    finally:
        engine.dispose()


def _deploy(session: Any, target: Path) -> dict[str, Any]:
    try:
        package = read_package(target)
    except PackageError as error:
        return {"ok": False, "state": "refused", "message": str(error)}
    problems = check_package(package)
    if has_errors(problems):
        told = "; ".join(str(problem) for problem in problems[:5])
        return {"ok": False, "state": "refused", "code": package.procedure.code, "message": told}
    try:
        deployed = packages.deploy(session, SystemClock(), package, system("deploy"))
    except ServiceError as error:
        return {"ok": False, "state": "refused", "code": package.procedure.code, "message": error.text("en")}
    return {
        "ok": True,
        "state": deployed.state,
        "code": deployed.code,
        "version": deployed.version,
        "hash": deployed.hash,
    }
