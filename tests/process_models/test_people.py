"""Who does what: roles, agencies, four eyes, and the organisation a package shall run in."""

import json

import pytest

from process_models.check import check_package
from process_models.organisation import Body, Competent, organisation_of, read_organisation
from process_models.package import read_package
from process_models.problems import PackageError
from tests.process_models.samples import files, with_process

STAFF = [
    (agency, role, f"{role}.{agency}") for agency in ("W1", "W2") for role in ("reception", "case", "sign", "return")
]


def organisation(*, positions=STAFF, competence=None, agencies=None):
    rows = [Competent("ward", "001", "W1"), Competent("ward", "002", "W2")] if competence is None else competence
    return organisation_of(agencies or [Body("W1", "ward"), Body("W2", "ward")], positions, rows)


def told(made, of=None) -> list[tuple[str, str | None]]:
    found = check_package(read_package(made), scenarios=False, organisation=of)
    assert all(each.text("vi") != each.text("en") for each in found)
    return [(each.code, each.element) for each in found]


def test_an_unknown_kind_of_agency_is_told():
    made = with_process(
        'motcua:role="sign"', """motcua:role="sign" motcua:agency='="kind:warrd@" + dossier.territory'"""
    )
    assert told(made) == [("people.agency-kind", "Task_Sign")]


@pytest.mark.parametrize("reference", ["../../x", "./", "."])
def test_a_relative_agency_leads_to_a_part_or_a_neighbour(reference):
    made = with_process('motcua:role="sign"', f'motcua:role="sign" motcua:agency="{reference}"')
    assert told(made) == [("people.agency-reference", "Task_Sign")]


def test_four_eyes_look_at_what_was_done_before():
    later = with_process('motcua:differentFrom="Task_Search"', 'motcua:differentFrom="Task_Return"')
    assert ("people.different-from-later", "Task_Sign") in told(later)
    itself = with_process('motcua:differentFrom="Task_Search"', 'motcua:differentFrom="Task_Sign"')
    assert "people.different-from-self" in dict(told(itself)) or "motcua.different-from.target" in dict(told(itself))


def test_reception_is_the_work_of_the_counter():
    made = with_process('motcua:role="reception"', 'motcua:role="case"')
    assert told(made) == [("people.reception-role", "Task_Receive")]


def test_an_organisation_that_has_everybody_says_nothing():
    assert told(files(), organisation()) == []


def test_a_role_that_nobody_holds_is_told_once_for_each_agency():
    positions = [row for row in STAFF if row[1] != "sign"]
    assert told(files(), organisation(positions=positions)) == [("people.no-holder", "Task_Sign")] * 2


def test_one_person_with_both_roles_is_a_warning():
    positions = [row for row in STAFF if row[0] == "W2" or row[1] not in ("case", "sign")]
    positions += [("W1", role, "alone") for role in ("case", "sign")]
    assert told(files(), organisation(positions=positions)) == [("people.one-holder", "Task_Sign")]


def test_competence_answers_exactly_one():
    rows = [Competent("ward", "001", "W1"), Competent("ward", "001", "W2")]
    assert {code for code, _ in told(files(), organisation(competence=rows))} == {"people.several-competent"}
    special = [*rows, Competent("ward", "001", "W1", "9.000001")]
    assert told(files(), organisation(competence=special)) == []


def test_a_kind_without_an_agency_is_told():
    found = told(files(), organisation(agencies=[Body("X", "police")], competence=[]))
    assert {code for code, _ in found} == {"people.no-agency"}


def test_another_kind_must_be_competent_wherever_the_procedure_is_offered():
    made = with_process(
        'motcua:role="sign"', """motcua:role="sign" motcua:agency='="kind:police@" + dossier.territory'"""
    )
    agencies = [Body("W1", "ward"), Body("W2", "ward"), Body("P", "police")]
    rows = [Competent("ward", "001", "W1"), Competent("ward", "002", "W2"), Competent("police", "001", "P")]
    found = told(made, organisation(agencies=agencies, competence=rows, positions=[*STAFF, ("P", "sign", "p")]))
    assert found == [("people.no-competence", "Task_Sign")]


def test_a_fixed_agency_must_exist():
    made = with_process('motcua:role="sign"', 'motcua:role="sign" motcua:agency="H99"')
    assert told(made, organisation()) == [("people.no-such-agency", "Task_Sign")]


def test_an_organisation_is_read_from_a_file_or_refused_with_its_line(tmp_path):
    data = {
        "agencies": [{"code": "W1", "kind": "ward"}],
        "positions": [{"agency": "W1", "role": "sign", "person": "a"}],
        "competence": [{"kind": "ward", "territory": "001", "agency": "W1"}],
        "territories": {"001": "01"},
    }
    path = tmp_path / "organisation.json"
    path.write_text(json.dumps(data))
    read = read_organisation(path)
    assert read.competent("ward", "001", "x") == ("W1",)
    assert read.people("W1", "sign") == {"a"}
    assert read.hash == read_organisation(path).hash
    path.write_text(json.dumps({**data, "agencies": [{"code": "W1"}]}))
    with pytest.raises(PackageError) as refused:
        read_organisation(path)
    assert refused.value.problems[0].code == "schema.missing-key"
    with pytest.raises(PackageError):
        read_organisation(tmp_path / "none.json")
