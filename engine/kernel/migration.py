"""Moving a running part to another version of its model (kernel.md §7)."""

from engine.bpmn.model import Process
from engine.kernel.env import Env
from engine.kernel.events import Migrated
from engine.kernel.state import State
from engine.kernel.step import Ignored, Step


def migrate(process: Process, state: State, event: Migrated, env: Env) -> Step:
    return Step(state=state, result=Ignored("migration is not possible"))
