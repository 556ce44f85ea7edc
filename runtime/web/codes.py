"""The dossier code as pictures: QR and Code 128, as SVG without inline styles (the content policy forbids them)."""

import io

import segno
from barcode.codex import Code128
from markupsafe import Markup, escape

_BAR_HEIGHT = 60
_QUIET = 10


def qr_svg(text: str, title: str) -> Markup:
    """A QR code of error level M that scales to its box."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgclass="qr", lineclass=None, omitsize=True, title=title, border=2
    )
    return Markup(out.getvalue().decode().replace("<svg ", '<svg role="img" ', 1))  # noqa: S704 - segno escapes the title


def barcode_svg(text: str) -> Markup:
    """A Code 128 barcode: one rectangle for each run of dark modules, quiet zones included."""
    modules: str = Code128(text).build()[0]
    bars = []
    position = 0
    while position < len(modules):
        end = position
        while end < len(modules) and modules[end] == modules[position]:
            end += 1
        if modules[position] == "1":
            bars.append(f'<rect x="{position + _QUIET}" width="{end - position}" height="{_BAR_HEIGHT}"/>')
        position = end
    width = len(modules) + 2 * _QUIET
    return Markup(  # noqa: S704 - numbers of our own and an escaped label
        f'<svg class="barcode" role="img" aria-label="Code 128: {escape(text)}" viewBox="0 0 {width} {_BAR_HEIGHT}"'
        f' preserveAspectRatio="none">{"".join(bars)}</svg>'
    )
