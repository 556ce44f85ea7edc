"""Pictures of pages: taken when MOTCUA_PICTURES is set (``make pictures``), for the gallery and for the documentation.

Taking one costs more than the check of the page, so that the tests alone leave it out.
"""

import os
from html import escape
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).parents[2]
GALLERY = ROOT / "var" / "gallery"
IMAGES = ROOT / "docs" / "images"
TALLEST = 1500
"""Pixels of a page that the documentation shows."""
WANTED = bool(os.environ.get("MOTCUA_PICTURES"))
DOCUMENTED = {
    "administration": "administration.desktop.en",
    "analyst-table": "design-table",
    "analyst-table-draft": "design-table-draft",
    "analyst-walk-received": "design-walk-received",
    "approval": "approval.desktop.en",
    "book": "register-book.desktop.vi",
    "citizen-followed": "birth-followed.desktop.vi",
    "citizen-supplement": "citizen-supplement.desktop.vi",
    "counter-changed": "counter-changed.desktop.vi",
    "counter-choose": "counter-choose.desktop.vi",
    "counter-desk": "counter-desk.desktop.vi",
    "counter-reception": "counter-reception.desktop.vi",
    "counter-supplement": "counter-supplement.desktop.vi",
    "imports": "imports.desktop.en",
    "installation": "installation.desktop.en",
    "offers": "offers.desktop.en",
    "officers": "officers.desktop.en",
    "operation": "operation.desktop.en",
    "queue": "queue.desktop.en",
    "reports": "reports.desktop.en",
    "successors": "successors.desktop.en",
    "unit": "unit.desktop.en",
}
"""Picture of ``docs/images`` -> picture of the gallery."""


def take(page: Any, name: str) -> None:
    """Keep the whole page as ``var/gallery/<name>.png``."""
    if WANTED:
        GALLERY.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=GALLERY / f"{name}.png", full_page=True)


def write_index() -> None:
    """Write the gallery's ``index.html``."""
    found = sorted(one.stem for one in GALLERY.glob("*.png"))
    groups: dict[str, list[str]] = {}
    for one in found:
        groups.setdefault(one.split(".")[0], []).append(one)
    figures = "".join(
        f"<h2>{escape(name)}</h2>"
        + "".join(
            f'<figure><a href="{one}.png"><img src="{one}.png" alt="" loading="lazy" width="360"></a>'
            f"<figcaption>{escape(one)}</figcaption></figure>"
            for one in ones
        )
        for name, ones in groups.items()
    )
    page = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Motcua: gallery</title>{figures}</html>'
    (GALLERY / "index.html").write_text(page, encoding="utf-8")


def copy_documented() -> None:
    """Bring the pictures of the documentation up to date: the upper part of each page, in few colours."""
    for name, source in DOCUMENTED.items():
        with Image.open(GALLERY / f"{source}.png") as whole:
            upper = whole.convert("RGB").crop((0, 0, whole.width, min(whole.height, TALLEST)))
            upper.quantize(64).save(IMAGES / f"{name}.png", optimize=True)
