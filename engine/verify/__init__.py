"""Proof before publication: every dossier of a procedure can come to its end, whatever people answer.

``prove(subject)`` explores everything that can happen with the function that runs in production and returns findings
with real runs as counter-examples; ``check_data(subject)`` follows each name from where it is written to where it is
read. Both are pure and bounded by steps. See ``docs/verification.md``.
"""

from engine.verify.cover import cover
from engine.verify.dataflow import check_data
from engine.verify.findings import CODES, Finding, Move, MoveKind, Path, Severity
from engine.verify.messages import move_text, path_text, remedy, sentence
from engine.verify.proof import Proof, prove
from engine.verify.sentences import MESSAGES
from engine.verify.subject import DOSSIER_TYPES, Budget, FieldShape, FormShape, Reader, Subject

__all__ = [
    "CODES",
    "DOSSIER_TYPES",
    "MESSAGES",
    "Budget",
    "FieldShape",
    "Finding",
    "FormShape",
    "Move",
    "MoveKind",
    "Path",
    "Proof",
    "Reader",
    "Severity",
    "Subject",
    "check_data",
    "cover",
    "move_text",
    "path_text",
    "prove",
    "remedy",
    "sentence",
]
