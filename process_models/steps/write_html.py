"""HTML: the same document as one page that needs nothing else."""

from collections.abc import Iterator
from html import escape

from process_models.steps.document_parts import (
    AFTER,
    BEFORE,
    CATALOGUE,
    SINGLE,
    STEPS,
    entries,
    procedure_cells,
    step_cells,
)
from process_models.steps.table import IsoHeader, ProcedureTable

_STYLE = (
    "body{font-family:'Noto Sans',Arial,sans-serif;margin:2rem;color:#111;line-height:1.4}"
    "table{border-collapse:collapse;width:100%;margin:1rem 0}th,td{border:1px solid #767676;padding:.4rem;"
    "text-align:left;vertical-align:top}th[scope=row]{width:14rem}th{background:#eef1f5}td{white-space:pre-line}"
    "@media print{body{margin:0}@page{size:A4 landscape}}"
)


def write_html(table: ProcedureTable) -> bytes:
    """The page."""
    return "\n".join(_lines(table)).encode() + b"\n"


def _lines(table: ProcedureTable) -> Iterator[str]:
    title = escape(f"{table.name} – Mã {table.code}")
    header = table.header or IsoHeader()
    yield f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>'
    yield f"<style>{_STYLE}</style></head><body><main><h1>{title}</h1>"
    yield from _pairs([(label, "\n".join(entries(header, key))) for key, label in SINGLE])
    yield from _sections(header, BEFORE)
    yield "<h2>Nội dung quy trình</h2>"
    yield from _pairs(list(zip(CATALOGUE, procedure_cells(table), strict=True)))
    yield "<table><caption>Các bước</caption><thead><tr>"
    yield "".join(f'<th scope="col">{escape(heading)}</th>' for heading in STEPS) + "</tr></thead><tbody>"
    for step in table.steps:
        yield "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in step_cells(step)) + "</tr>"
    yield "</tbody></table>"
    yield from _sections(header, AFTER)
    yield "</main></body></html>"


def _pairs(rows: list[tuple[str, str]]) -> Iterator[str]:
    told = [(label, text) for label, text in rows if text]
    if told:
        cells = "".join(f'<tr><th scope="row">{escape(label)}</th><td>{escape(text)}</td></tr>' for label, text in told)
        yield f"<table><tbody>{cells}</tbody></table>"


def _sections(header: IsoHeader, parts: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for key, label in parts:
        texts = entries(header, key)
        if texts:
            yield f"<h2>{label}</h2>" + "".join(f"<p>{escape(text)}</p>" for text in texts)
