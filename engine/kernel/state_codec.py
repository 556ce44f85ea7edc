"""The control state as canonical bytes and back; the root's variables are the data document and stored beside it.

Indexes (``homes``, ``watching``, ``children``, ``Token.waits``) are derived and not stored. Every stored state carries
its codec version; :data:`UPGRADES` turns version *n* into *n* + 1, so what an older Motcua wrote can always be read.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
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
    )


def load_state(blob: bytes | str, data: Mapping[str, Any]) -> State:
    """The inverse of :func:`dump_state` with the data document. Raises KernelError for what cannot be read."""
    raw = upgraded(read_json(blob))
    try:
        scopes = {one["u"]: _read_scope(one) for one in raw["scopes"]}
        state = State(
            model=raw["model"],
            version=VERSION,
            next_uid=raw["next"],
            seq=raw["seq"],
            root=raw["root"],
            ended=raw["ended"],
            called=raw["called"],
        )
        root = scopes[state.root]
    except (KeyError, TypeError, ValueError) as error:
        raise KernelError("codec.shape", f"this is not a control state: {error!r}") from error
    scopes[state.root] = replace(root, vars=data if isinstance(data, Map) else Map(data))
    return _indexed(state, scopes)


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
    return {name: value for name, value in values.items() if value not in (None, {}, [], "", 0, False)}


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
        entered=sorted(scope.entered),
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


# reading


def _read_scope(raw: Mapping[str, Any]) -> Scope:
    tokens = {one["u"]: _read_token(one) for one in raw.get("tokens", ())}
    waits = {one["u"]: _read_wait(one) for one in raw.get("waits", ())}
    incidents = {one[0]: Incident(*one) for one in raw.get("incidents", ())}
    return Scope(
        uid=raw["u"],
        parent=raw.get("parent"),
        owner=raw.get("owner"),
        node=raw["node"],
        kind=ScopeKind(raw["kind"]),
        phase=ScopePhase(raw.get("phase", ScopePhase.ACTIVE.value)),
        tokens=Map(tokens),
        waits=Map(waits),
        arrivals=Map(raw.get("arrivals", {})),
        gates=Map(raw.get("gates", {})),
        loop=_read_loop(raw["loop"][0]) if "loop" in raw else None,
        todo=tuple(_read_compensable(one) for one in raw.get("todo", ())),
        done=tuple(_read_compensable(one) for one in raw.get("done", ())),
        entered=frozenset(raw.get("entered", ())),
        incidents=Map(incidents),
        vars=Map(raw.get("vars", {})),
        written=Map(raw.get("written", {})),
    )


def _read_loop(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {name: Map(value) if name == "outputs" else value for name, value in raw.items()}


def _read_token(raw: Mapping[str, Any]) -> Token:
    held = raw.get("held")
    return Token(
        uid=raw["u"],
        at=raw["at"],
        via=raw.get("via"),
        phase=TokenPhase(raw.get("phase", TokenPhase.ACTIVE.value)),
        attempt=raw.get("attempt", 0),
        child=raw.get("child"),
        held=None if held is None else Held(held[0], held[1], tuple(held[2])),
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


# what is derived


def _indexed(state: State, scopes: dict[Uid, Scope]) -> State:
    homes: dict[Uid, Uid] = {}
    watching: dict[str, list[Uid]] = {}
    children: dict[Uid, dict[Uid, None]] = {}
    for uid, scope in scopes.items():
        homes.update(dict.fromkeys((*scope.tokens, *scope.waits, *scope.incidents), uid))
        if scope.parent is not None and scope.owner is None:
            children.setdefault(scope.parent, {})[uid] = None
        for wait in sorted(scope.waits.values(), key=lambda one: one.uid):
            if isinstance(wait.on, OnCondition):
                for name in wait.on.names:
                    watching.setdefault(name, []).append(wait.uid)
    complete = {uid: _derived(scope, children.get(uid)) for uid, scope in scopes.items()}
    return replace(
        state,
        scopes=Map(complete),
        homes=Map(homes),
        watching=Map({name: tuple(sorted(uids)) for name, uids in watching.items()}),
    )


def _derived(scope: Scope, children: Mapping[Uid, None] | None) -> Scope:
    live = len(scope.tokens) + len(children or ()) + sum(scope.arrivals.values())
    tokens = scope.tokens
    held: dict[Uid, list[Uid]] = {}
    for wait in scope.waits.values():
        if wait.token is not None:
            held.setdefault(wait.token, []).append(wait.uid)
    for uid, waits in held.items():
        tokens = tokens.set(uid, replace(tokens[uid], waits=tuple(sorted(waits))))
    return replace(scope, live=live, tokens=tokens, children=Map(children) if children else EMPTY)
