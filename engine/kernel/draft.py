"""The private working copy of one step: scopes thawed as they are touched, frozen once at the end.

Only :mod:`engine.kernel.machine` and its parts change a draft. Each operation keeps what the state derives
(``live``, ``homes``, ``watching``, ``children``) true, so that nothing ever has to be searched.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from immutables import Map

from engine.bpmn.model import Node, Process, ScopeModel
from engine.kernel.effects import Effect
from engine.kernel.env import Env
from engine.kernel.kinds import RESTING
from engine.kernel.state import (
    EMPTY,
    Compensable,
    Held,
    Incident,
    OnCondition,
    OnSignal,
    Scope,
    ScopeKind,
    ScopePhase,
    State,
    Token,
    TokenPhase,
    Uid,
    Wait,
)
from engine.kernel.step import Applied, Note, Step, TraceEntry, Write
from engine.kernel.values import UnstorableError, storable


class Frame:
    """One open scope under change; see :class:`engine.kernel.state.Scope` for the fields."""

    __slots__ = (
        "arrivals",
        "children",
        "done",
        "entered",
        "gates",
        "incidents",
        "kind",
        "live",
        "loop",
        "node",
        "owner",
        "parent",
        "phase",
        "todo",
        "tokens",
        "uid",
        "vars",
        "waits",
        "written",
    )

    def __init__(self, scope: Scope) -> None:
        self.uid: Uid = scope.uid
        self.parent: Uid | None = scope.parent
        self.owner: Uid | None = scope.owner
        self.node: str = scope.node
        self.kind: ScopeKind = scope.kind
        self.phase: ScopePhase = scope.phase
        self.live: int = scope.live
        self.tokens: Map[Uid, Token] = scope.tokens
        self.waits: Map[Uid, Wait] = scope.waits
        self.arrivals: Map[str, int] = scope.arrivals
        self.gates: Map[str, Any] = scope.gates
        self.loop: Mapping[str, Any] | None = scope.loop
        self.todo: tuple[Compensable, ...] = scope.todo
        self.done: tuple[Compensable, ...] = scope.done
        self.entered: Map[str, int] = scope.entered
        self.children: Map[Uid, None] = scope.children
        self.incidents: Map[Uid, Incident] = scope.incidents
        self.vars: Map[str, Any] = scope.vars
        self.written: Map[str, int] = scope.written

    def freeze(self) -> Scope:
        """The scope as a value."""
        return Scope(
            uid=self.uid,
            parent=self.parent,
            owner=self.owner,
            node=self.node,
            kind=self.kind,
            phase=self.phase,
            live=self.live,
            tokens=self.tokens,
            waits=self.waits,
            arrivals=self.arrivals,
            gates=self.gates,
            loop=self.loop,
            todo=self.todo,
            done=self.done,
            entered=self.entered,
            children=self.children,
            incidents=self.incidents,
            vars=self.vars,
            written=self.written,
        )

    @property
    def iterates(self) -> bool:
        """An iteration of a loop: its single token stands at the looping activity itself."""
        return self.kind is ScopeKind.ITERATION


class Draft:
    """A state being changed by one event."""

    def __init__(self, process: Process, state: State, env: Env) -> None:
        self.process = process
        self.env = env
        self.before = state
        self.seq = state.seq + 1
        self.ended = state.ended
        self.root = state.root
        self.next_uid = state.next_uid
        self.keys = state.keys
        self.homes = state.homes.mutate()
        self.watching = state.watching
        self.signals = state.signals
        self.effects: list[Effect] = []
        self.trace: list[TraceEntry] = []
        self.notes: list[Note] = []
        self.writes: dict[str, Write] = {}
        self.queue: deque[tuple[str, Uid]] = deque()
        self.thrown: dict[Uid, tuple[tuple[Uid, ...], Held]] = {}
        """Signals under way to waits of this part: key of the move -> waits, payload."""
        self.drained: list[Uid] = []
        """Scopes whose ``live`` reached 0 in the current move."""
        self.dirty: set[str] = set()
        """Names written since conditions were last looked at."""
        self._scopes = state.scopes
        self._frames: dict[Uid, Frame] = {}
        self._closed: set[Uid] = set()

    # -- looking ----------------------------------------------------------------------------------------------

    def uid(self) -> Uid:
        """The next unused uid."""
        uid = self.next_uid
        self.next_uid += 1
        return uid

    def frame(self, uid: Uid) -> Frame:
        """The open scope of this uid. Raises KeyError."""
        found = self._frames.get(uid)
        if found is None:
            if uid in self._closed:
                raise KeyError(uid)
            found = self._frames[uid] = Frame(self._scopes[uid])
        return found

    def frame_or_none(self, uid: Uid | None) -> Frame | None:
        """The open scope of this uid, if it is still open."""
        if uid is None or uid in self._closed or (uid not in self._frames and uid not in self._scopes):
            return None
        return self.frame(uid)

    def home(self, uid: Uid) -> Frame | None:
        """The scope that holds this token, wait or incident, if it still exists."""
        return self.frame_or_none(self.homes.get(uid))

    def find(self, uid: Uid) -> tuple[Frame, Token] | None:
        """A live token with its scope."""
        frame = self.home(uid)
        token = None if frame is None else frame.tokens.get(uid)
        return None if frame is None or token is None else (frame, token)

    def find_wait(self, uid: Uid) -> tuple[Frame, Wait] | None:
        """An open wait with its scope."""
        frame = self.home(uid)
        wait = None if frame is None else frame.waits.get(uid)
        return None if frame is None or wait is None else (frame, wait)

    def node(self, name: str) -> Node:
        """A flow node of the model."""
        return self.process.nodes[name]

    def model(self, frame: Frame) -> ScopeModel:
        """What the model holds inside a scope: for a loop's frames that of the scope around the activity."""
        place: Frame | None = frame
        while place is not None:
            if place.kind not in (ScopeKind.BODY, ScopeKind.ITERATION):
                return self.process.scopes[place.node]
            place = self.frame_or_none(place.parent)
        return self.process.root

    def up(self, frame: Frame) -> Iterator[Frame]:
        """The scope and those around it, innermost first."""
        place: Frame | None = frame
        while place is not None:
            yield place
            place = self.frame_or_none(place.parent)

    def owner(self, frame: Frame) -> tuple[Frame, Token] | None:
        """The token a scope belongs to, with its scope."""
        return None if frame.owner is None else self.find(frame.owner)

    def touched(self) -> list[Frame]:
        """The open scopes this step has looked at, the oldest first."""
        return sorted(self._frames.values(), key=lambda frame: frame.uid)

    # -- tokens -----------------------------------------------------------------------------------------------

    def add_token(self, frame: Frame, at: str, via: str | None = None, held: Held | None = None) -> Token:
        """A token that is about to enter a node; it is queued."""
        token = Token(self.uid(), at, via, TokenPhase.ENTER, held=held)
        frame.tokens = frame.tokens.set(token.uid, token)
        frame.live += 1
        self.homes[token.uid] = frame.uid
        self.queue.append(("enter", token.uid))
        return token

    def appear(self, frame: Frame, at: str) -> Token:
        """A token that stands for the arrivals a join is about to use; it is not queued."""
        token = Token(self.uid(), at, None, TokenPhase.ENTER)
        frame.tokens = frame.tokens.set(token.uid, token)
        frame.live += 1
        self.homes[token.uid] = frame.uid
        return token

    def put_token(self, frame: Frame, token: Token) -> None:
        """Replace a token by a changed one."""
        frame.tokens = frame.tokens.set(token.uid, token)

    def drop_token(self, frame: Frame, token: Uid) -> None:
        """The token is gone."""
        frame.tokens = frame.tokens.delete(token)
        del self.homes[token]
        self._lost(frame)

    def park(self, frame: Frame, flow: str) -> None:
        """A token waits at a join as an arrival."""
        frame.arrivals = frame.arrivals.set(flow, frame.arrivals.get(flow, 0) + 1)
        frame.live += 1

    def unpark(self, frame: Frame, flow: str, count: int = 1) -> None:
        """Arrivals are used up."""
        left = frame.arrivals[flow] - count
        frame.arrivals = frame.arrivals.set(flow, left) if left else frame.arrivals.delete(flow)
        frame.live -= count - 1
        self._lost(frame)

    def _lost(self, frame: Frame) -> None:
        frame.live -= 1
        if frame.live == 0:
            self.drained.append(frame.uid)

    def left(self, frame: Frame) -> None:
        """A token has left a node of an ad-hoc sub-process: its completion condition is to be looked at."""
        if frame.kind is ScopeKind.ADHOC and frame.live:
            self.queue.append(("adhoc", frame.uid))

    # -- scopes -----------------------------------------------------------------------------------------------

    def open_scope(
        self,
        parent: Frame | None,
        node: str,
        kind: ScopeKind,
        *,
        owner: Token | None = None,
        phase: ScopePhase = ScopePhase.ACTIVE,
        values: Mapping[str, Any] = EMPTY,
        loop: Mapping[str, Any] | None = None,
        todo: tuple[Compensable, ...] = (),
    ) -> Frame:
        """Open a scope; owned by ``owner``, or counted by ``parent``."""
        uid = self.uid()
        around = None if parent is None else parent.uid
        frame = Frame(
            Scope(
                uid=uid,
                parent=around,
                owner=None if owner is None else owner.uid,
                node=node,
                kind=kind,
                phase=phase,
                vars=Map(values),
                loop=loop,
                todo=todo,
            )
        )
        self._frames[uid] = frame
        if parent is not None and owner is not None:
            self.put_token(parent, replace(parent.tokens[owner.uid], child=uid))
        elif parent is not None:
            parent.children = parent.children.set(uid, None)
            parent.live += 1
        return frame

    def close_scope(self, frame: Frame) -> None:
        """A scope without waits and incidents is over; its parent counts one less when no token owned it."""
        self._frames.pop(frame.uid, None)
        self._closed.add(frame.uid)
        parent = self.frame_or_none(frame.parent)
        if parent is None:
            return
        if frame.owner is None:
            parent.children = parent.children.delete(frame.uid)
            self._lost(parent)
        elif frame.owner in parent.tokens:
            self.put_token(parent, replace(parent.tokens[frame.owner], child=None))

    def hand_over(self, frame: Frame) -> None:
        """Close a scope whose parent goes on at once: the parent is not taken for empty in between."""
        self.close_scope(frame)
        if frame.parent is not None and frame.parent in self.drained:
            self.drained.remove(frame.parent)

    def visited(self, frame: Frame, node: str) -> None:
        """An activity was entered: a return may lead to it while the scope is open."""
        if node not in frame.entered and self.process.nodes[node].kind in RESTING:
            frame.entered = frame.entered.set(node, len(frame.entered))

    # -- waits ------------------------------------------------------------------------------------------------

    def add_wait(self, frame: Frame, wait: Wait) -> None:
        """Open a wait of a token, or of the scope."""
        frame.waits = frame.waits.set(wait.uid, wait)
        self.homes[wait.uid] = frame.uid
        if wait.token is not None:
            token = frame.tokens[wait.token]
            self.put_token(frame, replace(token, waits=(*token.waits, wait.uid)))
        if isinstance(wait.on, OnCondition):
            for name in wait.on.names:
                self.watching = _with(self.watching, name, wait.uid)
        elif isinstance(wait.on, OnSignal):
            self.signals = _with(self.signals, wait.on.name, wait.uid)

    def put_wait(self, frame: Frame, wait: Wait) -> None:
        """Replace a wait by a changed one of the same names."""
        frame.waits = frame.waits.set(wait.uid, wait)

    def drop_wait(self, frame: Frame, wait: Wait) -> None:
        """The wait is gone."""
        frame.waits = frame.waits.delete(wait.uid)
        del self.homes[wait.uid]
        token = frame.tokens.get(wait.token) if wait.token is not None else None
        if token is not None:
            self.put_token(frame, replace(token, waits=tuple(uid for uid in token.waits if uid != wait.uid)))
        if isinstance(wait.on, OnCondition):
            for name in wait.on.names:
                self.watching = _without(self.watching, name, wait.uid)
        elif isinstance(wait.on, OnSignal):
            self.signals = _without(self.signals, wait.on.name, wait.uid)

    # -- data -------------------------------------------------------------------------------------------------

    def assign(self, frame: Frame, name: str, value: Any, element: str) -> None:
        """Write a variable where it is declared, seen from ``frame`` outward, else at the part's root."""
        place = next((up for up in self.up(frame) if up.uid != self.root and name in up.vars), None)
        self.store(self.frame(self.root) if place is None else place, name, value, element)

    def store(self, frame: Frame, name: str, value: Any, element: str) -> None:
        """Write a variable of this scope. A value that cannot be kept is null and a note."""
        try:
            kept = storable(value)
        except UnstorableError as error:
            self.notes.append(Note(element, "value.type", f"{name}: {error}"))
            kept = None
        frame.vars = frame.vars.set(name, kept)
        self.dirty.add(name)
        if frame.uid == self.root:
            frame.written = frame.written.set(name, self.seq)
            self.writes[name] = Write(name, kept, self.seq)

    def learn(self, correlation: str, key: str) -> None:
        """Fix a conversation's correlation key, unless an earlier message did."""
        if correlation not in self.keys:
            self.keys = self.keys.set(correlation, key)

    def erase(self, name: str) -> None:
        """Remove a root variable."""
        frame = self.frame(self.root)
        if name in frame.vars:
            frame.vars = frame.vars.delete(name)
            frame.written = frame.written.set(name, self.seq)
            self.dirty.add(name)
            self.writes[name] = Write(name, None, self.seq, removed=True)

    # -- telling ----------------------------------------------------------------------------------------------

    def tell(self, element: str, event: str, frame: Frame, token: Uid = 0) -> None:
        """Add to the trace; inside an iteration the number of the innermost."""
        self.trace.append(TraceEntry(element, event, self.env.now, self._index(frame), token))

    def _index(self, frame: Frame) -> int:
        if frame.parent is None:
            return 0
        found = (int(up.loop["index"]) for up in self.up(frame) if up.iterates and up.loop is not None)
        return next(found, 0)

    # -- the end ----------------------------------------------------------------------------------------------

    def freeze(self) -> Step:
        """The new state and everything that led to it."""
        with_scopes = self._scopes.mutate()
        for uid, frame in self._frames.items():
            with_scopes[uid] = frame.freeze()
        for uid in self._closed:
            with_scopes.pop(uid, None)
        state = State(
            model=self.process.hash,
            version=self.before.version,
            next_uid=self.next_uid,
            seq=self.seq,
            root=self.root,
            ended=self.ended,
            called=self.before.called,
            keys=self.keys,
            scopes=with_scopes.finish(),
            homes=self.homes.finish(),
            watching=self.watching,
            signals=self.signals,
        )
        return Step(
            state=state,
            result=Applied(),
            writes=tuple(self.writes.values()),
            effects=tuple(self.effects),
            trace=tuple(self.trace),
            notes=tuple(self.notes),
        )


def _with(index: Map[str, tuple[Uid, ...]], name: str, uid: Uid) -> Map[str, tuple[Uid, ...]]:
    return index.set(name, (*index.get(name, ()), uid))


def _without(index: Map[str, tuple[Uid, ...]], name: str, uid: Uid) -> Map[str, tuple[Uid, ...]]:
    left = tuple(other for other in index[name] if other != uid)
    return index.set(name, left) if left else index.delete(name)
