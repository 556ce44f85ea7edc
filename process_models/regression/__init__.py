"""Regression replay: what a closed dossier would have come to under another version, on a virtual clock.

A :class:`Course` is what happened to a dossier from outside: the application, answers, services' results, messages and
actions, each with its instant and the element it was for. :func:`rerun` gives the same to the other version, where
timers fire by themselves; :func:`differences` says what comes out otherwise. All of it is pure.
"""

from process_models.regression.compare import Difference, Outcome, differences, outcome_of
from process_models.regression.course import Course, Given, Recorder
from process_models.regression.rerun import Rerun, Surroundings, Unfit, rerun

__all__ = [
    "Course",
    "Difference",
    "Given",
    "Outcome",
    "Recorder",
    "Rerun",
    "Surroundings",
    "Unfit",
    "differences",
    "outcome_of",
    "rerun",
]
