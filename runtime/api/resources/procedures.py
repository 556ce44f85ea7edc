"""The public catalogue: procedures in force, their forms, and where one applies."""

from typing import Any

from process_models.procedure import Procedure
from runtime.api import surroundings
from runtime.api.encoding import form_files, procedure_line
from runtime.api.operations import Resource, Who
from runtime.api.schemas.procedures import (
    FormSchema,
    OfferListSchema,
    ProcedureListSchema,
    ProcedureQuery,
    ProcedureSchema,
)
from runtime.services import catalogue, packages
from runtime.services.errors import NotFoundError

resource = Resource("procedures", __name__, description="The catalogue of procedures in force.")


@resource.operation("GET /procedures", ProcedureListSchema, who=Who.ANYONE, query=ProcedureQuery)
def all_procedures(query: dict[str, Any]) -> dict[str, Any]:
    """The procedures in force, by field and code, or those that match a search."""
    found = catalogue.procedures(surroundings.session(), surroundings.clock(), query.get("text"))
    wanted = query.get("field")
    chosen = [one for one in found if wanted in (None, one.field_code)]
    return {"items": [procedure_line(packages.package(surroundings.session(), one.hash)) for one in chosen]}


@resource.operation("GET /procedures/<code>", ProcedureSchema, who=Who.ANYONE, fails=(404,))
def one_procedure(code: str) -> Procedure:
    """One procedure: papers, fees, time, law, how to apply."""
    return catalogue.procedure(surroundings.session(), surroundings.clock(), code).procedure


@resource.operation("GET /procedures/<code>/forms/<key>", FormSchema, who=Who.ANYONE, fails=(404,))
def one_form(code: str, key: str) -> dict[str, Any]:
    """A form of the version in force: what is valid and how it is asked. `application` in the procedure names one."""
    package = catalogue.procedure(surroundings.session(), surroundings.clock(), code)
    if key not in package.forms:
        raise NotFoundError("not-found")
    return form_files(package, key)


@resource.operation("GET /procedures/<code>/offers", OfferListSchema, who=Who.ANYONE, fails=(404,))
def procedure_offers(code: str) -> dict[str, Any]:
    """The agencies that accept applications, by name."""
    return {"items": catalogue.offers(surroundings.session(), code, surroundings.clock().now())}
