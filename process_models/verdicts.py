"""What a check came to, kept by everything it depends on: the same content is not checked twice, nothing stale passes.

The key is a hash over the bytes of the package, the used packages' models, the working calendars, the organisation,
the bounds of the proof and the checker itself (its sources and the libraries it stands on). A kept verdict carries
its key and a digest; one that does not fit is as good as none.
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final, Protocol

from engine.bpmn.model import Library
from engine.bpmn.problems import Problem, has_errors
from process_models.check import Surroundings, examine
from process_models.files import Files, identified
from process_models.package import read_package
from process_models.problems import PackageError
from process_models.told import from_json, to_json, told

FORMAT: Final = 1
SOURCES: Final = ("engine", "forms", "process_models")
STANDS_ON: Final = ("jsonschema", "jinja2", "lxml", "immutables", "google-re2")
MOST_KEPT: Final = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The outcome of a check as plain data, with sentences in both languages."""

    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...] = ()
    measures: Mapping[str, Any] = field(default_factory=dict)
    hash: str = ""
    """Of the package; empty when it could not be read."""
    kept: bool = False
    """It was not computed now."""

    @property
    def ok(self) -> bool:
        """Nothing stops publishing."""
        return not has_errors(self.problems)

    def to_json(self) -> dict[str, Any]:
        """As data."""
        return {
            "problems": [to_json(each) for each in self.problems],
            "notes": [to_json(each) for each in self.notes],
            "measures": self.measures,
            "hash": self.hash,
        }


def verdict_from_json(data: Mapping[str, Any]) -> Verdict:
    """What ``Verdict.to_json`` wrote. Raises KeyError, TypeError, ValueError for anything else."""
    return Verdict(
        problems=tuple(from_json(each) for each in data["problems"]),
        notes=tuple(from_json(each) for each in data["notes"]),
        measures=dict(data["measures"]),
        hash=str(data["hash"]),
        kept=True,
    )


class Verdicts(Protocol):
    """Where verdicts are kept."""

    def get(self, key: str) -> Verdict | None:
        """The verdict kept under a key, or None."""
        ...

    def put(self, key: str, verdict: Verdict) -> None:
        """Keep a verdict."""
        ...


def judge(files: Files, around: Surroundings, verdicts: Verdicts | None = None) -> Verdict:
    """The verdict on a package's files: the kept one, or that of a check now, which is then kept."""
    key = key_of(files, around)
    if verdicts is not None:
        known = verdicts.get(key)
        if known is not None:
            return known
    found = _judged(files, around)
    if verdicts is not None:
        verdicts.put(key, found)
    return found


def _judged(files: Files, around: Surroundings) -> Verdict:
    try:
        package = read_package(files)
    except PackageError as error:
        return Verdict(problems=tuple(told(each) for each in error.problems))
    report = examine(package, around)
    return Verdict(
        problems=tuple(told(each) for each in report.problems),
        notes=tuple(told(each) for each in report.notes),
        measures=report.measures(),
        hash=package.hash,
    )


def key_of(files: Files, around: Surroundings) -> str:
    """SHA-256 (hex) over all that a verdict depends on. Bytes count, not content: lines are told by number."""
    parts = hashlib.sha256()
    for name in (str(FORMAT), checker_version(), _calendars(around), _used(around.libraries)):
        parts.update(f"{name}\n".encode())
    parts.update(f"{around.organisation.hash if around.organisation else '-'}\n".encode())
    parts.update(json.dumps(asdict(around.budget), sort_keys=True).encode())
    for path, data in sorted(identified(files).items()):
        parts.update(f"\n{len(path)} {len(data)} {path}\n".encode())
        parts.update(data)
    return parts.hexdigest()


def _calendars(around: Surroundings) -> str:
    return " ".join(f"{key}={calendar.hash}" for key, calendar in sorted(around.calendars.items()))


def _used(libraries: Mapping[str, Library]) -> str:
    return " ".join(
        f"{code}:{process.hash}"
        for code, library in sorted(libraries.items())
        for process in library.processes.values()
    )


@cache
def checker_version() -> str:
    """SHA-256 (hex) over the sources that check, and the versions of what they stand on."""
    parts = hashlib.sha256(sys.version.encode())
    for name in STANDS_ON:
        with suppress(metadata.PackageNotFoundError):
            parts.update(f"{name} {metadata.version(name)}\n".encode())
    for package in SOURCES:
        root = Path(str(resources.files(package)))
        for file in _sources(root):
            parts.update(f"\n{package}/{file.relative_to(root).as_posix()}\n".encode())
            parts.update(file.read_bytes())
    return parts.hexdigest()


def _sources(root: Path) -> Iterable[Path]:
    inside = (file for file in root.rglob("*") if file.is_file() and file.suffix in (".py", ".json", ".xsd"))
    return sorted(file for file in inside if "library" not in file.relative_to(root).parts[:1])


class FolderVerdicts:
    """Verdicts as files of a folder, for several processes at once; what cannot be read or written is not kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> Verdict | None:
        """The verdict kept under a key; None for none and for a file that is not whole."""
        try:
            held = json.loads(self._path(key).read_bytes())
            if held["key"] != key or held["digest"] != _digest(held["verdict"]):
                return None
            return verdict_from_json(held["verdict"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def put(self, key: str, verdict: Verdict) -> None:
        """Keep a verdict: the file appears whole or not at all."""
        path = self._path(key)
        data = verdict.to_json()
        content = json.dumps({"key": key, "digest": _digest(data), "verdict": data}, ensure_ascii=False)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile("w", dir=path.parent, suffix=".new", delete=False, encoding="utf-8") as file:
                file.write(content)
            Path(file.name).replace(path)

    def prune(self, most: int = MOST_KEPT) -> int:
        """Let go of the oldest verdicts beyond ``most``; how many went."""
        with suppress(OSError):
            kept = [(file.stat().st_mtime, file) for file in self.folder.glob("*/*.json")]
            kept.sort(key=lambda each: each[0], reverse=True)
            for _, file in kept[most:]:
                file.unlink(missing_ok=True)
            return max(0, len(kept) - most)
        return 0

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"


def _digest(data: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
