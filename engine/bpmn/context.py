"""What every part of the compiler shares while it works on one document."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from engine.bpmn.dialects import Dialect, dialect_of_language, is_bpmn_xpath, is_xpath, translate, vendors_of
from engine.bpmn.index import Index, process_of
from engine.bpmn.model import CompiledExpression, Literal, Value
from engine.bpmn.names import ITEM_AWARE, MOTCUA, Element, flag, text_of
from engine.bpmn.report import Report
from engine.bpmn.vocabulary import extension
from engine.feel import FeelSyntaxError, compile_expression

HOST_FUNCTIONS: Final = ("add working time", "working time between", "raise error", "raise escalation")
"""Functions with spaces in their names that the kernel gives to expressions."""

_PLAIN_NAME: Final = re.compile(r"[^\W\d]\w*")
_ANY_LANGUAGE: Final = re.compile(r"true|false|\d+(\.\d+)?|\"[^\"\\]*\"")
"""What means the same in every language: truth values, numbers, plain texts."""
_ISO: Final = re.compile(
    r"(R\d*/)?(-?P[0-9YMWDTHS.,]+|\d{4}-\d{2}-\d{2}(T[0-9:.,]+(Z|[+-]\d{2}:?\d{2}|@[\w/+-]+)?)?)(/\S+)?"
    r"|R\d*/\S+"
)


def special_names(root: Element) -> tuple[str, ...]:
    """Declared names that FEEL could not read without knowing them: with spaces or signs inside."""
    found: dict[str, None] = dict.fromkeys(HOST_FUNCTIONS)
    for name in _declared(root):
        text = " ".join(name.split())
        if text and not _PLAIN_NAME.fullmatch(text):
            found[text] = None
    return tuple(found)


def _declared(root: Element) -> Iterator[str]:
    for element in root.iter(*(f"{{*}}{kind}" for kind in ITEM_AWARE)):
        yield element.get("name") or ""
    for element in root.iter(f"{{{MOTCUA}}}in", f"{{{MOTCUA}}}out"):
        yield element.get("name") or ""


@dataclass(slots=True, eq=False)
class Context:
    """One compilation: the document's index, the report and the words that expressions may use."""

    index: Index
    report: Report
    decisions: Mapping[str, Any]
    names: tuple[str, ...] = ()
    vendors: frozenset[Dialect] = frozenset()
    message_targets: dict[str, str] = field(default_factory=dict)
    """Id of a sending element -> process id that its message flow leads to."""
    message_names: dict[str, str] = field(default_factory=dict)
    """Id of a sending or receiving element -> message name taken from its message flow."""
    lanes: dict[str, tuple[Element, ...]] = field(default_factory=dict)
    """Flow node id -> the lanes it stands in, innermost first."""

    reference_names: dict[str, str] | None = None
    """Id of a data object -> name of the first reference drawn for it; filled when first asked for."""

    @classmethod
    def of(cls, index: Index, report: Report, decisions: Mapping[str, Any]) -> "Context":
        """A context with the names and vendors of the document."""
        return cls(index, report, decisions, special_names(index.root), vendors_of(index.root))

    def feel(self, holder: Element, text: str, extra: Iterable[str] = ()) -> CompiledExpression | None:
        """Compile FEEL; a syntax error is reported at ``holder``."""
        if not text.strip():
            self.report.add("bpmn.expression.empty", holder)
            return None
        try:
            return compile_expression(text, names=(*self._occurring(text), *extra))
        except FeelSyntaxError as error:
            self.report.add("bpmn.expression.syntax", holder, text=text, reason=str(error))
            return None

    def _occurring(self, text: str) -> Iterator[str]:
        """The special names that may stand in a text: knowing fewer makes parsing cheaper."""
        packed = "".join(text.split())
        return (name for name in self.names if "".join(name.split()) in packed)

    def dialect(self, holder: Element) -> Dialect:
        """The language of an expression without a leading ``=`` (architecture: expressions).

        XPath is the schema's default for a whole file (BPMN 2.0.2 §8.1), so a file that names it may not mean it: a
        vendor's namespace says more.
        """
        language = holder.get("language")
        if language:
            return dialect_of_language(language)
        declared = dialect_of_language(self.index.root.get("expressionLanguage") or "")
        if declared not in (Dialect.UNKNOWN, Dialect.XPATH):
            return declared
        if self.vendors:
            return next(iter(sorted(self.vendors)))
        return declared if self.index.root.get("expressionLanguage") else Dialect.FEEL

    def _dialect_of(self, holder: Element, raw: str) -> Dialect:
        """As :meth:`dialect`; what calls the XPath functions of BPMN 2.0.2 §10.4.3 is XPath where nothing is said."""
        found = self.dialect(holder)
        return Dialect.XPATH if found is Dialect.FEEL and is_bpmn_xpath(raw) and not holder.get("language") else found

    def expression(self, holder: Element, text: str | None = None) -> CompiledExpression | None:
        """Compile an expression element (condition, cardinality, mapping …), FEEL with or without ``=``."""
        raw = (text_of(holder) if text is None else text).strip()
        boxed = _boxed(holder, raw)
        if boxed is not None:
            return self.feel(holder, boxed)
        if raw.startswith("=") or not raw:
            return self.feel(holder, raw[1:])
        dialect = self._dialect_of(holder, raw)
        if dialect is Dialect.FEEL or (dialect is Dialect.UNKNOWN and _ANY_LANGUAGE.fullmatch(raw)):
            return self.feel(holder, raw)
        if dialect is Dialect.UNKNOWN:
            language = holder.get("language") or self.index.root.get("expressionLanguage") or ""
            self.report.add("bpmn.expression.language", holder, text=raw, language=language)
            return None
        return self._translated(holder, dialect, raw)

    def _translated(self, holder: Element, dialect: Dialect, raw: str) -> CompiledExpression | None:
        """Another language in FEEL; what the file calls XPath and cannot be XPath is FEEL already."""
        feel = translate(dialect, raw)
        if feel is None and dialect is Dialect.XPATH and not holder.get("language") and not is_xpath(raw):
            return self.feel(holder, raw)
        if feel is None:
            self.report.add("bpmn.expression.dialect", holder, text=raw, language=dialect.value)
            return None
        self.report.add("bpmn.expression.read-as", holder, text=raw, language=dialect.value, feel=feel)
        return self.feel(holder, feel)

    def timer(self, holder: Element) -> Value | None:
        """A timer's expression: bare ISO 8601 is literal, everything else an expression."""
        text = text_of(holder)
        return Literal(text, text) if _ISO.fullmatch(text) else self.expression(holder)

    def value(self, holder: Element, text: str | None) -> Value | None:
        """An extension attribute's text: literal unless ``=`` leads."""
        if text is None:
            return None
        return self.feel(holder, text[1:]) if text.startswith("=") else Literal(text, text)

    def extension(self, element: Element, name: str) -> Value | None:
        """An extension attribute as a value."""
        return self.value(element, extension(element, name))

    def hint(self, holder: Element, text: str | None) -> Value | None:
        """A vendor's text: FEEL after ``=``, JUEL in ``${…}``, else literal."""
        if text is None or text.startswith("="):
            return self.value(holder, text)
        return self.expression(holder, text) if "${" in text or "#{" in text else Literal(text, text)

    def name_expression(self, holder: Element, name: str) -> CompiledExpression | None:
        """FEEL that reads one variable, whatever signs its name holds."""
        return self.feel(holder, name, extra=(name,))


def _boxed(holder: Element, raw: str) -> str | None:
    """The FEEL of a DMN literal expression that stands in an expression, as elements or as text, as some tools do."""
    inside = holder.find("{*}literalExpression")
    if inside is None and raw.startswith("<") and "literalExpression" in raw:
        try:
            inside = etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError:
            return None
    return None if inside is None else text_of(inside.find("{*}text"))


def executable(element: Element) -> bool:
    """Whether the element's process is marked as executable, so that the rules for execution are strict."""
    process = process_of(element)
    return process is not None and flag(process, "isExecutable")
