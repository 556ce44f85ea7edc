"""REST for officers, citizens and other systems: a view decodes, calls one service, encodes. See ``docs/api.md``."""

from collections.abc import Callable, Iterable
from typing import Any, cast

from flask import Flask, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from runtime.api import problems, surroundings
from runtime.api.document import PREFIX, Document, describe
from runtime.api.operations import Resource
from runtime.api.resources import RESOURCES
from runtime.services.errors import ServiceError
from runtime.web.security import csrf

__all__ = ["PREFIX", "register_api"]

Handler = Callable[[Any], Any]

_HANDLERS: tuple[tuple[type[Exception], Handler], ...] = (
    (problems.Problem, problems.of_problem),
    (ServiceError, problems.of_service),
    (HTTPException, problems.of_http),
    (DBAPIError, problems.of_database),
    (PoolTimeoutError, problems.of_pool),
    (Exception, problems.of_anything),
)


def register_api(app: Flask, more: Iterable[Resource] = ()) -> Document:
    """Add the API, and resources of layers above, to an application, after its pages.

    Below ``/api`` every error is a problem document.
    """
    api = describe(app)
    for resource in (*RESOURCES, *more):
        csrf.exempt(resource)  # bearer tokens and secrets only: a browser never sends them by itself
        api.register_blueprint(resource, url_prefix=PREFIX)
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)
    for kind, handler in _HANDLERS:
        _handle(app, kind, handler)
    return api


def _ours() -> bool:
    return request.path.startswith("/api/")


def _begin() -> None:
    if not _ours():
        return
    surroundings.begin()
    if "\0" in request.path:
        raise problems.Problem(404, "not-found")


def _handle(app: Flask, kind: type[Exception], handler: Handler) -> None:
    pages = cast("Handler | None", app.error_handler_spec[None][None].get(kind))

    def chosen(error: Exception) -> Any:
        if _ours():
            surroundings.begin()
            return handler(error)
        if pages is not None:
            return pages(error)
        if isinstance(error, HTTPException):
            return error
        raise error

    app.register_error_handler(kind, chosen)
