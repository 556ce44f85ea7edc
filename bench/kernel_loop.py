"""The correction loop on our kernel: state and data are stored as bytes after each step and read before the next."""

import time
from datetime import UTC, datetime

from bench.loop_model import ANSWER, KILOBYTE, LOOP
from engine.bpmn import compile_library, read
from engine.bpmn.model import Process
from engine.kernel import advance, dump_data, dump_state, load_data, load_state, start
from engine.kernel.env import Env
from engine.kernel.events import TaskCompleted

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
        step = start(self.process, Env(now=NOW), KILOBYTE)
        self.state, self.data = dump_state(step.state), dump_data(step.data())

    def past(self, tasks: int) -> None:
        """Complete so many tasks."""
        for _ in range(tasks):
            self.step(keep=True)

    def step(self, *, keep: bool = False) -> float:
        """Complete the open task; seconds, reading and writing state and data included. Without ``keep``: try it."""
        begun = time.thread_time()
        state = load_state(self.state, load_data(self.data))
        (token,) = state.scopes[state.root].tokens.values()
        step = advance(self.process, state, TaskCompleted(token.uid, ANSWER), Env(now=NOW))
        stored = dump_state(step.state), dump_data(step.data())
        taken = time.thread_time() - begun
        if keep:
            self.state, self.data = stored
        return taken
