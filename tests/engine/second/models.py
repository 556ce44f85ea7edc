"""Block-structured models for comparing the engines: a tree of blocks becomes BPMN, with answers that end."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from engine.bpmn import compile_library, read
from engine.second import Verdict, compare

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:motcua="urn:motcua:bpmn:1" targetNamespace="urn:t">'
    '<error id="Error1" errorCode="E1" name="E1"/><escalation id="X1" escalationCode="X1" name="X1"/>'
    '<message id="M1" name="M1"/><message id="M2" name="M2"/><signal id="S1" name="S1"/>'
)


@dataclass
class Model:
    """BPMN under construction; every method takes the node before and gives the node after a block."""

    body: list[str] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    count: int = 0

    def name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def node(self, tag: str, inner: str = "", attributes: str = "", kind: str = "") -> str:
        ident = self.name(kind or tag)
        self.body.append(f'<{tag} id="{ident}" {attributes}>{inner}</{tag}>')
        return ident

    def flow(self, source: str, target: str, condition: str | None = None) -> str:
        ident = self.name("F")
        inner = "" if condition is None else f"<conditionExpression>={condition}</conditionExpression>"
        self.body.append(f'<sequenceFlow id="{ident}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>')
        return ident

    def xml(self) -> bytes:
        return f'{HEAD}<process id="P" isExecutable="true">{"".join(self.body)}</process></definitions>'.encode()


def verdict(xml: bytes, answers: dict[str, Any], data: dict[str, Any] | None = None) -> Verdict:
    """The second engine's verdict on a model that compiles without errors."""
    document = read(xml)
    library, problems = compile_library(document)
    errors = [str(problem) for problem in problems if problem.severity == "error"]
    assert errors == []
    return compare(document, library, answers, NOW, data)


def task(model: Model, before: str, tag: str, after: str | None, value: int) -> str:
    ident = model.node(tag)
    model.flow(before, ident)
    model.answers[ident] = {"x": value, f"v{ident}": value} | ({} if after is None else {"$after": after})
    return ident


def script(model: Model, before: str, value: int) -> str:
    ident = model.node("scriptTask", f"<script>{{x: {value}}}</script>", 'scriptFormat="feel"')
    model.flow(before, ident)
    return ident


def split(model: Model, before: str, tag: str, branches: list[Any], chosen: list[bool]) -> str:
    """A gateway, its branches and the gateway that joins them; ``chosen`` are the conditions of the branches."""
    opening, closing = model.name(tag), model.name(tag)
    model.flow(before, opening)
    default = None
    for place, branch in enumerate(branches):
        begin = model.node("userTask", kind="begin")
        if tag == "parallelGateway":
            model.flow(opening, begin)
        elif place == len(branches) - 1:
            default = model.flow(opening, begin)
        else:
            model.flow(opening, begin, str(chosen[place]).lower() if place % 2 else f"1 = {1 if chosen[place] else 2}")
        model.flow(build(model, begin, branch), closing)
    attribute = "" if default is None else f'default="{default}"'
    model.body.append(f'<{tag} id="{opening}" {attribute}/><{tag} id="{closing}"/>')
    return closing


def loop(model: Model, before: str, inner: Any, again: list[bool]) -> str:
    """Inner, then a task that asks for it again."""
    merge, gate = model.node("exclusiveGateway"), model.name("exclusiveGateway")
    model.flow(before, merge)
    asked = model.node("userTask", kind="again")
    model.flow(build(model, merge, inner), asked)
    model.flow(asked, gate)
    model.flow(gate, merge, f"{asked} = true")
    onward = model.node("userTask", kind="onward")
    default = model.flow(gate, onward)
    model.body.append(f'<exclusiveGateway id="{gate}" default="{default}"/>')
    model.answers[asked] = [*({asked: each} for each in again), {asked: False}]
    return onward


def sub_process(model: Model, before: str, inner: Any, ending: str) -> str:
    """A sub-process that ends ``plain`` or by ``terminate``."""
    ident = model.name("sub")
    model.flow(before, ident)
    outer, model.body = model.body, []
    start, end = model.node("startEvent"), model.name("end")
    last = build(model, start, inner)
    definition = "<terminateEventDefinition/>" if ending == "terminate" else ""
    model.body.append(f'<endEvent id="{end}">{definition}</endEvent>')
    model.flow(last, end)
    inside, model.body = model.body, outer
    model.body.append(f'<subProcess id="{ident}">{"".join(inside)}</subProcess>')
    return ident


def guarded(model: Model, before: str, lasts: int, guard: int, *, interrupting: bool, cycle: bool) -> str:
    """A task of ``lasts`` hours with a timer on its border after ``guard`` hours."""
    ident = model.node("userTask")
    model.flow(before, ident)
    model.answers[ident] = {"$after": f"PT{lasts}H"}
    timer = (
        f"<timeCycle>R2/PT{guard}H</timeCycle>"
        if cycle and not interrupting
        else f"<timeDuration>PT{guard}H</timeDuration>"
    )
    flag = str(interrupting).lower()
    event = model.node(
        "boundaryEvent",
        f"<timerEventDefinition>{timer}</timerEventDefinition>",
        f'attachedToRef="{ident}" cancelActivity="{flag}"',
    )
    if not interrupting:
        reminded = model.node("userTask")
        model.flow(event, reminded)
        model.flow(reminded, model.node("endEvent"))
        return ident
    merge = model.node("exclusiveGateway")
    model.flow(ident, merge)
    model.flow(event, merge)
    return merge


def many(model: Model, before: str, items: int, *, sequential: bool, tag: str) -> str:
    """A multi-instance task over a list."""
    characteristics = (
        f'<multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
        f"<loopCardinality>={items}</loopCardinality></multiInstanceLoopCharacteristics>"
    )
    ident = model.node(tag, characteristics)
    model.flow(before, ident)
    return ident


def repeated(model: Model, before: str, rounds: int, *, before_first: bool) -> str:
    """A standard loop with a maximum."""
    inner = (
        f'<standardLoopCharacteristics testBefore="{str(before_first).lower()}" loopMaximum="{rounds}">'
        "<loopCondition>=loopCounter &lt; 3</loopCondition></standardLoopCharacteristics>"
    )
    ident = model.node("userTask", inner)
    model.flow(before, ident)
    return ident


def awaited(model: Model, before: str, first: int, second: int, message: int | None) -> str:
    """An event-based gateway with two timers and a message."""
    gate = model.node("eventBasedGateway")
    merge = model.node("exclusiveGateway")
    model.flow(before, gate)
    for hours in (first, second):
        event = model.node(
            "intermediateCatchEvent",
            f"<timerEventDefinition><timeDuration>PT{hours}H</timeDuration></timerEventDefinition>",
        )
        model.flow(gate, event)
        model.flow(event, merge)
    event = model.node("intermediateCatchEvent", '<messageEventDefinition messageRef="M1"/>')
    model.flow(gate, event)
    model.flow(event, merge)
    if message is not None:
        model.answers.setdefault("$events", []).append({"at": f"PT{message}H", "message": "M1", "payload": {"x": 7}})
    return merge


def build(model: Model, before: str, block: Any) -> str:
    """A block is ``(kind, values…)``; a list is a sequence of blocks."""
    if isinstance(block, list):
        for each in block:
            before = build(model, before, each)
        return before
    kind, *values = block
    match kind:
        case "task":
            return task(model, before, *values)
        case "script":
            return script(model, before, *values)
        case "split":
            return split(model, before, *values)
        case "loop":
            return loop(model, before, *values)
        case "sub":
            return sub_process(model, before, *values)
        case "guarded":
            lasts, guard, interrupting, cycle = values
            return guarded(model, before, lasts, guard, interrupting=interrupting, cycle=cycle)
        case "many":
            items, sequential, tag = values
            return many(model, before, items, sequential=sequential, tag=tag)
        case "repeated":
            rounds, first = values
            return repeated(model, before, rounds, before_first=first)
        case "awaited":
            return awaited(model, before, *values)
        case _:
            raise AssertionError(kind)


def whole(block: Any) -> Model:
    """A process: start, the block, end."""
    model = Model()
    last = build(model, model.node("startEvent"), block)
    model.flow(last, model.node("endEvent"))
    return model
