"""Sizes beyond which a definition or an answer is refused before anything else looks at it."""

from collections.abc import Mapping
from typing import Any

DEEPEST_SCHEMA = 40
MOST_SCHEMA_NODES = 20_000
DEEPEST_DATA = 24
MOST_DATA_NODES = 50_000
LONGEST_TEXT = 100_000
MOST_FIELDS = 2_000
MOST_ROWS = 500
LIST_LEVELS = 3


def too_large(document: Any, deepest: int, most: int, widest: int | None = None) -> str | None:
    """Why a JSON document is too large (``depth``, ``nodes``, ``text``, ``rows``), or None. Never recurses.

    ``widest`` bounds each list: comparing rows with each other, as uniqueItems does, costs their square.
    """
    seen = 0
    level = [document]
    for _ in range(deepest + 1):
        following: list[Any] = []
        for node in level:
            if isinstance(node, str) and len(node) > LONGEST_TEXT:
                return "text"
            if isinstance(node, Mapping):
                following.extend(node.values())
            elif isinstance(node, list):
                if widest is not None and len(node) > widest:
                    return "rows"
                following.extend(node)
        seen += len(following)
        if seen > most:
            return "nodes"
        if not following:
            return None
        level = following
    return "depth"
