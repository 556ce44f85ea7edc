"""Expression languages of other tools, turned into FEEL where that is exact; what is not is a named problem."""

from collections.abc import Callable
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from engine.bpmn.dialects.elements import CAMUNDA, SPIFF, ZEEBE
from engine.bpmn.dialects.juel import juel_to_feel
from engine.bpmn.dialects.python import python_to_feel
from engine.bpmn.dialects.xpath import is_bpmn_xpath, is_xpath, xpath_to_feel
from engine.bpmn.names import Element

__all__ = ["VENDORS", "Dialect", "dialect_of_language", "is_bpmn_xpath", "is_xpath", "translate", "vendors_of"]


class Dialect(StrEnum):
    """Which language an expression is written in."""

    FEEL = "FEEL"
    JUEL = "JUEL"
    PYTHON = "Python"
    XPATH = "XPath"
    UNKNOWN = "unknown"


VENDORS: Final = MappingProxyType(
    {
        ZEEBE: Dialect.FEEL,
        CAMUNDA: Dialect.JUEL,
        "http://activiti.org/bpmn": Dialect.JUEL,
        "http://flowable.org/bpmn": Dialect.JUEL,
        SPIFF: Dialect.PYTHON,
    }
)
_TRANSLATORS: Final[MappingProxyType[Dialect, Callable[[str], str | None]]] = MappingProxyType(
    {Dialect.JUEL: juel_to_feel, Dialect.PYTHON: python_to_feel, Dialect.XPATH: xpath_to_feel}
)
_LANGUAGES: Final = (
    ("feel", Dialect.FEEL),
    ("juel", Dialect.JUEL),
    ("python", Dialect.PYTHON),
    ("xpath", Dialect.XPATH),
)


def dialect_of_language(language: str) -> Dialect:
    """The dialect that a ``language`` or ``expressionLanguage`` URI or word names."""
    word = language.strip().lower()
    return next((dialect for part, dialect in _LANGUAGES if part in word), Dialect.UNKNOWN)


def vendors_of(root: Element) -> frozenset[Dialect]:
    """Dialects of the vendor namespaces that the document declares and uses."""
    used: set[str] = set()
    for element in root.iter():
        if isinstance(element.tag, str):
            names = (str(name) for name in (element.tag, *element.keys()))
            used.update(name[1:].partition("}")[0] for name in names if name.startswith("{"))
    return frozenset(VENDORS[name] for name in used if name in VENDORS)


def translate(dialect: Dialect, text: str) -> str | None:
    """The FEEL text with the same meaning, or None when there is no exact one."""
    return _TRANSLATORS[dialect](text)
