"""What an installation decides beside its packages: trusted keys, bindings, local overrides."""

from typing import Any
from uuid import UUID

from runtime.api import surroundings
from runtime.api.operations import Resource
from runtime.api.schemas.installation import (
    BindingBody,
    BindingListSchema,
    KeyBody,
    KeyRevocationBody,
    OverrideBody,
    OverrideEndBody,
    OverrideListSchema,
    OverrideQuery,
    OverrideSetSchema,
    SignaturesBody,
    TrustedKeyListSchema,
    TrustedKeySchema,
)
from runtime.services import bindings, local, trust
from runtime.services.local import Override

resource = Resource("decisions", __name__, description="Trusted keys, bindings and local overrides.")


@resource.operation("GET /trusted-keys", TrustedKeyListSchema, fails=(403,))
def all_trusted_keys() -> dict[str, Any]:
    """Every key whose signatures were ever accepted."""
    return {"items": trust.keys(surroundings.session(), surroundings.officer())}


@resource.operation("POST /trusted-keys", TrustedKeySchema, status=201, body=KeyBody, fails=(403,))
def trust_key(body: dict[str, Any]) -> trust.KeyInfo:
    """Trust a public key; the same key again changes nothing."""
    pem = body["pem"].encode("utf-8", "surrogatepass")
    return trust.add(surroundings.session(), surroundings.clock(), pem, body["name"], surroundings.officer())


@resource.operation("POST /trusted-keys/<key>/revocation", status=204, body=KeyRevocationBody, fails=(403,))
def revoke_key(body: dict[str, Any], key: str) -> None:
    """Accept no more signatures of a key; what is published stays."""
    trust.revoke(
        surroundings.session(),
        surroundings.clock(),
        key,
        body["reason"],
        surroundings.officer(),
        since=body["since"],
    )


@resource.operation("PUT /trusted-keys/policy", status=204, body=SignaturesBody, fails=(403,))
def decide_signatures(body: dict[str, Any]) -> None:
    """Decide whether packages have to be signed."""
    trust.set_policy(surroundings.session(), surroundings.clock(), body["signatures"], surroundings.officer())


@resource.operation("GET /bindings", BindingListSchema, fails=(403,))
def all_bindings() -> dict[str, Any]:
    """What the names that packages declare stand for here."""
    return {"items": bindings.bindings(surroundings.session(), surroundings.officer())}


@resource.operation("PUT /bindings/<kind>/<name>", status=204, body=BindingBody, fails=(403,))
def set_binding(body: dict[str, Any], kind: str, name: str) -> None:
    """Say what a capability or an agency's name stands for here."""
    bindings.bind(surroundings.session(), surroundings.clock(), kind, name, body["value"], surroundings.officer())


@resource.operation("DELETE /bindings/<kind>/<name>", status=204, fails=(403,))
def remove_binding(kind: str, name: str) -> None:
    """Take a binding away."""
    bindings.unbind(surroundings.session(), kind, name, surroundings.officer())


@resource.operation("GET /overrides", OverrideListSchema, query=OverrideQuery, fails=(403,))
def all_overrides(query: dict[str, Any]) -> dict[str, Any]:
    """What agencies have set differently: fees, committed times, names of units, heads of letters."""
    found = local.overrides(surroundings.session(), surroundings.officer(), query["procedure"])
    return {"items": [_told(one) for one in found]}


@resource.operation("POST /overrides", OverrideSetSchema, status=201, body=OverrideBody, fails=(403, 404))
def set_override(body: dict[str, Any]) -> dict[str, Any]:
    """Set something differently at an agency, or at all agencies of a kind below it, for some time."""
    days = (body.pop("valid_from"), body.pop("valid_to"))
    wanted = Override(days=days, **body)
    return {
        "id": local.override(surroundings.session(), surroundings.clock(), wanted, surroundings.officer()),
    }


@resource.operation("POST /overrides/<uuid:override_id>/end", status=204, body=OverrideEndBody, fails=(403,))
def end_override(body: dict[str, Any], override_id: UUID) -> None:
    """The override holds until a day; dossiers that were submitted keep what was pinned."""
    local.end(surroundings.session(), override_id, body["last"], surroundings.officer())


def _told(one: Override) -> dict[str, Any]:
    first, last = one.days
    named = {name: getattr(one, name) for name in Override.__slots__ if name != "days"}
    return {**named, "valid_from": first, "valid_to": last}
