"""What an officer attaches stays in the office, unless the form shares it with the applicant."""

import json

from process_models.files import read_folder, write_zip
from tests.api.office import COPY, LIBRARY, Office, scenario

NAMES = {"vi": "Tệp", "en": "File"}
FILE = {"type": "string", "format": "file-id"}


def with_files_at_reception() -> bytes:
    files = dict(read_folder(LIBRARY / COPY))
    schema, ui = json.loads(files["forms/reception.schema.json"]), json.loads(files["forms/reception.ui.json"])
    schema["properties"] |= {"own_scan": FILE, "result_scan": FILE}
    ui["sections"][0]["fields"] += [
        {"field": "own_scan", "label": NAMES},
        {"field": "result_scan", "label": NAMES, "shared": True},
    ]
    procedure = json.loads(files["procedure.json"]) | {"version": "8.0.0"}
    changed = {"forms/reception.schema.json": schema, "forms/reception.ui.json": ui, "procedure.json": procedure}
    return write_zip(files | {path: json.dumps(data).encode() for path, data in changed.items()})


def test_the_applicant_sees_shared_files_only(office: Office):
    publisher = office.officer("bich.publisher")
    answer = publisher.ask("POST", "/packages", data=with_files_at_reception(), content_type="application/zip")
    assert answer.status_code == 201, answer.get_json()
    mine = office.submitted()
    clerk = office.officer("an.reception")
    own, result = (clerk.upload("/files", name=f"{name}.pdf").get_json()["id"] for name in ("own", "result"))
    step = scenario()["steps"][0]
    office.do(mine["dossier_id"], step | {"answers": step["answers"] | {"own_scan": own, "result_scan": result}})
    applicant = office.applicant(mine)
    told = applicant(f"GET /applications/{mine['code']}")
    assert [one["filename"] for one in told["files"]] == ["result.pdf"]
    assert applicant.ask("GET", f"/applications/{mine['code']}/files/{result}").status_code == 200
    applicant(f"GET /applications/{mine['code']}/files/{own}", status=404)
    assert {clerk.ask("GET", f"/files/{one}").status_code for one in (own, result)} == {200}
