"""The files of a package as a plain mapping: from a folder or a zip, within limits, and their identity.

A package is ``{path: bytes}`` with POSIX paths relative to its folder. Its identity is a SHA-256 over the sorted
paths and the SHA-256 of each file's canonical bytes (JSON in canonical form, everything else with LF line ends), so
re-indenting a form or checking out on another system does not make another package.
"""

import hashlib
import re
import stat
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Final

from process_models.json_text import JsonTextError, canonical_json, parse_json
from process_models.problems import PackageError, problem

Files = Mapping[str, bytes]

MAX_FILE: Final = 10_000_000
MAX_TOTAL: Final = 50_000_000
MAX_FILES: Final = 2_000
MAX_ZIP: Final = 50_000_000

ALLOWED: Final = re.compile(
    r"procedure\.json|process\.bpmn|forms/[A-Za-z][\w-]*\.(?:schema|ui)\.json|decisions/[\w.-]+\.dmn"
    r"|letters/[A-Za-z][\w-]*\.html\.j2|scenarios/[\w.-]+\.json|translations/[a-z]{2,3}\.json",
    re.ASCII,
)
SIGNATURE: Final = "signature.json"
LOCK: Final = "lock.json"
BESIDE: Final = frozenset({SIGNATURE, LOCK})
"""What travels with a package and is no part of its identity."""
TEXT_ENDINGS: Final = (".bpmn", ".dmn", ".j2")
ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file below the folder; hidden files are left out. Raises PackageError: links, size, number of files."""
    if not folder.is_dir():
        raise PackageError(problem("package.not-a-folder", path=folder.as_posix()))
    found: dict[str, bytes] = {}
    for path in _walk(folder):
        relative = path.relative_to(folder).as_posix()
        if path.is_symlink():
            raise PackageError(problem("package.link", path=relative))
        _within(relative, path.stat().st_size, sum(map(len, found.values())), len(found))
        found[relative] = path.read_bytes()
    return dict(sorted(found.items()))


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "__")):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)
        else:
            yield path


def read_zip(content: bytes) -> dict[str, bytes]:
    """The files of a zip, below its single top folder when it has one.

    Raises PackageError for what is no zip, damaged, encrypted or too big, and for paths that lead out of it.
    """
    if len(content) > MAX_ZIP:
        raise PackageError(problem("package.too-big", size=len(content), limit=MAX_ZIP))
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            found = _members(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, ValueError, OSError) as error:
        raise PackageError(problem("package.bad-zip", detail=str(error))) from error
    return _without_top(found)


def _members(archive: zipfile.ZipFile) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    total = 0
    for info in archive.infolist():
        if info.is_dir():
            continue
        check_path(info.filename)
        if stat.S_ISLNK(info.external_attr >> 16):
            raise PackageError(problem("package.link", path=info.filename))
        if info.flag_bits & 0x1:
            raise PackageError(problem("package.encrypted", path=info.filename))
        if info.filename in found:
            raise PackageError(problem("package.twice", path=info.filename))
        _within(info.filename, info.file_size, total, len(found))
        with archive.open(info) as member:
            data = member.read(MAX_FILE + 1)  # the declared size may lie
        _within(info.filename, len(data), total, len(found))
        total += len(data)
        found[info.filename] = data
    return found


def check_path(path: str) -> None:
    """Refuse a path that is absolute, climbs out, or is not plain. Raises PackageError."""
    parts = PurePosixPath(path).parts
    if not path or path.startswith("/") or "\\" in path or ":" in path or "\0" in path or ".." in parts:
        raise PackageError(problem("package.path", path=path))


def _within(path: str, size: int, total: int, count: int) -> None:
    if size > MAX_FILE:
        raise PackageError(problem("package.file-too-big", path=path, size=size, limit=MAX_FILE))
    if total + size > MAX_TOTAL:
        raise PackageError(problem("package.too-big", path=path, size=total + size, limit=MAX_TOTAL))
    if count >= MAX_FILES:
        raise PackageError(problem("package.too-many", path=path, limit=MAX_FILES))


def _without_top(files: dict[str, bytes]) -> dict[str, bytes]:
    tops = {path.partition("/")[0] for path in files}
    top = tops.pop() if len(tops) == 1 else ""
    if top and f"{top}/procedure.json" in files:
        files = {path.removeprefix(f"{top}/"): data for path, data in files.items()}
    return dict(sorted(files.items()))


def write_zip(files: Files) -> bytes:
    """A zip that is byte for byte the same for the same files, on every machine and at every time.

    Stored, not compressed: what deflate makes of the same bytes differs between builds of zlib.
    """
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            check_path(path)
            info = zipfile.ZipInfo(path, ZIP_DATE)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, canonical(path, files[path]))
    return out.getvalue()


def canonical(path: str, data: bytes) -> bytes:
    """The bytes that identify a file: JSON with sorted keys and no spaces, other text with LF line ends."""
    if path.endswith(".json"):
        try:
            value = parse_json(data)
        except JsonTextError:
            return data  # broken JSON is a problem of its own; it still has an identity
        return canonical_json(value).encode("utf-8", "surrogatepass")
    if path.endswith(TEXT_ENDINGS):
        return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data


def identified(files: Files) -> dict[str, bytes]:
    """The files that make up the identity: all but the signature and the lock beside them."""
    return {path: data for path, data in files.items() if path not in BESIDE}


def content_hash(files: Files) -> str:
    """Identity of the package: SHA-256 (hex) over sorted paths and the hashes of canonical contents."""
    outer = hashlib.sha256(b"motcua-package-1\n")
    for path in sorted(identified(files)):
        inner = hashlib.sha256(canonical(path, files[path])).hexdigest()
        outer.update(f"{len(path.encode())}:{path}:{inner}\n".encode())
    return outer.hexdigest()
