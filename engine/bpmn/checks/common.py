"""Rules for any element (BPMN 2.0.2 §8.2 to §8.5): extensions, text formats, correlation, imports."""

import re
from typing import Final

from engine.bpmn.context import Context
from engine.bpmn.dialects import VENDORS
from engine.bpmn.names import BPMN, MOTCUA, Element, flag, kind_of, own_id, q

_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+")
_MIME: Final = re.compile(r"[\w.+-]+/[\w.+*-]+(\s*;\s*[\w.+-]+=.+)*")


def check_common(ctx: Context) -> None:
    """Formats, extensions, imports and correlation."""
    for element in ctx.index.all("documentation", "textAnnotation"):
        form = element.get("textFormat")
        if form is not None and not _MIME.fullmatch(form.strip()):
            ctx.report.add("bpmn.text.format", element, value=form)
    for extension in ctx.index.all("extension"):
        _extension(ctx, extension)
    for one in ctx.index.all("import"):
        _import(ctx, one)
    for subscription in ctx.index.all("correlationSubscription"):
        _subscription(ctx, subscription)
    for binding in ctx.index.all("ioBinding"):
        _binding(ctx, binding)


def _import(ctx: Context, one: Element) -> None:
    """What is imported has a type that is an absolute URI (table 8.2) and the namespace that is said."""
    kind, location = (one.get(name) or "" for name in ("importType", "location"))
    if kind and not _ABSOLUTE.match(kind):
        ctx.report.add("bpmn.import.type", one, value=kind)
    if kind != BPMN:
        return
    ctx.report.add("bpmn.import.not-loaded", one, location=location)
    other = ctx.index.document.imports.get(location)
    own = None if other is None else other.root.get("targetNamespace") or ""
    if own is not None and own != one.get("namespace"):
        ctx.report.add("bpmn.import.namespace", one, location=location, namespace=one.get("namespace") or "", own=own)


def _extension(ctx: Context, extension: Element) -> None:
    if not flag(extension, "mustUnderstand"):
        return
    prefix = (extension.get("definition") or "").partition(":")[0]
    if extension.nsmap.get(prefix) not in {MOTCUA, *VENDORS}:
        ctx.report.add("bpmn.extension.not-understood", extension, definition=extension.get("definition") or "")


def _binding(ctx: Context, binding: Element) -> None:
    """A binding is of an operation that the callable element supports (table 8.29)."""
    operation, holder = ctx.index.attribute(binding, "operationRef"), binding.getparent()
    if operation is None or kind_of(operation) != "operation" or holder is None:
        return
    if operation.getparent() not in ctx.index.referred(holder, "supportedInterfaceRef"):
        ctx.report.add("bpmn.interface.not-supported", binding, operation=own_id(operation))


def _subscription(ctx: Context, subscription: Element) -> None:
    """A subscription binds each property of its key once."""
    key = ctx.index.attribute(subscription, "correlationKeyRef")
    if key is None or kind_of(key) != "correlationKey":
        return
    wanted = set(ctx.index.referred(key, "correlationPropertyRef"))
    bindings = subscription.findall(q("correlationPropertyBinding"))
    bound = [ctx.index.attribute(binding, "correlationPropertyRef") for binding in bindings]
    for missing in wanted - {*bound}:
        ctx.report.add("bpmn.correlation.unbound", subscription, property=own_id(missing))
    for place, one in enumerate(bound):
        if one is not None and one not in wanted and kind_of(one) == "correlationProperty":
            ctx.report.add("bpmn.correlation.not-in-key", subscription, property=own_id(one))
        elif one is not None and one in bound[:place]:
            ctx.report.add("bpmn.correlation.bound-twice", subscription, property=own_id(one))
