"""What a process writes about itself: sentences for people, or one JSON object a line for programs.

A line says which request, officer, dossier, event and parts it is about; never what a dossier contains.
"""

import logging
import sys
from logging import Filter, Handler, LogRecord

from flask import g, has_request_context, request
from pythonjsonlogger.json import JsonFormatter

TEXT = "%(asctime)s %(levelname)s %(name)s %(message)s"


class AboutRequest(Filter):
    """Adds the request's id and address, and who asks, to what is logged while one is answered."""

    def filter(self, record: LogRecord) -> bool:
        """Every record passes."""
        if has_request_context():
            record.request = g.get("request_id", "")
            record.route = request.endpoint or ""
            actor = g.get("officer")
            if actor is not None and not hasattr(record, "actor"):
                record.actor = actor.key
        return True


def configure(how: str, level: int | None = None) -> None:
    """Log to standard error as ``text`` (from warnings up) or ``json`` (from single turns and requests up)."""
    handler: Handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(AboutRequest())
    if how == "json":
        names = {"asctime": "at", "levelname": "level", "name": "logger"}
        handler.setFormatter(
            JsonFormatter(
                "%(asctime)s %(levelname)s %(name)s %(message)s",
                rename_fields=names,
                datefmt="%Y-%m-%dT%H:%M:%S%z",
                json_ensure_ascii=False,
            )
        )
    else:
        handler.setFormatter(logging.Formatter(TEXT))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level if level is not None else logging.WARNING)
    ours = logging.INFO if how == "json" else logging.WARNING
    for name in ("runtime", "motcua", "designer_api"):
        logging.getLogger(name).setLevel(ours)
