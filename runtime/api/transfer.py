"""Files on their way in and out."""

from typing import BinaryIO

from flask import Response, request, send_file

from runtime.api import surroundings
from runtime.api.problems import Problem
from runtime.services import attachments
from runtime.services.attachments import FileInfo

PART = "file"
MULTIPART = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "required": [PART],
            "properties": {PART: {"type": "string", "contentMediaType": "application/octet-stream"}},
        }
    }
}
"""How the body of an upload is documented."""


def receive(holder: str) -> FileInfo:
    """Store the part ``file`` of the request for a holder. Raises Problem 400, 415 and what the service raises."""
    if request.mimetype != "multipart/form-data":
        raise Problem(415, "media-type", wanted="multipart/form-data")
    upload = request.files.get(PART)
    if upload is None:
        raise Problem(400, "file.part")
    return attachments.store(
        surroundings.session(),
        surroundings.clock(),
        surroundings.files(),
        upload.filename or "",
        upload.stream,  # type: ignore[arg-type]  # a spooled file reads like any other
        holder=holder,
    )


def send(opened: tuple[FileInfo, BinaryIO]) -> Response:
    """A stored file with its own name and type, always as a download."""
    info, stream = opened
    response = send_file(
        stream, mimetype=info.media_type, as_attachment=True, download_name=info.filename, etag=False, max_age=0
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    response.content_length = info.size
    return response
