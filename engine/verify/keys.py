"""The canonical form of a case: equal for states from which the same things can happen.

Uids are replaced by structure, time by the order in which open timers are due, data by the names that still matter.
What a dossier went through on its way (visited steps, attempts, sequence numbers) is left out.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from engine.dossier.case import Case, Life, Part
from engine.kernel.state import OnCondition, OnMessage, OnTimer, Scope, ScopeKind, State, Token, Wait
from engine.kernel.timers import stands_still
from engine.verify.demand import Demand
from engine.verify.live import Liveness
from engine.verify.statements import FACT

Key = tuple[Any, ...]
_LOOP = frozenset({"index", "total", "done", "started"})


class KeyMaker:
    """Makes keys for one subject; ``unit_of`` tells a part's unit."""

    def __init__(self, live: Mapping[str, Liveness], demand: Demand, unit_of: Callable[[Part], str]) -> None:
        self._live = live
        self._unit_of = unit_of
        self._heads = {unit: demand.heads(unit) for unit in live}
        self._facts = frozenset(path[0] for unit, path in demand.tests if unit == "")
        self._status = "dossier.status" in self._facts
        self._readers = {
            fact: frozenset(
                u for u, one in live.items() if any(fact in a.enters | a.leaves for a in one.access.values())
            )
            for fact in self._facts
        }
        self._fact_names = sorted(name for name in self._facts if name.startswith(FACT))
        self._members = _members(demand)
        self._kept: dict[tuple[str, frozenset[tuple[str, bool]]], frozenset[str]] = {}

    def key(self, case: Case, started: frozenset[str]) -> Key:
        """The canonical form."""
        return self._key(case, started, None)

    def key_of_return(self, case: Case, started: frozenset[str], n: int, target: str) -> Key | None:
        """What a return of part ``n`` to ``target`` depends on; None where more than one token of the part is about.

        Equal for returns that lead to equal states: everything after the target is withdrawn.
        """
        state = case.parts[n].state
        root = state.scopes[state.root]
        alone = len(state.scopes) == 1 and len(root.tokens) == 1 and not root.arrivals and not root.gates
        if not alone or any(wait.token is None for wait in root.waits.values()):
            return None
        return self._key(case, started, (n, target))

    def _key(self, case: Case, started: frozenset[str], back: tuple[int, str] | None) -> Key:
        ranks = _ranks(case)
        parts: list[Key] = []
        live: set[str] = set()
        running = [part for part in _ordered(case) if part.open]
        numbers = {part.n: place for place, part in enumerate(running)}
        units = {self._unit_of(part) for part in running}
        for part in running:
            unit = self._unit_of(part)
            if back is not None and part.n == back[0]:
                kept = self._live[unit].before.get(back[1], frozenset())
                root = part.state.scopes[part.state.root]
                parts.append((unit, part.branch, part.agency, back[1], self._values(root, unit, kept)))
            else:
                kept = self._live_names(unit, part.state)
                parts.append(self._part(part, unit, kept, ranks, numbers))
            live |= kept
        lives = tuple(self._life(case.lives[branch]) for branch in sorted(case.lives))
        buffer = tuple(
            sorted((one.name, one.key or "", one.target or "", repr(frozen(one.payload))) for one in case.buffer)
        )
        return (tuple(parts), lives, self._told(case, live, units), buffer, len(case.troubles), started)

    def _told(self, case: Case, live: set[str], units: set[str]) -> Key:
        """The facts of the dossier that somebody may still read."""
        return tuple(
            (name, frozen(case.facts[name.removeprefix(FACT)]))
            for name in self._fact_names
            if name.removeprefix(FACT) in case.facts and (name in live or self._readers[name] - units)
        )

    def _values(self, scope: Scope, unit: str, names: frozenset[str]) -> Key:
        return tuple(sorted((name, self._value(unit, name, scope.vars[name])) for name in names if name in scope.vars))

    def _value(self, unit: str, name: str, value: Any) -> Any:
        """As much of a value as something may ask for."""
        if not isinstance(value, Mapping):
            return frozen(value)
        wanted = self._members.get((unit, name))
        return frozen(value if wanted is None else {key: one for key, one in value.items() if key in wanted})

    def _live_names(self, unit: str, state: State) -> frozenset[str]:
        places = frozenset(_places(state))
        found = self._kept.get((unit, places))
        if found is None:
            one = self._live[unit]
            names: set[str] = set()
            for place, active in places:
                names |= (one.active if active else one.before).get(place, frozenset())
            found = self._kept[unit, places] = frozenset(names)
        return found

    def _part(
        self, part: Part, unit: str, kept: frozenset[str], ranks: Mapping[Any, int], numbers: Mapping[int, int]
    ) -> Key:
        parent = None if part.parent is None else numbers.get(part.parent[0])
        root = self._scope(part, unit, part.state.scopes[part.state.root], kept, self._heads[unit], ranks)
        return (unit, part.branch, part.agency, parent, part.key, root)

    def _scope(
        self, part: Part, unit: str, scope: Scope, kept: frozenset[str], heads: frozenset[str], ranks: Mapping[Any, int]
    ) -> Key:
        state = part.state
        names = kept if scope.uid == state.root else heads
        tokens = _sorted([self._token(part, unit, scope, one, kept, heads, ranks) for one in scope.tokens.values()])
        waits = _sorted([_wait(part, one, ranks) for one in scope.waits.values() if one.token is None])
        inner = _sorted([self._scope(part, unit, state.scopes[uid], kept, heads, ranks) for uid in scope.children])
        return (
            scope.node,
            "" if scope.kind is ScopeKind.PROCESS else scope.kind.value,
            scope.phase.value,
            tokens,
            waits,
            inner,
            tuple(sorted(scope.arrivals.items())) if scope.arrivals else (),
            repr(sorted(scope.gates.items())) if scope.gates else "",
            None if scope.loop is None else _loop(scope.loop, heads),
            tuple(one.node for one in scope.todo),
            tuple(dict.fromkeys(one.node for one in scope.done)),
            tuple(sorted((one.element, one.code, one.phase) for one in scope.incidents.values()))
            if scope.incidents
            else (),
            self._values(scope, unit, names),
        )

    def _token(
        self,
        part: Part,
        unit: str,
        scope: Scope,
        token: Token,
        kept: frozenset[str],
        heads: frozenset[str],
        ranks: Mapping[Any, int],
    ) -> Key:
        waits = tuple(_wait(part, scope.waits[uid], ranks) for uid in token.waits if uid in scope.waits)
        child = None
        if token.child is not None:
            child = self._scope(part, unit, part.state.scopes[token.child], kept, heads, ranks)
        return (token.at, token.phase.value, waits, child)

    def _life(self, life: Life) -> Key:
        status = int(life.status) if self._status or life.status.closed else 0
        return (life.branch, status, life.received_at is not None, tuple(sorted({key.reason for key in life.pauses})))


def _members(demand: Demand) -> dict[tuple[str, str], frozenset[str]]:
    """Names of which only some members are asked for."""
    found: dict[tuple[str, str], set[str]] = {}
    whole: set[tuple[str, str]] = set()
    for (unit, path), tests in demand.tests.items():
        place = (unit, path[0])
        if len(path) > 1 and path[1] != "[]":
            found.setdefault(place, set()).add(path[1])
        elif any(test.value is not None or test.op not in ("=", "!=") for test in tests) or not tests:
            whole.add(place)
    return {place: frozenset(members) for place, members in found.items() if place not in whole}


def frozen(value: Any) -> Any:
    """A hashable form; instants and days that came from the clock are one and the same."""
    if isinstance(value, Mapping):
        return tuple(sorted((str(key), frozen(one)) for key, one in value.items()))
    if isinstance(value, list | tuple):
        return tuple(frozen(one) for one in value)
    if isinstance(value, bool):
        return f"{value}"
    if isinstance(value, datetime | date):
        return "@"
    return value if isinstance(value, str) else repr(value)


def marking(case: Case) -> dict[tuple[Any, ...], int]:
    """How many tokens and arrivals rest where: what must not grow without bound."""
    found: dict[tuple[Any, ...], int] = {}
    for part in case.parts.values():
        if part.open:
            for scope in part.state.scopes.values():
                if scope.kind in (ScopeKind.BODY, ScopeKind.ITERATION):
                    continue
                base = (part.process, part.branch, scope.node)
                for token in scope.tokens.values():
                    waits = tuple(sorted(_left(scope.waits[uid]) for uid in token.waits if uid in scope.waits))
                    place = (*base, token.at, waits)
                    found[place] = found.get(place, 0) + 1
                for flow, count in scope.arrivals.items():
                    found[*base, flow] = found.get((*base, flow), 0) + count
    return found


def _left(wait: Wait) -> tuple[str, int]:
    """What a token waits for, and how often a limited cycle may still come (0: for ever, or once)."""
    return wait.node, (wait.on.remaining or 0) if isinstance(wait.on, OnTimer) else 0


def covers(later: Mapping[Any, int], earlier: Mapping[Any, int]) -> bool:
    """Everything that was there is there again, and a process that was under way holds more than before."""
    if any(later.get(place, 0) < count for place, count in earlier.items()):
        return False
    running = {place[:2] for place in earlier}
    return any(place[:2] in running and count > earlier.get(place, 0) for place, count in later.items())


def open_timers(case: Case) -> list[tuple[datetime, int, int]]:
    """(due, part, wait) of every timer that is set, in the order they fire."""
    return sorted(
        (wait.on.due, part.n, wait.uid)
        for part in case.parts.values()
        if part.open
        for scope in part.state.scopes.values()
        for wait in scope.waits.values()
        if isinstance(wait.on, OnTimer) and not stands_still(wait.on)
    )


def _ranks(case: Case) -> dict[Any, int]:
    timers = open_timers(case)
    return {(part, wait): place for place, (_, part, wait) in enumerate(timers)} if len(timers) > 1 else {}


def _wait(part: Part, wait: Wait, ranks: Mapping[Any, int]) -> Key:
    on = wait.on
    if isinstance(on, OnTimer):
        still = stands_still(on)
        return (wait.node, wait.index, ranks.get((part.n, wait.uid), 0), on.remaining or 0, still)
    if isinstance(on, OnMessage):
        return (wait.node, wait.index, on.key or "")
    return (wait.node, wait.index, isinstance(on, OnCondition) and on.last)


def _places(state: State) -> list[tuple[str, bool]]:
    found: list[tuple[str, bool]] = []
    for scope in state.scopes.values():
        found += [(token.at, True) for token in scope.tokens.values()]
        if scope.arrivals:
            found += [(f">{flow}", False) for flow in scope.arrivals]
        if scope.waits:
            found += [(wait.node, False) for wait in scope.waits.values()]
    return found


def _loop(loop: Mapping[str, Any], heads: frozenset[str]) -> Key:
    inner = {key: value for key, value in loop.items() if key in _LOOP or heads}
    return tuple(sorted((key, repr(frozen(value))) for key, value in inner.items()))


def _sorted(keys: list[Key]) -> tuple[Key, ...]:
    return tuple(keys) if len(keys) < 2 else tuple(sorted(keys, key=repr))


def _ordered(case: Case) -> list[Part]:
    return sorted(case.parts.values(), key=lambda part: part.n)
