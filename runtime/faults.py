"""Named points before and after every commit and send, where tests let the process die or wait.

Without ``MOTCUA_FAULTS`` in the environment a point is a comparison and nothing else. With it, the value names what
happens where: ``kill:<point>[:<nth>]`` ends the process at once as ``kill -9`` would, at the nth time (default the
first) the point is reached; several are separated by commas.
"""

import os
import signal
from collections import Counter

VARIABLE = "MOTCUA_FAULTS"


def _read(text: str) -> dict[str, int]:
    wanted: dict[str, int] = {}
    for item in filter(None, text.split(",")):
        action, _, rest = item.partition(":")
        name, _, nth = rest.partition(":")
        if action != "kill" or not name:
            raise ValueError(f"{VARIABLE}: {item!r} is not kill:<point>[:<nth>]")
        wanted[name] = int(nth or 1)
    return wanted


_WANTED = _read(os.environ.get(VARIABLE, ""))
_REACHED: Counter[str] = Counter()


def point(name: str) -> None:
    """Say that ``name`` was reached, such as ``before-commit:complete``."""
    if not _WANTED:
        return
    _REACHED[name] += 1
    if _WANTED.get(name) == _REACHED[name]:
        os.kill(os.getpid(), signal.SIGKILL)
