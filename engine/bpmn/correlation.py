"""Correlation as BPMN writes it (BPMN 2.0.2 §8.4.2): keys, properties, message paths and subscriptions.

A *message path* computes a property from a message's content. In context-based correlation a process's subscription
gives the property from the process's data (*data path*); in plain key-based correlation the first message that is sent
or received in a conversation fixes the key, and every later one has to match.
"""

from dataclasses import dataclass

from engine.bpmn.context import Context
from engine.bpmn.index import process_of
from engine.bpmn.model import CompiledExpression
from engine.bpmn.names import CATCH_EVENTS, Element, child, kind_of, own_id, q, text_of


@dataclass(frozen=True, slots=True)
class Correlation:
    """``path`` reads the key from a message; ``own`` is what an instance expects, else it learns ``learned``."""

    path: CompiledExpression | None
    own: CompiledExpression | None
    learned: str | None


def correlation_of(ctx: Context, message: Element | None, event: Element) -> Correlation | None:
    """How the messages of a flow node are correlated; None when the file says nothing about it."""
    if message is None:
        return None
    paths = _message_paths(ctx, message)
    key, properties = _key(ctx, paths)
    if not properties:
        return None
    catching = kind_of(event) in CATCH_EVENTS or kind_of(event) == "receiveTask"
    subscribed = _data_paths(ctx, event, properties) if catching else []
    path = _together(ctx, [paths[name] for name in properties if name in paths])
    if len(subscribed) == len(properties):
        return Correlation(path, _together(ctx, subscribed), None)
    return Correlation(path, None, key)


def _message_paths(ctx: Context, message: Element) -> dict[str, Element]:
    """Correlation property -> the path that reads it from this message."""
    found: dict[str, Element] = {}
    for correlation in ctx.index.all("correlationProperty"):
        for retrieval in correlation.findall(q("correlationPropertyRetrievalExpression")):
            path = child(retrieval, "messagePath")
            if path is not None and ctx.index.attribute(retrieval, "messageRef") is message:
                found[own_id(correlation)] = path
    return found


def _key(ctx: Context, paths: dict[str, Element]) -> tuple[str, list[str]]:
    """The first correlation key that the message carries whole, with its properties in order; else all it carries."""
    for key in ctx.index.all("correlationKey"):
        properties = [own_id(one) for one in ctx.index.referred(key, "correlationPropertyRef")]
        if properties and all(name in paths for name in properties):
            return own_id(key) or " ".join(properties), properties
    return " ".join(paths), list(paths)


def _data_paths(ctx: Context, event: Element, properties: list[str]) -> list[Element]:
    """What the process's subscriptions say about the properties, in their order."""
    process = process_of(event)
    found: dict[str, Element] = {}
    for subscription in () if process is None else process.findall(q("correlationSubscription")):
        for binding in subscription.findall(q("correlationPropertyBinding")):
            path = child(binding, "dataPath")
            if path is not None:
                found.setdefault(ctx.index.follow(binding, binding.get("correlationPropertyRef")).name, path)
    return [found[name] for name in properties if name in found]


def _together(ctx: Context, paths: list[Element]) -> CompiledExpression | None:
    """One expression for a key; of several properties the list of their values."""
    if len(paths) == 1:
        return ctx.expression(paths[0])
    texts = [text_of(path).removeprefix("=") for path in paths]
    return ctx.feel(paths[0], f"[{', '.join(texts)}]") if all(texts) else None
