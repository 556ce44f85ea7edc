"""Data (BPMN 2.0.2 §10.4), messages between pools and correlation (§8.4.2, §9), and how models may be written."""

from decimal import Decimal

import pytest

from tests.engine.conformance.models import (
    as_exported,
    boundary,
    catch,
    end,
    error,
    file,
    formal,
    message,
    model,
    pools,
    process,
    script,
    start,
    sub,
    task,
    throw,
    timer,
)
from tests.engine.conformance.runs import Run, demanded, told

SETS = "<inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet><dataOutputRefs>o</dataOutputRefs></outputSet>"


def io(inward: str, outward: str) -> str:
    """One data input ``taken`` and one data output ``made`` with their associations."""
    return (
        '<ioSpecification><dataInput id="i" name="taken"/><dataOutput id="o" name="made"/>'
        + SETS
        + "</ioSpecification>"
        f"<dataInputAssociation>{inward}</dataInputAssociation><dataOutputAssociation>{outward}</dataOutputAssociation>"
    )


def source(ref: str) -> str:
    return f"<sourceRef>{ref}</sourceRef>"


def target(ref: str) -> str:
    return f"<targetRef>{ref}</targetRef>"


OBJECTS = '<dataObject id="d1" name="first"/><dataObject id="d2" name="second"/>'
REFERENCES = '<dataObjectReference id="r1" name="shown one" dataObjectRef="d1"/><dataObjectReference id="r2" name="shown two" dataObjectRef="d2"/>'

# One line for each run or rule.
# fmt: off
DATA = [
    Run(name="in and out by associations", section="10.4.2", xml=model("S>A>E", OBJECTS, script("A", "{made: taken * 2}", "", io(source("d1") + target("i"), source("o") + target("d2")))), given={"first": 4}, trace="S A E", data={"first": 4, "second": 8, "made": None}),
    Run(name="references stand for their data object", section="10.4.1", xml=model("S>A>E", OBJECTS, REFERENCES, script("A", "{made: taken * 2}", "", io(source("r1") + target("i"), source("o") + target("r2")))), given={"first": 4}, trace="S A E", data={"second": 8}),
    Run(name="a transformation on the way in", section="10.4.2", xml=model("S>A>E", OBJECTS, script("A", "{made: taken}", "", io(source("d1") + target("i") + formal("transformation", "first + 1"), source("o") + target("d2")))), given={"first": 4}, trace="S A E", data={"second": 5}),
    Run(name="a transformation on the way out", section="10.4.2", xml=model("S>A>E", OBJECTS, script("A", "{made: taken}", "", io(source("d1") + target("i"), source("o") + target("d2") + formal("transformation", "made * 10")))), given={"first": 4}, trace="S A E", data={"second": 40}),
    Run(name="assignments", section="10.4.2", xml=model("S>A>E", OBJECTS, script("A", "{made: taken}", "", io(source("d1") + target("i") + f"<assignment>{formal('from', 'first * 3')}{formal('to', 'taken')}</assignment>", source("o") + target("d2") + f"<assignment>{formal('from', 'made')}{formal('to', 'second')}</assignment>"))), given={"first": 4}, trace="S A E", data={"second": 12}),
    Run(name="a user task's output", section="10.4.2", xml=model("S>A>E", OBJECTS, task("A", io(source("d1") + target("i"), source("o") + target("d2")), tag="userTask")), given={"first": 4}, answers={"A": {"made": 9}}, trace="S A E", data={"second": 9, "made": None}),
    Run(name="properties of the process", section="10.4.1", xml=file('<process id="P" isExecutable="true"><property id="pr" name="limit"/>' + process("P", "S>A>E", script("A", "{limit: 3}")).split(">", 1)[1]), trace="S A E", data={"limit": 3}),
    Run(name="the payload of a message goes by its association", section="10.5.1", xml=model("S>M1>E", OBJECTS, catch("M1", '<dataOutput id="mo" name="amount"/><dataOutputAssociation>' + source("mo") + target("d2") + "</dataOutputAssociation><outputSet><dataOutputRefs>mo</dataOutputRefs></outputSet>" + message())), answers={"$events": [{"message": "m", "payload": {"amount": 5}}]}, trace="S M1 E", data={"second": 5, "amount": None}),
    Run(name="a script's only output takes its result", section="10.4.2", xml=model("S>A>E", OBJECTS, script("A", "taken * 2", "", io(source("d1") + target("i"), source("o") + target("d2")))), given={"first": 4}, trace="S A E", data={"second": 8, "A": None}),
    Run(name="a message's content reaches the only output, whatever it was called", section="10.5.1", xml=model("S>M1>E", OBJECTS, catch("M1", '<dataOutput id="mo" name="received"/><dataOutputAssociation>' + source("mo") + target("d2") + "</dataOutputAssociation><outputSet><dataOutputRefs>mo</dataOutputRefs></outputSet>" + message())), answers={"$events": [{"message": "m", "payload": {"amount": 5}}]}, trace="S M1 E", data={"second": 5}),
    Run(name="a message of several values reaches the only output as a whole", section="10.5.1", xml=model("S>A>E", OBJECTS, task("A", '<ioSpecification><dataOutput id="o" name="received"/><inputSet/><outputSet><dataOutputRefs>o</dataOutputRefs></outputSet></ioSpecification><dataOutputAssociation>' + source("o") + target("d2") + "</dataOutputAssociation>", 'messageRef="M"', "receiveTask")), answers={"$events": [{"message": "m", "payload": {"x": 5, "y": 6}}]}, trace="S A E", data={"second": {"x": 5, "y": 6}}),
    Run(name="an error's data reaches its handler", section="10.5.1", xml=model("S>X>E; B>E2", OBJECTS, sub("X", "S1>E1", end("E1", '<dataInput id="ei" name="why"/><dataInputAssociation>' + source("d1") + target("ei") + "</dataInputAssociation><inputSet><dataInputRefs>ei</dataInputRefs></inputSet>" + error("R1"))), boundary("B", "X", '<dataOutput id="bo" name="reason"/><dataOutputAssociation>' + source("bo") + target("d2") + "</dataOutputAssociation><outputSet><dataOutputRefs>bo</dataOutputRefs></outputSet>" + error("R1"))), given={"first": "late"}, trace="S S1 E1 ~X B E2", data={"second": "late"}),
    Run(name="a message crosses pools whatever its ends call it", section="10.5.1", xml=pools(process("P", "S>T>E", '<dataObject id="d" name="amount"/>', throw("T", '<dataInput id="ti" name="sent"/><dataInputAssociation><sourceRef>d</sourceRef><targetRef>ti</targetRef></dataInputAssociation><inputSet><dataInputRefs>ti</dataInputRefs></inputSet>' + message("M"))), process("Q", "S1>E1", '<dataObject id="e" name="got"/>', start("S1", '<dataOutput id="so" name="received"/><dataOutputAssociation><sourceRef>so</sourceRef><targetRef>e</targetRef></dataOutputAssociation><outputSet><dataOutputRefs>so</dataOutputRefs></outputSet>' + message("M"))), flows=("T>S1",)), given={"amount": 12}, trace="S T E S1 E1", data={"Q": {"got": 12}}),
    Run(name="a call's ports stand for those of the called process", section="10.3.6", xml=file(process("P", "S>A>E", OBJECTS, task("A", io(source("d1") + target("i"), source("o") + target("d2")), tag="callActivity", attributes='calledElement="Q"')) + '<process id="Q" isExecutable="true"><ioSpecification><dataInput id="qi" name="amount"/><dataOutput id="qo" name="total"/><inputSet><dataInputRefs>qi</dataInputRefs></inputSet><outputSet><dataOutputRefs>qo</dataOutputRefs></outputSet></ioSpecification>' + process("Q", "S1>B>E1", script("B", "{total: amount + 1}")).split(">", 1)[1]), given={"first": 4}, trace="S S1 B E1 A E", data={"P": {"first": 4, "second": 5}}),
    Run(name="names with spaces", section="10.4.1", xml=model("S>A>x1-[total amount > 3]>B>E; x1-/>E2", '<dataObject id="d" name="total amount"/>', script("A", "{total amount: 4}"), task("B")), trace="S A x1 B E", data={"total amount": 4}),
    Run(name="data stores are kept with the data", section="10.4.1", xml=model("S>A>E", '<dataStoreReference id="r" dataStoreRef="ds"/>', OBJECTS, script("A", "{made: 7}", "", '<ioSpecification><dataOutput id="o" name="made"/><inputSet/><outputSet><dataOutputRefs>o</dataOutputRefs></outputSet></ioSpecification><dataOutputAssociation>' + source("o") + target("r") + "</dataOutputAssociation>"), before='<dataStore id="ds" name="register"/>'), trace="S A E", data={"register": 7}),
    Run(name="an answer replaces a list", section="kernel 3", xml=model("S>A>E", task("A", tag="userTask")), given={"list": [1, 2]}, answers={"A": {"list": [3]}}, trace="S A E", data={"list": [3]}),
    Run(name="numbers stay exact", section="kernel 3", xml=model("S>A>E", script("A", "{sum: 0.1 + 0.2}")), trace="S A E", data={"sum": Decimal("0.3")}),
]

ORDER = ("S>T>C>E", throw("T", message("M")), catch("C", message("M2")))

POOLS = [
    Run(name="a message starts the other pool and is answered", section="9.3", xml=pools(process("P", *ORDER), process("Q", "S1>A>E1", start("S1", message("M")), end("E1", message("M2"))), flows=("T>S1", "E1>C")), trace="S T S1 A E1 C E"),
    Run(name="a send task reaches a receive task", section="9.3", xml=pools(process("P", "S>A>E", task("A", tag="sendTask", attributes='messageRef="M"')), process("Q", "S1>B>E1", task("B", tag="receiveTask", attributes='messageRef="M"')), flows=("A>B",)), trace="S A E S1 B E1"),
    Run(name="the message flow names the message", section="9.3", xml=pools(process("P", "S>A>E", task("A", tag="sendTask")), process("Q", "S1>B>E1", start("S1", "<messageEventDefinition/>")), flows=("A>S1:M",)).replace(b' isExecutable="true"', b""), trace="S A E S1 B E1"),
    Run(name="only the sender says which message it is", section="9.3", xml=pools(process("P", "S>A>E", task("A", tag="sendTask", attributes='messageRef="M"')), process("Q", "S1>B>E1", start("S1", "<messageEventDefinition/>")), flows=("A>S1",)).replace(b' isExecutable="true"', b""), trace="S A E S1 B E1"),
    Run(name="only the receiver says which message it is", section="9.3", xml=pools(process("P", "S>A>E", task("A", tag="sendTask")), process("Q", "S1>B>E1", start("S1", message("M"))), flows=("A>S1",)).replace(b' isExecutable="true"', b""), trace="S A E S1 B E1"),
    Run(name="a pool whose none start event is aimed at waits for the message", section="9.3", xml=pools(process("P", "S>A>E"), process("Q", "S1>B>E1", start("S1", message("M")))), trace="S A E"),
    Run(name="two pools both begin by themselves", section="9.3", xml=pools(process("P", "S>A>E"), process("Q", "S1>B>E1")), trace="S S1 A E B E1", data={"P": {}, "Q": {}}),
    Run(name="a message to a black box goes out", section="9.3", xml=pools(process("P", "S>A>E", task("A", tag="sendTask", attributes='messageRef="M"')), flows=("A>box",), more='<participant id="box" name="Citizen"/>').replace(b"<messageFlow", b'<participant id="box" name="Citizen"/><messageFlow').replace(b'<participant id="box" name="Citizen"/></collaboration>', b"</collaboration>"), trace="S A E"),
    Run(name="a payload crosses by data associations", section="9.3, 10.4.2", xml=pools(process("P", "S>T>E", '<dataObject id="d" name="amount"/>', throw("T", '<dataInput id="ti" name="value"/><dataInputAssociation><sourceRef>d</sourceRef><targetRef>ti</targetRef></dataInputAssociation><inputSet><dataInputRefs>ti</dataInputRefs></inputSet>' + message("M"))), process("Q", "S1>B>E1", '<dataObject id="e" name="got"/>', start("S1", '<dataOutput id="so" name="value"/><dataOutputAssociation><sourceRef>so</sourceRef><targetRef>e</targetRef></dataOutputAssociation><outputSet><dataOutputRefs>so</dataOutputRefs></outputSet>' + message("M"))), flows=("T>S1",)), given={"amount": 12}, trace="S T E S1 B E1", data={"Q": {"got": 12}}),
    Run(name="correlation finds the right wait", section="8.4.2", xml=model("S>p1>C1>A>E1; p1>C2>B>E2", catch("C1", message("M", 'motcua:key="=first"')), catch("C2", message("M", 'motcua:key="=second"'))), given={"first": "a", "second": "b"}, answers={"$events": [{"at": "PT1S", "message": "m", "key": "b"}, {"at": "PT2S", "message": "m", "key": "x"}]}, trace="S p1 C2 B E2", waits="C1"),
    Run(name="correlation as BPMN writes it", section="8.4.2", xml=file(
        '<process id="P" isExecutable="true">' + process("P", "S>T>C>E", throw("T", message("M")), catch("C", message("M2"))).split(">", 1)[1].removesuffix("</process>") + '<correlationSubscription id="CS" correlationKeyRef="CK"><correlationPropertyBinding correlationPropertyRef="CP"><dataPath xsi:type="tFormalExpression">order</dataPath></correlationPropertyBinding></correlationSubscription></process>'
        + process("Q", "S1>R1>E1", start("S1", message("M")), throw("R1", '<dataInput id="ri" name="order"/><dataInputAssociation><sourceRef>qo</sourceRef><targetRef>ri</targetRef></dataInputAssociation><inputSet><dataInputRefs>ri</dataInputRefs></inputSet>' + message("M2")), '<dataObject id="qo" name="order"/>'),
        '<collaboration id="C0"><participant id="pp" processRef="P"/><participant id="qq" processRef="Q"/><messageFlow id="f1" sourceRef="T" targetRef="S1"/><messageFlow id="f2" sourceRef="R1" targetRef="C"/><correlationKey id="CK"><correlationPropertyRef>CP</correlationPropertyRef></correlationKey></collaboration>'
        '<correlationProperty id="CP"><correlationPropertyRetrievalExpression messageRef="M2"><messagePath xsi:type="tFormalExpression">order</messagePath></correlationPropertyRetrievalExpression></correlationProperty>'), given={"order": "o1"}, trace="S T S1", ended=None, waits="C R1", incidents=("key",)),
    Run(name="a terminated pool does not end the other", section="10.5.3", xml=pools(process("P", "S>A>E", end("E", "<terminateEventDefinition/>")), process("Q", "S1>B>C>E1")), trace="S S1 A E B C E1"),
    Run(name="without an answer the asking pool times out", section="9.3", xml=pools(process("P", "S>T>C>E; X>E2", throw("T", message("M")), task("C", tag="receiveTask", attributes='messageRef="M2"'), boundary("X", "C", timer("PT5S"))), process("Q", "S1>A>E1", start("S1", message("M"))), flows=("T>S1",)), answers={"A": {"$never": True}}, trace="S T S1 ~C X E2", waits="A"),
]


def written(inside: str, **how: str) -> bytes:
    return model("S>A>x1-[" + inside + "]>B>E; x1-/>E2", **how)


WAYS = [
    Run(name="not marked executable", section="10.2", xml=model("S>A>E", attributes=""), trace="S A E"),
    Run(name="marked not executable", section="10.2", xml=model("S>A>E", attributes='isExecutable="false"'), trace="S A E"),
    Run(name="public process", section="10.2", xml=model("S>A>E", attributes='isExecutable="true" processType="Private"'), trace="S A E"),
    Run(name="an expression without a type", section="8.4.5", xml=written("x > 1").replace(b' xsi:type="tFormalExpression"', b""), given={"x": 2}, trace="S A x1 B E"),
    Run(name="an expression that names FEEL as its language", section="8.4.5", xml=written("x > 1").replace(b'"tFormalExpression"', b'"tFormalExpression" language="https://www.omg.org/spec/DMN/20191111/FEEL/"'), given={"x": 2}, trace="S A x1 B E"),
    Run(name="a file that names FEEL as its language", section="8.4.5", xml=written("x > 1").replace(b'targetNamespace="urn:t"', b'targetNamespace="urn:t" expressionLanguage="http://www.omg.org/spec/FEEL/20140401"'), given={"x": 2}, trace="S A x1 B E"),
    Run(name="references with the prefix of the target namespace", section="15.3", xml=model("S>A>E", task("A", tag="receiveTask", attributes='messageRef="t:M"')), answers={"$events": [{"message": "m"}]}, trace="S A E"),
    Run(name="a called element with a prefix", section="15.3", xml=file(process("P", "S>A>E", task("A", tag="callActivity", attributes='calledElement="t:Q"')) + process("Q", "S1>E1")), trace="S S1 E1 A E"),
    Run(name="sequence flows before the nodes they connect", section="15", xml=file('<process id="P" isExecutable="true"><sequenceFlow id="f1" sourceRef="S" targetRef="A"/><sequenceFlow id="f2" sourceRef="A" targetRef="E"/><endEvent id="E"/><task id="A"/><startEvent id="S"/></process>'), trace="S A E"),
    Run(name="sequence flows without an id", section="15", xml=model("S>A>E").replace(b'id="S_A" ', b"").replace(b'id="A_E" ', b""), trace="S A E"),
    Run(name="a condition in CDATA over several lines", section="8.4.5", xml=written("\n  x\n  > 1\n "), given={"x": 2}, trace="S A x1 B E"),
    Run(name="a timer that is chosen", section="table 10.101", xml=model("S>T>E", catch("T", timer("if fast then quick else slow"))), given={"fast": True, "quick": "PT2S", "slow": "PT9S"}, trace="S T E", took="2"),
    Run(name="comments and processing instructions everywhere", section="15", xml=model("S>A>E", '<?pi x?><!-- c --><task id="A"><!-- d --></task>'), trace="S A E"),
    Run(name="lanes change nothing", section="10.8", xml=model("S>A>B>E", '<laneSet id="ls"><lane id="l1"><flowNodeRef>S</flowNodeRef><flowNodeRef>A</flowNodeRef></lane><lane id="l2"><flowNodeRef>B</flowNodeRef><flowNodeRef>E</flowNodeRef></lane></laneSet>'), trace="S A B E"),
    Run(name="artifacts change nothing", section="8.4.1", xml=model("S>A>E").replace(b"</process>", b'<group id="gr"/><textAnnotation id="ta"><text>hi</text></textAnnotation><association id="as" sourceRef="A" targetRef="ta"/></process>'), trace="S A E"),
    Run(name="interfaces, resources and categories change nothing", section="8.4", xml=model("S>A>E", task("A", tag="serviceTask", attributes='implementation="##WebService" operationRef="Op"'), before='<itemDefinition id="id1" structureRef="xsd:string" xmlns:xsd="http://www.w3.org/2001/XMLSchema"/><interface id="If" name="i"><operation id="Op" name="o"><inMessageRef>M</inMessageRef></operation></interface><resource id="rs" name="r"/><category id="ca" name="c"><categoryValue id="cv" value="v"/></category>'), trace="S A E"),
    Run(name="a breach of a rule of structure is told but played", section="play", xml=model("S>A>B", task("A"), task("B")), trace="S A B"),
    Run(name="a boundary event that leads nowhere is played", section="play", xml=model("S>A>E", task("A"), boundary("B", "A", timer("PT2S"))), answers={"A": {"$never": True}}, trace="S ~A B"),
    Run(name="a loose activity beside a start event begins too", section="10.3.2", xml=model("S>A>E; B>E2"), trace="S B E2 A E"),
]

RUNS = [*DATA, *POOLS, *WAYS]
# fmt: on


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_data_and_pools_do_what_the_specification_says(run: Run) -> None:
    assert told(run) == demanded(run)


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_the_way_a_tool_writes_the_file_changes_nothing(run: Run) -> None:
    assert told(run, as_exported(run.xml)) == demanded(run)
