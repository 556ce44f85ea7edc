"""Every kind of node, event, order and move has its row."""

import re
from pathlib import Path
from typing import get_args

import pytest

from engine.bpmn.model import NodeKind, Trigger
from engine.kernel import events as ev
from engine.kernel.carrying import ORDERS
from engine.kernel.effects import Effect
from engine.kernel.evaluation import _WANTED
from engine.kernel.handling import HANDLERS
from engine.kernel.happenings import _THROWS
from engine.kernel.messages import INCIDENT_TEXTS, incident_text
from engine.kernel.orders import Order
from engine.kernel.table import BEHAVIOURS

KERNEL = Path(__file__).parents[3] / "engine" / "kernel"


def test_every_kind_of_node_has_a_behaviour() -> None:
    assert set(BEHAVIOURS) == set(NodeKind)


def test_every_event_has_a_handler() -> None:
    assert set(HANDLERS) | {ev.Migrated} == set(get_args(ev.Event))


def test_every_order_is_carried_out() -> None:
    assert set(ORDERS) == set(get_args(Order))


def test_only_what_can_be_thrown_is_thrown() -> None:
    assert set(Trigger) - set(_THROWS) == {Trigger.TIMER, Trigger.CONDITIONAL}


@pytest.mark.parametrize("effect", get_args(Effect), ids=lambda one: one.__name__)
def test_every_effect_says_what_it_asks_for(effect: type) -> None:
    assert effect.__doc__


def test_every_code_of_an_incident_has_its_sentence_in_both_languages() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in KERNEL.glob("*.py"))
    raised = set(re.findall(r'Trouble\(\s*"([a-z.-]+)"', source)) | set(_WANTED) | {"feel.budget"}
    assert raised == set(INCIDENT_TEXTS)
    assert incident_text("agency", "vi") != incident_text("agency", "en")
    assert incident_text("nothing of the kind", "en") == ""
