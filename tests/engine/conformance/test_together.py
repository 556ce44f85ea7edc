"""Constructs that meet (BPMN 2.0.2 chapter 13): scopes in scopes, events in loops, signals across borders."""

import pytest

from tests.engine.conformance.models import (
    CANCEL,
    TERMINATE,
    as_exported,
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

NEVER = {"$never": True}
LATE = {"$after": "PT30S"}
ADD = "{n: if n = null then 1 else n + 1}"


def gate(ident: str, attributes: str = "") -> str:
    return f'<eventBasedGateway id="{ident}" {attributes}/>'


def beside_start(ident: str, definition: str) -> str:
    return start(ident, definition, 'isInterrupting="false"')


# One line for each run or rule.
# fmt: off
RUNS = [
    Run(name="a signal from inside interrupts its own sub-process", section="13.4.3", xml=model("S>X>E; B>E2", sub("X", "S1>T>A>E1", throw("T", signal())), boundary("B", "X", signal())), trace="S S1 T ~X B E2"),
    Run(name="a signal end event inside reaches the boundary before the sub-process completes", section="13.4.3", xml=model("S>X>E; B>E2", sub("X", "S1>A>E1", end("E1", signal())), beside("B", "X", signal())), trace="S S1 A E1 X B E E2"),
    Run(name="a signal of a called process reaches the caller's boundary", section="13.4.3", xml=file(process("P", "S>A>E; B>E2", task("A", tag="callActivity", attributes='calledElement="Q"'), boundary("B", "A", signal())) + process("Q", "S1>T>C>E1", throw("T", signal()))), answers={"C": NEVER}, trace="S S1 T ~C ~A B E2"),
    Run(name="a terminate in one branch ends a sub-process in another", section="10.5.3", xml=model("S>p1>X>E; p1>A>E2", sub("X", "S1>Y>E1", sub("Y", "S2>B>E3")), end("E2", TERMINATE)), answers={"B": NEVER}, trace="S p1 S1 S2 A E2 ~B ~Y ~X"),
    Run(name="instances of a sub-process each have their own data", section="10.3.8", xml=model("S>X>E", sub("X", "S1>A>B>E1", '<dataObject id="d" name="own"/>', script("A", "{own: loopCounter * 10}"), script("B", "{seen: append(if seen = null then [] else seen, own)}"), before=many("3"))), trace="S S1 S1 S1 A A A B B B E1 E1 E1 X X X E", data={"seen": [10, 20, 30], "own": None}),
    Run(name="a boundary of a multi-instance sub-process ends all instances", section="13.4.3", xml=model("S>X>E; B>E2", sub("X", "S1>A>E1", before=many("2")), boundary("B", "X", timer("PT5S"))), answers={"A": NEVER}, trace="S S1 S1 ~A ~X ~A ~X B E2"),
    Run(name="an error in one instance of a sub-process ends all", section="10.5.6", xml=model("S>X>E; B>E2", sub("X", "S1>x1-[loopCounter = 2]>E1; x1-/>A>E3", end("E1", error("R1")), before=many("3")), boundary("B", "X", error("R1"))), answers={"A": NEVER}, trace="S S1 S1 S1 x1 x1 x1 E1 ~X ~X ~A ~X B E2"),
    Run(name="an error event sub-process inside an instance ends that instance only", section="10.5.6", xml=model("S>X>E", sub("X", "S1>x1-[loopCounter = 1]>E1; x1-/>A>E3", end("E1", error("R1")), event_sub("V", "S3>E4", start("S3", error())), before=many("2"))), trace="S S1 S1 x1 x1 E1 S3 E4 V X A E3 X E"),
    Run(name="a timer boundary inside a looping sub-process", section="10.3.8", xml=model("S>X>E", sub("X", "S1>A>E1; B>N>E2", task("A"), boundary("B", "A", timer("PT1S")), script("N", ADD), before=loop("n < 2"))), answers={"A": NEVER}, trace="S S1 ~A B N E2 X S1 ~A B N E2 X E", data={"n": 2}),
    Run(name="an event gateway inside a looping sub-process", section="13.4.4", xml=model("S>X>E", sub("X", "S1>g>C1>E1; g>T1>E1", gate("g"), catch("C1", message()), catch("T1", timer("PT2S")), before=loop("loopCounter < 2"))), answers={"$events": [{"at": "PT3S", "message": "m"}]}, trace="S S1 g T1 E1 X S1 g C1 E1 X E", took="3"),
    Run(name="receive tasks of several instances take one message each", section="10.3.8", xml=model("S>A>E", task("A", many("2"), 'messageRef="M"', "receiveTask")), answers={"$events": [{"at": "PT1S", "message": "m"}, {"at": "PT2S", "message": "m"}]}, trace="S A A E", took="2"),
    Run(name="an event sub-process inside an event sub-process", section="13.5.4", xml=model("S>A>E", event_sub("V", "S3>C>E3", start("S3", timer("PT1S")), event_sub("W", "S4>E4", start("S4", timer("PT1S"))))), answers={"A": NEVER, "C": NEVER}, trace="S ~A S3 ~C S4 E4 W V", took="2"),
    Run(name="nested transactions: the inner cancel leaves the outer alone", section="10.3.5", xml=model("S>X>E; B>E9", sub("X", "S1>A>Y>E1; C>D>E1", task("A"), undo("UA", "A"), sub("Y", "S2>F>E2", task("F"), undo("UF", "F"), end("E2", CANCEL), tag="transaction"), boundary("C", "Y", CANCEL), tag="transaction"), boundary("B", "X", CANCEL)), trace="S S1 A S2 F E2 UF ~Y C D E1 X E"),
    Run(name="a transaction that completed can be compensated", section="13.5.5", xml=model("S>X>T>E", sub("X", "S1>A>E1", task("A"), undo("UA", "A"), tag="transaction"), throw("T", compensate("X"))), trace="S S1 A E1 X UA T E"),
    Run(name="cancel compensates completed sub-processes of the transaction", section="10.3.5", xml=model("S>X>E; C>E3", sub("X", "S1>Y>B>E1", sub("Y", "S2>A>E2", task("A"), undo("UA", "A")), task("B"), undo("UB", "B"), end("E1", CANCEL), tag="transaction"), boundary("C", "X", CANCEL)), trace="S S1 S2 A E2 Y B E1 UB UA ~X C E3"),
    Run(name="cancel waits for the handlers", section="10.3.5", xml=model("S>X>E; C>E3", sub("X", "S1>A>E1", task("A"), undo("UA", "A"), end("E1", CANCEL), tag="transaction"), boundary("C", "X", CANCEL)), answers={"UA": {"$after": "PT9S"}}, trace="S S1 A E1 UA ~X C E3", took="9"),
    Run(name="compensation handlers run one after the other", section="13.5.5", xml=model("S>A>B>T>E", task("A"), task("B"), undo("UA", "A"), undo("UB", "B"), throw("T", compensate())), answers={"UA": {"$after": "PT2S"}, "UB": {"$after": "PT3S"}}, trace="S A B UB UA T E", took="5"),
    Run(name="compensation of a call by its handler", section="13.5.5", xml=file(process("P", "S>A>T>E", task("A", tag="callActivity", attributes='calledElement="Q"'), undo("UA", "A"), throw("T", compensate("A"))) + process("Q", "S1>E1")), trace="S S1 E1 A UA T E"),
    Run(name="an error while compensating is caught around", section="10.6", xml=model("S>X>E; B>E2", sub("X", "S1>A>T>E1", task("A"), undo("UA", "A", "serviceTask"), throw("T", compensate())), boundary("B", "X", error())), answers={"UA": {"$error": "E1"}}, trace="S S1 A ~UA ~T ~X B E2"),
    Run(name="a boundary path runs on after its sub-process completed", section="13.4.3", xml=model("S>X>E; B>C>E2", sub("X", "S1>A>E1"), beside("B", "X", timer("PT1S"))), answers={"A": {"$after": "PT2S"}, "C": {"$after": "PT5S"}}, trace="S S1 B A E1 X E C E2", took="6"),
    Run(name="a non-interrupting boundary path may throw to the process", section="13.4.3", xml=model("S>A>E; B>T>E2", task("A"), beside("B", "A", timer("PT1S")), throw("T", signal()), event_sub("V", "S3>E3", start("S3", signal()))), answers={"A": NEVER}, trace="S B T ~A S3 E3 V"),
    Run(name="an escalation passes two levels", section="10.5.6", xml=model("S>X>E; B>E9", sub("X", "S1>Y>E1", sub("Y", "S2>T>E2", throw("T", escalation("L1")))), beside("B", "X", escalation("L1"))), trace="S S1 S2 T B E2 E9 Y E1 X E"),
    Run(name="an escalation is caught by the nearest scope only", section="10.5.6", xml=model("S>X>E; B>E9; C>E8", sub("X", "S1>Y>E1; C>E8", sub("Y", "S2>T>E2", throw("T", escalation("L1"))), beside("C", "Y", escalation("L1"))), beside("B", "X", escalation("L1"))).replace(b'<sequenceFlow id="C_E8" sourceRef="C" targetRef="E8"/></process>', b"</process>"), trace="S S1 S2 T C E2 E8 Y E1 X E"),
    Run(name="two signals, one interrupting and one not", section="13.4.3", xml=model("S>A>E; B>E2; C>E3", task("A"), beside("B", "A", signal("G")), boundary("C", "A", signal("G2"))), answers={"A": NEVER, "$events": [{"at": "PT1S", "signal": "g"}, {"at": "PT2S", "signal": "g"}, {"at": "PT3S", "signal": "g2"}]}, trace="S B E2 B E2 ~A C E3"),
    Run(name="a message reaches the oldest of several waits", section="kernel 5", xml=model("S>p1>C1>E1; p1>C2>E2", catch("C1", message()), catch("C2", message())), answers={"$events": [{"message": "m"}]}, trace="S p1 C1 E1", waits="C2"),
    Run(name="a condition over two variables", section="10.5.4", xml=model("S>p1>C1>E; p1>A>B>E2", catch("C1", condition("x > 1 and y > 1")), script("A", "{x: 2}"), script("B", "{y: 2}")), given={"x": 0, "y": 0}, trace="S p1 A B C1 E2 E"),
    Run(name="a condition on a data object of the sub-process", section="10.5.4", xml=model("S>X>E; B>E2", sub("X", "S1>C1>E1; S1>A>E3", '<dataObject id="d" name="level"/>', catch("C1", condition("level = 3")), script("A", "{level: 3}")), boundary("B", "X", timer("PT9S"))), trace="S S1 A C1 E3 E1 X E"),
    Run(name="joins do not mix instances of their sub-process", section="13.4.1", xml=model("S>X>E", sub("X", "S1>p1>A>p2>E1; p1>B>p2", before=many("2"))), answers={"A": [{"$after": "PT2S"}, {}], "B": [{}, {"$after": "PT1S"}]}, trace="S S1 S1 p1 p1 B A B p2 E1 X A p2 E1 X E"),
    Run(name="an inclusive join waits for a sub-process", section="13.4.3", xml=model("S>p1>X>o1>E; p1>A>o1", sub("X", "S1>B>E1")), answers={"B": {"$after": "PT2S"}}, trace="S p1 S1 A B E1 X o1 E"),
    Run(name="an inclusive join and an interrupted branch", section="13.4.3", xml=model("S>p1>A>o1>D>E; p1>B>o1; X>E2", task("B"), boundary("X", "B", timer("PT3S"))), answers={"B": NEVER}, trace="S p1 A ~B X E2 o1 D E", took="3"),
    Run(name="a discriminator in a loop resets for every round", section="13.4.5", xml=model("S>x1>p1>A>c>N>x2-[n < 2]>x1; p1>B>c; x2-/>E", '<complexGateway id="c">' + formal("activationCondition", "activationCount >= 2") + "</complexGateway>", script("N", ADD)), trace="S x1 p1 A B c N x2 x1 p1 A B c N x2 E"),
    Run(name="default and conditional flows leave a sub-process", section="8.4.13", xml=model("S>X-[n = 1]>A>E; X-/>B>E", sub("X", "S1>N>E1", script("N", ADD))), trace="S S1 N E1 X A E"),
    Run(name="ad hoc with events and gateways inside", section="13.3.5", xml=model("S>X>E", sub("X", "A>x1-[y]>T; x1-/>B; C", catch("T", timer("PT4S")), tag="adHocSubProcess")), given={"y": True}, trace="S A x1 C T X E", took="4"),
    Run(name="an ad-hoc sub-process with an event sub-process", section="13.3.5", xml=model("S>X>E", sub("X", "A; B", task("A"), task("B"), event_sub("V", "S3>E3", start("S3", timer("PT2S"))), tag="adHocSubProcess")), answers={"A": NEVER, "B": NEVER}, trace="S ~B ~A S3 E3 V X E"),
    Run(name="two instances of one called process", section="10.3.6", xml=file(process("P", "S>p1>A>p2>E; p1>B>p2", task("A", tag="callActivity", attributes='calledElement="Q"'), task("B", tag="callActivity", attributes='calledElement="Q"')) + process("Q", "S1>C>E1")), answers={"C": [{"$after": "PT2S"}, {"$after": "PT1S"}]}, trace="S p1 S1 S1 C E1 B C E1 A p2 E"),
    Run(name="a called process with its own error handler", section="10.5.6", xml=file(process("P", "S>A>E; B>E2", task("A", tag="callActivity", attributes='calledElement="Q"'), boundary("B", "A", error())) + process("Q", "S1>C>E1", end("E1", error("R1")), event_sub("V", "S3>E3", start("S3", error("R1"))))), trace="S S1 C E1 S3 E3 V A E"),
    Run(name="a multiple boundary of error and timer", section="10.5.1", xml=model("S>A>E; B>E2", task("A", tag="serviceTask"), boundary("B", "A", error("R1") + timer("PT5S"))), answers={"A": {"$after": "PT2S", "$error": "E1"}}, trace="S ~A B E2", took="2"),
    Run(name="a receive task after an instantiating one waits for the next message", section="10.3.3", xml=model("R>A>E", task("R", tag="receiveTask", attributes='messageRef="M" instantiate="true"'), task("A", tag="receiveTask", attributes='messageRef="M2"')), answers={"$events": [{"at": "PT1S", "message": "m"}, {"at": "PT2S", "message": "m2"}]}, trace="R A E", took="2"),
    Run(name="three pools in a chain", section="9.3", xml=pools(process("P", "S>A>E", task("A", tag="sendTask", attributes='messageRef="M"')), process("Q", "S1>B>E1", start("S1", message("M")), task("B", tag="sendTask", attributes='messageRef="M2"')), process("R", "S2>C>E2", start("S2", message("M2"))), flows=("A>S1", "B>S2")), trace="S A E S1 B E1 S2 C E2"),
    Run(name="each message starts an instance when the one before is over", section="kernel 5", xml=pools(process("P", "S>A>B>E", task("A", tag="sendTask", attributes='messageRef="M"'), task("B", tag="sendTask", attributes='messageRef="M"')), process("Q", "S1>E1", start("S1", message("M"))), flows=("A>S1",)), trace="S A B E S1 E1 S1 E1"),
    Run(name="token counts: completion quantity into a parallel join", section="10.3.2", xml=model("S>p1>A>p2>E; p1>B>p2", task("A", attributes='completionQuantity="2"')), trace="S p1 A B p2 E", ended=False),
    Run(name="start quantity with a loop inside", section="10.3.2", xml=model("S>p1>A>C>E; p1>B>C", task("C", loop("loopCounter < 2"), 'startQuantity="2"')), trace="S p1 A B C C E"),
    Run(name="a link out of a parallel branch", section="10.5.5", xml=model("S>p1>A>L; p1>B>E2; C>D>E", throw("L", link("to")), catch("C", link("to"))), trace="S p1 A L C B E2 D E"),
    Run(name="conditional flows from a start quantity", section="8.4.13", xml=model("S>A-[x = 1]>B>E; A-[x = 2]>C>E; A-/>D>E"), given={"x": 2}, trace="S A C E"),
]
# fmt: on


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_constructs_together_do_what_the_specification_says(run: Run) -> None:
    assert told(run) == demanded(run)


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_the_way_a_tool_writes_the_file_changes_nothing(run: Run) -> None:
    assert told(run, as_exported(run.xml)) == demanded(run)
