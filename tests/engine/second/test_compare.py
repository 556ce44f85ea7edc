"""The second engine, construct by construct: where it agrees, what is outside, and that a difference is seen."""

from dataclasses import replace
from itertools import pairwise

import pytest
from lxml import etree

from engine.bpmn import compile_library, read
from engine.bpmn.model import Library
from engine.kernel import advance
from engine.kernel.events import Cancelled, DataChanged, Skipped, TaskCompleted
from engine.play import play
from engine.second import Agrees, Differs, Happening, Outside, Recording, compare, compare_record, outside, verdict_text
from engine.second.verdict import joined
from tests.engine.second.models import HEAD, NOW, verdict


def document(inside: str) -> bytes:
    root = etree.fromstring(f'{HEAD}<process id="P" isExecutable="true">{inside}</process></definitions>'.encode())
    for element in root.iter():  # the schema wants loop characteristics before what is inside
        element[:] = sorted(element, key=lambda child: "LoopCharacteristics" not in child.tag)
    return etree.tostring(root)


def flows(*lines: str) -> str:
    """``a>b>c`` draws flows, ``a>b: condition`` a conditional one."""
    found = []
    for line in lines:
        path, _, condition = line.partition(":")
        names = [name.strip() for name in path.split(">")]
        for source, target in pairwise(names):
            inner = f"<conditionExpression>={condition.strip()}</conditionExpression>" if condition else ""
            found.append(
                f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'
            )
    return "".join(found)


USER = '<userTask id="A"/><userTask id="B"/>'
ENDS = '<startEvent id="S"/><endEvent id="E"/>'
TIMER = "<timerEventDefinition><{0}>{1}</{0}></timerEventDefinition>"
MESSAGE = '<messageEventDefinition messageRef="{}"/>'
SIGNAL = '<signalEventDefinition signalRef="S1"/>'

AGREE = {
    "ids that SpiffWorkflow uses itself": (
        '<startEvent id="Start"/><userTask id="Root"/><endEvent id="End"/>' + flows("Start>Root>End"),
        {},
    ),
    "a FEEL condition that is no Python": (
        ENDS
        + USER
        + '<exclusiveGateway id="G" default="G_B"/>'
        + flows("S>A>G", "G>E: if x between 1 and 3 then true else false", "G>B>E"),
        {"A": {"x": 2}},
    ),
    "the first true flow in the order of the file": (
        ENDS
        + USER
        + '<exclusiveGateway id="G" default="G_E"/>'
        + flows("S>G", "G>B: true", "G>A: true", "G>E", "A>E", "B>E"),
        {},
    ),
    "a timer that is due exactly when it fires": (
        ENDS
        + '<intermediateCatchEvent id="T">'
        + TIMER.format("timeDuration", "PT90M")
        + "</intermediateCatchEvent>"
        + flows("S>T>E"),
        {},
    ),
    "a date": (
        ENDS
        + '<intermediateCatchEvent id="T">'
        + TIMER.format("timeDate", "2026-03-05T08:00:00+07:00")
        + "</intermediateCatchEvent>"
        + flows("S>T>E"),
        {},
    ),
    "a timer in FEEL": (
        ENDS
        + '<userTask id="A"/><intermediateCatchEvent id="T">'
        + TIMER.format("timeDuration", "=duration(wait)")
        + "</intermediateCatchEvent>"
        + flows("S>A>T>E"),
        {"A": {"wait": "P2D"}},
    ),
    "a calendar month, whose end only the kernel tells": (
        ENDS
        + '<intermediateCatchEvent id="T">'
        + TIMER.format("timeDuration", "P1M")
        + "</intermediateCatchEvent>"
        + flows("S>T>E"),
        {},
    ),
    "a repeating reminder that stops with its task": (
        ENDS
        + '<userTask id="A"/><boundaryEvent id="R" attachedToRef="A" cancelActivity="false">'
        + TIMER.format("timeCycle", "R5/P1D")
        + '</boundaryEvent><userTask id="B"/><endEvent id="E2"/>'
        + flows("S>A>E", "R>B>E2"),
        {"A": {"$after": "P3DT1H"}},
    ),
    "a deadline that interrupts": (
        ENDS
        + '<userTask id="A"/><boundaryEvent id="R" attachedToRef="A">'
        + TIMER.format("timeDuration", "P1D")
        + '</boundaryEvent><userTask id="B"/>'
        + flows("S>A>E", "R>B>E"),
        {"A": {"$after": "P3D"}},
    ),
    "a service's error at its border": (
        ENDS
        + '<serviceTask id="A"/><boundaryEvent id="R" attachedToRef="A"><errorEventDefinition errorRef="Error1"/></boundaryEvent>'
        + '<userTask id="B"/>'
        + flows("S>A>E", "R>B>E"),
        {"A": {"$error": "E1"}},
    ),
    "any error at the border of the sub-process around the task": (
        ENDS
        + '<subProcess id="SP"><startEvent id="S2"/><userTask id="A"/><endEvent id="E2"/>'
        + flows("S2>A>E2")
        + "</subProcess>"
        + '<boundaryEvent id="R" attachedToRef="SP"><errorEventDefinition/></boundaryEvent><userTask id="B"/>'
        + flows("S>SP>E", "R>B>E"),
        {"A": {"$error": "E9"}},
    ),
    "two waits for one message, each with its key": (
        ENDS
        + '<parallelGateway id="G"/><parallelGateway id="J"/>'
        + '<receiveTask id="A" messageRef="M1" motcua:key="=1"/><receiveTask id="B" messageRef="M1" motcua:key="=2"/>'
        + flows("S>G>A>J", "G>B>J>E"),
        {"$events": [{"at": "PT1H", "message": "M1", "key": "2"}, {"at": "PT2H", "message": "M1", "key": "1"}]},
    ),
    "a signal": (
        ENDS + f'<intermediateCatchEvent id="T">{SIGNAL}</intermediateCatchEvent>' + flows("S>T>E"),
        {"$events": [{"at": "PT1H", "signal": "S1"}]},
    ),
    "the first of several events, again and again": (
        ENDS
        + '<exclusiveGateway id="M"/><eventBasedGateway id="G"/>'
        + f'<intermediateCatchEvent id="C">{MESSAGE.format("M1")}</intermediateCatchEvent>'
        + f'<intermediateCatchEvent id="T">{TIMER.format("timeDuration", "P1D")}</intermediateCatchEvent>'
        + flows("S>M>G", "G>C>E", "G>T>M"),
        {"$events": [{"at": "P2DT1H", "message": "M1"}]},
    ),
    "instances that end in any order": (
        ENDS + '<userTask id="A"><multiInstanceLoopCharacteristics><loopCardinality>=3</loopCardinality>'
        "</multiInstanceLoopCharacteristics></userTask>" + flows("S>A>E"),
        {"A": [{"$after": "PT3H"}, {"$after": "PT1H"}, {"$after": "PT2H"}]},
    ),
    "a choice by the item of a sub-process for each item": (
        ENDS
        + '<subProcess id="SP"><startEvent id="S2"/><exclusiveGateway id="G" default="G_E2"/><userTask id="A"/><endEvent id="E2"/>'
        + flows("S2>G", "G>A: loopCounter > 1", "A>E2", "G>E2").replace("> 1<", "&gt; 1<")
        + '<multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>=3</loopCardinality></multiInstanceLoopCharacteristics>'
        + "</subProcess>"
        + flows("S>SP>E"),
        {},
    ),
    "termination with a branch still open": (
        ENDS
        + USER
        + '<parallelGateway id="G"/><endEvent id="E2"><terminateEventDefinition/></endEvent>'
        + flows("S>G>A>E", "G>B>E2"),
        {"A": {"$after": "P1D"}},
    ),
    "two tokens through one task": (
        ENDS + USER + '<parallelGateway id="G"/><userTask id="C"/>' + flows("S>G>A>C", "G>B>C>E"),
        {},
    ),
}


@pytest.mark.parametrize("name", AGREE)
def test_both_engines_agree_on(name):
    inside, answers = AGREE[name]
    found = verdict(document(inside), answers)
    assert isinstance(found, Agrees), found
    assert found.completed >= 2
    assert verdict_text(found).startswith("agrees")


def sub_process(attributes: str = "", more: str = "", inner: str = "") -> str:
    body = f'<startEvent id="S2">{inner}</startEvent><endEvent id="E2"/>{flows("S2>E2")}'
    return f'{ENDS}<subProcess id="SP" {attributes}>{body}{more}</subProcess>{flows("S>SP>E")}'


OUTSIDE = {
    "escalation": (
        ENDS
        + '<intermediateThrowEvent id="X"><escalationEventDefinition escalationRef="X1"/></intermediateThrowEvent>'
        + flows("S>X>E"),
        {"X": "a escalation event that is thrown here"},
    ),
    "a link": (
        ENDS + '<intermediateThrowEvent id="X"><linkEventDefinition name="l"/></intermediateThrowEvent>'
        '<intermediateCatchEvent id="Y"><linkEventDefinition name="l"/></intermediateCatchEvent>' + flows("S>X", "Y>E"),
        {"X": "a link event that is thrown here"},
    ),
    "a complex gateway": (
        ENDS + USER + '<complexGateway id="G"/>' + flows("S>A>G>B>E", "G>E"),
        {"G": "a complex gateway"},
    ),
    "a join of two choices": (
        ENDS
        + USER
        + '<exclusiveGateway id="X" default="X_A"/><parallelGateway id="G"/><parallelGateway id="J"/>'
        + flows("S>G>X>A>J", "X>B: false", "B>J", "G>J>E"),
        {"J": "its branches do not begin at one split and end here"},
    ),
    "two flows from a task": (ENDS + USER + flows("S>A>E", "A>B>E"), {"A": "several flows leave it without a gateway"}),
    "an error that ends a sub-process": (
        ENDS
        + '<subProcess id="SP"><startEvent id="S2"/><endEvent id="E2"><errorEventDefinition errorRef="Error1"/></endEvent>'
        + flows("S2>E2")
        + '</subProcess><boundaryEvent id="R" attachedToRef="SP"><errorEventDefinition/></boundaryEvent>'
        + flows("S>SP>E", "R>E"),
        {"E2": "a error event that is thrown here"},
    ),
    "an ad-hoc sub-process": (
        ENDS + '<adHocSubProcess id="AH"><userTask id="A"/></adHocSubProcess>' + flows("S>AH>E"),
        {"AH": "an ad-hoc sub-process"},
    ),
    "a transaction": (
        ENDS
        + '<transaction id="TX"><startEvent id="S2"/><endEvent id="E2"/>'
        + flows("S2>E2")
        + "</transaction>"
        + flows("S>TX>E"),
        {"TX": "a transaction"},
    ),
    "a signal to itself": (
        ENDS + f'<intermediateThrowEvent id="X">{SIGNAL}</intermediateThrowEvent><parallelGateway id="G"/>'
        f'<intermediateCatchEvent id="T">{SIGNAL}</intermediateCatchEvent><endEvent id="F"/>'
        + flows("S>G>T>E", "G>X>F"),
        {"X": "a signal that its own process catches"},
    ),
    "a completion condition": (
        ENDS + '<userTask id="A"><multiInstanceLoopCharacteristics><loopCardinality>=3</loopCardinality>'
        "<completionCondition>=true</completionCondition></multiInstanceLoopCharacteristics></userTask>"
        + flows("S>A>E"),
        {"A": "a completion condition or thrown events of a multi-instance activity"},
    ),
    "an incident": (
        ENDS
        + '<exclusiveGateway id="G" default="G_E"/><userTask id="A"/>'
        + flows("S>G", "G>A: missing", "G>E", "A>E"),
        {"G": "an incident (condition)"},
    ),
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_outside_the_subset_is(name):
    inside, reasons = OUTSIDE[name]
    found = verdict(document(inside), {})
    assert isinstance(found, Outside), found
    assert dict(found.reasons) == reasons
    for element, reason in reasons.items():
        assert f"outside its subset because {element}: {reason}" in verdict_text(found)


def test_a_run_that_does_not_come_to_what_is_outside_agrees():
    inside = (
        ENDS
        + USER
        + '<exclusiveGateway id="G" default="G_E"/><complexGateway id="X"/>'
        + flows("S>A>G", "G>X: false", "X>B>E", "X>E", "G>E")
    )
    assert isinstance(verdict(document(inside), {}), Agrees)


def test_a_boundary_event_that_happens_twice_during_one_activity_is_outside():
    inside = (
        ENDS
        + '<userTask id="A"/><boundaryEvent id="R" attachedToRef="A" cancelActivity="false">'
        + MESSAGE.format("M1")
        + '</boundaryEvent><endEvent id="E2"/>'
        + flows("S>A>E", "R>E2")
    )
    events = [{"at": "PT1H", "message": "M1"}, {"at": "PT2H", "message": "M1"}]
    found = verdict(document(inside), {"A": {"$after": "P1D"}, "$events": events})
    assert isinstance(found, Outside)
    assert found.reasons == {"R": "a boundary event that happens again during the same activity"}


def test_an_event_sub_process_is_outside_when_it_happens():
    event = (
        '<subProcess id="EV" triggeredByEvent="true"><startEvent id="S3" isInterrupting="false">'
        + MESSAGE.format("M1")
        + '</startEvent><endEvent id="E3"/>'
        + flows("S3>E3")
        + "</subProcess>"
    )
    xml = document(ENDS + '<userTask id="A"/>' + flows("S>A>E") + event)
    assert isinstance(verdict(xml, {}), Agrees)
    found = verdict(xml, {"A": {"$after": "P1D"}, "$events": [{"at": "PT1H", "message": "M1"}]})
    assert isinstance(found, Outside)
    assert found.reasons == {"EV": "an event sub-process"}


def test_several_pools_are_compared_each_with_its_own_messages():
    xml = (
        f'{HEAD}<collaboration id="C"><participant id="PA" processRef="P"/><participant id="PB" processRef="Q"/>'
        '<messageFlow id="MF" sourceRef="X" targetRef="S2"/><messageFlow id="MG" sourceRef="Y" targetRef="T"/></collaboration>'
        '<process id="P" isExecutable="true"><startEvent id="S"/><intermediateThrowEvent id="X">'
        + MESSAGE.format("M1")
        + '</intermediateThrowEvent><intermediateCatchEvent id="T">'
        + MESSAGE.format("M2")
        + '</intermediateCatchEvent><endEvent id="E"/>'
        + flows("S>X>T>E")
        + '</process><process id="Q" isExecutable="true"><startEvent id="S2">'
        + MESSAGE.format("M1")
        + '</startEvent><userTask id="A"/><endEvent id="Y">'
        + MESSAGE.format("M2")
        + "</endEvent>"
        + flows("S2>A>Y")
        + "</process></definitions>"
    ).encode()
    found = verdict(xml, {})
    assert isinstance(found, Agrees), found
    assert found.happenings == 4


def test_a_called_process_is_compared_as_a_part_of_its_own():
    xml = (
        f'{HEAD}<process id="P" isExecutable="true"><startEvent id="S"/><callActivity id="C" calledElement="Q"/>'
        '<endEvent id="E"/>' + flows("S>C>E") + '</process><process id="Q" isExecutable="true"><startEvent id="S2"/>'
        '<userTask id="A"/><endEvent id="E2"/>' + flows("S2>A>E2") + "</process></definitions>"
    ).encode()
    found = verdict(xml, {})
    assert isinstance(found, Agrees), found
    assert found.completed == 4  # task and end of the called process, call and end of the caller


# differences are seen


def recorded(xml: bytes, answers: dict) -> tuple:
    read_document = read(xml)
    library, _problems = compile_library(read_document)
    kept = []
    play(library, answers, NOW, session=lambda known, world: kept.append(Recording(known, world)) or kept[0])
    return read_document, library, kept[0].record


CHOICE = document(ENDS + USER + '<exclusiveGateway id="G" default="G_B"/>' + flows("S>A>G", "G>E: x = 1", "G>B>E"))


def test_a_flow_that_our_engine_should_not_have_taken_is_a_difference_at_the_element():
    document_read, library, record = recorded(CHOICE, {"A": {"x": 1}})
    (part,) = record.parts.values()
    told = part.happenings[1]
    assert isinstance(told.event, TaskCompleted)
    part.happenings[1] = replace(told, event=replace(told.event, answers={"x": 2}))
    found = compare_record(document_read, library, record)
    assert isinstance(found, Differs)
    assert (found.element, found.ours, found.theirs) == ("E", "completed 1x", "completed 0x")
    assert found.after.startswith("TaskCompleted at A (2026-03-02T08:00")
    assert "differs at E after TaskCompleted at A" in verdict_text(found)


def test_a_flow_lost_in_compiling_is_a_difference():
    xml = document(ENDS + USER + '<parallelGateway id="G"/>' + flows("S>G>A>E", "G>B>E"))
    read_document = read(xml)
    library, _ = compile_library(read_document)
    process = library.processes["P"]
    gate = replace(process.nodes["G"], outgoing=("G_A",))
    broken = Library(processes={"P": replace(process, nodes={**process.nodes, "G": gate})}, leads=("P",), lead="P")
    found = compare(read_document, broken, {}, NOW)
    assert isinstance(found, Differs)
    assert found.element == "B"


def test_an_answer_to_what_does_not_wait_there_is_a_difference():
    document_read, library, record = recorded(CHOICE, {"A": {"x": 2}})
    (part,) = record.parts.values()
    part.happenings.append(part.happenings[1])
    found = compare_record(document_read, library, record)
    assert isinstance(found, Differs)
    assert (found.element, found.theirs) == ("A", "does not wait")


def test_a_timer_that_fires_at_another_instant_is_a_difference():
    xml = document(
        ENDS
        + '<intermediateCatchEvent id="T">'
        + TIMER.format("timeDuration", "PT2H")
        + "</intermediateCatchEvent>"
        + flows("S>T>E")
    )
    document_read, library, record = recorded(xml, {})
    (part,) = record.parts.values()
    told = part.happenings[1]
    early = replace(told, env=replace(told.env, now=NOW))
    part.happenings[1] = early
    found = compare_record(document_read, library, record)
    assert isinstance(found, Differs)
    assert found.element == "T"
    assert found.theirs.startswith("due at 2026-03-02T10:00")


def test_one_difference_outweighs_parts_that_agree_or_are_outside():
    difference = Differs("A", "completed 1x", "completed 0x")
    assert joined([Agrees(2, 3), Outside({"B": "a transaction"}, 1, 1), difference]) is difference
    assert joined([Agrees(2, 3), Outside({"B": "a transaction"}, 1, 1)]) == Outside({"B": "a transaction"}, 3, 4)
    assert joined([Agrees(2, 3), Agrees(1, 1)]) == Agrees(3, 4)


def test_reasons_name_every_element_outside_before_anything_runs():
    library, _ = compile_library(read(document(sub_process(more="", inner=""))))
    assert outside(library.processes["P"]) == {}
    library, _ = compile_library(read(document(OUTSIDE["a complex gateway"][0])))
    assert outside(library.processes["P"]) == {"G": "a complex gateway"}


def called(end: str, boundary: str) -> bytes:
    return (
        f'{HEAD}<process id="P" isExecutable="true"><startEvent id="S"/><callActivity id="C" calledElement="Q"/>'
        f'<boundaryEvent id="R" attachedToRef="C">{boundary}</boundaryEvent><endEvent id="E"/>'
        + flows("S>C>E", "R>E")
        + f'</process><process id="Q" isExecutable="true"><startEvent id="S2"/><endEvent id="Z">{end}</endEvent>'
        + flows("S2>Z")
        + "</process></definitions>"
    ).encode()


def test_what_a_called_process_throws_is_compared_at_its_caller_when_it_is_an_error():
    error = '<errorEventDefinition errorRef="Error1"/>'
    found = verdict(called(error, error), {})
    assert isinstance(found, Outside)
    assert found.reasons == {"Z": "a error event that is thrown here"}  # the called part; its caller agrees
    assert found.completed == 2


def test_an_escalation_of_a_called_process_is_outside():
    escalation = '<escalationEventDefinition escalationRef="X1"/>'
    found = verdict(called(escalation, escalation), {})
    assert isinstance(found, Outside)
    assert "Z" in found.reasons


def test_an_error_that_two_waiting_boundary_events_would_catch_is_outside():
    border = '<boundaryEvent id="R{0}" attachedToRef="{0}"><errorEventDefinition errorRef="Error1"/></boundaryEvent>'
    inside = ENDS + USER + '<parallelGateway id="G"/>' + border.format("A") + border.format("B")
    xml = document(inside + flows("S>G>A>E", "G>B>E", "RA>E", "RB>E"))
    found = verdict(xml, {"A": {"$error": "E1"}, "B": {"$after": "PT1H"}})
    assert isinstance(found, Outside)
    assert found.reasons == {"A": "an error that several waiting boundary events would catch"}


def test_a_repair_is_outside_and_changed_data_and_cancellation_are_followed():
    document_read, library, record = recorded(CHOICE, {"A": {"$never": True}})
    (part,) = record.parts.values()
    begun = part.happenings[0]
    (token,) = (token for scope in begun.step.state.scopes.values() for token in scope.tokens)

    def after(event) -> object:
        step = advance(library.processes["P"], begun.step.state, event, begun.env)
        part.happenings[1:] = [Happening(event, begun.env, begun.step.state, step)]
        return compare_record(document_read, library, record)

    assert isinstance(after(DataChanged(None, {"x": 1})), Agrees)
    assert isinstance(after(Cancelled("withdrawn")), Agrees)
    found = after(Skipped(token, {"x": 1}))
    assert isinstance(found, Outside)
    assert found.reasons == {"P": "a repair by an operator"}


def test_a_part_of_another_package_and_a_record_with_a_gap_are_outside():
    document_read, library, record = recorded(CHOICE, {"A": {"x": 1}})
    (part,) = record.parts.values()
    part.broken = "a gap"
    assert compare_record(document_read, library, record) == Outside({"P": "a gap"}, 2, 2)
    part.package = "2.000815"
    assert compare_record(document_read, library, record) == Outside({"P": "a process of another package"})


def test_the_data_both_engines_decide_by_follows_mappings_scripts_and_items():
    inside = (
        ENDS
        + '<userTask id="A"><extensionElements><motcua:io><motcua:out name="y" value="=x + 1"/></motcua:io></extensionElements></userTask>'
        + '<scriptTask id="C" scriptFormat="feel"><script>{z: y * 2}</script></scriptTask>'
        + '<scriptTask id="D" scriptFormat="feel"><script>z + 1</script></scriptTask>'
        + '<userTask id="B"><multiInstanceLoopCharacteristics><extensionElements/>'
        + "<loopCardinality>=D - 6</loopCardinality></multiInstanceLoopCharacteristics></userTask>"
        + '<exclusiveGateway id="G" default="G_E"/><endEvent id="F"/>'
        + flows("S>A>C>D>B>G", "G>F: z = 8 and x = null", "G>E").replace("<extensionElements/>", "")
    ).replace("<extensionElements/>", "")
    found = verdict(document(inside), {"A": {"x": 3}})
    assert isinstance(found, Agrees), found
    assert found.completed == 1 + 2 + 3 + 1  # A, the scripts, three instances (9 - 6), the end


ONCE = {
    "a timer": (
        ENDS
        + '<intermediateCatchEvent id="T">'
        + TIMER.format("timeDuration", "PT2H")
        + "</intermediateCatchEvent>"
        + flows("S>T>E"),
        {},
        "T",
    ),
    "a message": (
        ENDS + f'<intermediateCatchEvent id="T">{MESSAGE.format("M1")}</intermediateCatchEvent>' + flows("S>T>E"),
        {"$events": [{"at": "PT1H", "message": "M1"}]},
        "T",
    ),
    "an error": (
        ENDS
        + '<serviceTask id="A"/><boundaryEvent id="R" attachedToRef="A"><errorEventDefinition/></boundaryEvent>'
        + flows("S>A>E", "R>E"),
        {"A": {"$error": "E1"}},
        "A",
    ),
}


@pytest.mark.parametrize("name", ONCE)
def test_what_happens_a_second_time_on_our_side_only_is_a_difference(name):
    inside, answers, element = ONCE[name]
    document_read, library, record = recorded(document(inside), answers)
    (part,) = record.parts.values()
    part.happenings.append(part.happenings[-1])
    found = compare_record(document_read, library, record)
    assert isinstance(found, Differs)
    assert (found.element, found.theirs) == (element, "does not wait")


def test_a_timer_that_our_side_let_pass_is_a_difference():
    xml = document(
        ENDS
        + '<userTask id="A"/><endEvent id="F"/><boundaryEvent id="R" attachedToRef="A" cancelActivity="false">'
        + TIMER.format("timeDuration", "PT2H")
        + "</boundaryEvent>"
        + flows("S>A>E", "R>F")
    )
    document_read, library, record = recorded(xml, {"A": {"$after": "PT3H"}})
    (part,) = record.parts.values()
    del part.happenings[1]
    found = compare_record(document_read, library, record)
    assert isinstance(found, Differs)
    assert (found.element, found.ours) == ("R", "did not let it fire")


MORE = {
    "declared data, items of a list, a decided instant": (
        '<dataObject id="papers" name="papers"/>'
        + ENDS
        + '<userTask id="A"/><userTask id="B"><multiInstanceLoopCharacteristics><loopDataInputRef>papers</loopDataInputRef>'
        '<inputDataItem id="paper" name="paper"/></multiInstanceLoopCharacteristics></userTask>'
        '<intermediateCatchEvent id="T">'
        + TIMER.format("timeDate", "=date and time(day)")
        + "</intermediateCatchEvent>"
        + flows("S>A>B>T>E"),
        {"A": {"papers": [1, 2], "day": "2026-03-09T08:00:00"}},
        5,
    ),
    "a message that is sent by a task": (
        ENDS + '<sendTask id="A" messageRef="M1"/>' + flows("S>A>E"),
        {},
        2,
    ),
}


@pytest.mark.parametrize("name", MORE)
def test_both_engines_decide_by_the_same_data_with(name):
    inside, answers, completed = MORE[name]
    found = verdict(document(inside), answers)
    assert isinstance(found, Agrees), found
    assert found.completed == completed


def test_a_process_that_begins_at_several_places_is_outside():
    found = verdict(document('<userTask id="A"/><userTask id="B"/>'), {})
    assert isinstance(found, Outside)
    assert found.reasons == {"P": "it does not begin at exactly one start event"}
