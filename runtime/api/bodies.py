"""Reading what is sent: strict JSON, one place per member that is wrong, limits by kind of body."""

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import marshmallow
from flask import Request, request
from webargs import core
from webargs.flaskparser import FlaskParser

from process_models.json_text import JsonTextError, parse_json
from runtime.api.problems import FieldProblem, Problem, language
from runtime.api.texts import shape_problem

LARGEST_JSON = 2 * 1024 * 1024
_IN = {"json": "body", "query": "query", "headers": "header", "form": "body"}


class StrictParser(FlaskParser):
    """Reads JSON with exact numbers and without duplicate keys, NaN or bottomless nesting."""

    def __init__(self) -> None:
        super().__init__()
        self.DEFAULT_UNKNOWN_BY_LOCATION = {**self.DEFAULT_UNKNOWN_BY_LOCATION, "query": marshmallow.RAISE}

    def load_json(self, req: Request, schema: marshmallow.Schema) -> Any:  # noqa: ARG002
        """The JSON value of the body; a request without a body is an empty object. Raises Problem 400, 415."""
        body = json_bytes(req)
        if not body:
            return core.missing
        try:
            return parse_json(body)
        except JsonTextError as error:
            raise Problem(
                400, "json.syntax", line=error.line, column=error.column, why=error.message.rstrip(".")
            ) from error

    def load_querystring(self, req: Request, schema: marshmallow.Schema) -> Any:
        """The query. Raises Problem 422 for a text that no database can look for."""
        for name, value in req.args.items(multi=True):
            if "\0" in name + value:
                raise Problem(422, "text.invalid", where=f"?{name}".replace("\0", ""))
        return super().load_querystring(req, schema)

    def handle_error(self, error: marshmallow.ValidationError, *_place: Any, **_options: Any) -> NoReturn:
        """Problem 422 with a pointer to each member that is wrong."""
        raise Problem(422, "request.invalid", tuple(_problems(error.messages))) from error


def json_bytes(req: Request) -> bytes:
    """The body of a JSON request, at most 2 MB. Raises Problem 415 for another type."""
    req.max_content_length = LARGEST_JSON
    body = req.get_data(cache=True)
    if body and not core.is_json(req.mimetype):
        raise Problem(415, "media-type", wanted="application/json")
    return body


def raw_bytes(media_type: str) -> bytes:
    """The body of a request of one media type. Raises Problem 415."""
    if request.mimetype != media_type:
        raise Problem(415, "media-type", wanted=media_type)
    return request.get_data(cache=False)


def _problems(messages: Any) -> Iterator[FieldProblem]:
    located = messages if isinstance(messages, Mapping) else {"json": messages}
    for location, found in located.items():
        for pointer, words in _flat(found, ""):
            code, detail = shape_problem(words, language())
            yield FieldProblem(pointer, code, detail, _IN.get(str(location), str(location)))


def _flat(found: Any, pointer: str) -> Iterator[tuple[str, str]]:
    match found:
        case Mapping():
            for key, inner in found.items():
                step = "" if key == "_schema" else "/" + str(key).replace("~", "~0").replace("/", "~1")
                yield from _flat(inner, pointer + step)
        case list() | tuple():
            for words in found:
                yield from _flat(words, pointer)
        case _:
            yield pointer, str(found)
