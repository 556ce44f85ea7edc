"""Figures for leaders and for the ministry."""

from typing import Any

from runtime import reports
from runtime.api import surroundings
from runtime.api.encoding import dashboard_json
from runtime.api.operations import Resource
from runtime.api.schemas.reports import DashboardSchema, SettlementQuery, SettlementReportSchema
from runtime.reports import SettlementReport
from runtime.services import access
from runtime.services.access import Action

resource = Resource("reports", __name__, description="Figures.")


@resource.operation("GET /reports/settlement", SettlementReportSchema, query=SettlementQuery, fails=(403, 404))
def settlement_report(query: dict[str, Any]) -> SettlementReport:
    """Dossiers received, settled and in progress in a period, by field; days are those of the installation."""
    access.require(surroundings.officer(), Action.SEE_REPORTS, query["agency"])
    session, clock = surroundings.session(), surroundings.clock()
    return reports.settlement(session, clock, query["first"], query["last"], query["agency"])


@resource.operation("GET /reports/dashboard", DashboardSchema)
def dashboard_figures() -> dict[str, Any]:
    """Dossiers by status and by due state, and open tasks by queue, as of now."""
    found = reports.dashboard(surroundings.session(), surroundings.clock(), surroundings.officer())
    return dashboard_json(found)
