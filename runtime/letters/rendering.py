"""From frozen values and a template to a PDF. Nothing of the machine and nothing of the network can get into it."""

import hashlib
import io
import logging
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

from jinja2 import ChainableUndefined, DictLoader, TemplateError, TemplateSyntaxError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from runtime.letters import wording

FOLDER: Final = Path(__file__).parent
ENDING: Final = ".html.j2"
SHIPPED: Final = "notice"
"""The template for letters that have none of their own."""
LONGEST: Final = 2_000_000
"""Characters of HTML: more is a mistake of the template."""
SCHEME: Final = "motcua:"

RESERVED: Final = frozenset(
    {
        "letter", "agency", "officer", "dossier", "procedure", "applicant", "times", "fee", "components", "registers",
        "told", "steps", "rows", "mark",
    }
)  # fmt: skip
"""Variables every template has; any other name in a package's template is an answer or result of the dossier."""


class TemplateFaultError(Exception):
    """A template cannot be used; the sentence tells which and why."""


class _Refusing:
    """What WeasyPrint may read: the shipped fonts, and pictures that are part of the document. All else stops it."""

    _fail_on_errors = True

    def __call__(self, url: str) -> Any:
        from weasyprint.urls import URLFetcherResponse

        if url.startswith("data:image/svg+xml,"):
            from urllib.parse import unquote_to_bytes

            return URLFetcherResponse(url, unquote_to_bytes(url.partition(",")[2]), {"Content-Type": "image/svg+xml"})
        name = url.removeprefix(SCHEME)
        if url.startswith(SCHEME) and name in _bundled():
            return URLFetcherResponse(url, _bundled()[name], {"Content-Type": "application/octet-stream"})
        raise ValueError(f"papers read nothing from elsewhere: {url[:100]}")


@cache
def _bundled() -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((FOLDER / "fonts").glob("*.woff2"))}


@cache
def shipped() -> Mapping[str, str]:
    """The shipped templates by key (``receipt`` …); names with ``_`` are the layouts they build on."""
    found = sorted((FOLDER / "templates").glob(f"*{ENDING}"))
    return {path.name.removesuffix(ENDING): path.read_text("utf-8") for path in found}


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """The sandbox: closed filters, no globals, escaping always on, shipped layouts the only other templates."""
    made = ImmutableSandboxedEnvironment(
        loader=DictLoader({f"{key}{ENDING}": text for key, text in shipped().items()}),
        autoescape=True,
        undefined=ChainableUndefined,
        finalize=_written,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=200,
    )
    made.filters = dict(wording.ALLOWED)
    made.globals = {}
    return made


def _written(value: Any) -> Any:
    """What is not known is a line to fill in by hand."""
    return wording.BLANK if value is None or isinstance(value, ChainableUndefined) or value == "" else value


def template_of(key: str, own: Mapping[str, str]) -> str:
    """The template of a letter: the package's (``own``), else the shipped one, else the one for plain notices."""
    return own.get(key) or shipped().get(key) or shipped()[SHIPPED]


def hash_of(template: str) -> str:
    """SHA-256 (hex) by which a paper tells what it was made with."""
    return hashlib.sha256(template.encode()).hexdigest()


def names_of(template: str) -> frozenset[str]:
    """Answers and results of the dossier that a template shows. A template that cannot be read shows none."""
    return _names(template) - RESERVED


@cache
def _names(template: str) -> frozenset[str]:
    try:
        return frozenset(meta.find_undeclared_variables(environment().parse(template)))
    except TemplateSyntaxError:
        return frozenset()


def html_of(template: str, values: Mapping[str, Any], mark: str = "") -> str:
    """The paper as HTML. ``mark``: what is written across its head (copy, superseded). Raises TemplateFaultError."""
    told = {**values.get("data", {}), **{key: values.get(key) for key in RESERVED}, "mark": mark}
    try:
        text = environment().from_string(template).render(told)
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise TemplateFaultError(f"{values['letter']['key']}: {error}") from error
    if len(text) > LONGEST:
        raise TemplateFaultError(f"{values['letter']['key']}: the template makes {len(text)} characters")
    return text


_ONE = Lock()
"""Pango's fonts are not made for several threads at once."""


def pdf_of(html: str) -> bytes:
    """The PDF of a paper; WeasyPrint is loaded with the first one. Raises TemplateFaultError."""
    with _ONE:
        from weasyprint import CSS, HTML
        from weasyprint.urls import FatalURLFetchingError

        logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
        reading, fonts = _Refusing(), _fonts()
        out = io.BytesIO()
        identifier = hashlib.sha256(html.encode()).digest()[:16]
        try:
            styles = [CSS(string=_style(), font_config=fonts, url_fetcher=reading)]
            document = HTML(string=html, url_fetcher=reading)
            document.write_pdf(out, stylesheets=styles, font_config=fonts, pdf_identifier=identifier, pdf_tags=True)
        except FatalURLFetchingError as error:
            raise TemplateFaultError(f"{error.__cause__ or error}") from error
        return out.getvalue()


@cache
def _style() -> str:
    return (FOLDER / "paper.css").read_text("utf-8")


@cache
def _fonts() -> Any:
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()
