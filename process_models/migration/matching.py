"""What elements of two versions have in common: the properties that rules and drafts compare."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.bpmn.model import Node, Process, Value
from engine.bpmn.names import q
from process_models.migration.plan import Rule
from process_models.package import Package

Lanes = Mapping[str, tuple[str, ...]]
"""Element -> names and ids of the lanes it lies in."""


def folded(text: str) -> str:
    """A label without what does not matter: case, composition of accents, spaces."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def lanes_of(package: Package) -> Lanes:
    """The lanes of every flow node of a package's diagram; an inner lane's nodes lie in the outer one too."""
    found: dict[str, list[str]] = {}
    for lane in package.document.root.iter(q("lane")):
        names = [folded(lane.get(key) or "") for key in ("name", "id")]
        for reference in lane.iter(q("flowNodeRef")):
            ident = (reference.text or "").strip().rpartition(":")[2]
            found.setdefault(ident, []).extend(name for name in names if name)
    return {ident: tuple(names) for ident, names in found.items()}


def text_of(value: Value | None) -> str:
    """A role or agency as it is written."""
    if value is None:
        return ""
    return value.text


@dataclass(frozen=True, slots=True)
class Side:
    """A process with its lanes, for looking up elements by their properties."""

    process: Process
    lanes: Lanes

    def traits(self, node: Node) -> dict[str, str]:
        """The properties of an element that can be compared."""
        return {
            "kind": str(node.kind),
            "name": folded(node.name),
            "lane": next(iter(self.lanes.get(node.id, ())), ""),
            "role": text_of(node.work.role),
            "form": node.work.form or "",
        }

    def alike(self, wanted: Mapping[str, str], names: Iterable[str]) -> list[str]:
        """The elements whose named properties are the wanted ones, in document order."""
        keys = tuple(names)
        return [
            node.id
            for node in self.process.nodes.values()
            if all(self.traits(node)[key] == wanted[key] for key in keys)
        ]


def fits(rule: Rule, side: Side, node: Node) -> bool:
    """Whether a rule speaks of this element."""
    traits = side.traits(node)
    asked = {"kind": rule.kind, "role": rule.role, "form": rule.form}
    return (
        rule.process in (None, side.process.id)
        and (rule.name is None or folded(rule.name) == traits["name"])
        and (rule.lane is None or folded(rule.lane) in side.lanes.get(node.id, ()))
        and all(value is None or value == traits[key] for key, value in asked.items())
    )


def targets(rule: Rule, old: Side, node: Node, new: Side) -> list[str]:
    """The new elements a rule gives an old one; exactly one is an answer."""
    if rule.to is not None:
        return [rule.to] if rule.to in new.process.nodes else []
    traits = old.traits(node)
    if rule.to_lane is not None:
        lane = folded(rule.to_lane)
        return [name for name in new.alike(traits, ("kind", "name")) if lane in new.lanes.get(name, ())]
    return new.alike(traits, rule.same)


__all__ = ["Lanes", "Side", "fits", "folded", "lanes_of", "targets", "text_of"]
