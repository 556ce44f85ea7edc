"""Other platforms' extensions: what they say that is not, or not quite, what happens here."""

from engine.bpmn.checks.structure import Structure
from engine.bpmn.dialects.elements import assignee_of
from engine.bpmn.dialects.unread import unexecutable, unused
from engine.bpmn.names import Element
from engine.bpmn.vocabulary import extension


def check_vendors(s: Structure) -> None:
    """All processes, flow nodes, flows and messages; a document without a vendor's words has nothing to look at."""
    if not s.ctx.vendors:
        return
    for element in (*s.ctx.index.processes(), *s.nodes, *s.flows, *s.ctx.index.all("message")):
        _vendor(s, element)


def _vendor(s: Structure, element: Element) -> None:
    for name in unexecutable(element):
        s.report("bpmn.vendor.code", element, extension=name)
    for name in unused(element):
        s.report("bpmn.vendor.unused", element, extension=name)
    assignee = assignee_of(element)
    if assignee is not None and extension(element, "role") is None:
        s.report("bpmn.vendor.assignee", element, assignee=assignee)
