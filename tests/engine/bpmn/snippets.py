"""Small BPMN documents for the tests: write the inside, get a whole file."""

import re
from itertools import pairwise

from engine.bpmn import Problem, compile_library, read
from engine.bpmn.model import Library, Process

NAMESPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:motcua="urn:motcua:bpmn:1" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" xmlns:t="urn:t"'
)


def definitions(inside: str, attributes: str = "") -> bytes:
    return f'<definitions {NAMESPACES} targetNamespace="urn:t" {attributes}>{inside}</definitions>'.encode()


def process(inside: str, outside: str = "", attributes: str = 'isExecutable="true"', root: str = "") -> bytes:
    return definitions(f'{outside}<process id="P" {attributes}>{inside}</process>', root)


def line(*nodes: str) -> str:
    """A process body: start, the given nodes one after the other (each ``<tag id=… …>``), end."""
    body = ('<startEvent id="S"/>', *nodes, '<endEvent id="E"/>')
    ids = [re.search(r'\bid="([^"]+)"', node)[1] for node in body]
    flows = [flow(a, b) for a, b in pairwise(ids)]
    return "".join(body) + "".join(flows)


def flow(source: str, target: str, condition: str | None = None, ident: str | None = None) -> str:
    ident = ident or f"{source}_{target}"
    if condition is None:
        return f'<sequenceFlow id="{ident}" sourceRef="{source}" targetRef="{target}"/>'
    return (
        f'<sequenceFlow id="{ident}" sourceRef="{source}" targetRef="{target}">'
        f'<conditionExpression xsi:type="tFormalExpression"><![CDATA[{condition}]]></conditionExpression></sequenceFlow>'
    )


def library(xml: bytes, decisions: dict | None = None) -> tuple[Library, tuple[Problem, ...]]:
    return compile_library(read(xml, "m.bpmn"), decisions)


def compiled(xml: bytes, decisions: dict | None = None) -> Process:
    """The only process; the document must have no errors."""
    found, problems = library(xml, decisions)
    errors = [str(problem) for problem in problems if problem.severity == "error"]
    assert errors == []
    return next(iter(found.processes.values()))


def codes(xml: bytes, decisions: dict | None = None) -> list[str]:
    return [problem.code for problem in library(xml, decisions)[1]]
