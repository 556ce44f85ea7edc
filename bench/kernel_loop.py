"""The correction loop on our kernel: state and data are stored as bytes after each step and read before the next."""

import time
from datetime import UTC, datetime

from engine.bpmn import compile_library, read
from engine.bpmn.model import Process
from engine.kernel import advance, dump_data, dump_state, load_state, start
from engine.kernel.env import Env
from engine.kernel.events import TaskCompleted

from bench.loop_model import KILOBYTE, LOOP

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def loop_process() -> Process:
    """The compiled model of the loop."""
    library, problems = compile_library(read(LOOP))
    if any(problem.severity == "error" for problem in problems):
        raise SystemExit(f"the bench model does not compile: {problems}")
    return library.processes["Process_Loop"]


class KernelLoop:
    """One process instance in the loop, kept as bytes between steps."""

    def __init__(self) -> None:
        self.process = loop_process()
        step = start(self.process, Env(now=NOW), {})
        self.state, self.data = dump_state(step.state), dump_data(step.state)
        self.moves = 0

    def step(self) -> float:
        """Complete the one open task; seconds taken, reading and writing state and data included."""
        started = time.perf_counter()
        state = load_state(self.state, self.data)
        (token,) = state.scopes[state.root].tokens.values()
        event = TaskCompleted(token.uid, {**KILOBYTE, "again": True})
        step = advance(self.process, state, event, Env(now=NOW))
        self.state, self.data = dump_state(step.state), dump_data(step.state)
        taken = time.perf_counter() - started
        self.moves += len(step.trace)
        return taken
