"""Ranges of versions, and what they are locked to."""

import pytest

from process_models.locks import Candidate, RangeError, fits, lock


@pytest.mark.parametrize(
    ("wanted", "inside", "outside"),
    [
        ("1.2.3", "1.2.3", "1.2.4"),
        ("1.2", "1.2.9", "1.3.0"),
        ("1.x", "1.9.9", "2.0.0"),
        ("^1.2.3", "1.9.0", "2.0.0"),
        ("^1.2.3", "1.2.3", "1.2.2"),
        ("^0.2.3", "0.2.9", "0.3.0"),
        ("^0.0.3", "0.0.3", "0.0.4"),
        ("~1.2.3", "1.2.9", "1.3.0"),
        (">=1.2.0 <2.0.0", "1.9.9", "2.0.0"),
        (">1.2.0", "1.2.1", "1.2.0"),
        ("<=1.2.0", "1.2.0", "1.2.1"),
        ("*", "0.0.0", None),
    ],
)
def test_a_range_holds_what_it_says(wanted, inside, outside):
    assert fits(inside, wanted)
    assert outside is None or not fits(outside, wanted)


@pytest.mark.parametrize("wanted", ["", "latest", "1..2", "^", ">=", "1.2.3.4", "1.x.3", "1.2.3 || 2"])
def test_what_is_no_range_is_refused(wanted):
    with pytest.raises(RangeError):
        fits("1.2.3", wanted)


def one(code, version, hash_, **locked):
    return Candidate(code=code, version=version, hash=hash_, locked=locked)


def codes(found):
    return [problem.code for problem in found.problems]


def test_the_highest_that_fits_is_locked_with_all_it_uses():
    there = [one("b", "1.2.0", "b12", c="c10"), one("b", "1.10.0", "b110", c="c11"), one("b", "2.0.0", "b2")]
    assert lock("a", {"b": "^1.0.0"}, there).exact == {"b": "b110", "c": "c11"}


def test_a_missing_version_says_which_there_are():
    found = lock("a", {"b": "^3.0.0"}, [one("b", "1.0.0", "b1")])
    assert codes(found) == ["uses.none"]
    assert "1.0.0" in found.problems[0].text("vi")


def test_two_of_the_same_version_are_ambiguous():
    assert codes(lock("a", {"b": "*"}, [one("b", "1.0.0", "x"), one("b", "1.0.0", "y")])) == ["uses.ambiguous"]


def test_a_circle_is_refused_however_long():
    assert codes(lock("a", {"a": "*"}, [one("a", "1.0.0", "a1")])) == ["uses.circle"]
    assert codes(lock("a", {"b": "*"}, [one("b", "1.0.0", "b1", c="c1", a="a1")])) == ["uses.circle"]


def test_two_ways_to_different_versions_are_refused():
    there = [one("b", "1.0.0", "b1", d="d1"), one("c", "1.0.0", "c1", d="d2")]
    assert codes(lock("a", {"b": "*", "c": "*"}, there)) == ["uses.conflict"]


def test_more_than_thirty_two_are_refused():
    deep = {f"p{n}": f"h{n}" for n in range(33)}
    assert codes(lock("a", {"b": "*"}, [one("b", "1.0.0", "b1", **deep)])) == ["uses.deep"]
    assert codes(lock("a", {"b": "often"}, [])) == ["uses.range"]
