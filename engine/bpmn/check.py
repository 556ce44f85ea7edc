"""The one question a catalogue asks of a model: what is wrong with it."""

from collections.abc import Collection, Mapping
from typing import Any

from engine.bpmn.compiler import compile_library
from engine.bpmn.index import Index
from engine.bpmn.problems import Problem
from engine.bpmn.reader import Document
from engine.bpmn.report import Report
from engine.bpmn.vocabulary import extension


def check(
    document: Document, decisions: Mapping[str, Any] | None = None, forms: Collection[str] | None = None
) -> tuple[Problem, ...]:
    """Every problem of a document by line. ``forms`` are the form keys at hand; None leaves them unchecked."""
    _, problems = compile_library(document, decisions)
    if forms is None:
        return problems
    report = Report(document.path)
    for element in Index(document).by_id.values():
        form = extension(element, "form")
        if form is not None and form not in forms:
            report.add("motcua.form.unknown", element, form=form)
    return tuple(sorted((*problems, *report.problems), key=lambda problem: problem.line))
