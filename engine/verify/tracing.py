"""Which sequence flows a step takes: the kernel asks a flow for its target when a token goes along it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from engine.bpmn.model import Flow, Library, NodeKind, Process
from engine.kernel.joins import entries


class _Traced:
    """A flow that notes when its target is asked for; otherwise it is the flow."""

    __slots__ = ("_seen", "_target", "condition", "id", "line", "name", "source")

    def __init__(self, flow: Flow, seen: dict[str, None]) -> None:
        self.id = flow.id
        self.name = flow.name
        self.source = flow.source
        self.condition = flow.condition
        self.line = flow.line
        self._target = flow.target
        self._seen = seen

    @property
    def target(self) -> str:
        self._seen[self.id] = None
        return self._target


class Tracer:
    """Libraries whose processes tell the flows taken; ``take`` gives those since the last time."""

    def __init__(self, library: Library, libraries: Mapping[str, Library]) -> None:
        self._seen: dict[str, None] = {}
        self.library = self._traced(library)
        self.libraries = {code: self._traced(one) for code, one in libraries.items()}

    def take(self) -> tuple[str, ...]:
        """The flows taken, in the order they were first."""
        found = tuple(self._seen)
        self._seen.clear()
        return found

    def _traced(self, library: Library) -> Library:
        return replace(library, processes={key: self._process(one) for key, one in library.processes.items()})

    def _process(self, process: Process) -> Process:
        for node in process.nodes.values():
            if node.kind in (NodeKind.INCLUSIVE, NodeKind.COMPLEX) and len(node.incoming) > 1:
                entries(process, node.id)  # computed with the plain flows: the kernel keeps the table
        flows: dict[str, Any] = {key: _Traced(flow, self._seen) for key, flow in process.flows.items()}
        return replace(process, flows=cast("Mapping[str, Flow]", flows))
