"""Files that come with a page: stored at once, so that a page with mistakes does not lose them."""

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import request, session

import forms
from engine.feel import FeelEnv
from forms.errors import FieldError
from process_models.procedure import Component
from runtime.services import attachments
from runtime.services.errors import FileTypeError, InvalidError, TooLargeError
from runtime.services.lists import reference_lists
from runtime.web import surroundings
from runtime.web.i18n import LANGUAGES, language
from runtime.web.shell import officer

_COUNT = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)
_HOLDER = "holder"
PAPER = "paper."
KEPT = "kept."
REFUSALS = (FileTypeError, InvalidError, TooLargeError)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file the browser has sent already."""

    id: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the dossier on a page: its files, and what is wrong with one."""

    key: str
    names: Mapping[str, str]
    required: bool
    accept: tuple[str, ...]
    files: tuple[StoredFile, ...] = ()
    error: str = ""
    original: str = ""
    copies: str = ""
    electronic: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """How many were handed in, by kind; files beside are counted when they are stored."""
        told = {"original": self.original, "copies": self.copies, "electronic": self.electronic}
        return {kind: int(text) for kind, text in told.items() if _COUNT.fullmatch(text)}


def holder() -> str:
    """Whose files are that belong to no dossier yet: the officer's, or this browser's."""
    actor = officer()
    if actor is not None:
        return actor.key
    if _HOLDER not in session:
        session[_HOLDER] = "browser:" + secrets.token_urlsafe(24)
    return str(session[_HOLDER])


def described(ids: Iterable[str]) -> dict[str, StoredFile]:
    """Those of the files that this holder has uploaded and nothing has bound, by id."""
    wanted = tuple(found for one in ids if (found := _uuid(one)) is not None)
    if not wanted:
        return {}
    rows = attachments.held_by(surroundings.session(), holder(), wanted)
    return {str(row.id): StoredFile(str(row.id), row.filename, row.size) for row in rows}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def environment() -> FeelEnv:
    """What expressions of forms see beside the answers."""
    return FeelEnv(now=surroundings.now(), zone=surroundings.zone())


def lists() -> Mapping[str, Mapping[str, str]]:
    """The reference lists that coded answers choose from, in the reader's language, as of today."""
    return reference_lists(surroundings.session(), surroundings.local(surroundings.now()).date(), language())


def read_page(form: forms.Form, facts: Mapping[str, Any]) -> forms.Submission:
    """The posted answers of a form with their uploads stored and their problems found."""
    page = decode_page(form)
    data = forms.clean(form, page.data, facts, environment())
    if page.edited:
        return forms.Submission(data, page.errors, edited=True)
    spoiled = tuple(error.pointer for error in page.errors)
    checked = [
        error
        for error in forms.validate(form, data, facts, environment(), lists())
        if not any(error.pointer == one or error.pointer.startswith(f"{one}/") for one in spoiled)
    ]
    return forms.Submission(data, (*page.errors, *checked))


def decode_page(form: forms.Form) -> forms.Decoded:
    """The posted answers of a form as typed values, its uploads stored; refused files are among the errors."""
    stored, refused = _stored()
    posted = {name: request.form.getlist(name) for name in request.form}
    page = forms.decode(form, posted, stored, lists())
    return forms.Decoded(page.data, (*refused, *page.errors), page.edited)


def _stored() -> tuple[dict[str, list[str]], list[FieldError]]:
    refused: list[FieldError] = []
    stored: dict[str, list[str]] = {}
    for name, uploads in request.files.lists():
        for upload in () if name.startswith(PAPER) else uploads:
            if not upload.filename:
                continue
            try:
                stored.setdefault(name, []).append(_store(upload))
            except REFUSALS as error:
                texts = {code: error.text(code) for code in LANGUAGES}
                refused.append(FieldError("/" + name.replace(".", "/"), error.code, text=texts))
    return stored, refused


def _store(upload: Any, accept: tuple[str, ...] = ()) -> str:
    row = attachments.store(
        surroundings.session(),
        surroundings.clock(),
        surroundings.files(),
        upload.filename or "",
        upload.stream,
        holder=holder(),
        accept=accept,
    )
    return str(row.id)


def read_papers(components: Iterable[Component], required: Iterable[str]) -> list[Paper]:
    """The papers of the page: files kept, files dropped, files new."""
    needed = set(required)
    dropped = set(request.form.getlist("drop"))
    papers = []
    for one in components:
        ids = [known for known in request.form.getlist(KEPT + one.key) if known not in dropped]
        error = ""
        for upload in request.files.getlist(PAPER + one.key):
            if upload.filename:
                try:
                    ids.append(_store(upload, one.accept))
                except REFUSALS as refused:
                    error = f"{upload.filename}: {refused.text(language())}"
        known = described(ids)
        papers.append(
            Paper(
                key=one.key,
                names=one.names,
                required=one.key in needed,
                accept=one.accept or ("application/pdf", "image/jpeg", "image/png"),
                files=tuple(known[ident] for ident in ids if ident in known),
                error=error,
                original=_told("original", one.key, one.original),
                copies=_told("copy", one.key, one.copies),
                electronic=request.form.get(f"electronic.{one.key}", ""),
            )
        )
    return papers


def _told(kind: str, key: str, expected: int) -> str:
    """A number that was typed; with a tick and no number, what the procedure asks for."""
    typed = request.form.get(f"{kind}.{key}", "").strip()
    return str(expected) if not typed and expected and f"have.{key}" in request.form else typed


def file_names(data: Any) -> dict[str, str]:
    """Names by id of the files that answers mention and this browser holds."""
    return {ident: one.name for ident, one in described(_ids(data)).items()}


def _ids(data: Any) -> list[str]:
    match data:
        case str() if len(data) == 36 and data.count("-") == 4:
            return [data]
        case Mapping():
            return [found for value in data.values() for found in _ids(value)]
        case list() | tuple():
            return [found for value in data for found in _ids(value)]
        case _:
            return []


def show(
    form: forms.Form,
    data: Mapping[str, Any],
    problems: Iterable[FieldError],
    facts: Mapping[str, Any],
    mode: str = "edit",
    names: Mapping[str, str] | None = None,
) -> forms.FormView:
    """The view of a form for the reader of this request."""
    shown = forms.view(
        form,
        data,
        list(problems),
        language(),
        "read" if mode == "read" else "edit",
        facts=facts,
        env=environment(),
        lists=lists(),
        files={**file_names(data), **(names or {})},
    )
    if mode != "read":
        return shown
    return replace(shown, sections=tuple(one for one in shown.sections if has_answers(one.fields)))


def has_answers(fields: tuple[forms.FieldView, ...]) -> bool:
    """Whether anything at all was answered."""
    return any(
        one.text or has_answers(one.fields) or any(has_answers(row.fields) for row in one.rows) for one in fields
    )
