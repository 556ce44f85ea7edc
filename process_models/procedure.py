"""``procedure.json`` as typed values: what the runtime asks of a procedure beside its diagram."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from typing import Any

from engine.clock import Term, Unit, term_from_json
from engine.dossier.case import ROOT, ClockPolicy

Names = Mapping[str, str]
"""A text by language: ``vi`` always, ``en`` in everything shipped."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """The statutory and the committed time; None: no deadline of that sort."""

    statutory: Term | None = None
    committed: Term | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """A sub-dossier of a linked procedure."""

    key: str
    names: Names
    settlement: Settlement
    agency_kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """A fee (phí) or a charge (lệ phí) in đồng: one of ``fixed``, ``feel``, ``decision`` gives the amount."""

    key: str
    kind: str
    names: Names
    fixed: Decimal | None = None
    feel: str | None = None
    decision: str | None = None
    output: str | None = None
    due: str = "return"
    payable: tuple[str, ...] = ("cash",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A paper or e-document of a complete dossier. ``required`` is a boolean or FEEL text over the application."""

    key: str
    names: Names
    original: int = 0
    copies: int = 0
    electronic: bool = False
    required: bool | str = True
    accept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """A register book: ``number`` is a template with ``{n}``, ``{yyyy}``, ``{mm}``, ``{register}``."""

    key: str
    names: Names
    number: str
    scope: str = "agency"
    reset: str = "year"


@dataclass(frozen=True, slots=True)
class LegalText:
    """A text of law the procedure rests on."""

    names: Names
    number: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Actions:
    """What is allowed outside the diagram; ``supplements`` and ``extensions`` count requests without an approver."""

    allowed: frozenset[str] = frozenset()
    supplements: int = 1
    extensions: int = 1
    extend_by: Term | None = None
    answer_within: Term | None = None
    """How long the applicant has to answer a supplement request; None: as long as they like."""
    unanswered: str | None = None
    """What happens after that: ``stop``, ``continue`` (with what there is) or ``remind``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One version of one administrative procedure."""

    code: str
    version: str
    names: Names
    description: Names
    field_code: str
    field_names: Names
    agency_kinds: tuple[str, ...]
    receiving_kinds: tuple[str, ...]
    service_level: str
    channels: tuple[str, ...]
    settlement: Settlement
    channel_settlements: Mapping[str, Settlement]
    step_day_unit: Unit
    reasons: Mapping[str, str]
    intake_hours: Decimal | None
    cutoff: time | None
    branches: Mapping[str, Branch]
    fees: tuple[Fee, ...]
    components: tuple[Component, ...]
    application: str
    lead: str
    actions: Actions
    letters: Mapping[str, Names | None]
    """Letters it issues by key; a title of its own or None."""
    registers: Mapping[str, Register]
    capabilities: frozenset[str]
    environment: frozenset[str]
    """Names of agencies that each installation binds (``env:NAME`` in the diagram)."""
    uses: Mapping[str, str]
    """Used packages: code -> version or range."""
    legal_basis: tuple[LegalText, ...]
    in_force_from: date | None
    in_force_to: date | None
    retention_years: int | None
    """None: permanent."""
    source: str = ""
    checked_on: date | None = None
    confidence: str = "unsure"
    notes: Names = field(default_factory=dict)

    def in_force(self, day: date) -> bool:
        """Whether a dossier can be submitted under this version on that day."""
        begun = self.in_force_from is None or self.in_force_from <= day
        return begun and (self.in_force_to is None or day <= self.in_force_to)

    def settlement_for(self, channel: str) -> Settlement:
        """The settlement times of a channel."""
        return self.channel_settlements.get(channel, self.settlement)

    def promised(self, channel: str, local: Mapping[str, Any] | None = None) -> Settlement:
        """The settlement times of a channel at an agency that may promise a shorter one (``local``: ``committed``)."""
        settlement = self.settlement_for(channel)
        own = (local or {}).get("committed")
        return replace(settlement, committed=term_from_json(own)) if own else settlement

    def policies(self, channel: str, local: Mapping[str, Any] | None = None) -> dict[str, ClockPolicy]:
        """Clock rules by branch key (empty: the dossier itself), as :class:`engine.dossier.case.World` wants them.

        ``local`` is what the agency does otherwise (``dossier.local``).
        """
        own = self._policy(self.promised(channel, local))
        return {ROOT: own} | {key: self._policy(branch.settlement) for key, branch in self.branches.items()}

    def _policy(self, settlement: Settlement) -> ClockPolicy:
        return ClockPolicy(
            committed=settlement.committed,
            statutory=settlement.statutory,
            reasons=self.reasons,
            cutoff=self.cutoff,
            supplements=self.actions.supplements,
        )


def procedure_from_json(data: Mapping[str, Any]) -> Procedure:
    """The typed form of data that fits the schema. Raises TermError, and ValueError for impossible dates."""
    settlement = data["settlement"] or {}
    clock = data.get("clock", {})
    force = data.get("in_force", {})
    years = data.get("retention", {}).get("years")
    return Procedure(
        code=data["code"],
        version=data["version"],
        names=data["names"],
        description=data.get("description", {}),
        field_code=data["field"]["code"],
        field_names=data["field"]["names"],
        agency_kinds=tuple(data["agency_kinds"]),
        receiving_kinds=tuple(data["receiving_kinds"]),
        service_level=data["service_level"],
        channels=tuple(data["channels"]),
        settlement=_settlement(settlement),
        channel_settlements={key: _settlement(value) for key, value in settlement.get("channels", {}).items()},
        step_day_unit=Unit(data.get("step_day_unit", Unit.WORKING_DAY)),
        reasons=clock.get("reasons", {}),
        intake_hours=_decimal(clock.get("intake_hours")),
        cutoff=_time(clock.get("cutoff")),
        branches={key: _branch(key, value) for key, value in data.get("branches", {}).items()},
        fees=tuple(_fee(fee) for fee in data.get("fees", ())),
        components=tuple(_component(component) for component in data.get("components", ())),
        application=data["application"],
        lead=data["lead"],
        actions=_actions(data.get("actions", {})),
        letters={key: value.get("names") for key, value in data.get("letters", {}).items()},
        registers={key: _register(key, value) for key, value in data.get("registers", {}).items()},
        capabilities=frozenset(data.get("capabilities", ())),
        environment=frozenset(data.get("environment", {}).get("agencies", ())),
        uses={use["code"]: use["version"] for use in data.get("uses", ())},
        legal_basis=tuple(
            LegalText(text["names"], text["number"], text.get("url")) for text in data.get("legal_basis", ())
        ),
        in_force_from=_date(force.get("from")),
        in_force_to=_date(force.get("to")),
        retention_years=years if isinstance(years, int) else None,
        source=data.get("source", ""),
        checked_on=_date(data.get("checked_on")),
        confidence=data.get("confidence", "unsure"),
        notes=data.get("notes", {}),
    )


def _settlement(data: Mapping[str, Any] | None) -> Settlement:
    return Settlement(**{kind: term_from_json(term) for kind, term in (data or {}).items() if kind in _KINDS and term})


_KINDS = frozenset({"statutory", "committed"})


def _branch(key: str, data: Mapping[str, Any]) -> Branch:
    return Branch(key, data["names"], _settlement(data["settlement"]), tuple(data["agency_kinds"]))


def _fee(data: Mapping[str, Any]) -> Fee:
    amount = data["amount"]
    return Fee(
        key=data["key"],
        kind=data["kind"],
        names=data["names"],
        fixed=_decimal(amount.get("fixed")),
        feel=amount.get("feel"),
        decision=amount.get("decision"),
        output=amount.get("output"),
        due=data["due"],
        payable=tuple(data["payable"]),
    )


def _component(data: Mapping[str, Any]) -> Component:
    return Component(
        key=data["key"],
        names=data["names"],
        original=data.get("original", 0),
        copies=data.get("copies", 0),
        electronic=data.get("electronic", False),
        required=data.get("required", True),
        accept=tuple(data.get("accept", ())),
    )


def _register(key: str, data: Mapping[str, Any]) -> Register:
    return Register(key, data["names"], data["number"], data.get("scope", "agency"), data.get("reset", "year"))


def _actions(data: Mapping[str, Any]) -> Actions:
    extend = data.get("extend", {})
    by = extend.get("by")
    supplement = data.get("supplement", {})
    within = supplement.get("answer_within")
    return Actions(
        allowed=frozenset(data),
        supplements=supplement.get("max", 1),
        extensions=extend.get("max", 1),
        extend_by=term_from_json(by) if by else None,
        answer_within=term_from_json(within) if within else None,
        unanswered=supplement.get("unanswered", "remind") if within else None,
    )


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _time(text: str | None) -> time | None:
    return None if text is None else time.fromisoformat(text)
