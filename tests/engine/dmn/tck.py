"""The cases of the DMN Technology Compatibility Kit as values: model, inputs, element, expected result."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from lxml import etree

from engine.feel import compile_expression
from tests.corpora import CORPORA

TCK = CORPORA / "dmn-tck"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


@dataclass(frozen=True)
class Case:
    folder: str
    model: Path
    case_id: str
    element: str
    service: str | None
    inputs: dict[str, object]
    expected: object
    error: bool
    has_expected: bool

    @property
    def id(self) -> str:
        return f"{self.folder}/{self.case_id}/{self.element}"


def cases(level: str, root: Path = TCK) -> list[Case]:
    return [case for folder in sorted((root / f"compliance-level-{level}").glob("*")) for case in cases_in(folder)]


def cases_in(folder: Path) -> Iterator[Case]:
    for file in sorted(folder.glob("*.xml")):
        tree = etree.parse(file).getroot()
        model = folder / tree.findtext("{*}modelName").strip()
        for test in tree.iterfind("{*}testCase"):
            inputs = {node.get("name"): value_of(node) for node in test.iterfind("{*}inputNode")}
            service = test.get("invocableName") if test.get("type") == "decisionService" else None
            for node in test.iterfind("{*}resultNode"):
                expected = node.find("{*}expected")
                yield Case(
                    folder.name,
                    model,
                    test.get("id") or "",
                    node.get("name"),
                    service,
                    inputs,
                    None if expected is None else value_of(expected),
                    node.get("errorResult") == "true",
                    expected is not None,
                )


def value_of(node: etree._Element) -> object:
    items = node.find("{*}list")
    if items is not None:
        return None if items.get(f"{XSI}nil") == "true" else [value_of(item) for item in items.iterfind("{*}item")]
    components = node.findall("{*}component")
    if components:
        return {part.get("name"): value_of(part) for part in components}
    value = node.find("{*}value")
    if value is None or value.get(f"{XSI}nil") == "true":
        return None
    return READERS[value.get(f"{XSI}type", "xsd:string").rpartition(":")[2]](value.text or "")


def literal(text: str) -> object:
    result = compile_expression(f'@"{text}"').evaluate({})
    assert result.value is not None
    return result.value


READERS = {
    "string": str,
    "boolean": lambda text: {"true": True, "false": False, "1": True, "0": False}[text.strip()],
    **dict.fromkeys(("decimal", "double", "integer", "int", "long", "float"), lambda text: Decimal(text.strip())),
    **dict.fromkeys(("date", "time", "dateTime", "duration"), lambda text: literal(text.strip())),
}


def agrees(actual: object, expected: object) -> bool:
    """As the kit compares: numbers to eight places, everything else by value."""
    if isinstance(expected, Decimal):
        if isinstance(actual, bool) or not isinstance(actual, int | float | Decimal):
            return False
        return abs(Decimal(str(actual)) - expected) < Decimal("0.00000001")
    if isinstance(expected, list):
        return isinstance(actual, list | tuple) and len(actual) == len(expected) and all(map(agrees, actual, expected))
    if isinstance(expected, dict):
        return (
            isinstance(actual, dict)
            and actual.keys() == expected.keys()
            and all(agrees(actual[key], expected[key]) for key in expected)
        )
    return type(actual) is type(expected) and actual == expected


def imports_of(case: Case) -> dict[str, bytes]:
    return {
        etree.parse(file).getroot().get("namespace"): file.read_bytes()
        for file in case.model.parent.glob("*.dmn")
        if file != case.model
    }
