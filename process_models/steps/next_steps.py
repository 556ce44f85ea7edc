"""The column "Chuyển đến": ``4``, ``3+4``, ``Đạt: 4; Không đạt: 2``, ``Kết thúc``, ``như bước 2``, names of steps."""
# ruff: noqa: E501 - lists of words, patterns and sentences stay on one line

import re
from collections.abc import Mapping
from typing import Final

from process_models.steps.table import Next
from process_models.steps.text import bare, clean, fold, line

_END: Final = frozenset(
    {"ket thuc", "kt", "end", "het", "ket thuc quy trinh", "dung", "hoan thanh", "stop", "finish", "ket thuc ho so"}
)
_GIVEN_BACK: Final = re.compile(
    r"^(?:chuyen |thi )?(?:tra|tra lai|hoan tra|gui tra|tra ho so|tra lai ho so|tu choi|tu choi tiep nhan|tu choi giai quyet)"
    r"(?: ho so)?(?: lai)?(?: cho| ve)?(?: (?:cong dan|nguoi dan|nguoi nop|nguoi nop ho so|to chuc|ca nhan|to chuc ca nhan|"
    r"doanh nghiep|khach hang|nguoi yeu cau))*$"
)
"""The dossier goes back to the applicant, which ends it: "trả lại công dân", "trả hồ sơ cho tổ chức, cá nhân"."""
_FOLLOWING: Final = frozenset({"buoc tiep theo", "tiep theo", "next", "buoc sau", "following", "buoc ke tiep"})
_SPLIT: Final = re.compile(r"[;\n|]+")
_SENTENCE: Final = re.compile(r"(?<=[\w)])\s*[.,]\s+(?:còn\s+)?(?=(?:nếu|trường hợp|ngược lại|if)\s)", re.IGNORECASE)
"""Prose parts its ways by sentences: "Nếu đạt chuyển bước 5, nếu không đạt chuyển bước 2"."""
_COMMA: Final = re.compile(
    r"((?::|→|->|=>|⇒)\s*(?:[^\W\d]+ )*(?:[A-Za-z]?\d[\d.A-Za-z]*?|[^\W\d]+?))(?:\s*[,./]\s*|\s+(?:[-–—]|hoặc|or)\s+|\s+(?=[A-ZĐÀ-Ỹ]))(?=[^\d,;:+]{2,}(?::|→|->|=>|⇒))"
)
"""A comma, a dash or a capital between a target and the next condition parts two ways, as a semicolon does."""
_LEADS_ON: Final = re.compile(r"\d|^(?:ket thuc|het|hoan thanh|end)\b")
"""Between two conditions that could not be parted stands a target."""
_ALSO: Final = re.compile(r"\s*(?:\+|&|,|/| và | and )\s*", re.IGNORECASE)
_STEP: Final = re.compile(
    r"^(?:chuyển (?:lại|về|tiếp|đến|sang|trả)\s+|chuyển\s+|quay (?:lại|về)\s+|trở (?:lại|về)\s+|trả (?:lại|về|hồ sơ về)\s+|"
    r"lùi về\s+|thực hiện(?: lại)?\s+|làm lại\s+|tiếp tục\s+|về\s+|sang\s+|đến\s+|to\s+|back to\s+|go to\s+)*(?:bước|step|b)\s*(?=[\dA-Za-z])",
    re.IGNORECASE,
)
_BRACKET: Final = re.compile(r"\([^()]*\)\s*\.?$")
"""What an author adds behind a target: "3 (trả lại để hoàn thiện)"."""
_IF: Final = re.compile(r"^(?:nếu|trường hợp|if)\s+", re.IGNORECASE)
_ARROW: Final = re.compile(
    r"\s*(?::|→|->|=>|⇒)\s*|\s+[-–—]\s+(?=(?:chuyển |quay |trả )?(?:lại |về |đến |sang )?(?:bước|step|b\d))",
    re.IGNORECASE,
)
_CONDITION_BEHIND: Final = re.compile(
    r"(?:^|(?<=[;,.\n]))\s*((?:(?:chuyển|quay lại|trả lại|trở lại|về|đến|sang|tới) )*(?:bước |step |b)?\d+(?:\.\d+)*[a-z]?)\s*"
    r"(?:\(\s*(?:nếu|trường hợp|khi|if)\s+([^():;]+)\)\s*[,.]?|(?:nếu|if)\s+([^():;,\n→]+)(?=[;,\n]|$),?)",
    re.IGNORECASE,
)
"""The condition may stand behind its target: "6 (nếu đạt), 2 (nếu không đạt)"."""
_ITEM: Final = re.compile(r"^(?:\d{1,2}|[a-d])[.)]\s+(?=[^\d:→]+(?::|→|->|=>))")
_ZEROS: Final = re.compile(r"(^|\.)0+(?=\d)")


def step_number(text: str) -> str:
    """The number of a step without "Bước", its dots and leading zeros: "Bước 01." is "1"; empty when there is none."""
    told = _STEP.sub("", line(text)).strip(" .:;-–)(")
    return _ZEROS.sub(r"\1", told).replace(",", ".")


def read_next(
    text: str, known: Mapping[str, str], names: Mapping[str, str], following: str
) -> tuple[tuple[Next, ...], tuple[str, ...]]:
    """Ways on, and targets that no step has.

    ``known``: folded number -> number; ``names``: folded work -> number; ``following``: the next row's number or empty.
    """
    ways: list[Next] = []
    strange: list[str] = []
    for piece in _SPLIT.split(_parted(text)):
        told = _ITEM.sub("", piece.strip(" .-–•*"))
        if not told:
            continue
        condition, aims = _condition(told, known, names)
        if any(_LEADS_ON.search(fold(piece)) for piece in _ARROW.split(told)[1:-1]):
            strange.append(told)
            continue
        targets: list[str] = []
        ends = False
        for aim in _aims(aims, known, names):
            found, end = _target(aim, known, names, following)
            ends = ends or end
            if found:
                targets.append(found)
            elif not end:
                strange.append(aim)
        if targets or ends:
            ways.append(Next(tuple(dict.fromkeys(targets)), condition))
    return tuple(ways), tuple(strange)


def _parted(text: str) -> str:
    """The text with a semicolon between its ways."""
    return _COMMA.sub(r"\1;", _CONDITION_BEHIND.sub(_turned, _SENTENCE.sub("; ", clean(text))))


def _turned(match: re.Match[str]) -> str:
    """The condition in front of its target."""
    return f"{match[2] or match[3]}: {match[1]};"


def _condition(told: str, known: Mapping[str, str], names: Mapping[str, str]) -> tuple[str, str]:
    pieces = _ARROW.split(told)
    if len(pieces) > 1 and fold(told) not in names:
        condition = _IF.sub("", line(":".join(pieces[:-1])))
        return condition[:1].upper() + condition[1:], pieces[-1]
    if fold(step_number(told)) in known or fold(told) in names:
        return "", told
    match = re.search(
        r"^(?:nếu |if )?(.+?)[ ,]+(?:thì |then )?(?:chuyển|quay lại|trở lại|trả lại|về|go to|back to)\b.*?((?:bước|step)\s*\S+)$",
        told,
        re.IGNORECASE,
    )
    if match is None:
        return "", told
    condition = _IF.sub("", line(match[1]).strip(" ,"))
    return condition[:1].upper() + condition[1:], match[2]


def _aims(text: str, known: Mapping[str, str], names: Mapping[str, str]) -> list[str]:
    whole = _BRACKET.sub("", text).strip() or text.strip()
    if fold(whole) in names or fold(step_number(whole)) in known or _GIVEN_BACK.match(fold(whole)):
        return [whole]
    return [piece for piece in _ALSO.split(whole) if piece.strip()]


def _target(aim: str, known: Mapping[str, str], names: Mapping[str, str], following: str) -> tuple[str, bool]:
    """The step's number, or whether it is the end."""
    folded = fold(aim)
    if folded in _END or (folded in _FOLLOWING and not following):
        return "", True
    if folded in _FOLLOWING:
        return following, False
    if folded not in names and _GIVEN_BACK.match(folded):
        return "", True
    number = fold(step_number(aim))
    if number in known:
        return known[number], False
    if folded in names:
        return names[folded], False
    stripped = fold(_STEP.sub("", aim))
    alike = {
        names[name]
        for name in names
        if stripped and len(stripped) > 5 and (name.startswith(stripped) or stripped.startswith(name))
    }
    return (alike.pop() if len(alike) == 1 else ""), False


_LIKE: Final = re.compile(
    r"^(?:nhu|giong|giong nhu|tuong tu|theo|same as|as)(?: o| tai| cua)? (?:buoc|step) (?:so )?(\d[\d.a-z]*)$"
)


def like_step(text: str) -> str:
    """The number in "như bước 2"; empty when the text is no such reference."""
    match = _LIKE.match(bare(text).strip(" .()"))
    return step_number(match[1]) if match else ""
