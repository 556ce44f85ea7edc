"""FEEL: evaluations a second, and that a long expression costs no more per operation than a short one."""

from collections.abc import Callable, Iterator
from typing import Final

from bench.line import Line, interleaved, line, timed
from engine.feel import Expression, compile_expression

CONDITION: Final = (
    'tax_settlement = "deferred" or (tax_settlement = "paid" and '
    "sum(for receipt in tax_receipts return receipt.amount) >= tax_total)"
)
DATA: Final = {
    "tax_settlement": "paid",
    "tax_receipts": [{"amount": 1_500_000}, {"amount": 500_000}],
    "tax_total": 2_000_000,
    "x": 3,
}
SHAPES: Final[dict[str, Callable[[int], str]]] = {
    "sum": lambda terms: " + ".join(["x"] * terms),
    "and": lambda terms: " and ".join(["x > 1"] * terms),
    "list": lambda terms: f"count([{', '.join(['x'] * terms)}])",
}
FEW, MANY = 10, 1_000


def measure() -> Iterator[Line]:
    """A condition of the library, then each shape short and long."""
    condition = compile_expression(CONDITION)
    (seconds,) = interleaved(30, timed(lambda: _times(condition, 200)))
    yield line("feel.condition", 200 / seconds, "1/s")
    for name, shape in SHAPES.items():
        short, long = compile_expression(shape(FEW)), compile_expression(shape(MANY))
        few, many = interleaved(30, timed(lambda e=short: _times(e, MANY // FEW)), timed(lambda e=long: _times(e, 1)))
        yield line(f"feel.{name}.operations", MANY / many, "1/s")
        yield line(f"feel.{name}.length_ratio", many / few, "x", most=1.3)
        few, many = interleaved(10, timed(_compiling(shape(FEW), MANY // FEW)), timed(_compiling(shape(MANY), 1)))
        yield line(f"feel.{name}.compile_ratio", many / few, "x", most=1.5)


def _times(expression: Expression, times: int) -> None:
    for _ in range(times):
        expression.evaluate(DATA)


def _compiling(text: str, times: int) -> Callable[[], None]:
    def work() -> None:
        for _ in range(times):
            compile_expression(text)

    return work
