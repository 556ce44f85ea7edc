"""The longest way by the legal clock, derived by hand."""

from decimal import Decimal

import pytest

from engine.bpmn.compiler import compile_library
from engine.bpmn.reader import read
from engine.clock import Term, Unit
from process_models.check import check_package, examine
from process_models.critical_path import critical_path
from process_models.durations import Length, bounds_of, length_of, limit_of, margin, term_words
from process_models.package import read_package
from process_models.step_graph import step_graph
from tests.process_models.samples import PROCESS, with_files, with_procedure, with_process

HEAD = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:motcua="urn:motcua:bpmn:1" targetNamespace="urn:t">"""


def model(inside: str, *flows: tuple[str, str]) -> str:
    choice = "<conditionExpression>x = 1</conditionExpression>" if '<exclusiveGateway id="G"' in inside else ""
    drawn = "".join(
        f'<sequenceFlow id="F{number}" sourceRef="{source}" targetRef="{target}">'
        f"{choice if source == 'G' else ''}</sequenceFlow>"
        for number, (source, target) in enumerate(flows)
    )
    return f'<process id="P" isExecutable="true"><startEvent id="S"/>{inside}<endEvent id="E"/>{drawn}</process>'


def task(ident: str, time: str = "", clock: str = "", more: str = "") -> str:
    said = "".join(f' motcua:{key}="{value}"' for key, value in (("time", time), ("clock", clock)) if value)
    return f'<userTask id="{ident}" name="{ident}"{said} {more}/>'


def measured(xml: str, reasons=None, branch: str = "", process: str = "P", day: Unit = Unit.WORKING_DAY):
    library, _ = compile_library(read(f"{HEAD}{xml}</definitions>".encode()), {})
    return critical_path(step_graph(library, day), [process], branch, reasons or {})


def way(found) -> list[str]:
    return [each.step.node.id for each in found.path]


def line(*tasks: str) -> str:
    idents = [each.partition('id="')[2].partition('"')[0] for each in tasks]
    return model("".join(tasks), *zip(["S", *idents], [*idents, "E"], strict=True))


def test_steps_in_a_row_add_up_to_the_settlement_and_no_further():
    found = measured(line(task("A", "4h", "start"), task("B", "2d"), task("C", "1h", "settle"), task("D", "9d")))
    assert found.length == Length(Decimal(21))
    assert way(found) == ["A", "B", "C"]


def test_steps_before_reception_do_not_count():
    found = measured(line(task("Z", "5d"), task("A", "4h", "start"), task("C", "1h", "settle")))
    assert found.length.hours == 5


def test_the_longest_of_parallel_and_of_alternative_branches_counts():
    for gateway in ("parallelGateway", "exclusiveGateway"):
        inside = f'<{gateway} id="G"/><{gateway} id="J"/>'
        inside += task("A", "1h", "start") + task("B", "2h") + task("C", "7h") + task("D", "1h", "settle")
        flows = [("S", "A"), ("A", "G"), ("G", "B"), ("G", "C"), ("B", "J"), ("C", "J"), ("J", "D"), ("D", "E")]
        found = measured(model(inside, *flows))
        assert way(found) == ["A", "C", "D"]
        assert found.length.hours == 9


def test_rework_counts_once():
    inside = task("A", "1h", "start") + task("B", "4h") + task("C", "2h") + task("D", "1h", "settle")
    inside += '<exclusiveGateway id="G"/>' + task("Fix", "8h")
    flows = [("S", "A"), ("A", "B"), ("B", "C"), ("C", "G"), ("G", "Fix"), ("Fix", "B"), ("G", "D"), ("D", "E")]
    assert measured(model(inside, *flows)).length.hours == 8


def test_steps_while_the_clock_stands_count_nothing():
    steps = [task("A", "1h", "start"), task("N", "2h", "pause:tax"), task("W", "30d"), task("R", "3h", "resume:tax")]
    found = measured(line(*steps, task("H", "9d", "hold:opinion"), task("D", "1h", "settle")))
    assert way(found) == ["A", "N", "D"]
    assert found.length.hours == 4


def test_a_reason_that_does_not_pause_lets_the_step_count():
    found = measured(line(task("A", "1h", "start"), task("H", "9h", "hold:opinion"), task("D", "1h", "settle")))
    assert found.length.hours == 2
    counted = {"opinion": "none"}
    found = measured(
        line(task("A", "1h", "start"), task("H", "9h", "hold:opinion"), task("D", "1h", "settle")), counted
    )
    assert found.length.hours == 11


def test_a_clock_that_begins_anew_gives_every_stretch_the_whole_time():
    steps = [task("A", "6h", "start"), task("H", "1h", "hold:supplement"), task("B", "5h"), task("D", "2h", "settle")]
    assert measured(line(*steps), {"supplement": "restart"}).length.hours == 7


def test_handing_back_the_result_counts_nothing():
    returned = task("R", "5h", more='motcua:role="return"')
    found = measured(line(task("A", "1h", "start"), returned, task("D", "2h", "settle")))
    assert found.length.hours == 3


def test_a_timer_on_the_way_counts_as_long_as_it_waits():
    inside = task("A", "1h", "start") + '<serviceTask id="X" motcua:service="x"/>' + task("H", "4h")
    inside += '<boundaryEvent id="T" attachedToRef="X" motcua:timeBase="working"><timerEventDefinition id="TD">'
    inside += "<timeDuration>PT8H</timeDuration></timerEventDefinition></boundaryEvent>" + task("D", "1h", "settle")
    inside += '<exclusiveGateway id="J"/>'
    flows = [("S", "A"), ("A", "X"), ("X", "J"), ("T", "H"), ("H", "J"), ("J", "D"), ("D", "E")]
    found = measured(model(inside, *flows))
    assert way(found) == ["A", "T", "H", "D"]
    assert found.length.hours == 14


def test_a_sub_process_takes_what_is_in_it_or_what_it_says():
    inner = '<startEvent id="s"/>' + task("B", "3h") + '<endEvent id="e"/>'
    inner += '<sequenceFlow id="f1" sourceRef="s" targetRef="B"/><sequenceFlow id="f2" sourceRef="B" targetRef="e"/>'
    for said, hours in (("", 5), (' motcua:time="8h"', 10)):
        inside = task("A", "1h", "start") + f'<subProcess id="U"{said}>{inner}</subProcess>' + task("D", "1h", "settle")
        assert measured(model(inside, ("S", "A"), ("A", "U"), ("U", "D"), ("D", "E"))).length.hours == hours


def test_a_called_process_and_another_pool_count_where_they_are_waited_for():
    inside = task("A", "1h", "start") + '<intermediateThrowEvent id="Ask"><messageEventDefinition messageRef="Q"/>'
    inside += '</intermediateThrowEvent><intermediateCatchEvent id="Got"><messageEventDefinition messageRef="R"/>'
    inside += "</intermediateCatchEvent>" + task("D", "1h", "settle")
    lead = model(inside, ("S", "A"), ("A", "Ask"), ("Ask", "Got"), ("Got", "D"), ("D", "E"))
    other = (
        '<process id="O" isExecutable="true"><startEvent id="OS"><messageEventDefinition messageRef="Q"/></startEvent>'
    )
    other += task("OT", "2d") + '<endEvent id="OE"><messageEventDefinition messageRef="R"/></endEvent>'
    other += (
        '<sequenceFlow id="o1" sourceRef="OS" targetRef="OT"/><sequenceFlow id="o2" sourceRef="OT" targetRef="OE"/>'
    )
    found = measured('<message id="Q" name="q"/><message id="R" name="r"/>' + lead + other + "</process>")
    assert way(found) == ["A", "OT", "D"]
    assert found.length.hours == 18


def test_a_pause_that_nothing_ends_is_an_error_with_its_way():
    made = with_process('motcua:outcomes="complete"', 'motcua:outcomes="complete" motcua:clock="pause:supplement"')
    found = {each.code: each for each in check_package(read_package(made), scenarios=False)}
    assert found["timing.pause-open"].element == "Task_Search"
    assert "Tra sổ" in found["timing.pause-open"].text("vi")


def test_a_resume_of_what_nothing_pauses_is_an_error():
    made = with_process('motcua:outcomes="complete"', 'motcua:outcomes="complete" motcua:clock="resume:tax"')
    assert "timing.resume-unknown" in [each.code for each in check_package(read_package(made), scenarios=False)]


def test_more_than_was_promised_is_an_error_with_the_way_and_the_sum():
    terms = {kind: {"value": 7, "unit": "hour"} for kind in ("committed", "statutory")}
    [found] = check_package(read_package(with_procedure(settlement=terms)), scenarios=False)
    assert found.code == "timing.too-long"
    assert "1 working day, 1 h of working time more than 7 working hours" in found.text("en")
    assert "Tiếp nhận (2 giờ làm việc) → Tra sổ (4 giờ làm việc)" in found.text("vi")


def test_each_channel_has_its_own_promise():
    terms = {
        "committed": {"value": 2, "unit": "working_day"},
        "channels": {"online": {"committed": {"value": 4, "unit": "hour"}}},
    }
    found = check_package(read_package(with_procedure(settlement=terms)), scenarios=False)
    assert [(each.code, each.element) for each in found] == [("timing.too-long", "/settlement/channels/online")]


def test_less_is_a_note_and_exactly_as_much_says_nothing():
    report = examine(read_package(with_procedure(settlement={"committed": {"unit": "same_day"}})), scenarios=False)
    assert [each.code for each in (*report.problems, *report.notes)] == []
    report = examine(
        read_package(with_procedure(settlement={"committed": {"value": 9, "unit": "hour"}})), scenarios=False
    )
    assert [each.code for each in report.problems] == []
    assert [each.code for each in report.notes] == ["timing.reserve"]


def test_a_step_without_time_is_told_when_there_is_a_deadline():
    made = with_files({"process.bpmn": PROCESS.replace('motcua:time="4h"', "").encode()})
    [found] = check_package(read_package(made), scenarios=False)
    assert (found.code, found.element) == ("timing.no-time", "Task_Search")
    free = {**made, "procedure.json": with_procedure(settlement=None)["procedure.json"]}
    assert check_package(read_package(free), scenarios=False) == ()


def test_a_day_of_a_step_is_what_the_package_says():
    made = with_procedure(settlement={"committed": {"value": 3, "unit": "calendar_day"}}, step_day_unit="calendar_day")
    made["process.bpmn"] = PROCESS.replace('motcua:time="4h"', 'motcua:time="4d"').encode()
    assert "timing.too-long" in [each.code for each in check_package(read_package(made), scenarios=False)]


@pytest.mark.parametrize(
    ("term", "low", "high"),
    [
        (Term(Decimal(7), Unit.CALENDAR_DAY), 40, 40),
        (Term(Decimal(10), Unit.CALENDAR_DAY), 48, 64),
        (Term(Decimal(2), Unit.CALENDAR_DAY), 0, 16),
        (Term(Decimal(1), Unit.MONTH), 160, 184),
        (Term(Decimal(3), Unit.HALF_DAY), 12, 12),
        (Term(Decimal(0), Unit.SAME_DAY), 8, 8),
    ],
)
def test_working_hours_within_a_settlement_time(term, low, high):
    assert (limit_of(term).low, limit_of(term).high) == (low, high)


def test_calendar_days_are_compared_with_calendar_days_exactly():
    path = length_of(Term(Decimal(10), Unit.CALENDAR_DAY)) + length_of(Term(Decimal(8), Unit.HOUR))
    assert margin(path, Term(Decimal(11), Unit.CALENDAR_DAY)).low == 0
    assert bounds_of(path).low == 56


def test_terms_are_said_in_both_languages():
    assert term_words(Term(Decimal("0.5"), Unit.HALF_DAY), "vi") == "0,5 nửa ngày làm việc"
    assert term_words(Term(Decimal(1), Unit.WORKING_DAY), "en") == "1 working day"
