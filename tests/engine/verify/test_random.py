"""Random block-structured models, sound by construction: the proof agrees with itself, whatever it leaves out."""

from random import Random

import pytest

from engine.bpmn.model import Library
from engine.verify import Budget, FieldShape, FormShape, Severity, Subject, prove
from engine.verify.reduce import Reducer
from tests.engine.kernel.test_properties import NAMES, model

FIRST = FormShape(
    "first",
    (
        *(FieldShape(name=name, schema={"type": "boolean"}, required=True) for name in NAMES),
        FieldShape(name="n", schema={"type": "integer", "const": 0}, required=True),
    ),
)


def random_subject(seed: int) -> Subject:
    process = model(Random(seed), 3)
    return Subject(
        library=Library(processes={"P": process}, lead="P", leads=("P",)),
        forms={"first": FIRST},
        application="first",
        returns=False,
        lifecycle=False,
    )


@pytest.mark.parametrize("seed", range(25))
def test_no_dossier_of_a_sound_model_gets_stuck(seed):
    found = prove(random_subject(seed), Budget(states=2_000, moves=8_000))
    wrong = {"proof.deadlock", "proof.left-behind", "proof.incident", "proof.unbounded", "proof.trouble"}
    assert not wrong & {one.code for one in found.findings}


@pytest.mark.parametrize("seed", range(25))
def test_walking_branches_one_by_one_finds_what_every_interleaving_finds(seed, monkeypatch):
    subject, budget = random_subject(seed), Budget(states=1_500, moves=6_000)
    reduced = prove(subject, budget)
    monkeypatch.setattr(Reducer, "choose", lambda _self, _case, agents: agents)
    whole = prove(subject, budget)
    if reduced.complete and whole.complete:
        assert told(reduced) == told(whole)
        assert reduced.entered == whole.entered
        assert reduced.taken == whole.taken
        assert reduced.states <= whole.states


def told(found) -> set[tuple[str, str]]:
    return {(one.code, one.element) for one in found.findings if one.severity is not Severity.NOTE}
