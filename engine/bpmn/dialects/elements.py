"""Vendor attributes and extension elements on flow nodes, read into the same fields as our own."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.bpmn.names import Element

if TYPE_CHECKING:
    from engine.bpmn.context import Context


def vendor_fields(_ctx: "Context", _element: Element, _fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a node that a vendor's extensions give and our own vocabulary leaves open."""
    return {}


def called_by_vendor(_element: Element) -> str | None:
    """The process or decision that a vendor's extension says is called."""
    return None
