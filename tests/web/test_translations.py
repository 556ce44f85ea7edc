"""Every text of the pages is there in Vietnamese, and the compiled catalogue is the written one.

After a change of ``messages.po``: ``pybabel compile -d runtime/web/translations``.
"""

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import designer_api
import runtime.web

WEB = Path(runtime.web.__file__).parent
CATALOGUES = {"pages": (WEB, 300), "design": (Path(designer_api.__file__).parent, 80)}
"""Which pages -> their folder, and how many texts they have at least."""
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "_l": None}
PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%")


def _ids(folder: Path) -> set[str]:
    found = extract_from_dir(
        folder, method_map=[("**.py", "python"), ("**/templates/**.html", "jinja2")], keywords=KEYWORDS
    )
    return {message if isinstance(message, str) else message[0] for _file, _line, message, _comments, _context in found}


@pytest.fixture(params=CATALOGUES)
def pages(request) -> tuple[Path, int]:
    return CATALOGUES[request.param]


@pytest.fixture
def folder(pages) -> Path:
    return pages[0] / "translations" / "vi" / "LC_MESSAGES"


@pytest.fixture
def catalogue(folder) -> Catalog:
    return read_po(io.BytesIO((folder / "messages.po").read_bytes()), locale="vi")


def _texts(catalogue: Catalog) -> dict[str, str]:
    return {
        (m.id if isinstance(m.id, str) else m.id[0]): (m.string if isinstance(m.string, str) else m.string[0])
        for m in catalogue
        if m.id
    }


def test_every_text_of_the_pages_has_a_vietnamese_translation(catalogue, pages):
    texts = _texts(catalogue)
    assert len(texts) > pages[1]
    assert {one for one in _ids(pages[0]) if not texts.get(one)} == set()


def test_no_translation_is_left_over(catalogue, pages):
    assert set(_texts(catalogue)) - _ids(pages[0]) == set()


def test_translations_keep_their_placeholders(catalogue):
    for english, vietnamese in _texts(catalogue).items():
        assert sorted(PLACEHOLDER.findall(english)) == sorted(PLACEHOLDER.findall(vietnamese)), english


def test_the_compiled_catalogue_is_the_written_one(catalogue, folder):
    compiled = read_mo(io.BytesIO((folder / "messages.mo").read_bytes()))
    assert _texts(compiled) == _texts(catalogue)


def test_every_kind_of_log_entry_has_its_sentence():
    from engine.dossier.case import ENTRY_KINDS
    from runtime.web.words import ENTRIES, PUBLIC_ENTRIES, QUIET

    root = WEB.parents[1]
    written = {
        found
        for path in (root / "runtime" / "services").glob("*.py")
        for found in re.findall(r'(?:LogEntry|tell)\(\s*"([a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(written) > 10
    assert (written | ENTRY_KINDS) - ENTRIES.keys() == set()
    assert ENTRIES.keys() >= PUBLIC_ENTRIES | QUIET


def test_every_kind_of_agency_of_the_demonstration_has_its_word():
    from runtime.seed.province import demo_province
    from runtime.web.words import KINDS

    assert {agency["kind"] for agency in demo_province()["agencies"]} - KINDS.keys() == set()
