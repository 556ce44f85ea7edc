"""Rules for any element (BPMN 2.0.2 §8.2, §8.4): extensions, text formats, correlation, imports."""

import re
from typing import Final

from engine.bpmn.context import Context
from engine.bpmn.dialects import VENDORS
from engine.bpmn.names import BPMN, MOTCUA, Element, flag, kind_of, own_id, q

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
        if one.get("importType") == BPMN:
            ctx.report.add("bpmn.import.not-loaded", one, location=one.get("location") or "")
    for subscription in ctx.index.all("correlationSubscription"):
        _subscription(ctx, subscription)


def _extension(ctx: Context, extension: Element) -> None:
    if not flag(extension, "mustUnderstand"):
        return
    prefix = (extension.get("definition") or "").partition(":")[0]
    if extension.nsmap.get(prefix) not in {MOTCUA, *VENDORS}:
        ctx.report.add("bpmn.extension.not-understood", extension, definition=extension.get("definition") or "")


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
