"""What a person filled in, made ready for the kernel: the same rule in production and in scenarios.

A page shows a task's form filled with defaults, the part's data and the input mapping's values, and posts all of it
back; answers that are only part of a form are therefore laid over the same values before they are checked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import forms
from engine.feel import FeelEnv


@dataclass(frozen=True, slots=True)
class Checked:
    """``answers`` ready to be written, ``hidden`` names to be removed, ``errors`` that stop (warnings included)."""

    answers: Mapping[str, Any]
    hidden: tuple[str, ...] = ()
    errors: tuple[forms.FieldError, ...] = ()

    @property
    def accepted(self) -> bool:
        """No error; warnings let through."""
        return not forms.has_errors(list(self.errors))


def check_answers(
    form: forms.Form,
    answers: Mapping[str, Any],
    prefilled: Mapping[str, Any],
    dossier: Mapping[str, Any],
    env: FeelEnv | None = None,
) -> Checked:
    """Lay ``answers`` over the form's defaults and the ``prefilled`` values it shows, clean and validate the whole."""
    names = {one.key for one in form.fields}
    shown = {name: value for name, value in prefilled.items() if name in names and value is not None}
    facts = {"dossier": dossier}
    filled = forms.accept(form, {**forms.defaults(form, facts, env), **shown, **answers}, facts, env)
    return Checked(filled.data, tuple(sorted(names - filled.data.keys())), filled.problems)
