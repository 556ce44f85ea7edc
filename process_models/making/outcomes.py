"""Outcomes of steps: keys of the shared vocabulary where a label is one of its words, else keys of the package."""

from functools import cache
from typing import Final

from process_models.making.words import fold, slug
from process_models.vocabulary import OUTCOMES

_SAME: Final = {
    "dong y": "approve",
    "duyet": "approve",
    "phe duyet": "approve",
    "khong dong y": "reject",
    "khong duyet": "reject",
    "tra lai": "send_back",
    "tra ho so": "send_back",
    "du dieu kien": "eligible",
    "khong du dieu kien": "not_eligible",
    "tu choi": "refuse",
    "ky": "sign",
    "co": "yes",
    "khong": "no",
    "xac nhan": "confirm",
}


@cache
def _known() -> dict[str, str]:
    return {fold(names["vi"]): key for key, names in reversed(list(OUTCOMES.items()))} | _SAME


def outcome_key(label: str) -> str:
    """The key of an outcome by its label."""
    return _known().get(fold(label)) or slug(label)


def own_outcome(key: str) -> bool:
    """Whether a package must name the outcome itself."""
    return key not in OUTCOMES
