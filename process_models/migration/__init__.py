"""Plans for moving running dossiers from one version of a procedure to another: read, drafted, checked, resolved.

A :class:`Plan` is data (``plan.schema.json``). :func:`draft_plan` writes one from two versions and lists what it could
not decide; :func:`read_plan` reads one; :func:`check_plan` compares it with the versions; a :class:`Resolver`
turns it into the moves of one dossier, which the engine carries out or refuses. All of it is pure.
"""

from process_models.migration.checking import check_plan
from process_models.migration.drafting import Doubt, DraftPlan, draft_plan
from process_models.migration.plan import Choice, Plan, PlanError, ProcessPlan, Rule, plan_to_json, read_plan
from process_models.migration.problems import PlanProblem
from process_models.migration.resolving import Resolver, Unresolved, Versions

__all__ = [
    "Choice",
    "Doubt",
    "DraftPlan",
    "Plan",
    "PlanError",
    "PlanProblem",
    "ProcessPlan",
    "Resolver",
    "Rule",
    "Unresolved",
    "Versions",
    "check_plan",
    "draft_plan",
    "plan_to_json",
    "read_plan",
]
