"""Generated block-structured models with random answers: both engines go the same way."""

from hypothesis import HealthCheck, event, given, note, settings
from hypothesis import strategies as st

from engine.second import Agrees, Differs
from tests.engine.second.models import verdict, whole

hours = st.integers(1, 9)
value = st.integers(-3, 3)
after = st.one_of(st.none(), hours.map(lambda n: f"PT{n}H"))

leaf = st.one_of(
    st.tuples(st.just("task"), st.sampled_from(["task", "userTask", "manualTask", "serviceTask"]), after, value),
    st.tuples(st.just("script"), value),
    st.tuples(st.just("guarded"), hours, hours, st.booleans(), st.booleans()),
    st.tuples(st.just("many"), st.integers(0, 3), st.booleans(), st.sampled_from(["userTask", "serviceTask"])),
    st.tuples(st.just("repeated"), st.integers(1, 4), st.booleans()),
    st.tuples(st.just("awaited"), hours, hours, st.one_of(st.none(), hours)),
)


def compound(inner):
    sequence = st.lists(inner, min_size=0, max_size=3)
    branches = st.lists(sequence, min_size=2, max_size=3)
    gateways = st.sampled_from(["parallelGateway", "exclusiveGateway", "inclusiveGateway"])
    return st.one_of(
        st.tuples(st.just("split"), gateways, branches, st.lists(st.booleans(), min_size=3, max_size=3)),
        st.tuples(st.just("loop"), sequence, st.lists(st.just(True), max_size=2)),
        st.tuples(st.just("sub"), sequence, st.sampled_from(["plain", "terminate"])),
    )


def may_be_outside(blocks, inside: str = "") -> bool:
    """A join in a loop, or an inclusive block around more than plain tasks: SpiffWorkflow is not asked there."""
    for each in blocks:
        if inside == "inclusive" and each[0] in {"loop", "sub", "guarded", "many", "repeated", "awaited"}:
            return True
        match each:
            case ("split", tag, branches, _chosen):
                joins = tag != "exclusiveGateway"
                if joins and inside == "loop":
                    return True
                around = "inclusive" if tag == "inclusiveGateway" else inside
                if any(may_be_outside(branch, around) for branch in branches):
                    return True
            case ("loop", inner, _again) if may_be_outside(inner, "loop"):
                return True
            case ("sub", inner, _ending) if may_be_outside(inner):
                return True
    return False


block = st.recursive(leaf, compound, max_leaves=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(block, min_size=1, max_size=3))
def test_both_engines_complete_the_same_elements_of_a_sound_model(blocks):
    model = whole(blocks)
    found = verdict(model.xml(), model.answers)
    note(model.xml().decode())
    note(str(model.answers))
    event(type(found).__name__)
    assert not isinstance(found, Differs), found
    if not may_be_outside(blocks):
        assert isinstance(found, Agrees), found
