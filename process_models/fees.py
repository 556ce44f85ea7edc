"""What the data of a dossier decides beside the diagram: the fees owed and the components required."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from engine.dmn import DmnModel
from engine.feel import DEFAULT, Expression, FeelEnv, compile_expression
from process_models.procedure import Component, Fee


@dataclass(frozen=True, slots=True)
class FeeLine:
    """A fee as it stands: ``amount`` in đồng, or None with the reason why it cannot be known yet."""

    fee: Fee
    amount: Decimal | None
    problem: str | None = None


@lru_cache(maxsize=4096)
def feel(text: str) -> Expression:
    """A compiled expression of ``procedure.json``; the leading ``=`` is not part of it. Raises FeelSyntaxError."""
    return compile_expression(text.strip().removeprefix("="))


def fee_lines(
    fees: Iterable[Fee],
    decisions: Mapping[str, DmnModel],
    data: Mapping[str, Any],
    dossier: Mapping[str, Any],
    env: FeelEnv = DEFAULT,
) -> tuple[FeeLine, ...]:
    """Each fee's amount for the lead part's ``data`` and the dossier's facts.

    What the dossier's agency takes instead (``dossier.local.fees``: key -> đồng) goes before the package's amount.
    """
    context = {**data, "dossier": dossier}
    local = (dossier.get("local") or {}).get("fees") or {}
    return tuple(
        FeeLine(fee, Decimal(local[fee.key])) if fee.key in local else _line(fee, decisions, context, env)
        for fee in fees
    )


def total(lines: Iterable[FeeLine]) -> Decimal | None:
    """The sum in đồng; None while any amount is not known."""
    amounts = [line.amount for line in lines]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def _line(fee: Fee, decisions: Mapping[str, DmnModel], context: Mapping[str, Any], env: FeelEnv) -> FeeLine:
    if fee.fixed is not None:
        return FeeLine(fee, fee.fixed)
    if fee.feel is not None:
        result = feel(fee.feel).evaluate(context, env)
    elif fee.decision is not None and fee.decision in decisions:
        result = decisions[fee.decision].evaluate_full(fee.decision, context, env)
    else:
        return FeeLine(fee, None, f"there is no decision {fee.decision}")
    value = result.value
    if fee.output is not None:
        value = value.get(fee.output) if isinstance(value, Mapping) else None
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value < 0:
        told = "; ".join(problem.message for problem in result.problems)
        return FeeLine(fee, None, told or f"{value!r} is not an amount in đồng")
    return FeeLine(fee, Decimal(value))


def required_components(
    components: Iterable[Component], data: Mapping[str, Any], dossier: Mapping[str, Any], env: FeelEnv = DEFAULT
) -> tuple[Component, ...]:
    """The components that this application needs; a condition that has no answer requires nothing."""
    context = {**data, "dossier": dossier}
    return tuple(each for each in components if _required(each, context, env))


def _required(component: Component, context: Mapping[str, Any], env: FeelEnv) -> bool:
    if isinstance(component.required, bool):
        return component.required
    return feel(component.required).evaluate(context, env).value is True
