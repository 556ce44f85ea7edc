"""How many instances a model asks for, where one is begun (BPMN 2.0.2 §9.3, §10.5.2)."""

from collections.abc import Mapping

from engine.bpmn.collaboration import participants
from engine.bpmn.context import Context
from engine.bpmn.model import Process
from engine.bpmn.names import child, whole_number


def check_beginnings(ctx: Context, processes: Mapping[str, Process]) -> None:
    """Say where several instances are meant and one begins: alternative starts, pools that stand for many."""
    for process in processes.values():
        plain = [name for name in process.root.starts if not process.nodes[name].events]
        element = ctx.index.by_id.get(process.id)
        if len(plain) > 1 and element is not None:
            ctx.report.add("bpmn.process.several-starts", element, first=plain[0], others=", ".join(plain[1:]))
    for participant in participants(ctx.index):
        multiplicity = child(participant, "participantMultiplicity")
        least = "" if multiplicity is None else (multiplicity.get("minimum") or "0").strip()
        number = whole_number(least)
        if number is not None and number > 1 and ctx.index.attribute(participant, "processRef") is not None:
            ctx.report.add("bpmn.participant.many", participant, least=least)
