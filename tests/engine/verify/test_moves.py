"""What may happen next in a run of the proof: failures that people report, returns out of a sub-process, answers of services."""

from engine.verify import prove
from engine.verify.moves import MoveKind
from tests.engine.kernel.models import flows
from tests.engine.verify.models import END, NUMBER, START, form, gate, proof, subject, timer, user

ERROR = '<boundaryEvent id="b" attachedToRef="{}"><errorEventDefinition errorRef="E1"/></boundaryEvent>'


def returns(body, *others, **rest):
    """From where to where, and whether another part may have been asked in between."""
    found = prove(subject(body, *others, processes=("P",), **{"returns": True, **rest}))
    return {
        (option.node, option.to, option.crosses)
        for state in found.graph.states
        for option, _ in state.edges
        if option.kind is MoveKind.RETURN
    }


def test_an_error_beside_a_persons_task_may_happen():
    found = proof(START + user("t") + ERROR.format("t") + user("hand") + END + flows("s>t>e", "b>hand>e"))
    assert found.sound
    assert "hand" in found.entered


def test_an_officer_inside_a_sub_process_may_go_back_to_before_it():
    inner = '<startEvent id="is"/>' + user("a") + user("b") + '<endEvent id="ie"/>' + flows("is>a>b>ie")
    body = START + user("t") + f'<subProcess id="x">{inner}</subProcess>' + user("u") + END + flows("s>t>x>u>e")
    found = returns(body)
    assert {("a", "t", False), ("b", "a", False), ("b", "t", False)} <= found


def test_a_return_over_a_call_tells_that_another_part_was_asked():
    called = '<startEvent id="qs"/>' + user("qt") + '<endEvent id="qe"/>' + flows("qs>qt>qe")
    body = START + user("t") + '<callActivity id="c" motcua:calls="Q"/>' + user("u") + user("v") + END
    found = returns(body + flows("s>t>c>u>v>e"), called)
    assert ("u", "t", True) in found
    assert ("v", "u", False) in found


def test_a_call_inside_a_sub_process_counts_for_the_step_around_it():
    called = '<startEvent id="qs"/>' + user("qt") + '<endEvent id="qe"/>' + flows("qs>qt>qe")
    inner = '<startEvent id="is"/><callActivity id="c" motcua:calls="Q"/><endEvent id="ie"/>' + flows("is>c>ie")
    body = START + user("t") + f'<subProcess id="x">{inner}</subProcess>' + user("u") + END + flows("s>t>x>u>e")
    assert ("u", "t", True) in returns(body, called)


def test_what_a_service_gives_under_a_name_is_tried_by_what_a_condition_asks_of_it():
    service = '<serviceTask id="x" motcua:service="a.b"/>'
    body = START + service + gate("g", default="g_e") + user("u") + user("v") + END
    found = proof(body + flows("s>x>g>e", 'g>u: state = "late"', "g>v: days > 30", "u>e", "v>e"))
    assert {"u", "v"} <= found.entered


def test_the_one_of_two_events_that_comes_first_decides():
    wait = '<intermediateCatchEvent id="{}">{}</intermediateCatchEvent>'
    body = START + '<eventBasedGateway id="g"/>' + wait.format("m", '<messageEventDefinition messageRef="M1"/>')
    body += wait.format("k", timer("P1D")) + user("u") + user("v") + END
    found = proof(body + flows("s>g>m>u>e", "g>k>v>e"))
    assert found.sound
    assert {"u", "v"} <= found.entered


def test_a_number_a_form_asks_for_is_tried_where_a_loop_counts():
    loop = "<standardLoopCharacteristics loopMaximum='2'><loopCondition>=n &gt; 1</loopCondition></standardLoopCharacteristics>"
    found = proof(START + user("t", "F", inside=loop) + END + flows("s>t>e"), forms=(form("F", n=NUMBER),))
    assert found.sound
    tried = {dict(option.answers or {}).get("n") for state in found.graph.states for option, _ in state.edges}
    assert {1, 2} <= tried
