"""Context built-ins (DMN 1.5, table 81)."""

from collections.abc import Mapping, Sequence

from engine.feel.functions import builtin
from engine.feel.problems import TYPE, FeelError, Run

Context = Mapping[str, object]


@builtin("get value", "m: context, key: string")
def _get_value(_run: Run, context: Context, key: str) -> object:
    return context.get(key)


@builtin("get value", "context: context, keys: list")
def _get_value_at(_run: Run, context: Context, keys: Sequence[object]) -> object:
    value: object = context
    for key in _path(keys):
        if not isinstance(value, Mapping):
            raise FeelError(f"there is no context to take {key!r} from", TYPE)
        value = value.get(key)
    return value


@builtin("get entries", "m: context")
def _get_entries(run: Run, context: Context) -> list[object]:
    run.charge(len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context", "entries: list")
def _context(_run: Run, entries: Sequence[object]) -> Context:
    built: dict[str, object] = {}
    for entry in entries:
        if not isinstance(entry, Mapping) or "value" not in entry or not isinstance(entry.get("key"), str):
            raise FeelError("every entry must be a context with a key, a text, and a value", TYPE)
        if entry["key"] in built:
            raise FeelError(f"the key {entry['key']!r} occurs twice")
        built[entry["key"]] = entry["value"]
    return built


@builtin("context put", "context: context, key: string, value: any")
def _context_put(run: Run, context: Context, key: str, value: object) -> Context:
    run.charge(len(context))
    return {**context, key: value}


@builtin("context put", "context: context, keys: list, value: any")
def _context_put_at(run: Run, context: Context, keys: Sequence[object], value: object) -> Context:
    names = _path(keys)
    trail: list[Context] = [context]
    for name in names[:-1]:
        inner = trail[-1].get(name)
        if not isinstance(inner, Mapping):
            raise FeelError(f"there is no context at {name!r}", TYPE)
        trail.append(inner)
    for name, outer in zip(reversed(names), reversed(trail), strict=True):
        run.charge(len(outer))
        value = {**outer, name: value}
    assert isinstance(value, dict)
    return value


def _path(keys: Sequence[object]) -> list[str]:
    names = [key for key in keys if isinstance(key, str)]
    if not names or len(names) != len(keys):
        raise FeelError("the keys must be texts, at least one", TYPE)
    return names


@builtin("context merge", "contexts: list")
def _context_merge(run: Run, contexts: Sequence[object]) -> Context:
    merged: dict[str, object] = {}
    for context in contexts:
        if not isinstance(context, Mapping):
            raise FeelError("only contexts can be merged", TYPE)
        run.charge(len(context))
        merged.update(context)
    return merged
