"""Walk through a model on a virtual clock, with prepared answers: what ``motcua play`` and the scenarios run on.

Pure like all of ``engine``: the same :func:`engine.dossier.act` as in production, with a list for a database and a
variable for a clock. ``kernel.md`` §10 is the contract of :func:`play`.
"""

from engine.play.answers import Answer, AnswerError, Answers, Outside
from engine.play.player import play
from engine.play.result import PlayIncident, PlayResult
from engine.play.session import Pending, PlayNote, Session, Visit
from engine.play.starts import PlayError

__all__ = [
    "Answer",
    "AnswerError",
    "Answers",
    "Outside",
    "Pending",
    "PlayError",
    "PlayIncident",
    "PlayNote",
    "PlayResult",
    "Session",
    "Visit",
    "play",
]
