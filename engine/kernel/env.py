"""What the kernel is told of the world: everything impure, resolved beforehand by the shell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any

from engine.clock import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Env:
    """One step's surroundings. ``calendar.hash`` and ``facts`` are logged with the event that used them."""

    now: datetime
    """Aware instant of this step."""
    zone: tzinfo = UTC
    calendar: Calendar | None = None
    """Working calendar of the part's agency; None: working time is refused with an incident."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Read-only ``dossier.*``: applicant, components, status, channel …"""
    budget: int = 200_000
    """FEEL steps that one expression may take."""
    resolve: Callable[[str], str | None] | None = None
    """Agency reference (``./child``, ``kind:<kind>@<territory>``) -> code as of ``now``; None: competence has no single
    answer, which is an incident. Without a resolver references pass as they are (``play``)."""
