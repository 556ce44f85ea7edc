"""Regular expressions of forms run in RE2 only: time linear in the text, whatever the pattern."""

from functools import lru_cache

import re2

LONGEST_PATTERN = 500


class UnsafePatternError(ValueError):
    """RE2 cannot run the pattern (look-around, back-references, huge repetitions) or it is too long."""


@lru_cache(maxsize=2048)
def compiled(pattern: str) -> "re2._Regexp":
    """The compiled pattern. Raises UnsafePatternError."""
    if len(pattern) > LONGEST_PATTERN:
        raise UnsafePatternError(f"the pattern is longer than {LONGEST_PATTERN} characters")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0] if error.args else error
        raise UnsafePatternError(reason.decode() if isinstance(reason, bytes) else str(reason)) from error


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern occurs in the text (JSON Schema patterns are not anchored)."""
    return compiled(pattern).search(text) is not None
