"""Where the present instant comes from: the system, or a virtual clock in demonstrations and tests."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Gives the present instant, aware."""

    def now(self) -> datetime:
        """The present instant."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one place that reads the clock


class VirtualClock:
    """A clock that stands until it is moved; it never goes back."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs an aware instant")
        self._now = start

    def now(self) -> datetime:
        """The instant it was moved to last."""
        return self._now

    def move_to(self, instant: datetime) -> None:
        """Move forward to an aware instant; an earlier one is refused with ValueError."""
        if instant < self._now:
            raise ValueError(f"the clock stands at {self._now}, {instant} has passed")
        self._now = instant

    def pass_time(self, amount: timedelta) -> None:
        """Move forward by an amount."""
        self.move_to(self._now + amount)
