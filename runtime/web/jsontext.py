"""JSON as operators read and write it."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any


def pretty(value: Any) -> str:
    """Indented JSON with Vietnamese letters as they are; exact numbers keep their digits."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case date() | datetime():
            return value.isoformat()
        case Mapping():
            return dict(value)
        case tuple() | frozenset():
            return list(value)
        case _:
            return str(value)
