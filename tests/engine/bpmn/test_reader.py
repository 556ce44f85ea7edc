"""Files in, the same files out; what is not a safe BPMN file is refused with a sentence."""

import pytest
from lxml import etree

from engine.bpmn import BpmnError, read, write
from tests.corpora import CORPORA, needs
from tests.engine.bpmn.snippets import definitions, line, process

MIWG = sorted((CORPORA / "bpmn-miwg").glob("*.bpmn")) if (CORPORA / "bpmn-miwg").exists() else []


def refused(xml: bytes) -> list[str]:
    with pytest.raises(BpmnError) as caught:
        read(xml, "bad.bpmn")
    assert "bad.bpmn" in str(caught.value)
    assert caught.value.problems[0].text("vi") != caught.value.problems[0].text("en")
    return [problem.code for problem in caught.value.problems]


def canonical(xml: bytes) -> bytes:
    return etree.tostring(etree.fromstring(xml), method="xml")


@needs("bpmn-miwg")
@pytest.mark.parametrize("path", MIWG, ids=lambda path: path.name)
def test_reading_and_writing_a_reference_model_loses_nothing(path):
    xml = path.read_bytes()
    assert canonical(write(read(xml))) == canonical(xml)


def test_comments_instructions_cdata_and_foreign_elements_survive():
    xml = process(
        line('<scriptTask id="T" scriptFormat="feel"><script><![CDATA[{a: 1 < 2}]]></script></scriptTask>'),
        outside='<!-- note --><?keep this?><extensionElements><x:y xmlns:x="urn:x" z="1">text</x:y></extensionElements>',
    )
    written = write(read(xml))
    assert all(part in written for part in (b"<!-- note -->", b"<?keep this?>", b"<![CDATA[{a: 1 < 2}]]>", b'z="1"'))


def test_what_stands_around_the_definitions_survives():
    around = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><!-- before --><?tool x?>'
    written = write(read(around + process(line('<task id="T" name="a&#10;b&#9;c &lt;&quot;"/>')) + b"<!-- after -->"))
    assert all(part in written for part in (b"standalone='yes'", b"<!-- before --><?tool x?><def", b"<!-- after -->"))
    assert b'name="a&#10;b&#9;c &lt;&quot;"' in written
    assert b"standalone" not in write(read(process("")))


def test_a_document_keeps_its_encoding():
    xml = process(line('<task id="T" name="Thẩm định"/>')).decode()
    document = read(f'<?xml version="1.0" encoding="UTF-16"?>{xml}'.encode("utf-16"))
    assert read(write(document)).root[0][1].get("name") == "Thẩm định"
    assert write(document)[:2] in {b"\xff\xfe", b"\xfe\xff"}


BOMB = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><definitions>&b;</definitions>'


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (BOMB, "bpmn.xml.doctype"),
        (BOMB.decode().encode("utf-16"), "bpmn.xml.doctype"),
        (b'<!DOCTYPE d SYSTEM "file:///etc/passwd"><d/>', "bpmn.xml.doctype"),
        (b'<!DOCTYPE d [<!ENTITY x SYSTEM "http://example.org/">]><d>&x;</d>', "bpmn.xml.doctype"),
        (b"", "bpmn.xml.empty"),
        (b" \n ", "bpmn.xml.empty"),
        (b"<a>" * 150 + b"</a>" * 149, "bpmn.xml.syntax"),
        (b"<a>" * 500 + b"</a>" * 500, "bpmn.xml.too-deep"),
        (definitions("<a>" * 210 + "</a>" * 210), "bpmn.xml.too-deep"),
        (definitions("<a/>" * 200_001), "bpmn.xml.too-many"),
        (definitions("<a " + " ".join(f'n{i}=""' for i in range(501)) + "/>"), "bpmn.xml.too-many-attributes"),
        (definitions("<a " + " ".join(f'xmlns:n{i}="u"' for i in range(501)) + "/>"), "bpmn.xml.too-many-attributes"),
        (b" " * 10_000_001, "bpmn.xml.too-large"),
        (process(line('<task id="T"/>'))[:-20], "bpmn.xml.syntax"),
        (b"not xml at all", "bpmn.xml.syntax"),
        (b"<definitions\x00/>", "bpmn.xml.syntax"),
        (b"<definitions>&unknown;</definitions>", "bpmn.xml.syntax"),
        (b"<html/>", "bpmn.xml.not-bpmn"),
        (b'<definitions xmlns="urn:other"/>', "bpmn.xml.not-bpmn"),
        (
            process("").replace(b"<definitions", b"<process").replace(b"</definitions", b"</process"),
            "bpmn.xml.not-bpmn",
        ),
        ('<?xml version="1.0" encoding="KOI8-R"?><definitions/>'.encode("koi8-r"), "bpmn.xml.encoding"),
        (b'<?xml version="1.0" encoding="no-such"?><definitions/>', "bpmn.xml.syntax"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_hostile_or_broken_file_is_refused(xml, code):
    assert refused(xml) == [code]


def test_a_refusal_names_the_line():
    with pytest.raises(BpmnError) as caught:
        read(b"<definitions>\n<process>\n</definitions>")
    assert caught.value.problems[0].line == 3
