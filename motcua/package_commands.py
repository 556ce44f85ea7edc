"""Commands about packages, their signatures, and how this installation differs: options here, work in services."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, NoReturn

import click
from sqlalchemy.orm import Session

from process_models.problems import PackageError

LANG = click.option("--lang", type=click.Choice(["en", "vi"]), default="en", help="Language of the sentences.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
SINCE = click.option("--from", "since", help="First day, YYYY-MM-DD; today when not given.")
REASON = click.option("--reason", required=True, help="Why; it is kept with the decision.")
PRIVATE_MODE: Final = 0o600


@contextmanager
def _session() -> Iterator[Session]:
    from motcua.cli import settings
    from motcua.migrating import session_of

    with session_of(settings()) as session:
        yield session


def _actor() -> Any:
    from runtime.services.actors import system

    return system("command-line")


def _clock() -> Any:
    from runtime.clock import SystemClock

    return SystemClock()


def _fail(message: str, code: int = 2) -> NoReturn:
    click.echo(f"motcua: {message}", err=True)
    sys.exit(code)


def _day(text: str | None, name: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        _fail(f"{name} is no day such as 2026-07-01: {text}")


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        _fail(f"--from is no ISO 8601 instant: {text}")
    if found.tzinfo is None:
        _fail(f"--from needs an offset, such as {text}+07:00")
    return found


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        _fail(f"this is not JSON: {error}")
    if not isinstance(value, dict):
        _fail("a JSON object is expected")
    return dict(value)


def _print(rows: list[dict[str, Any]], line: Callable[[dict[str, Any]], str], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, default=str))
    else:
        for row in rows:
            click.echo(line(row))


def _rows(values: list[Any]) -> list[dict[str, Any]]:
    return [{name: getattr(one, name) for name in one.__slots__} for one in values]


# -- packages ----------------------------------------------------------------------------------------------------


@click.group("packages")
def package_group() -> None:
    """Published versions: list, look, retire, put a former one in force again, export."""


@package_group.command("list")
@click.option("--code", help="Only this procedure.")
@JSON
def list_packages(code: str | None, *, as_json: bool) -> None:
    """Every published version with its state today."""
    from runtime.services import packages

    with _session() as session:
        found = packages.listed(session, _actor(), _clock())
    rows = [row for row in _rows(found) if code in (None, row["code"])]
    _print(rows, lambda row: f"{row['code']} {row['version']} {row['hash'][:12]} {row['state']}", as_json=as_json)


@package_group.command("show")
@click.argument("package")
@JSON
def show_package(package: str, *, as_json: bool) -> None:
    """One version (hash or its beginning, or CODE@VERSION): locks, capabilities, signature, and what was decided."""
    from runtime.services import packages, versions

    with _session() as session:
        shown = packages.shown(session, package, _actor(), _clock())
        decided = versions.history(session, shown.hash, _actor())
    row = {**_rows([shown])[0], "decisions": _rows(decided)}
    if as_json:
        click.echo(json.dumps(row, ensure_ascii=False, default=str))
        return
    for key, value in row.items():
        if key != "decisions":
            click.echo(f"{key}: {value}")
    for one in row["decisions"]:
        click.echo(f"{one['at']} {one['what']} from {one['valid_from'] or '–'} by {one['actor']} {one['reason']}")


@package_group.command("retire")
@click.argument("package")
@SINCE
@REASON
@click.option("--now", "at_once", is_flag=True, help="Withdraw at once instead of with a day.")
def retire_package(package: str, since: str | None, reason: str, *, at_once: bool) -> None:
    """Accept no new dossiers under a version from a day on; running ones keep it."""
    from runtime.services import versions

    first = _day(since, "--from")
    with _session() as session:
        if at_once:
            versions.withdraw(session, _clock(), package, _actor(), reason)
        else:
            versions.retire(session, _clock(), package, _actor(), reason, since=first)
    click.echo(f"{package}: retired", err=True)


@package_group.command("rollback")
@click.argument("package")
@SINCE
@REASON
def rollback_package(package: str, since: str | None, reason: str) -> None:
    """Put a former version in force again, from a day on."""
    from runtime.services import versions

    first = _day(since, "--from")
    with _session() as session:
        restored = versions.restore(session, _clock(), package, reason, _actor(), since=first)
    click.echo(f"{restored}: in force again", err=True)


@package_group.command("export")
@click.argument("package")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The zip to write.")
def export_package(package: str, out: Path) -> None:
    """Write a version with its signature and locks as one zip, byte for byte the same each time."""
    from runtime.services import packages

    with _session() as session:
        content = packages.exported(session, package, _actor())
    out.write_bytes(content)


# -- signatures --------------------------------------------------------------------------------------------------


@click.group("keys")
def key_group() -> None:
    """Keys to sign packages with."""


@key_group.command("new")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def new_keys(file: Path) -> None:
    """Make a key: FILE keeps the private half (only its owner may read it), FILE.pub the public one."""
    from process_models.signing import key_id, new_key, read_public

    public_file = file.with_name(f"{file.name}.pub")
    if file.exists() or public_file.exists():
        _fail(f"{file} or {public_file} is there already; a key is never overwritten")
    private, public = new_key()
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_MODE), "wb") as opened:
            opened.write(private)
        public_file.write_bytes(public)
    except OSError as error:
        _fail(f"{file} cannot be written: {error.strerror}")
    click.echo(key_id(read_public(public)))


@click.command("sign")
@click.argument("package", type=click.Path(path_type=Path))
@click.option("--key", required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Private key.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write a signed zip instead of changing.")
def sign_package(package: Path, key: Path, out: Path | None) -> None:
    """Sign a package: signature.json is written into the folder or zip; the content stays what it is."""
    from process_models.files import SIGNATURE, content_hash, write_zip
    from process_models.package import load_files
    from process_models.signing import KeyFileError, read_private, sign

    try:
        signed = sign(load_files(package), read_private(key.read_bytes()))
    except PackageError as error:
        _fail("; ".join(str(one) for one in error.problems))
    except KeyFileError:
        _fail(f"{key} holds no Ed25519 private key without a password (make one with motcua keys new)")
    if out is not None:
        out.write_bytes(write_zip(signed))
    elif package.is_dir():
        (package / SIGNATURE).write_bytes(signed[SIGNATURE])
    else:
        package.write_bytes(write_zip(signed))
    click.echo(content_hash(signed))


@click.group("trust")
def trust_group() -> None:
    """Whose signatures this installation accepts."""


@trust_group.command("add")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--name", required=True, help="Whose key it is.")
def add_key(file: Path, name: str) -> None:
    """Trust a public key (FILE.pub)."""
    from runtime.services import trust

    with _session() as session:
        click.echo(trust.add(session, _clock(), file.read_bytes(), name, _actor()).id)


@trust_group.command("list")
@JSON
def list_keys(*, as_json: bool) -> None:
    """Every key that was ever trusted."""
    from runtime.services import trust

    with _session() as session:
        found = _rows(trust.keys(session, _actor()))
    _print(
        found,
        lambda row: f"{row['id']} {row['name']}" + (f" revoked {row['revoked_from']}" if row["revoked_from"] else ""),
        as_json=as_json,
    )


@trust_group.command("revoke")
@click.argument("key")
@REASON
@click.option("--from", "since", help="Instant with offset, ISO 8601; now when not given.")
def revoke_key(key: str, reason: str, since: str | None) -> None:
    """Accept nothing more that is signed with a key; what is published stays."""
    from runtime.services import trust

    at = None if since is None else _instant(since)
    with _session() as session:
        trust.revoke(session, _clock(), key, reason, _actor(), since=at)


@trust_group.command("policy")
@click.argument("value", type=click.Choice(["optional", "required"]))
def set_policy(value: str) -> None:
    """Whether packages have to be signed."""
    from runtime.services import trust

    with _session() as session:
        trust.set_policy(session, _clock(), value, _actor())


# -- bindings ----------------------------------------------------------------------------------------------------


@click.group("bind")
def bind_group() -> None:
    """What names of packages stand for here: services behind capabilities, agencies."""


@bind_group.command("set")
@click.argument("kind", type=click.Choice(["capability", "agency"]))
@click.argument("name")
@click.argument("value")
def set_binding(kind: str, name: str, value: str) -> None:
    """Bind a name: JSON as in the file of connectors; {"code": …} for an agency. Secrets by name only."""
    from runtime.services import bindings

    with _session() as session:
        bindings.bind(session, _clock(), kind, name, _object(value), _actor())


@bind_group.command("list")
@JSON
def list_bindings(*, as_json: bool) -> None:
    """Every binding, and capabilities of published packages that nothing serves."""
    from motcua.cli import settings
    from runtime.connectors import read_registry
    from runtime.services import bindings

    told = settings().connectors
    registry = read_registry(Path(told) if told else None)
    with _session() as session:
        bound = _rows(bindings.bindings(session, _actor()))
        missing = bindings.unbound(session, _actor(), lambda name: registry.find(name) is not None)
    if as_json:
        click.echo(json.dumps({"bindings": bound, "unbound": missing}, ensure_ascii=False, default=str))
        return
    _print(bound, lambda row: f"{row['kind']} {row['name']} {json.dumps(row['value'])}", as_json=False)
    for name, codes in missing.items():
        click.echo(f"unbound {name}: {', '.join(codes)}")


@bind_group.command("remove")
@click.argument("kind", type=click.Choice(["capability", "agency"]))
@click.argument("name")
def remove_binding(kind: str, name: str) -> None:
    """Take a binding away."""
    from runtime.services import bindings

    with _session() as session:
        bindings.unbind(session, kind, name, _actor())


# -- offers and overrides ----------------------------------------------------------------------------------------


@click.group("offers")
def offer_group() -> None:
    """Which agencies offer a procedure."""


@offer_group.command("add")
@click.argument("code")
@click.argument("agency")
@click.option("--kind", help="Every agency of this kind from AGENCY down, instead of AGENCY itself.")
@click.option("--channel", "channels", multiple=True, help="online, counter, post; all of them when not given.")
@click.option(
    "--mode",
    type=click.Choice(["one_stop", "same_level", "all_levels", "any_place"]),
    default="one_stop",
    help="Mechanism.",
)
@click.option("--from", "first", help="First day, YYYY-MM-DD.")
@click.option("--to", "last", help="Last day, YYYY-MM-DD.")
@click.option("--decision", help="Number of the publishing decision.")
def add_offer(
    code: str,
    agency: str,
    kind: str | None,
    channels: tuple[str, ...],
    mode: str,
    first: str | None,
    last: str | None,
    decision: str | None,
) -> None:
    """Offer a procedure at an agency, or at all of a kind below it."""
    from runtime.services import catalogue

    days = (_day(first, "--from"), _day(last, "--to"))
    with _session() as session:
        made = catalogue.offer(
            session,
            code,
            agency,
            channels or ("online", "counter", "post"),
            _actor(),
            days=days,
            mode=mode,
            decision=decision,
            kind=kind,
        )
    click.echo(str(made))


@offer_group.command("list")
@click.argument("code")
@JSON
def list_offers(code: str, *, as_json: bool) -> None:
    """Agencies that offer a procedure today."""
    from runtime.services import catalogue

    with _session() as session:
        found = _rows(catalogue.offers(session, code, _clock().now()))
    _print(found, lambda row: f"{row['agency']} {row['names']['vi']} {', '.join(row['channels'])}", as_json=as_json)


@click.group("overrides")
def override_group() -> None:
    """What agencies do otherwise than a package says: fee, committed time, names, letter header."""


@override_group.command("add")
@click.argument("agency")
@click.argument("values")
@click.option("--procedure", help="Code of the procedure; names and header may hold for all.")
@click.option("--kind", help="Only agencies of this kind from AGENCY down.")
@click.option("--from", "first", help="First day, YYYY-MM-DD.")
@click.option("--to", "last", help="Last day, YYYY-MM-DD.")
@click.option("--decision", help="Number of the decision.")
def add_override(
    agency: str,
    values: str,
    procedure: str | None,
    kind: str | None,
    first: str | None,
    last: str | None,
    decision: str | None,
) -> None:
    """Set VALUES (JSON: fees, committed, names, header) from AGENCY down."""
    from runtime.services import local

    wanted = local.Override(
        agency=agency,
        values=_object(values),
        procedure=procedure,
        kind=kind,
        days=(_day(first, "--from"), _day(last, "--to")),
        decision=decision,
    )
    with _session() as session:
        click.echo(str(local.override(session, _clock(), wanted, _actor())))


@override_group.command("list")
@click.option("--procedure", help="Only those that touch this procedure.")
@JSON
def list_overrides(procedure: str | None, *, as_json: bool) -> None:
    """Every override."""
    from runtime.services import local

    with _session() as session:
        found = _rows(local.overrides(session, _actor(), procedure))
    _print(
        found,
        lambda row: (
            f"{row['id']} {row['procedure'] or '*'} {row['agency']} {row['kind'] or '*'} "
            f"{row['days'][0] or '…'}–{row['days'][1] or '…'} {json.dumps(row['values'], ensure_ascii=False)}"
        ),
        as_json=as_json,
    )


@override_group.command("end")
@click.argument("override", type=click.UUID)
@click.option("--to", "last", required=True, help="Last day, YYYY-MM-DD.")
def end_override(override: Any, last: str) -> None:
    """Let an override end with a day; running dossiers keep it."""
    from runtime.services import local

    with _session() as session:
        local.end(session, override, _day(last, "--to") or date.max, _actor())


# -- diff --------------------------------------------------------------------------------------------------------


@click.command("diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@LANG
@JSON
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write a page with both diagrams.")
def diff_packages(old: Path, new: Path, lang: str, html: Path | None, *, as_json: bool) -> None:
    """What changed between two packages (folders or zips), in words. Exit 0 same, 1 different."""
    from process_models.diff import compare, page
    from process_models.package import read_package

    try:
        first, second = read_package(old), read_package(new)
    except PackageError as error:
        _fail("; ".join(str(one) for one in error.problems))
    changes = compare(first, second)
    if html is not None:
        html.write_text(page(first, second, changes, lang), "utf-8")
    if as_json:
        click.echo(json.dumps(changes.to_json(), ensure_ascii=False))
    elif html is None:
        for change in changes.items:
            click.echo(change.text(lang))
    sys.exit(1 if changes.items else 0)


COMMANDS: Final = (
    package_group,
    key_group,
    sign_package,
    trust_group,
    bind_group,
    offer_group,
    override_group,
    diff_packages,
)
