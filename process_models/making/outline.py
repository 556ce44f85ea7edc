"""The rows of a table as stages: roles, agencies, times and the ways on; everything doubtful is flagged."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from process_models.making.agencies import Unit, department_of, telling, unit_of
from process_models.making.outcomes import outcome_key
from process_models.making.roles import is_applicant, step_role
from process_models.making.spans import step_time
from process_models.making.stages import END, RECEIVE, Draft, Exit, Stage
from process_models.making.words import fold, has, label
from process_models.steps.table import Place, ProcedureTable, Step

_SUBMITS: Final = ("nop ho so", "nop truc tiep", "chuan bi ho so", "gui ho so", "lap ho so")


_LEADS: Final = 3
"""How much more a leader's row says about who decides."""


def outline(table: ProcedureTable, kinds: Sequence[str], code: str) -> Draft:
    """The stages of a procedure, connected as the table says; nothing is added but a reception when it lacks one."""
    draft = Draft(code, table.place, {}, "")
    steps = _without_submission(table.steps)
    keys = _keys(steps)
    home = _home(steps, table.levels)
    for key, step in zip(keys, steps, strict=True):
        draft.stages[key] = _stage(draft, key, step, kinds, home)
    known = _numbers(steps, keys)
    onward = dict(zip(keys, [*keys[1:], END], strict=False))
    for key in keys:
        draft.stages[key].exits = _exits(draft, draft.stages[key], known, onward[key])
    _mark_back(draft, keys)
    for key in keys:
        draft.stages[key].exits = _sensible(draft, draft.stages[key], onward[key])
    draft.first = keys[0] if keys else ""
    _recorded_at_counter(draft)
    _received_first(draft, kinds)
    drop_unreachable(draft)
    return draft


def _without_submission(steps: Sequence[Step]) -> Sequence[Step]:
    """The first rows where the applicant prepares and hands in are the submission, which comes before the diagram."""
    start = 0
    while start < len(steps) - 1 and _submits(steps[start]):
        start += 1
    return steps[start:]


def _submits(step: Step) -> bool:
    who = " ".join(step.roles) or step.agency
    return is_applicant(who) and (has(fold(step.work), *_SUBMITS) or "nop" in fold(step.work).split())


def _keys(steps: Sequence[Step]) -> list[str]:
    """A unique key for each step from its number: ``1.2`` is ``1_2``."""
    used: Counter[str] = Counter()
    keys = []
    for index, step in enumerate(steps):
        bare = fold(step.number).replace("buoc", "").strip().replace(" ", "_") or str(index + 1)
        used[bare] += 1
        keys.append(bare if used[bare] == 1 else f"{bare}_again{used[bare]}")
    return keys


def _numbers(steps: Sequence[Step], keys: Sequence[str]) -> dict[str, str]:
    known: dict[str, str] = {}
    for key, step in zip(keys, steps, strict=True):
        known.setdefault(_number(step.number) or key, key)
    return known


def _number(text: str) -> str:
    return fold(text).replace("buoc", "").strip().replace(" ", ".")


def _home(steps: Sequence[Step], levels: Sequence[str]) -> str:
    """The deciding department: the one that the level names, else whose leaders sign, else the one most rows name."""
    told = {name for level in levels if (name := department_of(fold(level)))}
    if len(told) == 1:
        return told.pop()
    named: Counter[str] = Counter()
    for step in steps:
        leads = has(fold(" ".join(step.roles)), "giam doc", "gd", "pgd", "lanh dao so", "ld so", "pho giam doc")
        for text in (step.agency, *step.roles):
            if name := department_of(fold(text)):
                named[name] += _LEADS if leads else 1
    return max(named, key=lambda name: (named[name], -list(named).index(name))) if named else ""


def _stage(draft: Draft, key: str, step: Step, kinds: Sequence[str], home: str) -> Stage:
    role, clear = step_role(step.roles, step.agency, step.work)
    title = step.roles[0] if step.roles else ""
    applicant = is_applicant(" ".join(step.roles) or step.agency)
    if applicant:
        role, title = ("reception" if role != "return" else role), ""
        draft.flag("applicant-acts", step.place, step=step.number, work=label(step.work))
    elif not clear and (step.roles or step.agency):
        _once(
            draft,
            "role",
            step.place,
            "role",
            step=step.number,
            role="; ".join(step.roles) or "–",
            work=label(step.work),
        )
    others = {step_role((each,), step.agency, step.work)[0] for each in step.roles[1:]} - {role}
    if others:
        told = "; ".join(step.roles)
        _once(draft, "several-roles", step.place, "roles", step=step.number, roles=told, taken=step.roles[0])
    unit = unit_of("" if applicant else step.agency, "" if applicant else telling(step.roles), kinds, home)
    if not unit.clear:
        _once(draft, "agency", step.place, "agency", step=step.number, agency=unit.name)
    name = label(step.work) or f"Bước {step.number}"
    return Stage(key=key, name=name, role=role, unit=unit, title=title, time=step_time(step.time), step=step)


def _once(draft: Draft, code: str, place: Place, about: str, **values: str) -> None:
    """Tell what is doubtful about a text at its first row only; the other rows with the same text are named there."""
    for each in draft.problems:
        if each.code == f"making.{code}" and fold(each.values[about]) == fold(values[about]):
            each.values["step"] += f", {values['step']}"
            return
    draft.flag(code, place, **values)


def _exits(draft: Draft, stage: Stage, known: dict[str, str], following: str) -> list[Exit]:
    step = stage.step
    if step is None or not step.next:
        return [Exit((following,))]
    found: list[Exit] = []
    for way in step.next:
        targets = _targets(draft, stage, way.targets, known, following)
        if stage.key in targets:
            draft.flag("to-itself", step.place, step=step.number)
            targets = tuple(target for target in targets if target != stage.key) or (following,)
        found.append(Exit(targets, way.condition, outcome_key(way.condition) if way.condition else ""))
    return found


def _targets(
    draft: Draft, stage: Stage, numbers: Sequence[str], known: dict[str, str], following: str
) -> tuple[str, ...]:
    targets = []
    for number in numbers:
        target = known.get(_number(number))
        if target is None and stage.step is not None:
            draft.flag("next-unknown", stage.step.place, step=stage.step.number, next=number)
            target = following
        targets.append(target or following)
    return tuple(dict.fromkeys(targets)) or (END,)


def _mark_back(draft: Draft, keys: Sequence[str]) -> None:
    """A way to an earlier row leads back only when that row leads here again; else it joins the main way."""
    place = {key: index for index, key in enumerate(keys)}
    reach = {key: _reached(draft, key) for key in keys}
    for key in keys:
        for way in draft.stages[key].exits:
            _only_ahead(draft, key, way, reach, place)
            way.back = any(
                target != END and place[target] <= place[key] and key in reach[target] for target in way.targets
            )


def _only_ahead(draft: Draft, key: str, way: Exit, reach: Mapping[str, set[str]], place: Mapping[str, int]) -> None:
    """Of several steps that begin at once those that lead back here are left out: they would never come together."""
    if len(way.targets) < 2:
        return
    ahead = tuple(
        target for target in way.targets if target == END or place[target] > place[key] or key not in reach[target]
    )
    ahead = ahead or (max(way.targets, key=lambda target: place[target]),)
    step = draft.stages[key].step
    if ahead != way.targets and step is not None:
        left = ", ".join(
            each.number for other in way.targets if other not in ahead and (each := draft.stages[other].step)
        )
        draft.flag("back-in-parallel", step.place, step=step.number, left=left)
        way.targets = ahead


def _reached(draft: Draft, start: str) -> set[str]:
    """Every stage (and END) that a stage leads to in any way, itself included."""
    found: set[str] = set()
    open_ = [start]
    while open_:
        key = open_.pop()
        if key not in found:
            found.add(key)
            open_ += [target for way in draft.stages[key].exits for target in way.targets] if key != END else []
    return found


def _sensible(draft: Draft, stage: Stage, following: str) -> list[Exit]:
    """At most one plain way, each outcome once, and a way that leads on."""
    step, ways = stage.step, stage.exits
    assert step is not None
    if not step.next:
        return ways
    plain = [way for way in ways if not way.label]
    if len(plain) > 1:
        draft.flag("two-ways", step.place, step=step.number)
        joined = Exit(tuple(dict.fromkeys(target for way in plain for target in way.targets)), back=plain[0].back)
        ways = [joined, *(way for way in ways if way.label)]
    seen: dict[str, Exit] = {}
    for way in ways:
        if way.outcome in seen:
            draft.flag("outcome-twice", step.place, step=step.number, outcome=way.label)
            continue
        seen[way.outcome] = way
    ways = list(seen.values())
    stuck = all(way.back for way in ways) and (bool(ways[0].label) or END not in _reached(draft, stage.key))
    if stuck or (len(ways) == 1 and ways[0].negative):
        ways.insert(0, Exit((following,)))
        if not any(way.label for way in ways):
            draft.flag("only-back", step.place, step=step.number)
            ways = ways[:1]
    if len(ways) == 1:
        ways[0].label = ways[0].outcome = ""
    return ways


def _received_first(draft: Draft, kinds: Sequence[str]) -> None:
    """The first stage receives; a table that begins later gets a reception in front."""
    first = draft.stages[draft.first]
    doing = fold(first.step.work) if first.step else ""
    counter = first.role == "reception" or (
        first.role in ("case", "records", "cashier")
        and (has(doing, "tiep nhan", "nhan ho so") or doing.startswith("nhan "))
    )
    if counter and len(first.exits) > 1:
        _refused_at_counter(first)
    if counter and len(first.exits) == 1 and first.unit.own:
        first.role = "reception"
        return
    draft.flag("no-reception", first.step.place if first.step else None, step=first.step.number if first.step else "1")
    own = Unit(kinds[0], "", own=True)
    stage = Stage(key=RECEIVE, name="Tiếp nhận hồ sơ", role="reception", unit=own, title="Bộ phận một cửa", time="0h")
    stage.exits = [Exit((draft.first,))]
    draft.insert(stage, before=draft.first)
    draft.first = RECEIVE


def _recorded_at_counter(draft: Draft) -> None:
    """What the applicant does is recorded in the lane where the dossier was received."""
    first = draft.stages[draft.first]
    if not first.unit.own:
        return
    for stage in draft.stages.values():
        if not stage.title and not stage.unit.name:
            stage.unit, stage.title = first.unit, first.title


def _refused_at_counter(first: Stage) -> None:
    """A first row that may turn the applicant away says what every counter can do: refuse to receive the dossier."""
    kept = [way for way in first.exits if not (way.negative and way.targets == (END,))]
    if len(kept) == 1:
        kept[0].label = kept[0].outcome = ""
        first.exits = kept


def drop_unreachable(draft: Draft) -> None:
    """Rows that no way leads to are left out and told."""
    found: set[str] = set()
    open_ = [draft.first]
    while open_:
        key = open_.pop()
        if key not in found and key in draft.stages:
            found.add(key)
            open_ += [target for way in draft.stages[key].exits for target in way.targets]
    for key in [key for key in draft.stages if key not in found]:
        step = draft.stages.pop(key).step
        if step is not None:
            draft.flag("unreachable", step.place, step=step.number, work=label(step.work))
