"""Odd requests to every operation: each is answered as documented, never with our own mistake."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.api.contract import document
from tests.api.office import HOLDER, Office

ODD: tuple[Any, ...] = (
    {},
    [],
    None,
    {"reason": ""},
    {"reason": 10**30, "items": {}, "answers": [], "values": None},
    {"reason": "x", "items": [{"problem": "p", "action": "a"}], "term": "1wd", "node": "x", "values": {"a": [[[]]]}},
    {"login": "a" * 10_000, "password": {"$gt": ""}},
    {"procedure": "2.000815", "receiving": "H36.50", "applicant": {}, "answers": {"a": {"$date": "no"}}},
    {"id": "1", "name": "\u202e", "payload": {"x": 1e308}},
)
QUERIES = ("", "?limit=0", "?limit=x", "?after=%00", "?text=%27%3B--&limit=1", "?from=x&to=y", "?state=", "?x=1")
STRANGE = {"task_id", "dossier_id", "file_id"}


def operations() -> list[tuple[str, str]]:
    found = [
        (method, path)
        for path, item in document()["paths"].items()
        for method in item
        if method in ("get", "post", "put", "patch", "delete") and "sessions/current" not in path
    ]
    return sorted(found)


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
def test_odd_requests_are_answered_as_documented(office: Office, known: bool):
    submitted = office.submitted()
    task = office.open_task(submitted["dossier_id"], "Task_Receive")["id"]
    real = {"dossier_id": submitted["dossier_id"], "task_id": task, "code": submitted["code"]}
    names = dict.fromkeys(STRANGE, "00000000-0000-7000-8000-000000000000")
    names |= {
        "code": "x%00'\"",
        "key": "..%2f",
        "package_hash": "0" * 64,
        "part": "1",
        "uid": "1",
        "seq": "1",
        "i": "1",
    }
    names |= real if known else {"part": "9" * 30, "seq": "9" * 12, "i": "-1"}
    headers = {
        "Upload-Holder": HOLDER,
        "Dossier-Secret": submitted["secret"],
        "If-Match": "*",
        **office.officer("yen.admin").headers,
    }
    client = office.app.test_client(use_cookies=False)
    for method, path in operations():
        place = path
        for name, value in names.items():
            place = place.replace("{" + name + "}", value)
        for query in QUERIES if method == "get" else ("",):
            judged(client, method, place + query, headers, path)
        for body in ODD if method in ("post", "patch") else ():
            judged(client, method, place, headers, path, json.dumps(body))


def judged(client: FlaskClient, method: str, place: str, headers: dict[str, str], path: str, data: str | None = None):
    response = client.open(place, method=method, headers=headers, data=data, content_type="application/json")
    documented = document()["paths"][path][method]["responses"]
    # a part of a path that is not of its kind, such as no UUID, is no address of ours: 404 wherever it stands
    allowed = {*documented, "404"}
    told = f"{method} {place} {data} -> {response.status_code} {response.get_data(as_text=True)[:300]}"
    assert str(response.status_code) in allowed, told
    if response.status_code >= 400:
        assert response.mimetype == "application/problem+json", told
