"""A small client of Motcua's API: the standard library is enough.

    motcua = Motcua("http://127.0.0.1:8000")
    mine = motcua.apply("2.000815", "H36.50", {"name": "…"}, answers)
    officer = Motcua("http://127.0.0.1:8000").sign_in("an.reception", "…")
    for task in officer.queue(): …
    for event in Motcua("http://127.0.0.1:8000").sign_in("yen.admin", "…").events(after=last): …

Copy it, change it, use it as you like (Apache-2.0).
"""

# ruff: noqa: INP001 - one file to copy, not a package
import hashlib
import hmac
import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode


class ProblemError(Exception):
    """A refusal: ``status``, the stable ``code``, and the whole problem document."""

    def __init__(self, status: int, document: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {document.get('code')}: {document.get('detail')}")
        self.status = status
        self.code = document.get("code")
        self.document = document


def delivered_by_motcua(secret: str, timestamp: str, signature: str, body: bytes, tolerance: int = 300) -> bool:
    """Whether a webhook's delivery is genuine and fresh: the two ``Motcua-…`` headers and the body as it came."""
    signed = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    now = time.time()  # noqa: TID251 - a client has no other clock
    fresh = timestamp.isdigit() and abs(now - int(timestamp)) <= tolerance
    return fresh and hmac.compare_digest(f"v1={signed}", signature)


class Motcua:
    """One caller. ``holder`` marks its uploads until a dossier takes them."""

    def __init__(self, address: str, language: str = "en") -> None:
        self.base = address.rstrip("/") + "/api/v1"
        self.holder = secrets.token_urlsafe(24)
        self.headers = {"Accept-Language": language, "Upload-Holder": self.holder}

    def sign_in(self, login: str, password: str) -> "Motcua":
        """Work as an officer or system from now on."""
        done = self.ask("POST", "/sessions", {"login": login, "password": password})
        self.headers["Authorization"] = f"Bearer {done['token']}"
        return self

    def apply(
        self, procedure: str, receiving: str, applicant: Mapping[str, Any], answers: Mapping[str, Any], **more: Any
    ) -> dict[str, str]:
        """Submit; a lost answer is asked for again with the same key, so that there is one dossier."""
        body = {"procedure": procedure, "receiving": receiving, "applicant": applicant, "answers": answers, **more}
        submitted: dict[str, str] = self.repeated("POST", "/applications", body)
        return submitted

    def follow(self, code: str, secret: str) -> dict[str, Any]:
        """A dossier as its applicant sees it."""
        found: dict[str, Any] = self.ask("GET", f"/applications/{quote(code)}", headers={"Dossier-Secret": secret})
        return found

    def queue(self, **filters: str) -> Iterator[dict[str, Any]]:
        """Every task that waits in the officer's queues, page by page."""
        yield from self.pages("/tasks/queue", filters)

    def complete(self, task: str, answers: Mapping[str, Any], outcome: str | None = None) -> dict[str, Any]:
        """Take a task, read it, complete it as it was read."""
        self.ask("POST", f"/tasks/{task}/claim")
        read, etag = self.read(f"/tasks/{task}")
        body = {"answers": answers, "outcome": outcome, "form_seq": read["form_seq"]}
        done: dict[str, Any] = self.repeated("POST", f"/tasks/{task}/completion", body, {"If-Match": etag})
        return done

    def events(self, after: int = 0) -> Iterator[dict[str, Any]]:
        """What happened since a position, oldest first; keep the ``position`` of the last one you have dealt with."""
        while True:
            page = self.ask("GET", f"/events?{urlencode({'after': after})}")
            if not page["items"]:
                return
            yield from page["items"]
            after = page["next"]

    def deploy(self, package: bytes) -> dict[str, Any]:
        """Publish a package (the bytes of its zip); the same content again changes nothing."""
        done: dict[str, Any] = self._ask("POST", "/packages", package, {"Content-Type": "application/zip"})[0]
        return done

    def pages(self, path: str, query: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        """All items of a list."""
        asked = dict(query)
        while True:
            page = self.ask("GET", f"{path}?{urlencode(asked)}")
            yield from page["items"]
            if page["next"] is None:
                return
            asked["after"] = page["next"]

    def repeated(
        self, method: str, path: str, body: Any, headers: Mapping[str, str] | None = None, attempts: int = 3
    ) -> Any:
        """Ask until there is an answer: with the same key the request counts once, however often it arrives."""
        sent = {**(headers or {}), "Idempotency-Key": secrets.token_urlsafe(24)}
        for _ in range(attempts - 1):
            try:
                return self.ask(method, path, body, sent)
            except ProblemError as problem:
                if problem.status < 500:
                    raise
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                continue
        return self.ask(method, path, body, sent)

    def ask(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Any:
        """One request; gives the JSON of the answer. Raises ProblemError."""
        return self._ask(method, path, body, headers)[0]

    def read(self, path: str) -> tuple[Any, str]:
        """A resource with its ETag."""
        found, answered = self._ask("GET", path, None, None)
        return found, answered["ETag"]

    def _ask(self, method: str, path: str, body: Any, headers: Mapping[str, str] | None) -> tuple[Any, Any]:
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        sent = {**self.headers, **(headers or {})}
        if data is not None:
            sent.setdefault("Content-Type", "application/json")
        request = urllib.request.Request(self.base + path, data, sent, method=method)  # noqa: S310 - the given address
        try:
            with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310 - the given address
                content = response.read()
                return (json.loads(content) if content else None), response.headers
        except urllib.error.HTTPError as error:
            raise ProblemError(error.code, json.loads(error.read() or b"{}")) from error
