"""The procedures that are shipped: proven sound within the budget, and broken ones told apart from them."""

from functools import lru_cache
from pathlib import Path

import pytest

from engine.verify import Severity, check_data, prove
from process_models.calendars import shipped_calendars
from process_models.package import load_files, read_package
from process_models.proof_subject import subject_of

LIBRARY = Path(__file__).parents[3] / "process_models" / "library"
CODES = sorted(path.name for path in LIBRARY.iterdir() if path.is_dir())


@lru_cache(maxsize=8)
def files(code: str):
    return load_files(LIBRARY / code)


def subject(code: str, *swaps: tuple[str, str]):
    found = dict(files(code))
    text = found["process.bpmn"].decode()
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new, 1)
    found["process.bpmn"] = text.encode()
    return subject_of(read_package(found), shipped_calendars()["province"])


@pytest.mark.parametrize("code", CODES)
def test_every_shipped_procedure_is_proven_sound(code):
    found = prove(subject(code))
    assert found.sound
    assert [one for one in found.findings if one.severity is not Severity.NOTE] == []
    assert found.states < 2_000


@pytest.mark.parametrize("code", CODES)
def test_every_shipped_procedure_reads_only_what_was_written(code):
    assert [one for one in check_data(subject(code)) if one.severity is not Severity.NOTE] == []


@pytest.mark.parametrize(
    ("code", "old", "new", "told"),
    [
        ("2.000815", '=outcome = "certified"', '=outcome = "certifed"', "proof.dead-flow"),
        ("2.000815", ' motcua:clock="settle"', "", "proof.ended-unsettled"),
        ("2.000815", ' motcua:clock="start"', "", "proof.never-received"),
        ("1.012766.H36", "=tax_total &gt; 0", "=tax_totals &gt; 0", "proof.incident"),
    ],
)
def test_a_change_that_breaks_a_procedure_is_found(code, old, new, told):
    broken = subject(code, (old, new))
    found = {one.code for one in prove(broken).findings}
    assert told in found
