"""``check`` of a model of forty nodes, against lxml parsing the same bytes with the BPMN schema preloaded."""

from collections.abc import Iterator

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnValidator

from bench.land_loop import LIBRARY
from bench.line import Line, interleaved, line, timed
from engine.bpmn.check import check
from engine.bpmn.reader import read
from process_models.package import PROCESS_FILE, read_package

MODEL = "1.012766.H16"
ROUNDS = 15


def measure() -> Iterator[Line]:
    """The land transfer of before July 2025: four pools, with drawing, lanes and extensions."""
    package = read_package(LIBRARY / MODEL)
    xml, decisions = package.files[PROCESS_FILE], dict(package.decisions)
    nodes = sum(len(process.nodes) for process in package.library.processes.values())
    schema = BpmnValidator().validator
    if not schema.validate(etree.fromstring(xml)):
        raise SystemExit(f"the bench model is not valid: {schema.error_log.last_error}")
    parser = etree.XMLParser(schema=schema)
    ours, theirs = interleaved(
        ROUNDS, timed(lambda: check(read(xml), decisions)), timed(lambda: etree.fromstring(xml, parser))
    )
    yield line("check.nodes", nodes, "")
    yield line("check.milliseconds", ours * 1e3, "ms")
    yield line("check.times_schema_parse", ours / theirs, "x", most=60)
