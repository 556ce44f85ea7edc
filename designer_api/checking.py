"""Check models and packages by path: what ``motcua check`` and the designer's problem list show."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from designer_api.bulk import Bulk, run, verdict_of
from engine.bpmn.check import check
from engine.bpmn.names import BPMN
from engine.bpmn.problems import BpmnError, Problem, Severity, has_errors
from engine.bpmn.reader import MAX_BYTES, Document, read
from engine.clock import Calendar
from engine.dmn import DmnError, DmnModel, read_dmn
from process_models.package import PROCEDURE_FILE, decision_problems
from process_models.problems import PackageError, problem
from process_models.verdicts import Verdict

Result = dict[str, Any]


def check_paths(
    paths: Iterable[Path],
    *,
    lang: str = "en",
    calendars: Mapping[str, Calendar] | None = None,
    bulk: Bulk | None = None,
) -> list[Result]:
    """Problems of each ``.bpmn`` or ``.dmn`` file, package folder, zip, or package in a folder of packages.

    One ``{"path", "ok", "problems": [{"code", "severity", "element", "line", "message", "file"}]}`` for each;
    ``ok`` means no errors, ``file`` is the file inside a package. Of a package also ``notes`` (like problems),
    ``coverage`` and ``proof`` in numbers, its ``hash``, and ``kept``: the verdict was known already. ``bulk`` says
    how many processes check, what is kept, and which organisation is asked.
    """
    how = bulk or Bulk()
    if calendars is not None:
        how = replace(how, around=replace(how.around, calendars=calendars))
    found = [target for path in paths for target in targets(Path(path))]
    return list(run(found, partial(_checked, how=replace(how, say=None), lang=lang), how))


def targets(path: Path) -> list[Path]:
    """What a path stands for: itself, or the packages and models of a folder, in order of name."""
    if not path.is_dir() or (path / PROCEDURE_FILE).exists():
        return [path]
    inside = sorted(each for each in path.iterdir() if not each.name.startswith("."))
    packages = [each for each in inside if each.is_dir() and (each / PROCEDURE_FILE).exists()]
    models = [each for each in inside if each.is_file() and each.suffix.lower() in (".bpmn", ".dmn", ".zip")]
    return [*packages, *models] or [path]


def check_model(
    xml: bytes,
    path: str = "",
    beside: Mapping[str, DmnModel] | None = None,
    imports: Mapping[str, Document] | None = None,
) -> tuple[Problem, ...]:
    """Every problem of one BPMN file; ``beside`` are the decisions it may ask, ``imports`` models by location."""
    try:
        return check(replace(read(xml, path), imports=dict(imports or {})), dict(beside or {}))
    except BpmnError as error:
        return error.problems


def check_decisions(xml: bytes, path: str = "") -> tuple[Problem, ...]:
    """Every problem of one DMN file."""
    try:
        return decision_problems(path, read_dmn(xml))
    except DmnError as error:
        return (problem("decision.unreadable", path=path, line=error.line or 0, element=error.element, detail=error),)


def decisions_beside(path: Path) -> dict[str, DmnModel]:
    """The decision files in a model's folder and its ``decisions`` folder, by file name; unreadable ones left out."""
    found = {}
    for file in sorted((*path.parent.glob("*.dmn"), *path.parent.glob("decisions/*.dmn"))):
        try:
            found[file.stem] = read_dmn(_bytes(file))
        except DmnError:
            continue  # it is reported when it is checked itself, and at the task that misses it
    return found


def models_beside(path: Path, xml: bytes) -> dict[str, Document]:
    """The BPMN models that a model imports from its own folder or below, by location; unreadable ones left out."""
    found = {}
    folder = path.parent.resolve()
    for location in _locations(xml):
        file = _file_at(folder, location)
        if file is not None and file != path.resolve() and file.is_relative_to(folder):
            try:
                found[location] = read(_bytes(file), file.name)
            except (BpmnError, OSError):
                continue  # it is reported when it is checked itself
    return found


def _file_at(folder: Path, location: str) -> Path | None:
    """The file that a location in a model names; None when there is none, or no file could be called so."""
    try:
        file = (folder / location).resolve()
        return file if file.is_file() else None
    except (OSError, ValueError):
        return None


def _locations(xml: bytes) -> list[str]:
    try:
        imports = read(xml).root.findall(f"{{{BPMN}}}import")
    except BpmnError:
        return []  # reported with the model
    return [location for one in imports if "://" not in (location := (one.get("location") or "").strip()) and location]


def _checked(path: Path, how: Bulk, lang: str) -> Result:
    try:
        kind = "folder" if path.is_dir() else path.suffix.lower()
        if not path.exists():
            return _result(path, (problem("package.not-found", path=path.as_posix()),), lang)
        if kind == "folder" and not (path / PROCEDURE_FILE).exists() and not any(path.iterdir()):
            return _result(path, (problem("package.empty-folder", path=path.as_posix()),), lang)
        if kind in PACKAGES:
            return _verdict(path, verdict_of(path, how.around, how.verdicts), lang)
        checker = _KINDS.get(kind)
        if checker is None or not path.is_file():  # a pipe or device would be waited for
            return _result(path, (problem("package.unknown-kind", path=path.as_posix()),), lang)
        return _result(path, checker(path), lang)
    except PackageError as error:
        return _result(path, error.problems, lang)
    except OSError as error:
        unread = problem("package.cannot-read", path=path.as_posix(), reason=error.strerror or "")
        return _result(path, (unread,), lang)


def _bpmn(path: Path) -> tuple[Problem, ...]:
    xml = _bytes(path)
    found = check_model(xml, path.as_posix(), decisions_beside(path), models_beside(path, xml))
    return tuple(_with_import(path, one) if one.code == "bpmn.import.not-loaded" else one for one in found)


def _with_import(path: Path, found: Problem) -> Problem:
    """A model that is imported but is not there is more than a warning (BPMN 2.0.2 §8.1.2)."""
    location = dict(found.params)["location"]
    near = "://" not in location and not location.startswith("urn:")
    return replace(found, severity=Severity.ERROR) if near and _file_at(path.parent, location) is None else found


def _dmn(path: Path) -> tuple[Problem, ...]:
    return check_decisions(_bytes(path), path.as_posix())


def _bytes(path: Path) -> bytes:
    """The file's bytes, at most one more than is allowed: the readers refuse what is too long."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


_KINDS: Mapping[str, Callable[[Path], tuple[Problem, ...]]] = {
    ".bpmn": _bpmn,
    ".bpmn2": _bpmn,
    ".xml": _bpmn,
    ".dmn": _dmn,
}
PACKAGES = frozenset({".zip", "folder"})


def _verdict(path: Path, verdict: Verdict, lang: str) -> Result:
    return {
        **_result(path, verdict.problems, lang),
        "notes": [problem_json(each, lang) for each in verdict.notes],
        **verdict.measures,
        "hash": verdict.hash,
        "kept": verdict.kept,
    }


def _result(path: Path, problems: tuple[Problem, ...], lang: str) -> Result:
    return {
        "path": path.as_posix(),
        "ok": not has_errors(problems),
        "problems": [problem_json(each, lang) for each in problems],
    }


def problem_json(found: Problem, lang: str = "en") -> Result:
    """A problem as the command line and the API show it."""
    return {
        "code": found.code,
        "severity": str(found.severity),
        "element": found.element,
        "line": found.line,
        "message": found.text(lang),
        "file": found.path,
    }
