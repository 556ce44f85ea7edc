"""What a row of the table of behaviours is, and the place it looks at."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.bpmn.model import Assignment, InputSet, Node, Process
from engine.kernel.draft import Draft, Frame
from engine.kernel.env import Env
from engine.kernel.evaluation import NO_NAMES, Evaluator, Names
from engine.kernel.orders import Emit, Orders
from engine.kernel.state import Held, Token, Wait


@dataclass(frozen=True, slots=True)
class Spot:
    """A token at its node, for reading only: a behaviour looks here and answers with orders."""

    draft: Draft
    feel: Evaluator
    frame: Frame
    token: Token
    node: Node

    @property
    def process(self) -> Process:
        """The model."""
        return self.draft.process

    @property
    def env(self) -> Env:
        """The step's surroundings."""
        return self.draft.env

    @property
    def inner(self) -> bool:
        """The token stands for one iteration of its node's loop."""
        return self.frame.iterates and self.frame.node == self.node.id

    @property
    def child(self) -> Frame:
        """The scope the token owns. Raises AssertionError when it owns none."""
        frame = self.draft.frame_or_none(self.token.child)
        assert frame is not None, f"token {self.token.uid} owns no scope"
        return frame

    def names(self, tops: Mapping[str, Any] = NO_NAMES) -> Names:
        """What an expression of this node sees."""
        return self.feel.names(self.frame, tops)

    def mapped(self, assignments: Iterable[Assignment], tops: Mapping[str, Any] = NO_NAMES) -> dict[str, Any]:
        """The values of a mapping, each seeing those before it. Raises Trouble, Thrown."""
        values: dict[str, Any] = {}
        for one in assignments:
            if one.optional and tops.get(one.optional) is None:
                continue
            names = self.names({**tops, **values})
            given = self.feel.give(one.value, names, self.node.id, raises=True)
            values[one.name] = self.feel.kept(given, self.node.id, one.name)
        return values

    def inputs(self) -> dict[str, Any]:
        """What goes into the node: all of its input mapping, or what its available input set takes of it."""
        sets = self.node.input_sets
        if len(sets) < 2:
            return self.mapped(self.node.inputs)
        chosen = next((one for one in sets if self.available(one)), sets[0])
        return self.mapped(one for one in self.node.inputs if one.name not in chosen.leaves_out)

    def available(self, one: InputSet) -> bool:
        """Whether everything an input set needs has a value (BPMN 2.0.2 §10.4.1, §13.3.2)."""
        names = self.names()
        return all(names.get(name) is not None for name in one.needs)

    def awaited(self) -> tuple[str, ...]:
        """The variables of which one must get a value before the activity can begin; empty when it can."""
        sets = self.node.input_sets
        if not sets or self.inner or any(self.available(one) for one in sets):
            return ()
        names = self.names()
        return tuple(sorted({name for one in sets for name in one.needs if names.get(name) is None}))


@dataclass(frozen=True, slots=True)
class Answered:
    """A person, service, or called process gave what the token waited for."""

    held: Held


@dataclass(frozen=True, slots=True)
class Fired:
    """A wait of the token happened; it is already closed unless it repeats."""

    wait: Wait
    held: Held


@dataclass(frozen=True, slots=True)
class ScopeDone:
    """Nothing is left in the scope that the token owns."""


Cause = Answered | Fired | ScopeDone


def never(spot: Spot, cause: Cause) -> Orders:
    """A node that never waits cannot go on; the machine does not ask it to."""
    raise AssertionError(f"{spot.node.kind} {spot.node.id} does not wait, yet {cause} happened")


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How a kind of node acts: when a token enters, when what it waits for happens, when it is cancelled.

    ``enter`` and ``resume`` may raise Trouble (an incident) or Thrown (a BPMN error); ``cancel`` only withdraws.
    """

    enter: Callable[[Spot], Orders]
    resume: Callable[[Spot, Cause], Orders] = never
    cancel: Callable[[Spot, str], list[Emit]] = lambda _spot, _why: []
