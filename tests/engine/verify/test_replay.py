"""Whatever is found in a broken procedure, its run repeats: step by step, to the same end."""

import re
from dataclasses import replace
from random import Random

import pytest

from engine.dossier import Case, Turn, World, act
from engine.verify import Budget, Finding, Subject, check_data, cover, prove
from engine.verify.explore import raised
from process_models.calendars import shipped_calendars
from process_models.package import read_package
from process_models.proof_subject import subject_of
from tests.engine.verify.test_library import CODES, files

CALENDAR = shipped_calendars()["province"]


def broken(code: str, seed: int) -> Subject:
    """A shipped procedure with one condition or clock mark changed."""
    found = dict(files(code))
    text = found["process.bpmn"].decode()
    places = [
        *re.finditer(r'(?<=tFormalExpression">=)[a-z_.]+(?= =| &gt;)', text),
        *re.finditer(r' motcua:clock="(?:start|settle)"', text),
    ]
    place = Random(seed).choice(places)
    new = "" if place[0].startswith(" ") else f"{place[0]}_x"
    found["process.bpmn"] = (text[: place.start()] + new + text[place.end() :]).encode()
    return subject_of(read_package(found), CALENDAR)


def walk(subject: Subject, path) -> Turn:
    case, turn = Case(), None
    facts = next(iter(path)).command.channel
    world = World(
        now=subject.now,
        zone=subject.zone,
        facts={**subject.facts, "channel": facts},
        calendar_of=lambda _agency: CALENDAR,
    )
    for move in path:
        turn = act(subject.library, case, move.command, replace(world, now=move.at))
        assert turn.refused is None, move
        case = turn.case
    assert turn is not None
    return turn


def holds(one: Finding, turn: Turn) -> bool:
    """Whether the end of the run shows what was found."""
    if one.code == "proof.incident":
        return one.data["incident"] in {effect.incident.code for _, effect in raised(turn)}
    if one.code in ("proof.deadlock", "proof.left-behind", "proof.livelock"):
        return any(part.open for part in turn.case.parts.values())
    if one.code in ("proof.ended-unsettled", "proof.never-received"):
        return any(entry.kind in ("part_ended", "settled") for entry in turn.entries)
    return True


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("code", CODES)
def test_every_counter_example_repeats(code, seed):
    subject = broken(code, seed)
    found = prove(subject, Budget(states=1_500, moves=6_000))
    assert found.findings or check_data(subject)
    for one in found.findings:
        if one.path:
            assert holds(one, walk(subject, one.path)), one.code


@pytest.mark.parametrize("code", CODES)
def test_the_runs_that_cover_a_procedure_end(code):
    subject = subject_of(read_package(dict(files(code))), CALENDAR)
    found = prove(subject)
    runs = cover(found)
    assert {name for run in runs for move in run for name in move.entered} == set(found.entered)
    for run in runs:
        assert not any(part.open for part in walk(subject, run).case.parts.values())
