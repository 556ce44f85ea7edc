"""Commands about packages, their signatures, and how this installation differs: options here, work in services."""

import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any, Final

import click

from motcua.options import (
    JSON,
    LANG,
    REASON,
    SINCE,
    day_of_option,
    fail,
    instant_of_option,
    object_of,
    open_session,
    operator,
    print_rows,
    rows_of,
    system_clock,
)
from process_models.problems import PackageError

PRIVATE_MODE: Final = 0o600


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

    with open_session() as session:
        found = packages.listed(session, operator(), system_clock())
    rows = [row for row in rows_of(found) if code in (None, row["code"])]
    print_rows(rows, lambda row: f"{row['code']} {row['version']} {row['hash'][:12]} {row['state']}", as_json=as_json)


@package_group.command("show")
@click.argument("package")
@JSON
def show_package(package: str, *, as_json: bool) -> None:
    """One version (hash or its beginning, or CODE@VERSION): locks, capabilities, signature, and what was decided."""
    from runtime.services import packages, versions

    with open_session() as session:
        shown = packages.shown(session, package, operator(), system_clock())
        decided = versions.history(session, shown.hash, operator())
    row = {**rows_of([shown])[0], "decisions": rows_of(decided)}
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

    first = day_of_option(since, "--from")
    with open_session() as session:
        if at_once:
            versions.withdraw(session, system_clock(), package, operator(), reason)
        else:
            versions.retire(session, system_clock(), package, operator(), reason, since=first)
    click.echo(f"{package}: retired", err=True)


@package_group.command("rollback")
@click.argument("package")
@SINCE
@REASON
def rollback_package(package: str, since: str | None, reason: str) -> None:
    """Put a former version in force again, from a day on."""
    from runtime.services import versions

    first = day_of_option(since, "--from")
    with open_session() as session:
        restored = versions.restore(session, system_clock(), package, reason, operator(), since=first)
    click.echo(f"{restored}: in force again", err=True)


@package_group.command("export")
@click.argument("package")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The zip to write.")
def export_package(package: str, out: Path) -> None:
    """Write a version with its signature and locks as one zip, byte for byte the same each time."""
    from runtime.services import packages

    with open_session() as session:
        content = packages.exported(session, package, operator())
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
        fail(f"{file} or {public_file} is there already; a key is never overwritten")
    private, public = new_key()
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_MODE), "wb") as opened:
            opened.write(private)
        public_file.write_bytes(public)
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}")
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
        fail("; ".join(str(one) for one in error.problems))
    except KeyFileError:
        fail(f"{key} holds no Ed25519 private key without a password (make one with motcua keys new)")
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

    with open_session() as session:
        click.echo(trust.add(session, system_clock(), file.read_bytes(), name, operator()).id)


@trust_group.command("list")
@JSON
def list_keys(*, as_json: bool) -> None:
    """Every key that was ever trusted."""
    from runtime.services import trust

    with open_session() as session:
        found = rows_of(trust.keys(session, operator()))
    print_rows(
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

    at = None if since is None else instant_of_option(since)
    with open_session() as session:
        trust.revoke(session, system_clock(), key, reason, operator(), since=at)


@trust_group.command("policy")
@click.argument("value", type=click.Choice(["optional", "required"]))
def set_policy(value: str) -> None:
    """Whether packages have to be signed."""
    from runtime.services import trust

    with open_session() as session:
        trust.set_policy(session, system_clock(), value, operator())


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

    with open_session() as session:
        bindings.bind(session, system_clock(), kind, name, object_of(value), operator())


@bind_group.command("list")
@JSON
def list_bindings(*, as_json: bool) -> None:
    """Every binding, and capabilities of published packages that nothing serves."""
    from motcua.cli import settings
    from runtime.connectors import read_registry
    from runtime.services import bindings

    told = settings().connectors
    registry = read_registry(Path(told) if told else None)
    with open_session() as session:
        bound = rows_of(bindings.bindings(session, operator()))
        missing = bindings.unbound(session, operator(), lambda name: registry.find(name) is not None)
    if as_json:
        click.echo(json.dumps({"bindings": bound, "unbound": missing}, ensure_ascii=False, default=str))
        return
    print_rows(bound, lambda row: f"{row['kind']} {row['name']} {json.dumps(row['value'])}", as_json=False)
    for name, codes in missing.items():
        click.echo(f"unbound {name}: {', '.join(codes)}")


@bind_group.command("remove")
@click.argument("kind", type=click.Choice(["capability", "agency"]))
@click.argument("name")
def remove_binding(kind: str, name: str) -> None:
    """Take a binding away."""
    from runtime.services import bindings

    with open_session() as session:
        bindings.unbind(session, kind, name, operator())


# -- overrides --------------------------------------------------------------------------------------------------------


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
        values=object_of(values),
        procedure=procedure,
        kind=kind,
        days=(day_of_option(first, "--from"), day_of_option(last, "--to")),
        decision=decision,
    )
    with open_session() as session:
        click.echo(str(local.override(session, system_clock(), wanted, operator())))


@override_group.command("list")
@click.option("--procedure", help="Only those that touch this procedure.")
@JSON
def list_overrides(procedure: str | None, *, as_json: bool) -> None:
    """Every override."""
    from runtime.services import local

    with open_session() as session:
        found = rows_of(local.overrides(session, operator(), procedure))
    print_rows(
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

    with open_session() as session:
        local.end(session, override, day_of_option(last, "--to") or date.max, operator())


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
        fail("; ".join(str(one) for one in error.problems))
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
    override_group,
    diff_packages,
)
