"""Standard loops and multi-instance activities (BPMN 2.0.2 §10.3.8, §13.3.6, §13.3.7).

The activity's token owns a *body*; each iteration is a scope of the body with the iteration's variables and one token
at the same activity. Boundary events belong to the outer token, everything else of the activity to the inner ones.
"""

from collections.abc import Mapping
from typing import Any

from immutables import Map

from engine.bpmn.model import EventDefinition, Loop, MultiInstance
from engine.kernel.behaviour import Spot
from engine.kernel.draft import Frame
from engine.kernel.errors import Trouble
from engine.kernel.orders import Announce, Assign, Count, EndLoop, Iterate, OpenBody, Orders, Rest
from engine.kernel.state import EMPTY

MAX_INSTANCES = 10_000


def begin(spot: Spot) -> Orders:
    """The first iteration, all of them, or none. Raises Trouble."""
    loop = spot.node.loop
    assert loop is not None
    return _begin_loop(spot, loop) if isinstance(loop, Loop) else _begin_multi(spot, loop)


def advance(spot: Spot, iteration: Frame) -> Orders:
    """An iteration is over (its scope still holds its variables): the next one, or the end. Raises Trouble."""
    loop = spot.node.loop
    assert loop is not None
    if isinstance(loop, Loop):
        return _next_loop(spot, loop, iteration)
    return _next_multi(spot, loop, iteration)


def cut_short(spot: Spot) -> Orders:
    """Nothing runs any more although iterations are missing: what there is counts, what was cancelled is null."""
    loop, kept = spot.node.loop, spot.child.loop or {}
    if isinstance(loop, MultiInstance):
        return [*_collected(loop, kept.get("outputs", EMPTY), kept.get("total", 0)), EndLoop()]
    return [EndLoop()]


# standard loop


def _begin_loop(spot: Spot, loop: Loop) -> Orders:
    if loop.test_before and not _again(spot, loop, 0, spot.frame):
        return [OpenBody({}), EndLoop()]
    return [OpenBody({}), Rest(), Iterate(1, {"loopCounter": 1})]


def _next_loop(spot: Spot, loop: Loop, iteration: Frame) -> Orders:
    number = _number(iteration)
    if not _again(spot, loop, number, iteration):
        return [EndLoop()]
    return [Iterate(number + 1, {"loopCounter": number + 1})]


def _again(spot: Spot, loop: Loop, finished: int, frame: Frame) -> bool:
    """Whether another iteration follows; the condition sees in ``loopCounter`` how many there were."""
    if loop.maximum is not None and finished >= loop.maximum:
        return False
    if loop.condition is None:
        return True
    names = spot.feel.names(frame, {"loopCounter": finished})
    return spot.feel.holds(loop.condition, names, spot.node.id, "loop-condition")


# multi-instance


def _begin_multi(spot: Spot, loop: MultiInstance) -> Orders:
    items = _items(spot, loop)
    total = len(items)
    first = min(total, 1) if loop.sequential else total
    kept: dict[str, Any] = {"total": total, "done": 0, "started": first}
    if loop.sequential:
        kept["items"] = items
    found: Orders = [OpenBody(kept, counters(total, first, 0, 0)), Rest()]
    if not total:
        return [*found, *_collected(loop, {}, 0), EndLoop()]
    return [*found, *(Iterate(place + 1, _values(loop, place, items[place])) for place in range(first))]


def _items(spot: Spot, loop: MultiInstance) -> list[Any]:
    names = spot.names()
    if loop.collection is not None:
        given = spot.feel.give(loop.collection, names, spot.node.id)
        if not isinstance(given, list | tuple):
            raise Trouble("collection", f"{loop.collection.text!r} at {spot.node.id} is not a list")
        items = [spot.feel.kept(item, spot.node.id, loop.item) for item in given]
    else:
        assert loop.cardinality is not None
        items = [None] * _cardinality(spot, loop.cardinality)
    if len(items) > MAX_INSTANCES:
        raise Trouble("cardinality", f"{spot.node.id} asks for more than {MAX_INSTANCES} instances")
    return items


def _cardinality(spot: Spot, cardinality: Any) -> int:
    given = spot.feel.kept(spot.feel.give(cardinality, spot.names(), spot.node.id), spot.node.id, "cardinality")
    if isinstance(given, str) and given.strip().isdecimal():
        given = int(given)
    if not isinstance(given, int) or isinstance(given, bool) or given < 0:
        raise Trouble(
            "cardinality", f"{cardinality.text!r} at {spot.node.id} is not a whole number that is not negative"
        )
    return min(given, MAX_INSTANCES + 1)


def _values(loop: MultiInstance, place: int, item: Any) -> dict[str, Any]:
    values: dict[str, Any] = {"loopCounter": place + 1}
    if loop.collection is not None:
        values[loop.item] = item
    return values


def counters(total: int, active: int, completed: int, terminated: int) -> dict[str, int]:
    """The counters of BPMN 2.0.2 table 10.30, under their names there."""
    return {
        "numberOfInstances": total,
        "numberOfActiveInstances": active,
        "numberOfCompletedInstances": completed,
        "numberOfTerminatedInstances": terminated,
    }


def _next_multi(spot: Spot, loop: MultiInstance, iteration: Frame) -> Orders:
    kept = dict(spot.child.loop or {})
    kept["done"] += 1
    tops = counters(kept["total"], kept["started"] - kept["done"], kept["done"], 0)
    outputs: Map[str, Any] = kept.get("outputs", EMPTY)
    if loop.output_collection is not None:
        kept["outputs"] = outputs = outputs.set(str(_number(iteration)), _output(spot, loop, iteration))
    names = spot.feel.names(iteration, tops)
    enough = loop.completion is not None and spot.feel.holds(
        loop.completion, names, spot.node.id, "completion-condition"
    )
    found: Orders = [Announce(event) for event in _announced(spot, loop, names, kept["done"])]
    if enough or kept["done"] == kept["total"]:
        return [Count(kept, tops), *_collected(loop, outputs, kept["total"]), *found, EndLoop()]
    return [*_started(loop, kept, tops), *found]


def _started(loop: MultiInstance, kept: dict[str, Any], tops: dict[str, int]) -> Orders:
    if not loop.sequential:
        return [Count(kept, tops)]
    place = kept["started"]
    kept["started"] += 1
    tops["numberOfActiveInstances"] += 1
    return [Count(kept, tops), Iterate(place + 1, _values(loop, place, kept["items"][place]))]


def _output(spot: Spot, loop: MultiInstance, iteration: Frame) -> Any:
    """What the iteration gives to the output collection: the output item, else all it wrote."""
    if loop.output_item is not None:
        given = spot.feel.give(loop.output_item, spot.feel.names(iteration), spot.node.id, raises=True)
        return spot.feel.kept(given, spot.node.id, loop.output_item.text)
    own = {"loopCounter", loop.item}
    return {name: value for name, value in iteration.vars.items() if name not in own}


def _collected(loop: MultiInstance, outputs: Mapping[str, Any], total: int) -> Orders:
    """The output collection has the order of the items; what was not finished is null."""
    if loop.output_collection is None:
        return []
    return [Assign(loop.output_collection, [outputs.get(str(place + 1)) for place in range(total)])]


def _announced(spot: Spot, loop: MultiInstance, names: Any, done: int) -> list[EventDefinition]:
    match loop.behavior:
        case "None":
            return [loop.none_event] if loop.none_event is not None else []
        case "One":
            return [loop.one_event] if loop.one_event is not None and done == 1 else []
        case "Complex":
            return [event for condition, event in loop.complex if spot.feel.holds(condition, names, spot.node.id)]
        case _:
            return []


def _number(iteration: Frame) -> int:
    assert iteration.loop is not None
    return int(iteration.loop["index"])
