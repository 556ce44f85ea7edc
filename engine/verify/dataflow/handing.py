"""What senders and choices leave out: messages without what is read of them, outcomes that nothing tells apart."""

from collections.abc import Iterator

from engine.bpmn.model import Node, Trigger
from engine.verify.dataflow.levels import Written
from engine.verify.dataflow.reads import Read
from engine.verify.findings import Finding, finding
from engine.verify.statements import Statements, Unit, caught_events, thrown_messages


def not_handed(said: Statements, unit: Unit, written: Written, reads: list[Read]) -> Iterator[Finding]:
    """A message that one of its senders sends without what is read of it, while others give it."""
    wanted = {path[0]: read for read in reversed(reads) for path in read.reading.paths if path[0] not in read.local}
    for catcher in unit.process.nodes.values():
        names = {event.name for event in caught_events(catcher) if event.trigger is Trigger.MESSAGE}
        senders = list(_senders(said, unit, names))
        given = {one.name for _, sender in senders for one in sender.inputs}
        for name in sorted(given & set(wanted)):
            if any(one not in ("", catcher.id) for one in written.writers(name)):
                continue
            for other, sender in senders:
                if name not in {one.name for one in sender.inputs}:
                    yield _not_handed(other, sender, min(names), name, wanted[name])


def _not_handed(unit: Unit, sender: Node, message: str, name: str, read: Read) -> Finding:
    return finding(
        "data.not-handed",
        process=unit.process.id,
        element=sender.id,
        line=sender.line,
        data={"name": name, "message": message, "reader": read.element, "text": read.text},
    )


def _senders(said: Statements, unit: Unit, names: set[str]) -> Iterator[tuple[Unit, Node]]:
    """The nodes of the package that send one of these messages."""
    for other in said.units.values():
        for node in other.process.nodes.values():
            if other.package == unit.package and any(event.name in names for event in thrown_messages(node)):
                yield other, node


def without_effect(unit: Unit, reads: list[Read]) -> Iterator[Finding]:
    """Tasks with several outcomes that no condition tells apart."""
    tests = [test for read in reads for test in read.reading.tests if test.path == ("outcome",)]
    if any(test.op == "any" for test in tests):
        return
    leads = {
        test.value
        for read in reads
        if read.position == "condition"
        for test in read.reading.tests
        if test.path == ("outcome",)
    }
    for node in unit.process.nodes.values():
        mapped = any(
            "outcome" in read.reading.heads for read in reads if read.node == node.id and read.position == "output"
        )
        same = [one for one in node.work.outcomes if one not in leads]
        if len(same) > 1 and not mapped:
            yield finding(
                "data.outcome-without-effect",
                process=unit.process.id,
                element=node.id,
                line=node.line,
                data={"name": "outcome", "known": same, "text": ""},
            )
