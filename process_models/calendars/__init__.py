"""Working calendars shipped as data: the national days off with the hours of the usual sorts of agency."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from engine.clock import Calendar, calendars_from_json

DEFAULT = "province"


@cache
def calendar_data() -> tuple[Mapping[str, Any], ...]:
    """The calendars as data, each with its ``key``, to seed an installation with."""
    text = resources.files("process_models.calendars").joinpath("vn.json").read_text("utf-8")
    return tuple(json.loads(text)["calendars"])


@cache
def shipped_calendars() -> Mapping[str, Calendar]:
    """The same, built, by key."""
    return MappingProxyType(calendars_from_json(calendar_data()))
