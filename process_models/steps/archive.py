"""Office files as archives: refused when they are too large, broken, encrypted or something else by another name."""

import zipfile
from io import BytesIO
from typing import Final

from lxml import etree

from process_models.steps.grid import MAX_BYTES, MAX_UNPACKED, UnreadableFileError

ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF: Final = b"%PDF"
RTF: Final = b"{\\rtf"


def kind_of(name: str, content: bytes) -> str:
    """``xlsx``, ``xls``, ``ods``, ``docx`` or ``csv``, by what the content is. Raises UnreadableFileError."""
    if len(content) > MAX_BYTES:
        raise UnreadableFileError("file.too-big", size=len(content), limit=MAX_BYTES)
    if not content.strip():
        raise UnreadableFileError("file.empty")
    ending = name.lower().rpartition(".")[2]
    if content.startswith(ZIP):
        return _archive(content)
    if content.startswith(OLE):
        if ending == "xls":
            return "xls"
        raise UnreadableFileError("file.old-word" if ending == "doc" else "file.encrypted")
    for beginning, told in ((PDF, "PDF"), (RTF, "RTF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG")):
        if content.startswith(beginning):
            raise UnreadableFileError("file.kind", kind=told)
    if content[:200].lstrip().lower().startswith((b"<html", b"<!doctype html", b"<table")):
        raise UnreadableFileError("file.kind", kind="HTML")
    if ending in ("xlsx", "docx", "ods"):
        raise UnreadableFileError("file.broken", kind=ending.upper())
    return "csv"


def _archive(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            entries = packed.infolist()
            if any(entry.flag_bits & 1 for entry in entries):
                raise UnreadableFileError("file.encrypted")
            unpacked = sum(entry.file_size for entry in entries)
            if unpacked > MAX_UNPACKED or len(entries) > 20_000:
                raise UnreadableFileError("file.bomb", size=unpacked, limit=MAX_UNPACKED)
            names = {entry.filename for entry in entries}
    except zipfile.BadZipFile as error:
        raise UnreadableFileError("file.broken", kind="ZIP") from error
    for member, kind in (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsb")):
        if member in names:
            return kind
    if "content.xml" in names:
        return "ods"
    raise UnreadableFileError("file.kind", kind="ZIP")


def parser() -> etree.XMLParser:
    """No entities, no network, no document type."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )


def member(content: bytes, path: str) -> bytes | None:
    """A file of an archive; None when it has none. Raises UnreadableFileError when it is larger than it says."""
    with zipfile.ZipFile(BytesIO(content)) as packed:
        try:
            with packed.open(path) as stream:
                data = stream.read(MAX_UNPACKED + 1)
        except KeyError:
            return None
        except (zipfile.BadZipFile, RuntimeError, EOFError) as error:
            raise UnreadableFileError("file.broken", kind="ZIP") from error
    if len(data) > MAX_UNPACKED:
        raise UnreadableFileError("file.bomb", size=len(data), limit=MAX_UNPACKED)
    return data
