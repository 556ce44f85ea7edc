"""Both languages everywhere: the diagram's names, outcomes, and every text of ``procedure.json``."""

from collections.abc import Iterator
from typing import Any

from engine.bpmn.model import NodeKind
from engine.bpmn.names import FLOW_NODES, kind_of, line_of
from process_models.json_text import parse_json, pointer_line, pointer_of
from process_models.package import PROCEDURE_FILE, PROCESS_FILE, Package
from process_models.problems import Problem, problem
from process_models.vocabulary import OUTCOMES

Found = Iterator[Problem]
NAMED = FLOW_NODES | {"participant", "lane", "sequenceFlow", "messageFlow"}
LANGUAGES = ("vi", "en")
TEXT_KEYS = ("outcome.",)
"""Keys of translations that are no element ids begin with one of these."""


def check_texts(package: Package) -> Found:
    """Missing English, translations of nothing, outcomes without a button text, tasks without a name."""
    yield from _diagram(package)
    yield from _outcomes(package)
    for pointer in _without_english(parse_json(package.files[PROCEDURE_FILE]), ()):
        line = pointer_line(package.files[PROCEDURE_FILE], pointer)
        yield problem("procedure.translation", path=PROCEDURE_FILE, line=line, element=pointer, pointer=pointer)


def _diagram(package: Package) -> Found:
    english = package.translations.get("en", {})
    known = set()
    for element in package.document.root.iter():
        ident = element.get("id") or ""
        known.add(ident)
        name = element.get("name")
        if kind_of(element) in NAMED and name and ident not in english:
            yield problem("translation.missing", path=PROCESS_FILE, line=line_of(element), element=ident, text=name)
    for lang, texts in package.translations.items():
        for key in texts:
            if key not in known and not key.startswith(TEXT_KEYS):
                yield problem("translation.unknown", path=f"translations/{lang}.json", lang=lang, key=key)


def _outcomes(package: Package) -> Found:
    for process in package.library.processes.values():
        for node in process.nodes.values():
            if node.kind is NodeKind.USER_TASK and not node.name:
                yield problem("translation.name", path=PROCESS_FILE, line=node.line, element=node.id)
            for outcome in node.work.outcomes:
                if outcome in OUTCOMES:
                    continue
                for lang in LANGUAGES:
                    if f"outcome.{outcome}" not in package.translations.get(lang, {}):
                        yield problem(
                            "translation.outcome",
                            path=PROCESS_FILE,
                            line=node.line,
                            element=node.id,
                            outcome=outcome,
                            lang=lang,
                        )


def _without_english(value: Any, path: tuple[str | int, ...]) -> Iterator[str]:
    if isinstance(value, dict):
        if "vi" in value and "en" not in value:
            yield pointer_of(path)
        for key, each in value.items():
            yield from _without_english(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _without_english(each, (*path, index))
