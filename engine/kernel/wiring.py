"""The machine put together: what each kind of move does, and how orders and throws are carried out."""

from typing import Final

from engine.kernel.carrying import ORDERS
from engine.kernel.catching import throw
from engine.kernel.draft import Draft
from engine.kernel.firing import look, signal
from engine.kernel.machine import Machine, Wiring
from engine.kernel.scopes import ad_hoc_left, arm, begin, done, look_at_handlers
from engine.kernel.state import Uid


def _enter(m: Machine, uid: Uid) -> None:
    m.enter(uid)


def _arm(m: Machine, uid: Uid) -> None:
    frame = m.draft.frame_or_none(uid)
    if frame is not None and arm(m, uid):
        look_at_handlers(m, frame)


WIRING: Final = Wiring(
    moves={
        "enter": _enter,
        "begin": begin,
        "arm": _arm,
        "done": done,
        "look": look,
        "signal": signal,
        "adhoc": ad_hoc_left,
    },
    orders=ORDERS,
    throw=throw,
)


def machine(draft: Draft) -> Machine:
    """A machine for one step."""
    return Machine(draft, WIRING)
