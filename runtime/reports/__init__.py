"""Figures: the settlement report from day counts, and what leaders see at a glance."""

from runtime.reports.dashboard import Dashboard, dashboard
from runtime.reports.facts import fold, recount
from runtime.reports.settlement import InProgress, Received, Row, Settled, SettlementReport, settlement

__all__ = [
    "Dashboard",
    "InProgress",
    "Received",
    "Row",
    "Settled",
    "SettlementReport",
    "dashboard",
    "fold",
    "recount",
    "settlement",
]
