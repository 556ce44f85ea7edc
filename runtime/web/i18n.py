"""Languages of the pages: which one, and how texts, dates, sums and terms are written in it.

The msgids are English; ``translations/vi`` holds the Vietnamese. Texts that are data (names of procedures, labels of
forms) carry their languages themselves and go through :func:`pick`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, has_request_context, request
from flask_babel import Babel
from flask_babel import gettext as _gettext
from flask_babel import lazy_gettext as _lazy_gettext
from flask_babel import ngettext as _ngettext
from werkzeug.wrappers import Response as Answer

from engine.clock import Term, Unit
from runtime.web import surroundings

LANGUAGES = ("vi", "en")
COOKIE = "language"
TRANSLATIONS = Path(__file__).parent / "translations"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def gettext(message: str, **values: object) -> str:
    """A text of the pages in the reader's language."""
    return str(_gettext(message, **values))


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """The same for a text that depends on a number."""
    return str(_ngettext(one, many, num, **values))


def lazy_gettext(message: str) -> Any:
    """A text that is translated when it is shown, for tables built at import."""
    return _lazy_gettext(message)


def language() -> str:
    """The reader's language: ``?lang=``, else the cookie, else the installation's."""
    if not has_request_context():
        return str(current_app.config.get("MOTCUA_LANGUAGE", "vi"))
    if "language" not in g:
        wanted = (request.args.get("lang"), request.cookies.get(COOKIE), current_app.config.get("MOTCUA_LANGUAGE"))
        g.language = next((code for code in wanted if code in LANGUAGES), "vi")
    return str(g.language)


def pick(names: Mapping[str, str] | str | None) -> str:
    """A text that carries its languages, in the reader's; Vietnamese where there is no other."""
    if names is None or isinstance(names, str):
        return names or ""
    return names.get(language()) or names.get("vi") or next(iter(names.values()), "")


def show_date(day: date | None) -> str:
    """A day: ``02/03/2026``, ``2 Mar 2026``."""
    if day is None:
        return "–"
    if isinstance(day, datetime):
        day = surroundings.local(day).date()
    if language() == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day.day:02}/{day.month:02}/{day.year}"


def show_instant(instant: datetime | None) -> str:
    """An instant on the installation's wall clock: ``08:10 02/03/2026``, ``2 Mar 2026, 08:10``."""
    if instant is None:
        return "–"
    there = surroundings.local(instant)
    clock = f"{there.hour:02}:{there.minute:02}"
    return f"{show_date(there)}, {clock}" if language() == "en" else f"{clock} {show_date(there)}"


def show_number(value: Decimal | int | None) -> str:
    """A number with the language's separators: ``1.234,5`` or ``1,234.5``."""
    if value is None:
        return "–"
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if language() == "en" else text.translate(str.maketrans(",.", ".,"))


def show_money(value: Decimal | int | None) -> str:
    """A sum in đồng; nothing to pay is said in words."""
    if value is None:
        return "–"
    return gettext("Free of charge") if value == 0 else f"{show_number(value)} đ"


def show_size(size: int) -> str:
    """Bytes, rounded for people."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{show_number(Decimal(size * 10 // (1024 * 1024)) / 10)} MB"


def show_term(term: Term | None) -> str:
    """A settlement time: ``8 working days``, ``within the day``."""
    if term is None:
        return gettext("No time limit")
    if term.unit == Unit.SAME_DAY:
        return gettext("Within the day")
    count = show_number(term.value)
    number = 1 if term.value == 1 else 2
    match term.unit:
        case Unit.HOUR:
            return ngettext("%(count)s working hour", "%(count)s working hours", number, count=count)
        case Unit.WORKING_DAY:
            return ngettext("%(count)s working day", "%(count)s working days", number, count=count)
        case Unit.HALF_DAY:
            return ngettext("%(count)s half day", "%(count)s half days", number, count=count)
        case Unit.MONTH:
            return ngettext("%(count)s month", "%(count)s months", number, count=count)
        case _:
            return ngettext("%(count)s day", "%(count)s days", number, count=count)


def keep_language(response: Answer, code: str) -> None:
    """Show pages in a language from now on, in this browser."""
    response.set_cookie(
        COOKIE,
        code,
        max_age=365 * 24 * 3600,
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config.get("SESSION_COOKIE_SECURE")),
    )


def _keep_language(response: Response) -> Response:
    wanted = request.args.get("lang")
    if wanted in LANGUAGES and wanted != request.cookies.get(COOKIE):
        keep_language(response, str(wanted))
    response.headers["Content-Language"] = language()
    response.vary.add("Cookie")
    return response


def address_in(code: str) -> str:
    """The address of the page shown in another language; a posted page leads to its form."""
    pairs: list[tuple[str, Any]] = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    query = "&".join(f"{_quote(key)}={_quote(value)}" for key, value in [*pairs, ("lang", code)])
    return f"{request.path}?{query}"


def _quote(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="")


def register_languages(app: Flask) -> None:
    """Hook Babel, the cookie and the filters of the templates into the application."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(TRANSLATIONS))
    Babel(app, locale_selector=language)
    app.after_request(_keep_language)
    app.jinja_env.filters.update(
        pick=pick,
        date=show_date,
        instant=show_instant,
        number=show_number,
        money=show_money,
        size=show_size,
        term=show_term,
    )
    app.jinja_env.globals.update(language=language, languages=LANGUAGES, address_in=address_in)
