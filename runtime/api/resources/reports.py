"""Figures for leaders and for the ministry."""

from typing import Any

from runtime import reports
from runtime.api import surroundings
from runtime.api.encoding import dashboard_json
from runtime.api.operations import Resource
from runtime.api.schemas.reports import (
    DashboardSchema,
    IndicatorsSchema,
    OnlineQuery,
    SettlementQuery,
    SettlementReportSchema,
)
from runtime.reports import Asked, Indicators, SettlementReport
from runtime.services import access
from runtime.services.access import Action

resource = Resource("reports", __name__, description="Figures.")


@resource.operation("GET /reports/settlement", SettlementReportSchema, query=SettlementQuery, fails=(403, 404))
def settlement_report(query: dict[str, Any]) -> SettlementReport:
    """Dossiers received, settled and in progress in a period, by field, agency or procedure.

    Days are those of the installation. An agency is counted with everything below it for who oversees it, else alone.
    """
    actor, session, clock = surroundings.officer(), surroundings.session(), surroundings.clock()
    days, agency, by = (query["first"], query["last"]), query["agency"], query["by"]
    if agency is None:
        access.require(actor, Action.SEE_REPORTS)
        return reports.settlement(session, clock, *days, by=by)
    return reports.report_of(session, clock, actor, Asked(agency=agency, first=days[0], last=days[1], by=by))


@resource.operation("GET /reports/online", IndicatorsSchema, query=OnlineQuery, fails=(403, 404))
def online_indicators(query: dict[str, Any]) -> Indicators:
    """Services with online dossiers ÷ services with dossiers, and online dossiers ÷ dossiers, against targets."""
    session, clock = surroundings.session(), surroundings.clock()
    return reports.indicators(session, clock, surroundings.officer(), query["agency"], query["year"])


@resource.operation("GET /reports/dashboard", DashboardSchema)
def dashboard_figures() -> dict[str, Any]:
    """Dossiers by status and by due state, and open tasks by queue, as of now."""
    found = reports.dashboard(surroundings.session(), surroundings.clock(), surroundings.officer())
    return dashboard_json(found)
