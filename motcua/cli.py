"""The command line ``motcua``: one small function for each command, errors as sentences, documented exit codes.

Every command and option is described in ``docs/cli.md``; a test compares. Exit codes: 0 done, 1 the thing looked at
has errors, 2 bad usage or input that cannot be read, 3 a limit stopped ``play``.
"""

import json
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from motcua.checking import scenarios
from motcua.dossier_commands import migrate_dossiers, replay
from motcua.making import new, sample_catalogue
from motcua.offer_commands import COMMANDS as OFFER_COMMANDS
from motcua.onboarding import export_steps, import_steps
from motcua.package_commands import COMMANDS
from motcua.settings import SettingError, Settings, read_settings
from motcua.structure_commands import COMMANDS as STRUCTURE_COMMANDS

USAGE = 2


def fail(message: str, code: int = USAGE) -> NoReturn:
    """End with a sentence on standard error."""
    click.echo(f"motcua: {message}", err=True)
    sys.exit(code)


def settings() -> Settings:
    """The settings of this process; a bad one ends the command with its name."""
    try:
        return read_settings(os.environ)
    except SettingError as error:
        fail(str(error))


def say(text: str) -> None:
    """One line to the person watching."""
    click.echo(text, err=True)


class Commands(click.Group):
    """Turns what can always go wrong with an installation into a sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a database that does not answer ends it with exit code 1."""
        from sqlalchemy.exc import OperationalError

        try:
            return super().invoke(ctx)
        except OperationalError as error:
            reason = str(error.orig).splitlines()[0] if error.orig else ""
            fail(f"the database cannot be reached: {reason}. Is MOTCUA_DATABASE_URL right, and the server up?", 1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="motcua")
def main() -> None:
    """Motcua runs administrative procedures described as data."""


for command in (*COMMANDS, *OFFER_COMMANDS, *STRUCTURE_COMMANDS):
    main.add_command(command)
main.add_command(migrate_dossiers)
main.add_command(replay)
main.add_command(import_steps)
main.add_command(export_steps)
main.add_command(new)
main.add_command(sample_catalogue)
main.add_command(scenarios)


@main.command()
@click.option("--demo", is_flag=True, help="Fill an empty installation with the demo province and its dossiers.")
def run(demo: bool) -> None:
    """Bring everything up: database, migrations, web server and worker; Ctrl-C stops it."""
    from motcua.running import run_all

    run_all(settings(), demo=demo, say=say)


@main.command()
def serve() -> None:
    """Only the web server, for a database that stands already."""
    from motcua.running import serve_only

    serve_only(settings())


@main.command()
def worker() -> None:
    """Only the worker: timers and outbox."""
    from motcua.running import work

    work(settings())


@main.command()
def migrate() -> None:
    """Bring the database's tables to this version."""
    from motcua.running import migrate_only

    migrate_only(settings())
    say("the database is up to date")


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--dry-run", is_flag=True, help="Check and tell what would happen; publish nothing.")
@click.option("--lang", type=click.Choice(["en", "vi"]), default="en", help="Language of the sentences.")
@click.option("--json", "as_json", is_flag=True, help="Print the results as one JSON list.")
def deploy(paths: Sequence[Path], *, dry_run: bool, lang: str, as_json: bool) -> None:
    """Publish packages (folders, zips, folders of them, - for a zip on standard input); idempotent by content."""
    from motcua.deploying import Order, deploy_paths

    results = deploy_paths(settings(), Order(paths=paths, dry_run=dry_run, lang=lang, say=say))
    if as_json:
        click.echo(json.dumps(results, ensure_ascii=False))
    else:
        for result in results:
            click.echo(_deployed(result))
    sys.exit(0 if all(result["ok"] for result in results) else 1)


def _deployed(result: dict[str, Any]) -> str:
    if result["state"] == "refused":
        return f"{result['path']}: refused: {result['message']}"
    unbound = f"; nothing serves {', '.join(result['unbound'])}" if result["unbound"] else ""
    return (
        f"{result['path']}: {result['state']} {result['code']} {result['version']} ({result['hash'][:12]}), "
        f"offered by {len(result['agencies'])} agencies{unbound}"
    )


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the problems as one JSON list.")
@click.option("--lang", type=click.Choice(["en", "vi"]), default="en", help="Language of the sentences.")
@click.option("--second", is_flag=True, help="Also run scenarios on the second engine and compare.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes that check; default one for each core.")
@click.option("--organisation", help="Check agencies and people too: a JSON file, or the word database.")
@click.option("--no-cache", is_flag=True, help="Check again what was checked before.")
def check(
    paths: Sequence[Path],
    as_json: bool,
    lang: str,
    second: bool,
    jobs: int | None,
    organisation: str | None,
    no_cache: bool,
) -> None:
    """Tell every problem of models (.bpmn, .dmn), packages (folder, zip) or folders of packages."""
    from designer_api.checking import check_paths
    from motcua.checking import checking

    bulk = checking(settings(), jobs=jobs, organisation=organisation, cache=not no_cache, say=say)
    results = check_paths(list(paths), lang=lang, bulk=bulk)
    if second:
        from designer_api.second import add_opinions

        add_opinions(results)
    if as_json:
        click.echo(json.dumps(results, ensure_ascii=False))
    else:
        _print_problems(results)
    sys.exit(0 if all(result["ok"] for result in results) else 1)


def _print_problems(results: Sequence[dict[str, Any]]) -> None:
    for result in results:
        click.echo(f"{result['path']}: {'ok' if result['ok'] else 'has errors'}")
        for problem in (*result["problems"], *result.get("notes", ())):
            where = f"line {problem['line']}" if problem["line"] else ""
            element = problem["element"] or ""
            place = " ".join(part for part in (where, element) if part)
            click.echo(f"  {problem['severity']} {problem['code']} {place}: {problem['message']}")
        if "coverage" in result:
            click.echo(f"  {_measured(result)}")
        for opinion in result.get("second", ()):
            name = f"{opinion['scenario']}: " if opinion["scenario"] else ""
            click.echo(f"  second engine: {name}{opinion['message']}")


def _measured(result: dict[str, Any]) -> str:
    parts = []
    for what in ("elements", "branches"):
        counts = result["coverage"][what]
        parts.append(f"{counts['by_hand']} of {counts['total']} {what} ({counts['with_generated']} with generated)")
    proof = result.get("proof")
    if proof is None:
        return f"scenarios reach {', '.join(parts)}"
    scope = "every state" if proof["complete"] else f"not every state: {proof['frontier']} were left"
    return f"scenarios reach {', '.join(parts)}; proven over {proof['states']} states, {scope}"


def _json_option(text: str | None, name: str) -> Any:
    """A JSON text, or the content of the file after ``@``."""
    if text is None:
        return None
    try:
        return json.loads(Path(text[1:]).read_text(encoding="utf-8") if text.startswith("@") else text)
    except OSError as error:
        fail(f"{name}: cannot read {text[1:]}: {error.strerror}")
    except ValueError as error:
        fail(f"{name} is not JSON: {error}")


@main.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--process", help="Id of the process to start, when it is not the one with a none start event.")
@click.option("--start", help="Id of the start event to begin at, where a process has several.")
@click.option("--data", help="Initial data: a JSON object, or @FILE.")
@click.option("--answers", help="Answers by element id: a JSON object, or @FILE (docs/cli.md).")
@click.option("--now", help="The virtual clock's first instant, ISO 8601 with offset.")
@click.option("--max-steps", default=100_000, show_default=True, help="Stop after this many kernel steps.")
@click.option("--until", help="Stop the virtual clock at this instant; default ten years on.")
@click.option("--json", "as_json", is_flag=True, help="Print trace, data, ended, incidents and stopped as JSON.")
def play(  # noqa: PLR0913, PLR0917 - one for each option
    path: Path,
    process: str | None,
    start: str | None,
    data: str | None,
    answers: str | None,
    now: str | None,
    max_steps: int,
    until: str | None,
    as_json: bool,
) -> None:
    """Run a model or package on a virtual clock with given answers."""
    from designer_api.playing import PlayUsageError, play_path

    try:
        outcome = play_path(
            path,
            process=process,
            start=start,
            data=_object(_json_option(data, "--data"), "--data"),
            answers=_object(_json_option(answers, "--answers"), "--answers"),
            now=_instant(now, "--now"),
            max_steps=max_steps,
            until=_instant(until, "--until"),
        )
    except PlayUsageError as error:
        fail(str(error))
    for remark in outcome.remarks:
        click.echo(remark, err=True)
    if as_json:
        click.echo(json.dumps(outcome.to_json(), ensure_ascii=False))
    else:
        _print_play(outcome.to_json())
    sys.exit(outcome.exit_code)


def _object(value: Any, name: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        fail(f"{name} must be a JSON object")
    return value


def _instant(text: str | None, name: str) -> datetime | None:
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        fail(f"{name} is not an ISO 8601 instant: {text}")
    if instant.tzinfo is None:
        fail(f"{name} needs an offset, such as {text}+07:00")
    return instant


def _print_play(outcome: dict[str, Any]) -> None:
    for entry in outcome["trace"]:
        index = f" [{entry['index']}]" if entry.get("index") else ""
        click.echo(f"{entry['at']}  {entry['event']:<9} {entry['element']}{index}")
    click.echo(json.dumps(outcome["data"], ensure_ascii=False, indent=1))
    for incident in outcome["incidents"]:
        click.echo(f"incident {incident['code']} at {incident['element']}: {incident['message']}")
    click.echo("ended" if outcome["ended"] else f"not ended ({outcome['stopped'] or 'waiting'})")


@main.command()
@click.option("--dossiers", default=200, show_default=True, help="How many dossiers to submit.")
@click.option("--seed", default=1, show_default=True, help="Seed of the distributions.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else.")
def demo(dossiers: int, seed: int, as_json: bool) -> None:
    """Run a whole province on a throw-away database and a virtual calendar, and compare it with an own tally."""
    from motcua.demo import run_demo

    result = run_demo(dossiers=dossiers, seed=seed, say=(lambda _text: None) if as_json else say)
    if as_json:
        click.echo(json.dumps(result.to_json(), ensure_ascii=False))
    else:
        click.echo(result.to_text())
    sys.exit(0 if result.consistent else 1)


@main.group()
def report() -> None:
    """Reports of the installation."""


@report.command()
@click.option("--from", "first", required=True, help="First day of the period, YYYY-MM-DD.")
@click.option("--to", "last", required=True, help="Last day of the period, YYYY-MM-DD.")
@click.option("--agency", help="Code of an agency; its whole subtree is counted.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def settlement(first: str, last: str, agency: str | None, as_json: bool) -> None:
    """The settlement report (II.06): received, settled and in progress by field."""
    from motcua.reporting import settlement_report, settlement_text

    try:
        result = settlement_report(settings(), first, last, agency)
    except ValueError as error:
        fail(str(error))
    click.echo(json.dumps(result, ensure_ascii=False) if as_json else settlement_text(result))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(as_json: bool) -> None:
    """Compare tasks, timers, subscriptions, logs and files with what the dossiers' states imply."""
    from motcua.reporting import findings

    found = findings(settings())
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        for finding in found:
            click.echo(f"{finding['code']} {finding['where']}: {finding['message']}")
        click.echo(f"{len(found)} finding(s)")
    sys.exit(0 if not found else 1)


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write database, files and secret key into one verified archive, beside the running installation."""
    from importlib.metadata import version

    from motcua.backups import back_up_installation
    from runtime.archive import ArchiveError

    try:
        manifest = back_up_installation(settings(), file, version("motcua"))
    except ArchiveError as error:
        fail(str(error), 1)
    files = sum(1 for name in manifest.members if name.startswith("files/"))
    say(f"{file}: {manifest.counts['dossier']} dossiers, {files} files, {file.stat().st_size} bytes")


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(file: Path) -> None:
    """Verify an archive and restore it into an empty installation; the doctor examines the result."""
    from motcua.backups import restore_installation
    from runtime.archive import ArchiveError

    try:
        manifest, findings = restore_installation(settings(), file)
    except ArchiveError as error:
        fail(str(error), 1)
    say(f"restored {manifest.counts['dossier']} dossiers of {manifest.created_at}; {len(findings)} finding(s)")
    for finding in findings:
        click.echo(f"{finding['code']} {finding['where']}: {finding['message']}")
    sys.exit(0 if not findings else 1)
