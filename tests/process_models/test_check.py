import re

import pytest

from process_models.check import check_package
from process_models.package import read_package
from process_models.problems import Severity
from tests.process_models.samples import (
    DECISION,
    GOOD,
    PROCEDURE,
    PROCESS,
    TRANSLATIONS,
    both,
    dump,
    files,
    form,
    with_files,
    with_procedure,
    with_process,
    with_scenario,
)

REPLY = re.search(r'<userTask id="Task_Reply".*?/>', PROCESS, re.DOTALL)[0]


def codes(made, *, scenarios: bool = False) -> list[str]:
    return [each.code for each in check_package(read_package(made), scenarios=scenarios)]


def fee(**amount):
    return [{**PROCEDURE["fees"][0], "amount": amount}]


def test_a_good_package_has_nothing_to_say():
    assert codes(files()) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"lead": "Process_Other"}, "procedure.lead"),
        ({"application": "other"}, "procedure.application-form"),
        ({"in_force": {"from": "2025-07-01", "to": "2025-06-30"}}, "procedure.dates"),
        ({"components": [PROCEDURE["components"][0]] * 2}, "procedure.duplicate"),
        ({"fees": PROCEDURE["fees"] * 2}, "procedure.duplicate"),
        ({"fees": fee(feel="= copies *")}, "procedure.feel"),
        ({"components": [{"key": "a", "names": both("A"), "required": "= ("}]}, "procedure.feel"),
        ({"fees": fee(decision="none")}, "procedure.decision"),
        ({"names": {"vi": "Chỉ có tiếng Việt"}}, "procedure.translation"),
        ({"letters": {}}, "reference.letter"),
        ({"letters": {"receipt": {}, "strange": {}}}, "reference.letter-title"),
        ({"registers": {}}, "reference.register"),
        (
            {"registers": {**PROCEDURE["registers"], "B": {"names": both("B"), "number": "{n}"}}},
            "reference.register-unused",
        ),
        ({"capabilities": ["population.verify"]}, "reference.capability-unused"),
        (
            {"branches": {"b": {"names": both("B"), "settlement": None, "agency_kinds": ["ward"]}}},
            "reference.branch-unused",
        ),
    ],
)
def test_procedure_json_is_checked_against_the_package(changes, code):
    found = check_package(read_package(with_procedure(**changes)), scenarios=False)
    assert code in [each.code for each in found]
    assert all(each.text("vi") and each.text("en") and "{" not in each.text("en") for each in found)


@pytest.mark.parametrize(
    ("committed", "statutory", "longer"),
    [
        ((4, "working_day"), (3, "working_day"), True),
        ((3, "working_day"), (3, "working_day"), False),
        ((25, "hour"), (3, "working_day"), True),
        ((24, "hour"), (3, "working_day"), False),
        ((10, "working_day"), (10, "calendar_day"), False),
    ],
)
def test_the_promise_is_not_longer_than_the_law(committed, statutory, longer):
    terms = {"committed": committed, "statutory": statutory}
    settlement = {kind: {"value": value, "unit": unit} for kind, (value, unit) in terms.items()}
    assert ("procedure.committed-longer" in codes(with_procedure(settlement=settlement))) is longer


@pytest.mark.parametrize(
    ("old", "new", "code", "element"),
    [
        ('motcua:form="search"', 'motcua:form="missing"', "reference.form", "Task_Search"),
        ('motcua:role="case" motcua:register', 'motcua:role="casse" motcua:register', "reference.role", "Task_Search"),
        ('motcua:role="case" motcua:register', "motcua:register", "reference.role-missing", "Task_Search"),
        ('motcua:register="COPY"', 'motcua:register="BOOK"', "reference.register", "Task_Search"),
        (
            'motcua:differentFrom="Task_Search"',
            'motcua:differentFrom="Task_X"',
            "motcua.different-from.target",
            "Task_Sign",
        ),
        ('motcua:outcomes="complete"', 'motcua:outcomes="odd"', "translation.outcome", "Task_Search"),
        ('motcua:clock="start"', 'motcua:clock="hold:tax"', "reference.clock-reason", "Task_Receive"),
        ('motcua:clock="start"', "", "reference.no-start", "Process_Copy"),
        ('name="Tra sổ"', "", "translation.name", "Task_Search"),
        ('id="Process_Copy"', 'id="Process_Copy" motcua:branch="other"', "reference.branch", "Process_Copy"),
        (
            REPLY,
            '<businessRuleTask id="Task_Reply" name="Trả lời" motcua:calls="fee"/>',
            "bpmn.rule.unknown-decision",
            "Task_Reply",
        ),
        (
            REPLY,
            '<serviceTask id="Task_Reply" name="Trả lời" motcua:service="population.verify"/>',
            "reference.capability",
            "Task_Reply",
        ),
        (
            REPLY,
            '<callActivity id="Task_Reply" name="Trả lời" calledElement="Process_Other"/>',
            "reference.called",
            "Task_Reply",
        ),
    ],
)
def test_the_diagram_is_checked_against_the_package(old, new, code, element):
    found = check_package(read_package(with_process(old, new)), scenarios=False)
    assert (code, element) in [(each.code, each.element) for each in found]


def test_a_process_of_a_used_package_may_be_called():
    made = with_procedure(uses=[{"code": "9.000002", "version": "^1.0.0"}])
    call = '<callActivity id="Task_Reply" name="Trả lời" motcua:calls="9.000002"/>'
    made["process.bpmn"] = with_process(REPLY, call)["process.bpmn"]
    assert codes(made) == ["proof.used-missing"]


def test_a_dossier_that_nothing_settles_is_told():
    made = with_process('motcua:clock="settle" motcua:outcomes', "motcua:outcomes")
    made["process.bpmn"] = made["process.bpmn"].replace(b'motcua:clock="settle"', b"")
    assert "reference.no-settle" in codes(made)


def test_a_named_element_needs_its_english_name():
    english = {key: text for key, text in TRANSLATIONS.items() if key != "Task_Sign"}
    found = check_package(read_package(with_files({"translations/en.json": dump(english)})), scenarios=False)
    assert [(each.code, each.element) for each in found] == [("translation.missing", "Task_Sign")]
    assert found[0].line > 0


def test_a_translation_of_nothing_is_told():
    made = with_files({"translations/en.json": dump({**TRANSLATIONS, "Task_Gone": "Gone", "outcome.x": "X"})})
    assert codes(made) == ["translation.unknown"]


def test_a_form_nobody_uses_is_told():
    schema, ui = form("Spare", a={"type": "string"})
    made = with_files({"forms/spare.schema.json": dump(schema), "forms/spare.ui.json": dump(ui)})
    assert codes(made) == ["reference.form-unused"]


def test_a_letter_template_is_read():
    good = with_files({"letters/receipt.html.j2": b"<p>{{ dossier.code }}</p>"})
    assert codes(good) == []
    bad = with_files({"letters/receipt.html.j2": b"<p>\n{% if %}"})
    found = check_package(read_package(bad), scenarios=False)
    assert [(each.code, each.line) for each in found] == [("reference.letter-syntax", 2)]


def test_a_template_of_no_letter_is_told():
    assert codes(with_files({"letters/strange.html.j2": b"x"})) == ["reference.letter-template"]


def test_a_decision_gives_the_fee():
    made = with_procedure(fees=fee(decision="fee", output="total"))
    made["decisions/fee.dmn"] = DECISION
    assert codes(made) == []


def test_a_package_without_scenarios_is_warned_of():
    assert codes(with_files({"scenarios/good.json": None}), scenarios=True) == ["scenario.none"]


def test_a_scenario_that_differs_is_an_error_at_its_line():
    made = with_scenario(expect={**GOOD["expect"], "fee": 1})
    found = [each for each in check_package(read_package(made)) if each.severity is Severity.ERROR]
    assert [(each.code, each.path) for each in found] == [("scenario.difference", "scenarios/good.json")]
    assert b'"fee"' in made["scenarios/good.json"].splitlines()[found[0].line - 1]


def test_scenarios_do_not_run_while_the_package_has_errors():
    made = with_procedure(registers={})
    made["scenarios/good.json"] = with_scenario(expect={**GOOD["expect"], "fee": 1})["scenarios/good.json"]
    assert codes(made, scenarios=True) == ["reference.register"]


def test_what_no_scenario_visits_is_told():
    found = check_package(read_package(files()))
    assert [each.code for each in found] == ["scenario.coverage"]
    assert "Task_Reply" in found[0].text("en")
