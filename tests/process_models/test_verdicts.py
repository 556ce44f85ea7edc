"""A verdict is kept by everything it depends on; whatever is not whole or not the same is checked again."""

import json
from dataclasses import replace

import pytest

from engine.verify import Budget
from process_models.calendars import shipped_calendars
from process_models.check import Surroundings
from process_models.organisation import Body, organisation_of
from process_models.verdicts import FolderVerdicts, judge, key_of
from tests.process_models.samples import GOOD, files, with_scenario

AROUND = Surroundings()


def sentences(verdict):
    return [(each.code, each.line, each.text("vi"), each.text("en")) for each in (*verdict.problems, *verdict.notes)]


def test_the_second_check_of_the_same_content_is_the_first_ones_verdict(tmp_path):
    kept = FolderVerdicts(tmp_path)
    first = judge(files(), AROUND, kept)
    second = judge(files(), AROUND, kept)
    assert (first.kept, second.kept) == (False, True)
    assert sentences(first) == sentences(second)
    assert (first.measures, first.hash, first.ok) == (second.measures, second.hash, second.ok)


def test_wrong_content_stays_wrong(tmp_path):
    kept = FolderVerdicts(tmp_path)
    made = with_scenario(expect={**GOOD["expect"], "fee": 1})
    assert not judge(made, AROUND, kept).ok
    assert not judge(made, AROUND, kept).ok
    assert judge(files(), AROUND, kept).ok


@pytest.mark.parametrize(
    "around",
    [
        replace(AROUND, calendars={"province": shipped_calendars()["police"]}),
        replace(AROUND, organisation=organisation_of([Body("W", "ward")], [], [])),
        replace(AROUND, budget=Budget(states=7)),
    ],
    ids=["calendars", "organisation", "budget"],
)
def test_what_it_is_checked_with_belongs_to_the_key(around):
    assert key_of(files(), around) != key_of(files(), AROUND)


def test_every_byte_belongs_to_the_key():
    made = files()
    assert key_of({**made, "procedure.json": made["procedure.json"] + b"\n"}, AROUND) != key_of(made, AROUND)
    assert key_of(dict(reversed(made.items())), AROUND) == key_of(made, AROUND)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[: len(text) // 2],
        lambda _text: "[]",
        lambda text: text.replace("scenario.coverage", "scenario.nothing"),
        lambda text: json.dumps({**json.loads(text), "key": "0" * 64}),
        lambda text: json.dumps({**json.loads(text), "verdict": {"problems": [], "notes": []}}),
    ],
    ids=["cut", "other", "changed", "moved", "poor"],
)
def test_what_is_not_whole_is_not_believed(tmp_path, spoil):
    kept = FolderVerdicts(tmp_path)
    judge(files(), AROUND, kept)
    [file] = tmp_path.glob("*/*.json")
    file.write_text(spoil(file.read_text("utf-8")), "utf-8")
    assert kept.get(key_of(files(), AROUND)) is None
    assert judge(files(), AROUND, kept).kept is False
    assert kept.get(key_of(files(), AROUND)) is not None


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path):
    (tmp_path / "file").write_text("x")
    assert judge(files(), AROUND, FolderVerdicts(tmp_path / "file" / "cache")).ok


def test_the_oldest_verdicts_are_let_go(tmp_path):
    kept = FolderVerdicts(tmp_path)
    verdict = judge(files(), AROUND)
    for number in range(5):
        kept.put(f"{number:064}", verdict)
    assert kept.prune(2) == 3
    assert len(list(tmp_path.glob("*/*.json"))) == 2
