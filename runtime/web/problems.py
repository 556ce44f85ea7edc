"""Problems as the summary at the top of a page lists them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence, and the anchor of the control it is about."""

    text: str
    href: str = ""
