"""``motcua scenarios`` writes what the proof found, and the package with it is as sound as before."""

import json

from click.testing import CliRunner

from designer_api.checking import check_paths
from motcua.cli import main
from tests.designer_api.test_checking import written
from tests.process_models.samples import files, with_procedure


def test_generated_scenarios_are_written_into_the_package(tmp_path):
    path = written(tmp_path, files())
    ran = CliRunner().invoke(main, ["scenarios", str(path), "--write", "--json"])
    assert ran.exit_code == 0, ran.output
    made = json.loads(ran.stdout)
    assert {f"{name}.json" for name in made} <= {each.name for each in (path / "scenarios").iterdir()}
    [result] = check_paths([path])
    assert result["ok"]
    assert result["coverage"]["elements"] == {"total": 8, "by_hand": 7, "with_generated": 8}


def test_a_package_with_errors_has_no_proof_to_make_them_from(tmp_path):
    path = written(tmp_path, with_procedure(registers={}))
    ran = CliRunner().invoke(main, ["scenarios", str(path)])
    assert ran.exit_code == 1
    assert "reference.register" in ran.stderr


def test_the_command_tells_coverage_and_proof(tmp_path, monkeypatch):
    monkeypatch.setenv("MOTCUA_CHECK_CACHE", str(tmp_path / "kept"))
    (tmp_path / "package").mkdir()
    path = written(tmp_path / "package", files())
    first = CliRunner().invoke(main, ["check", str(path)])
    assert first.exit_code == 0
    assert "scenarios reach 7 of 8 elements (7 with generated)" in first.stdout
    assert "every state" in first.stdout
    again = json.loads(CliRunner().invoke(main, ["check", str(path), "--json"]).stdout)
    assert again[0]["kept"] is True
    fresh = json.loads(CliRunner().invoke(main, ["check", str(path), "--json", "--no-cache"]).stdout)
    assert fresh[0]["kept"] is False


def test_an_organisation_that_cannot_be_read_is_bad_usage(tmp_path):
    path = written(tmp_path, files())
    ran = CliRunner().invoke(main, ["check", str(path), "--organisation", str(tmp_path / "none.json")])
    assert ran.exit_code == 2
    assert "organisation.unreadable" in ran.stderr
