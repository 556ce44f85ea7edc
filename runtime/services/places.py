"""Where a procedure is offered: at agencies by name, or at all of a kind from one agency down; and at which stage."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from runtime.models import Offer
from runtime.services.snapshot import Snapshot, in_force


class Stage(StrEnum):
    """How far a procedure is at an agency."""

    LIVE = "live"
    TRIAL = "trial"
    """Only officers enter dossiers; they are marked, numbered apart and counted nowhere."""
    OFF = "off"
    """No new dossiers; open ones go on."""


def stage_at(offers: Mapping[str, Offer | None], agency: str) -> Stage | None:
    """The stage at an agency; None where nothing is offered."""
    if agency not in offers:
        return None
    offer = offers[agency]
    return Stage.LIVE if offer is None else Stage(offer.stage)


def offering(
    offers: Sequence[Offer], kinds: Iterable[str], organisation: Snapshot, day: date
) -> Mapping[str, Offer | None]:
    """Agency -> its offer on a day, one that is ``off`` too; the nearest one counts.

    While there is no offer at all: every agency of the kinds.
    """
    if not offers:
        wanted = set(kinds)
        return {one.code: None for one in organisation.agencies.values() if one.kind in wanted and one.exists(day)}
    chosen: dict[str, Offer | None] = {}
    valid = [one for one in offers if in_force(one.valid_from, one.valid_to, day)]
    for offer in sorted(valid, key=lambda one: _depth(organisation, one)):
        for code in _reached(offer, organisation):
            if organisation.agencies[code].exists(day):
                chosen[code] = offer
    return chosen


def _reached(offer: Offer, organisation: Snapshot) -> list[str]:
    if offer.kind is None:
        return [offer.agency] if offer.agency in organisation.agencies else []
    below = organisation.descendants.get(offer.agency, frozenset({offer.agency}))
    return sorted(code for code in below if organisation.agencies[code].kind == offer.kind)


def _depth(organisation: Snapshot, offer: Offer) -> tuple[bool, int, bytes]:
    """Offers to a kind before those by name, those from further up before nearer ones, the older first."""
    depth, at = 0, organisation.agencies.get(offer.agency)
    while at is not None and at.parent is not None:
        depth, at = depth + 1, organisation.agencies.get(at.parent)
    return offer.kind is None, depth, offer.id.bytes
