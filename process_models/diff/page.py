"""A page that shows the changes: sentences, and both diagrams with what was added, removed and changed marked."""

from html import escape
from typing import Final

from engine.bpmn.drawing import diagram_svg
from process_models.diff.changes import Changes
from process_models.package import Package

_WORDS: Final = {
    "vi": ("Thay đổi giữa hai phiên bản", "Trước", "Sau", "Không có thay đổi."),
    "en": ("Changes between two versions", "Before", "After", "Nothing changed."),
}
_STYLE: Final = (
    "body{font-family:'Noto Sans',sans-serif;max-width:80rem;margin:2rem auto;padding:0 1rem;line-height:1.5}"
    "figure{overflow:auto;margin:1rem 0}"
)


def diagrams(old: Package, new: Package, changes: Changes, lang: str = "vi") -> tuple[str, str]:
    """The diagrams before (removed and changed marked) and after (added and changed marked) as SVG."""
    before = diagram_svg(old.document, lang=lang, marks=changes.marks("removed", "changed"))
    after = diagram_svg(new.document, lang=lang, marks=changes.marks("added", "changed"))
    return before, after


def page(old: Package, new: Package, changes: Changes, lang: str = "vi") -> str:
    """One HTML page that needs nothing beside itself."""
    title, before, after, nothing = _WORDS["en" if lang == "en" else "vi"]
    names = " → ".join(f"{one.procedure.code} {one.procedure.version}" for one in (old, new))
    items = "".join(f"<li>{escape(one.text(lang))}</li>" for one in changes.items)
    drawings = zip((before, after), diagrams(old, new, changes, lang), strict=True)
    figures = "".join(f"<h2>{name}</h2><figure>{svg}</figure>" for name, svg in drawings)
    listed = f"<ul>{items}</ul>" if items else f"<p>{nothing}</p>"
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1><p>{escape(names)}</p>{listed}{figures}</body></html>"
    )
