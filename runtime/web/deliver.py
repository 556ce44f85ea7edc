"""Files handed to a browser: always as a download, never as a page of this site."""

from typing import BinaryIO

from flask import Response, send_file

from runtime.services.attachments import FileInfo


def send(found: FileInfo, stream: BinaryIO) -> Response:
    """A stored file with its own name and type; nothing in it can run here."""
    response = send_file(stream, mimetype=found.media_type, as_attachment=True, download_name=found.filename, max_age=0)
    response.headers["Content-Length"] = str(found.size)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response
