"""The forms of a package: each schema with its UI schema, resolved against the shared library of groups."""

from functools import lru_cache

import forms
from process_models.files import ALLOWED, Files
from process_models.json_text import pointer_line
from process_models.problems import Problem, has_errors, problem
from process_models.schema import read_object

FOLDER = "forms/"
SCHEMA = ".schema.json"
UI = ".ui.json"


def read_forms(files: Files, found: list[Problem]) -> dict[str, forms.Form]:
    """Every form that can be read, by key; what is wrong with the others is added to ``found``."""
    paths = [path for path in files if path.startswith(FOLDER) and ALLOWED.fullmatch(path)]
    keys = {path.removeprefix(FOLDER).removesuffix(SCHEMA) for path in paths if path.endswith(SCHEMA)}
    for path in paths:
        key = path.removeprefix(FOLDER).removesuffix(UI)
        if path.endswith(UI) and key not in keys:
            found.append(problem("reference.ui-without-schema", path=path, form=key))
    read = {}
    for key in sorted(keys):
        form, problems = _form(key, files[f"{FOLDER}{key}{SCHEMA}"], files.get(f"{FOLDER}{key}{UI}"))
        found += problems
        if form is not None:
            read[key] = form
    return read


@lru_cache(maxsize=256)
def _form(key: str, schema: bytes, ui: bytes | None) -> tuple[forms.Form | None, tuple[Problem, ...]]:
    """A form and its problems by the bytes of its files: packages of a catalogue share many forms."""
    found: list[Problem] = []
    files = {f"{FOLDER}{key}{SCHEMA}": schema}
    if ui is not None:
        files[f"{FOLDER}{key}{UI}"] = ui
    return _read(files, key, found), tuple(found)


def _read(files: Files, key: str, found: list[Problem]) -> forms.Form | None:
    paths = {"schema": f"{FOLDER}{key}{SCHEMA}", "ui": f"{FOLDER}{key}{UI}"}
    values: dict[str, dict[str, object]] = {}
    for kind, path in paths.items():
        if path not in files:
            continue
        value, problems = read_object(path, files[path])
        found += problems
        if value is None or has_errors(problems):
            return None
        values[kind] = value
    try:
        form = forms.read_form(values["schema"], values.get("ui"), forms.library())
    except forms.FormDefinitionError as error:
        found += [_problem(files, paths, each) for each in error.problems]
        return None
    found += [_problem(files, paths, each) for each in form.warnings]
    return form


def _problem(files: Files, paths: dict[str, str], error: forms.FormError) -> Problem:
    path = paths.get(error.file, paths["schema"])
    line = pointer_line(files[path], error.pointer) if path in files else 0
    usual = "form.invalid" if error.severity is forms.Severity.ERROR else "form.suspect"
    code = "form.unknown-name" if error.code == "form.unknown-name" else usual
    return problem(code, path=path, line=line, element=error.pointer or "/", detail=error.message)
