"""Findings and runs in words, for analysts, in English and Vietnamese."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from engine.verify.findings import Finding, Move, MoveKind
from engine.verify.sentences import BEHIND, MESSAGES, WAITS, WHY

Label = Callable[[str], str]
"""Element id -> what people call it."""


def sentence(finding: Finding, lang: str = "en", label: Label = str) -> str:
    """What is wrong, in ``vi`` or ``en``; ``label`` says what elements are called."""
    return MESSAGES[finding.code][lang][0].format_map(_Values(finding, lang, label))


def remedy(finding: Finding, lang: str = "en", label: Label = str) -> str:
    """What to do about it."""
    return MESSAGES[finding.code][lang][1].format_map(_Values(finding, lang, label))


def path_text(path: Iterable[Move], lang: str = "en", label: Label = str) -> str:
    """A run in words: ``Tiếp nhận [accept] → …``."""
    return " → ".join(move_text(move, lang, label) for move in path)


def move_text(move: Move, lang: str = "en", label: Label = str) -> str:
    """One step of a run in words, with what decided."""
    told = _MOVES[move.kind][lang].format(
        element=label(move.element) if move.element else "",
        to=label(move.to) if move.to else "",
        error=move.error or "",
    )
    return f"{told} [{move.outcome}]" if move.outcome else told


_MOVES: Final[Mapping[MoveKind, Mapping[str, str]]] = {
    MoveKind.SUBMIT: {"en": "submission", "vi": "nộp hồ sơ"},
    MoveKind.TASK: {"en": "{element}", "vi": "{element}"},
    MoveKind.SERVICE: {"en": "{element} answered", "vi": "{element} trả lời"},
    MoveKind.FAIL: {"en": "{element} fails ({error})", "vi": "{element} báo lỗi ({error})"},
    MoveKind.TIMER: {"en": "time passes: {element}", "vi": "hết giờ: {element}"},
    MoveKind.MESSAGE: {"en": "message: {element}", "vi": "thông điệp: {element}"},
    MoveKind.SIGNAL: {"en": "signal: {element}", "vi": "tín hiệu: {element}"},
    MoveKind.RETURN: {"en": "{element} returned to {to}", "vi": "{element} trả về {to}"},
    MoveKind.ACTIVATE: {"en": "{element} chosen", "vi": "chọn {element}"},
}
_ELEMENTS: Final = frozenset({"source", "target", "other", "split", "reader"})
_LISTS: Final = frozenset({"circle", "paused_at", "writers", "way"})


class _Values(dict[str, Any]):
    """The places of a sentence, filled from a finding when asked for."""

    def __init__(self, finding: Finding, lang: str, label: Label) -> None:
        super().__init__()
        self._finding = finding
        self._lang = lang
        self._label = label

    def __missing__(self, name: str) -> str:
        data, label = self._finding.data, self._label
        made = _MADE.get(name)
        if made is not None:
            return made(self, data)
        if name == "element":
            return self._quoted(self._finding.element)
        value = data.get(f"{name}_{self._lang}", data.get(name, ""))
        if name in _ELEMENTS:
            return self._quoted(str(value))
        if name in _LISTS:
            return ", ".join(self._quoted(str(one)) for one in value) or "–"
        if isinstance(value, list | tuple):
            return ", ".join(str(one) for one in value) or "–"
        return label(str(value)) if name == "label" else str(value)

    def _quoted(self, element: str) -> str:
        told = self._label(element) if element else ""
        return f"“{told}” ({element})" if told and told != element else f"“{element}”"

    def waiting(self, data: Mapping[str, Any]) -> str:
        """What each thing that is left waits for."""
        return "; ".join(self._waiting_one(one) for one in data.get("waiting", ()))

    def _waiting_one(self, one: Mapping[str, str]) -> str:
        kind = next((known for known in WAITS if known in one["what"].split()), "token")
        return WAITS[kind][self._lang].format(element=self._quoted(one["element"]), missing=one.get("missing", ""))

    def behind(self, data: Mapping[str, Any]) -> str:
        """What follows a dead place."""
        names = [one for one in data.get("behind", ()) if one not in (self._finding.element, data.get("target"))]
        if not names:
            return ""
        return BEHIND[self._lang].format(names=", ".join(self._quoted(str(one)) for one in names))

    def what(self, data: Mapping[str, Any]) -> str:
        """Why something could not be explored."""
        why = WHY.get(str(data.get("why", "")), WHY["event"])
        return why[self._lang].format_map(self)


_MADE: Final[Mapping[str, Callable[[_Values, Mapping[str, Any]], str]]] = {
    "waiting": _Values.waiting,
    "behind": _Values.behind,
    "what": _Values.what,
}
