"""Files officers upload and read."""

from uuid import UUID

from flask import Response

from runtime.api import surroundings
from runtime.api.operations import Resource
from runtime.api.schemas.applications import FileSchema
from runtime.api.transfer import MULTIPART, receive, send
from runtime.services import attachments
from runtime.services.attachments import FileInfo

resource = Resource("files", __name__, description="Files officers upload and read.")


@resource.operation("POST /files", FileSchema, status=201, content=MULTIPART)
def store_file() -> FileInfo:
    """Store a file for a task's answers or a reception; a day later it is gone unless one of them names it."""
    return receive(surroundings.officer().key)


@resource.operation("GET /files/<uuid:file_id>", answers="application/octet-stream")
def download_file(file_id: UUID) -> Response:
    """A file of a dossier the officer may see."""
    actor = surroundings.officer()
    return send(attachments.open_file(surroundings.session(), surroundings.files(), actor, file_id))
