import pytest

from runtime import faults


@pytest.fixture(autouse=True)
def no_plan_afterwards():
    yield
    faults.plan("")


def test_points_are_noted_in_order(tmp_path):
    notes = tmp_path / "notes"
    faults.plan(f"note:{notes}")
    for name in ("before-commit:take", "before-send", "before-commit:take"):
        faults.point(name)
    assert notes.read_text("utf-8").split() == ["before-commit:take", "before-send", "before-commit:take"]


def test_without_a_plan_a_point_is_nothing(tmp_path):
    faults.plan(f"note:{tmp_path / 'notes'}")
    faults.plan("")
    faults.point("before-send")
    assert not (tmp_path / "notes").exists()


@pytest.mark.parametrize("text", ["before-send", "kill:", "wait:before-send", "note"])
def test_a_plan_that_cannot_be_understood_is_refused(text):
    with pytest.raises(ValueError, match="is neither kill"):
        faults.plan(text)
