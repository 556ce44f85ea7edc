"""The pure kernel: ``start`` and ``advance`` turn a state and an event into a new state and effects.

Everything impure arrives in ``Env``; everything that must happen outside leaves as effects. The same events give
byte-identical states. What a model or its data can cause is an incident in the state, never an exception. See
``docs/engine.md`` for the theory of operation.
"""

from engine.kernel.api import advance, start
from engine.kernel.codec import dump_data, load_data, value_from_json, value_to_json
from engine.kernel.env import Env
from engine.kernel.errors import KernelError
from engine.kernel.messages import incident_text
from engine.kernel.returning import ReturnTarget, returnable
from engine.kernel.state import State
from engine.kernel.state_codec import dump_state, load_state
from engine.kernel.step import Applied, Ignored, Step

__all__ = [
    "Applied",
    "Env",
    "Ignored",
    "KernelError",
    "ReturnTarget",
    "State",
    "Step",
    "advance",
    "dump_data",
    "dump_state",
    "incident_text",
    "load_data",
    "load_state",
    "returnable",
    "start",
    "value_from_json",
    "value_to_json",
]
