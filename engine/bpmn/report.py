"""Collects problems while a document is read, each once, and remembers which process each belongs to."""

from dataclasses import dataclass

from engine.bpmn.names import Element, flag, kind_of, line_of, own_id
from engine.bpmn.problems import Problem, Severity, severity_of

OWNERS = frozenset({"process", "globalTask", "globalUserTask", "globalManualTask", "globalScriptTask"}) | {
    "globalBusinessRuleTask"
}


BEYOND_THE_FILE = frozenset({"motcua.different-from.target", "bpmn.call.unknown", "bpmn.rule.unknown-decision"})
"""Errors about what a package or another file may hold: the process itself is understood and stays in the library."""
STAND_INS = frozenset({"bpmn.message.missing", "bpmn.signal.missing", "bpmn.error.no-code", "bpmn.escalation.no-code"})
"""Errors for which the compiler puts the element's own id in the place of what is missing: still to be tried out."""
FOR_EXECUTION = frozenset(
    {
        "bpmn.gateway.no-condition",
        "bpmn.gateway.no-activation",
        "bpmn.expression.empty",
        "bpmn.expression.language",
        "bpmn.expression.dialect",
        "bpmn.expression.syntax",
        "bpmn.expression.not-condition",
        "bpmn.multi.cardinality",
        "bpmn.timer.form",
        "bpmn.call.nothing",
        "bpmn.script.language",
        "bpmn.vendor.code",
        "bpmn.id.missing",
        "bpmn.loop.no-condition",
        "bpmn.multi.no-cardinality",
        "bpmn.timer.missing",
        "bpmn.flow.not-immediate",
    }
)
"""What only execution needs: a warning in a process that says it is not executable (which is then not executed) and in
a choreography, which never is."""
_DESCRIPTIONS = frozenset({"choreography", "globalChoreographyTask", "subChoreography", "collaboration"})


def label(element: Element) -> str:
    """How a sentence names an element: its name and id, or its kind."""
    name = " ".join((element.get("name") or "").split())
    ident = own_id(element)
    if name and ident:
        return f"“{name}” ({ident})"
    if name or ident:
        return f"“{name or ident}”"
    return f"<{kind_or_name(element)}>"


def kind_or_name(element: Element) -> str:
    """The BPMN kind; for elements of the drawing and of other namespaces their plain name."""
    return kind_of(element) or str(element.tag).rpartition("}")[2]


def nearest_id(element: Element) -> str | None:
    """The id of the element or of its nearest ancestor that has one."""
    node: Element | None = element
    while node is not None:
        if ident := own_id(node):
            return ident
        node = node.getparent()
    return None


def owner_of(element: Element) -> Element | None:
    """The process (or global task) that holds the element; None outside of any."""
    node: Element | None = element
    while node is not None and kind_of(node) not in OWNERS:
        node = node.getparent()
    return node


@dataclass(frozen=True, slots=True)
class _Place:
    """What every problem of an element says about it."""

    label: str
    kind: str
    owner: Element | None
    ident: str | None
    line: int

    @classmethod
    def of(cls, element: Element) -> "_Place":
        known = label(element)
        return cls(known[:300], kind_or_name(element), owner_of(element), nearest_id(element), line_of(element))


def _describes(element: Element, owner: Element | None) -> bool:
    """Whether an element belongs to something that only describes and is never executed."""
    if owner is not None:
        return not flag(owner, "isExecutable", default=True)
    return any(kind_of(one) in _DESCRIPTIONS for one in element.iterancestors())


class Report:
    """A growing list of problems in the order found; saying the same again changes nothing."""

    def __init__(self, path: str = "") -> None:
        self.path = path
        self.failed: set[str] = set()
        """Processes in which an error was found."""
        self.unclear: set[str] = set()
        """Those of them with a part for which nothing can stand in."""
        self._found: dict[Problem, None] = {}
        self._places: dict[Element, _Place] = {}

    def add(self, code: str, element: Element, severity: Severity | None = None, **params: object) -> None:
        """Say that ``element`` has problem ``code``; ``label`` and ``kind`` are filled in for the sentence."""
        place = self._places.get(element)
        if place is None:  # many problems of one element look at it once
            place = self._places[element] = _Place.of(element)
        values = {"label": place.label, "kind": place.kind} | {k: str(v)[:300] for k, v in params.items()}
        level = severity or severity_of(code)
        owner = place.owner
        if level is Severity.ERROR and code not in BEYOND_THE_FILE and owner is not None:
            self.failed.add(own_id(owner))
            if code not in STAND_INS:
                self.unclear.add(own_id(owner))
        if code in FOR_EXECUTION and _describes(element, owner):
            level = Severity.WARNING
        self._found[
            Problem(
                code,
                level,
                place.ident,
                place.line,
                self.path,
                tuple(sorted(values.items())),
            )
        ] = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems by line, then in the order they were found."""
        return tuple(sorted(self._found, key=lambda problem: problem.line))
