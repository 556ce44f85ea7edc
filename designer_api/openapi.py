"""``python -m designer_api.openapi`` writes the OpenAPI document to ``docs/openapi.json``; no database is needed."""

import sys
from pathlib import Path

from flask import Flask

from designer_api.resource import resource
from runtime.api import register_api

PLACE = Path(__file__).parents[1] / "docs" / "openapi.json"


def text() -> str:
    """The document of all routes."""
    return register_api(Flask("openapi"), (resource,)).text()


def main(place: Path = PLACE) -> None:
    """Write the document and say where."""
    place.write_text(text(), encoding="utf-8")
    sys.stdout.write(f"{place}\n")


if __name__ == "__main__":
    main()
