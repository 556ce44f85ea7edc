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
    must_change: bool = False
    """Signed in with a password that somebody else gave: nothing is open but choosing another."""
    dossier: UUID | None = None
    """The dossier an applicant showed the secret of."""
    roles: frozenset[str] = field(init=False, default=frozenset())
    agencies: frozenset[str] = field(init=False, default=frozenset())
    queues: frozenset[tuple[str, str]] = field(init=False, default=frozenset())
    """(agency, role) of the queues the actor works on."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", frozenset(held.role for held in self.positions))
        object.__setattr__(self, "agencies", frozenset(held.agency for held in self.positions))
        object.__setattr__(self, "queues", frozenset((held.agency, held.role) for held in self.positions))

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
