"""Which stages lie in which pool and lane, and the stretches of work that another agency does in one go."""

from collections import Counter
from dataclasses import dataclass

from process_models.making.agencies import other_department
from process_models.making.parallel import Fork
from process_models.making.stages import END, Draft, Stage
from process_models.making.words import fold, short, slug

LEAD = "Lead"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive stages of another agency; the deciding one asks, waits, and goes on with the answer."""

    number: int
    pool: str
    stages: tuple[str, ...]

    @property
    def head(self) -> str:
        """Its first stage."""
        return self.stages[0]


def pools_of(draft: Draft) -> dict[str, tuple[str, str]]:
    """Stage -> pool and kind of another agency; stages of the deciding agency are left out.

    Each other department has a pool of its own. Their kind is the same, so competence must say which one is meant.
    """
    found = {}
    for key, stage in draft.stages.items():
        if not stage.unit.own and not stage.event:
            kind = stage.unit.kind
            found[key] = (other_department(stage.unit.name) if kind == "department" else kind, kind)
    return found


def stretches(draft: Draft, kinds: dict[str, str], found: tuple[Fork, ...]) -> tuple[Stretch, ...]:
    """The stretches in order; one ends where the table forks, joins or comes back from elsewhere."""
    joins = {fork.join for fork in found}
    taken: set[str] = set()
    made: list[Stretch] = []
    for key in draft.stages:
        if key not in kinds or key in taken:
            continue
        chain = [key]
        while (following := _following(draft, chain, kinds)) is not None and following not in taken | joins:
            chain.append(following)
        chain = _entered_at_head(draft, chain)
        taken |= set(chain)
        made.append(Stretch(len(made) + 1, kinds[key], tuple(chain)))
    return tuple(made)


def _following(draft: Draft, chain: list[str], kinds: dict[str, str]) -> str | None:
    ways = draft.stages[chain[-1]].forward
    if len(ways) == 0 or len(ways[0].targets) != 1:
        return None
    inner = [way.targets[0] for way in ways if len(way.targets) == 1 and kinds.get(way.targets[0]) == kinds[chain[0]]]
    target = inner[0] if inner else END
    return None if target == END or target in chain else target


def _entered_at_head(draft: Draft, chain: list[str]) -> list[str]:
    """The chain up to the first stage that is also entered from outside: there a stretch of its own must begin."""
    for length in range(len(chain), 1, -1):
        kept = set(chain[:length])
        inner = kept - {chain[0]}
        if all(source in kept for source, _, to in draft.edges() if to in inner):
            return chain[:length]
    return chain[:1]


def lane_names(stages: list[Stage]) -> dict[str, str]:
    """Stage -> name of its lane within a pool: the unit where units differ, the person where they do not."""
    units = Counter(fold(stage.unit.name) for stage in stages)
    people: dict[str, set[str]] = {}
    for stage in stages:
        people.setdefault(fold(stage.unit.name), set()).add(fold(stage.title))
    names = {}
    for stage in stages:
        unit, title = short(stage.unit.name, 48), short(stage.title, 48)
        alone = len(people[fold(stage.unit.name)]) == 1
        if not stage.unit.name or (len(units) == 1 and title):
            names[stage.key] = title or "Cơ quan giải quyết"
        elif alone or not title or fold(title) in fold(unit):
            names[stage.key] = unit
        else:
            names[stage.key] = title if fold(unit) in fold(title) else short(f"{title} – {unit}", 72)
    return names


def lane_id(pool: str, name: str) -> str:
    """Id of a lane by its name."""
    return f"Lane_{pool}_{slug(name, 32)}"
