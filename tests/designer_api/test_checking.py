import json
import os

from designer_api.checking import check_paths
from process_models.files import write_zip
from tests.engine.bpmn.snippets import line, process
from tests.process_models.samples import DECISION, files, with_procedure


def written(folder, made):
    for path, data in made.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def only(path, **more):
    [result] = check_paths([path], **more)
    return result


def codes(result) -> list[str]:
    return [each["code"] for each in result["problems"]]


def test_a_good_model_is_ok(tmp_path):
    (tmp_path / "m.bpmn").write_bytes(process(line('<task id="A"/>')))
    assert only(tmp_path / "m.bpmn") == {"path": f"{tmp_path}/m.bpmn", "ok": True, "problems": []}


def test_a_broken_model_is_not_ok_and_says_where(tmp_path):
    (tmp_path / "m.bpmn").write_bytes(b"<definitions>\n<oops")
    result = only(tmp_path / "m.bpmn")
    assert result["ok"] is False
    assert set(result["problems"][0]) == {"code", "severity", "element", "line", "message", "file"}
    assert result["problems"][0]["line"] == 2
    json.dumps(result)


def test_sentences_come_in_the_language_asked_for(tmp_path):
    (tmp_path / "m.bpmn").write_bytes(b"<x/>")
    english, vietnamese = (only(tmp_path / "m.bpmn", lang=lang)["problems"][0]["message"] for lang in ("en", "vi"))
    assert english != vietnamese


def test_decisions_beside_a_model_are_found(tmp_path):
    task = '<businessRuleTask id="A" motcua:calls="fee"/>'
    (tmp_path / "m.bpmn").write_bytes(process(line(task)))
    (tmp_path / "fee.dmn").write_bytes(DECISION)
    assert only(tmp_path / "m.bpmn")["ok"]


def test_a_decision_file_is_checked(tmp_path):
    (tmp_path / "good.dmn").write_bytes(DECISION)
    (tmp_path / "bad.dmn").write_bytes(b"<x/>")
    assert only(tmp_path / "good.dmn")["ok"]
    assert codes(only(tmp_path / "bad.dmn")) == ["decision.unreadable"]


def test_a_package_is_checked_with_its_scenarios(tmp_path):
    result = only(written(tmp_path, files()))
    assert result["ok"]
    assert codes(result) == ["scenario.coverage"]


def test_a_zip_is_checked_like_its_folder(tmp_path):
    (tmp_path / "p.zip").write_bytes(write_zip(with_procedure(registers={})))
    result = only(tmp_path / "p.zip")
    assert codes(result) == ["reference.register"]
    assert result["problems"][0]["file"] == "process.bpmn"


def test_a_folder_of_packages_gives_one_result_for_each(tmp_path):
    written(tmp_path / "a", files())
    written(tmp_path / "b", with_procedure(registers={}))
    (tmp_path / "c.bpmn").write_bytes(process(line('<task id="A"/>')))
    (tmp_path / "notes.txt").write_text("x")
    results = check_paths([tmp_path])
    assert [(result["path"].removeprefix(f"{tmp_path}/"), result["ok"]) for result in results] == [
        ("a", True),
        ("b", False),
        ("c.bpmn", True),
    ]


def test_a_package_that_cannot_be_read_is_told(tmp_path):
    written(tmp_path, {"procedure.json": b"{", "process.bpmn": b""})
    assert "json.syntax" in codes(only(tmp_path))


def test_what_is_nothing_known_is_told(tmp_path):
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.zip").write_bytes(b"x")
    assert codes(only(tmp_path / "a.txt")) == ["package.unknown-kind"]
    assert codes(only(tmp_path / "none.bpmn")) == ["package.not-found"]
    assert codes(only(tmp_path / "empty")) == ["package.empty-folder"]
    assert codes(only(tmp_path / "bad.zip")) == ["package.bad-zip"]


def test_a_model_that_is_imported_must_be_there(tmp_path):
    bpmn = "http://www.omg.org/spec/BPMN/20100524/MODEL"
    text = (
        f'<definitions xmlns="{bpmn}" targetNamespace="urn:t">'
        f'<import namespace="urn:o" location="other.bpmn" importType="{bpmn}"/>'
        '<process id="P"><task id="A"/></process></definitions>'
    )
    (tmp_path / "m.bpmn").write_text(text, encoding="utf-8")
    assert [result["ok"] for result in check_paths([tmp_path / "m.bpmn"])] == [False]
    (tmp_path / "other.bpmn").write_text(text.replace("urn:t", "urn:o"), encoding="utf-8")
    assert [result["ok"] for result in check_paths([tmp_path / "m.bpmn"])] == [True]


def test_what_is_no_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.bpmn")
    assert codes(only(tmp_path / "pipe.bpmn")) == ["package.unknown-kind"]
    (tmp_path / "round.bpmn").symlink_to(tmp_path / "round.bpmn")
    assert codes(only(tmp_path / "round.bpmn")) == ["package.not-found"]


def test_an_import_of_what_no_file_can_be_called_is_told(tmp_path):
    bpmn = "http://www.omg.org/spec/BPMN/20100524/MODEL"
    imported = f'<import namespace="urn:o" location="{"x" * 5_000}" importType="{bpmn}"/>'
    (tmp_path / "m.bpmn").write_bytes(process(line('<task id="A"/>'), imported))
    assert "bpmn.import.not-loaded" in codes(only(tmp_path / "m.bpmn"))


def test_an_older_ending_of_models_is_known(tmp_path):
    (tmp_path / "m.bpmn2").write_bytes(process(line('<task id="A"/>')))
    assert codes(only(tmp_path / "m.bpmn2")) == []
