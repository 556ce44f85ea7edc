"""Expressions that are written as a plain value: whether the place can take it (BPMN 2.0.2 §8.4.6, §10.3.8, §13.4)."""

import re
from typing import Final

from engine.bpmn.context import Context
from engine.bpmn.names import Element, kind_of, text_of

_CONDITIONS: Final = (
    "conditionExpression",
    "loopCondition",
    "completionCondition",
    "activationCondition",
    "condition",
)
_NUMBER: Final = re.compile(r"-?(\d+(\.\d*)?|\.\d+)")
_NO_CONDITION: Final = re.compile(rf'{_NUMBER.pattern}|null|"(\\.|[^"\\])*"')
_MADE: Final = re.compile(
    r"\{[^{}]*\}|(duration|date|time|date and time|string|number|count|sum|upper case|lower case)\([^()]*\)"
    rf"|[\w.]+\s*[-+*/]\s*{_NUMBER.pattern}",
    re.DOTALL,
)
"""A context, a function that makes something else, a sum: never true or false."""
_COUNT: Final = re.compile(r"\d+(\.0*)?")
_NO_COUNT: Final = re.compile(rf"{_NO_CONDITION.pattern}|true|false")


def check_expressions(ctx: Context) -> None:
    """Conditions are true or false, cardinalities whole numbers that are not negative."""
    for part in ctx.index.all(*_CONDITIONS):
        text = _plain(part)
        if kind_of(part) and (_NO_CONDITION.fullmatch(text) or (_MADE.fullmatch(text) and text not in ctx.names)):
            ctx.report.add("bpmn.expression.not-condition", part, text=text)
    for part in ctx.index.all("loopCardinality"):
        text = _plain(part)
        if _NO_COUNT.fullmatch(text) and not _COUNT.fullmatch(text):
            ctx.report.add("bpmn.multi.cardinality", part, text=text)


def _plain(part: Element) -> str:
    return text_of(part).removeprefix("=").strip()
