"""The shared groups that ship with the product: person, identity, address, contact, submitter, delivery, commitment."""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any


@lru_cache(maxsize=1)
def library() -> Mapping[str, Mapping[str, Any]]:
    """Group name -> ``{"schema": …, "ui": …}``, as ``read_form`` wants it."""
    folder = resources.files("forms").joinpath("library")
    found: dict[str, Mapping[str, Any]] = {}
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".schema.json"):
            name = entry.name.removesuffix(".schema.json")
            ui = folder.joinpath(f"{name}.ui.json")
            found[name] = MappingProxyType(
                {
                    "schema": json.loads(entry.read_text(encoding="utf-8")),
                    "ui": json.loads(ui.read_text(encoding="utf-8")),
                }
            )
    return MappingProxyType(found)
