"""Trusted keys, bindings and overrides over the API; who may not decide them is refused."""

import pytest

from process_models.signing import new_key
from tests.api.office import COPY

HEADER = {"vi": "ỦY BAN NHÂN DÂN PHƯỜNG", "en": "WARD PEOPLE'S COMMITTEE"}


def test_an_integrator_trusts_keys_binds_names_and_lets_an_agency_do_otherwise(office):
    admin = office.officer("yen.admin")
    key = admin("POST /trusted-keys", {"pem": new_key()[1].decode(), "name": "Sở Nội vụ"}, 201)
    admin("PUT /trusted-keys/policy", {"signatures": "required"}, 204)
    admin(f"POST /trusted-keys/{key['id']}/revocation", {"reason": "lost"}, 204)
    assert [one["reason"] for one in admin("GET /trusted-keys")["items"]] == ["lost"]
    admin("PUT /bindings/agency/police", {"value": {"code": "nowhere"}}, 404)
    admin("PUT /bindings/capability/post.send", {"value": {"kind": "nonsense"}}, 422)
    agency = admin("GET /procedures/" + COPY + "/offers")["items"][0]["agency"]
    set_to = admin("POST /overrides", {"agency": agency, "values": {"header": HEADER}}, 201)
    admin("POST /overrides", {"agency": agency, "values": {"header": HEADER}}, 422)
    found = admin("GET /overrides?procedure=" + COPY)["items"]
    assert [(one["id"], one["values"]) for one in found] == [(set_to["id"], {"header": HEADER})]
    admin(f"POST /overrides/{set_to['id']}/end", {"last": "2099-12-31"}, 204)
    assert admin("GET /overrides")["items"][0]["valid_to"] == "2099-12-31"


@pytest.mark.parametrize(
    ("route", "body"),
    [
        ("GET /trusted-keys", None),
        ("POST /trusted-keys", {"pem": "x", "name": "y"}),
        ("PUT /trusted-keys/policy", {"signatures": "required"}),
        ("GET /bindings", None),
        ("PUT /bindings/agency/police", {"value": {}}),
        ("DELETE /bindings/agency/police", None),
        ("GET /overrides", None),
        ("POST /overrides", {"agency": "H36.50", "values": {}}),
    ],
)
def test_a_clerk_decides_nothing_of_the_installation(office, route, body):
    office.officer("an.reception")(route, body, 403)
