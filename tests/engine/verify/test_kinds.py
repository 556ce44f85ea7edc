"""Calls, signals, ad-hoc work, event sub-processes, decisions: everything a process may hold is explored."""

from engine.bpmn import compile_library, read
from engine.dmn import read_dmn
from engine.verify import Severity, Subject, check_data, cover, prove
from tests.engine.kernel.models import flows
from tests.engine.verify.models import (
    END,
    HEAD,
    NUMBER,
    START,
    TRUTH,
    WORD,
    choice,
    codes,
    form,
    gate,
    library,
    proof,
    subject,
    timer,
    user,
)

CALL = '<callActivity id="c" motcua:calls="{}"><extensionElements><motcua:io>{}</motcua:io></extensionElements></callActivity>'


def test_a_called_process_of_the_package_gives_its_answers_back():
    call = CALL.format("Q", '<motcua:in name="n" value="=n"/><motcua:out name="fit" value="=result.fit"/>')
    lead = START + user("t", "F") + call + gate("g", default="g_e") + user("u") + END
    called = '<startEvent id="qs"/>' + user("qt", "G") + '<endEvent id="qe"/>' + flows("qs>qt>qe")
    forms = (form("F", n=NUMBER), form("G", fit=TRUTH))
    found = prove(subject(lead + flows("s>t>c>g>e", "g>u: fit", "u>e"), called, forms=forms, processes=("P",)))
    assert found.sound
    assert {"qt", "u"} <= found.entered


def test_a_used_package_is_explored_when_it_is_at_hand_and_told_when_it_is_not():
    lead = START + CALL.format("1.234567", "") + END + flows("s>c>e")
    used = library('<startEvent id="qs"/>' + user("qt") + '<endEvent id="qe"/>' + flows("qs>qt>qe"))
    assert prove(subject(lead, libraries={"1.234567": used})).sound
    found = prove(subject(lead)).findings
    assert [(one.code, one.severity, one.data["why"]) for one in found] == [
        ("proof.unexplored", Severity.WARNING, "call")
    ]


def test_a_called_process_fails_with_a_code_that_the_caller_catches():
    called = '<startEvent id="qs"/>' + user("qt", "", "ok bad") + gate("qg", default="qg_qe") + '<endEvent id="qe"/>'
    called += '<endEvent id="qx"><errorEventDefinition errorRef="E1"/></endEvent>'
    called += flows("qs>qt>qg>qe", 'qg>qx: outcome = "bad"')
    lead = START + CALL.format("Q", "") + user("hand") + END
    caught = '<boundaryEvent id="b" attachedToRef="c"><errorEventDefinition errorRef="E1"/></boundaryEvent>'
    assert prove(subject(lead + caught + flows("s>c>e", "b>hand>e"), called, processes=("P",))).sound
    bare = START + CALL.format("Q", "") + END
    loose = prove(subject(bare + flows("s>c>e"), called, processes=("P",)))
    assert "proof.incident" in {one.code for one in loose.findings}


def test_a_signal_from_outside_may_come_at_any_time():
    boundary = '<boundaryEvent id="b" attachedToRef="t"><signalEventDefinition signalRef="S1"/></boundaryEvent>'
    found = proof(START + user("t") + boundary + user("u") + END + flows("s>t>e", "b>u>e"))
    assert found.sound
    assert "u" in found.entered


def test_a_process_may_begin_by_a_message_a_signal_or_a_timer_from_outside():
    begins = '<startEvent id="{}">{}</startEvent>'
    message = begins.format("m", '<messageEventDefinition messageRef="M1"/>')
    signal = begins.format("n", '<signalEventDefinition signalRef="S1"/>')
    clock = begins.format("k", timer("P1D"))
    body = message + signal + clock + user("q") + '<endEvent id="qe"/>' + flows("m>q>qe", "n>q", "k>q")
    found = proof(START + user("t") + END + flows("s>t>e"), body)
    assert found.sound
    assert {"m", "n", "k", "q"} <= found.entered
    assert {name for run in cover(found) for move in run for name in move.entered} == set(found.entered)


def test_what_may_be_chosen_in_an_ad_hoc_sub_process_is_chosen():
    inside = user("a", "F") + user("b") + "<completionCondition>=ok</completionCondition>"
    body = START + f'<adHocSubProcess id="x">{inside}</adHocSubProcess>' + END + flows("s>x>e")
    found = proof(body, forms=(form("F", ok=TRUTH),))
    assert {"a", "b"} <= found.entered
    assert not {"proof.deadlock", "proof.left-behind"} & {one.code for one in found.findings}


def test_an_event_sub_process_may_take_over_at_any_time():
    handler = '<startEvent id="hs"><messageEventDefinition messageRef="M1"/></startEvent>' + user("h", "F")
    handler += gate("hg", default="hg_he") + user("hu") + '<endEvent id="he"/>'
    handler += flows("hs>h>hg>he", "hg>hu: n > 3", "hu>he")
    body = START + user("t") + user("u") + END + f'<subProcess id="x" triggeredByEvent="true">{handler}</subProcess>'
    model = subject(body + flows("s>t>u>e"), forms=(form("F", n=NUMBER), form("A", m=NUMBER)), application="A")
    assert prove(model).sound
    assert check_data(model) == ()


def test_a_sub_process_and_its_boundary_are_followed_by_the_flow_of_data():
    inner = '<startEvent id="is"/>' + user("a", "F") + '<endEvent id="ie"/>' + flows("is>a>ie")
    body = START + f'<subProcess id="x">{inner}</subProcess>' + gate("m") + gate("g", default="g_e") + user("u") + END
    late = f'<boundaryEvent id="b" attachedToRef="x">{timer("P2D")}</boundaryEvent>'
    forms = (form("F", n=NUMBER), form("A", m=NUMBER))
    sure = subject(body.replace(gate("m"), "") + flows("s>x>g>e", "g>u: n > 3", "u>e"), forms=forms, application="A")
    assert check_data(sure) == ()
    assert prove(sure).sound
    loose = subject(body + late + flows("s>x>m>g>e", "b>m", "g>u: n > 3", "u>e"), forms=forms, application="A")
    assert codes(check_data(loose)) == [("data.may-be-missing", "g_u")]
    assert "proof.incident" in {one.code for one in prove(loose).findings}


def test_several_items_are_done_each_and_none_when_there_is_none():
    loop = "<multiInstanceLoopCharacteristics><loopCardinality>=count(papers)</loopCardinality></multiInstanceLoopCharacteristics>"
    body = START + user("t", "F") + user("each", inside=loop) + END + flows("s>t>each>e")
    papers = {"type": "array", "items": {"type": "object", "properties": {"title": WORD}, "required": ["title"]}}
    found = proof(body, forms=(form("F", papers=papers),))
    assert found.sound
    sizes = {
        len(dict(option.answers or {}).get("papers", ())) for state in found.graph.states for option, _ in state.edges
    }
    assert {0, 1, 2} <= sizes


DMN = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="urn:d" name="d" id="d">
<inputData id="i" name="area"><variable name="area" typeRef="number"/></inputData>
<decision id="band" name="band"><variable name="band" typeRef="string"/>
<informationRequirement id="r"><requiredInput href="#i"/></informationRequirement>
<decisionTable id="t" hitPolicy="UNIQUE"><input id="c"><inputExpression id="ie" typeRef="number"><text>area</text>
</inputExpression></input><output id="o" typeRef="string"/>
<rule id="r1"><inputEntry id="a1"><text>&lt; 250</text></inputEntry><outputEntry id="o1"><text>"small"</text></outputEntry></rule>
<rule id="r2"><inputEntry id="a2"><text>[250..900]</text></inputEntry><outputEntry id="o2"><text>"middle"</text></outputEntry></rule>
<rule id="r3"><inputEntry id="a3"><text>&gt; 900</text></inputEntry><outputEntry id="o3"><text>"large"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def test_both_sides_of_every_boundary_of_a_decision_table_are_tried():
    body = START + user("t", "F") + '<businessRuleTask id="d" motcua:calls="band"/>' + gate("g", default="g_e")
    body += user("u") + user("v") + END
    ways = flows("s>t>d>g>e", 'g>u: band = "middle"', 'g>v: band = "large"', "u>e", "v>e")
    model = read_dmn(DMN.encode())
    document = read(f'{HEAD}<process id="P" isExecutable="true">{body}{ways}</process></definitions>'.encode())
    made, problems = compile_library(document, {"band": model})
    assert [one for one in problems if str(one.severity) == "error"] == []
    first = form("F", area=NUMBER)
    asked = Subject(library=made, forms={"F": first}, returns=False, lifecycle=False)
    assert prove(asked).sound
    assert check_data(Subject(library=made, forms={"F": form("F", size=NUMBER), "A": first}, application="A")) == ()
    assert {
        one.code
        for one in check_data(
            Subject(library=made, forms={"F": form("F", size=choice("a")), "A": form("A", x=WORD)}, application="A")
        )
    } == {"data.never-written"}
