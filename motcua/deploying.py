"""``motcua deploy``: check everything first, publish what is sound, tell the rest; the same content changes nothing."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from designer_api.checking import targets
from motcua.running import joined_database
from motcua.settings import Settings
from process_models.problems import PackageError
from runtime.clock import SystemClock
from runtime.database import make_engine, make_sessions
from runtime.services import packages
from runtime.services.actors import system
from runtime.services.errors import ServiceError
from runtime.services.packages import PackageInvalidError


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
        deployed = packages.deploy(session, SystemClock(), target, system("deploy"))
    except (PackageError, PackageInvalidError) as error:
        told = "; ".join(str(problem) for problem in error.problems[:5])
        return {"ok": False, "state": "refused", "message": told}
    except ServiceError as error:
        return {"ok": False, "state": "refused", "message": error.text("en")}
    return {
        "ok": True,
        "state": deployed.state,
        "code": deployed.code,
        "version": deployed.version,
        "hash": deployed.hash,
    }
