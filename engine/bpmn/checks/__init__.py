"""The structural rules of BPMN 2.0.2, one module per part; ``docs/bpmn-coverage.md`` lists them."""

from collections.abc import Callable
from typing import Final

from engine.bpmn.context import Context

Check = Callable[[Context], None]

CHECKS: Final[tuple[Check, ...]] = ()


def run_checks(ctx: Context) -> None:
    """Run every rule over the document; findings go to the context's report."""
    for rule in CHECKS:
        rule(ctx)
