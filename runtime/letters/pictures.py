"""The codes on papers as pictures inside the document: QR and Code 128, as SVG in ``data:`` addresses."""

import io
from urllib.parse import quote

import segno
from barcode.codex import Code128

_HEIGHT = 60
_QUIET = 10


def qr_uri(text: str) -> str:
    """A QR code of error level M."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", xmldecl=False, border=2, scale=4)
    return _uri(out.getvalue().decode())


def barcode_uri(text: str) -> str:
    """A Code 128 barcode, quiet zones included; one bar for each run of dark modules."""
    modules: str = Code128(text).build()[0]
    bars, position = [], 0
    while position < len(modules):
        end = position
        while end < len(modules) and modules[end] == modules[position]:
            end += 1
        if modules[position] == "1":
            bars.append(f'<rect x="{position + _QUIET}" width="{end - position}" height="{_HEIGHT}"/>')
        position = end
    width = len(modules) + 2 * _QUIET
    return _uri(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width * 2}" height="{_HEIGHT * 2}" '
        f'viewBox="0 0 {width} {_HEIGHT}" preserveAspectRatio="none">{"".join(bars)}</svg>'
    )


def _uri(svg: str) -> str:
    return f"data:image/svg+xml,{quote(svg)}"
