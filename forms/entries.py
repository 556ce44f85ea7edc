"""What a person typed, read into values: one parser per widget, in the Vietnamese way of writing.

A parser takes the posted texts of its control and gives the value, or ``MISSING`` when nothing was entered, or
raises ``EntryError`` with the code of a message. Text is normalised to NFC, because some keyboards send Vietnamese
letters decomposed.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from forms.model import Widget


class _Missing:
    __slots__ = ()


MISSING: Final = _Missing()
"""Nothing was entered."""

LONGEST_ENTRY = 100_000
LONGEST_NUMBER = 30
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2028\u2029\ufeff]")
_SPACES = re.compile(r"[ \t\u00a0\r\n]+")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:(?:\.[0-9]{3})+|(?: [0-9]{3})+)", re.ASCII)
_PLAIN = re.compile(r"[+-]?[0-9]+", re.ASCII)
_COMMA_GROUPS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+", re.ASCII)
_CURRENCY = re.compile(r"\s*(?:đồng|đ|₫|vnđ|vnd)\.?$", re.IGNORECASE)


class EntryError(Exception):
    """What was typed cannot be read; ``code`` chooses the message."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def one_line(text: str) -> str:
    """The text in NFC on one line, control characters dropped, runs of spaces made one."""
    if len(text) > LONGEST_ENTRY:
        raise EntryError("too-long")
    return _SPACES.sub(" ", _CONTROL.sub("", unicodedata.normalize("NFC", text))).strip()


def lines(text: str) -> str:
    """The text in NFC with its line breaks kept as one newline each."""
    if len(text) > LONGEST_ENTRY:
        raise EntryError("too-long")
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", unicodedata.normalize("NFC", unified)).strip()


def whole(text: str) -> int:
    """A whole number: ``1500``, ``1.500`` or ``1 500``."""
    plain = one_line(text)
    if len(plain) > LONGEST_NUMBER or not (_GROUPED.fullmatch(plain) or _PLAIN.fullmatch(plain)):
        raise EntryError("int.syntax")
    return int(plain.replace(".", "").replace(" ", ""))


def amount(text: str) -> int:
    """An amount of money in đồng: ``1.500.000``, ``1,500,000``, ``1500000 đ``."""
    plain = _CURRENCY.sub("", one_line(text))
    if _COMMA_GROUPS.fullmatch(plain):
        plain = plain.replace(",", "")
    try:
        return whole(plain)
    except EntryError as error:
        raise EntryError("money.syntax") from error


def decimal(text: str) -> Decimal:
    """A number with a decimal comma: ``1.234,5``; a lone dot that groups no thousands is a decimal point."""
    plain = one_line(text)
    head, comma, tail = plain.partition(",")
    if not comma and plain.count(".") == 1 and not _GROUPED.fullmatch(plain):
        head, _, tail = plain.partition(".")
    readable = _GROUPED.fullmatch(head) or _PLAIN.fullmatch(head)
    if len(plain) > LONGEST_NUMBER or not readable or not ((tail.isascii() and tail.isdigit()) or head == plain):
        raise EntryError("dec.syntax")
    return Decimal(f"{head.replace('.', '').replace(' ', '')}.{tail or '0'}") if tail else Decimal(whole(head))


def full_date(day: str, month: str, year: str) -> str:
    """An ISO date from three entries."""
    if not (day and month and year):
        raise EntryError("date.incomplete")
    return _date(day, month, year).isoformat()


def partial_date(day: str, month: str, year: str) -> str:
    """A year, a month of a year or a date: ``1980``, ``1980-05``, ``1980-05-02``."""
    if not year:
        raise EntryError("pdate.year")
    if not month:
        if day:
            raise EntryError("pdate.month")
        return f"{_date('1', '1', year).year:04d}"
    if not day:
        first = _date("1", month, year)
        return f"{first.year:04d}-{first.month:02d}"
    return _date(day, month, year).isoformat()


def _date(day: str, month: str, year: str) -> date:
    numbers = [part for part in (day, month, year) if part.isascii() and part.isdigit() and len(part) <= 4]
    if len(numbers) != 3 or len(year) != 4:
        raise EntryError("date.syntax")
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise EntryError("date.impossible") from error


def phone(text: str) -> str:
    """A telephone number without the spaces, dots and hyphens people put in."""
    return re.sub(r"[ .\-()]", "", one_line(text))


def truth(text: str) -> bool:
    """Yes or no."""
    if text in ("true", "on", "1"):
        return True
    if text in ("false", "0"):
        return False
    raise EntryError("enum")


SINGLE: Mapping[Widget, Callable[[str], Any]] = {
    Widget.TEXT: one_line,
    Widget.LONG: lines,
    Widget.TEL: phone,
    Widget.EMAIL: one_line,
    Widget.INT: whole,
    Widget.DEC: decimal,
    Widget.MONEY: amount,
    Widget.ENUM: one_line,
    Widget.CODED: one_line,
    Widget.BOOL: truth,
}
"""Widgets with one control, and the reader of what was typed in it."""

DATES: Mapping[Widget, Callable[[str, str, str], str]] = {Widget.DATE: full_date, Widget.PDATE: partial_date}
"""Widgets with the three controls day, month and year."""
DATE_PARTS = ("day", "month", "year")
