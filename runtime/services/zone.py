"""The time zone of the installation: where a day begins. One for the process, set once at the start."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

_ZONE = [ZoneInfo("Asia/Ho_Chi_Minh")]


def set_zone(name: str) -> None:
    """Choose the zone of this process (``MOTCUA_ZONE``). Raises KeyError for a name that is none."""
    _ZONE[0] = ZoneInfo(name)


def zone() -> ZoneInfo:
    """The zone."""
    return _ZONE[0]


def day_of(instant: datetime) -> date:
    """The day of an instant on the wall clock."""
    return instant.astimezone(_ZONE[0]).date()
