"""Every error of the API as one problem document (RFC 9457), in the caller's language; never a stack trace.

The services raise typed errors that know nothing of HTTP; ``STATUS`` is the one table that gives each family its
status. What the framework refuses (no such path, wrong method, too large) becomes the same kind of document.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, g, request
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

import forms
from process_models.problems import Problem as PackageProblem
from runtime.api.texts import TITLES, sentence
from runtime.api.values import plain
from runtime.database import plain_json
from runtime.services.errors import (
    CompetenceError,
    ConflictError,
    FileTypeError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    RefusedError,
    ServiceError,
    SignInError,
    TooLargeError,
)
from runtime.services.packages import PackageInvalidError

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
URN = "urn:motcua:problem:"

STATUS: Mapping[type[ServiceError], int] = {
    NotFoundError: 404,
    ForbiddenError: 403,
    SignInError: 401,
    InvalidError: 422,
    RefusedError: 409,
    ConflictError: 409,
    TooLargeError: 413,
    FileTypeError: 415,
    CompetenceError: 409,
    ServiceError: 400,
}
"""Family of a service's refusal -> status; a subclass has its family's."""

CODES: Mapping[str, int] = {"conflict.version": 412, "draft.conflict": 412, "procedure.unknown": 404}
"""Codes with a status of their own: a version that is behind is a failed precondition here."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one member of a request; ``pointer`` is a JSON pointer, ``in_`` where it stands."""

    pointer: str
    code: str
    detail: str
    in_: str = "body"

    def to_json(self) -> dict[str, str]:
        """As a member of ``errors``."""
        return {"in": self.in_, "pointer": self.pointer, "code": self.code, "detail": self.detail}


class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    """A refusal of the API itself, before any service was asked."""

    def __init__(
        self,
        status: int,
        code: str,
        errors: Sequence[FieldProblem] = (),
        headers: Mapping[str, str] | None = None,
        **params: Any,
    ) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.params = params


def language() -> str:
    """The caller's language, from ``Accept-Language`` (see :func:`runtime.api.surroundings.begin`)."""
    return str(g.get("language", "vi"))


def document(
    status: int,
    code: str,
    detail: str,
    more: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The response of one problem; ``more`` are its extension members."""
    english, vietnamese = TITLES.get(status) or TITLES[500 if status >= 500 else 400]
    body = {
        "type": URN + code,
        "title": vietnamese if language() == "vi" else english,
        "status": status,
        "detail": detail,
        "instance": request.path,
        "code": code,
        **(more or {}),
    }
    response = Response(plain_json(plain(body)), status, mimetype=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    for name, value in (headers or {}).items():
        response.headers[name] = value
    if status == 401:
        response.headers.setdefault("WWW-Authenticate", 'Bearer realm="motcua"')
    return response


def of_problem(error: Problem) -> Response:
    """The document of a refusal of the API itself."""
    more = {"errors": [one.to_json() for one in error.errors]} if error.errors else {}
    return document(error.status, error.code, sentence(error.code, error.params, language()), more, error.headers)


def of_service(error: ServiceError) -> Response:
    """The document of what a service refused."""
    family = next(kind for kind in type(error).__mro__ if kind in STATUS)
    status = CODES.get(error.code, STATUS[family])
    return document(status, error.code, error.text(language()), _more(error))


def _more(error: ServiceError) -> dict[str, Any]:
    match error:
        case PackageInvalidError():
            return {"problems": [_package_problem(one) for one in error.problems]}
        case InvalidError():
            found = _fields(error.fields)
            return {"errors": found} if found else {}
        case ConflictError() if error.values:
            return {"values": {name: {"theirs": a, "ours": b} for name, (a, b) in error.values.items()}}
        case CompetenceError():
            return {"found": list(error.found)}
        case _:
            return {}


def _package_problem(one: PackageProblem) -> dict[str, Any]:
    return {
        "code": one.code,
        "severity": one.severity,
        "path": one.path,
        "line": one.line,
        "element": one.element,
        "message": one.text(language()),
    }


def _fields(errors: Sequence[forms.FieldError]) -> list[dict[str, str]]:
    """Problems of answers, with the sentences of their form when the view has said which it is."""
    form = _form() if errors else None
    return [FieldProblem("/answers" + error.pointer, error.code, _sentence(form, error)).to_json() for error in errors]


def _form() -> forms.Form | None:
    find: Callable[[], forms.Form | None] | None = g.get("form_of_errors")
    try:
        return find() if find is not None else None
    except ServiceError:  # the task went in the meantime: its problems are told without the form's words
        return None


def _sentence(form: forms.Form | None, error: forms.FieldError) -> str:
    if form is not None:
        return forms.message(form, error, language())
    return (error.text or {}).get(language()) or sentence("field.invalid", {}, language())


def of_http(error: HTTPException) -> Response:
    """The document of what the framework refused."""
    status = error.code or 500
    code = HTTP_CODES.get(status, "request.refused" if status < 500 else "server")
    kept = error.get_response().headers
    headers = {name: kept[name] for name in ("Retry-After", "Allow") if name in kept}
    if status == 429:
        headers.setdefault("Retry-After", "60")
    return document(status, code, sentence(code, {}, language()), headers=headers)


HTTP_CODES: Mapping[int, str] = {
    400: "request.malformed",
    401: "sign-in.needed",
    403: "forbidden",
    404: "not-found",
    405: "method",
    413: "request.too-large",
    415: "media-type",
    429: "too-many",
    500: "server",
    503: "database.down",
}


def of_database(error: DBAPIError) -> Response:
    """503 when the database cannot be reached or gives up waiting; else our own mistake."""
    if isinstance(error, OperationalError) or error.connection_invalidated:
        log.error("the database cannot be reached: %s", error.orig)
        code = "database.down"
        return document(503, code, sentence(code, {}, language()), headers={"Retry-After": "30"})
    return of_anything(error)


def of_pool(_error: PoolTimeoutError) -> Response:
    """503: every connection is busy."""
    code = "database.busy"
    return document(503, code, sentence(code, {}, language()), headers={"Retry-After": "10"})


def of_anything(error: Exception) -> Response:
    """500: our own mistake, in the log with its trace and in the answer without."""
    log.error("unhandled error on %s %s", request.method, request.path, exc_info=error)
    return document(500, "server", sentence("server", {}, language()))
