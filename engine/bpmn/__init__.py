"""BPMN 2.0 XML to an immutable model and back, with problems that name line and element.

``read`` bytes to a lossless :class:`Document`, ``write`` it back, ``compile_library`` it to what the kernel runs,
``check`` it against every rule, ``diagram_svg`` it for people.
"""

from engine.bpmn.check import check
from engine.bpmn.compiler import compile_library, compile_process
from engine.bpmn.problems import BpmnError, Problem, Severity, has_errors
from engine.bpmn.reader import Document, read, write

__all__ = [
    "BpmnError",
    "Document",
    "Problem",
    "Severity",
    "check",
    "compile_library",
    "compile_process",
    "has_errors",
    "read",
    "write",
]
