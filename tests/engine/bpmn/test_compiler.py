"""XML in, executable model out."""

import pytest

from engine.bpmn import compile_process, read
from engine.bpmn.model import Literal, Loop, MultiInstance, NodeKind, TimerKind, Trigger
from tests.engine.bpmn.snippets import codes, compiled, definitions, flow, library, line, process


def evaluate(value, **names):
    return value.value if isinstance(value, Literal) else value.evaluate(names).value


def test_nodes_keep_their_kind_name_line_and_connections():
    model = compiled(process(line('\n<userTask id="T" name="Thẩm   định"/>')))
    task = model.nodes["T"]
    assert (task.kind, task.name, task.scope) == (NodeKind.USER_TASK, "Thẩm định", "P")
    assert (task.incoming, task.outgoing) == (("S_T",), ("T_E",))
    assert task.line == 2
    assert model.root.starts == ("S",)
    assert model.root.sources == ()


@pytest.mark.parametrize("kind", [kind for kind in NodeKind if kind.value.endswith("Task") or kind is NodeKind.TASK])
def test_every_kind_of_task_is_read(kind):
    assert compiled(process(line(f'<{kind.value} id="T"/>'))).nodes["T"].kind is kind


def test_branches_keep_the_order_of_the_flows_and_their_conditions():
    model = compiled(
        process(
            '<startEvent id="S"/><exclusiveGateway id="G" default="G_C"/><task id="A"/><task id="B"/><task id="C"/>'
            '<endEvent id="E"/>'
            + flow("S", "G")
            + flow("G", "C")
            + flow("G", "B", "x &gt; 1".replace("&gt;", ">"))
            + flow("G", "A", "=x < 0")
            + "".join(flow(task, "E") for task in "ABC")
        )
    )
    gateway = model.nodes["G"]
    assert gateway.outgoing == ("G_C", "G_B", "G_A")
    assert gateway.default == "G_C"
    assert model.flows["G_C"].condition is None
    assert evaluate(model.flows["G_B"].condition, x=2) is True
    assert evaluate(model.flows["G_A"].condition, x=2) is False


def test_extension_attributes_reach_the_task():
    model = compiled(
        process(
            line(
                '<userTask id="T" motcua:form="ho-so" motcua:role="case" motcua:agency="=dossier.agency" motcua:time="4h"'
                ' motcua:clock="hold:supplement" motcua:fact="seen; total=fee * 2" motcua:letter="receipt"'
                ' motcua:register="book" motcua:outcomes="accept, refuse" motcua:differentFrom="U"'
                ' motcua:opinion="12d; consent">'
                '<extensionElements><motcua:io><motcua:in name="a" value="=b + 1"/><motcua:out name="c" value="ok"/>'
                "</motcua:io></extensionElements></userTask>",
                '<userTask id="U"/>',
            )
        )
    )
    task = model.nodes["T"]
    work = task.work
    assert (work.form, work.time, work.clock, work.letter, work.register) == (
        "ho-so",
        "4h",
        "hold:supplement",
        "receipt",
        "book",
    )
    assert evaluate(work.role) == "case"
    assert evaluate(work.agency, dossier={"agency": "H15"}) == "H15"
    assert [fact.name for fact in work.facts] == ["seen", "total"]
    assert evaluate(work.facts[0].value) is True
    assert evaluate(work.facts[1].value, fee=3) == 6
    assert (work.outcomes, work.different_from, work.opinion) == (("accept", "refuse"), "U", "12d; consent")
    assert evaluate(task.inputs[0].value, b=1) == 2
    assert evaluate(task.outputs[0].value) == "ok"
    assert task.has_outputs


def test_a_lane_gives_role_and_agency_to_its_tasks_and_the_task_wins():
    model = compiled(
        process(
            '<laneSet id="LS"><lane id="L" motcua:role="case" motcua:agency="H15"><flowNodeRef>T</flowNodeRef>'
            '<flowNodeRef>U</flowNodeRef><flowNodeRef>X</flowNodeRef><childLaneSet id="CS"><lane id="I" motcua:role="sign">'
            "<flowNodeRef>U</flowNodeRef></lane></childLaneSet></lane></laneSet>"
            + line(
                '<userTask id="T" motcua:role="head"/>',
                '<userTask id="U"/>',
                '<subProcess id="X"><userTask id="Y"/></subProcess>',
            )
        )
    )
    roles = {name: evaluate(model.nodes[name].work.role) for name in "TUY"}
    assert roles == {"T": "head", "U": "sign", "Y": "case"}
    assert {evaluate(model.nodes[name].work.agency) for name in "TUY"} == {"H15"}


@pytest.mark.parametrize(
    ("inside", "kind", "value"),
    [
        ("<timeDuration>PT5S</timeDuration>", TimerKind.DURATION, "PT5S"),
        ("<timeCycle>R4/PT5S</timeCycle>", TimerKind.CYCLE, "R4/PT5S"),
        ("<timeDate>2026-03-01T08:00:00+07:00</timeDate>", TimerKind.DATE, "2026-03-01T08:00:00+07:00"),
        ("<timeCycle>R/2026-03-01T00:00:00Z/P1D</timeCycle>", TimerKind.CYCLE, "R/2026-03-01T00:00:00Z/P1D"),
    ],
)
def test_a_bare_iso_timer_is_literal(inside, kind, value):
    model = compiled(
        process(
            line(
                '<intermediateCatchEvent id="T" motcua:timeBase="working">'
                f"<timerEventDefinition>{inside}</timerEventDefinition></intermediateCatchEvent>"
            )
        )
    )
    timer = model.nodes["T"].events[0].timer
    assert (timer.kind, evaluate(timer.value), timer.base) == (kind, value, "working")


@pytest.mark.parametrize("text", ["wait", "= wait", 'duration("PT1H")'])
def test_any_other_timer_is_feel(text):
    model = compiled(
        process(
            line(
                '<intermediateCatchEvent id="T"><timerEventDefinition>'
                f"<timeDuration>{text}</timeDuration></timerEventDefinition></intermediateCatchEvent>"
            )
        )
    )
    value = model.nodes["T"].events[0].timer.value
    assert not isinstance(value, Literal)
    assert evaluate(value, wait="x") is not None


def test_messages_signals_errors_and_escalations_are_known_by_name_and_code():
    model = compiled(
        process(
            line(
                '<receiveTask id="R" messageRef="M" motcua:key="=code"/>',
                '<sendTask id="SE" messageRef="M" motcua:ttl="P30D"/>',
                '<intermediateThrowEvent id="SI"><signalEventDefinition signalRef="SG"/></intermediateThrowEvent>',
                '<intermediateThrowEvent id="ES"><escalationEventDefinition escalationRef="EC"/></intermediateThrowEvent>',
                '<intermediateCatchEvent id="ME"><messageEventDefinition messageRef="t:M"/></intermediateCatchEvent>',
            )
            + '<boundaryEvent id="B" attachedToRef="SE" cancelActivity="true"><errorEventDefinition errorRef="ER"/>'
            '</boundaryEvent><endEvent id="E2"/>' + flow("B", "E2"),
            outside='<message id="M" name="Hồ sơ"/><signal id="SG" name="Tin"/><error id="ER" errorCode="E1"/>'
            '<escalation id="EC" escalationCode="X1"/>',
        )
    )
    nodes = model.nodes
    assert nodes["R"].message.name == nodes["SE"].message.name == nodes["ME"].events[0].name == "Hồ sơ"
    assert evaluate(nodes["R"].message.key, code="5") == "5"
    assert evaluate(nodes["SE"].message.ttl) == "P30D"
    assert (nodes["SI"].events[0].trigger, nodes["SI"].events[0].name) == (Trigger.SIGNAL, "Tin")
    assert nodes["ES"].events[0].code == "X1"
    assert nodes["B"].events[0].code == "E1"
    assert (nodes["B"].attached_to, nodes["SE"].boundary) == ("SE", ("B",))


def test_an_event_definition_may_stand_outside_and_several_may_stand_inside():
    model = compiled(
        process(
            line(
                '<intermediateCatchEvent id="C" parallelMultiple="true"><timerEventDefinition>'
                "<timeDuration>PT1S</timeDuration></timerEventDefinition><eventDefinitionRef>D</eventDefinitionRef>"
                "</intermediateCatchEvent>"
            ),
            outside='<signal id="SG"/><signalEventDefinition id="D" signalRef="SG"/>',
        )
    )
    catch = model.nodes["C"]
    assert [event.trigger for event in catch.events] == [Trigger.TIMER, Trigger.SIGNAL]
    assert catch.parallel_multiple
    assert catch.events[1].name == "SG"


def test_a_script_is_feel():
    model = compiled(
        process(line('<scriptTask id="T" scriptFormat="feel"><script>{ total: a + 1 }</script></scriptTask>'))
    )
    assert evaluate(model.nodes["T"].script, a=1) == {"total": 2}


def test_a_service_task_names_its_capability_and_a_rule_task_its_decision():
    model = compiled(
        process(
            line(
                '<serviceTask id="T" motcua:service="population.verify" motcua:retries="3/PT5M"/>',
                '<businessRuleTask id="R" motcua:calls="=which"/>',
            )
        )
    )
    assert evaluate(model.nodes["T"].service.service) == "population.verify"
    assert model.nodes["T"].service.retries == "3/PT5M"
    assert evaluate(model.nodes["R"].calls, which="Fee") == "Fee"


def test_loops_say_how_often():
    model = compiled(
        process(
            '<dataObject id="D" name="papers"/><dataObject id="O" name="results"/>'
            + line(
                '<task id="A"><standardLoopCharacteristics testBefore="true" loopMaximum="3"><loopCondition>x &lt; 3'
                "</loopCondition></standardLoopCharacteristics></task>",
                '<task id="B"><multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>3</loopCardinality>'
                "<completionCondition>done</completionCondition></multiInstanceLoopCharacteristics></task>",
                '<task id="C"><multiInstanceLoopCharacteristics><loopDataInputRef>D</loopDataInputRef>'
                '<loopDataOutputRef>O</loopDataOutputRef><inputDataItem id="i" name="paper"/>'
                '<outputDataItem id="o" name="checked"/></multiInstanceLoopCharacteristics></task>',
            )
        )
    )
    standard, counted, over = (model.nodes[name].loop for name in "ABC")
    assert isinstance(standard, Loop)
    assert (standard.test_before, standard.maximum) == (True, 3)
    assert isinstance(counted, MultiInstance)
    assert (counted.sequential, evaluate(counted.cardinality), evaluate(counted.completion, done=True)) == (
        True,
        3,
        True,
    )
    assert evaluate(over.collection, papers=[1, 2]) == [1, 2]
    assert (over.item, over.output_collection) == ("paper", "results")
    assert evaluate(over.output_item, checked=7) == 7
    assert over.behavior == "All"


def test_a_multi_instance_over_a_data_input_reads_what_feeds_it():
    model = compiled(
        process(
            '<dataObject id="D" name="list"/><dataObject id="O" name="out list"/>'
            + line(
                '<task id="C"><ioSpecification><dataInput id="di"/><dataOutput id="do"/><inputSet>'
                "<dataInputRefs>di</dataInputRefs></inputSet><outputSet><dataOutputRefs>do</dataOutputRefs></outputSet>"
                "</ioSpecification><dataInputAssociation><sourceRef>D</sourceRef><targetRef>di</targetRef>"
                "</dataInputAssociation><dataOutputAssociation><sourceRef>do</sourceRef><targetRef>O</targetRef>"
                "</dataOutputAssociation><multiInstanceLoopCharacteristics><loopDataInputRef>di</loopDataInputRef>"
                '<loopDataOutputRef>do</loopDataOutputRef><inputDataItem id="one"/></multiInstanceLoopCharacteristics></task>',
            )
        )
    )
    task = model.nodes["C"]
    assert evaluate(task.loop.collection, list=[1]) == [1]
    assert (task.loop.item, task.loop.output_collection) == ("one", "out list")
    assert (task.inputs, task.outputs) == ((), ())


def test_data_associations_become_mappings():
    model = compiled(
        process(
            '<property id="Q" name="fee"/><dataObject id="D" name="đơn xin"/><dataObjectReference id="DR" dataObjectRef="D"/>'
            + line(
                '<task id="T"><ioSpecification><dataInput id="i" name="form"/><dataInput id="n" name="n"/>'
                '<dataOutput id="o" name="result"/><inputSet><dataInputRefs>i</dataInputRefs><dataInputRefs>n</dataInputRefs>'
                "</inputSet><outputSet><dataOutputRefs>o</dataOutputRefs></outputSet></ioSpecification>"
                "<dataInputAssociation><sourceRef>DR</sourceRef><targetRef>i</targetRef></dataInputAssociation>"
                "<dataInputAssociation><targetRef>n</targetRef><assignment><from>fee + 1</from><to>n</to></assignment>"
                "</dataInputAssociation><dataOutputAssociation><sourceRef>o</sourceRef><targetRef>Q</targetRef>"
                "<transformation>result * 2</transformation></dataOutputAssociation></task>"
            )
        )
    )
    task = model.nodes["T"]
    assert [one.name for one in task.inputs] == ["form", "n"]
    assert evaluate(task.inputs[0].value, **{"đơn xin": 4}) == 4
    assert evaluate(task.inputs[1].value, fee=4) == 5
    assert [(one.name, evaluate(one.value, result=2)) for one in task.outputs] == [("fee", 4)]
    assert [name for name, _ in model.root.properties] == ["fee", "đơn xin"]


def test_a_drawn_association_of_the_modeller_maps_nothing():
    model = compiled(
        process(
            '<dataObject id="D"/><dataObjectReference id="DR" name="đơn" dataObjectRef="D"/>'
            + line(
                '<task id="T"><property id="Pl" name="__targetRef_placeholder"/><dataInputAssociation><sourceRef>DR</sourceRef>'
                "<targetRef>Pl</targetRef></dataInputAssociation><dataOutputAssociation><targetRef>DR</targetRef>"
                "</dataOutputAssociation></task>"
            )
        )
    )
    assert (model.nodes["T"].inputs, model.nodes["T"].outputs, model.nodes["T"].has_outputs) == ((), (), False)
    assert model.root.properties == (("đơn", None),)


def test_sub_processes_are_scopes_of_their_own():
    model = compiled(
        process(
            line(
                '<subProcess id="X"><startEvent id="XS"/><task id="Y"/><endEvent id="XE"/>'
                + flow("XS", "Y")
                + flow("Y", "XE")
                + '<subProcess id="EV" triggeredByEvent="true"><startEvent id="ES" isInterrupting="false">'
                "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></startEvent>"
                '<endEvent id="EE"/>' + flow("ES", "EE") + "</subProcess></subProcess>"
            )
        )
    )
    inner = model.scopes["X"]
    assert (inner.parent, inner.starts, inner.event_sub_processes) == ("P", ("XS",), ("EV",))
    assert model.nodes["EV"].triggered_by_event
    assert model.nodes["ES"].interrupting is False
    assert model.scopes["EV"].parent == "X"
    assert model.nodes["Y"].scope == "X"


def test_a_compensation_boundary_knows_its_handler():
    model = compiled(
        process(
            line(
                '<task id="A"/>',
                '<intermediateThrowEvent id="C"><compensateEventDefinition activityRef="A" waitForCompletion="false"/>'
                "</intermediateThrowEvent>",
            )
            + '<boundaryEvent id="B" attachedToRef="A"><compensateEventDefinition/></boundaryEvent>'
            '<task id="U" isForCompensation="true"/>'
            '<association id="as" sourceRef="B" targetRef="U" associationDirection="One"/>'
        )
    )
    assert model.nodes["A"].compensation_handler == "U"
    assert model.root.sources == ()
    thrown = model.nodes["C"].events[0]
    assert (thrown.activity, thrown.wait) == ("A", False)


def test_a_called_global_task_runs_in_place_of_the_call():
    model = compiled(
        process(
            line(
                '<callActivity id="C" calledElement="G" motcua:agency="H1"/>',
                '<callActivity id="D" calledElement="H"/>',
            ),
            outside='<globalUserTask id="G" motcua:role="case" motcua:form="f"/>'
            '<globalScriptTask id="H" scriptLanguage="feel"><script>{a: 1}</script></globalScriptTask>',
        )
    )
    call = model.nodes["C"]
    assert (call.kind, call.work.form) == (NodeKind.USER_TASK, "f")
    assert (evaluate(call.work.role), evaluate(call.work.agency)) == ("case", "H1")
    assert evaluate(model.nodes["D"].script) == {"a": 1}


POOLS = definitions(
    '<message id="M" name="m"/><collaboration id="C"><participant id="PA" processRef="A" name="Xã" motcua:agency="H15"/>'
    '<participant id="PB" processRef="B" motcua:branch="tax"/><participant id="PC" name="Dân"/>'
    '<messageFlow id="F1" sourceRef="AT" targetRef="BS"/><messageFlow id="F2" sourceRef="BE" targetRef="AR"/>'
    '<messageFlow id="F3" sourceRef="PC" targetRef="PA"/></collaboration>'
    '<process id="A" isExecutable="true">'
    + line('<sendTask id="AT" messageRef="M"/>', '<receiveTask id="AR" messageRef="M"/>')
    + '</process><process id="B" isExecutable="true"><startEvent id="BS"><messageEventDefinition messageRef="M"/></startEvent>'
    '<endEvent id="BE"><messageEventDefinition messageRef="M"/></endEvent>' + flow("BS", "BE") + "</process>"
)


def test_pools_message_flows_and_leads():
    found, problems = library(POOLS)
    assert [problem for problem in problems if problem.severity == "error"] == []
    assert list(found.processes) == ["A", "B"]
    assert found.processes["A"].hash != found.processes["B"].hash
    assert (found.lead, found.leads) == ("A", ("A",))
    assert [(one.source, one.target) for one in found.message_flows] == [("AT", "BS"), ("BE", "AR"), ("PC", "A")]
    first, second = found.processes["A"], found.processes["B"]
    assert first.nodes["AT"].message.target == "B"
    assert second.nodes["BE"].events[0].target == "A"
    assert (first.name, evaluate(first.agency), second.branch) == ("Xã", "H15", "tax")


def test_a_called_process_is_not_a_lead():
    found, _ = library(
        definitions(
            '<process id="A" isExecutable="true">'
            + line('<callActivity id="C" calledElement="B"/>')
            + '</process><process id="B" isExecutable="true"><startEvent id="b"/><endEvent id="e"/>'
            + flow("b", "e")
            + "</process>"
        )
    )
    assert found.leads == ("A",)
    assert evaluate(found.processes["A"].nodes["C"].calls) == "B"


def test_processes_that_are_not_executable_are_left_out_unless_they_are_all():
    both = definitions(
        '<process id="A" isExecutable="false"><task id="a"/></process><process id="B" isExecutable="true"><task id="b"/></process>'
    )
    assert list(library(both)[0].processes) == ["B"]
    assert "bpmn.process.not-executable" in codes(both)
    alone = definitions('<process id="A" isExecutable="false"><task id="a"/></process>')
    assert library(alone)[0].leads == ("A",)


def test_nodes_without_a_start_event_are_sources():
    model = compiled(process('<task id="A"/><task id="B"/><task id="C"/>' + flow("A", "C")))
    assert model.root.sources == ("A", "B")


def test_the_hash_is_of_the_content_not_of_its_spelling():
    xml = process(line('<task id="T" name="a"/>'))
    same = xml.replace(b'<task id="T" name="a"/>', b'<task name="a"  id="T"></task>')
    other = xml.replace(b'name="a"', b'name="b"')
    assert compiled(xml).hash == compiled(same).hash != compiled(other).hash
    assert len(compiled(xml).hash) == 64


def test_reach_includes_cycles_boundaries_and_links_and_forward_leaves_back_edges_out():
    model = compiled(
        process(
            '<startEvent id="S"/><exclusiveGateway id="J"/><task id="A"/><exclusiveGateway id="G" default="G_E"/><endEvent id="E"/>'
            '<boundaryEvent id="B" attachedToRef="A"><timerEventDefinition><timeDuration>PT1S</timeDuration>'
            '</timerEventDefinition></boundaryEvent><intermediateThrowEvent id="L"><linkEventDefinition name="x"/>'
            '</intermediateThrowEvent><intermediateCatchEvent id="K"><linkEventDefinition name="x"/></intermediateCatchEvent>'
            '<endEvent id="F"/>'
            + flow("S", "J")
            + flow("J", "A")
            + flow("A", "G")
            + flow("G", "J", "again")
            + flow("G", "E")
            + flow("B", "L")
            + flow("K", "F")
        )
    )

    def names(bits):
        return {name for name, place in model.order.items() if bits >> place & 1}

    assert names(model.reach["A"]) == {"J", "A", "G", "E", "B", "L", "K", "F"}
    assert names(model.reach["E"]) == set()
    assert names(model.forward["G"]) == {"E"}
    assert names(model.forward["J"]) == {"A", "G", "E", "B", "L", "K", "F"}


def test_a_long_line_of_tasks_compiles():
    tasks = [f'<task id="T{i}"/>' for i in range(3000)]
    model = compiled(process(line(*tasks)))
    assert model.reach["S"].bit_count() == 3001


def test_one_process_can_be_asked_for():
    document = read(POOLS)
    assert compile_process(document)[0].id == "A"
    assert compile_process(document, "B")[0].id == "B"
    assert compile_process(document, "Z")[0] is None


CORRELATED = (
    '<message id="M" name="m"/><collaboration id="C"><correlationKey id="K"><correlationPropertyRef>CP</correlationPropertyRef>'
    '{more}</correlationKey></collaboration><correlationProperty id="CP"><correlationPropertyRetrievalExpression messageRef="M">'
    "<messagePath>order.code</messagePath></correlationPropertyRetrievalExpression></correlationProperty>"
    '<correlationProperty id="C2"><correlationPropertyRetrievalExpression messageRef="{second}"><messagePath>order.year</messagePath>'
    "</correlationPropertyRetrievalExpression></correlationProperty>"
)
SUBSCRIBED = (
    '<correlationSubscription correlationKeyRef="K"><correlationPropertyBinding correlationPropertyRef="CP"><dataPath>mine</dataPath>'
    "</correlationPropertyBinding>{more}</correlationSubscription>"
)


def test_bpmn_correlation_gives_the_key_on_both_sides():
    outside = CORRELATED.format(more="", second="N") + '<message id="N"/>'
    body = line('<sendTask id="T" messageRef="M"/>', '<receiveTask id="R" messageRef="M"/>') + SUBSCRIBED.format(
        more=""
    )
    model = compiled(process(body, outside))
    assert evaluate(model.nodes["T"].message.path, order={"code": "5"}) == "5"
    assert evaluate(model.nodes["R"].message.key, mine="5") == "5"


def test_a_key_of_several_properties_is_a_list():
    outside = CORRELATED.format(more="<correlationPropertyRef>C2</correlationPropertyRef>", second="M")
    second = (
        '<correlationPropertyBinding correlationPropertyRef="C2"><dataPath>year</dataPath></correlationPropertyBinding>'
    )
    body = line('<sendTask id="T" messageRef="M"/>', '<receiveTask id="R" messageRef="M"/>')
    model = compiled(process(body + SUBSCRIBED.format(more=second), outside))
    assert evaluate(model.nodes["T"].message.path, order={"code": "5", "year": 1}) == ["5", 1]
    assert evaluate(model.nodes["R"].message.key, mine="5", year=1) == ["5", 1]


OPERATION = '<message id="M" name="m"/><interface id="I" name="i"><operation id="O" name="o"><inMessageRef>M</inMessageRef></operation></interface>'


def test_an_operation_names_its_message():
    model = compiled(
        process(
            line(
                '<sendTask id="T" operationRef="O"/>',
                '<intermediateCatchEvent id="C"><messageEventDefinition><operationRef>O</operationRef></messageEventDefinition>'
                "</intermediateCatchEvent>",
            ),
            OPERATION,
        )
    )
    assert model.nodes["T"].message.name == model.nodes["C"].events[0].name == "m"


def test_a_drawn_message_flow_names_a_message_that_nobody_named():
    xml = definitions(
        '<collaboration id="C"><participant id="PA" processRef="A"/><participant id="PB" processRef="B"/>'
        '<messageFlow id="F" sourceRef="AT" targetRef="BS"/></collaboration><process id="A">'
        + line('<sendTask id="AT"/>')
        + '</process><process id="B"><startEvent id="BS"><messageEventDefinition/></startEvent><endEvent id="BE"/>'
        + flow("BS", "BE")
        + "</process>"
    )
    found, _ = library(xml)
    sent = found.processes["A"].nodes["AT"].message
    assert sent.name == found.processes["B"].nodes["BS"].events[0].name == "BS"
    assert sent.target == "B"


def test_a_send_task_without_a_message_is_a_service():
    node = compiled(process(line('<sendTask id="T" motcua:service="mail"/>'))).nodes["T"]
    assert (node.message, evaluate(node.service.service)) == (None, "mail")


def test_a_catch_without_a_code_catches_all_and_keeps_the_name_of_its_error():
    model = compiled(
        process(
            line('<task id="T"/>')
            + '<boundaryEvent id="B" attachedToRef="T"><errorEventDefinition errorRef="X"/></boundaryEvent>'
            '<boundaryEvent id="C" attachedToRef="T"><errorEventDefinition/></boundaryEvent>'
            + flow("B", "E")
            + flow("C", "E"),
            '<error id="X" name="late"/>',
        )
    )
    caught = [(model.nodes[name].events[0].code, model.nodes[name].events[0].name) for name in "BC"]
    assert caught == [(None, "late"), (None, "")]


def test_what_a_draft_leaves_out_stands_in_with_the_elements_id():
    xml = process(
        '<startEvent id="S"/><intermediateThrowEvent id="T"><signalEventDefinition/></intermediateThrowEvent>'
        '<intermediateCatchEvent id="M"><messageEventDefinition/></intermediateCatchEvent>'
        '<endEvent id="E"><errorEventDefinition/></endEvent>' + flow("S", "T") + flow("T", "M") + flow("M", "E"),
        attributes="",
    )
    nodes = compiled(xml).nodes
    assert (nodes["T"].events[0].name, nodes["M"].events[0].name, nodes["E"].events[0].code) == ("T", "M", "E")


def test_multi_instance_behaviours_throw_their_events():
    model = compiled(
        process(
            line(
                '<task id="A"><multiInstanceLoopCharacteristics behavior="Complex" noneBehaviorEventRef="D" oneBehaviorEventRef="D">'
                "<loopCardinality>2</loopCardinality><complexBehaviorDefinition><condition>numberOfCompletedInstances = 1</condition>"
                '<event id="V"><signalEventDefinition signalRef="SG"/></event></complexBehaviorDefinition>'
                "</multiInstanceLoopCharacteristics></task>"
            ),
            '<signal id="SG" name="go"/><signalEventDefinition id="D" signalRef="SG"/>',
        )
    )
    loop = model.nodes["A"].loop
    assert (loop.behavior, loop.none_event.name, loop.one_event.name) == ("Complex", "go", "go")
    condition, event = loop.complex[0]
    assert evaluate(condition, numberOfCompletedInstances=1) is True
    assert (event.trigger, event.name) == (Trigger.SIGNAL, "go")


def test_a_loop_over_a_data_input_that_nothing_fills_reads_the_input_itself():
    ports = '<ioSpecification><dataInput id="di" name="list"/><inputSet><dataInputRefs>di</dataInputRefs></inputSet><outputSet/></ioSpecification>'
    loop = (
        "<multiInstanceLoopCharacteristics><loopDataInputRef>di</loopDataInputRef></multiInstanceLoopCharacteristics>"
    )
    task = compiled(process(line(f'<task id="A">{ports}{loop}</task>'))).nodes["A"]
    assert evaluate(task.loop.collection, list=[1]) == [1]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (
            "<standardLoopCharacteristics><loopCondition>1 +</loopCondition></standardLoopCharacteristics>",
            "bpmn.expression.syntax",
        ),
        (
            "<multiInstanceLoopCharacteristics><loopCardinality>1 +</loopCardinality></multiInstanceLoopCharacteristics>",
            "bpmn.expression.syntax",
        ),
        (
            "<multiInstanceLoopCharacteristics><loopDataInputRef>Z</loopDataInputRef></multiInstanceLoopCharacteristics>",
            "bpmn.reference.dangling",
        ),
    ],
)
def test_a_loop_that_cannot_be_read_keeps_the_process_out(body, code):
    found, problems = library(process(line(f'<task id="A">{body}</task>')))
    assert code in [problem.code for problem in problems]
    assert not found.processes


def test_assignments_may_name_data_by_id_or_leave_the_target_to_the_association():
    def task(to: str):
        ports = '<ioSpecification><dataInput id="di" name="n"/><inputSet><dataInputRefs>di</dataInputRefs></inputSet><outputSet/></ioSpecification>'
        association = f"<dataInputAssociation><targetRef>di</targetRef><assignment><from>1</from><to>{to}</to></assignment></dataInputAssociation>"
        return compiled(process(line(f'<task id="A">{ports}{association}</task>'))).nodes["A"].inputs[0].name

    assert [task(to) for to in ("di", "", "=other")] == ["n", "n", "other"]


def test_names_with_spaces_and_signs_are_known_to_expressions():
    model = compiled(
        process(
            '<property id="Q" name="fee (đ)"/><dataObject id="D" name="hồ sơ"/>'
            + line('<scriptTask id="T" scriptFormat="feel"><script>{ x: hồ sơ.a + 1 }</script></scriptTask>')
        )
    )
    assert evaluate(model.nodes["T"].script, **{"hồ sơ": {"a": 1}}) == {"x": 2}


def test_a_complex_gateway_and_an_ad_hoc_sub_process_know_their_conditions():
    model = compiled(
        process(
            '<startEvent id="S"/><parallelGateway id="G"/><task id="A"/><task id="B"/><complexGateway id="J">'
            "<activationCondition>activationCount &gt;= 1</activationCondition></complexGateway>"
            '<adHocSubProcess id="H" ordering="Sequential" cancelRemainingInstances="false"><task id="Y"/>'
            '<completionCondition>done</completionCondition></adHocSubProcess><endEvent id="E"/>'
            + flow("S", "G") + flow("G", "A") + flow("G", "B") + flow("A", "J") + flow("B", "J") + flow("J", "H") + flow("H", "E")
        )
    )  # fmt: skip
    hoc = model.nodes["H"]
    assert evaluate(model.nodes["J"].completion, activationCount=1) is True
    assert (hoc.ordering, hoc.cancel_remaining, evaluate(hoc.completion, done=True)) == ("Sequential", False, True)
    assert model.scopes["H"].sources == ("Y",)


class Decisions:
    def __init__(self):
        self.decisions = {"Fee": type("About", (), {"id": "D1"})()}
        self.decision_services = {"Service": None}


class One:
    """A decision handed in by name."""


def test_decisions_are_found_by_name_and_id():
    model, one = Decisions(), One()
    found = compiled(process(line('<task id="T"/>')), {"fee.dmn": model, "single": one}).decisions
    assert found == {"Fee": model, "D1": model, "Service": model, "single": one}


def test_a_global_rule_task_brings_its_decision():
    node = compiled(
        process(
            line('<callActivity id="C" calledElement="G"/>'),
            '<globalBusinessRuleTask id="G" motcua:calls="fee"/>',
        )
    ).nodes["C"]
    assert (node.kind, evaluate(node.calls)) == (NodeKind.RULE_TASK, "fee")


def test_a_model_with_relative_namespaces_still_has_a_hash():
    xml = process(line('<task id="T"/>')).replace(b"<definitions", b'<definitions xmlns:r="relative"')
    assert len(compiled(xml).hash) == 64


def test_quantities_are_read():
    node = compiled(process(line('<task id="T" startQuantity="2" completionQuantity="3"/>'))).nodes["T"]
    assert (node.start_quantity, node.completion_quantity) == (2, 3)
