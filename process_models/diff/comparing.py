"""Two packages compared part by part: settings, people and times of steps, flows, forms, decisions, the rest."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from engine.bpmn.model import Flow, Node, Value
from process_models.diff.changes import SETTINGS, Change, Changes
from process_models.diff.tables import model_changes
from process_models.files import Files, canonical, identified
from process_models.package import PROCEDURE_FILE, PROCESS_FILE, Package

Found = Iterator[Change]
_T = TypeVar("_T")
LISTS: Final[Mapping[str, str]] = {"fees": "fee", "components": "component"}
MAPS: Final[Mapping[str, str]] = {"letters": "letter", "registers": "register", "branches": "branch"}


def compare(old: Package, new: Package) -> Changes:
    """What a reader has to know of the way from ``old`` to ``new``; empty for the same content."""
    found: list[Change] = []
    for part in _PARTS:
        found += part(old, new)
    if not found and old.hash != new.hash:
        found += _files(old.files, new.files)
    return Changes(old.hash, new.hash, tuple(found))


def _settings(old: Package, new: Package) -> Found:
    first, second = _procedure(old), _procedure(new)
    for key in sorted(first.keys() | second.keys()):
        if key in LISTS:
            yield from _keyed(LISTS[key], _by_key(first.get(key)), _by_key(second.get(key)))
        elif key in MAPS:
            yield from _keyed(MAPS[key], first.get(key) or {}, second.get(key) or {})
        else:
            yield from _leaves("setting", key, SETTINGS.get(key, key), first.get(key), second.get(key))


def _procedure(package: Package) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(package.files[PROCEDURE_FILE])
    return value


def _by_key(items: Sequence[Mapping[str, Any]] | None) -> dict[str, Mapping[str, Any]]:
    return {one["key"]: one for one in items or ()}


def _keyed(area: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Found:
    yield from _came_and_went(area, old, new, _name)
    for key in sorted(old.keys() & new.keys()):
        yield from _leaves(area, key, _name(key, new[key]), old[key], new[key])


def _name(key: str, value: Any) -> str:
    names = value.get("names") if isinstance(value, Mapping) else None
    return str(names["vi"]) if isinstance(names, Mapping) and "vi" in names else key


def _came_and_went(
    area: str,
    old: Mapping[str, _T],
    new: Mapping[str, _T],
    name: Callable[[str, _T], str],
    place: Callable[[str], str | None] = lambda _key: None,
) -> Found:
    for kind, here, there in (("removed", old, new), ("added", new, old)):
        for key in here:
            if key not in there:
                yield Change(area=area, kind=kind, key=key, name=name(key, here[key]), element=place(key))


def _leaves(area: str, key: str, name: str, old: Any, new: Any, path: str = "") -> Found:
    """Each value inside that differs; lists as wholes."""
    if isinstance(old, Mapping) and isinstance(new, Mapping) and not _whole(path, old, new):
        for inner in sorted(old.keys() | new.keys()):
            yield from _leaves(area, key, name, old.get(inner), new.get(inner), f"{path}.{inner}".strip("."))
    elif old != new:
        yield Change(area=area, kind="changed", key=key, name=name, what=path or "=", old=_text(old), new=_text(new))


def _whole(path: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Read as one value: a term, an amount, a text in its languages."""
    return path.endswith("amount") or any({"value", "unit"} & set(one) or "vi" in one for one in (old, new))


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case Mapping() if "vi" in value:
            return " / ".join(str(one) for one in value.values())
        case Mapping() if "unit" in value:
            return f"{value.get('value', '')} {value['unit']}".strip()
        case tuple():
            return ", ".join(_text(one) for one in value)
        case _:
            return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _written(value: Value | None) -> str:
    return value.text if value is not None else ""


def _steps(old: Package, new: Package) -> Found:
    first, second = _nodes(old), _nodes(new)
    yield from _came_and_went("step", first, second, lambda key, one: one.name or key, lambda key: key)
    for key in first.keys() & second.keys():
        before, after = _facts(first[key]), _facts(second[key])
        for what in before:
            if before[what] != after[what]:
                yield Change(
                    area="step",
                    kind="changed",
                    key=key,
                    name=second[key].name or first[key].name or key,
                    what=what,
                    old=before[what],
                    new=after[what],
                    element=key,
                )


def _nodes(package: Package) -> dict[str, Node]:
    return {key: node for process in package.library.processes.values() for key, node in process.nodes.items()}


def _facts(node: Node) -> dict[str, str]:
    """What a reader sees of a step, by property."""
    work, service = node.work, node.service
    values: dict[str, Any] = {
        "name": node.name,
        "kind": str(node.kind),
        "role": _written(work.role),
        "agency": _written(work.agency),
        "time": work.time,
        "form": work.form,
        "clock": work.clock,
        "letter": work.letter,
        "register": work.register,
        "outcomes": work.outcomes,
        "different_from": work.different_from,
        "service": _written(service.service),
        "retries": service.retries,
        "calls": _written(node.calls),
        "default": node.default,
        "inputs": tuple(f"{one.name}={one.value.text}" for one in node.inputs),
        "outputs": tuple(f"{one.name}={one.value.text}" for one in node.outputs),
        "facts": tuple(f"{one.name}={one.value.text}" for one in work.facts),
        "script": node.script.text if node.script else "",
    }
    return {key: _text(value) for key, value in values.items()}


def _flows(old: Package, new: Package) -> Found:
    first, second = _flow_map(old), _flow_map(new)
    names = {**_nodes(old), **_nodes(new)}

    def told(_key: str, flow: Flow) -> str:
        ends = [names[end].name or end if end in names else end for end in (flow.source, flow.target)]
        return " → ".join(ends) + (f" ({flow.name})" if flow.name else "")

    yield from _came_and_went("flow", first, second, told, lambda key: key)
    for key in first.keys() & second.keys():
        before, after = _flow_facts(first[key]), _flow_facts(second[key])
        for what in before:
            if before[what] != after[what]:
                yield Change(
                    area="flow",
                    kind="changed",
                    key=key,
                    name=told(key, second[key]),
                    what=what,
                    old=before[what],
                    new=after[what],
                    element=key,
                )


def _flow_map(package: Package) -> dict[str, Flow]:
    return {key: flow for process in package.library.processes.values() for key, flow in process.flows.items()}


def _flow_facts(flow: Flow) -> dict[str, str]:
    return {
        "name": flow.name,
        "source": flow.source,
        "target": flow.target,
        "condition": flow.condition.text if flow.condition else "",
    }


def _forms(old: Package, new: Package) -> Found:
    first, second = _form_files(old.files), _form_files(new.files)
    yield from _came_and_went("form", first, second, lambda key, _value: key)
    for form in sorted(first.keys() & second.keys()):
        before, after = _fields(first[form]), _fields(second[form])
        yield from _came_and_went("field", before, after, _titled)
        for key in before.keys() & after.keys():
            yield from _leaves("field", key, _titled(key, after[key]), before[key], after[key])


def _form_files(files: Files) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for path, data in files.items():
        if path.startswith("forms/"):
            key, _, kind = path.removeprefix("forms/").removesuffix(".json").rpartition(".")
            found.setdefault(key, {})[kind] = json.loads(data)
    return found


def _fields(form: Mapping[str, Any]) -> dict[str, Any]:
    """Path of a property -> its schema and whether it is required; ``ui`` -> how the form asks."""
    found: dict[str, Any] = {"ui": form.get("ui")}

    def walk(schema: Any, path: str) -> None:
        if not isinstance(schema, Mapping):
            return
        needed = schema.get("required", ())
        for name, inner in (schema.get("properties") or {}).items():
            at = f"{path}.{name}".strip(".")
            plain = (
                {key: value for key, value in inner.items() if key not in ("properties", "items")}
                if isinstance(inner, Mapping)
                else {"schema": inner}
            )
            found[at] = {**plain, "required": name in needed}
            walk(inner, at)
            walk(inner.get("items") if isinstance(inner, Mapping) else None, f"{at}[]")

    walk(form.get("schema"), "")
    return found


def _titled(key: str, value: Any) -> str:
    title = value.get("title") if isinstance(value, Mapping) else None
    return f"{title} ({key})" if title else key


def _decisions(old: Package, new: Package) -> Found:
    first, second = _models(old), _models(new)
    yield from _came_and_went("decision", first, second, lambda key, _value: key)
    for key in sorted(first.keys() & second.keys()):
        if first[key] != second[key]:
            yield from model_changes(key, first[key], second[key])


def _models(package: Package) -> dict[str, bytes]:
    return {
        path.removeprefix("decisions/").removesuffix(".dmn"): canonical(path, data)
        for path, data in package.files.items()
        if path.startswith("decisions/")
    }


def _others(old: Package, new: Package) -> Found:
    """Scenarios by name, translations by key, own letters."""
    first, second = _json_files(old.files, "scenarios/"), _json_files(new.files, "scenarios/")
    yield from _came_and_went("scenario", first, second, _name)
    for key in sorted(first.keys() & second.keys()):
        if first[key] != second[key]:
            yield from _scenario(key, first[key], second[key])
    before, after = _json_files(old.files, "translations/"), _json_files(new.files, "translations/")
    for lang in sorted(before.keys() | after.keys()):
        here, there = before.get(lang, {}), after.get(lang, {})
        for key in sorted(here.keys() | there.keys()):
            if here.get(key) != there.get(key):
                kind = "changed" if key in here and key in there else ("added" if key in there else "removed")
                texts = {"what": "=", "old": here[key], "new": there[key]} if kind == "changed" else {}
                yield Change(area="translation", kind=kind, key=key, name=f"{lang}: {key}", **texts)
    yield from _changed_files("letters/", "letter", old.files, new.files)


def _scenario(key: str, old: Any, new: Any) -> Found:
    """What it expects, value by value; that the way there is another one, in one line."""
    name = _name(key, new)
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        yield Change(area="scenario", kind="changed", key=key, name=name)
        return
    yield from _leaves("scenario", key, name, old.get("expect"), new.get("expect"), "expect")
    for what in sorted((old.keys() | new.keys()) - {"expect"}):
        if old.get(what) != new.get(what):
            yield Change(area="scenario", kind="changed", key=key, name=name, what=what, old="", new="")


def _json_files(files: Files, folder: str) -> dict[str, Any]:
    inside = ((path, data) for path, data in files.items() if path.startswith(folder))
    return {path.removeprefix(folder).removesuffix(".json"): json.loads(data) for path, data in inside}


def _changed_files(folder: str, area: str, old: Files, new: Files) -> Found:
    first = {path: canonical(path, data) for path, data in old.items() if path.startswith(folder)}
    second = {path: canonical(path, data) for path, data in new.items() if path.startswith(folder)}
    yield from _came_and_went(area, first, second, lambda key, _value: key)
    for path in sorted(first.keys() & second.keys()):
        if first[path] != second[path]:
            yield Change(area=area, kind="changed", key=path, name=path)


def _process(old: Package, new: Package) -> Found:
    """Pools and their agencies; and a diagram that only looks different."""
    first, second = old.library.processes, new.library.processes
    yield from _came_and_went("process", first, second, lambda key, one: one.name or key)
    for key in first.keys() & second.keys():
        pairs = {
            "name": (first[key].name, second[key].name),
            "agency": (_written(first[key].agency), _written(second[key].agency)),
            "branch": (first[key].branch or "", second[key].branch or ""),
        }
        for what, (before, after) in pairs.items():
            if before != after:
                name = second[key].name or key
                yield Change(area="process", kind="changed", key=key, name=name, what=what, old=before, new=after)


def _message_flows(old: Package, new: Package) -> Found:
    def ends(package: Package) -> dict[str, str]:
        return {f"{one.source}→{one.target}": f"{one.source} → {one.target}" for one in package.library.message_flows}

    yield from _came_and_went("message-flow", ends(old), ends(new), lambda _key, text: text)


def _rest(old: Package, new: Package) -> Found:
    """The diagram's file when nothing above accounts for its difference: documentation, drawing, data objects."""
    if any(True for part in (_steps, _flows, _process, _message_flows) for _ in part(old, new)):
        return
    yield from _changed_files(PROCESS_FILE, "file", old.files, new.files)


def _files(old: Files, new: Files) -> Found:
    yield from _changed_files("", "file", identified(old), identified(new))


_PARTS: Final[tuple[Callable[[Package, Package], Found], ...]] = (
    _settings,
    _process,
    _steps,
    _flows,
    _message_flows,
    _rest,
    _forms,
    _decisions,
    _others,
)
