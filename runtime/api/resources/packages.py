"""Publishing procedures as packages."""

from typing import Any

from flask import Response

from process_models.diff import compare
from runtime.api import surroundings
from runtime.api.bodies import raw_bytes
from runtime.api.operations import Resource
from runtime.api.schemas.packages import (
    ChangesSchema,
    DecisionListSchema,
    DeployedSchema,
    DeployQuery,
    PackageListSchema,
    RetirementBody,
)
from runtime.services import packages, versions
from runtime.services.packages import Deployed, Way

resource = Resource("packages", __name__, description="Publishing procedures.")
ZIP = "application/zip"
_BODY = {ZIP: {"schema": {"type": "string", "contentMediaType": ZIP}}}


@resource.operation("POST /packages", DeployedSchema, status=201, query=DeployQuery, content=_BODY, fails=(403, 409))
def publish_package(query: dict[str, Any]) -> Deployed:
    """Publish a package; the same content again changes nothing. A package with errors is refused with all of them."""
    actor, way = surroundings.officer(), Way(dry_run=query["dry_run"])
    return packages.deploy(surroundings.session(), surroundings.clock(), raw_bytes(ZIP), actor, way)


@resource.operation("GET /packages", PackageListSchema, fails=(403,))
def all_packages() -> dict[str, Any]:
    """Every version that was published, by code, the newest first."""
    return {"items": packages.listed(surroundings.session(), surroundings.officer(), surroundings.clock())}


@resource.operation("GET /packages/<package_hash>", answers=ZIP, fails=(403,))
def download_package(package_hash: str) -> Response:
    """The content of a version as a zip."""
    content = packages.content_of(surroundings.session(), package_hash, surroundings.officer())
    response = Response(content, mimetype=ZIP)
    response.headers.set("Content-Disposition", "attachment", filename=f"{package_hash[:16]}.zip")
    return response


@resource.operation("DELETE /packages/<package_hash>", status=204, fails=(403,))
def withdraw_package(package_hash: str) -> None:
    """Accept no new dossiers under a version; open ones go on."""
    versions.withdraw(surroundings.session(), surroundings.clock(), package_hash, surroundings.officer())


@resource.operation("POST /packages/<package_hash>/retirement", status=204, body=RetirementBody, fails=(403,))
def retire_package(body: dict[str, Any], package_hash: str) -> None:
    """Accept no new dossiers under a version from a day on; open ones go on."""
    session, clock, actor = surroundings.session(), surroundings.clock(), surroundings.officer()
    versions.retire(session, clock, package_hash, actor, body["reason"], since=body["since"])


@resource.operation("POST /packages/<package_hash>/restoration", status=204, body=RetirementBody, fails=(403,))
def restore_package(body: dict[str, Any], package_hash: str) -> None:
    """Put a former version in force again, from a day on."""
    session, clock, actor = surroundings.session(), surroundings.clock(), surroundings.officer()
    versions.restore(session, clock, package_hash, body["reason"], actor, since=body["since"])


@resource.operation("GET /packages/<package_hash>/decisions", DecisionListSchema, fails=(403,))
def package_decisions(package_hash: str) -> dict[str, Any]:
    """Who decided what about a version, the newest first."""
    session, actor = surroundings.session(), surroundings.officer()
    shown = packages.shown(session, package_hash, actor, surroundings.clock())
    return {"items": versions.history(session, shown.hash, actor)}


@resource.operation("GET /packages/<package_hash>/changes/<other>", ChangesSchema, fails=(403,))
def package_changes(package_hash: str, other: str) -> dict[str, Any]:
    """What changed from a version to another one, in words."""
    old, new = packages.pair(surroundings.session(), package_hash, other, surroundings.officer())
    return compare(old, new).to_json()
