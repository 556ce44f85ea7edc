"""Which conversation a message belongs to (BPMN 2.0.2 §8.4.2)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.bpmn.model import CompiledExpression, EventDefinition
from engine.feel import FeelEnv, feel_string
from engine.kernel.state import State, Wait

if TYPE_CHECKING:
    from engine.kernel.machine import Machine


def key_in(path: CompiledExpression, payload: Mapping[str, Any], feel: FeelEnv | None = None) -> str | None:
    """The correlation key that a message's content holds; None when it holds none."""
    given = (path.evaluate(payload) if feel is None else path.evaluate(payload, feel)).value
    if given is None or (isinstance(given, list) and None in given):
        return None
    return given if isinstance(given, str) else feel_string(given)


def learn(m: "Machine", event: EventDefinition | None, payload: Mapping[str, Any]) -> None:
    """A message that was received fixes the key of its conversation, if none has."""
    if event is None or event.learned is None or event.path is None:
        return
    key = key_in(event.path, payload, m.feel.feel)
    if key is not None:
        m.draft.learn(event.learned, key)


def fits(state: State, wait: Wait, event: EventDefinition, key: str | None, payload: Mapping[str, Any]) -> bool | None:
    """Whether a message belongs to a wait for its name: True, False, or None when the wait takes any key still."""
    expected = getattr(wait.on, "key", None)
    if event.path is None:
        return bool(expected == key)
    told = key if key is not None else key_in(event.path, payload)
    if event.learned is None:
        return bool(expected == told)
    known = state.keys.get(event.learned)
    return None if known is None else known == told
