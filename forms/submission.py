"""From what came in to accepted answers, in one call: decode, clean, validate."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.feel import FeelEnv
from forms.conditions import clean
from forms.decode import Posted, decode
from forms.errors import FieldError
from forms.limits import DEEPEST_DATA, MOST_DATA_NODES, MOST_ROWS, too_large
from forms.model import Field, Form
from forms.pointers import is_within
from forms.validate import Lists, has_errors, validate


@dataclass(frozen=True, slots=True)
class Submission:
    """Answers with their problems. ``accepted``: nothing stops them. ``edited``: a button asked for the page again."""

    data: Mapping[str, Any]
    problems: tuple[FieldError, ...]
    edited: bool = False

    @property
    def accepted(self) -> bool:
        """Whether the answers may be recorded."""
        return not self.edited and not has_errors(list(self.problems))


def shared_files(form: Form, answers: Mapping[str, Any]) -> frozenset[str]:
    """Ids of the files that an office's form shares with the applicant."""
    found: set[str] = set()
    _shared(form.fields, answers, found)
    return frozenset(found)


def _shared(fields: tuple[Field, ...], answers: Any, found: set[str]) -> None:
    for one in fields:
        value = answers.get(one.key) if isinstance(answers, Mapping) else None
        if one.shared:
            found.update(value if isinstance(value, (list, tuple)) else [value] if isinstance(value, str) else [])
        for row in value if isinstance(value, (list, tuple)) else [value]:
            _shared(one.fields, row, found)


def submit(
    form: Form,
    posted: Posted,
    files: Posted | None = None,
    facts: Mapping[str, Any] | None = None,
    env: FeelEnv | None = None,
    lists: Lists | None = None,
) -> Submission:
    """Read, clean and check a posted page. Arguments as for ``decode`` and ``validate``."""
    decoded = decode(form, posted, files, lists)
    data = clean(form, decoded.data, facts, env)
    if decoded.edited:
        return Submission(data, decoded.errors, edited=True)
    checked = validate(form, data, facts, env, lists)
    unread = [error.pointer for error in decoded.errors]
    rest = [error for error in checked if not any(is_within(error.pointer, pointer) for pointer in unread)]
    return Submission(data, (*decoded.errors, *rest))


def accept(
    form: Form,
    answers: Mapping[str, Any],
    facts: Mapping[str, Any] | None = None,
    env: FeelEnv | None = None,
    lists: Lists | None = None,
) -> Submission:
    """Clean and check answers that came as data, through the API."""
    if too_large(answers, DEEPEST_DATA, MOST_DATA_NODES, MOST_ROWS):
        return Submission({}, (FieldError("", "too-large"),))
    data = clean(form, answers, facts, env)
    return Submission(data, tuple(validate(form, data, facts, env, lists)))
