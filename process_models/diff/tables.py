"""What changed inside a decision: rules by what they are asked for, columns, hit policy, expressions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from process_models.diff.changes import Change

_TABLE: Final = "decisionTable"
_HOLDERS: Final = ("decision", "businessKnowledgeModel")


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table as people read it; rules: conditions (``-`` where a cell is empty) -> results."""

    policy: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rules: dict[tuple[str, ...], tuple[str, ...]]


def model_changes(key: str, old: bytes, new: bytes) -> Iterator[Change]:
    """Changes of a DMN file that can be told; one that cannot is told as a whole."""
    before, after = _logic(old), _logic(new)
    told = False
    for name in sorted(before.keys() | after.keys()):
        here, there = before.get(name), after.get(name)
        if here is None or there is None:
            told = True
            kind = "added" if here is None else "removed"
            yield Change(area="decision", kind=kind, key=key, name=f"{key}: {name}")
            continue
        for change in _told(key, name, here, there):
            told = True
            yield change
    if not told:
        yield Change(area="decision", kind="changed", key=key, name=key)


def _told(key: str, name: str, old: Table | str, new: Table | str) -> Iterator[Change]:
    whole = f"{key}: {name}"
    if isinstance(old, str) or isinstance(new, str):
        if old != new:
            texts = {"old": old if isinstance(old, str) else "…", "new": new if isinstance(new, str) else "…"}
            yield Change(area="decision", kind="changed", key=key, name=whole, what="=", **texts)
        return
    for what, before, after in (
        ("hit policy", old.policy, new.policy),
        ("inputs", ", ".join(old.inputs), ", ".join(new.inputs)),
        ("outputs", ", ".join(old.outputs), ", ".join(new.outputs)),
    ):
        if before != after:
            yield Change(area="decision", kind="changed", key=key, name=whole, what=what, old=before, new=after)
    for asked in (one for one in old.rules if one not in new.rules):
        yield _rule("removed", key, name, old, asked)
    for asked, results in new.rules.items():
        if asked not in old.rules:
            yield _rule("added", key, name, new, asked)
        elif old.rules[asked] != results:
            texts = {"old": "; ".join(old.rules[asked]), "new": "; ".join(results)}
            yield Change(area="rule", kind="changed", key=key, name=f"{name}: {_asked(new, asked)}", what="=", **texts)
    if old.policy in ("FIRST", "RULE ORDER", "OUTPUT ORDER") and _common(old, new) != _common(new, old):
        yield Change(area="decision", kind="changed", key=key, name=whole, what="order of rules")


def _rule(kind: str, key: str, name: str, table: Table, asked: tuple[str, ...]) -> Change:
    text = f"{name}: {_asked(table, asked)} → {'; '.join(table.rules[asked])}"
    return Change(area="rule", kind=kind, key=key, name=text)


def _asked(table: Table, asked: tuple[str, ...]) -> str:
    named = [f"{name} {test}" for name, test in zip(table.inputs, asked, strict=False) if test != "-"]
    return ", ".join(named) or "*"


def _common(one: Table, other: Table) -> list[tuple[str, ...]]:
    return [asked for asked in one.rules if asked in other.rules]


def _logic(data: bytes) -> dict[str, Table | str]:
    """Name of each decision and business knowledge model -> its table, or its logic as text."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    found: dict[str, Table | str] = {}
    for holder in root:
        if isinstance(holder.tag, str) and _local(holder) in _HOLDERS:
            table = next((one for one in holder.iter() if isinstance(one.tag, str) and _local(one) == _TABLE), None)
            name = holder.get("name") or holder.get("id") or ""
            found[name] = _table(table) if table is not None else _plain(holder)
    return found


def _table(element: etree._Element) -> Table:
    rules: dict[tuple[str, ...], tuple[str, ...]] = {}
    inputs, outputs = [], []
    for one in element:
        match _local(one):
            case "input":
                inputs.append(_text(one) or one.get("label") or "")
            case "output":
                outputs.append(one.get("name") or one.get("label") or element.get("outputLabel") or "")
            case "rule":
                asked = tuple(_text(cell) or "-" for cell in one if _local(cell) == "inputEntry")
                results = tuple(_text(cell) or "-" for cell in one if _local(cell) == "outputEntry")
                rules[asked] = results if asked not in rules else (*rules[asked], "|", *results)
    return Table(element.get("hitPolicy") or "UNIQUE", tuple(inputs), tuple(outputs), rules)


def _text(element: etree._Element) -> str:
    texts = (one.text or "" for one in element.iter() if isinstance(one.tag, str) and _local(one) == "text")
    return " ".join(" ".join(texts).split())


def _plain(element: etree._Element) -> str:
    """Every expression and name of boxed logic, in order."""
    parts: list[str] = []
    for one in element.iter():
        if not isinstance(one.tag, str) or one is element:
            continue
        if _local(one) == "text":
            parts.append(" ".join((one.text or "").split()))
        elif _local(one) == "variable" and one.getparent() is not element:
            parts.append(f"{one.get('name')}:")
    return " ".join(parts)


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
