"""Who acts: an officer with positions, an applicant with a dossier's secret, or the system itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PositionHeld:
    """A role held in an agency on the day of the request; ``substitutes`` is whom the actor stands in for."""

    agency: str
    agency_names: Mapping[str, str]
    role: str
    substitutes: str | None = None
    substitutes_name: str = ""
    substitutes_account: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who asks. ``key`` stands in logs: a login, ``applicant`` or ``system:<what>``; logins are never reused."""

    key: str
    name: str = ""
    account: UUID | None = None
    language: str = "vi"
    positions: tuple[PositionHeld, ...] = ()
    oversees: frozenset[str] = frozenset()
    """Agencies below those where the actor has oversight, audits or administers; themselves included."""
    administers: frozenset[str] = frozenset()
    """Agencies whose people, calendars and incidents the actor looks after."""
    inherits: frozenset[str] = frozenset()
    """Agencies that ended and whose work went to those where the actor works: their old dossiers stay readable."""
    must_change: bool = False
    """Signed in with a password that somebody else gave: nothing is open but choosing another."""
    dossier: UUID | None = None
    """The dossier an applicant showed the secret of."""
    roles: frozenset[str] = field(init=False, default=frozenset())
    agencies: frozenset[str] = field(init=False, default=frozenset())
    queues: frozenset[tuple[str, str]] = field(init=False, default=frozenset())
    """(agency, role) of the queues the actor works on."""
    stands_in: frozenset[UUID] = field(init=False, default=frozenset())
    """Accounts of the absent people whose work the actor does today."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", frozenset(held.role for held in self.positions))
        object.__setattr__(self, "agencies", frozenset(held.agency for held in self.positions))
        object.__setattr__(self, "queues", frozenset((held.agency, held.role) for held in self.positions))
        absent = frozenset(held.substitutes_account for held in self.positions if held.substitutes_account)
        object.__setattr__(self, "stands_in", absent)

    def in_place_of(self, agency: str, role: str | None) -> str | None:
        """Name of whom the actor stands in for in a queue; None where the position is the actor's own."""
        held = [one for one in self.positions if (one.agency, one.role) == (agency, role)]
        own = not held or any(one.substitutes is None for one in held)
        return None if own else held[0].substitutes_name or held[0].substitutes

    def free(self, assignee: UUID | None) -> bool:
        """Whether a task held by this account (None: nobody) is the actor's to take or to do."""
        return assignee is None or assignee == self.account or assignee in self.stands_in

    @property
    def is_system(self) -> bool:
        """The worker or the command line: no person."""
        return self.key.startswith("system:")

    @property
    def is_applicant(self) -> bool:
        """Knows one dossier and nothing else."""
        return self.dossier is not None


def system(what: str) -> Actor:
    """The installation itself, such as ``system("timer")``."""
    return Actor(key=f"system:{what}", name=what)


def applicant(dossier: UUID, name: str = "", language: str = "vi") -> Actor:
    """The person who showed code and secret of a dossier."""
    return Actor(key="applicant", name=name, dossier=dossier, language=language)
