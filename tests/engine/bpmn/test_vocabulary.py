"""Reader, XSD, moddle and documentation name the same extensions; the coverage page names every check."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from lxml import etree

from engine.bpmn.messages import MESSAGES
from engine.bpmn.names import MOTCUA
from engine.bpmn.schema import is_abstract
from engine.bpmn.schema_table import TYPES
from engine.bpmn.vocabulary import ATTRIBUTES, ELEMENTS, split_facts, split_keys
from tests.engine.bpmn.snippets import codes, compiled, line, process

DOCS = Path(__file__).resolve().parents[3] / "docs"
XS = "{http://www.w3.org/2001/XMLSchema}"


def xsd():
    return etree.fromstring((files("engine.bpmn") / "motcua.xsd").read_bytes())


def moddle():
    return json.loads((files("engine.bpmn") / "motcua.moddle.json").read_text(encoding="utf-8"))


def test_the_xsd_names_the_same_attributes_and_elements():
    assert [one.get("name") for one in xsd().findall(XS + "attribute")] == list(ATTRIBUTES)
    assert {one.get("name") for one in xsd().findall(XS + "element")} == set(ELEMENTS)
    assert xsd().get("targetNamespace") == MOTCUA


def test_the_moddle_names_the_same_attributes_and_elements():
    extending = [one for one in moddle()["types"] if "extends" in one]
    assert {prop["name"] for one in extending for prop in one["properties"]} == set(ATTRIBUTES)
    assert {one["name"].lower() for one in moddle()["types"] if "extends" not in one} == set(ELEMENTS)
    assert moddle()["uri"] == MOTCUA


def test_the_moddle_puts_each_attribute_on_the_same_elements():
    general = {
        "Activity": {"task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask", "subProcess", "transaction", "adHocSubProcess", "callActivity"},
        "Event": {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"},
        "Task": {"task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask"},
        "GlobalTask": {"globalTask", "globalUserTask", "globalManualTask", "globalScriptTask", "globalBusinessRuleTask"},
    }  # fmt: skip
    for one in moddle()["types"]:
        names = [name.removeprefix("bpmn:") for name in one.get("extends", ())]
        places: set[str] = set()
        for name in names:
            places |= general.get(name, {name[0].lower() + name[1:]})
        for prop in one["properties"] if names else ():
            assert ATTRIBUTES[prop["name"]].on <= places, prop["name"]


def test_the_documentation_has_one_row_for_each_attribute_and_element():
    text = (DOCS / "extension-vocabulary.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE) == list(ATTRIBUTES)
    assert set(re.findall(r"<motcua:(\w+)", text)) == set(ELEMENTS)


def test_the_coverage_page_lists_every_check_with_its_level():
    text = (DOCS / "bpmn-coverage.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `((?:bpmn|motcua)\.[\w.-]+)` \| (\w+) \|", text, re.MULTILINE))
    assert rows == {code: level for code, (level, _, _) in MESSAGES.items()}


def test_the_coverage_page_names_every_element_of_the_schema_once_with_its_tests():
    text = (DOCS / "bpmn-coverage.md").read_text(encoding="utf-8").partition("## Elements")[2].partition("\n## ")[0]
    rows = [row.split(" | ") for row in re.findall(r"^\| (`.*) \|$", text, re.MULTILINE)]
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row[0]) if not name.startswith("BPMN")]
    types = [re.split(r"[ |]", line, maxsplit=1)[0] for line in TYPES.strip().split("\n") if not line.startswith(" ")]
    concrete = [kind for kind in types if not is_abstract(kind)]
    assert sorted(named) == sorted(kind[0].lower() + kind[1:] for kind in concrete)
    for test in {name for row in rows for name in re.findall(r"`([\w/]+)`", row[4])}:
        folder = DOCS.parent / "tests" / "engine"
        assert (folder / f"{test if '/' in test else f'conformance/{test}'}.py").exists(), test


EXAMPLES = {
    "form": "appraise",
    "role": "case",
    "agency": "kind:tax_office@27280",
    "time": "0.5d",
    "timeBase": "working",
    "clock": "hold:financial",
    "fact": "signed; fee_due=total",
    "letter": "supplement-request",
    "register": "certification",
    "outcomes": "accept refuse",
    "differentFrom": "Task_Appraise",
    "service": "population.verify",
    "retries": "5/PT10M",
    "key": "=code",
    "ttl": "P30D",
    "calls": "fee",
    "opinion": "12d; consent",
    "branch": "residence",
}


def test_each_attribute_accepts_its_example_and_the_examples_stand_in_the_documentation():
    text = (DOCS / "extension-vocabulary.md").read_text(encoding="utf-8")
    assert EXAMPLES.keys() == ATTRIBUTES.keys()
    for name, example in EXAMPLES.items():
        assert ATTRIBUTES[name].accepts(example)
        assert f"`{example}`" in text, name


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("a", (("a", None),)),
        ("a; b=c + 1;", (("a", None), ("b", "c + 1"))),
        ('a="x;y"; b', (("a", '"x;y"'), ("b", None))),
        ("a=", (("a", ""),)),
        ("", ()),
    ],
)
def test_facts_are_split_at_semicolons_outside_quotes(text, facts):
    assert split_facts(text) == facts


def test_keys_are_split_at_spaces_and_commas():
    assert split_keys(" a,b  c ,") == ("a", "b", "c")


def test_a_mapping_without_a_value_means_the_same_name_and_an_empty_one_writes_nothing():
    def task(io: str):
        return compiled(process(line(f'<task id="A"><extensionElements>{io}</extensionElements></task>'))).nodes["A"]

    assert task('<motcua:io><motcua:in name="a"/></motcua:io>').inputs[0].value.evaluate({"a": 3}).value == 3
    assert task('<motcua:io><motcua:in name="a"/></motcua:io>').has_outputs is False
    assert task("<motcua:io/>").has_outputs is True
    assert codes(process(line('<task id="A"><extensionElements><motcua:io/></extensionElements></task>'))) == []
