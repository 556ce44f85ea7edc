"""A package read into typed, compiled, immutable form: what the runtime deploys and the scenarios run on."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.bpmn.compiler import compile_library
from engine.bpmn.model import Library
from engine.bpmn.problems import BpmnError
from engine.bpmn.reader import Document, read
from engine.clock import ClockError
from engine.dmn import DmnError, DmnModel, read_dmn
from forms import Form
from process_models.files import ALLOWED, Files, content_hash, identified, read_folder, read_zip
from process_models.forms_of import read_forms
from process_models.problems import PackageError, Problem, has_errors, problem
from process_models.procedure import Procedure, procedure_from_json
from process_models.schema import PROCEDURE, SCENARIO, check_json, read_object
from process_models.vocabulary import LETTERS, OUTCOMES

PROCEDURE_FILE = "procedure.json"
PROCESS_FILE = "process.bpmn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One version of one procedure. ``problems`` are those found while reading; ``check_package`` finds the rest."""

    files: Files
    hash: str
    """SHA-256 (hex) over the canonical content."""
    procedure: Procedure
    document: Document
    library: Library
    forms: Mapping[str, Form] = field(default_factory=dict)
    """By key; only those that could be read."""
    decisions: Mapping[str, DmnModel] = field(default_factory=dict)
    """By name and by id of each decision."""
    scenarios: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By file name without ``.json``; only those that fit the schema."""
    letters: Mapping[str, str] = field(default_factory=dict)
    """Templates of its own by letter key."""
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Language -> element id or text key -> text."""
    problems: tuple[Problem, ...] = ()

    @property
    def sound(self) -> bool:
        """Nothing found while reading stops its use."""
        return not has_errors(self.problems)

    def label(self, element: str, lang: str = "vi") -> str:
        """What an element of the diagram is called in a language; Vietnamese where there is no translation."""
        translated = self.translations.get(lang, {}).get(element)
        return translated or self._vietnamese(element)

    def outcome(self, key: str, lang: str = "vi") -> str:
        """What the button of an outcome says: the package's own words, else the usual ones, else the key."""
        own = self.translations.get(lang, {}).get(f"outcome.{key}")
        return own or OUTCOMES.get(key, {}).get(lang, key)

    def letter(self, key: str, lang: str = "vi") -> str:
        """Title of a letter: the package's own, else the usual one, else the key."""
        own = self.procedure.letters.get(key) or {}
        return own.get(lang) or LETTERS.get(key, {}).get(lang, key)

    def _vietnamese(self, element: str) -> str:
        for process in self.library.processes.values():
            if element == process.id:
                return process.name
            if element in process.nodes:
                return process.nodes[element].name
            if element in process.flows:
                return process.flows[element].name
        return self.translations.get("vi", {}).get(element, element)


def read_package(source: Path | str | bytes | Files) -> Package:
    """Read a package from its folder, a zip (path or bytes) or ``{path: bytes}``.

    Raises PackageError when there is no readable ``procedure.json`` or diagram; everything else that is wrong stands
    in ``problems`` of the result.
    """
    files = identified(load_files(source))
    found: list[Problem] = []
    strangers = [path for path in files if not ALLOWED.fullmatch(path)]
    found += [problem("package.unknown-file", path=path) for path in strangers]
    procedure = _procedure(files, found)
    decisions = _decisions(files, found)
    document, library = _library(files, decisions, found)
    read = read_forms(files, found)
    if procedure is None or document is None:
        raise PackageError(*found)
    return Package(
        files=files,
        hash=content_hash(files),
        procedure=procedure,
        document=document,
        library=library,
        forms=read,
        decisions=decisions,
        scenarios=_scenarios(files, found),
        letters=_letters(files),
        translations=_translations(files, found),
        problems=tuple(found),
    )


def load_files(source: Path | str | bytes | Files) -> Files:
    """The files of a folder, a zip or a mapping. Raises PackageError."""
    if isinstance(source, bytes):
        return read_zip(source)
    if isinstance(source, Mapping):
        return dict(sorted(source.items()))
    path = Path(source)
    if path.is_dir():
        return read_folder(path)
    if not path.is_file():
        raise PackageError(problem("package.not-found", path=path.as_posix()))
    return read_zip(path.read_bytes())


def procedure_of(files: Files) -> Procedure:
    """The settings alone, of a package that is known to be sound. Raises PackageError."""
    found: list[Problem] = []
    procedure = _procedure(files, found)
    if procedure is None:
        raise PackageError(*found)
    return procedure


def _procedure(files: Files, found: list[Problem]) -> Procedure | None:
    data = files.get(PROCEDURE_FILE)
    if data is None:
        found.append(problem("package.missing-file", path=PROCEDURE_FILE, file=PROCEDURE_FILE))
        return None
    value, problems = read_object(PROCEDURE_FILE, data)
    if value is not None:
        problems = check_json(PROCEDURE, PROCEDURE_FILE, data, value)
    found += problems
    if value is None or has_errors(problems):
        return None
    try:
        return procedure_from_json(value)
    except ClockError as error:
        found.append(problem("procedure.term", path=PROCEDURE_FILE, pointer="/settlement", detail=error))
    except ValueError as error:
        found.append(problem("procedure.date", path=PROCEDURE_FILE, pointer="/", value=error))
    return None


def _decisions(files: Files, found: list[Problem]) -> dict[str, DmnModel]:
    models: dict[str, DmnModel] = {}
    home: dict[str, str] = {}
    for path, data in _under(files, "decisions/"):
        try:
            model = read_dmn(data)
        except DmnError as error:
            element = error.element
            found.append(problem("decision.unreadable", path=path, line=error.line or 0, element=element, detail=error))
            continue
        found += decision_problems(path, model)
        for name, decision in model.decisions.items():
            if name in home:
                found.append(
                    problem("reference.decision-twice", path=path, decision=name, first=home[name], second=path)
                )
                continue
            home[name] = path
            models[name] = model
            models.setdefault(decision.id, model)
    return models


def decision_problems(path: str, model: DmnModel) -> tuple[Problem, ...]:
    """What a decision file has wrong, as problems of a package."""
    return tuple(
        problem(
            "decision.invalid" if each.severity == "error" else "decision.suspect",
            path=path,
            line=each.line or 0,
            element=each.element,
            detail=each.message,
        )
        for each in model.problems
    )


def _library(files: Files, decisions: Mapping[str, DmnModel], found: list[Problem]) -> tuple[Document | None, Library]:
    data = files.get(PROCESS_FILE)
    if data is None:
        found.append(problem("package.missing-file", path=PROCESS_FILE, file=PROCESS_FILE))
        return None, Library(processes={})
    try:
        document = read(data, PROCESS_FILE)
    except BpmnError as error:
        found += error.problems
        return None, Library(processes={})
    library, problems = compile_library(document, decisions)
    found += problems
    return document, library


def _scenarios(files: Files, found: list[Problem]) -> dict[str, Mapping[str, Any]]:
    def fits(path: str, data: bytes, value: dict[str, Any]) -> Iterable[Problem]:
        return check_json(SCENARIO, path, data, value)

    return _objects(files, "scenarios/", found, fits)


def _translations(files: Files, found: list[Problem]) -> dict[str, Mapping[str, str]]:
    def texts(path: str, _data: bytes, value: dict[str, Any]) -> Iterable[Problem]:
        bad = (key for key, text in value.items() if not isinstance(text, str))
        return [problem("translation.value", path=path, key=key) for key in bad]

    return _objects(files, "translations/", found, texts)


def _objects(
    files: Files,
    folder: str,
    found: list[Problem],
    check: Callable[[str, bytes, dict[str, Any]], Iterable[Problem]],
) -> dict[str, Mapping[str, Any]]:
    objects: dict[str, Mapping[str, Any]] = {}
    for path, data in _under(files, folder):
        value, problems = read_object(path, data)
        if value is not None:
            problems = tuple(check(path, data, value))
        found += problems
        if value is not None and not has_errors(problems):
            objects[path.removeprefix(folder).removesuffix(".json")] = value
    return objects


def _letters(files: Files) -> dict[str, str]:
    folder, ending = "letters/", ".html.j2"
    return {
        path.removeprefix(folder).removesuffix(ending): data.decode("utf-8", "replace")
        for path, data in _under(files, folder)
        if path.endswith(ending)
    }


def _under(files: Files, folder: str) -> list[tuple[str, bytes]]:
    return [(path, data) for path, data in sorted(files.items()) if path.startswith(folder) and ALLOWED.fullmatch(path)]
