"""The private working copy of one turn: the case being changed, and the FIFO queue between its parts.

Only this module changes a case. It advances parts with the kernel and routes every effect of a step: what stays
inside the dossier (messages, dossier signals, calls and their results, clock, facts) is queued or applied here; what
leaves it is collected for the shell, which performs it after the turn is durable.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from engine import kernel
from engine.bpmn.model import Library, Literal, Node, Process, Trigger
from engine.clock import PauseKey
from engine.dossier import lives
from engine.dossier.case import (
    ROOT,
    Buffered,
    Case,
    ClockPolicy,
    Entry,
    Life,
    Part,
    PartEffect,
    PartStep,
    Status,
    Trouble,
    Turn,
    World,
)
from engine.dossier.waits import clock_timers, message_waits, signal_waits
from engine.kernel import effects as fx
from engine.kernel.correlating import key_in
from engine.kernel.env import Env
from engine.kernel.errors import Trouble as CannotMoveOn
from engine.kernel.events import (
    Cancelled,
    ChildEnded,
    ChildThrew,
    Event,
    MessageReceived,
    Migrated,
    MigrationPlan,
    SignalReceived,
    Started,
    TimerRescheduled,
)
from engine.kernel.state import Incident, OnTimer, Uid, Wait
from engine.kernel.step import Ignored, Step
from engine.kernel.timers import DOSSIER, due_when_resumed, stands_still

MAX_DELIVERIES = 1_000
Delivery = Callable[[], None]


class Draft:
    """One turn under way."""

    def __init__(self, library: Library, case: Case, world: World) -> None:
        self.library = library
        self.before = case
        self.world = world
        self.parts = case.parts
        self.lives = case.lives
        self.buffer = case.buffer
        self.facts = case.facts
        self.troubles = case.troubles
        self.next_part = case.next_part
        self.next_uid = case.next_uid
        self.steps: list[PartStep] = []
        self.effects: list[PartEffect] = []
        self.entries: list[Entry] = []
        self.first_data: Mapping[str, Any] = {}
        """What a process begins with that is started from outside."""
        self._queue: deque[Delivery] = deque()
        self._pending: deque[Buffered] = deque()
        self._together: list[Delivery] | None = None
        """Signals thrown while several processes begin at the same time: each hears what the others throw."""

    # -- the turn's frame -------------------------------------------------------------------------------------

    def finish(self) -> Turn:
        """Run the queue dry and freeze the result."""
        self._expire()
        for _ in range(MAX_DELIVERIES):
            if not self._queue:
                break
            self._queue.popleft()()
        else:
            self._overflow()
        case = replace(
            self.before,
            parts=self.parts,
            lives=self.lives,
            buffer=self.buffer,
            facts=self.facts,
            troubles=self.troubles,
            next_part=self.next_part,
            next_uid=self.next_uid,
        )
        return Turn(case=case, steps=tuple(self.steps), effects=tuple(self.effects), entries=tuple(self.entries))

    def refuse(self, code: str, detail: Mapping[str, Any] | None = None) -> Turn:
        """The command is not possible now; nothing has changed."""
        return Turn(case=self.before, refused=code, detail=detail or {})

    # -- lives ------------------------------------------------------------------------------------------------

    def watch(self, branch: str, agency: str | None) -> lives.Watch:
        """What the clock of a branch is read with."""
        policy = self.world.policies.get(branch, ClockPolicy())
        return lives.Watch(self.world.now, self.world.calendar_of(agency), policy)

    def change(self, branch: str, step: Callable[[Life, lives.Watch], lives.Changed]) -> None:
        """Apply one change to the life of a branch and log it."""
        life = self.lives[branch]
        watch = self.watch(branch, life.agency)
        changed, told = step(life, watch)
        self.lives = self.lives.set(branch, changed)
        self.entries.extend(told)
        if lives.stands_still(life, watch.policy) != lives.stands_still(changed, watch.policy):
            self._queue.append(partial(self._follow_the_clock, branch))

    def _follow_the_clock(self, branch: str) -> None:
        """Timers of base ``dossier`` stop and go on with the clock of their branch."""
        still = lives.stands_still(self.lives[branch], self.watch(branch, self.lives[branch].agency).policy)
        for part, wait, on in clock_timers(self.parts, branch):
            if still and not stands_still(on):
                self._tell(part.n, TimerRescheduled(wait.uid, None))
            elif stands_still(on) and not still:
                env = self.world.env(part.agency, self.dossier_facts(branch))
                self._resume_timer(part, wait, on, env)

    def _resume_timer(self, part: Part, wait: Wait, on: OnTimer, env: Env) -> None:
        try:
            due = due_when_resumed(on, env, wait.node)
        except CannotMoveOn as trouble:  # the calendar does not reach that far
            self.trouble(part.n, trouble.code, wait.node, trouble.message, None)
            return
        self._tell(part.n, TimerRescheduled(wait.uid, due))

    def open_life(self, branch: str, agency: str | None) -> None:
        """The dossier or a sub-dossier begins; a sub-dossier is received by the hand-over itself."""
        life, told = lives.begin(branch, agency, self.watch(branch, agency))
        self.lives = self.lives.set(branch, life)
        self.entries.extend(told)
        if branch != ROOT:
            self.change(branch, lives.receive)

    def close_branch(self, branch: str, status: Status, reason: str, by: Mapping[str, Any]) -> None:
        """End a branch from outside; closing the dossier itself closes every branch that is still open."""
        ending = [key for key in self.lives if branch in (ROOT, key) and not self.lives[key].status.closed]
        running = sorted(part.n for part in self.parts.values() if part.open and part.branch in ending)
        for key in ending:
            self.change(key, lambda life, watch: lives.close(life, watch, status, None, {"reason": reason, **by}))
        for n in running:
            self._tell(n, Cancelled(status.name.lower(), reason))

    def annul(self, reason: str, by: Mapping[str, Any]) -> None:
        """Take back the reception: every branch that is open ends as if it had not been received."""
        ending = [key for key in self.lives if not self.lives[key].status.closed]
        running = sorted(part.n for part in self.parts.values() if part.open)
        for key in ending:
            self.change(key, lambda life, _watch: lives.annul(life, reason, by))
        for n in running:
            self._tell(n, Cancelled(lives.CANCELLED, reason))

    # -- parts ------------------------------------------------------------------------------------------------

    def process_of(self, part: Part) -> Process:
        """The model a part runs. Raises KeyError when the shell handed over the wrong libraries."""
        library = self.world.libraries[part.package] if part.package else self.library
        return library.processes[part.process]

    def dossier_facts(self, branch: str) -> Mapping[str, Any]:
        """``dossier.*`` as FEEL sees it for a part of this branch."""
        life = self.lives[branch]
        return {
            **self.world.facts,
            "status": int(life.status),
            "submitted_at": life.submitted_at,
            "received_at": life.received_at,
            "facts": dict(self.facts),
        }

    def run(self, n: int, event: Event) -> Step:
        """Advance one part by one event and route what it asks for."""
        part = self.parts[n]
        env = self.world.env(part.agency, self.dossier_facts(part.branch))
        step = kernel.advance(self.process_of(part), part.state, event, env)
        if not isinstance(step.result, Ignored):
            self._take(replace(part, state=step.state), event, step)
        return step

    def move_part(self, n: int, process: Process, plan: MigrationPlan) -> Step:
        """Move one part to another version of its model, or to another process of it."""
        part = self.parts[n]
        env = self.world.env(part.agency, self.dossier_facts(part.branch))
        event = Migrated(plan)
        step = kernel.advance(process, part.state, event, env)
        if not isinstance(step.result, Ignored):
            self._take(replace(part, process=process.id, state=step.state), event, step)
        return step

    def tell_migrated(self, kind: str, source: str, target: str, reason: str) -> None:
        """The log's entry of a migration or of its taking back."""
        self.entries.append(Entry(kind, ROOT, {"from": source, "to": target, "reason": reason}))

    def rename_targets(self, processes: Mapping[str, str]) -> None:
        """Messages that wait for a process find it under its new name."""
        self.buffer = tuple(
            replace(held, target=processes.get(held.target, held.target)) if held.target else held
            for held in self.buffer
        )

    def open_part(
        self,
        process: Process,
        started: Started,
        data: Mapping[str, Any],
        *,
        opener: Part | None = None,
        parent: tuple[int, Uid] | None = None,
        key: str | None = None,
        package: str = "",
    ) -> None:
        """Begin a process instance; its agency is the pool's, else the opener's, else the dossier's."""
        branch = process.branch or (opener.branch if opener else ROOT)
        inherited = opener.agency if opener else self.lives[ROOT].agency
        known = self._agency(process, inherited, branch if branch in self.lives else ROOT)
        if known is None:
            self.trouble(opener.n if opener else 0, "agency", process.id, "competence gives no single agency", None)
        agency = known or inherited
        if branch not in self.lives:
            self.open_life(branch, agency)
        n = self.next_part
        self.next_part += 1
        self.entries.append(Entry("part_opened", branch, {"part": n, "process": process.id, "agency": agency}))
        env = self.world.env(agency, self.dossier_facts(branch))
        step = kernel.start(process, env, data, started, called=parent is not None)
        part = Part(
            n=n, process=process.id, branch=branch, agency=agency, parent=parent, key=key, package=package,
            state=step.state,
        )  # fmt: skip
        self._take(part, started, step)

    def open_together(self, processes: list[Process], started: Started, data: Mapping[str, Any]) -> None:
        """Several processes begin at the same instant: the first throws no signal before the last waits."""
        thrown: list[Delivery] = []
        self._together = thrown
        for process in processes:
            self.open_part(process, started, data)
        self._together = None
        for broadcast in thrown:
            broadcast()

    def _agency(self, process: Process, inherited: str | None, branch: str) -> str | None:
        if process.agency is None:
            return inherited or ""
        if isinstance(process.agency, Literal):
            reference = process.agency.text
        else:
            value = process.agency.evaluate({"dossier": self.dossier_facts(branch)}).value
            reference = value if isinstance(value, str) else ""
        return self.world.resolve(reference, inherited) if reference else None

    def _take(self, part: Part, event: Event, step: Step) -> None:
        self.parts = self.parts.set(part.n, part)
        self.steps.append(PartStep(part.n, event, step))
        for effect in step.effects:
            self._route(part.n, effect)

    # -- routing of effects -----------------------------------------------------------------------------------

    def _route(self, n: int, effect: fx.Effect) -> None:
        handler = _ROUTES.get(type(effect))
        if handler is None:
            self.effects.append(PartEffect(n, len(self.effects), effect))
        else:
            handler(self, n, effect)

    def _clock(self, n: int, effect: fx.Clock) -> None:
        branch = self.parts[n].branch
        key = PauseKey(n, effect.reason, effect.owner)
        if self.lives[branch].status.closed:
            return  # its holds ended with it
        match effect.op:
            case "start":
                self.change(branch, lives.receive)
            case "pause":
                self.change(branch, lambda life, watch: lives.hold(life, watch, key))
            case "resume" if key in self.lives[branch].pauses:
                self.change(branch, lambda life, watch: lives.release(life, watch, key))
            case "resume":
                self.change(branch, lambda life, watch: lives.release_reason(life, watch, effect.reason))
            case _:
                outcome = self._outcome(branch)
                self.change(branch, lambda life, watch: lives.close(life, watch, Status.SETTLED, outcome, {"part": n}))

    def _outcome(self, branch: str) -> str:
        told = self.facts.get(_scoped(branch, "outcome"))
        return told if isinstance(told, str) else "granted"

    def _fact(self, n: int, effect: fx.RecordFact) -> None:
        branch = self.parts[n].branch
        self.facts = self.facts.set(_scoped(branch, effect.name), effect.value)
        self.entries.append(Entry("fact", branch, {"name": effect.name, "value": effect.value, "part": n}))
        if effect.name == "result_returned":
            self.change(branch, lives.hand_back)

    def _ended(self, n: int, effect: fx.Ended) -> None:
        part = self.parts[n]
        self.entries.append(Entry("part_ended", part.branch, {"part": n, "outcome": effect.outcome}))
        if part.parent is not None:
            caller, token = part.parent
            self._queue.append(lambda: self._tell(caller, ChildEnded(token, effect.outcome, effect.output)))
        elif not self._open_parts(part.branch):
            self._ended_unsettled(part.branch, n)

    def _ended_unsettled(self, branch: str, n: int) -> None:
        """Every process of a branch is over and none settled it: it has failed, and withholds nothing of the others."""
        life = self.lives[branch]
        if life.received_at is not None and not life.status.closed:
            self.change(branch, lambda life, watch: lives.close(life, watch, Status.SETTLED, "failed", {"part": n}))

    def _open_parts(self, branch: str) -> bool:
        return any(part.open and part.branch == branch for part in self.parts.values())

    def _tell(self, n: int, event: Event) -> None:
        if n in self.parts and self.parts[n].open:
            self.run(n, event)

    # -- calls ------------------------------------------------------------------------------------------------

    def _start_child(self, n: int, effect: fx.StartChild) -> None:
        self._queue.append(lambda: self._open_child(n, effect))

    def _open_child(self, n: int, effect: fx.StartChild) -> None:
        caller = self.parts[n]
        found = self._called(caller, effect.called)
        if found is None:
            self.trouble(n, "call", effect.called, "no process of this name can be called", None)
            return
        process, package = found
        self.open_part(process, Started(), effect.input, opener=caller, parent=(n, effect.token), package=package)

    def _called(self, caller: Part, called: str) -> tuple[Process, str] | None:
        own = self.world.libraries[caller.package] if caller.package else self.library
        if called in own.processes:
            return own.processes[called], caller.package
        library = self.world.libraries.get(called)
        if library is None or library.lead is None:
            return None
        return library.processes[library.lead], called

    def _cancel_child(self, n: int, effect: fx.CancelChild) -> None:
        event = Cancelled("cancelled", "the caller was cancelled")
        for part in self.parts.values():
            if part.parent == (n, effect.token) and part.open:
                self._queue.append(partial(self._tell, part.n, event))

    def _throw(self, n: int, effect: fx.ThrowToParent) -> None:
        parent = self.parts[n].parent
        if parent is not None:
            caller, token = parent
            event = ChildThrew(token, effect.trigger, effect.code, effect.payload)
            self._queue.append(lambda: self._tell(caller, event))

    # -- signals ----------------------------------------------------------------------------------------------

    def _signal(self, n: int, effect: fx.BroadcastSignal) -> None:
        if effect.scope != "dossier":
            self.effects.append(PartEffect(n, len(self.effects), effect))
        reach = partial(self.broadcast, effect.name, effect.payload, reached=n)
        if self._together is None:
            reach()
        else:
            self._together.append(reach)

    def broadcast(self, name: str, payload: Mapping[str, Any], reached: int | None = None) -> None:
        """Reach every wait that is open at this moment, and start the processes that begin with the signal.

        ``reached`` is the throwing part: the kernel has reached its waits within the step, and one that was opened
        later in the same step does not hear what was thrown before (BPMN 2.0.2 §10.5.1).
        """
        for n, wait in signal_waits(self.parts, name):
            if n == reached:
                continue
            self._queue.append(partial(self._tell, n, SignalReceived(wait, payload)))
        for process, node in self._starts(Trigger.SIGNAL, name, None):
            self._queue.append(partial(self.open_part, process, Started(node, payload), self.first_data))

    # -- messages ---------------------------------------------------------------------------------------------

    def _send(self, n: int, effect: fx.SendMessage) -> None:
        expires = self.world.now + self.world.message_ttl
        message = Buffered(f"{n}.{self._uid()}", effect.name, effect.key, effect.target, effect.payload, expires)
        if effect.target is None and not self._known_inside(effect.name):
            self.effects.append(PartEffect(n, len(self.effects), effect))
            return
        self.post(message, sender=n, element=effect.node)

    def _known_inside(self, name: str) -> bool:
        """Some process of the dossier's packages can receive a message of this name."""
        libraries = (self.library, *self.world.libraries.values())
        return any(
            (event.trigger is Trigger.MESSAGE and event.name == name)
            for library in libraries
            for process in library.processes.values()
            for node in process.nodes.values()
            for event in (*caught(node),)
        )

    def post(self, message: Buffered, *, sender: int, element: str, keep: bool = True) -> None:
        """Queue a message for delivery; with ``keep`` it waits for a taker until its time to live is over."""
        self._pending.append(message)
        self._queue.append(lambda: self._deliver(message, sender, element, keep))

    def _deliver(self, message: Buffered, sender: int, element: str, keep: bool) -> None:
        if message in self._pending:
            self._pending.remove(message)
        takers = message_waits(self.parts, message, self.process_of)
        instances = {n for n, _ in takers}
        if len(instances) > 1:
            text = f"message {message.name} fits {len(instances)} process instances"
            self.trouble(sender, "message.ambiguous", element, text, message)
        elif takers:
            n, wait = takers[0]
            self.run(n, MessageReceived(wait, message.message_id, message.payload))
        elif not self._start_by_message(message, sender) and keep:
            self.buffer = (*self.buffer, message)
            self.entries.append(Entry("message_buffered", ROOT, {"name": message.name, "key": message.key}))

    def _start_by_message(self, message: Buffered, sender: int) -> bool:
        for process, node in self._starts(Trigger.MESSAGE, message.name, message.target):
            key = _key_of(process.nodes[node], message)
            same = (p for p in self.parts.values() if p.process == process.id and p.key == key)
            if not any(part.open for part in same):
                opener = self.parts.get(sender)
                self.open_part(process, Started(node, message.payload), self.first_data, opener=opener, key=key)
                return True
        return False

    def _starts(self, trigger: Trigger, name: str, target: str | None) -> list[tuple[Process, str]]:
        return [
            (process, node)
            for process in self.library.processes.values()
            if target in (None, process.id)
            for node in starting(process)
            for event in caught(process.nodes[node])
            if event.trigger is trigger and event.name == name
        ]

    def _set_timer(self, n: int, effect: fx.SetTimer) -> None:
        self.effects.append(PartEffect(n, len(self.effects), effect))
        if effect.origin.get("base") == DOSSIER and self.lives[self.parts[n].branch].pauses:
            self._queue.append(partial(self._follow_the_clock, self.parts[n].branch))

    def _subscribe(self, n: int, effect: fx.Subscribe) -> None:
        self.effects.append(PartEffect(n, len(self.effects), effect))
        if effect.kind == "message" and any(held.name == effect.name for held in self.buffer):
            self._queue.append(lambda: self._unbuffer(effect.name))

    def _unbuffer(self, name: str) -> None:
        for held in self.buffer:
            if held.name == name and message_waits(self.parts, held, self.process_of):
                self.buffer = tuple(other for other in self.buffer if other is not held)
                self._deliver(held, 0, name, True)
                return

    def _expire(self) -> None:
        for held in self.buffer:
            if held.expires <= self.world.now:
                self.entries.append(Entry("message_expired", ROOT, {"name": held.name, "key": held.key}))
        self.buffer = tuple(held for held in self.buffer if held.expires > self.world.now)

    # -- troubles ---------------------------------------------------------------------------------------------

    def trouble(self, part: int, code: str, element: str, text: str, message: Buffered | None) -> None:
        """An incident between parts: kept in the case until an operator resolves it."""
        trouble = Trouble(self._uid(), part, code, element, text, message)
        self.troubles = self.troubles.set(trouble.uid, trouble)
        self.entries.append(Entry("trouble_raised", ROOT, {"uid": trouble.uid, "code": code, "element": element}))
        raised = fx.RaiseIncident(Incident(trouble.uid, None, "delivery", code, element, text))
        self.effects.append(PartEffect(0, len(self.effects), raised))

    def resolve(self, uid: int) -> None:
        """The trouble is over."""
        self.troubles = self.troubles.delete(uid)
        self.entries.append(Entry("trouble_resolved", ROOT, {"uid": uid}))
        self.effects.append(PartEffect(0, len(self.effects), fx.ResolveIncident(uid)))

    def _overflow(self) -> None:
        """More deliveries than one turn may make: nothing is lost, what is left waits for an operator."""
        self._queue.clear()
        for message in self._pending:
            self.trouble(0, "delivery.limit", message.name, f"more than {MAX_DELIVERIES} deliveries", message)
        self._pending.clear()

    def _uid(self) -> int:
        uid = self.next_uid
        self.next_uid += 1
        return uid


def _key_of(start: Node, message: Buffered) -> str | None:
    """The message's key, or the one its content holds for the start event (BPMN 2.0.2 §8.4.2)."""
    paths = (event.path for event in caught(start) if event.trigger is Trigger.MESSAGE and event.name == message.name)
    path = next((path for path in paths if path is not None), None)
    return message.key if message.key is not None or path is None else key_in(path, message.payload)


def _scoped(branch: str, name: str) -> str:
    return f"{branch}.{name}" if branch else name


def starting(process: Process) -> tuple[str, ...]:
    """Where an event from outside the process may create an instance of it."""
    return (*process.root.starts, *_receiving(process))


def _receiving(process: Process) -> tuple[str, ...]:
    """Receive tasks that create an instance, and what stands after event-based gateways that do."""
    found: list[str] = []
    for name in process.root.sources:
        node = process.nodes[name]
        if node.instantiate and node.kind == "eventBasedGateway":
            found += [process.flows[flow].target for flow in node.outgoing]
        elif node.instantiate:
            found.append(name)
    return tuple(found)


def caught(node: Any) -> tuple[Any, ...]:
    """The event definitions a node waits for; throwing nodes wait for none."""
    if node.kind in ("endEvent", "intermediateThrowEvent", "sendTask"):
        return ()
    return node.events if node.message is None else (*node.events, node.message)


_ROUTES: Mapping[type, Callable[[Draft, int, Any], None]] = {
    fx.Clock: Draft._clock,  # noqa: SLF001 - the table belongs to the class
    fx.RecordFact: Draft._fact,  # noqa: SLF001
    fx.Ended: Draft._ended,  # noqa: SLF001
    fx.StartChild: Draft._start_child,  # noqa: SLF001
    fx.CancelChild: Draft._cancel_child,  # noqa: SLF001
    fx.ThrowToParent: Draft._throw,  # noqa: SLF001
    fx.BroadcastSignal: Draft._signal,  # noqa: SLF001
    fx.SendMessage: Draft._send,  # noqa: SLF001
    fx.SetTimer: Draft._set_timer,  # noqa: SLF001
    fx.Subscribe: Draft._subscribe,  # noqa: SLF001
}
