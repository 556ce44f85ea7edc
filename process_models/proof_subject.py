"""A package as the proof wants it: the shapes of its forms, what reads data beside the diagram, what may happen."""

from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import TemplateSyntaxError, meta
from jinja2.sandbox import SandboxedEnvironment

import forms
from engine.bpmn.model import Library
from engine.clock import Calendar
from engine.verify import FieldShape, FormShape, Reader, Subject
from engine.verify.reading import reading
from forms import Field, Form
from process_models.package import PROCEDURE_FILE, Package

_FACTS: Mapping[str, Any] = {
    "code": "000.00.00.H00-260105-0001",
    "channel": "counter",
    "territory": "00001",
    "receiving_agency": "H00",
    "applicant": {},
    "components": {},
}


def subject_of(
    package: Package, calendar: Calendar | None = None, libraries: Mapping[str, Library] | None = None
) -> Subject:
    """What is to be proven of a package; ``calendar`` counts working time, ``libraries`` are the used packages'."""
    procedure = package.procedure
    examples = _examples(package)
    shapes = {key: FormShape(key, tuple(_fields(form, examples.get(key, {})))) for key, form in package.forms.items()}
    channels = procedure.channels or ("counter",)
    facts = {**_FACTS, "channel": channels[0]}
    clock: dict[str, Any] = {} if calendar is None else {"calendar": calendar, "zone": calendar.zone}
    return Subject(
        library=package.library,
        libraries=libraries or {},
        forms=shapes,
        application=procedure.application,
        processes=(procedure.lead,) if procedure.lead in package.library.processes else (),
        facts=facts,
        channels=channels,
        returns="return" in procedure.actions.allowed,
        readers=tuple(_readers(package)),
        accepts=lambda key, values: _accepts(package.forms[key], values, facts),
        **clock,
    )


def _fields(form: Form, examples: Mapping[str, Any]) -> Iterator[FieldShape]:
    for section in form.sections:
        for field in section.fields:
            visible = tuple(one for one in (section.visible, field.visible) if one is not None)
            yield FieldShape(
                name=field.key,
                schema=field.schema,
                required=field.required,
                visible=visible,
                required_when=field.required_when,
                computed=field.computed,
                example=examples.get(field.key, _default(field)),
            )


def _default(field: Field) -> Any:
    return field.schema.get("default")


def _accepts(form: Form, values: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    return forms.accept(form, values, {"dossier": facts}).accepted


def _examples(package: Package) -> dict[str, dict[str, Any]]:
    """Form key -> field -> the first value a scenario gives it."""
    form_of = {
        node.id: node.work.form for process in package.library.processes.values() for node in process.nodes.values()
    }
    found: dict[str, dict[str, Any]] = {}
    for scenario in package.scenarios.values():
        given: list[tuple[str | None, Mapping[str, Any]]] = [
            (package.procedure.application, scenario["submit"].get("answers", {}))
        ]
        given += [(form_of.get(step["task"]), step.get("answers", {})) for step in scenario["steps"] if "task" in step]
        for key, answers in given:
            known = found.setdefault(key or "", {})
            for name, value in answers.items():
                known.setdefault(name, value)
    return found


def _readers(package: Package) -> Iterator[Reader]:
    """Fees and conditions of components read the application; a fee may also read what later steps give."""
    lead = package.procedure.lead
    for fee in package.procedure.fees:
        early = fee.due == "submission"
        if fee.feel is not None:
            yield _reader("fee", fee.key, fee.feel, lead, early=early, needed=True)
        elif fee.decision is not None and fee.decision in package.decisions:
            known = package.decisions[fee.decision].decisions.get(fee.decision)
            names = () if known is None else tuple(sorted(known.inputs))
            yield Reader(
                where=PROCEDURE_FILE, position="fee", key=fee.key, text=fee.decision, names=names, process=lead,
                at_submission=early,
            )  # fmt: skip
    for component in package.procedure.components:
        if isinstance(component.required, str):
            yield _reader("component", component.key, component.required, lead, early=True, needed=False)
    yield from _letters(package)


def _letters(package: Package) -> Iterator[Reader]:
    """What a letter's own template shows, at the steps that issue it."""
    environment = SandboxedEnvironment(autoescape=True)
    for letter, template in package.letters.items():
        try:
            names = meta.find_undeclared_variables(environment.parse(template))
        except TemplateSyntaxError:
            continue  # told by the check of the package's files
        for process in package.library.processes.values():
            issuing = tuple(node.id for node in process.nodes.values() if node.work.letter == letter)
            if issuing:
                yield Reader(
                    where=f"letters/{letter}.html.j2", position="letter", key=letter, names=tuple(sorted(names)),
                    process=process.id, after=issuing,
                )  # fmt: skip


def _reader(position: str, key: str, text: str, process: str, *, early: bool, needed: bool) -> Reader:
    paths = reading(text).paths
    return Reader(
        where=PROCEDURE_FILE,
        position=position,
        key=key,
        text=text,
        names=tuple(".".join(path) for path in paths),
        process=process,
        at_submission=early,
        needed=needed,
    )
