"""The benches themselves: what they print, that mutants are real faults, that models of the bench do what they say."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import bench.__main__ as command
from bench.growth import ENV, chain, compiled, tokens
from bench.kernel_loop import KernelLoop
from bench.land_loop import LandLoop
from bench.line import averaged, interleaved, line, timed
from bench.mutants import mutants, mutated
from bench.mutation import sample
from bench.spiff_loop import SpiffLoop
from engine.kernel import advance, load_data, load_state, start
from engine.kernel.events import TaskCompleted

ROOT = Path(__file__).parents[2]


def test_a_line_tells_whether_its_goal_is_kept():
    assert line("a", 1.23456, "x", most=1.3) == {"bench": "a", "value": 1.23, "unit": "x", "goal": "<= 1.3", "ok": True}
    assert line("a", 1.31, "x", most=1.3)["ok"] is False
    assert line("a", 7.99, "x", least=8) == {"bench": "a", "value": 7.99, "unit": "x", "goal": ">= 8", "ok": False}
    assert line("a", 18554.4, "1/s") == {"bench": "a", "value": 18554, "unit": "1/s"}


def test_works_are_taken_in_turns_and_compared_by_their_medians():
    turns = []
    times = iter([1.0, 9.0, 2.0])
    found = interleaved(3, lambda: turns.append("a") or next(times), lambda: turns.append("b") or 5.0)
    assert turns == ["a", "b"] * 3
    assert found == [2.0, 5.0]
    assert averaged(lambda: 3.0, 4)() == 3.0
    assert timed(lambda: sum(range(50_000)))() > 0


def test_the_command_runs_what_is_named_and_tells_a_missed_goal(monkeypatch, capsys):
    lines = {"kernel": [line("k", 1, "x", most=2)], "feel": [line("f", 3, "x", most=2)]}
    monkeypatch.setattr(command, "measured", lambda names: (told for name in names for told in lines.get(name, ())))
    assert command.main(["kernel"]) == 0
    assert json.loads(capsys.readouterr().out) == lines["kernel"][0]
    assert command.main(["kernel", "feel"]) == 1
    assert command.main(["weather"]) == 2
    assert "no bench weather" in capsys.readouterr().err


def test_every_registered_bench_can_measure_and_the_long_ones_run_only_by_name(monkeypatch):
    for module in command.BENCHES.values():
        source = ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))
        assert "measure" in {node.name for node in source.body if isinstance(node, ast.FunctionDef)}
    asked = []
    monkeypatch.setattr(command, "measured", lambda names: asked.extend(names) or ())
    command.main([])
    assert asked == [name for name in command.BENCHES if name not in command.BY_NAME_ONLY]


def test_both_loops_stand_at_the_same_task_after_the_same_past():
    ours, theirs = KernelLoop(), SpiffLoop()
    for engine in (ours, theirs):
        engine.past(3)
    state = load_state(ours.state, load_data(ours.data))
    (token,) = state.scopes[state.root].tokens.values()
    assert token.at == "Task_Review"
    workflow = theirs.serializer.deserialize_json(theirs.text)
    assert [task.task_spec.name for task in workflow.get_tasks(state=16) if task.task_spec.manual] == ["Task_Review"]
    before = ours.state, ours.data
    assert ours.step() > 0
    assert (ours.state, ours.data) == before


def test_a_round_of_the_land_transfer_comes_back_to_where_it_began():
    loop = LandLoop(2)
    state = load_state(loop.state, load_data(loop.data))
    assert [token.at for token in state.scopes[state.root].tokens.values()] == ["Task_Update"]
    before = loop.state
    assert loop.round() > 0
    assert loop.state == before
    assert loop.moves_per_round() == 6  # two tasks and a gateway, entered and completed
    assert 900 < len(loop.data) < 1_300


def test_a_chain_of_the_bench_ends_after_its_tasks():
    process = compiled(chain(7, "userTask"))
    step, done = start(process, ENV, {}), 0
    while step.state.ended is None:
        step, done = advance(process, step.state, TaskCompleted(tokens(step)[0]), ENV), done + 1
    assert done == 7


SOURCE = '''
"""A module."""
from typing import assert_never
LIMIT: int = 3


def f(a: int, b: bool = True) -> int:
    """Add."""
    assert a > 0
    found = []
    if not b and a >= LIMIT:
        found.append(a)
        raise ValueError(1 + 1)
    return a + 1 if b else -a
'''

EXPECTED = {
    "3 becomes 4",
    "True becomes False",
    "and becomes or",
    "not is left out",
    "GtE becomes Gt",
    "line 12 is left out",
    "the condition is turned round",
    "Add becomes Sub",
    "1 becomes 2",
    "None is returned",
}


def test_mutants_are_small_faults_and_leave_annotations_assertions_and_messages_alone(tmp_path):
    path = tmp_path / "m.py"
    path.write_text(SOURCE, encoding="utf-8")
    found = list(mutants(path, "m", "m.py"))
    assert {mutant.what for mutant in found} == EXPECTED
    original = ast.unparse(ast.parse(SOURCE))
    texts = [ast.unparse(mutated(SOURCE, mutant)) for mutant in found]
    assert original not in texts
    assert len(set(texts)) == len(texts)
    for text in texts:
        compile(text, "m.py", "exec")
        assert "assert a > 0" in text
        assert "raise ValueError(1 + 1)" in text


def test_the_sample_is_the_same_each_time_and_of_both_packages():
    first, again = sample(), sample()
    assert first == again
    assert len(set(first)) == 300
    assert {mutant.module.split(".")[1] for mutant in first} == {"kernel", "feel"}


def test_a_mutant_is_noticed_by_a_test_that_fails_only_with_it(tmp_path):
    test = tmp_path / "test_it.py"
    test.write_text(
        "from decimal import Decimal\n"
        "from engine.kernel.values import whole_or_decimal\n"
        "def test_a_whole_number_is_an_int():\n"
        "    assert isinstance(whole_or_decimal(Decimal('2.0')), int)\n",
        encoding="utf-8",
    )
    (fault,) = [
        mutant
        for mutant in mutants(ROOT / "engine/kernel/values.py", "engine.kernel.values", "values.py")
        if mutant.what == "Eq becomes NotEq"
    ]

    def code(*mutant: str) -> int:
        arguments = [sys.executable, "-m", "bench.mutant_run", *mutant, str(test)]
        return subprocess.run(arguments, cwd=ROOT, capture_output=True, check=False).returncode

    assert code("-", "0", "0") == 0
    assert code(fault.module, str(fault.node), str(fault.change)) == 1
