"""The form in which sentences are kept: blocks of code and severity, English, Vietnamese; long lines may be folded."""

import re
from typing import Final

Sentences = dict[str, tuple[str, str, str]]
_ENTRY: Final = re.compile(
    r"^(\S+) (error|warning|info)\nen (.+?)\nvi (.+?)(?=\n\S+ (?:error|warning|info)\n|\Z)", re.DOTALL | re.MULTILINE
)


def catalogue(text: str) -> Sentences:
    """Code -> (severity, English, Vietnamese)."""
    return {code: (level, _unfolded(en), _unfolded(vi)) for code, level, en, vi in _ENTRY.findall(text.strip())}


def _unfolded(text: str) -> str:
    return " ".join(text.split())
