"""The land transfer's rework loop as it is shipped: the certificate is prepared, the director sends it back, again.

The dossier comes there by the package's own scenario; then its data is 1 kB, as much as a filled form has.
"""

import time
from pathlib import Path

from bench.loop_model import ANSWER, KILOBYTE
from engine.kernel import advance, dump_data, dump_state, load_data, load_state
from engine.kernel.env import Env
from engine.kernel.events import TaskCompleted
from process_models.calendars import shipped_calendars
from process_models.package import read_package
from process_models.scenario_steps import ScenarioRun, Surroundings

LIBRARY = Path(__file__).parents[1] / "process_models" / "library"
PACKAGE = LIBRARY / "1.012766.H36"
SCENARIO = "sent_back"
WORK, REVIEW, SENT_BACK = "Task_Update", "Task_Sign", "send_back"


class LandLoop:
    """The lead process of a land transfer in its rework loop, kept as bytes between steps."""

    def __init__(self, history: int) -> None:
        package = read_package(PACKAGE)
        calendars = shipped_calendars()
        run = ScenarioRun(package, package.scenarios[SCENARIO], Surroundings(calendars, {}))
        run.submit()
        steps = iter(package.scenarios[SCENARIO]["steps"])
        while not any(pending.element == WORK for pending in run.session.pending.values()):
            run.do(next(steps))
        part = run.session.case.parts[1]
        self.process = package.library.processes[part.process]
        self.env = Env(
            now=run.session.now,
            zone=run.session.world.zone,
            calendar=calendars["province"],
            facts=run.session.dossier(""),
        )
        self.state, self.data = dump_state(part.state), dump_data(KILOBYTE)
        self.moves = 0
        for _ in range(history // 2):
            self.round(keep=True)

    def round(self, *, keep: bool = False) -> float:
        """Prepare and send back: two steps; seconds, reading and writing state and data included."""
        before = self.state, self.data
        taken = self._step(WORK, None) + self._step(REVIEW, SENT_BACK)
        if not keep:
            self.state, self.data = before
        return taken

    def _step(self, element: str, outcome: str | None) -> float:
        begun = time.thread_time()
        state = load_state(self.state, load_data(self.data))
        (token,) = [each for each in state.scopes[state.root].tokens.values() if each.at == element]
        step = advance(self.process, state, TaskCompleted(token.uid, ANSWER, outcome, "a"), self.env)
        self.state, self.data = dump_state(step.state), dump_data(step.data())
        taken = time.thread_time() - begun
        self.moves = len(step.trace)
        return taken

    def moves_per_round(self) -> int:
        """Entries of the trace that one round makes: nodes entered and completed."""
        before, made = (self.state, self.data), 0
        for element, outcome in ((WORK, None), (REVIEW, SENT_BACK)):
            self._step(element, outcome)
            made += self.moves
        self.state, self.data = before
        return made
