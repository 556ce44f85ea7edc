"""Timer texts: a literal one is checked for its form (BPMN 2.0.2 table 10.101, ISO 8601)."""

import re
from datetime import date, datetime, time
from typing import Final

from engine.bpmn.context import Context
from engine.bpmn.names import children, kind_of, text_of

_DURATION: Final = re.compile(
    r"-?P(?=\d|T)(\d+([.,]\d+)?Y)?(\d+([.,]\d+)?M)?(\d+([.,]\d+)?W)?(\d+([.,]\d+)?D)?"
    r"(T(?=\d)(\d+([.,]\d+)?H)?(\d+([.,]\d+)?M)?(\d+([.,]\d+)?S)?)?"
)
_LITERAL: Final = re.compile(r"-?P[0-9T].*|R-?\w*/.*|\d{4}-\d{2}-\d{2}([T@].*)?")
_CUT: Final = re.compile(r"-?P|R\d*")
"""The beginning of a duration or cycle; it might still be the name of something."""
_NO_TIME: Final = re.compile(r"=?\s*(-?(\d+(\.\d*)?|\.\d+)|true|false|null)")
_CRON: Final = re.compile(r"[0-9*?/,\-]+( +[0-9A-Z*?/,#\-]+){4,6}")
"""Other platforms take such tables of minutes and days; BPMN itself and this one take ISO 8601."""
_TOO_MANY: Final = re.compile(r"[0-9]{10}")
"""More digits than any date, duration or count has."""
_WORDS: Final = re.compile(r"(?!.*\b(if|and|or|in|between|instance|for|some|every)\b)[^\W\d]\w*(\s+\w+)+", re.DOTALL)
"""Several words: no expression, unless they are the name of something."""


def check_timers(ctx: Context) -> None:
    """Every literal date, duration and cycle."""
    for definition in ctx.index.all("timerEventDefinition"):
        for part in children(definition, "timeDate", "timeDuration", "timeCycle"):
            text = text_of(part)
            wrong = _CRON.fullmatch(text) or (_LITERAL.fullmatch(text) and not _fits(kind_of(part), text))
            wrong = wrong or _NO_TIME.fullmatch(text) or (_CUT.fullmatch(text) and text not in ctx.names)
            if wrong or (_WORDS.fullmatch(text) and " ".join(text.split()) not in ctx.names):
                ctx.report.add("bpmn.timer.form", part, text=text, tag=kind_of(part))


def _fits(kind: str, text: str) -> bool:
    if _TOO_MANY.search(text) or not text.isascii():
        return False
    if kind == "timeDate":
        return _is_date(text)
    if kind == "timeDuration":
        return _DURATION.fullmatch(text) is not None and not text.startswith("-")
    return _is_cycle(text)


def _is_date(text: str) -> bool:
    day, _, clock = text.partition("T")
    try:
        date.fromisoformat(day)
        if clock:
            plain = clock.partition("@")[0]
            time.fromisoformat(plain)
            datetime.fromisoformat(f"{day}T{plain}")
    except ValueError:
        return False
    return True


def _is_cycle(text: str) -> bool:
    parts = text.split("/")
    if not re.fullmatch(r"R\d*", parts[0]) or not 2 <= len(parts) <= 3:
        return False
    kinds = ["P" if _DURATION.fullmatch(part) else "D" if _is_date(part) else "?" for part in parts[1:]]
    return "".join(kinds) in {"P", "DP", "PD", "DD"}
