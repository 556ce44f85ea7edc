"""``python -m bench [NAME…]``: measurements as JSON lines; all but the long ones when none is named.

Exit code 1 when a goal is missed, 2 for an unknown name.
"""

import importlib
import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any, Final

BENCHES: Final = {
    "kernel": "bench.kernel",
    "growth": "bench.growth",
    "feel": "bench.feel",
    "checking": "bench.checking",
    "durable": "bench.durable",
    "mutation": "bench.mutation",
    "operators": "bench.operators",
    "onboarding": "bench.onboarding",
    "migration": "bench.migration",
    "pages": "bench.crowded",
}
"""Name -> module with ``measure() -> Iterator[dict]``; a line has bench, value, unit and, with a goal, goal and ok."""

BY_NAME_ONLY: Final = frozenset({"mutation", "operators", "migration", "onboarding", "pages"})
"""These take many minutes: they run only when they are named."""


def measured(names: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The lines of the named benches, in the order of the registry."""
    for name, module in BENCHES.items():
        if name in names:
            yield from importlib.import_module(module).measure()


def main(arguments: Sequence[str]) -> int:
    """Print a line for each measurement; the exit code."""
    unknown = [name for name in arguments if name not in BENCHES]
    if unknown:
        print(f"bench: no bench {', '.join(unknown)}; there are: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    missed = False
    for told in measured(arguments or [name for name in BENCHES if name not in BY_NAME_ONLY]):
        print(json.dumps(told, ensure_ascii=False), flush=True)
        missed = missed or not told.get("ok", True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
