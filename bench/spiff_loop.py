"""The correction loop on SpiffWorkflow: the state is stored as text after each step and read before the next."""

import io
import time
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from bench.loop_model import ANSWER, KILOBYTE, LOOP


class SpiffLoop:
    """One workflow in the loop, kept as text between steps."""

    def __init__(self) -> None:
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.parse(io.BytesIO(LOOP)))
        self.serializer = BpmnWorkflowSerializer()
        workflow = BpmnWorkflow(parser.get_spec("Process_Loop"))
        workflow.task_tree.set_data(**KILOBYTE)
        workflow.do_engine_steps()
        self.text: str = self.serializer.serialize_json(workflow)

    def past(self, tasks: int) -> None:
        """Complete so many tasks."""
        for _ in range(tasks):
            self.step(keep=True)

    def step(self, *, keep: bool = False) -> float:
        """Complete the open task; seconds, reading and writing the state included. Without ``keep``: try it."""
        begun = time.thread_time()
        workflow: Any = self.serializer.deserialize_json(self.text)
        (task,) = [each for each in workflow.get_tasks(state=TaskState.READY) if each.task_spec.manual]
        task.data.update(ANSWER)
        task.run()
        workflow.do_engine_steps()
        stored = self.serializer.serialize_json(workflow)
        taken = time.thread_time() - begun
        if keep:
            self.text = stored
        return taken

    @property
    def size(self) -> int:
        """Bytes of the stored state."""
        return len(self.text.encode())
