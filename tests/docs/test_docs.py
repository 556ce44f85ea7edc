"""Every command, option, setting and link of the documentation is true."""

import re
import subprocess
from pathlib import Path

import click
import pytest

from motcua.cli import main
from motcua.settings import SETTINGS, SettingError, read_settings

ROOT = Path(__file__).parents[2]
CLI = (ROOT / "docs/cli.md").read_text(encoding="utf-8")
CONFIGURATION = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")


def commands() -> list[tuple[str, click.Command]]:
    found = []
    for name, command in main.commands.items():
        if isinstance(command, click.Group):
            found += [(f"{name} {inner}", c) for inner, c in command.commands.items()]
        else:
            found.append((name, command))
    return found


@pytest.mark.parametrize(("name", "command"), commands(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_command_and_option_is_documented(name, command):
    rows = [row for row in CLI.splitlines() if re.match(rf"\| `motcua {re.escape(name)}[ `]", row)]
    assert len(rows) == 1
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.opts[0] in rows[0]


def test_no_command_is_documented_that_does_not_exist():
    documented = re.findall(r"^\| `motcua ([a-z-]+(?: [a-z][a-z-]*)?)", CLI, re.MULTILINE)
    assert sorted(documented) == sorted(name for name, _ in commands())


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_documented_with_its_default(setting):
    (row,) = [row for row in CONFIGURATION.splitlines() if row.startswith(f"| `{setting.name}`")]
    if setting.default:
        assert f"`{setting.default}`" in row


def test_no_setting_is_documented_or_read_that_does_not_exist():
    known = {setting.name for setting in SETTINGS}
    assert set(re.findall(r"MOTCUA_[A-Z_]+[A-Z]", CONFIGURATION)) <= known


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MOTCUA_PORT", "eighty"),
        ("MOTCUA_PORT", "70000"),
        ("MOTCUA_LANGUAGE", "fr"),
        ("MOTCUA_WEB_PROCESSES", "0"),
        ("MOTCUA_SECURE_COOKIES", "maybe"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_by_name(name, value):
    with pytest.raises(SettingError, match=name):
        read_settings({name: value})


def markdown() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).exists()]


@pytest.mark.parametrize("page", markdown(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_and_named_files_exist(page):
    text = page.read_text(encoding="utf-8")
    links = [target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]
    missing = [link for link in links if link and not (page.parent / link).exists()]
    named = re.findall(
        r"`((?:docs|engine|forms|process_models|runtime|motcua|bench)/[\w./-]+\.(?:md|py|json|xsd))`", text
    )
    missing += [name for name in named if not (ROOT / name).exists()]
    assert missing == []


def test_the_repository_speaks_of_the_product_alone():
    pattern = r"/work/|/\.library|before-stop|Claude|Anthropic|subagent"
    found = subprocess.run(
        ["git", "grep", "-nIE", pattern, "--", ".", ":!tests/docs/test_docs.py"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    assert found == ""


def test_no_lock_file_names_a_host():
    for name in ("requirements.txt", "requirements-dev.txt", "package-lock.json"):
        assert "://" not in (ROOT / name).read_text(encoding="utf-8")
