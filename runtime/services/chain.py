"""The dossier's log as a hash chain: each entry's hash covers the one before it and the hash of its body.

The body lies apart with a random salt, so that it can be erased for data protection: its hash stays in the chain and
tells nothing about what it was.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from engine.kernel.codec import value_to_json

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class LogEntry:
    """Something for the log, before it has a place in the chain. ``body`` holds values of the data document."""

    kind: str
    branch: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What the hash of an entry covers, beside the body's hash."""

    dossier: UUID
    n: int
    seq: int
    at: datetime
    done_at: datetime
    kind: str
    branch: str
    actor: str
    body_hash: str


def new_salt() -> str:
    """A fresh salt for a body."""
    return secrets.token_hex(8)


def body_json(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body as JSON values with exact, tagged numbers and dates."""
    plain: dict[str, Any] = value_to_json(dict(body))
    return plain


def body_hash(salt: str, body: Mapping[str, Any]) -> str:
    """SHA-256 of a salted body given as JSON values."""
    canonical = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{salt}\n{canonical}".encode()).hexdigest()


def link_hash(prev: str, link: Link) -> str:
    """SHA-256 of an entry and of its predecessor's hash."""
    texts = (
        prev,
        str(link.dossier),
        str(link.n),
        str(link.seq),
        _instant(link.at),
        _instant(link.done_at),
        link.kind,
        link.branch,
        link.actor,
        link.body_hash,
    )
    return hashlib.sha256(json.dumps(texts, ensure_ascii=False).encode()).hexdigest()


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


@dataclass(slots=True)
class Chain:
    """Entries being added to a dossier's log; ``head`` and ``n`` go back into the dossier's row."""

    dossier: UUID
    head: str
    n: int
    rows: list[dict[str, Any]] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)

    def add(self, entry: LogEntry, *, seq: int, at: datetime, done_at: datetime, actor: str) -> None:
        """Put an entry at the end."""
        self.n += 1
        salt, body = new_salt(), body_json(entry.body)
        link = Link(
            dossier=self.dossier,
            n=self.n,
            seq=seq,
            at=at,
            done_at=done_at,
            kind=entry.kind,
            branch=entry.branch,
            actor=actor,
            body_hash=body_hash(salt, body),
        )
        prev, self.head = self.head, link_hash(self.head, link)
        self.rows.append(
            {
                "dossier_id": self.dossier,
                "n": self.n,
                "seq": seq,
                "at": at,
                "done_at": done_at,
                "kind": entry.kind,
                "branch": entry.branch,
                "actor": actor,
                "body_hash": link.body_hash,
                "prev": prev,
                "hash": self.head,
            }
        )
        self.bodies.append({"dossier_id": self.dossier, "n": self.n, "salt": salt, "body": body})
