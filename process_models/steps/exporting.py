"""A package's step table and ISO document as XLSX, DOCX and HTML, importable again (HTML is for reading)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from process_models.package import Package
from process_models.steps.cells import split_list
from process_models.steps.package_steps import table_of
from process_models.steps.table import ProcedureTable
from process_models.steps.write_docx import write_docx
from process_models.steps.write_html import write_html
from process_models.steps.write_xlsx import write_xlsx

FORMATS: Final[Mapping[str, Callable[[ProcedureTable], bytes]]] = MappingProxyType(
    {"xlsx": write_xlsx, "docx": write_docx, "html": write_html}
)


@dataclass(frozen=True, slots=True)
class Version:
    """A version in the change history: its name, the day (as written), and what changed."""

    version: str
    day: str
    text: str


def export_steps(package: Package, kind: str, versions: Sequence[Version] = ()) -> bytes:
    """The document in one of :data:`FORMATS`; ``versions`` are added to the history the package keeps."""
    return FORMATS[kind](document_of(package, versions))


def document_of(package: Package, versions: Sequence[Version] = ()) -> ProcedureTable:
    """The table that the document shows."""
    table = table_of(package)
    if table.header is None or not versions:
        return table
    told = [f"{each.version}, {each.day} – {each.text}" for each in versions]
    changes = (*table.header.changes, *(entry for text in told for entry in split_list(text)))
    return replace(table, header=replace(table.header, changes=changes))
