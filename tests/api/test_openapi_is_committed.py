"""The committed OpenAPI document is the one the routes give."""

import json

from designer_api.openapi import PLACE, text


def test_the_committed_document_is_that_of_the_routes():
    assert PLACE.read_text("utf-8") == text(), "run: python -m designer_api.openapi"


def test_every_operation_names_who_may_call_it_and_how_it_refuses():
    document = json.loads(text())
    operations = [
        (path, method, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in ("get", "post", "put", "patch", "delete")
    ]
    assert len(operations) > 40
    names = [operation["operationId"] for _path, _method, operation in operations]
    assert len(set(names)) == len(names)
    for path, method, operation in operations:
        assert "security" in operation, (path, method)
        assert "503" in operation["responses"], (path, method)
        assert operation["summary"], (path, method)
