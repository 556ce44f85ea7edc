"""The structural rules of BPMN 2.0.2, one module per part; ``docs/bpmn-coverage.md`` lists them."""

from typing import Final

from engine.bpmn.checks.activities import check_activities
from engine.bpmn.checks.carried import check_carried
from engine.bpmn.checks.choreographies import check_choreographies
from engine.bpmn.checks.collaborations import check_collaborations, check_lanes
from engine.bpmn.checks.common import check_common
from engine.bpmn.checks.data import check_data
from engine.bpmn.checks.diagram_schema import check_diagram_schema
from engine.bpmn.checks.diagrams import check_diagrams
from engine.bpmn.checks.events import check_events
from engine.bpmn.checks.expressions import check_expressions
from engine.bpmn.checks.flows import check_flows
from engine.bpmn.checks.gateways import check_gateways
from engine.bpmn.checks.references import check_ids, check_references
from engine.bpmn.checks.schema import check_schema
from engine.bpmn.checks.scopes import check_calls, check_scopes
from engine.bpmn.checks.structure import Structure
from engine.bpmn.checks.timers import check_timers
from engine.bpmn.checks.vendors import check_vendors
from engine.bpmn.checks.vocabulary import check_vocabulary
from engine.bpmn.context import Context

_OF_DOCUMENTS: Final = (
    check_schema,
    check_ids,
    check_references,
    check_common,
    check_timers,
    check_expressions,
    check_vocabulary,
    check_diagram_schema,
    check_diagrams,
)
_OF_STRUCTURES: Final = (
    check_flows,
    check_gateways,
    check_events,
    check_scopes,
    check_calls,
    check_activities,
    check_data,
    check_carried,
    check_collaborations,
    check_choreographies,
    check_lanes,
    check_vendors,
)


def run_checks(ctx: Context) -> None:
    """Run every rule over the document; findings go to the context's report."""
    for rule in _OF_DOCUMENTS:
        rule(ctx)
    structure = Structure(ctx)
    for rule_of_structure in _OF_STRUCTURES:
        rule_of_structure(structure)
