"""States and data as bytes, and back."""

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import kernel
from engine.feel import Far, Range, YearsMonths
from engine.feel.temporal import make_date
from engine.kernel import codec, state_codec
from engine.kernel.values import UnstorableError, storable
from tests.engine.kernel.models import NOW, Run, flows, process

VALUES: list[Any] = [
    None, True, 0, -7, 10**30, "", 'Nguyễn Thị Hồng\n"x"', [], {}, [1, [2, {"a": None}]],
    Decimal("2.50"), Decimal("1E+4000"), Decimal("-0.001"),
    date(2026, 1, 5), time(7, 30), time(7, 30, 15, tzinfo=UTC), datetime(2026, 1, 5, 7, 30),
    datetime(2026, 1, 5, 7, 30, tzinfo=timezone(timedelta(hours=7))),
    datetime(2026, 1, 5, 7, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
    timedelta(days=2, hours=3), -timedelta(minutes=5), YearsMonths(14), make_date(123456, 1, 2),
    Range(1, Decimal("2.5"), low_closed=False), Range(None, 5, form="<"),
    {"$date": "2026-01-05"}, {"$object": {"$x": 1}}, {"$a": 1, "b": 2}, "$100", ['{"$date"'],
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_every_kind_of_value_survives(value: Any) -> None:
    blob = kernel.dump_data({"v": value})
    assert kernel.load_data(blob)["v"] == value
    assert type(kernel.load_data(blob)["v"]) is type(value)
    assert kernel.dump_data(kernel.load_data(blob)) == blob
    plain = json.loads(json.dumps(kernel.value_to_json(value)))
    assert kernel.value_from_json(plain) == value


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])) | st.dates()
    | st.decimals(allow_nan=False, allow_infinity=False, places=3),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["a", "b", "$date", "$object", "$x"]), inner),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["x", "y", "$object"]), JSON))
def test_any_document_survives_and_both_writers_agree(data: dict[str, Any]) -> None:
    kept = {name: storable(value) for name, value in data.items()}
    blob = kernel.dump_data(data)
    assert dict(kernel.load_data(blob)) == kept
    assert codec._exactly(kept) == blob or "$" in blob.decode()
    assert kernel.value_from_json(json.loads(json.dumps(kernel.value_to_json(data)))) == kept


def test_numbers_have_one_form() -> None:
    forms = [3, 3.0, Decimal("3.00"), Decimal(3)]
    assert {kernel.dump_data({"n": n}) for n in forms} == {b'{"n":3}'}
    assert kernel.dump_data({"n": 2.5}) == b'{"n":2.5}'
    assert kernel.load_data(b'{"n":2.50}')["n"] == Decimal("2.50")
    assert kernel.value_to_json(Decimal("2.50")) == {"$number": "2.50"}
    assert kernel.value_from_json(2.5) == Decimal("2.5")


def test_what_cannot_be_kept_is_refused() -> None:
    deep: Any = []
    for _ in range(300):
        deep = [deep]
    for value in (float("nan"), Decimal("Infinity"), object(), deep):
        with pytest.raises(UnstorableError):
            storable(value)
    run = Run(process('<startEvent id="s"/><userTask id="a"/><endEvent id="e"/>' + flows("s>a>e")), {"x": float("inf")})
    assert run.data["x"] is None
    assert run.steps[0].notes[0].code == "value.type"


@pytest.mark.parametrize(
    ("blob", "code"),
    [
        (b"{", "codec.syntax"),
        (b"[]", "codec.shape"),
        (b'{"v":{"$nope":1}}', "codec.tag"),
        (b'{"v":{"$date":"yesterday"}}', "codec.value"),
        (b'{"v":{"$date":5}}', "codec.value"),
        (b'{"v":{"$object":null}}', "codec.value"),
        (b'{"v":{"$range":{}}}', "codec.value"),
        (b'{"v":{"$number":"much"}}', "codec.value"),
    ],
)
def test_data_that_was_not_written_here_is_refused(blob: bytes, code: str) -> None:
    with pytest.raises(kernel.KernelError) as caught:
        kernel.load_data(blob)
    assert caught.value.code == code


SAMPLE_1 = (
    b'{"called":false,"ended":null,"model":"0123","next":9,"root":1,"scopes":[{"entered":"a","kind":"process",'
    b'"node":"P","tokens":[{"at":"a","u":3,"via":"s_a"}],"u":1,"waits":[{"interrupts":true,"node":"b","on":["timer",'
    b'"2026-03-02T10:00:00+00:00",1,{"base":"wall","calendar":null,"consumed":"PT0S","every":"PT2H","kind":'
    b'"timeDuration","spec":"PT2H","started":"2026-03-02T08:00:00+00:00"}],"token":3,"u":4}],"written":{"x":1}}],'
    b'"seq":1,"v":1}'
)
"""A stored state of version 1: whatever the codec becomes, this must stay readable."""


def test_a_stored_state_of_each_version_can_be_read() -> None:
    state = kernel.load_state(SAMPLE_1, {"x": 1})
    scope = state.scopes[state.root]
    assert (scope.tokens[3].at, scope.tokens[3].waits, scope.waits[4].on.due) == ("a", (4,), NOW + timedelta(hours=2))
    assert (scope.live, dict(state.homes), scope.vars["x"]) == (1, {3: 1, 4: 1}, 1)
    assert kernel.dump_state(state) == SAMPLE_1


@pytest.mark.parametrize(
    ("blob", "code"),
    [
        (b'{"v":99}', "codec.version"),
        (b'{"v":"1"}', "codec.version"),
        (b'{"v":1}', "codec.shape"),
        (SAMPLE_1.replace(b'"root":1', b'"root":7'), "codec.shape"),
    ],
)
def test_a_state_nobody_wrote_is_refused(blob: bytes, code: str) -> None:
    with pytest.raises(kernel.KernelError) as caught:
        kernel.load_state(blob, {})
    assert caught.value.code == code


def test_an_older_version_is_upgraded_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def upgrade(raw: dict[str, Any]) -> dict[str, Any]:
        return {**raw, "v": raw["v"] + 1}

    monkeypatch.setattr(state_codec, "UPGRADES", {-1: upgrade, 0: upgrade})
    assert kernel.load_state(SAMPLE_1.replace(b'"v":1', b'"v":-1'), {}).version == 1


def test_far_dates_are_values_too() -> None:
    assert isinstance(make_date(123456, 1, 2), Far)
