"""What the names that packages declare stand for in this installation: services behind capabilities, agencies.

A secret is never kept here: a header's value is ``{"secret": "NAME"}``, and the name is looked up when a request is
sent, in the folder ``MOTCUA_SECRETS`` (a file NAME) or the environment (``SECRET_NAME``).
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from runtime.clock import Clock
from runtime.connectors import Connector, Registry
from runtime.connectors.registry import ConnectorError, registry_from_json, serving
from runtime.database import Sessions
from runtime.models import Binding, PackageRow
from runtime.services import access
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.errors import InvalidError, NotFoundError
from runtime.services.inputs import clean
from runtime.services.snapshot import snapshot, touch

CAPABILITY: Final = "capability"
AGENCY: Final = "agency"
KINDS: Final = (CAPABILITY, AGENCY)
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]*(?:\.[a-z0-9][a-z0-9_-]*)*(?:\.\*)?", re.ASCII)
_SECRET: Final = re.compile(r"[A-Z][A-Z0-9_]{0,99}", re.ASCII)
_SECRET_HEADERS: Final = re.compile(r"authori[sz]ation|token|secret|password|api-?key|cookie", re.IGNORECASE)

SecretOf = Callable[[str], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingInfo:
    """A binding, for lists; ``value`` holds names of secrets only."""

    kind: str
    name: str
    value: Mapping[str, Any]
    changed_at: datetime
    changed_by: str


def bindings(session: Session, actor: Actor) -> list[BindingInfo]:
    """Every binding, by kind and name. Raises ForbiddenError."""
    access.require(actor, Action.SEE_PACKAGES)
    with session.begin():
        rows = session.scalars(select(Binding).order_by(Binding.kind, Binding.name)).all()
        return [
            BindingInfo(
                kind=row.kind, name=row.name, value=row.value, changed_at=row.changed_at, changed_by=row.changed_by
            )
            for row in rows
        ]


def unbound(session: Session, actor: Actor, served: Callable[[str], bool]) -> dict[str, list[str]]:
    """Capabilities that published packages declare and nothing serves -> codes of the procedures. ForbiddenError."""
    access.require(actor, Action.SEE_PACKAGES)
    with session.begin():
        rows = session.execute(
            select(PackageRow.code, PackageRow.capabilities).where(PackageRow.status == "published")
        ).all()
        bound = _named(session, CAPABILITY)
    missing: dict[str, set[str]] = {}
    for code, capabilities in rows:
        for name in capabilities:
            if serving(bound, name) is None and not served(name):
                missing.setdefault(name, set()).add(code)
    return {name: sorted(codes) for name, codes in sorted(missing.items())}


def bind(session: Session, clock: Clock, kind: str, name: str, value: Mapping[str, Any], actor: Actor) -> None:
    """Say what a name stands for here. Of a capability the value is an entry of the connectors' file; of an agency
    ``{"code": …}``.

    Raises ForbiddenError, InvalidError, NotFoundError for an agency that is not there.
    """
    access.require(actor, Action.BIND)
    clean(dict(value), name)
    if kind not in KINDS or not _NAME.fullmatch(name) or len(name) > 200:
        raise InvalidError("binding.name", name=clean(name, "name")[:200], kind=clean(kind, "kind")[:50])
    with session.begin():
        if kind == AGENCY:
            snapshot(session).agency(str(value.get("code", "")))
            touch(session)
        else:
            _check(name, value)
        row = Binding(kind=kind, name=name, value=dict(value), changed_at=clock.now(), changed_by=actor.key)
        session.merge(row)


def unbind(session: Session, kind: str, name: str, actor: Actor) -> None:
    """Take a binding away. Raises ForbiddenError, NotFoundError."""
    access.require(actor, Action.BIND)
    clean([kind, name], "name")
    with session.begin():
        row = session.get(Binding, (kind, name))
        if row is None:
            raise NotFoundError("binding.unknown", name=name)
        session.delete(row)
        if kind == AGENCY:
            touch(session)


def secrets(folder: Path | None, environment: Mapping[str, str] = os.environ) -> SecretOf:
    """Where secrets are looked up by name: a file in the folder, else ``SECRET_NAME`` of the environment."""

    def found(name: str) -> str | None:
        if not _SECRET.fullmatch(name):
            return None
        file = folder / name if folder is not None else None
        if file is not None and file.is_file():
            return file.read_text("utf-8").strip()
        return environment.get(f"SECRET_{name}")

    return found


@dataclass(frozen=True, slots=True)
class LiveRegistry:
    """Connectors as they are bound at the moment of sending; the file's where the database names none."""

    sessions: Sessions
    file: Registry
    secret: SecretOf

    def find(self, capability: str) -> Connector | None:
        """The connector that serves a capability; None: a person does.

        Raises ConnectorError when a secret it names is not there: the effect waits and is tried again.
        """
        with self.sessions() as session, session.begin():
            name = serving(_named(session, CAPABILITY), capability)
            if name is None:
                return self.file.find(capability)
            row = session.get_one(Binding, (CAPABILITY, name))
            value = dict(row.value)
        return registry_from_json({name: self._filled(name, value)}).find(capability)

    def _filled(self, name: str, value: dict[str, Any]) -> dict[str, Any]:
        headers = {}
        for header, told in value.get("headers", {}).items():
            wanted = told.get("secret") if isinstance(told, Mapping) else None
            text = told if wanted is None else self.secret(str(wanted))
            if text is None:
                raise ConnectorError(name, f"there is no secret {wanted} in MOTCUA_SECRETS or the environment")
            prefix = told.get("prefix", "") if isinstance(told, Mapping) else ""
            headers[header] = f"{prefix}{text}"
        filled = {**value, "headers": headers} if headers else dict(value)
        password = value.get("password")
        if isinstance(password, Mapping):
            found = self.secret(str(password.get("secret")))
            if found is None:
                wanted = password.get("secret")
                raise ConnectorError(name, f"there is no secret {wanted} in MOTCUA_SECRETS or the environment")
            filled["password"] = found
        return filled


def _check(name: str, value: Mapping[str, Any]) -> None:
    headers = value.get("headers", {})
    if not isinstance(headers, Mapping):
        raise InvalidError("binding.value", name=name, detail="headers")
    plain: dict[str, str] = {}
    for header, told in headers.items():
        named = isinstance(told, Mapping) and _SECRET.fullmatch(str(told.get("secret", "")))
        if not named and (not isinstance(told, str) or _SECRET_HEADERS.search(str(header))):
            raise InvalidError("binding.secret", name=name, header=str(header))
        plain[str(header)] = "x"
    tried = {**value, "headers": plain} if headers else dict(value)
    if "password" in value:
        told = value["password"]
        if not (isinstance(told, Mapping) and _SECRET.fullmatch(str(told.get("secret", "")))):
            raise InvalidError("binding.secret", name=name, header="password")
        tried["password"] = "x"  # noqa: S105 - stands for the secret while the binding is tried
    try:
        registry_from_json({name: tried})
    except ConnectorError as error:
        raise InvalidError("binding.value", name=name, detail=str(error)) from error


def _named(session: Session, kind: str) -> list[str]:
    return list(session.scalars(select(Binding.name).where(Binding.kind == kind)))
