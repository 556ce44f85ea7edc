"""Connectors that write files: notices for another program to pick up, and a receiver that remembers everything."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.kernel.codec import value_to_json
from runtime.connectors.protocol import Answer, Delivery, Refusal, Request, TransientError


@dataclass(frozen=True, slots=True)
class FileConnector:
    """One JSON file for each request, named by its key: writing it again changes nothing."""

    folder: Path
    delivery: Delivery = Delivery.IDEMPOTENT

    def send(self, request: Request) -> Answer | Refusal:
        """Write the request; the answer is an empty result."""
        name = request.idempotency_key.replace(":", "-") + ".json"
        target = self.folder / name
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            fresh = target.with_suffix(f".{os.getpid()}.part")
            fresh.write_text(_line(request), encoding="utf-8")
            fresh.replace(target)
        except OSError as error:
            raise TransientError(f"{target}: {error.strerror}") from error
        return Answer({}, {"file": name})

    def ask(self, request: Request) -> Answer | Refusal | None:
        """Whether the file is there."""
        there = (self.folder / (request.idempotency_key.replace(":", "-") + ".json")).exists()
        return Answer({}) if there else None


@dataclass(frozen=True, slots=True)
class RecordingConnector:
    """Appends each sending to one file, repetitions too, and answers with a fixed result: a receiver for tests."""

    path: Path
    result: Mapping[str, Any]
    delivery: Delivery = Delivery.IDEMPOTENT

    def send(self, request: Request) -> Answer | Refusal:
        """Append one line; lines of several processes never mix."""
        line = (_line(request) + "\n").encode()
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(handle, line)
            os.fsync(handle)
        finally:
            os.close(handle)
        return Answer(dict(self.result))

    def ask(self, request: Request) -> Answer | Refusal | None:
        """Whether a line with this key is there."""
        return Answer(dict(self.result)) if request.idempotency_key in self.received() else None

    def received(self) -> dict[str, int]:
        """Key -> how often it arrived."""
        counts: dict[str, int] = {}
        text = self.path.read_text("utf-8") if self.path.exists() else ""
        for line in text.splitlines():
            key = json.loads(line)["key"]
            counts[key] = counts.get(key, 0) + 1
        return counts


def _line(request: Request) -> str:
    content = {
        "key": request.idempotency_key,
        "capability": request.capability,
        "dossier": request.dossier_code,
        "payload": value_to_json(dict(request.payload)),
    }
    return json.dumps(content, ensure_ascii=False)
