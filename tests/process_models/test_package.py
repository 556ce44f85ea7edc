from datetime import date, time
from decimal import Decimal

import pytest

from engine.clock import Term, Unit
from process_models.files import write_zip
from process_models.package import read_package
from process_models.problems import PackageError
from tests.process_models.samples import (
    FORMS,
    PROCEDURE,
    PROCESS,
    dump,
    files,
    with_files,
    with_procedure,
    with_process,
    with_scenario,
)


def refusal(source) -> list[tuple[str, str, int]]:
    with pytest.raises(PackageError) as caught:
        read_package(source)
    return [(found.code, found.path, found.line) for found in caught.value.problems]


def complaints(source) -> list[tuple[str, str]]:
    return [(found.code, found.path) for found in read_package(source).problems]


def line_of(data: bytes, text: str) -> int:
    return next(number for number, line in enumerate(data.decode().splitlines(), 1) if text in line)


def test_a_good_package_has_no_problems():
    package = read_package(files())
    assert package.problems == ()
    assert package.sound


def test_the_procedure_is_typed():
    procedure = read_package(files()).procedure
    assert procedure.settlement.committed == Term(Decimal(2), Unit.WORKING_DAY)
    assert procedure.cutoff == time(15, 0)
    assert procedure.intake_hours == Decimal(8)
    assert procedure.registers["COPY"].reset == "year"
    assert procedure.components[1].required == "=by_proxy = true"
    assert procedure.actions.supplements == 1
    assert procedure.actions.extend_by == Term(Decimal(1), Unit.WORKING_DAY)
    assert procedure.fees[0].feel == "= copies * 8000"


def test_a_channel_may_have_its_own_settlement_time():
    procedure = read_package(files()).procedure
    assert procedure.policies("online")[""].committed == Term(Decimal(8), Unit.HOUR)
    assert procedure.policies("counter")[""].committed == Term(Decimal(2), Unit.WORKING_DAY)
    assert procedure.policies("counter")[""].supplements == 1


def test_no_settlement_means_no_deadline():
    assert read_package(with_procedure(settlement=None)).procedure.policies("online")[""].committed is None


def test_a_version_is_in_force_from_its_first_to_its_last_day():
    procedure = read_package(with_procedure(in_force={"from": "2025-07-01", "to": "2025-12-31"})).procedure
    days = [date(2025, 6, 30), date(2025, 7, 1), date(2025, 12, 31), date(2026, 1, 1)]
    assert [procedure.in_force(day) for day in days] == [False, True, True, False]


def test_permanent_retention_has_no_number_of_years():
    assert read_package(with_procedure(retention={"years": "permanent"})).procedure.retention_years is None


def test_names_come_in_both_languages():
    package = read_package(files())
    assert package.label("Task_Search") == "Tra sổ"
    assert package.label("Task_Search", "en") == "Search the register"
    assert package.label("Flow_Found") == "Có"
    assert package.label("Process_Copy", "en") == "Ủy ban nhân dân"
    assert package.label("nothing") == "nothing"
    assert package.outcome("send_back", "en") == "Send back"
    assert package.outcome("strange") == "strange"
    assert package.letter("receipt").startswith("Giấy tiếp nhận")


def test_a_package_names_outcomes_and_letters_of_its_own():
    made = with_procedure(letters={"receipt": {"names": {"vi": "Biên nhận", "en": "Slip"}}})
    made["translations/vi.json"] = dump({"outcome.accept": "Nhận hồ sơ"})
    package = read_package(made)
    assert package.letter("receipt", "en") == "Slip"
    assert package.outcome("accept") == "Nhận hồ sơ"


def test_a_zip_and_a_folder_are_the_same_package(tmp_path):
    content = write_zip(files())
    (tmp_path / "p.zip").write_bytes(content)
    for path, data in files().items():
        (tmp_path / "p" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "p" / path).write_bytes(data)
    hashes = {read_package(source).hash for source in (content, tmp_path / "p.zip", tmp_path / "p", files())}
    assert len(hashes) == 1


def test_a_path_that_does_not_exist_is_told(tmp_path):
    assert refusal(tmp_path / "none")[0][0] == "package.not-found"


@pytest.mark.parametrize("path", ["procedure.json", "process.bpmn"])
def test_a_package_without_its_two_main_files_is_refused(path):
    assert ("package.missing-file", path, 0) in refusal(with_files({path: None}))


def test_invalid_json_is_told_with_line_and_column():
    with pytest.raises(PackageError) as caught:
        read_package(with_files({"procedure.json": b'{\n "code": "1",\n "code" 2}'}))
    found = caught.value.problems[0]
    assert (found.code, found.path, found.line) == ("json.syntax", "procedure.json", 3)
    assert "line 3, column 9" in found.text("en")
    assert "dòng 3, cột 9" in found.text("vi")


def test_a_list_is_no_procedure():
    assert refusal(with_files({"procedure.json": b"[]"})) == [("json.not-an-object", "procedure.json", 1)]


@pytest.mark.parametrize(
    ("changes", "code", "text"),
    [
        ({"codee": "1"}, "schema.unknown-key", '"codee"'),
        ({"settlement": {"statutory": {"value": 1, "unit": "day"}}}, "schema.choice", '"unit"'),
        ({"channels": "online"}, "schema.type", '"channels"'),
        ({"version": "1"}, "schema.pattern", '"version"'),
        ({"channels": []}, "schema.value", '"channels"'),
        ({"fees": [{"key": "a"}]}, "schema.missing-key", '"key": "a"'),
        ({"clock": {"cutoff": "25:00"}}, "schema.pattern", '"cutoff"'),
        ({"names": {"en": "x"}}, "schema.missing-key", '"names"'),
    ],
)
def test_what_the_schema_forbids_is_told_with_its_line(changes, code, text):
    data = dump({**PROCEDURE, **changes})
    found = refusal(with_files({"procedure.json": data}))
    assert code in {each[0] for each in found}
    line = next(each[2] for each in found if each[0] == code)
    assert abs(line - line_of(data, text)) <= 1


def test_a_missing_key_is_named():
    with pytest.raises(PackageError) as caught:
        read_package(with_procedure(lead=...))
    assert '"lead"' in caught.value.problems[0].text("en")


def test_a_day_that_does_not_exist_is_refused():
    assert refusal(with_procedure(in_force={"from": "2025-02-30"}))[0][0] == "procedure.date"


def test_an_impossible_term_is_refused():
    half = {"statutory": {"value": 1.5, "unit": "month"}}
    assert refusal(with_procedure(settlement=half))[0][0] == "procedure.term"


@pytest.mark.parametrize(
    "path", ["readme.txt", "forms/a b.schema.json", "forms/x.json", "scenarios/deep/x.json", "evil.py"]
)
def test_a_stranger_among_the_files_is_told(path):
    assert complaints(with_files({path: b"x"})) == [("package.unknown-file", path)]


def test_a_diagram_that_is_no_xml_is_refused_with_its_line():
    found = refusal(with_files({"process.bpmn": b"<definitions>\n<oops"}))
    assert found[0][0] == "bpmn.xml.syntax"
    assert found[0][1] == "process.bpmn"


def test_an_entity_bomb_in_the_diagram_is_refused():
    bomb = b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    assert refusal(with_files({"process.bpmn": bomb}))[0][0] == "bpmn.xml.doctype"


def test_a_mistake_in_the_diagram_keeps_its_line():
    package = read_package(with_process('targetRef="Task_Search"', 'targetRef="Task_Nowhere"'))
    found = [each for each in package.problems if each.path == "process.bpmn" and each.severity == "error"]
    assert found
    assert not package.sound
    assert all(each.line > 0 for each in found)


def test_a_form_with_an_invalid_schema_is_told_with_file_and_line():
    schema, _ = FORMS["search"]
    bad = {**schema, "properties": {"found": {"type": "bool"}}}
    package = read_package(with_files({"forms/search.schema.json": dump(bad)}))
    found = [each for each in package.problems if each.code == "form.invalid"]
    assert {each.path for each in found} <= {"forms/search.schema.json", "forms/search.ui.json"}
    assert found
    assert found[0].line > 1
    assert "search" not in package.forms


def test_a_ui_schema_that_names_an_unknown_field_is_told():
    _, ui = FORMS["application"]
    package = read_package(with_files({"forms/search.ui.json": dump(ui)}))
    assert [each.path for each in package.problems] == ["forms/search.ui.json"] * len(package.problems)
    assert not package.sound


def test_a_ui_schema_alone_is_told():
    made = with_files({"forms/lonely.ui.json": dump(FORMS["search"][1])})
    assert complaints(made) == [("reference.ui-without-schema", "forms/lonely.ui.json")]


def test_broken_json_in_a_form_is_told():
    assert complaints(with_files({"forms/search.ui.json": b"{"})) == [("json.syntax", "forms/search.ui.json")]


def test_a_decision_file_that_cannot_be_read_is_told():
    assert complaints(with_files({"decisions/fee.dmn": b"<x/>"})) == [("decision.unreadable", "decisions/fee.dmn")]


def test_a_decision_defined_twice_is_told():
    dmn = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="d" namespace="urn:d" id="d">
      <decision id="D" name="fee"><variable name="fee"/><literalExpression><text>1</text></literalExpression></decision>
    </definitions>"""
    package = read_package(with_files({"decisions/a.dmn": dmn, "decisions/b.dmn": dmn}))
    assert [(each.code, each.path) for each in package.problems] == [("reference.decision-twice", "decisions/b.dmn")]
    assert set(package.decisions) == {"fee", "D"}


def test_a_scenario_with_an_unknown_key_is_left_out_and_told():
    package = read_package(with_scenario(stepps=[]))
    assert [(each.code, each.path) for each in package.problems] == [("schema.unknown-key", "scenarios/good.json")]
    assert package.scenarios == {}


@pytest.mark.parametrize(
    "step",
    [
        {},
        {"task": "A", "message": "m"},
        {"at": "tomorrow", "task": "A"},
        {"after": "soon", "task": "A"},
        {"action": "dance"},
    ],
)
def test_a_step_that_says_nothing_or_too_much_is_told(step):
    package = read_package(with_scenario(steps=[step]))
    assert {each.path for each in package.problems} == {"scenarios/good.json"}


def test_a_translation_that_is_no_text_is_told():
    assert complaints(with_files({"translations/en.json": b'{"Task_Sign": 1}'})) == [
        ("translation.value", "translations/en.json")
    ]


def test_every_sentence_exists_in_both_languages_with_the_same_parameters():
    import re

    from process_models.messages import MESSAGES

    for code, (severity, en, vi) in MESSAGES.items():
        assert severity in {"error", "warning", "info"}, code
        assert en != vi, code
        names = [{name.removesuffix("_vi") for name in re.findall(r"{(\w+)}", text)} for text in (en, vi)]
        assert names[1] <= names[0] | {"line"}, code


def test_the_sample_diagram_is_really_changed_by_the_tests():
    assert "Task_Search" in PROCESS
