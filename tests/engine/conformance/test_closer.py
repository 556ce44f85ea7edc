"""Beginnings, conversations and data that activities need (BPMN 2.0.2 §8.4.2, §10.4, §10.5.2, §13.2)."""

import pytest

from tests.engine.conformance.models import (
    boundary,
    catch,
    condition,
    error,
    file,
    formal,
    many,
    message,
    model,
    pools,
    process,
    script,
    signal,
    start,
    sub,
    task,
    throw,
    timer,
)
from tests.engine.conformance.runs import Run, demanded, told
from tests.engine.conformance.test_data_and_pools import OBJECTS

NEVER = {"$never": True}
ADD = "{n: if n = null then 1 else n + 1}"


def gate(ident: str, attributes: str = "") -> str:
    return f'<eventBasedGateway id="{ident}" {attributes}/>'


def correlated(*props):
    """Correlation properties with their message paths, and the key made of them."""
    found = ""
    for name, paths in props:
        read = "".join(
            f'<correlationPropertyRetrievalExpression messageRef="{ref}">{formal("messagePath", path)}'
            "</correlationPropertyRetrievalExpression>"
            for ref, path in paths
        )
        found += f'<correlationProperty id="{name}">{read}</correlationProperty>'
    members = "".join(f"<correlationPropertyRef>{name}</correlationPropertyRef>" for name, _ in props)
    return found, f'<correlationKey id="CK">{members}</correlationKey>'


PR, KEY = correlated(("CP", [("M", "order"), ("M2", "id")]))


def sets(*inside):
    return f"<ioSpecification>{''.join(inside)}</ioSpecification>"


def fill(data, port):
    return f"<dataInputAssociation><sourceRef>{data}</sourceRef><targetRef>{port}</targetRef></dataInputAssociation>"


def need(*ports, optional=()):
    refs = "".join(f"<dataInputRefs>{port}</dataInputRefs>" for port in ports)
    return (
        f"<inputSet>{refs}{''.join(f'<optionalInputRefs>{port}</optionalInputRefs>' for port in optional)}</inputSet>"
    )


ALONE = f'<collaboration id="CC"><participant id="pp" processRef="P"/>{KEY}</collaboration>'


def payload(ident, name, source):
    return f'<dataInput id="{ident}" name="{name}"/><dataInputAssociation><sourceRef>{source}</sourceRef><targetRef>{ident}</targetRef></dataInputAssociation><inputSet><dataInputRefs>{ident}</dataInputRefs></inputSet>'


ONE = pools(
    process(
        "P",
        "S>T>C>E",
        '<dataObject id="d1" name="order"/>',
        throw("T", payload("t1", "order", "d1") + message("M")),
        catch("C", message("M2")),
    ),
    process(
        "Q",
        "S1>A>R>E1",
        '<dataObject id="q" name="order"/>',
        start("S1", message("M")),
        task("A"),
        throw("R", payload("t3", "id", "q") + message("M2")),
    ),
    flows=("T>S1", "R>C"),
    before=PR,
    more=KEY,
)

# One line for each run.
# fmt: off
BEGINNINGS = [
Run(name="a signal reaches every pool that begins at the same time", section="10.5.2", xml=pools(process("P","S>T>E",throw("T",signal())),process("Q","S1>C>E1",catch("C",signal())),process("R","S2>D>E2; B>E3",task("D"),boundary("B","D",signal()))), answers={"D":NEVER}, trace="S T E S1 S2 C E1 ~D B E3"),
Run(name="called processes end before the calls that are cancelled", section="10.5.2", xml=file(process("P","S>A>E;B>E9",task("A",many("2"),tag="callActivity",attributes='calledElement="Q"'),boundary("B","A",error("R1")))+process("Q","S1>C>E1",task("C",tag="serviceTask"))),answers={"C":[{"$after":"PT1S","$error":"E1"},NEVER]},trace="S S1 S1 ~C ~C ~A ~A B E9"),
Run(name="a pool that begins by a timer begins when it is due", section="10.5.2", xml=pools(process("P","S>A>E"),process("Q","S1>B>E1",start("S1",timer("PT5S")))),answers={"A":{"$after":"PT1S"}},trace="S A E S1 B E1",took="5"),
Run(name="a start cycle makes as many instances as it counts", section="10.5.2", xml=model("S>A>E",start("S",timer("R3/PT5S"))),trace="S A E S A E S A E",took="15"),
Run(name="a start cycle without an end is played once", section="10.5.2", xml=model("S>A>E",start("S",timer("R/PT5S"))),trace="S A E",took="5"),
Run(name="a start condition that holds begins the process", section="10.5.2", xml=model("S>A>E",start("S",condition("x > 1"))),given={"x":2},trace="S A E"),
Run(name="a start condition that does not hold begins nothing", section="10.5.2", xml=model("S>A>E",start("S",condition("x > 1"))),given={"x":1},trace="",ended=False),
Run(name="a pool that begins by a condition of the given data", section="10.5.2", xml=pools(process("P","S>A>E"),process("Q","S1>B>E1",start("S1",condition("x=1")))),given={"x":1},trace="S S1 A E B E1"),
Run(name="of several start events without a trigger one begins", section="10.5.2", xml=model("S>A>E;S2>B>E"),trace="S A E"),
Run(name="each start event that happens makes an instance of its own", section="10.5.2", xml=model("S>A>E;S2>B>E",start("S",timer("PT5S")),start("S2",message())),answers={"$events":[{"at":"PT1S","message":"m"}]},trace="S2 B E S A E",took="5"),
]

CONVERSATIONS = [
Run(name="the answer of the same conversation is taken",section="8.4.2",xml=ONE,given={"order":"o1"},trace="S T S1 A R E1 C E"),
Run(name="an answer of another conversation is not taken",section="8.4.2",xml=ONE,given={"order":"o1"},answers={"A":{"order":"x9"}},trace="S T S1 A R E1",waits="C"),
Run(name="a message from outside is matched by its content",section="8.4.2",xml=ONE,given={"order":"o1"},answers={"A":NEVER,"$events":[{"at":"PT1S","message":"m2","payload":{"id":"o2"}},{"at":"PT2S","message":"m2","payload":{"id":"o1"}}]},trace="S T S1 C E",waits="A",took="2"),
Run(name="the first message received fixes the key",section="8.4.2",xml=file(PR+process("P","S>C1>C2>E",catch("C1",message("M")),catch("C2",message("M2")))+ALONE),answers={"$events":[{"at":"PT1S","message":"m","payload":{"order":7}},{"at":"PT2S","message":"m2","payload":{"id":8}},{"at":"PT3S","message":"m2","payload":{"id":7}}]},trace="S C1 C2 E",took="3"),
Run(name="a message start fixes the key",section="8.4.2",xml=file(PR+process("P","S>C2>E",start("S",message("M")),catch("C2",message("M2")))+ALONE),answers={"$events":[{"at":"PT1S","message":"m","payload":{"order":7}},{"at":"PT2S","message":"m2","payload":{"id":8}},{"at":"PT3S","message":"m2","payload":{"id":7}}]},trace="S C2 E",took="3"),
Run(name="two conversations of one process",section="8.4.2",xml=file(PR+process("P","S>C2>E",start("S",message("M")),catch("C2",message("M2")))+ALONE),answers={"$events":[{"at":"PT1S","message":"m","payload":{"order":7}},{"at":"PT1S","message":"m","payload":{"order":8}},{"at":"PT2S","message":"m2","payload":{"id":8}},{"at":"PT3S","message":"m2","payload":{"id":7}}]},trace="S S C2 E C2 E",took="3"),
Run(name="parallel event gateway with one conversation",section="10.6.6",xml=file(PR+process("P","g>C1>E; g>C2>E2",gate("g",'instantiate="true" eventGatewayType="Parallel"'),catch("C1",message("M")),catch("C2",message("M2")))+ALONE),answers={"$events":[{"at":"PT1S","message":"m","payload":{"order":7}},{"at":"PT2S","message":"m2","payload":{"id":8}},{"at":"PT3S","message":"m2","payload":{"id":7}}]},trace="g C1 E g C2 E2 C2 E2",took="3",waits="C1"),
]

IN2 = '<dataInput id="i1" name="a1"/><dataInput id="i2" name="a2"/>'
ONE_SET = sets('<dataInput id="i1" name="a1"/>', need("i1"), "<outputSet/>") + fill("d1", "i1")
OPTIONAL = '<ioSpecification><dataOutput id="o" name="made"/><inputSet/><outputSet><dataOutputRefs>o</dataOutputRefs><optionalOutputRefs>o</optionalOutputRefs></outputSet></ioSpecification><dataOutputAssociation><sourceRef>o</sourceRef><targetRef>d2</targetRef></dataOutputAssociation>'

NEEDED = [
    Run(name="an activity waits for the data it needs",section="13.3.2",xml=model("S>p1>A>E; p1>B>E2",OBJECTS,task("A",ONE_SET,tag="userTask"),script("B","{first: 3}")),trace="S p1 B E2 A E"),
    Run(name="data that never comes keeps the activity from beginning",section="13.3.2",xml=model("S>A>E",OBJECTS,task("A",ONE_SET,tag="userTask")),trace="S",waits="A"),
    Run(name="an optional input is not waited for",section="13.3.2",xml=model("S>A>E",OBJECTS,task("A",sets('<dataInput id="i1" name="a1"/>',need("i1", optional=("i1",)),"<outputSet/>")+fill("d1","i1"),tag="userTask")),trace="S A E"),
    Run(name="the first input set that is available is taken",section="13.3.2",xml=model("S>A>E",OBJECTS,script("A","{got: [a1, a2]}","",sets(IN2,need("i1"),need("i2"),"<outputSet/>")+fill("d1","i1")+fill("d2","i2"))),given={"second":5},trace="S A E",data={"got":[None,5]}),
    Run(name="of two available input sets the first wins",section="13.3.2",xml=model("S>A>E",OBJECTS,script("A","{got: [a1, a2]}","",sets(IN2,need("i1"),need("i2"),"<outputSet/>")+fill("d1","i1")+fill("d2","i2"))),given={"first":4,"second":5},trace="S A E",data={"got":[4,None]}),
    Run(name="data answered by a later task",section="13.3.2",xml=model("S>p1>A>p2>E; p1>B>p2",OBJECTS,task("A",ONE_SET),task("B",tag="userTask")),answers={"B":{"$after":"PT5S","first":1}},trace="S p1 B A p2 E",took="5"),
    Run(name="an activity that waits for data is interrupted with its scope",section="13.3.2",xml=model("S>X>E; B>E2",OBJECTS,sub("X","S1>A>E1",task("A",ONE_SET)),boundary("B","X",timer("PT5S"))),trace="S S1 ~A ~X B E2",took="5"),
    Run(name="an optional output that was not made changes nothing",section="10.4.2",xml=model("S>A>E",OBJECTS,script("A","{other: 1}","",'<ioSpecification><dataOutput id="o" name="made"/><inputSet/><outputSet><dataOutputRefs>o</dataOutputRefs><optionalOutputRefs>o</optionalOutputRefs></outputSet></ioSpecification><dataOutputAssociation><sourceRef>o</sourceRef><targetRef>d2</targetRef></dataOutputAssociation>')),given={"second":8},trace="S A E",data={"second":8}),
    Run(name="a multi-instance activity waits for other data than its collection",section="13.3.2",xml=model("S>p1>A>E; p1>B>E2",OBJECTS,task("A",ONE_SET+many("2"),tag="userTask"),script("B","{first: 3}")),trace="S p1 B E2 A A E"),
    Run(name="a call waits for the data it hands over",section="13.3.2",xml=file(process("P","S>p1>A>E; p1>B>E2",OBJECTS,task("A",ONE_SET,tag="callActivity",attributes='calledElement="Q"'),script("B","{first: 3}"))+process("Q","S1>C>E1")),trace="S p1 B E2 S1 C E1 A E"),
    Run(name="start quantity and data",section="13.3.2",xml=model("S>p1>A>E; p1>C>A; p1>B>E2",OBJECTS,task("A",ONE_SET,'startQuantity="2"'),script("B","{first: 3}")),trace="S p1 B E2 C A E"),
]

RUNS = [*NEEDED, *BEGINNINGS, *CONVERSATIONS]
# fmt: on


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_a_model_does_what_the_specification_says(run: Run) -> None:
    assert told(run) == demanded(run)
