"""Beginnings, conversations and data that activities need (BPMN 2.0.2 §8.4.2, §10.4, §10.5.2, §13.2)."""

import pytest

from tests.engine.conformance.models import (
    CANCEL,
    TERMINATE,
    beside,
    boundary,
    catch,
    compensate,
    condition,
    end,
    error,
    escalation,
    event_sub,
    file,
    formal,
    link,
    loop,
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
    undo,
)
from tests.engine.conformance.runs import Run, demanded, told
from tests.engine.conformance.test_data_and_pools import OBJECTS, io, source, target

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


REM = "{l: append(l, loopCounter)}"


def counting(condition):
    return f'<complexGateway id="c">{formal("activationCondition", condition)}</complexGateway>'


def undos(ident, host, text):
    """A compensation activity that is a script."""
    task_ = undo(ident, host, "scriptTask", f"<script><![CDATA[{text}]]></script>")
    return task_.replace("<scriptTask ", '<scriptTask scriptFormat="feel" ', 1)


def timed(kind, text):
    return f"<timerEventDefinition>{formal(kind, text)}</timerEventDefinition>"


def waiting(kind, text):
    return model("S>T>E", catch("T", timed(kind, text)))


def repeating(text, kind="timeCycle"):
    """A timer beside a task of a minute that counts how often it fires."""
    return model("S>A>E; B>N>E2", task("A"), beside("B", "A", timed(kind, text)), script("N", ADD))


L60 = {"A": {"$after": "PT60S"}}
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

FURTHER = [
    Run(name="a compensation event sub-process runs for each instance of a completed multi-instance sub-process, the last first",section="13.5.5",xml=model("S>X>T>E",sub("X","S1>A>E1",event_sub("V","S3>N>E3",start("S3",compensate()),script("N","{l: append(l, loopCounter)}")),before=many("2",'isSequential="true"')),throw("T",compensate("X"))),given={"l":[]},trace="S S1 A E1 X S1 A E1 X S3 N E3 V S3 N E3 V T E",data={"l":[2,1]}),
    Run(name="compensation of a whole scope mixes activities and sub-processes in reverse order",section="13.5.5",xml=model("S>A>X>B>T>E",undo("UA","A"),task("A"),sub("X","S1>C>D>E1",task("C"),task("D"),undo("UC","C"),undo("UD","D")),task("B"),undo("UB","B"),throw("T",compensate())),trace="S A S1 C D E1 X B UB UD UC UA T E"),
    Run(name="compensation end event in a sub-process undoes only that sub-process",section="10.5.6",xml=model("S>A>X>E",task("A"),undo("UA","A"),sub("X","S1>B>E1",task("B"),undo("UB","B"),end("E1",compensate()))),trace="S A S1 B UB E1 X E"),
    Run(name="error handler compensates what its scope has done, then the process goes on",section="13.5.5",xml=model("S>X>D>E",sub("X","S1>A>B>E1",task("A"),undo("UA","A"),task("B",tag="serviceTask"),event_sub("V","S3>T>E3",start("S3",error()),throw("T",compensate())))),answers={"B":{"$error":"E1"}},trace="S S1 A ~B S3 UA T E3 V X D E"),
    Run(name="cancel of a transaction in a loop",section="10.3.5",xml=model("S>X>E;C>N>x1-[n<2]>X; x1-/>E2",sub("X","S1>A>E1",task("A"),undo("UA","A"),end("E1",CANCEL),tag="transaction"),boundary("C","X",CANCEL),script("N",ADD)),trace="S S1 A E1 UA ~X C N x1 S1 A E1 UA ~X C N x1 E2"),
    Run(name="hazard: an error end event leaves the transaction by its error boundary",section="10.3.5",xml=model("S>X>E;C>E2;H>E3",sub("X","S1>A>E1",task("A"),undo("UA","A"),end("E1",error("R1")),tag="transaction"),boundary("C","X",CANCEL),boundary("H","X",error())),trace="S S1 A E1 ~X H E3"),
    Run(name="non-interrupting event sub-process by signal thrown inside",section="10.3.5",xml=model("S>T>A>E",throw("T",signal()),event_sub("V","S3>B>E3",start("S3",signal(),'isInterrupting="false"'))),trace="S T S3 A E B E3 V"),
    Run(name="terminate inside an interrupting event sub-process of the process ends only the handler",section="10.5.3",xml=model("S>A>E",event_sub("V","S3>p1>B>E3; p1>C>E4",start("S3",timer("PT1S")),end("E3",TERMINATE))),answers={"A":NEVER,"C":NEVER},trace="S ~A S3 p1 B E3 ~C V"),
    Run(name="an interrupting boundary while the sub-process's own handler runs",section="13.5.4",xml=model("S>X>E; B>E2",sub("X","S1>A>E1",event_sub("V","S3>C>E3",start("S3",timer("PT1S")))),boundary("B","X",timer("PT2S"))),answers={"A":NEVER,"C":NEVER},trace="S S1 ~A S3 ~C ~V ~X B E2",took="2"),
    Run(name="completion condition of a sequential multi-instance over a collection",section="10.3.8",xml=model("S>A>E",'<dataObject id="d" name="items" isCollection="true"/>',task("A",'<multiInstanceLoopCharacteristics isSequential="true"><loopDataInputRef>d</loopDataInputRef><inputDataItem id="it" name="x"/>'+formal("completionCondition","x = 2")+"</multiInstanceLoopCharacteristics>")),given={"items":[1,2,3]},trace="S A A E"),
    Run(name="behaviour One throws once even when several finish",section="table 10.31",xml=model("S>A>E; B>N>E2","",task("A",many("3",'behavior="One" oneBehaviorEventRef="SD"')),beside("B","A",signal()),script("N",ADD),before='<signalEventDefinition id="SD" signalRef="G"/>'),trace="S A B N E2 A A E",data={"n":1}),
    Run(name="complex gateway 2 of 3, third late, then second round",section="13.4.5",xml=model("S>p1>A>c>D>E; p1>B>c; p1>C>c",counting("activationCount >= 2")),answers={"C":{"$after":"PT5S"}},trace="S p1 A B c D E C",took="5"),
    Run(name="complex gateway with conditions on reset",section="13.4.5",xml=model("S>p1>A>c; p1>B>c; p1>C>c; c-[waitingForStart]>D>E; c-[not(waitingForStart)]>F>E2",counting("activationCount >= 1")),answers={"B":{"$after":"PT2S"},"C":{"$after":"PT4S"}},trace="S p1 A c D E B C F E2",took="4"),
    Run(name="inclusive: several tokens on a held flow wait for the next round",section="13.4.3",xml=model("S>p1>A>o1>D>E; p1>B>o1; p1>C>A"),answers={"B":{"$after":"PT3S"}},trace="S p1 A C A B o1 o1 D E D E",took="3"),
    Run(name="event-based gateway in each multi-instance iteration",section="10.6.6",xml=model("S>X>E",sub("X","S1>g>C1>E1; g>C2>E2",gate("g"),catch("C1",signal()),catch("C2",timer("PT5S")),before=many("2"))),answers={"$events":[{"at":"PT1S","signal":"g"}]},trace="S S1 S1 g C1 E1 X g C1 E1 X E",took="1"),
    Run(name="escalation end event of a called process is caught by an event sub-process of the caller",section="10.5.6",xml=file(process("P","S>A>E",task("A",tag="callActivity",attributes='calledElement="Q"'),event_sub("V","S3>N>E3",start("S3",escalation("L1"),'isInterrupting="false"'),script("N",ADD)))+process("Q","S1>C>E1",end("E1",escalation("L1")))),trace="S S1 C E1 S3 N E3 V A E",data={"P":{"n":1}}),
    Run(name="an error of one of two parallel calls ends the other",section="10.5.6",xml=file(process("P","S>X>E;B>E9",sub("X","S2>p1>A>E2; p1>C>E3",task("A",tag="callActivity",attributes='calledElement="Q"'),task("C",tag="callActivity",attributes='calledElement="R"')),boundary("B","X",error("R1")))+process("Q","S3>D>E4",end("E4",error("R1")))+process("R","S4>F>E5")),answers={"F":NEVER,"D":{"$after":"PT1S"}},trace="S S2 p1 S3 S4 D E4 ~F ~C ~A ~X B E9"),
    Run(name="a loop with a boundary that does not interrupt every round",section="10.3.8",xml=model("S>A>E;B>N>E2",task("A",loop("loopCounter < 3")),beside("B","A",timer("R/PT2S")),script("N",ADD)),answers={"A":[{"$after":"PT3S"},{"$after":"PT3S"},{"$after":"PT1S"}]},trace="S B N E2 A B N E2 A B N E2 A E",data={"n":3},took="7"),
    Run(name="ad-hoc sub-process with flows inside: only what nothing leads to starts",section="13.3.5",xml=model("S>X>E",sub("X","A>B; C",task("A"),task("B"),task("C"),tag="adHocSubProcess",attributes='ordering="Sequential"')),trace="S A B C X E"),
    Run(name="conditional boundary beside fires on each change from false to true",section="10.5.4",xml=model("S>p1>A>E; B>N>E2; p1>C>D>F>E3",task("A"),beside("B","A",condition("v > 1")),script("N",ADD),script("C","{v: 2}"),script("D","{v: 0}"),script("F","{v: 5}")),answers={"A":{"$after":"PT9S"}},given={"v":0},trace="S p1 C D B F N E3 B E2 N E2 A E",data={"n":2}),
    Run(name="message boundary of a sub-process takes the payload",section="10.5.4",xml=model("S>X>E; B>E2",sub("X","S1>A>E1"),boundary("B","X",message())),answers={"A":NEVER,"$events":[{"at":"PT1S","message":"m","payload":{"v":3}}]},trace="S S1 ~A ~X B E2",data={"v":3}),
    Run(name="uncontrolled flow into an end event with several tokens",section="10.5.3",xml=model("S>p1>A>E; p1>B>E"),trace="S p1 A E B E"),
    Run(name="parallel multiple start of an event sub-process beside",section="10.5.2",xml=model("S>A>E",event_sub("V","S3>N>E3",start("S3",signal()+message(),'isInterrupting="false" parallelMultiple="true"'),script("N",ADD))),answers={"A":{"$after":"PT9S"},"$events":[{"at":"PT1S","signal":"g"},{"at":"PT2S","signal":"g"},{"at":"PT3S","message":"m"},{"at":"PT4S","message":"m"},{"at":"PT5S","signal":"g"}]},trace="S S3 N E3 V S3 N E3 V A E",data={"n":2}),
    Run(name="link inside an event sub-process",section="10.5.5",xml=model("S>A>E",event_sub("V","S3>L; C>B>E3",start("S3",timer("PT1S")),throw("L",link("x")),catch("C",link("x")))),answers={"A":NEVER},trace="S ~A S3 L C B E3 V"),
    Run(name="two boundary events at the same instant: the earlier opened first, interrupting wins",section="kernel 2",xml=model("S>A>E; B>E2; C>E3",task("A"),boundary("B","A",timer("PT2S")),beside("C","A",timer("PT2S"))),answers={"A":NEVER},trace="S ~A B E2"),
    Run(name="default flow of an inclusive gateway with a false condition and unconditional other",section="10.6.3",xml=model("S>o1-[false]>A>E; o1-[true]>B>E; o1-/>C>E"),trace="S o1 B E"),
    Run(name="a signal end event starts another process which signals back",section="10.5.1",xml=file(process("P","S>T>C>E",throw("T",signal()),catch("C",signal("G2")))+process("Q","S1>A>E1",start("S1",signal()),end("E1",signal("G2")))),trace="S T S1 A E1 C E"),
    Run(name="timer start of event sub-process by date",section="10.5.2",xml=model("S>A>E",event_sub("V","S3>E3",start("S3",timer("2026-01-05T08:00:30+07:00")))),answers={"A":NEVER},trace="S ~A S3 E3 V",took="30"),
    Run(name="sequential MI of a call activity with a compensating handler, reverse",section="13.5.5",xml=file(process("P","S>A>T>E",task("A",many("2",'isSequential="true"'),tag="callActivity",attributes='calledElement="Q"'),undos("UA","A",REM),throw("T",compensate("A")))+process("Q","S1>E1")),given={"l":[]},trace="S S1 E1 A S1 E1 A UA UA T E",data={"P":{"l":[2,1]}}),
    Run(name="compensation handler with a boundary error",section="13.5.5",xml=model("S>A>T>E; B>E2",task("A"),undo("UA","A","serviceTask"),boundary("B","UA",error()),throw("T",compensate())),answers={"UA":{"$error":"E1"}},trace="S A ~UA B E2 T E"),
]

MORE = [
    # data
    Run(name="a property of a task lives with the task",section="10.4.1",xml=model("S>A>E",OBJECTS,script("A","{p: 5}","",'<property id="tp" name="p"/>')),trace="S A E",data={"p":None}),
    Run(name="a data object of a sub-process hides one of the process",section="10.4.1",xml=model("S>A>X>E",'<dataObject id="d" name="v"/>',script("A","{v: 1}"),sub("X","S1>B>E1",'<dataObject id="d2" name="v"/>',script("B","{v: 2}"))),trace="S A S1 B E1 X E",data={"v":1}),
    Run(name="several data associations in order",section="10.4.2",xml=model("S>A>E",OBJECTS,script("A","{made: i + 1}","",io(source("d1")+target("i"),source("o")+target("d2")))),given={"first":4},trace="S A E",data={"second":None}),
    Run(name="signal payload through data",section="10.5.1",xml=model("S>p1>T>E; p1>C>E2",'<dataObject id="d" name="amount"/>','<dataObject id="g" name="got"/>',throw("T",'<dataInput id="ti" name="v"/><dataInputAssociation><sourceRef>d</sourceRef><targetRef>ti</targetRef></dataInputAssociation><inputSet><dataInputRefs>ti</dataInputRefs></inputSet>'+signal()),catch("C",'<dataOutput id="co" name="v"/><dataOutputAssociation><sourceRef>co</sourceRef><targetRef>g</targetRef></dataOutputAssociation><outputSet><dataOutputRefs>co</dataOutputRefs></outputSet>'+signal())).replace(b'<sequenceFlow id="p1_T"',b'<sequenceFlow id="p1_T"'),given={"amount":4},trace="S p1 T E",waits="C"),
    Run(name="MI output collection in item order",section="10.3.8",xml=model("S>A>E",'<dataObject id="d" name="items" isCollection="true"/><dataObject id="r" name="results" isCollection="true"/>',script("A","{out: x * 10}","",'<multiInstanceLoopCharacteristics><loopDataInputRef>d</loopDataInputRef><loopDataOutputRef>r</loopDataOutputRef><inputDataItem id="it" name="x"/><outputDataItem id="ot" name="out"/></multiInstanceLoopCharacteristics>')),given={"items":[3,1,2]},trace="S A A A E",data={"results":[30,10,20],"out":None}),
    Run(name="cond flow uses MI results",section="10.3.8",xml=model("S>A>x1-[count(results) = 2]>B>E; x1-/>E2",'<dataObject id="d" name="items" isCollection="true"/><dataObject id="r" name="results" isCollection="true"/>',script("A","{out: x}","",'<multiInstanceLoopCharacteristics isSequential="true"><loopDataInputRef>d</loopDataInputRef><loopDataOutputRef>r</loopDataOutputRef><inputDataItem id="it" name="x"/><outputDataItem id="ot" name="out"/></multiInstanceLoopCharacteristics>')),given={"items":[3,1]},trace="S A A x1 B E"),
    Run(name="assignment with from and to",section="10.4.2",xml=model("S>A>E",OBJECTS,task("A",'<ioSpecification><dataInput id="i" name="i"/><inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet/></ioSpecification><dataInputAssociation><targetRef>i</targetRef><assignment><from>first + 1</from><to>i</to></assignment></dataInputAssociation>',tag="userTask")),given={"first":1},trace="S A E"),
    Run(name="script output null",section="kernel 4",xml=model("S>A>E",script("A","{v: unknown}")),trace="S A E",data={"v":None}),
    Run(name="script raising error",section="kernel",xml=model("S>A>E;B>E2",script("A",'if true then raise error("E1","no") else {}'),boundary("B","A",error("R1"))),trace="S ~A B E2"),
    Run(name="script raising escalation",section="kernel",xml=model("S>A>E;B>E2",script("A",'raise escalation("C1")'),beside("B","A",escalation("L1"))),trace="S A B E E2"),
    Run(name="standard loop over user task condition on answer",section="10.3.8",xml=model("S>A>E",task("A",loop("not(ok)"),tag="userTask")),answers={"A":[{"ok":False},{"ok":True}]},trace="S A A E"),
    Run(name="a loop whose condition stays true stops at its maximum",section="10.3.8",xml=model("S>A>E",task("A",loop("true",'loopMaximum="3"'))),trace="S A A A E"),
    Run(name="global script task with parameters",section="10.3.6",xml=file(process("P","S>A>E",task("A",tag="callActivity",attributes='calledElement="GS"'))+'<globalScriptTask id="GS" scriptLanguage="feel"><script>{v: 7}</script></globalScriptTask>'),trace="S A E",data={"v":7}),
    Run(name="error with no code on throw caught by any",section="10.5.5",xml=model("S>X>E;B>E2",sub("X","S1>E1",end("E1",error("R1"))),boundary("B","X",error())),trace="S S1 E1 ~X B E2"),
    Run(name="error boundary for code by name of error without code",section="10.5.5",xml=model("S>X>E;B>E2",sub("X","S1>E1",end("E1",error("R9"))),boundary("B","X",error("R9")),before='<error id="R9" name="nine"/>',attributes=""),trace="S S1 E1 ~X B E2"),
    Run(name="two error ends at once, one boundary",section="10.5.6",xml=model("S>X>E;B>E2",sub("X","S1>p1>E1; p1>E3",end("E1",error("R1")),end("E3",error("R1"))),boundary("B","X",error())),trace="S S1 p1 E1 ~X B E2"),
    Run(name="two sequential message catches same message",section="10.5.4",xml=model("S>C1>C2>E",catch("C1",message()),catch("C2",message())),answers={"$events":[{"at":"PT1S","message":"m"},{"at":"PT2S","message":"m"}]},trace="S C1 C2 E",took="2"),
    Run(name="timer catch after timer",section="13",xml=model("S>T1>T2>E",catch("T1",timer("PT1S")),catch("T2",timer("PT2S"))),trace="S T1 T2 E",took="3"),
    Run(name="parallel timers join",section="13",xml=model("S>p1>T1>p2>E;p1>T2>p2",catch("T1",timer("PT1S")),catch("T2",timer("PT2S"))),trace="S p1 T1 T2 p2 E",took="2"),
    Run(name="boundary timers on subprocess and inside",section="13",xml=model("S>X>E;B>E2",sub("X","S1>A>E1;C>E3",task("A"),boundary("C","A",timer("PT1S"))),boundary("B","X",timer("PT2S"))),answers={"A":NEVER},trace="S S1 ~A C E3 X E",took="1"),
    Run(name="event sub inside sub interrupts only sub",section="13",xml=model("S>X>B>E",sub("X","S1>A>E1",event_sub("V","S3>E3",start("S3",message())))),answers={"A":NEVER,"$events":[{"at":"PT1S","message":"m"}]},trace="S S1 ~A S3 E3 V X B E"),
    Run(name="message to event sub non-int while main ends waits for handler",section="13",xml=model("S>A>E",event_sub("V","S3>B>E3",start("S3",message(),'isInterrupting="false"'))),answers={"A":{"$after":"PT2S"},"B":{"$after":"PT5S"},"$events":[{"at":"PT1S","message":"m"}]},trace="S S3 A E B E3 V",took="6"),
    Run(name="exclusive gateway data-based on loop counter in data",section="13",xml=model("S>A>x1-[n < 3]>A; x1-/>E",script("A",ADD)),trace="S A x1 A x1 A x1 E",data={"n":3}),
    Run(name="parallel split w/o join to end, terminate last",section="13",xml=model("S>p1>A>E; p1>B>E2",end("E2",TERMINATE)),answers={"A":{"$after":"PT9S"}},trace="S p1 B E2 ~A"),
    Run(name="send task with message and input payload to receive in same process",section="13",xml=model("S>p1>R>E; p1>A>E2",task("R",tag="receiveTask",attributes='messageRef="M"'),task("A",tag="sendTask",attributes='messageRef="M"')),trace="S p1 A E2 R E"),
    Run(name="intermediate throw message caught in same process",section="13",xml=model("S>p1>C>E; p1>T>E2",catch("C",message()),throw("T",message())),trace="S p1 T E2 C E"),
    Run(name="interrupting conditional start of event sub-process already true",section="13",xml=model("S>A>E",event_sub("V","S3>E3",start("S3",condition("x = 1")))),given={"x":1},answers={"A":NEVER},trace="S S3 E3 V"),
    Run(name="MI with zero cardinality & boundary",section="13",xml=model("S>A>E;B>E2",task("A",many("0")),boundary("B","A",timer("PT1S"))),trace="S E"),
    Run(name="negative cardinality is an incident",section="13",xml=model("S>A>E",task("A",many("n"))),given={"n":-1},trace="S",incidents=("cardinality",)),
    Run(name="complex mixed: joins conditions split",section="13.4.5",xml=model("S>p1>A>c; p1>B>c; c-[x]>D>E; c-[not(x)]>F>E",'<complexGateway id="c">'+formal("activationCondition","activationCount = 2")+"</complexGateway>"),given={"x":True},trace="S p1 A B c D E"),
    Run(name="inclusive as both join and split",section="10.6.3",xml=model("S>p1>A>o1; p1>B>o1; o1-[x > 1]>C>E; o1-[x > 2]>D>E; o1-/>F>E"),given={"x":2},trace="S p1 A B o1 C E"),
    Run(name="exclusive converge then parallel",section="13",xml=model("S>p1>A>x1; p1>B>x1; x1>p2>C>E; p2>D>E"),trace="S p1 A x1 p2 B x1 p2 C E D E C E D E"),
]

TIMED = [
    Run(name="cycle of start and end",section="table 10.101",xml=repeating("R2/2026-01-05T08:00:05+07:00/2026-01-05T08:00:15+07:00"),answers=L60,trace="S B N E2 B N E2 A E",data={"n":2}),
    Run(name="mixed in a cycle",section="table 10.101",xml=repeating("R2/P1DT5S"),answers={"A":{"$after":"P5D"}},trace="S B N E2 B N E2 A E",data={"n":2}),
    Run(name="weeks",section="table 10.101",xml=waiting("timeDuration","P1W"),trace="S T E",took=str(7*86400)),
    Run(name="fractions",section="table 10.101",xml=waiting("timeDuration","PT0.5S"),trace="S T E"),
    Run(name="feel duration",section="table 10.101",xml=waiting("timeDuration",'duration("PT5S")'),trace="S T E",took="5"),
    Run(name="feel concatenated",section="table 10.101",xml=waiting("timeDuration",'="PT" + string(n) + "S"'),given={"n":7},trace="S T E",took="7"),
    Run(name="feel date and time",section="table 10.101",xml=waiting("timeDate",'date and time("2026-01-05T08:01:00+07:00")'),trace="S T E",took="60"),
    Run(name="feel now plus",section="table 10.101",xml=waiting("timeDate",'now() + duration("PT9S")'),trace="S T E",took="9"),
    Run(name="date variable text",section="table 10.101",xml=waiting("timeDate","when"),given={"when":"2026-01-05T08:00:30+07:00"},trace="S T E",took="30"),
    Run(name="date without zone is local",section="table 10.101",xml=waiting("timeDate","2026-01-05T08:00:30"),trace="S T E",took="30"),
    Run(name="a bare date",section="table 10.101",xml=waiting("timeDate","2026-01-06"),trace="S T E",took=str(16*3600)),
    Run(name="months",section="table 10.101",xml=waiting("timeDuration","P1M"),trace="S T E",took=str(31*86400)),
    Run(name="years months days",section="table 10.101",xml=waiting("timeDuration","P1M2DT3S"),trace="S T E",took=str(33*86400+3)),
    Run(name="cycle with end",section="table 10.101",xml=repeating("R5/PT10S/2026-01-05T08:00:25+07:00"),answers=L60,trace="S B N E2 B N E2 A E",data={"n":2}),
    Run(name="cycle with start",section="table 10.101",xml=repeating("R2/2026-01-05T08:00:05+07:00/PT10S"),answers=L60,trace="S B N E2 B N E2 A E",data={"n":2}),
    Run(name="cycle start in the past",section="table 10.101",xml=repeating("R3/2026-01-05T07:59:50+07:00/PT15S"),answers=L60,trace="S B N E2 B N E2 B N E2 A E",data={"n":3}),
    Run(name="cycle by feel",section="table 10.101",xml=repeating('="R" + string(k) + "/PT10S"'),given={"k":3},answers=L60,trace="S B N E2 B N E2 B N E2 A E",data={"n":3}),
    Run(name="R0",section="table 10.101",xml=repeating("R0/PT10S"),answers=L60,trace="S A E"),
    Run(name="R1",section="table 10.101",xml=repeating("R1/PT10S"),answers=L60,trace="S B N E2 A E",data={"n":1}),
    Run(name="duration beside once",section="table 10.101",xml=repeating("PT10S","timeDuration"),answers=L60,trace="S B N E2 A E",data={"n":1}),
    Run(name="date beside once",section="table 10.101",xml=repeating("2026-01-05T08:00:10+07:00","timeDate"),answers=L60,trace="S B N E2 A E",data={"n":1}),
    Run(name="null timer incident",section="table 10.101",xml=waiting("timeDuration","x"),trace="S",waits="T",incidents=("timer",)),
    Run(name="wrong timer incident",section="table 10.101",xml=waiting("timeDuration",'"soon"'),trace="S",waits="T",incidents=("timer",)),
    Run(name="number timer incident",section="table 10.101",xml=waiting("timeDuration","5"),trace="S",waits="T",incidents=("timer",)),
    Run(name="timer on data: duration computed from dates",section="table 10.101",xml=waiting("timeDuration",'date and time("2026-01-05T09:00:00") - date and time("2026-01-05T08:59:50")'),trace="S T E",took="10"),
]

MEETING = [
    Run(name="start quantity of a sub-process",section="10.3.2",xml=model("S>p1>A>X>E; p1>B>X",sub("X","S1>C>E1",attributes='startQuantity="2"')),trace="S p1 A B S1 C E1 X E"),
    Run(name="completion quantity of a sub-process",section="10.3.2",xml=model("S>X>D>E",sub("X","S1>C>E1",attributes='completionQuantity="2"')),trace="S S1 C E1 X D E D E"),
    Run(name="completion quantity of a multi-instance activity counts once",section="10.3.2",xml=model("S>A>D>E",task("A",many("3"),'completionQuantity="2"')),trace="S A A A D E D E"),
    Run(name="start quantity of a multi-instance activity",section="10.3.2",xml=model("S>p1>A>C>E; p1>B>C",task("C",many("2"),'startQuantity="2"')),trace="S p1 A B C C E"),
    Run(name="an event sub-process of several triggers takes any",section="10.5.2",xml=model("S>A>E",event_sub("V","S3>E3",start("S3",message()+signal()))),answers={"A":NEVER,"$events":[{"at":"PT1S","signal":"g"}]},trace="S ~A S3 E3 V"),
    Run(name="a multiple boundary beside: each trigger by itself",section="10.5.4",xml=model("S>A>E;B>N>E2",task("A"),beside("B","A",message()+signal()),script("N",ADD)),answers={"A":{"$after":"PT9S"},"$events":[{"at":"PT1S","signal":"g"},{"at":"PT2S","message":"m"},{"at":"PT3S","signal":"g"}]},trace="S B N E2 B N E2 B N E2 A E",data={"n":3}),
    Run(name="cancel from a sub-process of an event sub-process inside the transaction",section="10.3.5",xml=model("S>X>E;C>E9",sub("X","S1>A>B>E1",task("A"),undo("UA","A"),task("B"),event_sub("V","S3>E3",start("S3",timer("PT1S")),end("E3",CANCEL)),tag="transaction"),boundary("C","X",CANCEL)),answers={"B":NEVER},trace="S S1 A ~B S3 E3 ~V UA ~X C E9"),
    Run(name="an ad-hoc sub-process in a loop",section="13.3.5",xml=model("S>X>E",sub("X","A; B",task("A"),task("B"),tag="adHocSubProcess",before=loop("loopCounter < 2"))),trace="S A B X A B X E"),
    Run(name="a timer boundary of an ad-hoc sub-process",section="13.3.5",xml=model("S>X>E;T>E2",sub("X","A; B",task("A"),task("B"),tag="adHocSubProcess"),boundary("T","X",timer("PT3S"))),answers={"A":NEVER},trace="S B ~A ~X T E2"),
    Run(name="a signal boundary of a transaction leaves it without compensation",section="10.3.5",xml=model("S>X>E;C>E8;B>E9",sub("X","S1>A>D>E1",task("A"),undo("UA","A"),task("D"),end("E1",CANCEL),tag="transaction"),boundary("C","X",CANCEL),boundary("B","X",signal())),answers={"D":NEVER,"$events":[{"at":"PT1S","signal":"g"}]},trace="S S1 A ~D ~X B E9"),
    Run(name="compensation without waiting from an end event still runs before the process ends",section="10.5.3",xml=model("S>A>E",task("A"),undo("UA","A"),end("E",compensate("A",'waitForCompletion="false"'))),answers={"UA":{"$after":"PT3S"}},trace="S A E UA",took="3"),
    Run(name="compensation of one activity inside an instance",section="13.5.5",xml=model("S>X>E",sub("X","S1>A>T>E1",task("A"),undos("UA","A",REM),throw("T",compensate("A")),before=many("2",'isSequential="true"'))),given={"l":[]},trace="S S1 A UA T E1 X S1 A UA T E1 X E",data={"l":[1,2]}),
    Run(name="compensation twice of the same activity only once",section="13.5.5",xml=model("S>A>T1>T2>E",task("A"),undo("UA","A"),throw("T1",compensate("A")),throw("T2",compensate("A"))),trace="S A UA T1 T2 E"),
    Run(name="parallel branches: compensation of completed only; the running one is untouched",section="13.5.5",xml=model("S>p1>A>T>E; p1>B>E2",task("A"),undo("UA","A"),task("B"),undo("UB","B"),throw("T",compensate())),answers={"B":{"$after":"PT5S"}},trace="S p1 A UA T E B E2"),
    Run(name="an escalation boundary of a multi-instance sub-process, every instance",section="10.5.6",xml=model("S>X>E;B>N>E2",sub("X","S1>T>E1",throw("T",escalation("L1")),before=many("2")),beside("B","X",escalation("L1")),script("N",ADD)),trace="S S1 S1 T T B E1 B E1 N X N X E2 E2 E",data={"n":2}),
    Run(name="an interrupting escalation of one instance ends all",section="10.5.6",xml=model("S>X>E;B>E2",sub("X","S1>A>T>E1",throw("T",escalation("L1")),before=many("2")),boundary("B","X",escalation("L1"))),answers={"A":[{"$after":"PT1S"},{"$after":"PT2S"}]},trace="S S1 S1 A T ~A ~X ~X B E2"),
    Run(name="message flow to a boundary event",section="9.4",xml=pools(process("P","S>T>E",throw("T",message("M"))),process("Q","S1>A>E1;B>E2",task("A"),boundary("B","A",message("M"))),flows=("T>B",)),answers={"A":NEVER},trace="S T E S1 ~A B E2"),
    Run(name="message flow to an event sub-process",section="9.4",xml=pools(process("P","S>T>E",throw("T",message("M"))),process("Q","S1>A>E1",task("A"),event_sub("V","S3>E3",start("S3",message("M")))),flows=("T>S3",)),answers={"A":NEVER},trace="S T E S1 ~A S3 E3 V"),
    Run(name="two senders, one receiver in a loop",section="9.4",xml=pools(process("P","S>T>E",throw("T",message("M"))),process("Q","S1>T1>E1",throw("T1",message("M"))),process("R","S2>x2>C>N>x1-[n < 2]>x2; x1-/>E2",catch("C",message("M")),script("N",ADD)),flows=("T>C","T1>C")),trace="S T E S1 T1 E1 S2 x2 C N x1 x2 C N x1 E2"),
    Run(name="request and reply between send and receive tasks in a loop",section="9.4",xml=pools(process("P","S>x1>A>B>N>x2-[n < 2]>x1; x2-/>E",task("A",tag="sendTask",attributes='messageRef="M"'),task("B",tag="receiveTask",attributes='messageRef="M2"'),script("N",ADD)),process("Q","S1>D>E1",start("S1",message("M")),task("D",tag="sendTask",attributes='messageRef="M2"')),flows=("A>S1","D>B")),trace="S x1 A S1 D E1 B N x2 x1 A S1 D E1 B N x2 E"),
    Run(name="a conditional catch in a loop is armed anew",section="10.5.4",xml=model("S>x1>C>N>x2-[n < 2]>x1; x2-/>E",catch("C",condition("go = true")),script("N",ADD)),given={"go":True},trace="S x1 C N x2 x1 C N x2 E"),
    Run(name="event gateway: timer and condition at once",section="10.6.6",xml=model("S>g>C1>E; g>C2>E2",gate("g"),catch("C1",condition("x=1")),catch("C2",timer("PT0S"))),given={"x":1},trace="S g C1 E"),
    Run(name="a link pair inside a loop body",section="10.5.5",xml=model("S>x1>A>x2-[n=null]>N>LT; x2-/>E; LC>x1",script("N",ADD),throw("LT",link("again")),catch("LC",link("again"))),trace="S x1 A x2 N LT LC x1 A x2 E"),
    Run(name="a call in an event sub-process",section="10.3.6",xml=file(process("P","S>A>E",event_sub("V","S3>C>E3",start("S3",timer("PT1S")),task("C",tag="callActivity",attributes='calledElement="Q"')))+process("Q","S1>B>E1")),answers={"A":NEVER},trace="S ~A S3 S1 B E1 C E3 V"),
    Run(name="terminate of the process ends its calls",section="10.5.3",xml=file(process("P","S>p1>C>E; p1>A>E2",task("C",tag="callActivity",attributes='calledElement="Q"'),end("E2",TERMINATE))+process("Q","S1>B>E1")),answers={"B":NEVER,"A":{"$after":"PT1S"}},trace="S p1 S1 A E2 ~B ~C"),
    Run(name="an error caught by a boundary of a call in an instance",section="10.5.6",xml=file(process("P","S>X>E",sub("X","S2>C>E2;B>E3",task("C",tag="callActivity",attributes='calledElement="Q"'),boundary("B","C",error()),before=many("2")))+process("Q","S1>D>E1",task("D",tag="serviceTask"))),answers={"D":[{"$error":"E1"},{}]},trace="S S2 S2 S1 S1 ~D ~C B E3 X D E1 C E2 X E"),
    Run(name="three levels of inclusive splits",section="13.4.3",xml=model("S>o1-[true]>o2; o1-[true]>C>o4; o2-[true]>A>o3; o2-[true]>B>o3; o3>o4>E"),answers={"A":{"$after":"PT2S"},"C":{"$after":"PT1S"}},trace="S o1 o2 B C A o3 o4 E"),
]

RUNS = [*MEETING, *TIMED, *MORE, *FURTHER, *NEEDED, *BEGINNINGS, *CONVERSATIONS]
# fmt: on


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_a_model_does_what_the_specification_says(run: Run) -> None:
    assert told(run) == demanded(run)
