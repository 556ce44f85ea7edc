"""Amounts and dates in Vietnamese words, as the law wants them beside the digits."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu")
LARGEST = 10**18 - 1


def number_in_words(number: int) -> str:
    """A whole number in words: 1500000 is ``một triệu năm trăm nghìn``. Raises ValueError beyond 10^18."""
    if abs(number) > LARGEST:
        raise ValueError("numbers up to 10^18 have words here")
    if number < 0:
        return f"âm {number_in_words(-number)}"
    if number == 0:
        return _DIGITS[0]
    head, tail = divmod(number, 10**9)
    words = [] if not head else [number_in_words(head), "tỷ"]
    if tail:
        words.append(_below_billion(tail, after=bool(head)))
    return " ".join(words)


def date_in_words(day: date) -> str:
    """A date in words: ``ngày hai mươi mốt tháng mười một năm hai nghìn không trăm hai mươi sáu``."""
    dayword = number_in_words(day.day)
    prefix = "mùng " if day.day <= 10 else ""
    return f"ngày {prefix}{dayword} tháng {_month(day.month)} năm {number_in_words(day.year)}"


def _month(month: int) -> str:
    return {4: "tư"}.get(month, number_in_words(month))


def _below_billion(number: int, *, after: bool) -> str:
    words: list[str] = []
    for power in (2, 1, 0):
        group = number // 1000**power % 1000
        if group:
            words.append(_below_thousand(group, padded=after or bool(words)))
            if _GROUPS[power]:
                words.append(_GROUPS[power])
    return " ".join(words)


def _below_thousand(number: int, *, padded: bool) -> str:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words: list[str] = []
    if hundreds or padded:
        words += [_DIGITS[hundreds], "trăm"]
    if tens == 0 and ones and words:
        words.append("linh")
    elif tens == 1:
        words.append("mười")
    elif tens > 1:
        words += [_DIGITS[tens], "mươi"]
    if ones:
        words.append(_ones(tens, ones))
    return " ".join(words)


def _ones(tens: int, ones: int) -> str:
    if tens > 1 and ones == 1:
        return "mốt"
    if tens >= 1 and ones == 5:
        return "lăm"
    return _DIGITS[ones]


def _number(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return None
    whole = int(value)
    return number_in_words(whole) if whole == value and abs(whole) <= LARGEST else None


def _date(value: Any) -> str | None:
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return None
    return date_in_words(value) if isinstance(value, date) else None


FUNCTIONS: Mapping[str, Callable[..., Any]] = {"in words": _number, "date in words": _date}
"""FEEL functions of forms: ``in words(capital)``, ``date in words(birth_date)``; null for what has no words."""
