"""The correction loop on SpiffWorkflow: the state is stored as text after each step and read before the next."""

import io
import json
import time
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from bench.loop_model import KILOBYTE, LOOP


class SpiffLoop:
    """One workflow in the loop, kept as text between steps."""

    def __init__(self) -> None:
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.parse(io.BytesIO(LOOP)))
        self.serializer = BpmnWorkflowSerializer()
        workflow = BpmnWorkflow(parser.get_spec("Process_Loop"))
        workflow.do_engine_steps()
        self.text: str = self.serializer.serialize_json(workflow)

    def step(self) -> float:
        """Complete the one open task; seconds taken, reading and writing the state included."""
        started = time.perf_counter()
        workflow: Any = self.serializer.deserialize_json(self.text)
        (task,) = [t for t in workflow.get_tasks(state=TaskState.READY) if t.task_spec.manual]
        task.data.update({**KILOBYTE, "again": True})
        task.run()
        workflow.do_engine_steps()
        self.text = self.serializer.serialize_json(workflow)
        return time.perf_counter() - started

    @property
    def size(self) -> int:
        """Bytes of the stored state."""
        return len(json.dumps(json.loads(self.text)))
