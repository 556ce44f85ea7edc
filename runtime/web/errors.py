"""Every error as a page in the reader's language: what happened, what to do; never a stack trace."""

import logging
from dataclasses import dataclass

from flask import Flask, Response, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

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
from runtime.web.i18n import gettext, language, lazy_gettext

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ErrorText:
    """The words of one kind of error page."""

    title: object
    text: object


TEXTS: dict[int, ErrorText] = {
    400: ErrorText(
        lazy_gettext("The request could not be understood"),
        lazy_gettext("Go back, check what you filled in and send it again."),
    ),
    401: ErrorText(
        lazy_gettext("You need to sign in"),
        lazy_gettext("Sign in with your officer account and open the page again."),
    ),
    403: ErrorText(
        lazy_gettext("You may not do this"),
        lazy_gettext("Your account or role does not allow it. Ask your unit's administrator if you think it should."),
    ),
    404: ErrorText(
        lazy_gettext("Page not found"),
        lazy_gettext("Check the address. What you look for may have been moved, or you may not have access to it."),
    ),
    405: ErrorText(
        lazy_gettext("This address is not a page"),
        lazy_gettext("Open the page again from the menu or from the list you came from."),
    ),
    409: ErrorText(
        lazy_gettext("Someone else was faster"),
        lazy_gettext("What you saw has changed in the meantime. Open it again and look at the present state."),
    ),
    422: ErrorText(
        lazy_gettext("This cannot be accepted"),
        lazy_gettext("Go back, correct what is named here and send it again."),
    ),
    413: ErrorText(
        lazy_gettext("The file is too large"),
        lazy_gettext("Choose a smaller file, or scan it at a lower resolution, and send it again."),
    ),
    415: ErrorText(
        lazy_gettext("This kind of file is not accepted"),
        lazy_gettext("Send a PDF, JPEG or PNG file."),
    ),
    429: ErrorText(
        lazy_gettext("Too many attempts"),
        lazy_gettext("Wait a minute and try again."),
    ),
    500: ErrorText(
        lazy_gettext("Something went wrong on our side"),
        lazy_gettext(
            "Nothing you had already sent is lost. Try again in a moment; if it happens again, tell us the time."
        ),
    ),
    503: ErrorText(
        lazy_gettext("The service is not available for the moment"),
        lazy_gettext("The database cannot be reached. Nothing already confirmed is lost. Try again in a few minutes."),
    ),
}


def error_page(status: int, detail: str = "") -> Response:
    """The page of an error; it needs no database, so that it can also say that the database is down."""
    text = TEXTS.get(status) or TEXTS[400 if status < 500 else 500]
    g.plain = True
    page = render_template("error.html", status=status, title=text.title, text=text.text, detail=detail)
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _of_http(error: HTTPException) -> Response | HTTPException:
    if error.code is None or error.code < 400:
        return error
    response = error_page(error.code)
    wanted = error.get_response().headers
    for name in ("Retry-After", "Allow"):
        if name in wanted:
            response.headers[name] = wanted[name]
    return response


STATUS_OF: dict[type[ServiceError], int] = {
    NotFoundError: 404,
    ForbiddenError: 403,
    SignInError: 401,
    InvalidError: 422,
    RefusedError: 409,
    ConflictError: 409,
    TooLargeError: 413,
    FileTypeError: 415,
    CompetenceError: 409,
}


def _of_service(error: ServiceError) -> Response:
    status = STATUS_OF.get(type(error), 400)
    return error_page(status, error.text(language()))


def _of_csrf(_error: CSRFError) -> Response:
    return error_page(400, gettext("The form was open too long or in another window. Open it again and send it."))


def _of_database(error: DBAPIError) -> Response:
    if isinstance(error, OperationalError) or error.connection_invalidated:
        log.error("the database cannot be reached: %s", error.orig)
        response = error_page(503)
        response.headers["Retry-After"] = "30"
        return response
    return _of_anything(error)


def _of_pool(_error: PoolTimeoutError) -> Response:
    response = error_page(503)
    response.headers["Retry-After"] = "10"
    return response


def _of_anything(error: Exception) -> Response:
    log.error("unhandled error on %s %s", request.method, request.path, exc_info=error)
    return error_page(500)


def register_errors(app: Flask) -> None:
    """One handler per family; the API's blueprints register their own for problem+json."""
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(ServiceError, _of_service)
    app.register_error_handler(CSRFError, _of_csrf)
    app.register_error_handler(DBAPIError, _of_database)
    app.register_error_handler(PoolTimeoutError, _of_pool)
    app.register_error_handler(Exception, _of_anything)
