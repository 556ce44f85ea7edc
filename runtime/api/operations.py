"""A route as data: method, path, who may call, what goes in, what comes out; the OpenAPI document is read off it."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar

import flask_smorest
from flask import Response
from marshmallow import Schema

from runtime.api.bodies import StrictParser
from runtime.api.surroundings import HOLDER_HEADER, KEY_HEADER
from runtime.api.texts import TITLES
from runtime.api.values import plain
from runtime.web.security import limiter

View = TypeVar("View", bound=Callable[..., Any])
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Who(StrEnum):
    """Who an operation is for, and so how the caller says who they are."""

    ANYONE = "anyone"
    OFFICER = "officer"
    APPLICANT = "applicant"


_SECURITY: Mapping[Who, list[dict[str, list[str]]]] = {
    Who.ANYONE: [],
    Who.OFFICER: [{"bearer": []}],
    Who.APPLICANT: [{"dossierSecret": []}],
}

_ALWAYS: Mapping[Who, frozenset[int]] = {
    Who.ANYONE: frozenset({503}),
    Who.OFFICER: frozenset({401, 403, 503}),
    Who.APPLICANT: frozenset({401, 503}),
}
"""How every operation may refuse; an officer's first password opens nothing (403)."""

_TEXT = {"type": "string"}
HEADERS: Mapping[str, Mapping[str, Any]] = {
    KEY_HEADER: {
        "name": KEY_HEADER,
        "in": "header",
        "schema": {"type": "string", "minLength": 1, "maxLength": 200},
        "description": "A key of the caller's; the same request with the same key is answered as the first time.",
    },
    HOLDER_HEADER: {
        "name": HOLDER_HEADER,
        "in": "header",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{20,100}$"},
        "description": "A random text of the caller's own that marks files until a dossier takes them.",
    },
    "If-Match": {
        "name": "If-Match",
        "in": "header",
        "required": True,
        "schema": _TEXT,
        "description": "The ETag of what is changed, as it was read.",
    },
}


class Resource(flask_smorest.Blueprint):  # type: ignore[misc]
    """Routes of one kind of thing."""

    ARGUMENTS_PARSER = StrictParser()

    @staticmethod
    def _prepare_response_content(data: Any) -> Any:
        return plain(data)

    def operation(  # noqa: PLR0913 - the facts of a route, each by its name
        self,
        route: str,
        gives: type[Schema] | Schema | None = None,
        *,
        who: Who = Who.OFFICER,
        status: int = 200,
        body: type[Schema] | None = None,
        query: type[Schema] | None = None,
        headers: Sequence[str] = (),
        content: Mapping[str, Any] | None = None,
        answers: str | None = None,
        etag: bool = False,
        limit: str | None = None,
        fails: Sequence[int] = (),
    ) -> Callable[[View], View]:
        """Register a view. ``route`` is ``METHOD /path``.

        The view gets ``body`` and ``query`` as values in this order, then the parts of the path by name.
        ``content`` documents a body that is not JSON, ``answers`` the media type of an answer that is not.
        ``fails`` are the statuses it may refuse with beside those every operation may.
        """
        method, _, rule = route.partition(" ")
        limited = {429} if limit is not None else set()
        takes = body is not None or content is not None
        refusals = _refusals(who, rule, (*fails, *limited), query=query is not None, body=takes)

        def register(view: View) -> View:
            wrapped = _checked(view)
            if limit is not None:
                wrapped = limiter.limit(limit)(wrapped)
            for decorate in self._layers(gives, status, body, query, answers, etag=etag):
                wrapped = decorate(wrapped)
            for refused in sorted(refusals):
                wrapped = self.alt_response(refused, _reference(refused))(wrapped)
            wrapped = self.doc(**_documentation(view.__name__, who, headers, content))(wrapped)
            self.route(rule, methods=[method], endpoint=view.__name__)(wrapped)
            return view

        return register

    def _layers(
        self,
        gives: type[Schema] | Schema | None,
        status: int,
        body: type[Schema] | None,
        query: type[Schema] | None,
        answers: str | None,
        *,
        etag: bool,
    ) -> list[Decorator]:
        headers = {"ETag": {"schema": _TEXT, "description": "Changes with the content."}} if etag else None
        binary = {"schema": {"type": "string", "contentMediaType": answers}} if answers else {}
        layers: list[Decorator] = [
            self.response(status, gives, content_type=answers, headers=headers)
            if not binary
            else self.alt_response(status, content_type=answers, success=True, **binary)
        ]
        if query is not None:
            layers.append(self.arguments(query, location="query"))
        if body is not None:
            layers.append(self.arguments(body, location="json", required=True))
        return layers


def _checked(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def answered(*args: Any, **kwargs: Any) -> Any:
        result = view(*args, **kwargs)
        return Response(status=204) if result is None else result

    return answered


def _refusals(who: Who, rule: str, fails: Sequence[int], *, query: bool, body: bool) -> set[int]:
    always = set(_ALWAYS[who])
    if "<" in rule:
        always |= {404}
    if query:
        always |= {422}
    return always | set(fails) | ({400, 413, 415, 422} if body else set())


def _reference(status: int) -> str:
    return f"Problem{status}"


def _documentation(name: str, who: Who, headers: Sequence[str], content: Mapping[str, Any] | None) -> dict[str, Any]:
    doc: dict[str, Any] = {"operationId": name, "security": _SECURITY[who]}
    if headers:
        doc["parameters"] = [dict(HEADERS[header]) for header in headers]
    if content is not None:
        doc["requestBody"] = {"required": True, "content": dict(content)}
    return doc


def problem_statuses() -> tuple[int, ...]:
    """Every status a problem document is described for."""
    return tuple(sorted(TITLES))
