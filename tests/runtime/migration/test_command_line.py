"""The command line does what pages and API do."""

import json

import pytest
from click.testing import CliRunner

from motcua.cli import main
from process_models.files import write_zip
from tests.drill.package import CODE
from tests.runtime.migration.versions import first


@pytest.fixture
def motcua(land, monkeypatch, tmp_path):
    monkeypatch.setenv("MOTCUA_DATABASE_URL", land.stage.url)
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path))
    monkeypatch.setenv("MOTCUA_SECRET_KEY", "k" * 40)

    def run(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(main, list(arguments))
        assert result.exit_code == code, result.output + str(result.exception)
        return result.stdout

    return run


def test_a_plan_is_drafted_tried_carried_out_and_taken_back(land, motcua, tmp_path):
    here, there = land.apply("Task_Handle"), land.apply("Task_Receive")
    path = tmp_path / "plan.json"
    motcua("migrate-dossiers", "plan", CODE, "1.0.0", "2.0.0", "--out", str(path))
    assert json.loads(motcua("migrate-dossiers", "plan", CODE, land.hashes["first"][:12], "2.0.0"))["to"]
    told = json.loads(motcua("migrate-dossiers", "check", str(path), "--reason", "bản mới", "--json", "--dossiers"))
    assert (told["state"], told["counts"], len(told["dossiers"])) == ("checked", {"fits": 2}, 2)
    motcua("migrate-dossiers", "start", told["id"], "--wait")
    assert {land.version(here), land.version(there)} == {"second"}
    assert "moved" in motcua("migrate-dossiers", "status", told["id"], "--dossiers")
    assert told["id"] in motcua("migrate-dossiers", "status")
    assert json.loads(motcua("migrate-dossiers", "status", "--json"))[0]["state"] == "done"
    land.complete(there, "Task_Receive")
    motcua("migrate-dossiers", "undo", told["id"], "--wait", code=1)
    assert (land.version(here), land.version(there)) == ("first", "second")
    motcua("migrate-dossiers", "cancel", told["id"], code=1)


def test_what_cannot_be_read_or_found_is_a_sentence(land, motcua, tmp_path):
    motcua("migrate-dossiers", "check", str(tmp_path / "none.json"), "--reason", "x", code=2)
    motcua("migrate-dossiers", "plan", CODE, "1.0.0", "7.0.0", code=2)
    (tmp_path / "bad.json").write_text('{"from": 1}')
    motcua("migrate-dossiers", "check", str(tmp_path / "bad.json"), "--reason", "x", code=2)
    (tmp_path / "list.json").write_text("[]")
    motcua("migrate-dossiers", "check", str(tmp_path / "list.json"), "--reason", "x", code=2)
    land.apply("Task_Return")
    plan = tmp_path / "plan.json"
    motcua("migrate-dossiers", "plan", CODE, "1.0.0", "3.0.0", "--out", str(plan))
    motcua("migrate-dossiers", "check", str(plan), "--reason", "x", code=1)


def test_closed_dossiers_are_replayed(land, motcua, tmp_path):
    dossier = land.apply("Task_Return")
    land.complete(dossier, "Task_Return")
    package = tmp_path / "package.zip"
    package.write_bytes(write_zip(first()))
    assert "same" in motcua("replay", CODE, "--against", str(package), "--sample")
    told = json.loads(motcua("replay", CODE, "--against", "2.0.0", "--json", "--assume", code=1))
    assert told["totals"]["changed"] == 1
    assert "Task_Check" in motcua("replay", CODE, "--against", "2.0.0", code=1)
    motcua("replay", CODE, "--against", "2.0.0", "--from", "yesterday", code=2)
    motcua("replay", CODE, "--against", "nothing", code=2)
