"""Small subjects for the proof: a body of BPMN, forms as pairs of name and schema."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from engine.bpmn import compile_library, read
from engine.bpmn.model import Library
from engine.feel import compile_expression
from engine.verify import FieldShape, Finding, FormShape, Proof, Subject, prove

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:motcua="urn:motcua:bpmn:1" targetNamespace="urn:t">'
    '<error id="E1" errorCode="E1" name="E1"/><message id="M1" name="M1"/><message id="M2" name="M2"/>'
    '<signal id="S1" name="S1"/>'
)
TRUTH: Mapping[str, Any] = {"type": "boolean"}
WORD: Mapping[str, Any] = {"type": "string"}
NUMBER: Mapping[str, Any] = {"type": "integer", "minimum": 0}


def choice(*options: str) -> Mapping[str, Any]:
    """A field with these options."""
    return {"type": "string", "enum": list(options)}


def form(
    key: str, /, *optional: str, visible: Mapping[str, str] | None = None, **fields: Mapping[str, Any]
) -> FormShape:
    """A form; names in ``optional`` may stay empty, ``visible`` holds conditions by name."""
    shown = visible or {}
    return FormShape(
        key,
        tuple(
            FieldShape(
                name=name,
                schema=schema,
                required=name not in optional,
                visible=(compile_expression(shown[name]),) if name in shown else (),
            )
            for name, schema in fields.items()
        ),
    )


def library(*bodies: str, extra: str = "") -> Library:
    """Processes ``P``, ``Q``, ``R`` with these bodies."""
    found = "".join(
        f'<process id="{ident}" isExecutable="true">{body}</process>'
        for ident, body in zip("PQR", bodies, strict=False)
    )
    root = etree.fromstring(f"{HEAD}{extra}{found}</definitions>".encode())
    made, problems = compile_library(read(etree.tostring(root)))
    errors = [str(one) for one in problems if str(one.severity) == "error"]
    if errors:
        raise AssertionError(errors)
    return made


def subject(*bodies: str, forms: tuple[FormShape, ...] = (), extra: str = "", **rest: Any) -> Subject:
    """What is to be proven; neither returns nor the life of a dossier unless asked for."""
    return Subject(
        library=library(*bodies, extra=extra),
        forms={one.key: one for one in forms},
        **{"returns": False, "lifecycle": False, "application": None, **rest},
    )


def proof(*bodies: str, **rest: Any) -> Proof:
    """The proof of small models."""
    return prove(subject(*bodies, **rest))


def codes(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    """Code and element of each finding, sorted."""
    return sorted((one.code, one.element) for one in findings)


def user(ident: str, key: str = "", outcomes: str = "", more: str = "", inside: str = "") -> str:
    """A user task."""
    attributes = (f' motcua:form="{key}"' if key else "") + (f' motcua:outcomes="{outcomes}"' if outcomes else "")
    return f'<userTask id="{ident}" name="{ident}"{attributes} {more}>{inside}</userTask>'


def gate(ident: str, kind: str = "exclusive", default: str = "") -> str:
    """A gateway."""
    attribute = f' default="{default}"' if default else ""
    return f'<{kind}Gateway id="{ident}"{attribute}/>'


def timer(text: str) -> str:
    """A timer definition of this duration."""
    return f"<timerEventDefinition><timeDuration>{text}</timeDuration></timerEventDefinition>"


START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
