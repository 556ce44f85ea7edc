"""The control state as canonical bytes and back; the root's variables are the data document and stored beside it.

Indexes (``homes``, ``watching``, ``children``, ``Token.waits``) are derived and not stored. Every stored state carries
its codec version; :data:`UPGRADES` turns version *n* into *n* + 1, so what an older Motcua wrote can always be read.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, assert_never

from immutables import Map

from engine.kernel.codec import json_bytes, read_json
from engine.kernel.errors import KernelError
from engine.kernel.state import (
    EMPTY,
    Compensable,
    Held,
    Incident,
    OnCondition,
    OnMessage,
    OnSignal,
    OnTimer,
    Scope,
    ScopeKind,
    ScopePhase,
    State,
    Token,
    TokenPhase,
    Uid,
    Wait,
)

VERSION: Final = 1
UPGRADES: Final[Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {}
"""Version -> function that turns a stored object of it into one of the next. Each has a stored sample in the tests."""


def dump_state(state: State) -> bytes:
    """The control state as canonical UTF-8 JSON, without the root's variables (:func:`dump_data` writes those)."""
    return json_bytes(
        {
            "v": VERSION,
            "model": state.model,
            "next": state.next_uid,
            "seq": state.seq,
            "root": state.root,
            "ended": state.ended,
            "called": state.called,
            "scopes": [_scope(state.scopes[uid], root=uid == state.root) for uid in sorted(state.scopes)],
        }
        | _present(keys=dict(state.keys))
    )


def load_state(blob: bytes | str, data: Mapping[str, Any]) -> State:
    """The inverse of :func:`dump_state` with the data document. Raises KernelError for what cannot be read."""
    raw = upgraded(read_json(blob))
    try:
        return _read_state(raw, data if isinstance(data, Map) else Map(data))
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise KernelError("codec.shape", f"this is not a control state: {error!r}") from error


def upgraded(raw: dict[str, Any]) -> dict[str, Any]:
    """A stored object in the current version. Raises KernelError for a version nobody knows."""
    version = raw.get("v")
    while version != VERSION:
        upgrade = UPGRADES.get(version) if isinstance(version, int) else None
        if upgrade is None:
            raise KernelError(
                "codec.version", f"control state of version {version!r}; this Motcua reads up to {VERSION}"
            )
        raw = upgrade(raw)
        version = raw.get("v")
    return raw


# writing: short keys, and nothing that has its usual value


def _present(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def _scope(scope: Scope, *, root: bool) -> dict[str, Any]:
    plain = {
        "u": scope.uid,
        "node": scope.node,
        "kind": scope.kind.value,
    }
    if scope.phase is not ScopePhase.ACTIVE:
        plain["phase"] = scope.phase.value
    return plain | _present(
        parent=scope.parent,
        owner=scope.owner,
        tokens=[_token(scope.tokens[uid]) for uid in sorted(scope.tokens)],
        waits=[_wait(scope.waits[uid]) for uid in sorted(scope.waits)],
        arrivals=dict(scope.arrivals),
        gates=dict(scope.gates),
        loop=None if scope.loop is None else [_loop(scope.loop)],
        todo=[_compensable(one) for one in scope.todo],
        done=[_compensable(one) for one in scope.done],
        entered=" ".join(sorted(scope.entered, key=scope.entered.__getitem__)),
        incidents=[_incident(scope.incidents[uid]) for uid in sorted(scope.incidents)],
        vars={} if root else dict(scope.vars),
        written=dict(scope.written),
    )


def _loop(loop: Mapping[str, Any]) -> dict[str, Any]:
    return {name: dict(value) if isinstance(value, Map) else value for name, value in loop.items()}


def _token(token: Token) -> dict[str, Any]:
    plain = {"u": token.uid, "at": token.at}
    if token.phase is not TokenPhase.ACTIVE:
        plain["phase"] = token.phase.value
    held = None if token.held is None else [token.held.values, token.held.outcome, list(token.held.hidden)]
    return plain | _present(via=token.via, attempt=token.attempt, child=token.child, held=held)


def _wait(wait: Wait) -> dict[str, Any]:
    plain = {"u": wait.uid, "node": wait.node, "on": _on(wait.on)}
    return plain | _present(token=wait.token, index=wait.index, interrupts=wait.interrupts)


def _on(on: OnTimer | OnMessage | OnSignal | OnCondition) -> list[Any]:
    match on:
        case OnTimer():
            return ["timer", on.due.isoformat(), on.remaining, dict(on.origin)]
        case OnMessage():
            return ["message", on.name, on.key]
        case OnSignal():
            return ["signal", on.name]
        case OnCondition():
            return ["condition", on.last, list(on.names)]
        case _:
            assert_never(on)


def _compensable(one: Compensable) -> list[Any]:
    return [one.node, one.uid, dict(one.data), [_compensable(inner) for inner in one.inner]]


def _incident(one: Incident) -> list[Any]:
    return [one.uid, one.token, one.phase, one.code, one.element, one.message]


# reading, and deriving what is not stored


def _read_state(raw: Mapping[str, Any], data: Map[str, Any]) -> State:
    root = raw["root"]
    children: dict[Uid, dict[Uid, None]] = {}
    for one in raw["scopes"]:
        if "parent" in one and "owner" not in one:
            children.setdefault(one["parent"], {})[one["u"]] = None
    scopes = {
        one["u"]: _read_scope(one, children.get(one["u"], {}), data if one["u"] == root else None)
        for one in raw["scopes"]
    }
    if root not in scopes:
        raise KeyError(root)
    return State(
        model=raw["model"],
        version=VERSION,
        next_uid=raw["next"],
        seq=raw["seq"],
        root=root,
        ended=raw["ended"],
        called=raw["called"],
        keys=_map(raw.get("keys")),
        scopes=Map(scopes),
        homes=Map(_homes(scopes.values())),
        watching=Map(_watching(scopes.values())),
        signals=Map(_signals(scopes.values())),
    )


def _homes(scopes: Iterable[Scope]) -> dict[Uid, Uid]:
    homes: dict[Uid, Uid] = {}
    for scope in scopes:
        for held in (scope.tokens, scope.waits, scope.incidents):
            if held:
                homes.update(dict.fromkeys(held, scope.uid))
    return homes


def _watching(scopes: Iterable[Scope]) -> dict[str, tuple[Uid, ...]]:
    watching: dict[str, list[Uid]] = {}
    for scope in scopes:
        for wait in scope.waits.values():
            if isinstance(wait.on, OnCondition):
                for name in wait.on.names:
                    watching.setdefault(name, []).append(wait.uid)
    return {name: tuple(sorted(uids)) for name, uids in watching.items()}


def _signals(scopes: Iterable[Scope]) -> dict[str, tuple[Uid, ...]]:
    signals: dict[str, list[Uid]] = {}
    for scope in scopes:
        for wait in scope.waits.values():
            if isinstance(wait.on, OnSignal):
                signals.setdefault(wait.on.name, []).append(wait.uid)
    return {name: tuple(sorted(uids)) for name, uids in signals.items()}


def _read_scope(raw: Mapping[str, Any], children: Mapping[Uid, None], data: Map[str, Any] | None) -> Scope:
    waits = {one["u"]: _read_wait(one) for one in raw.get("waits", ())}
    held: dict[Uid | None, list[Uid]] = {}
    for wait in waits.values():
        held.setdefault(wait.token, []).append(wait.uid)
    tokens = {one["u"]: _read_token(one, tuple(held.get(one["u"], ()))) for one in raw.get("tokens", ())}
    arrivals = raw.get("arrivals", {})
    return Scope(
        uid=raw["u"],
        parent=raw.get("parent"),
        owner=raw.get("owner"),
        node=raw["node"],
        kind=ScopeKind(raw["kind"]),
        phase=ScopePhase(raw.get("phase", "active")),
        live=len(tokens) + len(children) + sum(arrivals.values()),
        tokens=_map(tokens),
        waits=_map(waits),
        arrivals=_map(arrivals),
        gates=_map(raw.get("gates")),
        loop=_read_loop(raw["loop"][0]) if "loop" in raw else None,
        todo=tuple(_read_compensable(one) for one in raw.get("todo", ())),
        done=tuple(_read_compensable(one) for one in raw.get("done", ())),
        entered=_map({name: place for place, name in enumerate(raw.get("entered", "").split())}),
        children=_map(children),
        incidents=_map({one[0]: Incident(*one) for one in raw.get("incidents", ())}),
        vars=_map(raw.get("vars")) if data is None else data,
        written=_map(raw.get("written")),
    )


def _map(values: Mapping[Any, Any] | None) -> Map[Any, Any]:
    return Map(values) if values else EMPTY


def _read_loop(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {name: Map(value) if name == "outputs" else value for name, value in raw.items()}


def _read_token(raw: Mapping[str, Any], waits: tuple[Uid, ...]) -> Token:
    held = raw.get("held")
    return Token(
        uid=raw["u"],
        at=raw["at"],
        via=raw.get("via"),
        phase=TokenPhase(raw.get("phase", "active")),
        attempt=raw.get("attempt", 0),
        child=raw.get("child"),
        held=None if held is None else Held(held[0], held[1], tuple(held[2])),
        waits=waits,
    )


def _read_wait(raw: Mapping[str, Any]) -> Wait:
    return Wait(
        uid=raw["u"],
        token=raw.get("token"),
        node=raw["node"],
        index=raw.get("index", 0),
        interrupts=raw.get("interrupts", False),
        on=_READ_ON[raw["on"][0]](raw["on"]),
    )


_READ_ON: Mapping[str, Callable[[list[Any]], OnTimer | OnMessage | OnSignal | OnCondition]] = {
    "timer": lambda raw: OnTimer(datetime.fromisoformat(raw[1]), raw[2], raw[3]),
    "message": lambda raw: OnMessage(raw[1], raw[2]),
    "signal": lambda raw: OnSignal(raw[1]),
    "condition": lambda raw: OnCondition(raw[1], tuple(raw[2])),
}


def _read_compensable(raw: list[Any]) -> Compensable:
    return Compensable(raw[0], raw[1], raw[2], tuple(_read_compensable(one) for one in raw[3]))
