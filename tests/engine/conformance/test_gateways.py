"""Sequence flows and gateways (BPMN 2.0.2 §8.4.13, §10.6, §13.3.1, §13.4): splits, joins, defaults, counts."""

import pytest

from tests.engine.conformance.models import (
    as_exported,
    boundary,
    catch,
    condition,
    formal,
    link,
    message,
    model,
    script,
    signal,
    sub,
    task,
    throw,
    timer,
)
from tests.engine.conformance.runs import Run, demanded, told


def gateway(ident: str, tag: str, attributes: str = "", inside: str = "") -> str:
    return f'<{tag} id="{ident}" {attributes}>{inside}</{tag}>'


def complex_join(ident: str, text: str) -> str:
    return gateway(ident, "complexGateway", "", formal("activationCondition", text))


EVENTS_AFTER = (catch("M1", message("M")), catch("T1", timer("PT10S")), catch("G1", signal("G")))
WAY = "S>g>M1>A>E; g>T1>B>E2; g>G1>C>E3"

# One line for each run or rule.
# fmt: off
RUNS = [
    # sequence flows and activities
    Run(name="an activity splits without a gateway", section="13.3.1", xml=model("S>A>B>E1; A>C>E2"), trace="S A B E1 C E2"),
    Run(name="an activity merges without a gateway: each token runs it", section="13.3.1", xml=model("S>p1>A>C>E; p1>B>C"), trace="S p1 A B C E C E"),
    Run(name="conditional flows leave an activity: all that are true", section="8.4.13", xml=model("S>A-[x > 1]>B>E1; A-[x > 2]>C>E2; A-[x > 9]>D>E3"), given={"x": 5}, trace="S A B E1 C E2"),
    Run(name="the default flow is taken when no condition is true", section="8.4.13", xml=model("S>A-[x > 1]>B>E1; A-/>C>E2"), given={"x": 0}, trace="S A C E2"),
    Run(name="the default flow is not taken beside a true condition", section="8.4.13", xml=model("S>A-[x > 1]>B>E1; A-/>C>E2"), given={"x": 5}, trace="S A B E1"),
    Run(name="an unconditional flow beside a conditional one", section="8.4.13", xml=model("S>A-[x > 1]>B>E1; A>C>E2"), given={"x": 0}, trace="S A C E2"),
    Run(name="conditions see what the activity wrote", section="8.4.13", xml=model("S>A-[ok]>B>E1; A-/>C>E2", script("A", "{ok: true}")), given={"ok": False}, trace="S A B E1"),
    Run(name="conditions with a leading equals sign", section="8.4.13", xml=model("S>x1-[=x > 1]>B>E1; x1-/>C>E2"), given={"x": 5}, trace="S x1 B E1"),
    Run(name="a start event may split", section="10.5.2", xml=model("S>A>E1; S>B>E2"), trace="S A E1 B E2"),
    Run(name="an end event takes several flows, each token apart", section="10.5.3", xml=model("S>p1>A>E; p1>B>E"), trace="S p1 A E B E"),
    # exclusive
    Run(name="exclusive: the first true condition in order", section="13.4.2", xml=model("S>x1-[x > 3]>A>E; x1-[x > 1]>B>E; x1-/>C>E"), given={"x": 5}, trace="S x1 A E"),
    Run(name="exclusive: the second when the first is false", section="13.4.2", xml=model("S>x1-[x > 3]>A>E; x1-[x > 1]>B>E; x1-/>C>E"), given={"x": 2}, trace="S x1 B E"),
    Run(name="exclusive: the default when none is true", section="13.4.2", xml=model("S>x1-[x > 3]>A>E; x1-/>C>E; x1-[x > 1]>B>E"), given={"x": 0}, trace="S x1 C E"),
    Run(name="exclusive: the default stands first in the file", section="13.4.2", xml=model("S>x1-/>C>E; x1-[x > 1]>B>E"), given={"x": 2}, trace="S x1 B E"),
    Run(name="exclusive: no condition true and no default is an exception", section="13.4.2", xml=model("S>x1-[x > 3]>A>E; x1-[x > 1]>B>E"), given={"x": 0}, trace="S", waits="x1", incidents=("gateway.no-flow",)),
    Run(name="exclusive: a merge passes each token at once", section="13.4.2", xml=model("S>p1>A>x1>C>E; p1>B>x1"), trace="S p1 A x1 B x1 C E C E"),
    Run(name="exclusive: mixed merge and split", section="13.4.2", xml=model("S>x1-[x = 1]>A>x2; x1-/>B>x2-[x = 1]>C>E; x2-/>D>E"), given={"x": 1}, trace="S x1 A x2 C E"),
    Run(name="exclusive: a loop back through a merge", section="13.4.2", xml=model("S>x1>A>x2-[again]>x1; x2-/>E", task("A", tag="userTask")), answers={"A": [{"again": True}, {"again": False}]}, trace="S x1 A x2 x1 A x2 E"),
    Run(name="a condition that is neither true nor false is an incident", section="13.4.2", xml=model("S>x1-[x]>A>E; x1-/>B>E"), given={"x": 7}, trace="S", waits="x1", incidents=("condition",)),
    # parallel
    Run(name="parallel: split and join", section="13.4.1", xml=model("S>p1>A>p2>C>E; p1>B>p2"), trace="S p1 A B p2 C E"),
    Run(name="parallel: a join waits for every flow", section="13.4.1", xml=model("S>p1>A>p2>C>E; p1>B>p2"), answers={"A": {"$never": True}}, trace="S p1 B", waits="A", ended=False),
    Run(name="parallel: a join after an exclusive split never goes on", section="13.4.1", xml=model("S>x1-[true]>A>p1>E; x1-/>B>p1"), trace="S x1 A", ended=False),
    Run(name="parallel: a join takes one token of each flow and leaves the rest", section="13.4.1", xml=model("S>p1>A>x1>p2>E; p1>B>x1; p1>C>p2"), trace="S p1 A x1 B x1 C p2 E", ended=False),
    Run(name="parallel: two tokens on each flow join twice", section="13.4.1", xml=model("S>p1>A>x1>p2>E; p1>B>x1; p1>C>x2>p2; p1>D>x2"), trace="S p1 A x1 B x1 C x2 p2 E D x2 p2 E"),
    Run(name="parallel: join and split in one gateway", section="13.4.1", xml=model("S>p1>A>p2>C>E1; p1>B>p2>D>E2"), trace="S p1 A B p2 C E1 D E2"),
    Run(name="parallel: with one flow in and one out it passes", section="13.4.1", xml=model("S>p1>A>E"), trace="S p1 A E"),
    Run(name="parallel: three nested splits", section="13.4.1", xml=model("S>p1>A>p4>E; p1>p2>B>p3>p4; p2>C>p3"), trace="S p1 p2 A B C p3 p4 E"),
    # inclusive
    Run(name="inclusive: one true condition", section="13.4.3", xml=model("S>o1-[x > 1]>A>o2>E; o1-[x > 5]>B>o2"), given={"x": 2}, trace="S o1 A o2 E"),
    Run(name="inclusive: all true conditions, joined", section="13.4.3", xml=model("S>o1-[x > 1]>A>o2>C>E; o1-[x > 5]>B>o2"), given={"x": 9}, trace="S o1 A B o2 C E"),
    Run(name="inclusive: the default only when none is true", section="13.4.3", xml=model("S>o1-[x > 1]>A>o2>E; o1-[x > 5]>B>o2; o1-/>D>o2"), given={"x": 0}, trace="S o1 D o2 E"),
    Run(name="inclusive: no condition and no default is an exception", section="13.4.3", xml=model("S>o1-[x > 1]>A>E; o1-[x > 5]>B>E"), given={"x": 0}, trace="S", waits="o1", incidents=("gateway.no-flow",)),
    Run(name="inclusive: the join waits as long as a token can come", section="13.4.3", xml=model("S>o1-[true]>A>o2>D>E; o1-[true]>B>C>o2"), answers={"B": {"$after": "PT5S"}}, trace="S o1 A B C o2 D E", took="5"),
    Run(name="inclusive: the join does not wait for a token that went elsewhere", section="13.4.3", xml=model("S>o1-[true]>A>o2>D>E; o1-[true]>B>x1-[true]>E2; x1-/>o2"), answers={"B": {"$after": "PT5S"}}, trace="S o1 A B x1 E2 o2 D E", took="5"),
    Run(name="inclusive: the join after a parallel split joins all", section="13.4.3", xml=model("S>p1>A>o1>C>E; p1>B>o1"), trace="S p1 A B o1 C E"),
    Run(name="inclusive: the join after an exclusive split passes one", section="13.4.3", xml=model("S>x1-[true]>A>o1>C>E; x1-/>B>o1"), trace="S x1 A o1 C E"),
    Run(name="inclusive: a join in a loop", section="13.4.3", xml=model("S>o1>A>x1-[n < 3]>o1; x1-/>E", script("A", "{n: if n = null then 1 else n + 1}")), trace="S o1 A x1 o1 A x1 o1 A x1 E", data={"n": 3}),
    Run(name="inclusive: split and join inside a loop", section="13.4.3", xml=model("S>x1>o1-[true]>A>o2>N>x2-[n < 2]>x1; o1-[true]>B>o2; x2-/>E", script("N", "{n: if n = null then 1 else n + 1}")), trace="S x1 o1 A B o2 N x2 x1 o1 A B o2 N x2 E"),
    Run(name="inclusive: a token waiting at a boundary's host can still come", section="13.4.3", xml=model("S>p1>A>o1>E; p1>B>E2; X>o1", boundary("X", "B", timer("PT5S"))), answers={"B": {"$never": True}}, trace="S p1 A ~B X o1 E"),
    Run(name="inclusive: unstructured, two joins one after the other", section="13.4.3", xml=model("S>o1-[true]>A>o2>C>o3>E; o1-[true]>B>o2; o1-[true]>D>o3"), answers={"D": {"$after": "PT3S"}}, trace="S o1 A B o2 C D o3 E"),
    Run(name="inclusive: a join after an event gateway", section="13.4.3", xml=model("S>p1>A>o1>E; p1>g>M1>o1; g>T1>E2", gateway("g", "eventBasedGateway"), catch("M1", message()), catch("T1", timer("PT4S"))), trace="S p1 A g T1 E2 o1 E"),
    # complex
    Run(name="complex: activates by its count and swallows the late token", section="13.4.5, table 13.5", xml=model("S>p1>A>c>D>E; p1>B>c; p1>C>c", complex_join("c", "activationCount >= 2")), trace="S p1 A B c C D E"),
    Run(name="complex: all of them", section="13.4.5", xml=model("S>p1>A>c>D>E; p1>B>c", complex_join("c", "activationCount >= 2")), trace="S p1 A B c D E"),
    Run(name="complex: not enough tokens wait", section="13.4.5", xml=model("S>p1>A>c>D>E; p1>B>c; p1>C>E2", complex_join("c", "activationCount >= 2")), answers={"B": {"$never": True}}, trace="S p1 A C E2", waits="B", ended=False),
    Run(name="complex: after its reset it activates again", section="13.4.5", xml=model("S>x1>p1>A>c>D>x2-[n < 2]>x1; p1>B>c; x2-/>E", complex_join("c", "activationCount >= 1"), script("D", "{n: if n = null then 1 else n + 1}")), trace="S x1 p1 A c D x2 x1 p1 B A c D x2 E B"),
    Run(name="complex: split by conditions", section="13.4.5", xml=model("S>c-[x > 1]>A>E; c-[x > 2]>B>E; c-[x > 9]>C>E", gateway("c", "complexGateway")), given={"x": 5}, trace="S c A E B E"),
    Run(name="complex: split by default", section="13.4.5", xml=model("S>c-[x > 9]>A>E; c-/>B>E", gateway("c", "complexGateway")), given={"x": 5}, trace="S c B E"),
    Run(name="complex: a condition of data", section="13.4.5", xml=model("S>p1>A>c>D>E; p1>B>c", complex_join("c", "quorum <= activationCount")), given={"quorum": 1}, answers={"B": {"$after": "PT3S"}}, trace="S p1 A c D E B"),
    Run(name="complex: what waits for start and what for reset", section="13.4.5", xml=model("S>p1>A>c-[waitingForStart]>D>E; p1>B>c-[not(waitingForStart)]>R>E2", complex_join("c", "activationCount >= 1")), answers={"B": {"$after": "PT3S"}}, trace="S p1 A c D E B R E2"),
    Run(name="complex: everything came at the start, so it resets at once", section="13.4.5", xml=model("S>p1>A>c-[waitingForStart]>D>E; p1>B>c-[not(waitingForStart)]>R>E2", complex_join("c", "activationCount >= 2")), trace="S p1 A B c D E R E2"),
    # event-based
    Run(name="event-based: a message wins", section="13.4.4", xml=model(WAY, gateway("g", "eventBasedGateway"), *EVENTS_AFTER), answers={"$events": [{"at": "PT3S", "message": "m"}]}, trace="S g M1 A E", took="3"),
    Run(name="event-based: a timer wins", section="13.4.4", xml=model(WAY, gateway("g", "eventBasedGateway"), *EVENTS_AFTER), trace="S g T1 B E2", took="10"),
    Run(name="event-based: a signal wins", section="13.4.4", xml=model(WAY, gateway("g", "eventBasedGateway"), *EVENTS_AFTER), answers={"$events": [{"at": "PT3S", "signal": "g"}, {"at": "PT4S", "message": "m"}]}, trace="S g G1 C E3", took="3"),
    Run(name="event-based: a condition wins", section="13.4.4", xml=model("S>p1>g>C1>A>E; g>T1>B>E2; p1>D>E3", gateway("g", "eventBasedGateway"), catch("C1", condition("x > 3")), catch("T1", timer("PT10S")), task("D", tag="userTask")), given={"x": 0}, answers={"D": {"x": 4}}, trace="S p1 D g E3 C1 A E"),
    Run(name="event-based: a receive task wins", section="13.4.4", xml=model("S>g>R>A>E; g>T1>B>E2", gateway("g", "eventBasedGateway"), task("R", tag="receiveTask", attributes='messageRef="M"'), catch("T1", timer("PT10S"))), answers={"$events": [{"at": "PT3S", "message": "m", "payload": {"x": 1}}]}, trace="S g R A E", data={"x": 1}),
    Run(name="event-based: nothing happens", section="13.4.4", xml=model("S>g>M1>A>E; g>G1>B>E2", gateway("g", "eventBasedGateway"), catch("M1", message()), catch("G1", signal())), trace="S", waits="g"),
    Run(name="event-based: in a loop it waits anew", section="13.4.4", xml=model("S>x1>g>T1>x1; g>M1>E", gateway("g", "eventBasedGateway"), catch("M1", message()), catch("T1", timer("PT2S"))), answers={"$events": [{"at": "PT5S", "message": "m"}]}, trace="S x1 g T1 x1 g T1 x1 g M1 E", took="5"),
    Run(name="event-based: starts a process with its first message", section="13.2, 10.6.6", xml=model("g>M1>A>E; g>M2c>B>E2", gateway("g", "eventBasedGateway", 'instantiate="true"'), catch("M1", message("M")), catch("M2c", message("M2"))), answers={"$events": [{"message": "m2"}]}, trace="g M2c B E2"),
    Run(name="event-based: parallel start needs all its messages", section="13.2, 10.6.6", xml=model("g>M1>A>E; g>M2c>B>E2", gateway("g", "eventBasedGateway", 'instantiate="true" eventGatewayType="Parallel"'), catch("M1", message("M")), catch("M2c", message("M2"))), answers={"$events": [{"message": "m2"}, {"at": "PT5S", "message": "m"}]}, trace="g M2c B E2 M1 A E"),
    Run(name="event-based: parallel start waits for what is missing", section="13.2, 10.6.6", xml=model("g>M1>A>E; g>M2c>B>E2", gateway("g", "eventBasedGateway", 'instantiate="true" eventGatewayType="Parallel"'), catch("M1", message("M")), catch("M2c", message("M2"))), answers={"$events": [{"message": "m2"}]}, trace="g M2c B E2", waits="M1"),
    # links
    Run(name="a link leads from its throwing to its catching end", section="10.5.5", xml=model("S>A>L; C>B>E", throw("L", link("to")), catch("C", link("to"))), trace="S A L C B E"),
    Run(name="several sources of one link", section="10.5.5", xml=model("S>x1-[x = 1]>L; x1-/>K; C>B>E", throw("L", link("to")), throw("K", link("to")), catch("C", link("to"))), given={"x": 2}, trace="S x1 K C B E"),
    Run(name="a link back makes a loop", section="10.5.5", xml=model("S>x2>A>x1-[n < 2]>L; C>x2; x1-/>E", script("A", "{n: if n = null then 1 else n + 1}"), throw("L", link("back")), catch("C", link("back"))), trace="S x2 A x1 L C x2 A x1 E"),
    Run(name="links inside a sub-process", section="10.5.5", xml=model("S>X>E", sub("X", "S1>L; C>A>E1", throw("L", link("to")), catch("C", link("to")))), trace="S S1 L C A E1 X E"),
    Run(name="a link reaches a join", section="13.4.3", xml=model("S>p1>A>L; C>o1>E; p1>B>o1", throw("L", link("to")), catch("C", link("to"))), answers={"A": {"$after": "PT3S"}}, trace="S p1 B A L C o1 E"),
]
# fmt: on


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_a_gateway_does_what_the_specification_says(run: Run) -> None:
    assert told(run) == demanded(run)


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_the_way_a_tool_writes_the_file_changes_nothing(run: Run) -> None:
    assert told(run, as_exported(run.xml)) == demanded(run)
