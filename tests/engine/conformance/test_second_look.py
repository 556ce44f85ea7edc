"""What a second reading of the specification found: joins beside boundary events, mixed content, plain values."""

import pytest

from tests.engine.conformance.models import (
    as_exported,
    beside,
    boundary,
    catch,
    end,
    error,
    escalation,
    file,
    many,
    model,
    process,
    sub,
    task,
)
from tests.engine.conformance.rules import Rule, errors
from tests.engine.conformance.runs import Run, demanded, told

CALLED = file(
    process("P", "S>A>E", '<callActivity id="A" calledElement="Q"/>')
    + process("Q", "S2>B>E2", attributes='isExecutable="false"')
)
TWO_WAYS = "S>x1; x1-[a > 1]>A>E; x1-/>B>E"


def written(condition: str) -> bytes:
    """``TWO_WAYS`` with another condition, as it stands in the file."""
    return model(TWO_WAYS).replace(b"<![CDATA[a > 1]]>", condition.encode())


def timed(text: str, kind: str = "timeDuration") -> bytes:
    return model("S>C>E", catch("C", f"<timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition>"))


def repeating(taken: str, made: str) -> bytes:
    ports = (
        '<ioSpecification><dataInput id="i" isCollection="true"/><dataOutput id="o" isCollection="true"/>'
        "<inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet><dataOutputRefs>o</dataOutputRefs></outputSet>"
        "</ioSpecification>"
    )
    inside = f"<loopDataInputRef>{taken}</loopDataInputRef>"
    inside += f"<loopDataOutputRef>{made}</loopDataOutputRef>" if made else ""
    return model("S>A>E", task("A", ports + many("", inside=inside)))


def thrown(definition: str, *borders: str, executable: str = "true") -> bytes:
    """A sub-process ``X`` that ends by throwing, with boundary events; ``b`` leads to ``H``."""
    return model(
        "S>X>E; b>H" + ("; b9>H9" if len(borders) > 1 else ""),
        sub("X", "S1>E1", end("E1", definition)),
        *borders,
        before='<error id="R8" name="eight"/><error id="R9" name="nine"/><escalation id="L9" name="nine"/>',
        attributes=f'isExecutable="{executable}"',
    )


AFTER_BOUNDARY = model(
    "S>o1; o1-[true]>A>o2; o1-[true]>B>o2; b>C>o2; o2>E",
    task("A", tag="userTask"),
    beside("b", "A", "<timerEventDefinition><timeDuration>PT1S</timeDuration></timerEventDefinition>"),
)

# One line for each run or rule.
# fmt: off
RUNS = [
    Run(name="inclusive: a join waits for an activity whose boundary event has come already", section="13.4.3", xml=AFTER_BOUNDARY, answers={"A": {"$after": "PT5S"}}, trace="S o1 B b C A o2 E"),
    Run(name="an error boundary whose error has no code catches any", section="10.5.5", xml=thrown(error("R1"), boundary("b", "X", error("R9"))), trace="S S1 E1 ~X b H"),
    Run(name="an escalation boundary whose escalation has no code catches any", section="10.5.5", xml=thrown(escalation("L1"), boundary("b", "X", escalation("L9"))), trace="S S1 E1 ~X b H"),
    Run(name="the code is nearer than an error without one", section="10.5.5", xml=thrown(error("R1"), boundary("b9", "X", error("R9")), boundary("b", "X", error("R1"))), trace="S S1 E1 ~X b H"),
    Run(name="of errors without a code the very one that was thrown is nearer", section="10.5.5", xml=thrown(error("R8"), boundary("b9", "X", error("R9")), boundary("b", "X", error("R8")), executable="false"), trace="S S1 E1 ~X b H"),
    Run(name="what is called runs in play, whatever its own mark says", section="10.3.6", xml=CALLED, process="P", trace="S S2 B E2 A E"),
    Run(name="an expression may be documented", section="8.4.6", xml=written("<documentation>more than one</documentation>a &gt; 1"), given={"a": 2}, trace="S x1 A E"),
    Run(name="an expression goes on after a comment", section="8.4.6", xml=written("a &gt; <!-- at least --> 1"), given={"a": 2}, trace="S x1 A E"),
]
GOOD = model(TWO_WAYS)
RULES = [
    Rule("a condition is no context", "8.4.6", written("{a: 1}"), GOOD),
    Rule("a condition is no duration", "8.4.6", written('duration("PT1S")'), written('a = duration("PT1S")')),
    Rule("a condition is no sum", "8.4.6", written("a + 1"), written("a + 1 = 2")),
    Rule("a duration has a length", "10.5.5", timed("P"), timed("PT0S")),
    Rule("a duration is no number", "10.5.5", timed("= 7"), timed("= wait")),
    Rule("a date is not true or false", "10.5.5", timed("true", "timeDate"), timed("day", "timeDate")),
    Rule("a cycle has an interval", "10.5.5", timed("R3", "timeCycle"), timed("R3/PT1S", "timeCycle")),
    Rule("a cycle is counted in digits", "10.5.5", timed("Rx/PT1S", "timeCycle"), timed("R/PT1S", "timeCycle")),
    Rule("a task repeats over its input", "10.3.8", repeating("o", ""), repeating("i", "")),
    Rule("a task collects in its output", "10.3.8", repeating("i", "i"), repeating("i", "o")),
]
# fmt: on


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_a_model_does_what_the_specification_says(run: Run) -> None:
    assert told(run) == demanded(run)


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_the_way_a_tool_writes_the_file_changes_nothing(run: Run) -> None:
    assert told(run, as_exported(run.xml)) == demanded(run)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.sentence)
def test_what_breaks_a_rule_is_refused(rule: Rule) -> None:
    assert errors(rule.broken)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.sentence)
def test_what_keeps_the_rule_is_not_refused(rule: Rule) -> None:
    assert errors(rule.kept) == []
