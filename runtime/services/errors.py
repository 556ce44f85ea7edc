"""What a service refuses, as typed errors with data; they know nothing of HTTP.

``code`` chooses the sentence in :mod:`runtime.services.messages`; ``params`` fill it. A surface maps each family to a
status of its own, once.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from forms import FieldError


class ServiceError(Exception):
    """Base of all refusals."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(f"{code} {params}" if params else code)
        self.code = code
        self.params: Mapping[str, Any] = params

    def text(self, lang: str = "vi") -> str:
        """The sentence for people, in ``vi`` or ``en``."""
        from runtime.services.messages import sentence

        return sentence(self.code, self.params, lang)


class NotFoundError(ServiceError):
    """It does not exist, or the actor may not know that it does."""


class ForbiddenError(ServiceError):
    """The actor may see the thing but not do this with it."""


class SignInError(ServiceError):
    """Name or password are wrong, or the account is locked or closed; which of them is only in ``code``."""


class InvalidError(ServiceError):
    """What was sent cannot be accepted; ``fields`` are the problems of a form, in page order."""

    def __init__(self, code: str, fields: Sequence[FieldError] = (), **params: Any) -> None:
        super().__init__(code, **params)
        self.fields = tuple(fields)


class RefusedError(ServiceError):
    """A rule forbids it in the present state of the dossier."""


class ConflictError(ServiceError):
    """Somebody else was faster. ``values``: name -> (theirs, ours), when answers differ."""

    def __init__(self, code: str, values: Mapping[str, tuple[Any, Any]] | None = None, **params: Any) -> None:
        super().__init__(code, **params)
        self.values = dict(values or {})


class TooLargeError(ServiceError):
    """A file or text exceeds its limit."""


class FileTypeError(ServiceError):
    """A file is not of an accepted type, or not of the type its name says."""


class CompetenceError(ServiceError):
    """Competence gives no agency, or several: data to be mended, never guessed. ``found`` are the candidates."""

    def __init__(self, code: str, found: Sequence[str] = (), **params: Any) -> None:
        super().__init__(code, found=", ".join(found), **params)
        self.found = tuple(found)
