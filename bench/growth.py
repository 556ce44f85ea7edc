"""What must not grow: the cost per node of a chain, per round of a loop, per item of a multi-instance activity."""

import time
from collections.abc import Callable, Iterator

from bench.kernel_loop import NOW
from bench.line import Line, averaged, interleaved, line, timed
from engine.bpmn import compile_library, read
from engine.bpmn.model import Process
from engine.kernel import advance, start
from engine.kernel.env import Env
from engine.kernel.events import TaskCompleted
from engine.kernel.state import Uid
from engine.kernel.step import Step

ENV = Env(now=NOW)
_HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:motcua:bench">'


def measure() -> Iterator[Line]:
    """Chains, loops, instances."""
    yield from _chain()
    yield from _loop()
    yield from _instances()


def chain(nodes: int, tag: str) -> bytes:
    """A start, so many tasks in line, an end."""
    names = ["S", *(f"T{n}" for n in range(nodes)), "E"]
    tasks = "".join(f'<{tag} id="{name}"/>' for name in names[1:-1])
    flows = "".join(
        f'<sequenceFlow id="F{n}" sourceRef="{names[n]}" targetRef="{names[n + 1]}"/>' for n in range(len(names) - 1)
    )
    body = f'<startEvent id="S"/>{tasks}<endEvent id="E"/>{flows}'
    return f'{_HEAD}<process id="P" isExecutable="true">{body}</process></definitions>'.encode()


def compiled(xml: bytes) -> Process:
    """The only process of a model without errors."""
    library, problems = compile_library(read(xml))
    if any(problem.severity == "error" for problem in problems):
        raise SystemExit(f"a bench model does not compile: {problems[0]}")
    return library.processes["P"]


def tokens(step: Step) -> list[Uid]:
    """Tokens that wait, oldest first."""
    return sorted(
        token.uid for scope in step.state.scopes.values() for token in scope.tokens.values() if token.child is None
    )


def _walk(process: Process) -> Callable[[], float]:
    """Complete every task of the chain, one after the other: seconds."""

    def walk() -> float:
        begun = time.thread_time()
        step = start(process, ENV, {})
        while step.state.ended is None:
            step = advance(process, step.state, TaskCompleted(tokens(step)[0]), ENV)
        return time.thread_time() - begun

    return walk


def _chain() -> Iterator[Line]:
    few, many = 100, 5_000
    models = [chain(few, "userTask"), chain(many, "userTask")]
    short, long = interleaved(3, averaged(_walk(compiled(models[0])), 10), _walk(compiled(models[1])))
    yield line("chain.step.nodes_100", short / few * 1e6, "us")
    yield line("chain.step.nodes_5000", long / many * 1e6, "us")
    yield line("chain.step.ratio", (long / many) / (short / few), "x", most=1.3)
    short, long = interleaved(3, averaged(timed(lambda: compiled(models[0])), 10), timed(lambda: compiled(models[1])))
    yield line("chain.compile.ratio", (long / many) / (short / few), "x", most=1.3)


def _loop() -> Iterator[Line]:
    few, many = 10, 400
    model = (
        f'{_HEAD}<process id="P" isExecutable="true"><startEvent id="S"/><userTask id="T"/>'
        '<exclusiveGateway id="G" default="F3"/><endEvent id="E"/>'
        '<sequenceFlow id="F1" sourceRef="S" targetRef="T"/><sequenceFlow id="F2" sourceRef="T" targetRef="G"/>'
        '<sequenceFlow id="F3" sourceRef="G" targetRef="E"/><sequenceFlow id="F4" sourceRef="G" targetRef="T">'
        "<conditionExpression>=again</conditionExpression></sequenceFlow></process></definitions>"
    )
    process = compiled(model.encode())

    def rounds(count: int) -> float:
        begun = time.thread_time()
        step = start(process, ENV, {})
        for left in range(count, 0, -1):
            step = advance(process, step.state, TaskCompleted(tokens(step)[0], {"again": left > 1}), ENV)
        if step.state.ended is None:
            raise SystemExit("the loop of the bench does not end")
        return time.thread_time() - begun

    short, long = interleaved(5, averaged(lambda: rounds(few), 40), lambda: rounds(many))
    yield line("loop.round.rounds_10", short / few * 1e6, "us")
    yield line("loop.round.rounds_400", long / many * 1e6, "us")
    yield line("loop.round.ratio", (long / many) / (short / few), "x", most=1.3)


def _instances() -> Iterator[Line]:
    few, many = 100, 1_000

    def process(items: int) -> Process:
        return compiled(
            f'{_HEAD}<process id="P" isExecutable="true"><startEvent id="S"/><userTask id="T">'
            f"<multiInstanceLoopCharacteristics><loopCardinality>={items}</loopCardinality>"
            '</multiInstanceLoopCharacteristics></userTask><endEvent id="E"/>'
            '<sequenceFlow id="F1" sourceRef="S" targetRef="T"/><sequenceFlow id="F2" sourceRef="T" targetRef="E"/>'
            "</process></definitions>".encode()
        )

    def run(model: Process) -> Callable[[], float]:
        def measured() -> float:
            begun = time.thread_time()
            step = start(model, ENV, {})
            for token in tokens(step):
                step = advance(model, step.state, TaskCompleted(token), ENV)
            if step.state.ended is None:
                raise SystemExit("the instances of the bench do not end")
            return time.thread_time() - begun

        return measured

    short, long = interleaved(5, averaged(run(process(few)), 5), run(process(many)))
    yield line("instances.item.items_100", short / few * 1e6, "us")
    yield line("instances.item.items_1000", long / many * 1e6, "us")
    yield line("instances.item.ratio", (long / many) / (short / few), "x", most=3)
