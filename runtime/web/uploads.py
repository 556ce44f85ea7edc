"""Files that come with a page: stored at once, so that a page with mistakes does not lose them."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, session

import forms
from engine.feel import FeelEnv
from forms.errors import FieldError
from process_models.lists import reference_lists
from process_models.procedure import Component
from runtime.services import attachments
from runtime.services.errors import FileTypeError, InvalidError, TooLargeError
from runtime.web import surroundings
from runtime.web.i18n import LANGUAGES, language

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


def holder() -> str:
    """The browser session's own mark on files that belong to no dossier yet."""
    if _HOLDER not in session:
        session[_HOLDER] = secrets.token_urlsafe(24)
    return str(session[_HOLDER])


def described(ids: Iterable[str]) -> dict[str, StoredFile]:
    """Those of the files that this browser may see, by id."""
    wanted = [one for one in ids if one]
    if not wanted:
        return {}
    rows = attachments.held(surroundings.session(), holder(), wanted)
    return {str(row.id): StoredFile(str(row.id), row.filename, row.size) for row in rows}


def environment() -> FeelEnv:
    """What expressions of forms see beside the answers."""
    return FeelEnv(now=surroundings.now(), zone=surroundings.zone())


def lists() -> Mapping[str, Mapping[str, str]]:
    """The reference lists that coded answers choose from, in the reader's language, as of today."""
    return reference_lists(surroundings.local(surroundings.now()).date(), language())


def read_page(form: forms.Form, facts: Mapping[str, Any]) -> forms.Submission:
    """The posted answers of a form with their uploads stored and their problems found."""
    refused: list[FieldError] = []
    stored: dict[str, list[str]] = {}
    for name, uploads in request.files.lists():
        if name.startswith(PAPER):
            continue
        for upload in uploads:
            if not upload.filename:
                continue
            try:
                stored.setdefault(name, []).append(_store(upload))
            except REFUSALS as error:
                pointer = "/" + name.replace(".", "/")
                refused.append(FieldError(pointer, error.code, text={code: error.text(code) for code in LANGUAGES}))
    posted = {name: request.form.getlist(name) for name in request.form}
    found = forms.submit(form, posted, stored, facts, environment(), lists())
    if not refused:
        return found
    spoiled = {error.pointer for error in refused}
    rest = [error for error in found.problems if error.pointer not in spoiled]
    return forms.Submission(found.data, (*refused, *rest), found.edited)


def _store(upload: Any) -> str:
    row = attachments.store(
        surroundings.session(),
        surroundings.clock(),
        filename=upload.filename or "",
        content=upload.stream.read(),
        holder=holder(),
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
                    ids.append(_store(upload))
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
                original=request.form.get(f"original.{one.key}", ""),
                copies=request.form.get(f"copy.{one.key}", ""),
            )
        )
    return papers


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


def show(form: forms.Form, data: Mapping[str, Any], problems: Iterable[FieldError], facts: Mapping[str, Any], mode: str = "edit") -> forms.FormView:
    """The view of a form for the reader of this request."""
    return forms.view(
        form,
        data,
        list(problems),
        language(),
        "read" if mode == "read" else "edit",
        facts=facts,
        env=environment(),
        lists=lists(),
        files=file_names(data),
    )
