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
    signal,
    start,
    task,
    throw,
    timer,
)
from tests.engine.conformance.runs import Run, demanded, told

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

RUNS = [*BEGINNINGS, *CONVERSATIONS]
# fmt: on


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_a_model_does_what_the_specification_says(run: Run) -> None:
    assert told(run) == demanded(run)
