"""What could not leave the installation: send again, answer by hand, give up."""

from typing import Any
from uuid import UUID

from runtime.api import surroundings
from runtime.api.encoding import effect_json, wanted
from runtime.api.operations import Resource
from runtime.api.schemas.actions import ReasonBody
from runtime.api.schemas.operation import EffectAnswerBody, EffectPageSchema, EffectQuery
from runtime.services import effects

resource = Resource("effects", __name__, description="Calls and messages that need a person.")
_PLACE = "/effects/<uuid:dossier_id>/<int(max=2147483647):seq>/<int(max=2147483647):i>"
_FAILS = (403, 409)


@resource.operation("GET /effects", EffectPageSchema, query=EffectQuery, fails=(403,))
def all_effects(query: dict[str, Any]) -> dict[str, Any]:
    """Effects in the given states, in what the caller administers, the oldest first."""
    states = tuple(query["state"]) or effects.FOR_PEOPLE
    found = effects.listed(surroundings.session(), surroundings.officer(), states, wanted(query))
    return {"items": [effect_json(one) for one in found.items], "next": found.cursor}


@resource.operation(f"POST {_PLACE}/retry", status=204, body=ReasonBody, fails=_FAILS)
def retry_effect(body: dict[str, Any], dossier_id: UUID, seq: int, i: int) -> None:
    """Send again."""
    actor = surroundings.officer()
    effects.retry(surroundings.session(), surroundings.clock(), (dossier_id, seq, i), body["reason"], actor)


@resource.operation(f"POST {_PLACE}/answer", status=204, body=EffectAnswerBody, fails=_FAILS)
def answer_effect(body: dict[str, Any], dossier_id: UUID, seq: int, i: int) -> None:
    """Answer a service call for its receiver, by hand."""
    actor, key = surroundings.officer(), (dossier_id, seq, i)
    effects.answer(surroundings.session(), surroundings.clock(), key, body["result"], body["reason"], actor)


@resource.operation(f"POST {_PLACE}/dismissal", status=204, body=ReasonBody, fails=_FAILS)
def dismiss_effect(body: dict[str, Any], dossier_id: UUID, seq: int, i: int) -> None:
    """Give up a message that need not arrive any more."""
    actor = surroundings.officer()
    effects.dismiss(surroundings.session(), surroundings.clock(), (dossier_id, seq, i), body["reason"], actor)
