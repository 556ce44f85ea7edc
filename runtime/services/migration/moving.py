"""One dossier and a plan: what the move would lead to, and the move itself, by the same command.

A :class:`Mover` holds a plan with its two versions, compiled once; each dossier of a batch asks it. The dry run and the
execution build the same command from the locked or read dossier; the dry run only lets the engine act on the value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.clock import ClockError
from engine.dossier import act
from engine.dossier.case import ROOT, Turn
from engine.dossier.commands import Migrate
from engine.kernel import effects as fx
from engine.kernel.errors import KernelError
from forms import Severity, validate
from process_models.migration import Plan, Resolver, Unresolved, Versions
from process_models.migration.plan import plan_of
from process_models.package import Package
from runtime.services.applications import feel_env
from runtime.services.cases import Held
from runtime.services.errors import RefusedError, ServiceError
from runtime.services.packages import compiled, used_libraries
from runtime.services.recording import Doing
from runtime.services.transactions import refused
from runtime.services.worlds import Notes, live_world

_LEAVES = (fx.CallService, fx.SendMessage, fx.BroadcastSignal, fx.IssueLetter, fx.TakeNumber)
"""Effects that reach somebody outside, or take a number that is never given again."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a dossier can move; ``code`` and ``params`` say why not, or what to look at when it can."""

    fits: bool
    code: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any] | None:
        """As it is kept with the dossier's item."""
        return why_of(self.code, self.params) if self.code else None


def why_of(code: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """A sentence's code and parameters as JSON values."""
    plain = {name: value if isinstance(value, str | int | None) else str(value) for name, value in params.items()}
    return {"code": code, "params": plain}


class Mover:
    """A plan between one old version and the new one."""

    def __init__(self, session: Session, plan: Plan, source: str) -> None:
        self.plan = plan
        self.new: Package = compiled(session, plan.target)
        old = compiled(session, source)
        versions = Versions(
            old=old,
            new=self.new,
            old_used=used_libraries(session, old),
            new_used=used_libraries(session, self.new),
        )
        self.versions = versions
        self._resolver = Resolver(plan, versions)

    def moved(self, held: Held) -> Held:
        """The dossier as it is read by what happens in the turn of the move: with the new version's package."""
        return replace(held, package=self.new, package_hash=self.new.hash, libraries=dict(self.versions.new_used))

    def command(self, held: Held, actor: str, reason: str) -> Migrate:
        """What moves this dossier. Raises RefusedError when the plan does not say where it goes."""
        try:
            moves = self._resolver.moves(held.case)
        except Unresolved as error:
            told = {"element": error.element, "part": error.part, "reason": str(error)}
            raise RefusedError(f"migration.{error.code}", **told) from error
        return Migrate(
            source=held.package_hash,
            target=self.new.hash,
            moves=moves,
            processes=self._resolver.processes,
            settlement=self.plan.settlement,
            actor=actor,
            reason=reason,
        )

    def trial(self, held: Held, now: datetime) -> Verdict:
        """Let the engine move the value of the dossier, and say what comes of it. Nothing is written."""
        try:
            turn = self._turn(held, now)
        except ServiceError as error:
            return Verdict(fits=False, code=error.code, params=error.params)
        except (ClockError, KernelError) as error:
            return Verdict(fits=False, code="migration.trouble", params={"reason": str(error)})
        return _looked_at(self.new, turn, max(now, held.last_at)) or Verdict(fits=True)

    def _turn(self, held: Held, now: datetime) -> Turn:
        command = self.command(held, "", "")
        after = self.moved(held)
        notes = Notes(held.organisation, held.procedure_code, max(now, held.last_at), held.branches[ROOT].competent)
        world = live_world(notes, self.new, held.channel, held.facts, after.libraries)
        turn = act(self.new.library, held.case, command, world)
        if turn.refused is not None:
            raise refused(turn.refused, turn.detail)
        return turn

    def doing(self, held: Held, base: Doing, reason: str) -> Doing:
        """The move as :func:`runtime.services.recording.perform` does it. Raises RefusedError."""
        return replace(base, command=self.command(held, base.actor.key, reason), origin=held)


def mover_of(session: Session, plan: Mapping[str, Any], source: str) -> Mover:
    """A mover of a plan kept as JSON. Inside the caller's transaction."""
    return Mover(session, plan_of(plan), source)


def _looked_at(package: Package, turn: Turn, now: datetime) -> Verdict | None:
    """What is worth a look in a dossier that can move: data that an open task's new form no longer accepts."""
    for at in turn.effects:
        effect = at.effect
        form = package.forms.get(effect.form or "") if isinstance(effect, fx.OpenTask) else None
        if form is None or not isinstance(effect, fx.OpenTask):
            continue
        state = turn.case.parts[at.part].state
        data = {**state.scopes[state.root].vars, **effect.values}
        known = {one.key for one in form.fields}
        entered = {name: value for name, value in data.items() if name in known and value is not None}
        problems = [one for one in validate(form, entered, data, feel_env(now)) if one.severity is Severity.ERROR]
        bad = sorted({key for one in problems if (key := one.pointer.lstrip("/").split("/")[0]) in entered})
        if bad:
            return Verdict(
                fits=True, code="migration.form-data", params={"element": effect.form, "fields": ", ".join(bad)}
            )
    return None


def irreversible(before: Held, turn: Turn) -> bool:
    """Whether the turn cannot be taken back: it sent something, took a number, settled or opened a sub-dossier."""
    if any(isinstance(at.effect, _LEAVES) for at in turn.effects):
        return True
    for branch, life in turn.case.lives.items():
        old = before.case.lives.get(branch)
        if old is None or (old.received_at, old.settled_at, old.returned_at, old.status.closed) != (
            life.received_at,
            life.settled_at,
            life.returned_at,
            life.status.closed,
        ):
            return True
    return False
