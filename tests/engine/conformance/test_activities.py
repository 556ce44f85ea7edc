"""Activities (BPMN 2.0.2 §10.3, §13.3): tasks, sub-processes, calls, loops, instances, quantities, compensation marks."""

import pytest

from tests.engine.conformance.models import (
    CANCEL,
    TERMINATE,
    as_exported,
    beside,
    boundary,
    end,
    error,
    escalation,
    file,
    formal,
    loop,
    many,
    model,
    process,
    script,
    signal,
    sub,
    task,
    throw,
    timer,
    undo,
)
from tests.engine.conformance.runs import Run, demanded, told

COUNT = "if n = null then 1 else n + 1"
ADD = f"{{n: {COUNT}}}"


def add(ident: str, inside: str = "", attributes: str = "") -> str:
    return script(ident, ADD, attributes, inside)


def note(ident: str, value: str, inside: str = "", attributes: str = "") -> str:
    """A script that appends ``value`` to the list ``seen``."""
    return script(ident, f"{{seen: append(if seen = null then [] else seen, {value})}}", attributes, inside)


# One line for each run or rule.
# fmt: off
TASKS = [
    Run(name="a line of tasks", section="13.3.1", xml=model("S>A>B>E"), trace="S A B E"),
    *(
        Run(
            name=f"{tag} completes and its token goes on",
            section="10.3.3",
            xml=model("S>A>E", task("A", tag=tag)),
            answers={"A": {"x": 1}},
            data={"x": 1},
            trace="S A E",
        )
        for tag in ("task", "userTask", "manualTask", "serviceTask", "businessRuleTask")
    ),
    Run(name="a script task writes what its context names", section="10.3.3", xml=model("S>A>E", script("A", "{x: 1 + 1, y: [x]}")), trace="S A E", data={"x": 2, "y": [2]}),
    Run(name="a script task without a script does nothing", section="10.3.3", xml=model("S>A>E", task("A", tag="scriptTask")), trace="S A E"),
    Run(name="a send task with a message is over at once", section="10.3.3", xml=model("S>A>E", task("A", tag="sendTask", attributes='messageRef="M"')), trace="S A E"),
    Run(name="a send task with an operation sends its message", section="10.3.3", xml=model("S>A>E", task("A", tag="sendTask", attributes='operationRef="Op"'), before='<interface id="If" name="i"><operation id="Op" name="o"><inMessageRef>M</inMessageRef></operation></interface>'), trace="S A E"),
    Run(name="a receive task waits for its message", section="10.3.3", xml=model("S>A>E", task("A", tag="receiveTask", attributes='messageRef="M"')), trace="S", waits="A"),
    Run(name="a receive task takes the payload", section="10.3.3", xml=model("S>A>E", task("A", tag="receiveTask", attributes='messageRef="M"')), answers={"$events": [{"at": "PT5S", "message": "m", "payload": {"x": 1}}]}, trace="S A E", data={"x": 1}, took="5"),
    Run(name="a receive task does not take another message", section="10.3.3", xml=model("S>A>E", task("A", tag="receiveTask", attributes='messageRef="M"')), answers={"$events": [{"message": "m2"}]}, trace="S", waits="A"),
    Run(name="a task nobody completes keeps the process waiting", section="13.3.2", xml=model("S>A>E"), answers={"A": {"$never": True}}, trace="S", waits="A"),
    Run(name="an activity without outgoing flow ends its path", section="10.3.2", xml=model("S>p1>A>E; p1>B"), trace="S p1 A E B"),
    Run(name="without start and end events all that nothing leads to begins", section="10.3.2", xml=model("A>B; C"), trace="A C B"),
    Run(name="without end events the process ends with its last token", section="10.2", xml=model("S>A; S>B"), trace="S A B"),
    Run(name="several end events each consume a token", section="10.5.3", xml=model("S>A; A>E1; A>B>E2"), trace="S A E1 B E2"),
    Run(name="a failed service with a code is an error", section="10.3.3", xml=model("S>A>E; B>E2", task("A", tag="serviceTask"), boundary("B", "A", error("R1"))), answers={"A": {"$error": "E1"}}, trace="S ~A B E2"),
    Run(name="a technical failure is an incident", section="10.3.3", xml=model("S>A>E", task("A", tag="serviceTask")), answers={"A": {"$fail": "down"}}, trace="S", waits="A", incidents=("service.failed",)),
    Run(name="a global task runs in place of its call", section="10.3.6", xml=file('<globalUserTask id="GT" name="t"/>' + process("P", "S>A>E", task("A", tag="callActivity", attributes='calledElement="GT"'))), answers={"A": {"x": 3}}, trace="S A E", data={"x": 3}),
    Run(name="a global script task runs its script", section="10.3.6", xml=file('<globalScriptTask id="GT" name="t" scriptLanguage="feel"><script>{x: 4}</script></globalScriptTask>' + process("P", "S>A>E", task("A", tag="callActivity", attributes='calledElement="GT"'))), trace="S A E", data={"x": 4}),
    Run(name="start quantity waits for so many tokens", section="10.3.2", xml=model("S>p1>A>C>E; p1>B>C", task("C", attributes='startQuantity="2"')), trace="S p1 A B C E"),
    Run(name="start quantity that is not reached waits", section="10.3.2", xml=model("S>A>E", task("A", attributes='startQuantity="2"')), trace="S", ended=False),
    Run(name="completion quantity gives so many tokens", section="10.3.2", xml=model("S>A>B>E", task("A", attributes='completionQuantity="2"')), trace="S A B E B E"),
    Run(name="completion quantity feeds start quantity", section="10.3.2", xml=model("S>A>B>E", task("A", attributes='completionQuantity="3"'), task("B", attributes='startQuantity="3"')), trace="S A B E"),
    Run(name="completion quantity on each of several flows", section="10.3.2", xml=model("S>A>B>E1; A>C>E2", task("A", attributes='completionQuantity="2"')), trace="S A B E1 B E1 C E2 C E2"),
    Run(name="a compensation activity is outside the normal flow", section="10.3.2", xml=model("S>A>E", task("A"), undo("U", "A")), trace="S A E"),
]

SUBS = [
    Run(name="a sub-process completes when its tokens are gone", section="13.3.4", xml=model("S>X>E", sub("X", "S1>A>E1")), trace="S S1 A E1 X E"),
    Run(name="a sub-process waits for all of its paths", section="13.3.4", xml=model("S>X>E", sub("X", "S1>A>E1; S1>B>E2")), trace="S S1 A E1 B E2 X E"),
    Run(name="a sub-process without start event begins at all loose nodes", section="13.3.4", xml=model("S>X>E", sub("X", "A; B>C")), trace="S A B C X E"),
    Run(name="an empty sub-process is over at once", section="13.3.4", xml=model("S>X>E", sub("X", "")), trace="S X E"),
    Run(name="nested sub-processes complete from the inside", section="13.3.4", xml=model("S>X>E", sub("X", "S1>Y>E1", sub("Y", "S2>A>E2"))), trace="S S1 S2 A E2 Y E1 X E"),
    Run(name="two tokens make two instances of a sub-process", section="13.3.4", xml=model("S>p1>x1>X>E; p1>x2>X", sub("X", "S1>A>E1")), trace="S p1 x1 x2 S1 S1 A E1 X E A E1 X E"),
    Run(name="a terminate end event ends only its sub-process", section="10.5.3", xml=model("S>X>B>E", sub("X", "S1>A>E1; S1>D>E2", end("E1", TERMINATE))), answers={"D": {"$never": True}}, trace="S S1 A E1 ~D X B E"),
    Run(name="a terminate end event inside a nested sub-process leaves the outer ones", section="10.5.3", xml=model("S>X>E", sub("X", "S1>Y>E1; S1>B>E3", sub("Y", "S2>A>E2; S2>C", end("E2", TERMINATE)))), answers={"C": {"$never": True}}, trace="S S1 S2 B E3 A E2 ~C Y E1 X E"),
    Run(name="a terminate end event of the process ends everything", section="10.5.3", xml=model("S>p1>A>E; p1>X>E2", end("E", TERMINATE), sub("X", "S1>B>E1")), answers={"B": {"$never": True}}, trace="S p1 S1 A E ~B ~X"),
    Run(name="an error inside a sub-process goes to its boundary", section="10.5.6", xml=model("S>X>E; B>D>E2", sub("X", "S1>A>E1", end("E1", error("R1"))), boundary("B", "X", error("R1"))), trace="S S1 A E1 ~X B D E2"),
    Run(name="data objects of a sub-process are gone with it", section="10.4.1", xml=model("S>X>A>E", sub("X", "S1>Y>E1", '<dataObject id="d" name="inner"/>', script("Y", "{inner: 5, outer: 6}")), script("A", "{after: inner, kept: outer}")), trace="S S1 Y E1 X A E", data={"inner": None, "after": None, "outer": 6, "kept": 6}),
    Run(name="properties belong to their sub-process", section="10.4.1", xml=model("S>X>E", sub("X", "S1>Y>E1", script("Y", "{inner: 5}"), before='<property id="pr" name="inner"/>')), trace="S S1 Y E1 X E", data={"inner": None}),
    Run(name="a transaction completes like a sub-process", section="10.3.5", xml=model("S>X>E", sub("X", "S1>A>E1", tag="transaction")), trace="S S1 A E1 X E"),
    Run(name="a cancelled transaction compensates in reverse and leaves by its cancel event", section="10.3.5, 13.3.4", xml=model("S>X>E; C>D>E2", sub("X", "S1>A>B>E1", end("E1", CANCEL), undo("UA", "A"), undo("UB", "B"), tag="transaction"), boundary("C", "X", CANCEL)), trace="S S1 A B E1 UB UA ~X C D E2"),
    Run(name="a cancelled transaction first withdraws what still runs", section="10.3.5", xml=model("S>X>E; C>E2", sub("X", "S1>A>E1; S1>W", end("E1", CANCEL), undo("UA", "A"), tag="transaction"), boundary("C", "X", CANCEL)), answers={"W": {"$never": True}}, trace="S S1 A E1 ~W UA ~X C E2"),
    Run(name="a cancel event deep in a transaction cancels the transaction", section="10.3.5", xml=model("S>X>E; C>E2", sub("X", "S1>A>Y>E1", sub("Y", "S2>B>E3", end("E3", CANCEL)), undo("UA", "A"), tag="transaction"), boundary("C", "X", CANCEL)), trace="S S1 A S2 B E3 ~Y UA ~X C E2"),
    Run(name="an error leaves a transaction without compensation", section="10.3.5 (hazard)", xml=model("S>X>E; H>E2", sub("X", "S1>A>E1", end("E1", error("R1")), undo("UA", "A"), tag="transaction"), boundary("H", "X", error())), trace="S S1 A E1 ~X H E2"),
    Run(name="ad hoc: all activities that nothing leads to are performed", section="13.3.5", xml=model("S>X>E", sub("X", "A; B>C", '<completionCondition xsi:type="tFormalExpression">done</completionCondition>', tag="adHocSubProcess").replace('<completionCondition xsi:type="tFormalExpression">done</completionCondition>', "")), trace="S A B C X E"),
    Run(name="ad hoc: in sequence one at a time", section="13.3.5", xml=model("S>X>E", sub("X", "A; B>C; D", tag="adHocSubProcess", attributes='ordering="Sequential"')), answers={"A": {"$after": "PT2S"}}, trace="S A B C D X E"),
    Run(name="ad hoc: the condition ends it and cancels what remains", section="13.3.5", xml=model("S>X>E", sub("X", "A; B", tag="adHocSubProcess").replace("</adHocSubProcess>", formal("completionCondition", "done = true") + "</adHocSubProcess>")), answers={"A": {"done": True}, "B": {"$never": True}}, given={"done": False}, trace="S A ~B X E"),
    Run(name="ad hoc: without cancelRemainingInstances it waits for what runs", section="13.3.5", xml=model("S>X>E", sub("X", "A; B", tag="adHocSubProcess", attributes='cancelRemainingInstances="false"').replace("</adHocSubProcess>", formal("completionCondition", "done = true") + "</adHocSubProcess>")), answers={"A": {"done": True}, "B": {"$after": "PT3S"}}, given={"done": False}, trace="S A B X E", took="3"),
    Run(name="ad hoc: in sequence a true condition leaves the rest undone", section="13.3.5", xml=model("S>X>E", sub("X", "A; B; C", tag="adHocSubProcess", attributes='ordering="Sequential"').replace("</adHocSubProcess>", formal("completionCondition", "done = true") + "</adHocSubProcess>")), answers={"B": {"done": True}}, given={"done": False}, trace="S A B X E"),
    Run(name="ad hoc: a condition that stays false keeps it open", section="13.3.5", xml=model("S>X>E", sub("X", "A", tag="adHocSubProcess").replace("</adHocSubProcess>", formal("completionCondition", "done = true") + "</adHocSubProcess>")), given={"done": False}, trace="S A", waits="X"),
]

CALLS = [
    Run(name="a called process runs and gives back", section="13.3.4", xml=file(process("P", "S>A>E", task("A", tag="callActivity", attributes='calledElement="Q"')) + process("Q", "S1>B>E1")), trace="S S1 B E1 A E"),
    Run(name="a called process that ends by terminate completes the call", section="10.5.3", xml=file(process("P", "S>A>B>E", task("A", tag="callActivity", attributes='calledElement="Q"')) + process("Q", "S1>C>E1; S1>D", end("E1", TERMINATE))), answers={"D": {"$never": True}}, trace="S S1 C E1 ~D A B E"),
    Run(name="an error of the called process reaches the call's boundary", section="10.5.6", xml=file(process("P", "S>A>E; B>E2", task("A", tag="callActivity", attributes='calledElement="Q"'), boundary("B", "A", error("R1"))) + process("Q", "S1>C>E1", end("E1", error("R1")))), trace="S S1 C E1 ~A B E2"),
    Run(name="an escalation of the called process passes beside", section="10.5.6", xml=file(process("P", "S>A>E; B>D>E2", task("A", tag="callActivity", attributes='calledElement="Q"'), beside("B", "A", escalation("L1"))) + process("Q", "S1>C>T>E1", throw("T", escalation("L1")), task("C"))), trace="S S1 C T E1 B A E D E2"),
    Run(name="a timer at a call cancels the called process", section="13.4.3", xml=file(process("P", "S>A>E; B>E2", task("A", tag="callActivity", attributes='calledElement="Q"'), boundary("B", "A", timer("PT5S"))) + process("Q", "S1>C>E1")), answers={"C": {"$never": True}}, trace="S S1 ~C ~A B E2"),
    Run(name="data crosses a call by its associations only", section="10.3.6", xml=file(
        process("P", "S>A>E", '<dataObject id="d1" name="amount"/><dataObject id="d2" name="total"/>',
                task("A", '<ioSpecification><dataInput id="i1" name="x"/><dataOutput id="o1" name="y"/><inputSet><dataInputRefs>i1</dataInputRefs></inputSet><outputSet><dataOutputRefs>o1</dataOutputRefs></outputSet></ioSpecification><dataInputAssociation><sourceRef>d1</sourceRef><targetRef>i1</targetRef></dataInputAssociation><dataOutputAssociation><sourceRef>o1</sourceRef><targetRef>d2</targetRef></dataOutputAssociation>', tag="callActivity", attributes='calledElement="Q"'))
        + '<process id="Q" isExecutable="true"><ioSpecification><dataInput id="i2" name="x"/><dataOutput id="o2" name="y"/><inputSet><dataInputRefs>i2</dataInputRefs></inputSet><outputSet><dataOutputRefs>o2</dataOutputRefs></outputSet></ioSpecification>' + process("Q", "S1>C>E1", script("C", "{y: x * 2}")).removeprefix('<process id="Q" isExecutable="true">')), given={"amount": 21}, data={"P": {"amount": 21, "total": 42}}, trace="S S1 C E1 A E"),
    Run(name="calls nest", section="10.3.6", xml=file(process("P", "S>A>E", task("A", tag="callActivity", attributes='calledElement="Q"')) + process("Q", "S1>B>E1", task("B", tag="callActivity", attributes='calledElement="R"')) + process("R", "S2>C>E2")), trace="S S1 S2 C E2 B E1 A E"),
    Run(name="an uncaught error of a nested call reaches the outermost boundary", section="10.5.6", xml=file(process("P", "S>A>E; X>E3", task("A", tag="callActivity", attributes='calledElement="Q"'), boundary("X", "A", error())) + process("Q", "S1>B>E1", task("B", tag="callActivity", attributes='calledElement="R"')) + process("R", "S2>C>E2", end("E2", error("R2")))), trace="S S1 S2 C E2 ~B ~A X E3"),
]

LOOPS = [
    Run(name="a loop tests after each round", section="10.3.8", xml=model("S>A>E", add("A", loop("n < 3"))), trace="S A A A E", data={"n": 3}),
    Run(name="a loop that tests after runs at least once", section="10.3.8", xml=model("S>A>E", add("A", loop("false"))), trace="S A E", data={"n": 1}),
    Run(name="a loop that tests before may never run", section="10.3.8", xml=model("S>A>E", add("A", loop("false", 'testBefore="true"'))), trace="S E", data={"n": None}),
    Run(name="a loop that tests before runs while true", section="10.3.8", xml=model("S>A>E", add("A", loop("n = null or n < 2", 'testBefore="true"'))), trace="S A A E", data={"n": 2}),
    Run(name="a loop stops at its maximum", section="10.3.8", xml=model("S>A>E", add("A", loop("true", 'loopMaximum="3"'))), trace="S A A A E", data={"n": 3}),
    Run(name="a loop of only a maximum", section="10.3.8", xml=model("S>A>E", add("A", loop("", 'loopMaximum="2"'))), trace="S A A E", data={"n": 2}),
    Run(name="a loop knows its counter", section="10.3.8, table 10.27", xml=model("S>A>E", note("A", "loopCounter", loop("loopCounter < 3"))), trace="S A A A E", data={"seen": [1, 2, 3]}),
    Run(name="a looping user task asks again", section="10.3.8", xml=model("S>A>E", task("A", loop("again = true"), tag="userTask")), answers={"A": [{"again": True}, {"again": True}, {"again": False}]}, trace="S A A A E"),
    Run(name="a looping sub-process", section="10.3.8", xml=model("S>X>E", sub("X", "S1>A>E1", add("A"), before=loop("n < 2"))), trace="S S1 A E1 X S1 A E1 X E", data={"n": 2}),
    Run(name="an interrupting boundary ends the whole loop", section="13.4.3", xml=model("S>A>E; B>E2", task("A", loop("true")), boundary("B", "A", timer("PT5S"))), answers={"A": {"$after": "PT2S"}}, trace="S A A ~A B E2", took="5"),
    Run(name="a conditional flow back makes a loop of flows", section="13.3.1", xml=model("S>x1>A>x2-[n < 3]>x1; x2-/>E", add("A")), trace="S x1 A x2 x1 A x2 x1 A x2 E", data={"n": 3}),
    Run(name="a loop whose round raises an error leaves by the boundary", section="10.3.8", xml=model("S>A>E; B>E2", script("A", 'if loopCounter = 2 then raise error("E1") else {n: loopCounter}', "", loop("true")), boundary("B", "A", error("R1"))), trace="S A ~A B E2", data={"n": 1}),
]

IO = '<ioSpecification><dataInput id="li" name="list" isCollection="true"/><dataOutput id="lo" name="results" isCollection="true"/><inputSet><dataInputRefs>li</dataInputRefs></inputSet><outputSet><dataOutputRefs>lo</dataOutputRefs></outputSet></ioSpecification><dataInputAssociation><sourceRef>d1</sourceRef><targetRef>li</targetRef></dataInputAssociation><dataOutputAssociation><sourceRef>lo</sourceRef><targetRef>d2</targetRef></dataOutputAssociation>'
LISTS = '<dataObject id="d1" name="items" isCollection="true"/><dataObject id="d2" name="doubled" isCollection="true"/>'
OVER = '<loopDataInputRef>li</loopDataInputRef><loopDataOutputRef>lo</loopDataOutputRef><inputDataItem id="ii" name="item"/><outputDataItem id="oi" name="result"/>'

INSTANCES = [
    Run(name="parallel instances of a cardinality", section="10.3.8", xml=model("S>A>E", add("A", many("3"))), trace="S A A A E", data={"n": 3}),
    Run(name="sequential instances of a cardinality", section="10.3.8", xml=model("S>A>E", note("A", "loopCounter", many("3", 'isSequential="true"'))), trace="S A A A E", data={"seen": [1, 2, 3]}),
    Run(name="no instances", section="10.3.8", xml=model("S>A>E", add("A", many("0"))), trace="S E", data={"n": None}),
    Run(name="a cardinality computed from data", section="10.3.8", xml=model("S>A>E", add("A", many("count(list) * 2"))), given={"list": [1, 2]}, trace="S A A A A E", data={"n": 4}),
    Run(name="sequential instances one after the other in time", section="10.3.8", xml=model("S>A>E", task("A", many("3", 'isSequential="true"'))), answers={"A": {"$after": "PT2S"}}, trace="S A A A E", took="6"),
    Run(name="parallel instances at the same time", section="10.3.8", xml=model("S>A>E", task("A", many("3"))), answers={"A": {"$after": "PT2S"}}, trace="S A A A E", took="2"),
    Run(name="a completion condition cancels the parallel rest", section="10.3.8", xml=model("S>A>E", task("A", many("3", until="numberOfCompletedInstances >= 2"))), answers={"A": [{"$never": True}, {}, {}]}, trace="S A A ~A E"),
    Run(name="a completion condition stops the sequence", section="10.3.8", xml=model("S>A>E", task("A", many("5", 'isSequential="true"', until="numberOfCompletedInstances = 2"))), trace="S A A E"),
    Run(name="a completion condition on answered data", section="10.3.8", xml=model("S>A>E", task("A", many("3", 'isSequential="true"', until="stop = true"), tag="userTask")), answers={"A": [{"stop": False}, {"stop": True}]}, trace="S A A E"),
    Run(name="the counters count", section="table 10.30", xml=model("S>A>E", note("A", "[numberOfInstances, numberOfActiveInstances, numberOfCompletedInstances, numberOfTerminatedInstances]", many("2", 'isSequential="true"'))), trace="S A A E", data={"seen": [[2, 1, 0, 0], [2, 1, 1, 0]]}),
    Run(name="a collection gives each instance its item", section="10.3.8", xml=model("S>A>E", LISTS, script("A", "{result: item * 2}", "", IO + many("", inside=OVER))), given={"items": [1, 2, 3]}, trace="S A A A E", data={"doubled": [2, 4, 6]}),
    Run(name="an item computed as a single value", section="10.3.8", xml=model("S>A>E", LISTS, script("A", "item * 2", "", IO + many("", inside=OVER))), given={"items": [1, 2, 3]}, trace="S A A A E", data={"doubled": [2, 4, 6], "A": None}),
    Run(name="a collection in sequence", section="10.3.8", xml=model("S>A>E", LISTS, script("A", "{result: item * 2}", "", IO + many("", 'isSequential="true"', inside=OVER))), given={"items": [1, 2, 3]}, trace="S A A A E", data={"doubled": [2, 4, 6]}),
    Run(name="an empty collection", section="10.3.8", xml=model("S>A>E", LISTS, script("A", "{result: item * 2}", "", IO + many("", inside=OVER))), given={"items": []}, trace="S E", data={"doubled": []}),
    Run(name="a collection by a data object without io specification", section="10.3.8", xml=model("S>A>E", LISTS, note("A", "it", many("", 'isSequential="true"', inside='<loopDataInputRef>d1</loopDataInputRef><inputDataItem id="ii" name="it"/>'))), given={"items": [5, 6]}, trace="S A A E", data={"seen": [5, 6]}),
    Run(name="a multi-instance sub-process", section="10.3.8", xml=model("S>X>E", sub("X", "S1>A>E1", add("A"), before=many("2", 'isSequential="true"'))), trace="S S1 A E1 X S1 A E1 X E", data={"n": 2}),
    Run(name="a terminate end event ends only its instance", section="10.5.3", xml=model("S>X>E", sub("X", "S1>x1-[loopCounter = 1]>E1; x1-/>A>E2", end("E1", TERMINATE), before=many("2"))), trace="S S1 S1 x1 x1 E1 X A E2 X E"),
    Run(name="a multi-instance call", section="10.3.8", xml=file(process("P", "S>A>E", task("A", many("2"), tag="callActivity", attributes='calledElement="Q"')) + process("Q", "S1>E1")), trace="S S1 E1 S1 E1 A A E"),
    Run(name="behaviour None throws for every instance", section="table 10.29", xml=model("S>A>E; B>C>E2", task("A", many("3", 'behavior="None" noneBehaviorEventRef="SD"')), beside("B", "A", signal()), before='<signalEventDefinition id="SD" signalRef="G"/>'), answers={"A": [{"$after": "PT1S"}, {"$after": "PT2S"}, {"$after": "PT3S"}]}, trace="S A B C E2 A B C E2 A B E C E2"),
    Run(name="behaviour One throws for the first instance", section="table 10.29", xml=model("S>A>E; B>C>E2", task("A", many("3", 'behavior="One" oneBehaviorEventRef="SD"')), beside("B", "A", signal()), before='<signalEventDefinition id="SD" signalRef="G"/>'), answers={"A": [{"$after": "PT1S"}, {"$after": "PT2S"}, {"$after": "PT3S"}]}, trace="S A B C E2 A A E"),
    Run(name="behaviour All throws nothing", section="table 10.29", xml=model("S>A>E; B>C>E2", task("A", many("2", 'behavior="All"')), beside("B", "A", signal())), trace="S A A E"),
    Run(name="behaviour One with an interrupting boundary ends the others", section="table 10.29", xml=model("S>A>E; B>E2", task("A", many("3", 'behavior="One" oneBehaviorEventRef="SD"')), boundary("B", "A", signal()), before='<signalEventDefinition id="SD" signalRef="G"/>'), answers={"A": [{"$after": "PT1S"}, {"$after": "PT2S"}, {"$after": "PT3S"}]}, trace="S A ~A ~A B E2"),
    Run(name="behaviour None with an escalation", section="table 10.29", xml=model("S>A>E; B>C>E2", task("A", many("2", 'isSequential="true" behavior="None" noneBehaviorEventRef="SD"')), beside("B", "A", escalation("L1")), before='<escalationEventDefinition id="SD" escalationRef="L1"/>'), answers={"A": {"$after": "PT1S"}}, trace="S A B C E2 A B E C E2"),
    Run(name="behaviour Complex throws by its conditions", section="table 10.29", xml=model("S>A>E; B>C>E2", task("A", many("4", 'isSequential="true" behavior="Complex"', inside='<complexBehaviorDefinition><condition xsi:type="tFormalExpression">numberOfCompletedInstances = 2</condition><event id="CE"><signalEventDefinition id="CSD" signalRef="G"/></event></complexBehaviorDefinition>')), beside("B", "A", signal())), answers={"A": {"$after": "PT1S"}}, trace="S A A B C E2 A A E"),
    Run(name="an error in one instance ends all", section="13.4.3", xml=model("S>A>E; B>E2", task("A", many("2"), tag="serviceTask"), boundary("B", "A", error("R1"))), answers={"A": [{"$error": "E1"}, {"$never": True}]}, trace="S ~A ~A B E2"),
    Run(name="a non-interrupting timer belongs to the whole activity", section="13.4.3", xml=model("S>A>E; B>C>E2", task("A", many("2")), beside("B", "A", timer("PT1S"))), answers={"A": {"$after": "PT2S"}}, trace="S B C E2 A A E"),
]


RUNS = [*TASKS, *SUBS, *CALLS, *LOOPS, *INSTANCES]
# fmt: on


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_an_activity_does_what_the_specification_says(run: Run) -> None:
    assert told(run) == demanded(run)


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_the_way_a_tool_writes_the_file_changes_nothing(run: Run) -> None:
    assert told(run, as_exported(run.xml)) == demanded(run)
