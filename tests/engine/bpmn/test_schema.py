"""Our table of BPMN's XML says the same as the published schema, which a test-only dependency carries."""

import random
from importlib.resources import files

import pytest
from lxml import etree

from engine.bpmn import check, read
from tests.corpora import CORPORA, needs
from tests.engine.bpmn.test_problems import GOOD, PROVOKED

MIWG = sorted((CORPORA / "bpmn-miwg").glob("*.bpmn"))


@pytest.fixture(scope="module")
def schema():
    return etree.XMLSchema(etree.parse(str(files("SpiffWorkflow") / "bpmn" / "parser" / "schema" / "BPMN20.xsd")))


def complains(xml: bytes) -> list[str]:
    ours = (
        "bpmn.schema.",
        "bpmn.id.duplicate",
        "bpmn.reference.prefix",
        "bpmn.diagram.no-bounds",
        "bpmn.diagram.waypoints",
        "bpmn.diagram.plane",
    )
    return [str(problem) for problem in check(read(xml)) if problem.code.startswith(ours)]


def dangling_idref(schema) -> bool:
    """The schema also follows IDREFs; we report those as references."""
    return any("IDREF" in entry.message or "xs:ID" in entry.message for entry in schema.error_log)


@pytest.mark.parametrize(
    "xml", [row[2] for row in PROVOKED] + GOOD, ids=[row[0] for row in PROVOKED] + ["good"] * len(GOOD)
)
def test_a_model_fits_our_table_exactly_when_it_fits_the_schema(schema, xml):
    fits = schema.validate(etree.fromstring(xml))
    if not fits and dangling_idref(schema):
        return
    assert (complains(xml) == []) == fits, (schema.error_log, complains(xml))


@needs("bpmn-miwg")
@pytest.mark.parametrize("path", MIWG, ids=lambda path: path.name)
def test_a_reference_model_fits_our_table_when_it_fits_the_schema(schema, path):
    if schema.validate(etree.parse(str(path))):
        assert complains(path.read_bytes()) == []


def mutated(xml: bytes, chance: random.Random) -> bytes:
    """One small damage below ``process`` or ``collaboration``: a child gone, doubled or moved, an attribute gone."""
    root = etree.fromstring(xml)
    elements = [
        one for one in root.iter() if isinstance(one.tag, str) and "MODEL}" in one.tag and one.getparent() is not None
    ]
    victim = chance.choice(elements)
    parent = victim.getparent()
    match chance.randrange(5):
        case 0:
            parent.remove(victim)
        case 1:
            copy = etree.fromstring(etree.tostring(victim))
            for one in copy.iter():
                one.attrib.pop("id", None)
            parent.insert(parent.index(victim) + 1, copy)
        case 2:
            parent.insert(chance.randrange(len(parent)), victim)
        case 3 if victim.attrib:
            del victim.attrib[chance.choice(list(victim.attrib))]
        case _:
            victim.tag = chance.choice(elements).tag
    return etree.tostring(root)


@needs("bpmn-miwg")
@pytest.mark.parametrize("seed", range(60))
def test_damage_is_seen_by_our_table_exactly_when_the_schema_sees_it(schema, seed):
    chance = random.Random(seed)
    sound = [path.read_bytes() for path in MIWG if schema.validate(etree.parse(str(path)))]
    for _ in range(5):
        xml = mutated(chance.choice(sound), chance)
        fits = schema.validate(etree.fromstring(xml))
        if fits or not dangling_idref(schema):
            assert (complains(xml) == []) == fits, (schema.error_log, complains(xml))
