"""Reception, pauses, settlement and return of the result in their order, on every way."""

from engine.verify import Severity
from tests.engine.kernel.models import flows
from tests.engine.verify.models import END, START, codes, gate, proof, user

RECEIVE = user("r", more='motcua:clock="start"')
SETTLE = user("x", more='motcua:clock="settle"')
RETURN = user("h", more='motcua:fact="result_returned"')


def life(*parts: str):
    return proof("".join(parts), lifecycle=True)


def test_reception_settlement_and_return_in_order_are_sound():
    assert life(START, RECEIVE, SETTLE, RETURN, END, flows("s>r>x>h>e")).sound


def test_a_way_to_the_end_without_settlement_is_told():
    found = life(
        START,
        RECEIVE,
        user("a", "", "yes no"),
        gate("g", default="g_e"),
        SETTLE,
        RETURN,
        END,
        flows("s>r>a>g>e", 'g>x: outcome = "yes"', "x>h>e"),
    ).findings
    assert ("proof.ended-unsettled", "P") in codes(found)


def test_a_dossier_that_is_never_received_is_told():
    found = life(START, user("a"), END, flows("s>a>e")).findings
    assert codes(found) == [("proof.never-received", "e")]


def test_settling_before_the_reception_is_told():
    found = life(START, SETTLE, RECEIVE, END, flows("s>x>r>e")).findings
    assert ("proof.settled-before-reception", "x") in codes(found)


def test_a_second_settlement_counts_for_nothing():
    found = life(START, RECEIVE, SETTLE, user("y", more='motcua:clock="settle"'), END, flows("s>r>x>y>e")).findings
    assert ("proof.settled-twice", "y") in codes(found)


def test_a_result_handed_back_before_the_settlement_is_told():
    found = life(START, RECEIVE, RETURN, SETTLE, END, flows("s>r>h>x>e")).findings
    assert ("proof.returned-before-settlement", "h") in codes(found)
    assert ("proof.never-returned", "h") in codes(found)


def test_a_pause_that_is_not_resumed_on_one_way_is_told_with_that_way():
    paused = user("p", more='motcua:clock="pause:financial"')
    resumed = user("q", more='motcua:clock="resume:financial"')
    body = (START, RECEIVE, paused, user("a", "", "paid waived"), gate("g", default="g_x"), resumed, SETTLE, END)
    found = life(*body, flows("s>r>p>a>g>x>e", 'g>q: outcome = "paid"', "q>x")).findings
    [one] = found
    assert (one.code, one.element, one.severity) == ("proof.pause-at-settlement", "x", Severity.ERROR)
    assert one.data["reason"] == "financial"
    assert [move.outcome for move in one.path] == [None, None, None, "waived", None]
    assert life(START, RECEIVE, paused, resumed, SETTLE, END, flows("s>r>p>q>x>e")).sound


def test_a_hold_ends_with_its_task():
    held = user("p", more='motcua:clock="hold:financial"')
    assert life(START, RECEIVE, held, SETTLE, END, flows("s>r>p>x>e")).sound


def test_a_resume_that_never_has_a_pause_to_end_is_told():
    resumed = user("q", more='motcua:clock="resume:financial"')
    found = life(START, RECEIVE, resumed, SETTLE, END, flows("s>r>q>x>e")).findings
    assert [(one.code, one.element, one.severity) for one in found] == [
        ("proof.resume-without-pause", "q", Severity.WARNING)
    ]


def test_returns_between_a_pause_and_its_resume_come_to_the_same_states_again():
    paused = user("p", more='motcua:clock="pause:financial"')
    resumed = user("q", more='motcua:clock="resume:financial"')
    body = (START, user("a"), RECEIVE, paused, user("b"), user("c"), resumed, SETTLE, RETURN, END)
    found = proof("".join((*body, flows("s>a>r>p>b>c>q>x>h>e"))), lifecycle=True, returns=True)
    assert found.sound
    assert found.states < 60
