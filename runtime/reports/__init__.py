"""Figures: the settlement report and its lists, the online indicators, what leaders see at a glance, and files of them.

``settlement`` asks nobody for permission (command line, programs); ``report_of`` and ``dossiers_behind`` do.
"""

from runtime.reports.dashboard import Dashboard, dashboard
from runtime.reports.drill import Asked, Counted, OpenNow, dossiers_behind, open_behind, open_now, report_of
from runtime.reports.facts import fold, recount
from runtime.reports.indicators import IndicatorRow, Indicators, Ratio, indicators
from runtime.reports.population import CELLS, GROUPS
from runtime.reports.settlement import InProgress, Received, Row, Settled, SettlementReport, settlement

__all__ = [
    "CELLS",
    "GROUPS",
    "Asked",
    "Counted",
    "Dashboard",
    "InProgress",
    "IndicatorRow",
    "Indicators",
    "OpenNow",
    "Ratio",
    "Received",
    "Row",
    "Settled",
    "SettlementReport",
    "dashboard",
    "dossiers_behind",
    "fold",
    "indicators",
    "open_behind",
    "open_now",
    "recount",
    "report_of",
    "settlement",
]
