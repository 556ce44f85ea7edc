"""Misuse is an exception; what a model or its data causes is an incident (:class:`Trouble` on its way there)."""


class KernelError(Exception):
    """The kernel was called wrongly: another model's state, a state that cannot be read. ``code`` names the case."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Trouble(Exception):  # noqa: N818 - it never leaves the kernel and is not an error of the program
    """A phase cannot be finished; the move turns it into an incident and changes nothing else."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Thrown(Exception):  # noqa: N818 - a BPMN error that a script raised, not an error of the program
    """``raise error(code)`` or ``raise escalation(code)`` in a script or activity mapping; ``kind`` tells which."""

    def __init__(self, code: str, message: str, kind: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.kind = kind
