"""What a comparison came to: a closed union of frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never


@dataclass(frozen=True, slots=True)
class Agrees:
    """Both engines did the same after every happening; ``completed`` counts the elements they completed."""

    happenings: int
    completed: int


@dataclass(frozen=True, slots=True)
class Differs:
    """After some happening the engines disagree about ``element``: what was ``ours``, what was ``theirs``."""

    element: str
    ours: str
    theirs: str
    process: str = ""
    after: str = ""
    """The happening, in words."""


@dataclass(frozen=True, slots=True)
class Outside:
    """The run used what the second engine cannot be asked about: element -> reason.

    ``happenings`` and ``completed`` count what agreed before and beside it.
    """

    reasons: Mapping[str, str] = field(default_factory=dict)
    happenings: int = 0
    completed: int = 0


Verdict = Agrees | Differs | Outside


def verdict_text(verdict: Verdict) -> str:
    """The verdict as one English sentence, as ``motcua check --second`` prints it."""
    match verdict:
        case Agrees():
            return f"agrees ({verdict.completed} elements completed after {verdict.happenings} happenings)"
        case Differs():
            after = f" after {verdict.after}" if verdict.after else ""
            return f"differs at {verdict.element}{after}: ours {verdict.ours}, theirs {verdict.theirs}"
        case Outside():
            told = "; ".join(f"{element}: {reason}" for element, reason in sorted(verdict.reasons.items()))
            return f"outside its subset because {told} (agreed on {verdict.completed} elements before that)"
        case _:
            assert_never(verdict)


def joined(verdicts: list[Verdict]) -> Verdict:
    """The verdict on several parts: a difference wins, then anything outside."""
    differs = [verdict for verdict in verdicts if isinstance(verdict, Differs)]
    if differs:
        return differs[0]
    counted = [verdict for verdict in verdicts if not isinstance(verdict, Differs)]
    happenings = sum(verdict.happenings for verdict in counted)
    completed = sum(verdict.completed for verdict in counted)
    reasons = {key: why for verdict in verdicts if isinstance(verdict, Outside) for key, why in verdict.reasons.items()}
    if reasons:
        return Outside(reasons, happenings, completed)
    return Agrees(happenings, completed)
