"""Events (BPMN 2.0.2 §10.5, §13.5): every trigger in every position, scopes, compensation, time."""

from datetime import UTC, datetime

import pytest

from tests.engine.conformance.models import (
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
    many,
    message,
    model,
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


def at(seconds: int, **what: object) -> dict[str, object]:
    return {"at": f"PT{seconds}S", **what}


def start_of(ident: str, definition: str, *, interrupting: bool = True) -> str:
    """A start event of an event sub-process."""
    return start(ident, definition, "" if interrupting else 'isInterrupting="false"')


# One line for each run or rule.
# fmt: off
CATCHING = [
    Run(name="a none intermediate event passes", section="10.5.4", xml=model("S>N>E", throw("N")), trace="S N E"),
    Run(name="a timer of a duration", section="table 10.101", xml=model("S>T>E", catch("T", timer("PT5S"))), trace="S T E", took="5"),
    Run(name="a timer of days", section="table 10.101", xml=model("S>T>E", catch("T", timer("P1D"))), trace="S T E", took="86400"),
    Run(name="a timer of months", section="table 10.101", xml=model("S>T>E", catch("T", timer("P1M"))), trace="S T E", took=str(31 * 86400)),
    Run(name="a timer of a date", section="table 10.101", xml=model("S>T>E", catch("T", timer("2026-01-05T01:00:07Z"))), now=datetime(2026, 1, 5, 1, tzinfo=UTC), trace="S T E", took="7"),
    Run(name="a timer of a date that has passed", section="table 10.101", xml=model("S>T>E", catch("T", timer("2020-01-01T00:00:00Z"))), trace="S T E", took="0"),
    Run(name="an intermediate cycle fires once", section="table 10.101", xml=model("S>T>E", catch("T", timer("R3/PT5S"))), trace="S T E", took="5"),
    Run(name="a timer computed from data", section="table 10.101", xml=model("S>T>E", catch("T", timer("duration(wait)"))), given={"wait": "PT3S"}, trace="S T E", took="3"),
    Run(name="a timer of a variable with a leading equals sign", section="table 10.101", xml=model("S>T>E", catch("T", timer("=wait"))), given={"wait": "PT3S"}, trace="S T E", took="3"),
    Run(name="a message", section="10.5.4", xml=model("S>M1>E", catch("M1", message())), answers={"$events": [at(4, message="m", payload={"x": 1})]}, data={"x": 1}, trace="S M1 E", took="4"),
    Run(name="a message that came too early is gone", section="13.4.1", xml=model("S>A>M1>E", catch("M1", message())), answers={"A": LATE, "$events": [at(4, message="m")]}, trace="S A", waits="M1"),
    Run(name="a signal", section="10.5.4", xml=model("S>G1>E", catch("G1", signal())), answers={"$events": [at(4, signal="g")]}, trace="S G1 E"),
    Run(name="a signal that nobody waits for has no memory", section="10.5.1", xml=model("S>T>G1>E", throw("T", signal()), catch("G1", signal())), trace="S T", waits="G1"),
    Run(name="a signal reaches every wait", section="10.5.1", xml=model("S>p1>G1>A>E; p1>G2c>B>E; p1>C>T>E", catch("G1", signal()), catch("G2c", signal()), throw("T", signal())), trace="S p1 C T G1 G2c E A E B E"),
    Run(name="a condition that becomes true", section="10.5.4", xml=model("S>p1>C1>E; p1>A>E", catch("C1", condition("x > 3")), task("A", tag="userTask")), given={"x": 0}, answers={"A": {"x": 4}}, trace="S p1 A C1 E E"),
    Run(name="a condition that is already true", section="10.5.4", xml=model("S>C1>E", catch("C1", condition("x > 3"))), given={"x": 5}, trace="S C1 E"),
    Run(name="a condition that never becomes true", section="10.5.4", xml=model("S>C1>E", catch("C1", condition("x > 3"))), given={"x": 0}, trace="S", waits="C1"),
    Run(name="multiple: any one of its triggers", section="10.5.1", xml=model("S>X>E", catch("X", message() + signal())), answers={"$events": [at(2, signal="g")]}, trace="S X E", took="2"),
    Run(name="parallel multiple: all of its triggers", section="10.5.1", xml=model("S>X>E", catch("X", message() + signal(), 'parallelMultiple="true"')), answers={"$events": [at(2, signal="g"), at(5, message="m")]}, trace="S X E", took="5"),
    Run(name="parallel multiple: one is not enough", section="10.5.1", xml=model("S>X>E", catch("X", message() + signal(), 'parallelMultiple="true"')), answers={"$events": [at(2, signal="g"), at(3, signal="g")]}, trace="S", waits="X"),
    Run(name="an event definition that is referred to", section="10.5.1", xml=model("S>X>E", '<intermediateCatchEvent id="X"><eventDefinitionRef>TD</eventDefinitionRef></intermediateCatchEvent>', before='<timerEventDefinition id="TD"><timeDuration>PT6S</timeDuration></timerEventDefinition>'), trace="S X E", took="6"),
]

THROWING = [
    Run(name="throwing a message goes on at once", section="10.5.4", xml=model("S>X>E", throw("X", message())), trace="S X E"),
    Run(name="a message end event", section="10.5.3", xml=model("S>E", end("E", message())), trace="S E"),
    Run(name="a signal end event reaches the other branch", section="10.5.3", xml=model("S>p1>G1>A>E1; p1>E2", catch("G1", signal()), end("E2", signal())), trace="S p1 E2 G1 A E1"),
    Run(name="a signal starts another process of the file", section="10.5.2", xml=file(process("P", "S>T>E", throw("T", signal())) + process("Q", "S1>A>E1", start("S1", signal()))), trace="S T E S1 A E1"),
    Run(name="a signal does not reach waits of another name", section="10.5.1", xml=model("S>p1>G1>E; p1>T>E2", catch("G1", signal("G2")), throw("T", signal("G"))), trace="S p1 T E2", waits="G1"),
    Run(name="multiple throws each of its results", section="10.5.1", xml=model("S>p1>G1>A>E; p1>X>E2; p1>G2c>B>E", catch("G1", signal("G")), throw("X", signal("G") + signal("G2")), catch("G2c", signal("G2"))), trace="S p1 X G1 E2 A E", waits="G2c", ended=False),
    Run(name="a multiple end event throws and consumes", section="10.5.3", xml=model("S>p1>G1>E1; p1>A>E", catch("G1", signal()), end("E", message() + signal())), trace="S p1 A E G1 E1"),
    Run(name="an escalation nobody catches is ignored", section="10.5.6", xml=model("S>X>E", throw("X", escalation("L1"))), trace="S X E"),
    Run(name="an error nobody catches is an incident", section="10.5.6", xml=model("S>E", end("E", error("R1"))), trace="S", waits="E", incidents=("error.uncaught",)),
]

BOUNDARY = [
    *(
        Run(
            name=f"interrupting {name}",
            section="13.4.3",
            xml=model("S>A>E; B>C>E2", task("A"), boundary("B", "A", definition), *more),
            answers={"A": NEVER, "$events": [at(3, message="m"), at(3, signal="g")]},
            trace="S ~A B C E2",
            took="3",
        )
        for name, definition, more in (
            ("timer", timer("PT3S"), ()),
            ("message", message(), ()),
            ("signal", signal(), ()),
            ("multiple", signal("G2") + message(), ()),
            ("parallel multiple", signal() + message(), ()),
        )
    ),
    *(
        Run(
            name=f"non-interrupting {name}",
            section="13.4.3",
            xml=model("S>A>E; B>C>E2", task("A"), beside("B", "A", definition)),
            answers={"A": {"$after": "PT9S"}, "$events": [at(3, message="m"), at(3, signal="g")]},
            trace="S B C E2 A E",
            took="9",
        )
        for name, definition in (("timer", timer("PT3S")), ("message", message()), ("signal", signal()), ("multiple", signal("G2") + message()))
    ),
    Run(name="an interrupting condition", section="13.4.3", xml=model("S>p1>A>E; p1>D>E3; B>C>E2", task("A"), boundary("B", "A", condition("x > 3")), task("D", tag="userTask")), given={"x": 0}, answers={"A": NEVER, "D": {"$after": "PT2S", "x": 4}}, trace="S p1 D ~A E3 B C E2"),
    Run(name="a non-interrupting condition fires each time it becomes true", section="13.4.3", xml=model("S>p1>A>E; p1>x1>D>x2-[k < 4]>x1; x2-/>E3; B>C>E2", task("A"), beside("B", "A", condition("x > 3")), task("D", tag="userTask")), given={"x": 0}, answers={"A": {"$after": "PT60S"}, "D": [{"$after": "PT1S", "x": 4, "k": 1}, {"$after": "PT1S", "x": 5, "k": 2}, {"$after": "PT1S", "x": 0, "k": 3}, {"$after": "PT1S", "x": 9, "k": 4}]}, trace="S p1 x1 D x2 B x1 C E2 D x2 x1 D x2 x1 D x2 B E3 C E2 A E"),
    Run(name="an error from a service", section="10.5.6", xml=model("S>A>E; B>C>E2", task("A", tag="serviceTask"), boundary("B", "A", error("R1"))), answers={"A": {"$error": "E1"}}, trace="S ~A B C E2"),
    Run(name="an error from a script", section="10.5.6", xml=model("S>A>E; B>C>E2", script("A", 'raise error("E1", "why")'), boundary("B", "A", error("R1"))), trace="S ~A B C E2"),
    Run(name="an error of another code is not caught", section="10.5.6", xml=model("S>A>E; B>C>E2", task("A", tag="serviceTask"), boundary("B", "A", error("R2"))), answers={"A": {"$error": "E1"}}, trace="S", waits="A", incidents=("error.uncaught",)),
    Run(name="an error boundary without a code catches any", section="10.5.6", xml=model("S>A>E; B>C>E2", task("A", tag="serviceTask"), boundary("B", "A", error())), answers={"A": {"$error": "E77"}}, trace="S ~A B C E2"),
    Run(name="the boundary that names the code is nearer than the one for any", section="10.5.6", xml=model("S>A>E; B>E1; C>E2", task("A", tag="serviceTask"), boundary("B", "A", error()), boundary("C", "A", error("R1"))), answers={"A": {"$error": "E1"}}, trace="S ~A C E2"),
    Run(name="the nearest enclosing scope catches an error", section="10.5.6", xml=model("S>X>E; B>E4; C>E5", sub("X", "S1>Y>E1; D>E3", sub("Y", "S2>A>E2", end("E2", error("R1"))), boundary("D", "Y", error("R1"))), boundary("B", "X", error("R1")), boundary("C", "X", error())), trace="S S1 S2 A E2 ~Y D E3 X E"),
    Run(name="an error passes a scope that catches another one", section="10.5.6", xml=model("S>X>E; B>E4", sub("X", "S1>Y>E1; D>E3", sub("Y", "S2>A>E2", end("E2", error("R1"))), boundary("D", "Y", error("R2"))), boundary("B", "X", error("R1"))), trace="S S1 S2 A E2 ~Y ~X B E4"),
    Run(name="an error cancels what runs beside it", section="10.5.6", xml=model("S>X>E; B>E4", sub("X", "S1>A>E1; S1>D>E2", end("E1", error("R1"))), boundary("B", "X", error("R1"))), answers={"D": NEVER}, trace="S S1 A E1 ~D ~X B E4"),
    Run(name="an interrupting escalation", section="10.5.6", xml=model("S>X>E; B>E2", sub("X", "S1>T>A>E1", throw("T", escalation("L1"))), boundary("B", "X", escalation("L1"))), trace="S S1 T ~X B E2"),
    Run(name="a non-interrupting escalation", section="10.5.6", xml=model("S>X>E; B>D>E2", sub("X", "S1>T>A>E1", throw("T", escalation("L1"))), beside("B", "X", escalation("L1"))), trace="S S1 T B A E1 X E D E2"),
    Run(name="an escalation end event", section="10.5.6", xml=model("S>X>E; B>E2", sub("X", "S1>A>E1", end("E1", escalation("L1"))), beside("B", "X", escalation("L1"))), trace="S S1 A E1 B X E2 E"),
    Run(name="an escalation boundary without a code catches any", section="10.5.6", xml=model("S>X>E; B>E2", sub("X", "S1>A>E1", end("E1", escalation("L2"))), boundary("B", "X", escalation())), trace="S S1 A E1 ~X B E2"),
    Run(name="a cycle beside an activity", section="table 10.101", xml=model("S>A>E; B>C>E2", task("A"), beside("B", "A", timer("R3/PT2S"))), answers={"A": LATE}, trace="S B C E2 B C E2 B C E2 A E", took="30"),
    Run(name="an endless cycle beside an activity", section="table 10.101", xml=model("S>A>E; B>E2", task("A"), beside("B", "A", timer("R/PT10S"))), answers={"A": {"$after": "PT25S"}}, trace="S B E2 B E2 A E", took="25"),
    Run(name="a non-interrupting message every time", section="13.4.3", xml=model("S>A>E; B>C>E2", task("A"), beside("B", "A", message())), answers={"A": LATE, "$events": [at(1, message="m"), at(2, message="m")]}, trace="S B C E2 B C E2 A E"),
    Run(name="a non-interrupting parallel multiple every time all have come", section="13.4.3", xml=model("S>A>E; B>C>E2", task("A"), boundary("B", "A", message() + signal(), 'cancelActivity="false" parallelMultiple="true"')), answers={"A": LATE, "$events": [at(1, message="m"), at(2, signal="g"), at(3, message="m"), at(4, message="m"), at(5, signal="g")]}, trace="S B C E2 B C E2 A E"),
    Run(name="a timer is over when the activity completes", section="13.4.3", xml=model("S>A>D>E; B>E2", task("A"), boundary("B", "A", timer("PT5S"))), answers={"D": LATE}, trace="S A D E", took="30"),
    Run(name="a boundary of a sub-process ends all in it", section="13.4.3", xml=model("S>X>E; B>E2", sub("X", "S1>Y>E1", sub("Y", "S2>A>E3; S2>C", task("A"))), boundary("B", "X", timer("PT5S"))), answers={"A": NEVER, "C": NEVER}, trace="S S1 S2 ~C ~A ~Y ~X B E2"),
    Run(name="a boundary path may join the main path", section="13.4.3", xml=model("S>A>x1>D>E; B>x1", task("A"), boundary("B", "A", timer("PT5S"))), answers={"A": NEVER}, trace="S ~A B x1 D E"),
    Run(name="two timers at one activity", section="13.4.3", xml=model("S>A>E; B>E2; C>E3", task("A"), beside("B", "A", timer("PT2S")), boundary("C", "A", timer("PT4S"))), answers={"A": NEVER}, trace="S B E2 ~A C E3", took="4"),
    Run(name="a boundary of a receive task", section="13.4.3", xml=model("S>A>E; B>E2", task("A", tag="receiveTask", attributes='messageRef="M"'), boundary("B", "A", timer("PT5S"))), trace="S ~A B E2"),
    Run(name="an error from an event sub-process reaches the boundary", section="10.5.6", xml=model("S>X>E; B>E2", sub("X", "S1>A>E1", event_sub("V", "S3>E3", start_of("S3", timer("PT2S")), end("E3", error("R1")))), boundary("B", "X", error("R1"))), answers={"A": NEVER}, trace="S S1 ~A S3 E3 ~V ~X B E2"),
]

STARTS = [
    Run(name="a message starts the process", section="10.5.2", xml=model("S>A>E", start("S", message())), answers={"$events": [at(3, message="m", payload={"x": 1})]}, data={"x": 1}, trace="S A E", took="3"),
    Run(name="asked for by name, a process starts at its event", section="kernel", xml=model("S>A>E", start("S", message())), process="P", trace="S A E"),
    Run(name="asked for by name, a process starts at its timer", section="kernel", xml=model("S>A>E", start("S", timer("PT5S"))), process="P", trace="S A E"),
    Run(name="one of several start events", section="10.5.2", xml=model("S1>A>E; S2>B>E", start("S1", message("M")), start("S2", message("M2"))), answers={"$events": [at(3, message="m2")]}, trace="S2 B E"),
    Run(name="a none start beside an event start", section="10.5.2", xml=model("S>A>E; S1>B>E", start("S1", message("M"))), trace="S A E"),
    Run(name="a multiple start event takes any", section="10.5.2", xml=model("S>A>E", start("S", message() + signal())), answers={"$events": [at(3, signal="g")]}, trace="S A E"),
    Run(name="a receive task that instantiates", section="10.3.3", xml=model("R>A>E", task("R", tag="receiveTask", attributes='messageRef="M" instantiate="true"')), answers={"$events": [at(3, message="m", payload={"x": 1})]}, data={"x": 1}, trace="R A E"),
]

EVENT_SUBS = [
    *(
        Run(
            name=f"an interrupting {name} takes the scope over",
            section="10.3.5, 13.5.4",
            xml=model("S>A>E", event_sub("V", "S3>C>E3", start_of("S3", definition))),
            answers={"A": NEVER, "$events": [at(3, message="m"), at(3, signal="g")]},
            trace="S ~A S3 C E3 V",
            took="3",
        )
        for name, definition in (("timer", timer("PT3S")), ("message", message()), ("signal", signal()), ("multiple", signal("G2") + message()))
    ),
    *(
        Run(
            name=f"a non-interrupting {name} runs beside",
            section="10.3.5, 13.5.4",
            xml=model("S>A>E", event_sub("V", "S3>C>E3", start_of("S3", definition, interrupting=False))),
            answers={"A": {"$after": "PT9S"}, "$events": [at(3, message="m"), at(3, signal="g")]},
            trace="S S3 C E3 V A E",
            took="9",
        )
        for name, definition in (("timer", timer("PT3S")), ("message", message()), ("signal", signal()), ("multiple", signal("G2") + message()))
    ),
    Run(name="an error event sub-process of the process", section="10.5.6", xml=model("S>A>E", task("A", tag="serviceTask"), event_sub("V", "S3>C>E3", start_of("S3", error("R1")))), answers={"A": {"$error": "E1"}}, trace="S ~A S3 C E3 V"),
    Run(name="an error end event caught in its own scope", section="10.5.6", xml=model("S>A>E", end("E", error("R1")), event_sub("V", "S3>C>E3", start_of("S3", error()))), trace="S A E S3 C E3 V"),
    Run(name="an error event sub-process comes before the boundary", section="10.5.6", xml=model("S>X>E; B>E2", sub("X", "S1>A>E1", end("E1", error("R1")), event_sub("V", "S3>C>E3", start_of("S3", error("R1")))), boundary("B", "X", error("R1"))), trace="S S1 A E1 S3 C E3 V X E"),
    Run(name="an escalation event sub-process, interrupting", section="10.5.6", xml=model("S>T>A>E", throw("T", escalation("L1")), event_sub("V", "S3>C>E3", start_of("S3", escalation("L1")))), trace="S T S3 C E3 V"),
    Run(name="an escalation event sub-process, beside", section="10.5.6", xml=model("S>T>A>E", throw("T", escalation("L1")), event_sub("V", "S3>C>E3", start_of("S3", escalation("L1"), interrupting=False))), trace="S T S3 A E C E3 V"),
    Run(name="a conditional event sub-process", section="13.5.4", xml=model("S>A>B>E", task("A", tag="userTask"), task("B"), event_sub("V", "S3>C>E3", start_of("S3", condition("x > 3")))), given={"x": 0}, answers={"A": {"x": 4}, "B": NEVER}, trace="S A S3 C E3 V"),
    Run(name="a non-interrupting conditional event sub-process fires again", section="13.5.4", xml=model("S>A>B>D>E", script("A", "{x: 4}"), script("B", "{x: 0}"), script("D", "{x: 5}"), event_sub("V", "S3>C>E3", start_of("S3", condition("x > 3"), interrupting=False))), given={"x": 0}, trace="S A B S3 D E S3 C E3 V C E3 V"),
    Run(name="a non-interrupting message event sub-process happens every time", section="13.5.4", xml=model("S>A>E", event_sub("V", "S3>C>E3", start_of("S3", message(), interrupting=False))), answers={"A": LATE, "$events": [at(1, message="m"), at(2, message="m")]}, trace="S S3 C E3 V S3 C E3 V A E"),
    Run(name="a cycle starts an event sub-process again and again", section="13.5.4", xml=model("S>A>E", event_sub("V", "S3>C>E3", start_of("S3", timer("R2/PT3S"), interrupting=False))), answers={"A": LATE}, trace="S S3 C E3 V S3 C E3 V A E"),
    Run(name="the scope waits for a non-interrupting event sub-process", section="13.5.4", xml=model("S>A>E", event_sub("V", "S3>C>E3", start_of("S3", timer("PT3S"), interrupting=False))), answers={"A": {"$after": "PT5S"}, "C": LATE}, trace="S S3 A E C E3 V", took="33"),
    Run(name="an event sub-process ends with its scope when nothing happened", section="13.5.4", xml=model("S>X>D>E", sub("X", "S1>A>E1", event_sub("V", "S3>C>E3", start_of("S3", timer("PT3S"))))), answers={"D": LATE}, trace="S S1 A E1 X D E", took="30"),
    Run(name="an event sub-process of a sub-process lets the process go on", section="13.5.4", xml=model("S>X>D>E", sub("X", "S1>A>E1", event_sub("V", "S3>C>E3", start_of("S3", timer("PT3S"))))), answers={"A": NEVER}, trace="S S1 ~A S3 C E3 V X D E"),
    Run(name="an interrupting event sub-process ends one that runs beside", section="13.5.4", xml=model("S>A>E", event_sub("V", "S3>C>E3", start_of("S3", timer("PT3S"), interrupting=False)), event_sub("W", "S4>D>E4", start_of("S4", timer("PT5S")))), answers={"A": NEVER, "C": NEVER}, trace="S S3 ~C ~V ~A S4 D E4 W"),
    Run(name="parallel multiple start of an event sub-process needs all", section="10.5.1", xml=model("S>A>E", event_sub("V", "S3>C>E3", start("S3", message() + signal(), 'parallelMultiple="true"'))), answers={"A": NEVER, "$events": [at(1, message="m"), at(4, signal="g")]}, trace="S ~A S3 C E3 V", took="4"),
    Run(name="an error inside an interrupting handler leaves the scope", section="13.5.4", xml=model("S>X>E; B>E2", sub("X", "S1>A>E1", end("E1", error("R1")), event_sub("V", "S3>E3", start_of("S3", error()), end("E3", error("R2")))), boundary("B", "X", error("R2"))), trace="S S1 A E1 S3 E3 ~V ~X B E2"),
    Run(name="an error inside a handler beside is caught in the same scope", section="13.5.4", xml=model("S>A>E", event_sub("V", "S3>E3", start_of("S3", timer("PT2S"), interrupting=False), end("E3", error("R1"))), event_sub("W", "S4>D>E4", start_of("S4", error("R1")))), answers={"A": NEVER}, trace="S S3 E3 ~V ~A S4 D E4 W"),
    Run(name="terminate inside an event sub-process ends that only", section="10.5.3", xml=model("S>A>E", event_sub("V", "S3>C>E3; S3>D", start_of("S3", timer("PT2S"), interrupting=False), end("E3", TERMINATE))), answers={"A": {"$after": "PT9S"}, "D": NEVER}, trace="S S3 C E3 ~D V A E"),
    Run(name="the payload reaches the event sub-process", section="10.4", xml=model("S>A>E", event_sub("V", "S3>C>E3", start_of("S3", message()))), answers={"A": NEVER, "$events": [at(3, message="m", payload={"why": "late"})]}, data={"why": "late"}, trace="S ~A S3 C E3 V"),
]

COMPENSATION = [
    Run(name="one activity", section="10.6, 13.5.5", xml=model("S>A>B>T>E", undo("UA", "A"), undo("UB", "B"), throw("T", compensate("A")), task("A"), task("B")), trace="S A B UA T E"),
    Run(name="the whole process in reverse order", section="13.5.5", xml=model("S>A>B>C>T>D>E", task("A"), task("B"), task("C"), undo("UA", "A"), undo("UB", "B"), undo("UC", "C"), throw("T", compensate())), trace="S A B C UC UB UA T D E"),
    Run(name="from an end event", section="13.5.5", xml=model("S>A>B>E", task("A"), task("B"), undo("UA", "A"), undo("UB", "B"), end("E", compensate())), trace="S A B UB UA E"),
    Run(name="what did not happen is not undone", section="13.5.5", xml=model("S>x1-[x = 1]>A>x2>T>E; x1-/>B>x2", task("A"), task("B"), undo("UA", "A"), undo("UB", "B"), throw("T", compensate())), given={"x": 2}, trace="S x1 B x2 UB T E"),
    Run(name="what still runs is not undone", section="13.5.5", xml=model("S>p1>A>E1; p1>B>T>E", task("A"), task("B"), undo("UA", "A"), undo("UB", "B"), throw("T", compensate())), answers={"A": LATE}, trace="S p1 B UB T E A E1"),
    Run(name="an activity that happened twice is undone twice", section="13.5.5", xml=model("S>x1>A>x2-[n < 2]>x1; x2-/>T>E", script("A", "{n: if n = null then 1 else n + 1}"), undo("UA", "A"), throw("T", compensate("A"))), trace="S x1 A x2 x1 A x2 UA UA T E"),
    Run(name="what was undone is not undone again", section="13.5.5", xml=model("S>A>T>T2>E", task("A"), undo("UA", "A"), throw("T", compensate()), throw("T2", compensate())), trace="S A UA T T2 E"),
    Run(name="inside a completed sub-process", section="13.5.5", xml=model("S>X>T>E", sub("X", "S1>A>B>E1", task("A"), task("B"), undo("UA", "A"), undo("UB", "B")), throw("T", compensate("X"))), trace="S S1 A B E1 X UB UA T E"),
    Run(name="the whole process reaches into completed sub-processes", section="13.5.5", xml=model("S>D>X>T>E", task("D"), undo("UD", "D"), sub("X", "S1>A>E1", task("A"), undo("UA", "A")), throw("T", compensate())), trace="S D S1 A E1 X UA UD T E"),
    Run(name="the handler of a sub-process replaces what is inside", section="13.5.5", xml=model("S>X>T>E", sub("X", "S1>A>E1", task("A"), undo("UA", "A")), undo("UX", "X"), throw("T", compensate("X"))), trace="S S1 A E1 X UX T E"),
    Run(name="a compensation event sub-process", section="10.6", xml=model("S>X>T>E", sub("X", "S1>A>E1", task("A"), undo("UA", "A"), event_sub("V", "S3>C>E3", start_of("S3", compensate()))), throw("T", compensate("X"))), trace="S S1 A E1 X S3 C E3 V T E"),
    Run(name="a compensation event sub-process that compensates the inside", section="10.6", xml=model("S>X>T>E", sub("X", "S1>A>E1", task("A"), undo("UA", "A"), event_sub("V", "S3>C>T3>E3", start_of("S3", compensate()), throw("T3", compensate("A")))), throw("T", compensate("X"))), trace="S S1 A E1 X S3 C UA T3 E3 V T E"),
    Run(name="in the scope of the throw only", section="10.6", xml=model("S>A>X>E", task("A"), undo("UA", "A"), sub("X", "S1>B>T>E1", task("B"), undo("UB", "B"), throw("T", compensate()))), trace="S A S1 B UB T E1 X E"),
    Run(name="from an error handler of the scope", section="10.6", xml=model("S>A>D>E", task("A"), undo("UA", "A"), task("D", tag="serviceTask"), event_sub("V", "S3>T>E3", start_of("S3", error()), throw("T", compensate()))), answers={"D": {"$error": "E9"}}, trace="S A ~D S3 UA T E3 V"),
    Run(name="every instance of a multi-instance activity", section="13.5.5", xml=model("S>A>T>E", task("A", many("3", 'isSequential="true"')), undo("UA", "A"), throw("T", compensate("A"))), trace="S A A A UA UA UA T E"),
    Run(name="without waiting the throw goes on at once", section="table 10.87", xml=model("S>A>T>D>E", task("A"), undo("UA", "A"), throw("T", compensate("A", 'waitForCompletion="false"'))), answers={"UA": LATE}, trace="S A T D E UA", took="30"),
    Run(name="with waiting the throw completes after the handlers", section="table 10.87", xml=model("S>A>T>D>E", task("A"), undo("UA", "A"), throw("T", compensate("A", 'waitForCompletion="true"'))), answers={"UA": LATE}, trace="S A UA T D E", took="30"),
    Run(name="nothing to undo", section="13.5.5", xml=model("S>T>A>E", throw("T", compensate("A")), task("A"), undo("UA", "A")), trace="S T A E"),
    Run(name="a sub-process as handler", section="10.6", xml=model("S>A>T>E", task("A"), boundary("b", "A", compensate()), sub("U", "S1>B>E1", attributes='isForCompensation="true"'), '<association id="as" sourceRef="b" targetRef="U"/>', throw("T", compensate("A"))), trace="S A S1 B E1 U T E"),
    Run(name="a sub-process that was cancelled is not undone", section="13.5.5", xml=model("S>X>E; B>T>E2", sub("X", "S1>A>C>E1", task("A"), undo("UA", "A")), boundary("B", "X", timer("PT5S")), throw("T", compensate())), answers={"C": NEVER}, trace="S S1 A ~C ~X B T E2"),
    Run(name="data as it was when the activity completed", section="13.5.5", xml=model("S>A>B>T>E", script("A", "{x: 1}"), script("B", "{x: 2}"), undo("UA", "A", "scriptTask"), throw("T", compensate("A"))), trace="S A B UA T E", data={"x": 2}),
]

RUNS = [*CATCHING, *THROWING, *BOUNDARY, *STARTS, *EVENT_SUBS, *COMPENSATION]
# fmt: on


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_an_event_does_what_the_specification_says(run: Run) -> None:
    assert told(run) == demanded(run)


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_the_way_a_tool_writes_the_file_changes_nothing(run: Run) -> None:
    assert told(run, as_exported(run.xml)) == demanded(run)
