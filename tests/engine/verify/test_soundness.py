"""Each way a procedure can go wrong, in a small model, beside the one that is right."""

from dataclasses import replace

import pytest

from engine.dossier import Case, World, act
from engine.verify import Budget, Finding, MoveKind, Severity, path_text, prove, remedy, sentence
from tests.engine.kernel.models import flows
from tests.engine.verify.models import (
    END,
    NUMBER,
    START,
    TRUTH,
    WORD,
    choice,
    codes,
    form,
    gate,
    proof,
    subject,
    timer,
    user,
)

REVIEW = START + user("t", "", "pass fail") + user("u") + gate("g", default="g_u") + END


def only(found: tuple[Finding, ...]) -> Finding:
    [one] = found
    return one


def steps(one: Finding) -> list[tuple[str, str, str | None]]:
    return [(move.kind.value, move.element, move.outcome) for move in one.path]


def test_a_loop_for_rework_is_sound():
    found = proof(REVIEW + flows("s>t>g>u>t", 'g>e: outcome = "pass"'))
    assert found.sound
    assert found.entered == {"s", "t", "u", "g", "e"}
    assert found.taken == {"s_t", "t_g", "g_u", "u_t", "g_e"}


def test_a_condition_on_an_outcome_nobody_offers_leaves_no_way_out():
    found = proof(REVIEW + flows("s>t>g>u>t", 'g>e: outcome = "passed"')).findings
    assert ("proof.livelock", "") in codes(found)
    assert ("proof.dead-flow", "g_e") in codes(found)
    dead = next(one for one in found if one.code == "proof.dead-flow")
    assert dead.data["behind"] == ["e"]


def test_an_exclusive_split_into_a_parallel_join_is_stuck():
    body = START + user("t", "F") + gate("x", default="x_b") + user("a") + user("b") + gate("j", "parallel") + END
    one = only(
        tuple(
            each
            for each in proof(body + flows("s>t>x>b>j", "x>a: ok", "a>j>e"), forms=(form("F", ok=TRUTH),)).findings
            if each.code == "proof.deadlock"
        )[:1]
    )
    assert one.data["waiting"][0]["element"] == "j"
    assert steps(one)[:2] == [("submit", "", None), ("task", "t", None)]
    assert len(one.path) == 3


def test_a_parallel_split_into_an_exclusive_join_does_the_rest_twice_but_ends():
    body = START + gate("x", "parallel") + user("a") + user("b") + gate("j") + user("c") + END
    assert proof(body + flows("s>x>a>j", "x>b>j", "j>c>e")).sound


def test_a_message_that_nobody_sends_from_inside_may_come_from_outside():
    catch = '<intermediateCatchEvent id="m"><messageEventDefinition messageRef="M1"/></intermediateCatchEvent>'
    found = proof(START + catch + END + flows("s>m>e"))
    assert found.sound
    assert found.moves == 2


def test_waiting_for_the_answer_of_a_process_that_ended_without_one_is_a_dead_end():
    ask = '<intermediateThrowEvent id="ask"><messageEventDefinition messageRef="M1"/></intermediateThrowEvent>'
    hear = '<intermediateCatchEvent id="hear"><messageEventDefinition messageRef="M2"/></intermediateCatchEvent>'
    lead = START + ask + hear + END + flows("s>ask>hear>e")
    asked = '<startEvent id="qs"><messageEventDefinition messageRef="M1"/></startEvent>'
    answers = '<endEvent id="yes"><messageEventDefinition messageRef="M2"/></endEvent>'
    other = asked + user("qt", "", "ok no") + gate("qg", default="qg_quiet") + answers + '<endEvent id="quiet"/>'
    ways = flows("qs>qt>qg>quiet", 'qg>yes: outcome = "ok"')
    one = only(proof(lead, other + ways).findings)
    assert one.code == "proof.deadlock"
    assert (one.element, one.data["waiting"][0]["what"]) == ("hear", "message")
    assert steps(one)[-1] == ("task", "qt", "no")


def test_a_loop_that_passes_a_split_without_its_join_piles_up_work():
    body = START + user("t", "", "more enough") + gate("p", "parallel") + user("u") + gate("g", default="g_e") + END
    found = proof(body + flows("s>t>g", 'g>p: outcome = "more"', "p>t", "p>u>e", "g>e")).findings
    assert "proof.unbounded" in {one.code for one in found}


def test_a_reminder_without_limit_that_opens_a_task_is_told():
    body = START + user("t") + END + '<endEvent id="e2"/>' + user("u")
    cycle = "<timerEventDefinition><timeCycle>R/P3D</timeCycle></timerEventDefinition>"
    boundary = f'<boundaryEvent id="b" attachedToRef="t" cancelActivity="false">{cycle}</boundaryEvent>'
    found = proof(body + boundary + flows("s>t>e", "b>u>e2")).findings
    assert [(one.code, one.severity) for one in found] == [("proof.piling-up", Severity.WARNING)]


def test_a_limited_reminder_is_sound():
    body = START + user("t") + END + '<endEvent id="e2"/>' + user("u")
    cycle = "<timerEventDefinition><timeCycle>R2/P3D</timeCycle></timerEventDefinition>"
    boundary = f'<boundaryEvent id="b" attachedToRef="t" cancelActivity="false">{cycle}</boundaryEvent>'
    found = proof(body + boundary + flows("s>t>e", "b>u>e2"))
    assert found.sound
    assert found.findings == ()


def test_an_optional_answer_that_a_condition_cannot_do_without_is_an_incident():
    body = START + user("t", "F") + gate("g", default="g_e") + user("u") + END
    found = proof(body + flows("s>t>g>e", "g>u: n > 3", "u>e"), forms=(form("F", "n", n=NUMBER),)).findings
    one = only(found)
    assert (one.code, one.element, one.data["incident"]) == ("proof.incident", "g", "condition")
    assert dict(one.path[-1].answers) == {}
    assert proof(body + flows("s>t>g>e", "g>u: n > 3", "u>e"), forms=(form("F", n=NUMBER),)).sound


def test_both_sides_of_every_boundary_are_tried():
    body = START + user("t", "F") + gate("g", default="g_e") + "".join(user(name) for name in "abc") + END
    ways = flows("s>t>g>e", "g>a: n = 7", "g>b: n > 100", "g>c: n < 5 and n > 3", "a>e", "b>e", "c>e")
    assert proof(body + ways, forms=(form("F", n=NUMBER),)).sound


def test_a_question_shown_only_for_some_answers_is_given_only_then():
    asked = form("F", visible={"n": 'kind = "big"'}, kind=choice("big", "small"), n=NUMBER)
    body = START + user("t", "F") + gate("g", default="g_e") + user("u") + END
    assert proof(body + flows("s>t>g>e", 'g>u: kind = "big" and n > 3', "u>e"), forms=(asked,)).sound
    found = proof(body + flows("s>t>g>e", "g>u: n > 3", "u>e"), forms=(asked,)).findings
    assert only(found).path[-1].answers == {"kind": "small"}


def test_a_step_that_goes_round_without_asking_anybody_is_told():
    body = (
        START
        + '<scriptTask id="x" scriptFormat="feel"><script>{n: 1}</script></scriptTask>'
        + gate("g", default="g_x")
        + END
    )
    found = proof(body + flows("s>x>g>x", "g>e: n = 2")).findings
    assert "proof.endless-step" in {one.code for one in found}


def test_a_timer_that_is_always_second_never_fires():
    body = START + user("t") + END
    early = f'<boundaryEvent id="early" attachedToRef="t">{timer("P2D")}</boundaryEvent>'
    late = f'<boundaryEvent id="late" attachedToRef="t">{timer("P5D")}</boundaryEvent>'
    found = proof(body + early + late + flows("s>t>e", "early>e", "late>e")).findings
    assert codes(found) == [("proof.dead-element", "late")]


def test_a_timer_set_later_may_still_be_first():
    body = START + gate("p", "parallel") + user("a") + user("b") + user("c") + gate("j", "parallel") + END
    slow = f'<boundaryEvent id="slow" attachedToRef="a" cancelActivity="false">{timer("P30D")}</boundaryEvent>'
    quick = f'<boundaryEvent id="quick" attachedToRef="c" cancelActivity="false">{timer("P3D")}</boundaryEvent>'
    ends = '<endEvent id="e2"/><endEvent id="e3"/>'
    assert proof(body + slow + quick + ends + flows("s>p>a>j", "p>b>c>j", "j>e", "slow>e2", "quick>e3")).sound


def test_a_service_fails_with_the_codes_that_are_caught():
    body = START + '<serviceTask id="x" motcua:service="a.b"/>' + user("hand") + END
    caught = '<boundaryEvent id="b" attachedToRef="x"><errorEventDefinition errorRef="E1"/></boundaryEvent>'
    found = proof(body + caught + flows("s>x>e", "b>hand>e"))
    assert found.sound
    assert "hand" in found.entered


def test_what_a_service_gives_is_tried_by_how_it_is_used():
    out = '<extensionElements><motcua:io><motcua:out name="card" value="=result"/></motcua:io></extensionElements>'
    body = (
        START + f'<serviceTask id="x" motcua:service="a.b">{out}</serviceTask>' + gate("g", default="g_e") + user("u")
    )
    assert proof(body + END + flows("s>x>g>e", 'g>u: card.status = "issued"', "u>e")).sound


def test_a_return_to_a_step_before_the_split_withdraws_the_branches():
    body = START + user("t") + gate("p", "parallel") + user("a") + user("b") + gate("j", "parallel") + END
    found = prove(subject(body + flows("s>t>p>a>j", "p>b>j", "j>e"), returns=True))
    assert found.sound
    kinds = {option.kind for state in found.graph.states for option, _ in state.edges}
    assert MoveKind.RETURN in kinds


def test_going_back_by_hand_is_no_way_out_of_a_circle():
    body = START + user("a", "", "left right") + gate("g", default="g_b") + user("b") + user("c") + END
    ways = flows("s>a>g>b>c>b", 'g>e: outcome = "left"')
    found = prove(subject(body + ways, returns=True)).findings
    assert "proof.livelock" in {one.code for one in found}


def test_eight_parallel_branches_are_no_explosion():
    body, ways = START + END + gate("p", "parallel") + gate("j", "parallel"), ["s>p", "j>e"]
    for branch in range(8):
        for place in range(3):
            body += user(f"t{branch}_{place}")
            late = timer(f"P{branch + 1}D")
            body += f'<boundaryEvent id="b{branch}_{place}" attachedToRef="t{branch}_{place}" cancelActivity="false">'
            body += f'{late}</boundaryEvent><endEvent id="n{branch}_{place}"/>'
            ways.append(f"b{branch}_{place}>n{branch}_{place}")
        ways.append(f"p>t{branch}_0>t{branch}_1>t{branch}_2>j")
    found = proof(body + flows(*ways))
    assert found.sound
    assert found.states < 100


def test_a_model_too_large_says_so_and_is_not_proven():
    body, ways = START + END + user("t", "F"), ["s>t>e"]
    fields = {f"n{place}": NUMBER for place in range(6)}
    for place in range(6):
        body += user(f"u{place}") + gate(f"g{place}", default=f"g{place}_u{place}")
    order = ">".join(f"g{place}>u{place}" for place in range(6))
    ways = [f"s>t>{order}>e", *(f"g{place}>e: n{place} > 5" for place in range(6))]
    found = prove(subject(body + flows(*ways), forms=(form("F", **fields),)), Budget(states=40, moves=100))
    assert not found.sound
    assert not found.complete
    told = next(one for one in found.findings if one.code == "proof.too-large")
    assert told.data["states"] >= 40
    assert told.data["frontier"] > 0
    assert "40" in sentence(told, "vi") or str(told.data["states"]) in sentence(told, "vi")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_finding_has_a_sentence_a_remedy_and_a_readable_path(lang):
    broken = [
        proof(REVIEW + flows("s>t>g>u>t", 'g>e: outcome = "passed"')),
        proof(
            START + user("t", "F") + gate("g", default="g_e") + user("u") + END + flows("s>t>g>e", "g>u: n > 3", "u>e"),
            forms=(form("F", "n", n=NUMBER),),
        ),
    ]
    for one in (each for found in broken for each in found.findings):
        assert "{" not in sentence(one, lang) + remedy(one, lang)
        assert len(sentence(one, lang)) > 20
        assert "→" in path_text(one.path, lang) or len(one.path) < 2


def replay(one: Finding, model) -> Case:
    """Repeat a counter-example by hand."""
    case, world = Case(), World(now=model.now, zone=model.zone, facts=model.facts)
    for move in one.path:
        turn = act(model.library, case, move.command, replace(world, now=move.at))
        assert turn.refused is None
        case = turn.case
    return case


def test_a_counter_example_repeats_to_the_same_dead_end():
    body = START + user("t", "F") + gate("x", default="x_b") + user("a") + user("b") + gate("j", "parallel") + END
    model = subject(body + flows("s>t>x>b>j", "x>a: ok", "a>j>e"), forms=(form("F", ok=TRUTH),))
    for one in prove(model).findings:
        if one.code == "proof.deadlock":
            case = replay(one, model)
            assert case.parts[1].open
            root = case.parts[1].state.scopes[case.parts[1].state.root]
            assert list(root.arrivals)
            assert not root.tokens


def test_two_answers_compared_with_each_other_are_tried_equal_and_different():
    asked = form("F", one=WORD, two=WORD, n=NUMBER, m=NUMBER)
    body = START + user("t", "F") + gate("g", default="g_e") + user("u") + user("v") + END
    ways = flows("s>t>g>e", "g>u: one = two and n > m", "g>v: one != two and n < m", "u>e", "v>e")
    assert proof(body + ways, forms=(asked,)).sound


def test_a_date_is_tried_on_both_sides_of_today_and_of_a_given_day():
    asked = form("F", day={"type": "string", "format": "date"})
    body = START + user("t", "F") + gate("g", default="g_e") + user("u") + user("v") + END
    ways = flows("s>t>g>e", "g>u: date(day) > today()", 'g>v: date(day) < date("2024-07-01")', "u>e", "v>e")
    assert proof(body + ways, forms=(asked,)).sound


def test_a_library_without_any_process_is_no_crash():
    from engine.bpmn.model import Library
    from engine.verify import Subject, check_data, cover

    empty = Subject(library=Library(processes={}))
    assert prove(empty).findings == ()
    assert check_data(empty) == ()
    assert cover(prove(empty)) == ()


def test_the_runs_of_a_proof_do_everything_that_can_be_done():
    from engine.verify import cover

    found = proof(REVIEW + flows("s>t>g>u>t", 'g>e: outcome = "pass"'))
    runs = cover(found)
    assert {name for run in runs for move in run for name in move.entered} == set(found.entered)
    assert all(run[-1].entered[-1] == "e" for run in runs)
    assert {move.outcome for run in runs for move in run if move.element == "t"} == {"pass", "fail"}


def test_a_return_never_leads_into_one_branch_of_a_join_that_was_passed():
    body = START + gate("p", "parallel") + user("a") + user("b") + gate("j", "parallel") + user("c") + END
    model = subject(user("t") + body + flows("s>t>p>a>j", "p>b>j", "j>c>e"), returns=True)
    found = prove(model)
    assert found.sound
    back = {(option.node, option.to) for state in found.graph.states for option, _ in state.edges if option.to}
    assert ("c", "t") in back
    assert ("c", "a") not in back


def test_parallel_ways_that_meet_without_a_join_are_told():
    body = START + gate("x", "parallel") + user("a") + user("b") + gate("j") + user("c") + END
    found = proof(body + flows("s>x>a>j", "x>b>j", "j>c>e")).findings
    assert [(one.code, one.element, one.data["split"]) for one in found] == [("proof.not-joined", "j", "x")]
    after = START + user("t", "", "yes no") + gate("x", "parallel") + user("a") + user("b") + gate("j", "parallel")
    after += gate("g", default="g_m") + user("d") + gate("m") + user("c") + END
    assert proof(after + flows("s>t>x>a>j", "x>b>j", "j>g>m", 'g>d: outcome = "yes"', "d>m>c>e")).findings == ()


def test_a_form_with_very_many_questions_that_matter_is_tried_in_every_single_value():
    fields = {f"k{place}": choice("a", "b", "c") for place in range(12)}
    body, ways = START + user("t", "F") + END, []
    order = ">".join(f"g{place}>u{place}" for place in range(12))
    for place in range(12):
        body += user(f"u{place}") + user(f"v{place}") + gate(f"g{place}", default=f"g{place}_u{place}")
        ways += [f'g{place}>v{place}: k{place} = "c"', f"v{place}>u{place}"]
    found = proof(body + flows(f"s>t>{order}>e", *ways), forms=(form("F", **fields),))
    assert {f"v{place}" for place in range(12)} <= found.entered
    assert [one.code for one in found.findings] == ["proof.unexplored"]
