"""Everything a paper says, frozen as plain JSON at the moment it is issued.

What stands here is all a template can show; a template decides only how. Names are in Vietnamese, the language of
official papers; instants are ISO texts, sums decimal texts. Answers and results of the dossier go in only where the
package's own template names them, so that a receipt does not carry a whole application.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from engine.dossier.case import ROOT, Case, Life
from engine.kernel.codec import value_to_json
from process_models.fees import fee_lines, total
from runtime.letters.rendering import names_of
from runtime.services.actors import Actor
from runtime.services.applications import feel_env
from runtime.services.cases import Held
from runtime.services.notices import item_names
from runtime.services.paper_counts import Counted
from runtime.services.zone import day_of

CHANNELS: Final[Mapping[str, str]] = {
    "counter": "Trực tiếp",
    "online": "Trực tuyến",
    "post": "Qua dịch vụ bưu chính công ích",
}
DELIVERIES: Final[Mapping[str, str]] = {"post": "Trả qua dịch vụ bưu chính công ích", "electronic": "Bản điện tử"}
FORMAT: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A paper on its way: of which branch, what it says beside the dossier, by whom and when."""

    held: Held
    case: Case
    """As it is after the turn that issues it."""
    facts: Mapping[str, Any]
    key: str
    branch: str
    agency: str
    body: Mapping[str, Any]
    at: datetime
    actor: Actor
    counted: Counted
    part: int = 0
    """The part that issues it (0: the dossier itself)."""
    registers: Sequence[Mapping[str, str]] = ()
    steps: Sequence[Mapping[str, Any]] = ()

    @property
    def life(self) -> Life:
        """State and clock of the branch."""
        return self.case.lives[self.branch]

    @property
    def data(self) -> Mapping[str, Any]:
        """Answers and results of the part that issues it; what it does not know itself, the lead part may."""
        found: dict[str, Any] = {}
        for part in (self.case.parts.get(min(self.case.parts, default=0)), self.case.parts.get(self.part)):
            if part is not None:
                found |= part.state.scopes[part.state.root].vars
        return found


def frozen(issue: Issue, number: int, template: str) -> dict[str, Any]:
    """The values of a letter, ready to be stored."""
    held = issue.held
    year = day_of(issue.at).year
    values: dict[str, Any] = {
        "format": FORMAT,
        "letter": {
            "key": issue.key,
            "title": held.package.letter(issue.key, "vi"),
            "number": number,
            "year": year,
            "text": f"TN-{number}/{year}" if held.trial else f"{number}/{year}",
            "issued_at": issue.at.isoformat(),
            "trial": held.trial,
        },
        "agency": agency_values(issue, issue.agency),
        "officer": {"name": issue.actor.name or None},
        "dossier": _dossier(issue),
        "procedure": _procedure(issue),
        "applicant": applicant_values(issue.facts, issue.data),
        "times": _times(issue),
        "fee": _fee(issue),
        "components": _components(issue),
        "registers": list(issue.registers),
        "told": told(issue),
        "steps": list(issue.steps),
        "rows": [],
    }
    values["data"] = {
        name: value_to_json(issue.data[name]) for name in sorted(names_of(template)) if name in issue.data
    }
    return values


def agency_values(issue: Issue, agency: str) -> dict[str, Any]:
    """Head of the paper: the agency's own words (``header``, ``hotline``), else the names it has on the day."""
    organisation, local = issue.held.organisation, issue.facts.get("local") or {}
    return agency_head(organisation, agency, day=issue.at, local=local)


def agency_head(organisation: Any, agency: str, *, day: datetime, local: Mapping[str, Any]) -> dict[str, Any]:
    """``name``, the lines ``above`` it, ``place`` for the date line, ``hotline``."""
    on = day_of(day)
    own = local.get("header")
    known = organisation.agencies.get(agency)
    above = [own["vi"]] if own else []
    if not own and known is not None and known.parent is not None:
        above = [vietnamese(organisation.names(known.parent, on))]
    territory = organisation.territory_of(agency)
    place = organisation.territory(territory, on) if territory else None
    hotline = local.get("hotline")
    return {
        "code": agency,
        "name": vietnamese(organisation.names(agency, on)),
        "above": above,
        "place": vietnamese(place.names) if place else None,
        "hotline": vietnamese(hotline) if hotline else None,
    }


def vietnamese(names: Mapping[str, str]) -> str:
    """The Vietnamese one of some names."""
    return names.get("vi") or next(iter(names.values()), "")


def applicant_values(facts: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """Who applied and how to reach them; an address that was declared only in the form is taken from there."""
    said = facts.get("applicant") or {}
    found = {key: said.get(key) if isinstance(said.get(key), str) else None for key in ("name", "phone", "email")}
    address = said.get("address") if isinstance(said.get("address"), str) else None
    return {**found, "address": address or declared_address(data)}


def declared_address(value: Any) -> str | None:
    """The first address among the answers, as one line."""
    if not isinstance(value, Mapping):
        return None
    for key in ("delivery", *value):
        inner = value.get(key)
        if key in ("address", "residence", "permanent_address") and (line := _line(inner)):
            return line
        if isinstance(inner, Mapping) and (found := declared_address(inner)):
            return found
    return None


def _line(address: Any) -> str | None:
    if isinstance(address, str):
        return address or None
    if not isinstance(address, Mapping):
        return None
    parts = []
    for key in ("foreign_address", "street", "hamlet", "commune", "district", "province"):
        one = address.get(key)
        text = one.get("label") if isinstance(one, Mapping) else one
        if isinstance(text, str) and text:
            parts.append(text)
    return ", ".join(parts) or None


def _dossier(issue: Issue) -> dict[str, Any]:
    held, home = issue.held, issue.held.branches[ROOT]
    own = held.branches.get(issue.branch, home)
    branches = held.package.procedure.branches
    delivery = issue.data.get("delivery")
    method = delivery.get("method") if isinstance(delivery, Mapping) else None
    counter = vietnamese(held.organisation.names(home.received_by, day_of(issue.at)))
    return {
        "code": own.code,
        "part": vietnamese(branches[issue.branch].names) if issue.branch in branches else None,
        "channel": CHANNELS.get(held.channel, held.channel),
        "collect": DELIVERIES.get(str(method), counter),
        "received_by": counter,
        "sets": issue.facts.get("sets") or 1,
        "parts": [_part(issue, key) for key in sorted(issue.case.lives) if key and not issue.branch],
    }


def _part(issue: Issue, key: str) -> dict[str, Any]:
    branches, row = issue.held.package.procedure.branches, issue.held.branches.get(key)
    return {
        "name": vietnamese(branches[key].names) if key in branches else key,
        "code": row.code if row else None,
        "due": _due(issue.case.lives[key], "committed"),
    }


def _procedure(issue: Issue) -> dict[str, Any]:
    held = issue.held
    procedure = held.package.procedure
    committed = procedure.promised(held.channel, issue.facts.get("local") or {}).committed
    return {
        "code": held.procedure_code,
        "name": vietnamese(procedure.names),
        "term": None if committed is None else str(committed),
    }


def _times(issue: Issue) -> dict[str, Any]:
    life = issue.life
    before = issue.held.case.lives.get(issue.branch)
    instants = {"submitted": life.submitted_at, "received": life.received_at, "settled": life.settled_at}
    return {
        **{name: at.isoformat() if at else None for name, at in instants.items()},
        "returned": life.returned_at.isoformat() if life.returned_at else None,
        "due": _due(life, "committed"),
        "statutory": _due(life, "statutory"),
        "former_due": _due(before, "committed") if before else None,
    }


def _due(life: Life, kind: str) -> str | None:
    deadline = life.deadlines.get(kind)
    return deadline.due.isoformat() if deadline and deadline.due else None


def _fee(issue: Issue) -> dict[str, Any]:
    held = issue.held
    life = issue.case.lives[ROOT]
    dossier = {
        **issue.facts,
        "status": int(life.status),
        "submitted_at": life.submitted_at,
        "received_at": life.received_at,
        "facts": dict(issue.case.facts),
    }
    package = held.package
    lines = fee_lines(package.procedure.fees, package.decisions, issue.data, dossier, feel_env(issue.at))
    owed = total(lines)
    by_step = issue.case.facts.get("fee_paid")
    stepped = Decimal(by_step) if isinstance(by_step, int | Decimal) and not isinstance(by_step, bool) else Decimal(0)
    return {
        "total": None if owed is None else str(owed),
        "paid": owed is not None and max(stepped, issue.counted.paid) >= owed,
        "lines": [
            {"name": vietnamese(one.fee.names), "amount": None if one.amount is None else str(one.amount)}
            for one in lines
        ],
    }


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def _components(issue: Issue) -> list[dict[str, Any]]:
    given = issue.facts.get("components") or {}
    found = []
    for one in issue.held.package.procedure.components:
        said = given.get(one.key) or {}
        electronic = max(int(said.get("electronic", 0)), issue.counted.files.get(one.key, 0))
        counts = {"original": int(said.get("original", 0)), "copies": int(said.get("copies", 0))}
        if electronic or any(counts.values()):
            found.append({"name": vietnamese(one.names), **counts, "electronic": electronic})
    return found


def told(issue: Issue) -> dict[str, Any]:
    """What the letter says beside the dossier, with the items' names instead of keys."""
    body = dict(issue.body)
    items = [
        {
            "about": vietnamese(item_names(issue.held.package, item.get("about") or {})),
            "wrong": str(item.get("wrong") or ""),
            "todo": str(item.get("todo") or ""),
        }
        for item in body.get("items") or ()
    ]
    return {**{name: value_to_json(one) for name, one in body.items() if name != "items"}, "items": items}
