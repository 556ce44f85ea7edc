"""How a long-running process treats its memory: what was loaded at the start is not looked through again and again.

Code, models and forms live as long as the process; the garbage collector would visit them on every full collection,
which costs a tenth of a completed task's processor time.
"""

import gc

YOUNG = 50_000
"""New objects between two looks; a request makes a few thousand."""


def settle() -> None:
    """Call once, when everything that stays has been loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 50)
