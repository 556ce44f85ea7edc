"""The check finds what an analyst can do wrong: at least 95 of 100 mistakes at any place, each survivor explained.

``MOTCUA_MUTATIONS=all`` tries every mutant of every shipped package (minutes); else one of every sixth
operator in each package.
"""

import json
import os
from functools import cache
from pathlib import Path

import pytest

from tests.process_models.library.packages import CODES
from tests.process_models.mutations.operators import OPERATORS
from tests.process_models.mutations.run import fates, score

SURVIVORS = Path(__file__).with_name("survivors.json")
SHARE = 1 if os.environ.get("MOTCUA_MUTATIONS") == "all" else 10
GOAL = 0.95 if SHARE == 1 else 0.85
"""A sample of some forty mutants may be unlucky."""


@cache
def tried(code):
    return tuple(fates(code, SHARE))


@cache
def known():
    return {
        (code, operator, site): group["reason"]
        for group in json.loads(SURVIVORS.read_text("utf-8"))
        for code, operator, site in group["mutants"]
    }


def test_there_are_more_than_twelve_kinds_of_mistakes():
    assert len(OPERATORS) >= 12
    assert all(operator.__doc__ for operator in OPERATORS.values())


@pytest.mark.parametrize("code", CODES)
def test_every_mistake_that_is_not_found_is_explained(code):
    living = [(fate.code, fate.operator, fate.site) for fate in tried(code) if not fate.killed]
    assert [mutant for mutant in living if mutant not in known()] == []


@pytest.mark.parametrize("code", CODES)
def test_no_mistake_is_explained_that_is_found(code):
    killed = [(fate.code, fate.operator, fate.site) for fate in tried(code) if fate.killed]
    assert [mutant for mutant in killed if mutant in known()] == []


def test_nearly_all_mistakes_are_found():
    everything = [fate for code in CODES for fate in tried(code)]
    killed = sum(fate.killed for fate in everything)
    assert killed >= GOAL * len(everything), score(everything)
