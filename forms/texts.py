"""Values as people read them: dates dd/mm/yyyy, numbers with dots and a decimal comma, amounts in đồng."""

from decimal import Decimal
from typing import Any


def number_text(value: float | Decimal) -> str:
    """``1234.5`` as ``1.234,5``; up to the digits it has."""
    exact = value if isinstance(value, (int, Decimal)) else Decimal(str(value))
    if isinstance(exact, Decimal):
        if not exact.is_finite():
            return str(exact)
        exact = exact.normalize()
    head, _, tail = f"{exact:f}".partition(".") if isinstance(exact, Decimal) else (str(exact), "", "")
    sign, digits = ("-", head[1:]) if head.startswith("-") else ("", head)
    grouped = f"{int(digits):,}".replace(",", ".")
    return f"{sign}{grouped},{tail}" if tail else f"{sign}{grouped}"


def entry_text(value: float | Decimal) -> str:
    """A number as it is put back into a text field: no grouping, decimal comma."""
    return number_text(value).replace(".", "")


def money_text(value: float | Decimal) -> str:
    """An amount: ``1.500.000 đ``."""
    return f"{number_text(value)} đ"


def date_text(value: Any) -> str:
    """An ISO date or partial date as dd/mm/yyyy, mm/yyyy or yyyy; anything else as it is."""
    parts = str(value).split("-")
    return "/".join(reversed(parts)) if all(part.isdigit() for part in parts) else str(value)
