"""The public DMN Technology Compatibility Kit: every case of level 2, and of the half of level 3 that is at hand."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.dmn import DmnModel, read_dmn
from engine.feel import FeelEnv
from tests.corpora import needs
from tests.engine.dmn.tck import TCK, Case, agrees, cases, imports_of

pytestmark = needs("dmn-tck")

JAVA = "calls a Java class: functions of kind Java are read but never run, so that only FEEL runs in a procedure"

KNOWN_FAILURES: dict[str, str] = {
    f"0076-feel-external-java/{name}/{name}": JAVA
    for name in ("boxed_001", "varargs_001", *(f"literal_{number:03d}" for number in range(1, 13)))
}
"""Case -> why it does not hold here. A case that starts to hold must be taken out."""


ENV = FeelEnv(now=datetime(2026, 2, 17, 10, 30, tzinfo=UTC))

ALL = [case for level in ("2", "3") for case in (cases(level) if TCK.exists() else [])]


def parameter(case: Case) -> object:
    reason = KNOWN_FAILURES.get(case.id)
    marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
    return pytest.param(case, id=case.id, marks=marks)


@pytest.mark.parametrize("case", [parameter(case) for case in ALL])
def test_a_case_of_the_compatibility_kit_gives_its_result(case: Case, model_cache: dict[Path, DmnModel]):
    if case.model not in model_cache:
        model_cache[case.model] = read_dmn(case.model.read_bytes(), imports_of(case))
    model = model_cache[case.model]
    result = model.evaluate_full(case.service or case.element, case.inputs, ENV)
    if case.error and not case.has_expected:
        assert result.value is None
    else:
        assert agrees(result.value, case.expected), (result.value, case.expected, result.problems, model.problems)


@pytest.fixture(scope="module")
def model_cache() -> dict[Path, DmnModel]:
    return {}
