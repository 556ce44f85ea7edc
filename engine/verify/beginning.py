"""Processes that the submission does not begin: a message or signal from outside, a timer, a condition."""

from collections.abc import Iterator

from engine.bpmn.model import EventDefinition, Node, Trigger
from engine.dossier.commands import Begin, OutsideMessage, OutsideSignal
from engine.verify.answers import AnswerBook
from engine.verify.demand import begun
from engine.verify.findings import MoveKind
from engine.verify.moves import Mover, Option
from engine.verify.statements import Statements, Unit, caught_events
from engine.verify.subject import Subject


def outside_starts(subject: Subject, said: Statements, book: AnswerBook, mover: Mover) -> list[Option]:
    """Each once in a run, at any time."""
    started = frozenset(begun(subject))
    return [
        option
        for unit in said.units.values()
        if not unit.package and unit.process.id not in started
        for name in unit.process.root.starts
        for event in caught_events(unit.process.nodes[name])
        for option in _beginning(unit, unit.process.nodes[name], event, book, mover)
    ]


def _beginning(unit: Unit, node: Node, event: EventDefinition, book: AnswerBook, mover: Mover) -> Iterator[Option]:
    match event.trigger:
        case Trigger.MESSAGE if event.name not in mover.inside:
            for answer in book.message(unit, node):
                said = OutsideMessage(f"proof.{node.id}", event.name, None, answer.values)
                yield Option(MoveKind.MESSAGE, 0, node.id, said, answers=answer.values)
        case Trigger.SIGNAL if event.name not in mover.signals:
            yield Option(MoveKind.SIGNAL, 0, node.id, OutsideSignal(event.name, {}))
        case Trigger.TIMER | Trigger.CONDITIONAL:
            yield Option(MoveKind.TIMER, 0, node.id, Begin(unit.process.id, node.id))
        case _:
            return
