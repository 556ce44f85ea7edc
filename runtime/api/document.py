"""The API as a whole: its description, its components, and the OpenAPI document that follows from the routes."""

import http
import json
from typing import Any

import flask_smorest
from flask import Flask, Response
from flask_smorest.utils import prepare_response

from runtime.api.operations import problem_statuses
from runtime.api.problems import MEDIA_TYPE
from runtime.api.schemas.problems import ProblemSchema
from runtime.api.surroundings import SECRET_HEADER

PREFIX = "/api/v1"
VERSION = "1.0.0"
DESCRIPTION = (
    "Everything the pages of Motcua do, for programs. Officers and systems send `Authorization: Bearer <token>` "
    "(POST /sessions); applicants send the secret of their dossier in `Dossier-Secret`. Cookies are not accepted. "
    "Errors are problem documents (RFC 9457), in Vietnamese or English by `Accept-Language`."
)
_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "The token of POST /sessions."},
    "dossierSecret": {
        "type": "apiKey",
        "in": "header",
        "name": SECRET_HEADER,
        "description": "The secret told when the dossier was submitted.",
    },
}


class Document(flask_smorest.Api):  # type: ignore[misc]
    """flask-smorest with problem documents instead of its own errors."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def text(self) -> str:
        """The document as it is served and committed: keys in order, one final newline."""
        return json.dumps(self.spec.to_dict(), ensure_ascii=False, indent=1, sort_keys=True, default=_number) + "\n"

    def _openapi_json(self) -> Response:
        return Response(self.text(), mimetype="application/json")

    def _register_error_handlers(self) -> None:
        """None: :func:`runtime.api.register_api` has one table for all of them."""

    def _register_responses(self) -> None:
        for status in problem_statuses():
            response: dict[str, Any] = {"description": http.HTTPStatus(status).phrase, "schema": ProblemSchema}
            prepare_response(response, self.spec, MEDIA_TYPE)
            self.spec.components.response(f"Problem{status}", response, lazy=True)


def _number(value: Any) -> int | float:
    """A bound that the schema library keeps as Decimal."""
    return int(value) if value == int(value) else float(value)


def describe(app: Flask) -> Document:
    """An empty document bound to an application, with its security schemes."""
    app.config.update(
        API_TITLE="Motcua",
        API_VERSION=VERSION,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={"info": {"description": DESCRIPTION, "license": {"name": "Apache-2.0"}}},
    )
    api = Document(app)
    for name, scheme in _SCHEMES.items():
        api.spec.components.security_scheme(name, scheme)
    return api
