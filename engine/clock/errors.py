"""What can be wrong with calendars, terms and deadlines: typed, with the data a message needs."""

from datetime import date


class ClockError(Exception):
    """Base of everything the clock refuses; ``code`` is stable and chooses the translated sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class CalendarError(ClockError):
    """Calendar data is wrong; ``path`` says where, as in ``weekly[0].hours[2].end``."""

    def __init__(self, code: str, path: str, message: str) -> None:
        super().__init__(code, f"{path or 'calendar'}: {message}")
        self.path = path


class CalendarHorizonError(ClockError):
    """A day outside the announced days of the calendar was needed: an administrator must add that year."""

    def __init__(self, calendar: str, day: date, first: date, last: date) -> None:
        super().__init__(
            "calendar.horizon",
            f"calendar {calendar or '(unnamed)'} knows the days from {first} to {last}, not {day}: "
            f"add the working days of {day.year}",
        )
        self.calendar = calendar
        self.day = day
        self.first = first
        self.last = last


class TermError(ClockError):
    """A settlement time cannot be read or has an impossible value."""

    def __init__(self, code: str, text: str, message: str) -> None:
        super().__init__(code, f"{text!r}: {message}")
        self.text = text


class DeadlineError(ClockError):
    """An operation the deadline's state does not allow, such as a second extension."""
