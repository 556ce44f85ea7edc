"""What every shipped procedure must be: free of problems, told by scenarios that reach all of it."""

from datetime import date

import pytest

from engine.bpmn.check import check
from engine.bpmn.model import NodeKind
from process_models.check import check_package
from tests.process_models.library.packages import CODES, SCENARIOS, package, played


@pytest.mark.parametrize("code", CODES)
def test_a_shipped_package_has_no_problem(code):
    found = check_package(package(code), scenarios=False)
    assert [each.text("en") for each in found] == []


@pytest.mark.parametrize("code", CODES)
def test_its_diagram_breaks_no_rule_of_bpmn(code):
    read = package(code)
    assert [each.text("en") for each in check(read.document, read.decisions)] == []


@pytest.mark.parametrize(("code", "name"), SCENARIOS, ids=[f"{code}-{name}" for code, name in SCENARIOS])
def test_a_scenario_ends_as_derived_by_hand(code, name):
    result = played(code, name)
    assert [each.text("en") for each in result.problems] == []
    assert result.incidents == ()


@pytest.mark.parametrize("code", CODES)
def test_the_scenarios_enter_every_element(code):
    visited = frozenset[str]().union(*(played(code, name).visited for name in package(code).scenarios))
    elements = {node for process in package(code).library.processes.values() for node in process.nodes}
    assert elements - visited == set()


@pytest.mark.parametrize("code", CODES)
def test_the_scenarios_take_every_sequence_flow(code):
    taken: set[tuple[str, str]] = set()
    for name in package(code).scenarios:
        taken |= _hops(code, played(code, name).trace) | _joined(code, played(code, name).visited)
    flows = [flow for process in package(code).library.processes.values() for flow in process.flows.values()]
    assert [flow.id for flow in flows if (flow.source, flow.target) not in taken] == []


def _hops(code, trace):
    """(source, target) pairs where the target was entered at the instant its source was left, and not before."""
    nodes = {ident: node for each in package(code).library.processes.values() for ident, node in each.nodes.items()}
    reached = set()
    for index, visit in enumerate(trace):
        if visit.event != "completed" or visit.element not in nodes:
            continue
        targets = {
            flow.target
            for process in package(code).library.processes.values()
            for flow in process.flows.values()
            if flow.source == visit.element
        }
        for later in trace[index + 1 :]:
            if later.at != visit.at or later.element == visit.element:
                break
            if later.event == "entered" and later.element in targets:
                reached.add((visit.element, later.element))
    return reached


def _joined(code, visited):
    """A parallel join that went on has taken every flow into it, at whatever instants they came."""
    return {
        (flow.source, flow.target)
        for process in package(code).library.processes.values()
        for flow in process.flows.values()
        if flow.target in visited and process.nodes[flow.target].kind is NodeKind.PARALLEL
    }


@pytest.mark.parametrize("code", CODES)
def test_the_ways_every_procedure_can_go_are_told(code):
    told = {scenario["kind"] for scenario in package(code).scenarios.values()}
    assert {"good", "refusal", "supplement", "late", "withdrawal"} <= told
    names = set(package(code).scenarios)
    assert {"refused_at_intake", "supplement_before_reception", "supplement_after_reception", "late"} <= names | (
        {"late"} if "police_late" in names else set()
    )


def test_the_land_transfer_changes_its_version_on_the_first_of_july_2025():
    legacy, present = package("1.012766.H16").procedure, package("1.012766.H36").procedure
    assert legacy.in_force(date(2025, 6, 30))
    assert not legacy.in_force(date(2025, 7, 1))
    assert not present.in_force(date(2025, 6, 30))
    assert present.in_force(date(2025, 7, 1))


@pytest.mark.parametrize("code", CODES)
def test_four_eyes_look_at_every_signature(code):
    signatures = [
        node
        for process in package(code).library.processes.values()
        for node in process.nodes.values()
        if node.kind is NodeKind.USER_TASK and getattr(node.work.role, "text", "") == "sign"
    ]
    assert signatures
    assert [node.id for node in signatures if node.work.different_from is None] == []
