"""References into imported models are followed when these are at hand (BPMN 2.0.2 §8.2.2)."""

from dataclasses import replace

import pytest

from designer_api.checking import check_paths
from engine.bpmn import check, read
from tests.engine.bpmn.snippets import definitions, line

IMPORT = '<import namespace="urn:other" location="{}" importType="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'
OTHER = definitions('<message id="M"/><process id="Q" isExecutable="true">' + line('<task id="A"/>') + "</process>")
OTHER = OTHER.replace(b'targetNamespace="urn:t"', b'targetNamespace="urn:other"')


def calling(called: str, location: str = "other.bpmn") -> bytes:
    body = line(f'<callActivity id="A" calledElement="{called}"/>')
    xml = f'{IMPORT.format(location)}<process id="P" isExecutable="true">{body}</process>'
    return definitions(xml, 'xmlns:o="urn:other"')


def found(xml: bytes, other: bytes | None = OTHER) -> list[tuple[str, str]]:
    document = read(xml, "m.bpmn")
    imports = {} if other is None else {"other.bpmn": read(other, "other.bpmn")}
    return [(problem.severity, problem.code) for problem in check(replace(document, imports=imports))]


WARNED = ("warning", "bpmn.import.not-loaded")


def test_a_call_into_an_imported_model_is_followed():
    assert found(calling("o:Q")) == [WARNED]


def test_a_call_of_what_the_imported_model_lacks_is_refused():
    assert ("error", "bpmn.reference.dangling") in found(calling("o:Z"))


def test_a_call_of_something_else_in_the_imported_model_is_refused():
    assert ("error", "bpmn.reference.wrong-kind") in found(calling("o:M"))


def test_a_plain_name_that_only_the_imported_model_knows_is_a_warning():
    assert set(found(calling("Q"))) == {WARNED, ("warning", "bpmn.call.unknown")}


def test_without_the_imported_model_its_contents_stay_open():
    assert found(calling("o:Z"), other=None) == [WARNED]


def test_an_import_names_the_namespace_that_the_model_has():
    mistaken = OTHER.replace(b"urn:other", b"urn:another")
    assert ("error", "bpmn.import.namespace") in found(calling("o:Q"), mistaken)


@pytest.mark.parametrize(
    ("called", "location", "ok"),
    [
        ("o:Q", "other.bpmn", True),
        ("o:Z", "other.bpmn", False),
        ("o:Q", "parts/other.bpmn", True),
        ("o:Q", "missing.bpmn", False),
        ("o:Z", "../outside.bpmn", True),
        ("o:Z", "broken.bpmn", True),
    ],
)
def test_the_command_reads_models_from_the_folder_of_the_one_that_imports_them(tmp_path, called, location, ok):
    folder = tmp_path / "models"
    (folder / "parts").mkdir(parents=True)
    for name in ("models/other.bpmn", "models/parts/other.bpmn", "outside.bpmn"):
        (tmp_path / name).write_bytes(OTHER)
    (folder / "broken.bpmn").write_bytes(b"<definitions")
    (folder / "main.bpmn").write_bytes(calling(called, location))
    (result,) = check_paths([folder / "main.bpmn"])
    assert result["ok"] is ok, result["problems"]
