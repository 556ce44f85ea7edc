"""A migration plan as typed values, from JSON and back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from process_models.problems import Problem, has_errors
from process_models.schema import check_json, read_object

SCHEMA = "migration/plan.schema.json"
KEEP, RECOMPUTE, NEW = "keep", "recompute", "new"


class PlanError(Exception):
    """The text is no plan; ``problems`` say where and why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(str(each) for each in problems[:5]))


@dataclass(frozen=True, slots=True)
class Choice:
    """One target of an element; ``when`` is FEEL over the dossier's data, None: otherwise."""

    to: str
    when: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessPlan:
    """What becomes of one process; everything that is not named keeps its id."""

    to: str | None = None
    elements: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    flows: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    timers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What becomes of all elements with these properties (None: whatever it is)."""

    process: str | None = None
    kind: str | None = None
    name: str | None = None
    lane: str | None = None
    role: str | None = None
    form: str | None = None
    of: str = "missing"
    to: str | None = None
    to_lane: str | None = None
    same: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How dossiers of some versions (``sources``, hashes) move to ``target``."""

    sources: tuple[str, ...]
    target: str
    settlement: str = KEEP
    timers: str = KEEP
    rules: tuple[Rule, ...] = ()
    processes: Mapping[str, ProcessPlan] = field(default_factory=dict)
    packages: Mapping[str, Mapping[str, ProcessPlan]] = field(default_factory=dict)
    procedure: str = ""
    notes: str = ""


EMPTY_PLAN = ProcessPlan()


def read_plan(data: bytes, path: str = "plan.json") -> Plan:
    """A plan from its JSON text. Raises PlanError with every problem, each with its line."""
    value, problems = read_object(path, data)
    if value is None:
        raise PlanError(problems)
    problems = check_json(SCHEMA, path, data, value)
    if has_errors(problems):
        raise PlanError(problems)
    return _plan(value)


def plan_of(value: Mapping[str, Any]) -> Plan:
    """A plan from JSON values, such as a request's body. Raises PlanError."""
    return read_plan(json.dumps(dict(value), ensure_ascii=False, indent=1).encode())


def _plan(value: Mapping[str, Any]) -> Plan:
    sources = value["from"]
    return Plan(
        sources=(sources,) if isinstance(sources, str) else tuple(sources),
        target=value["to"],
        settlement=value.get("settlement", KEEP),
        timers=value.get("timers", KEEP),
        rules=tuple(Rule(**one | {"same": tuple(one.get("same", ()))}) for one in value.get("rules", ())),
        processes=_processes(value.get("processes", {})),
        packages={code: _processes(inside) for code, inside in value.get("packages", {}).items()},
        procedure=value.get("procedure", ""),
        notes=value.get("notes", ""),
    )


def _processes(value: Mapping[str, Any]) -> dict[str, ProcessPlan]:
    return {name: _process(one) for name, one in value.items()}


def _process(value: Mapping[str, Any]) -> ProcessPlan:
    return ProcessPlan(
        to=value.get("to"),
        elements={name: _choices(one) for name, one in value.get("elements", {}).items()},
        flows=dict(value.get("flows", {})),
        data=dict(value.get("data", {})),
        drop=tuple(value.get("drop", ())),
        timers=dict(value.get("timers", {})),
    )


def _choices(value: Any) -> tuple[Choice, ...]:
    if isinstance(value, str):
        return (Choice(value),)
    return tuple(Choice(one["to"], one.get("when")) for one in value)


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """A plan as JSON values; what says nothing is left out."""
    told: dict[str, Any] = {
        "procedure": plan.procedure,
        "from": plan.sources[0] if len(plan.sources) == 1 else list(plan.sources),
        "to": plan.target,
        "settlement": plan.settlement,
        "timers": plan.timers,
        "rules": [_rule_to_json(rule) for rule in plan.rules],
        "processes": _processes_to_json(plan.processes),
        "packages": {code: _processes_to_json(inside) for code, inside in plan.packages.items()},
        "notes": plan.notes,
    }
    return {name: one for name, one in told.items() if one not in ("", [], {})}


def _rule_to_json(rule: Rule) -> dict[str, Any]:
    names = ("process", "kind", "name", "lane", "role", "form", "to", "to_lane")
    told: dict[str, Any] = {name: getattr(rule, name) for name in names if getattr(rule, name) is not None}
    if rule.of != "missing":
        told["of"] = rule.of
    return told | ({"same": list(rule.same)} if rule.same else {})


def _processes_to_json(processes: Mapping[str, ProcessPlan]) -> dict[str, Any]:
    return {name: _process_to_json(one) for name, one in processes.items()}


def _process_to_json(one: ProcessPlan) -> dict[str, Any]:
    told: dict[str, Any] = {
        "to": one.to,
        "elements": {name: _choices_to_json(choices) for name, choices in one.elements.items()},
        "flows": dict(one.flows),
        "data": dict(one.data),
        "drop": list(one.drop),
        "timers": dict(one.timers),
    }
    return {name: value for name, value in told.items() if value not in (None, [], {})}


def _choices_to_json(choices: tuple[Choice, ...]) -> Any:
    if len(choices) == 1 and choices[0].when is None:
        return choices[0].to
    return [{"to": one.to} | ({"when": one.when} if one.when else {}) for one in choices]
