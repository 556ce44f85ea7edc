"""A dossier moves to another version of its procedure, or back: all open parts in one turn, or none.

Parts that are over stay as they ended. What a turn does not name (an open part the plan forgot, a process that is not
in the new version, a sub-dossier that would change its branch) is refused, never guessed.
"""

from engine.bpmn.model import Library, Process
from engine.dossier import lives
from engine.dossier.case import Part, Turn
from engine.dossier.commands import Migrate, PartMove, UndoMigration
from engine.dossier.draft import Draft
from engine.kernel.step import Ignored


def to_other_version(draft: Draft, command: Migrate | UndoMigration) -> Turn:
    """Go there, or take it back."""
    return _migrate(draft, command) if isinstance(command, Migrate) else _undo(draft, command)


def _migrate(draft: Draft, command: Migrate) -> Turn:
    """Move every open part. Refused: ``not-open``, ``migration`` with what stood in the way in ``Turn.detail``."""
    open_parts = {n: part for n, part in sorted(draft.parts.items()) if part.open}
    if not open_parts:
        return draft.refuse("not-open")
    moves = {move.part: move for move in command.moves}
    for n, part in open_parts.items():
        refused = _moved(draft, part, moves.get(n))
        if refused is not None:
            return refused
    draft.rename_targets(command.processes)
    draft.tell_migrated("migrated", command.source, command.target, command.reason)
    if command.settlement == "new":
        for branch in sorted(draft.lives):
            draft.change(branch, lambda life, watch: lives.reset_terms(life, watch, "migration"))
    return draft.finish()


def _moved(draft: Draft, part: Part, move: PartMove | None) -> Turn | None:
    """What refuses the move of one part; None: it has moved, or its model is the same in both versions."""
    library: Library | None = draft.world.libraries.get(part.package) if part.package else draft.library
    if library is None:
        return _refuse(draft, part, "package", part.package, "the new version no longer uses this package")
    process = library.processes.get(part.process if move is None else move.process)
    if process is not None and move is None and process.hash == part.state.model:
        return None
    if process is None or move is None:
        return _refuse(draft, part, "process", part.process, "the process has no place in the new version")
    other = _other_branch(process, part)
    if other is not None:
        return _refuse(draft, part, "branch", process.id, other)
    step = draft.move_part(part.n, process, move.plan)
    if isinstance(step.result, Ignored):
        result = step.result
        return _refuse(draft, part, result.code or "stale", result.element, result.reason)
    return None


def _other_branch(process: Process, part: Part) -> str | None:
    if process.branch is not None and process.branch != part.branch:
        return (
            f"the process belongs to the sub-dossier {process.branch} in the new version, the part to {part.branch!r}"
        )
    return None


def _refuse(draft: Draft, part: Part, code: str, element: str, reason: str) -> Turn:
    told = {"code": code, "element": element, "reason": reason, "part": part.n, "process": part.process}
    return draft.refuse("migration", told)


def _undo(draft: Draft, command: UndoMigration) -> Turn:
    """The case before the migration, exactly; ``not-migrated`` when the last turn was none."""
    former = draft.world.former
    if former is None:
        return draft.refuse("not-migrated")
    draft.tell_migrated("migration_undone", command.target, command.source, command.reason)
    return Turn(case=former, entries=tuple(draft.entries))
