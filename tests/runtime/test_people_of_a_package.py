"""A package is checked against the people and agencies of a running installation."""

import json
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner

from motcua.cli import main

COPY = Path(__file__).parents[2] / "process_models" / "library" / "2.000815"


@pytest.fixture
def check(province_url, monkeypatch, tmp_path):
    monkeypatch.setenv("MOTCUA_DATABASE_URL", province_url)
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path))

    def run(folder: Path):
        ran = CliRunner().invoke(main, ["check", str(folder), "--organisation", "database", "--json", "--no-cache"])
        return ran.exit_code, [one["code"] for one in json.loads(ran.stdout)[0]["problems"]]

    return run


def test_everybody_a_shipped_package_asks_for_is_there_in_the_demo_province(check):
    code, told = check(COPY)
    assert code == 0
    assert set(told) <= {"people.one-holder"}, "small wards have one person for two steps, which is a hint"


def test_a_role_that_nobody_holds_there_is_told(check, tmp_path):
    folder = Path(copytree(COPY, tmp_path / "package"))
    model = (folder / "process.bpmn").read_text("utf-8")
    (folder / "process.bpmn").write_text(model.replace('motcua:role="cashier"', 'motcua:role="archive"'), "utf-8")
    _code, told = check(folder)
    assert "people.no-holder" in told
