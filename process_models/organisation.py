"""The organisation that packages are checked against, as a plain value: agencies, who holds which role, competence."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from process_models.problems import PackageError, has_errors, problem
from process_models.schema import check_json, read_object

SCHEMA: Final = "organisation.schema.json"


@dataclass(frozen=True, slots=True)
class Body:
    """An agency; ``parent`` is the code of the one above, ``territory`` what it serves."""

    code: str
    kind: str
    parent: str | None = None
    territory: str | None = None


@dataclass(frozen=True, slots=True)
class Competent:
    """One row of competence; ``procedure`` None: for all procedures."""

    kind: str
    territory: str
    agency: str
    procedure: str | None = None


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """All that is asked of an organisation; :attr:`hash` identifies its content."""

    agencies: Mapping[str, Body]
    holders: Mapping[tuple[str, str], frozenset[str]]
    """(agency, role) -> people."""
    competence: Mapping[tuple[str, str], tuple[Competent, ...]]
    """(kind, territory) -> rows."""
    territories: Mapping[str, str | None] = field(default_factory=dict)
    """Territory -> the one around it."""
    offers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Procedure -> territories."""

    def competent(self, kind: str, territory: str, procedure: str) -> tuple[str, ...]:
        """The agencies that answer; rows of the procedure go before general ones, a territory asks the one around."""
        place: str | None = territory
        seen: set[str] = set()
        while place is not None and place not in seen:
            seen.add(place)
            rows = [row for row in self.competence.get((kind, place), ()) if row.procedure in (None, procedure)]
            special = [row for row in rows if row.procedure is not None] or rows
            if special:
                return tuple(sorted({row.agency for row in special}))
            place = self.territories.get(place)
        return ()

    def offered(self, procedure: str, kinds: Iterable[str]) -> tuple[str, ...]:
        """Territories in which a procedure is offered: as said, else wherever an agency of its kinds is competent."""
        told = self.offers.get(procedure)
        if told is not None:
            return told
        wanted = frozenset(kinds)
        return tuple(sorted({territory for kind, territory in self.competence if kind in wanted}))

    def people(self, agency: str, role: str) -> frozenset[str]:
        """Who holds a role in an agency."""
        return self.holders.get((agency, role), frozenset())

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Kinds of which there is an agency."""
        return frozenset(each.kind for each in self.agencies.values())

    @cached_property
    def hash(self) -> str:
        """SHA-256 (hex) of the content."""
        content = {
            "agencies": sorted((a.code, a.kind, a.parent, a.territory) for a in self.agencies.values()),
            "holders": sorted([*key, sorted(people)] for key, people in self.holders.items()),
            "competence": sorted(
                (row.kind, row.territory, row.agency, row.procedure or "")
                for rows in self.competence.values()
                for row in rows
            ),
            "territories": sorted((key, value or "") for key, value in self.territories.items()),
            "offers": sorted((key, sorted(value)) for key, value in self.offers.items()),
        }
        return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()


def organisation_of(
    agencies: Iterable[Body],
    positions: Iterable[tuple[str, str, str]],
    competence: Iterable[Competent],
    territories: Mapping[str, str | None] | None = None,
    offers: Mapping[str, tuple[str, ...]] | None = None,
) -> Organisation:
    """An organisation from its rows; ``positions`` are (agency, role, person)."""
    holders: dict[tuple[str, str], set[str]] = {}
    for agency, role, person in positions:
        holders.setdefault((agency, role), set()).add(person)
    rows: dict[tuple[str, str], list[Competent]] = {}
    for row in competence:
        rows.setdefault((row.kind, row.territory), []).append(row)
    return Organisation(
        agencies={body.code: body for body in agencies},
        holders={key: frozenset(people) for key, people in holders.items()},
        competence={key: tuple(found) for key, found in rows.items()},
        territories=territories or {},
        offers=offers or {},
    )


def read_organisation(path: Path) -> Organisation:
    """The organisation of a JSON file (``organisation.schema.json``). Raises PackageError with every problem."""
    name = path.as_posix()
    try:
        data = path.read_bytes()
    except OSError as error:
        detail = f"{name}: {error.strerror}"
        raise PackageError(problem("organisation.unreadable", path=name, detail=detail)) from error
    value, problems = read_object(name, data)
    if value is not None:
        problems = check_json(SCHEMA, name, data, value)
    if value is None or has_errors(problems):
        raise PackageError(*problems)
    return _from_json(value)


def _from_json(data: Mapping[str, Any]) -> Organisation:
    return organisation_of(
        [Body(a["code"], a["kind"], a.get("parent"), a.get("territory")) for a in data["agencies"]],
        [(p["agency"], p["role"], p["person"]) for p in data["positions"]],
        [Competent(c["kind"], c["territory"], c["agency"], c.get("procedure")) for c in data["competence"]],
        data.get("territories", {}),
        {code: tuple(places) for code, places in data.get("offers", {}).items()},
    )
