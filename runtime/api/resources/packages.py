"""Publishing procedures as packages."""

from typing import Any

from flask import Response

from runtime.api import surroundings
from runtime.api.bodies import raw_bytes
from runtime.api.operations import Resource
from runtime.api.schemas.packages import DeployedSchema, PackageListSchema
from runtime.services import packages, versions
from runtime.services.packages import Deployed

resource = Resource("packages", __name__, description="Publishing procedures.")
ZIP = "application/zip"
_BODY = {ZIP: {"schema": {"type": "string", "contentMediaType": ZIP}}}


@resource.operation("POST /packages", DeployedSchema, status=201, content=_BODY, fails=(403,))
def publish_package() -> Deployed:
    """Publish a package; the same content again changes nothing. A package with errors is refused with all of them."""
    actor = surroundings.officer()
    return packages.deploy(surroundings.session(), surroundings.clock(), raw_bytes(ZIP), actor)


@resource.operation("GET /packages", PackageListSchema, fails=(403,))
def all_packages() -> dict[str, Any]:
    """Every version that was published, by code, the newest first."""
    return {"items": packages.listed(surroundings.session(), surroundings.officer())}


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
