"""What templates of papers may use: filters that write instants, sums and codes as papers in Vietnam have them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from jinja2.filters import FILTERS
from markupsafe import Markup

from engine.clock import Unit, parse_term
from runtime.letters.pictures import barcode_uri, qr_uri
from runtime.services.zone import zone

BLANK: Final = "…………"
"""Where nothing is known: a line to fill in by hand, so that nothing is missing unseen."""

_PLAIN: Final = ("default", "d", "first", "join", "last", "length", "lower", "replace", "round", "sum", "trim", "upper")
"""Filters of Jinja that only reshape what is there."""

_UNITS: Final[Mapping[Unit, str]] = {
    Unit.HOUR: "giờ làm việc",
    Unit.HALF_DAY: "buổi làm việc",
    Unit.WORKING_DAY: "ngày làm việc",
    Unit.MONTH: "tháng",
    Unit.SAME_DAY: "trong ngày làm việc",
}


def instant(value: Any) -> str:
    """``14 giờ 05 phút, ngày 02 tháng 03 năm 2026`` of an ISO instant."""
    there = _local(value)
    return BLANK if there is None else f"{there:%H} giờ {there:%M} phút, {_day(there)}"


def short(value: Any) -> str:
    """``14:05 02/03/2026`` of an ISO instant."""
    there = _local(value)
    return BLANK if there is None else f"{there:%H:%M %d/%m/%Y}"


def date(value: Any) -> str:
    """``02/03/2026`` of an ISO instant or day."""
    there = _local(value)
    return BLANK if there is None else f"{there:%d/%m/%Y}"


def day(value: Any) -> str:
    """``ngày 02 tháng 03 năm 2026``."""
    there = _local(value)
    return BLANK if there is None else _day(there)


def number(value: Any) -> str:
    """``1.234,5``."""
    if value is None or value == "":
        return BLANK
    text = f"{Decimal(str(value)):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def money(value: Any) -> str:
    """``16.000 đồng``; nothing to pay is said in words."""
    if value is None or value == "":
        return BLANK
    return "không thu" if Decimal(str(value)) == 0 else f"{number(value)} đồng"


def term(value: Any) -> str:
    """``08 ngày làm việc`` of a settlement time such as ``8wd``."""
    if not value:
        return BLANK
    found = parse_term(str(value))
    unit = _UNITS.get(found.unit, "ngày")
    return unit if found.unit is Unit.SAME_DAY else f"{number(found.value).rjust(2, '0')} {unit}"


def qr(value: Any) -> Markup:
    """A QR code as a picture."""
    return Markup('<img class="qr" alt="" src="{}">').format(qr_uri(str(value)))


def barcode(value: Any) -> Markup:
    """A Code 128 barcode as a picture."""
    return Markup('<img class="barcode" alt="" src="{}">').format(barcode_uri(str(value)))


def _local(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value.astimezone(zone())
    if not isinstance(value, str) or not value:
        return None
    read = datetime.fromisoformat(value)
    return read.astimezone(zone()) if read.tzinfo else read


def _day(there: datetime) -> str:
    return f"ngày {there:%d} tháng {there:%m} năm {there.year}"


OWN: Final[Mapping[str, Callable[[Any], Any]]] = {
    "instant": instant,
    "short": short,
    "date": date,
    "day": day,
    "number": number,
    "money": money,
    "term": term,
    "qr": qr,
    "barcode": barcode,
}
ALLOWED: Final[Mapping[str, Callable[..., Any]]] = {**{name: FILTERS[name] for name in _PLAIN}, **OWN}
"""The closed set of filters."""
