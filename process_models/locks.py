"""``uses`` of a package resolved to exact versions: ranges, choice, and the closed set that is locked at publishing.

A range is ``1.2.3``, ``1.2`` or ``1.2.x`` (any patch), ``^1.2.3`` (below 2.0.0; below 0.3.0 for ``^0.2.3``),
``~1.2.3`` (below 1.3.0), ``*``, or comparisons that must all hold: ``>=1.2.0 <2.0.0``.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from process_models.package import PROCEDURE_FILE
from process_models.problems import PackageProblem, problem

DEEPEST: Final = 32
Version = tuple[int, int, int]
Range = Sequence[tuple[Version, Version | None]]

_VERSION: Final = re.compile(r"(\d{1,9})(?:\.(\d{1,9}|[x*]))?(?:\.(\d{1,9}|[x*]))?", re.ASCII)
_PART: Final = re.compile(r"(\^|~|>=|<=|>|<|=)?\s*([\dx*][\d.x*]*)", re.ASCII)
_TOP: Final[Version] = (10**10, 0, 0)


class RangeError(ValueError):
    """A text is no range of versions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A published version that may be used; ``locked`` is what it uses itself: code -> hash, all the way down."""

    code: str
    version: str
    hash: str
    locked: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Lock:
    """What was resolved: code -> exact hash, transitively; or why not."""

    exact: Mapping[str, str]
    problems: tuple[PackageProblem, ...] = ()


def version_of(text: str) -> Version:
    """``major.minor.patch`` as numbers; what is missing is 0. Raises RangeError."""
    low, _ = _span(text)
    return low


def fits(version: str, wanted: str) -> bool:
    """Whether a version lies in a range. Raises RangeError."""
    found = version_of(version)
    return all(low <= found < high for low, high in _bounds(wanted))


def _bounds(wanted: str) -> list[tuple[Version, Version]]:
    text = wanted.replace(",", " ").strip()
    if not text or _PART.sub("", text).strip():
        raise RangeError(wanted)
    return [_BY_SIGN[sign or ""](text) for sign, text in _PART.findall(text)]


def _span(text: str) -> tuple[Version, Version]:
    if text in ("*", "x"):
        return (0, 0, 0), _TOP
    match = _VERSION.fullmatch(text)
    if match is None:
        raise RangeError(text)
    parts = [None if one is None or one in "x*" else int(one) for one in match.groups()]
    major, minor, patch = parts
    if major is None or (minor is None and patch is not None):
        raise RangeError(text)
    if minor is None:
        return (major, 0, 0), (major + 1, 0, 0)
    if patch is None:
        return (major, minor, 0), (major, minor + 1, 0)
    return (major, minor, patch), (major, minor, patch + 1)


def _caret(text: str) -> tuple[Version, Version]:
    low, high = _span(text)
    if low[0] or text.count(".") == 0:
        return low, (low[0] + 1, 0, 0)
    return low, ((0, low[1] + 1, 0) if low[1] or text.count(".") == 1 else high)


def _tilde(text: str) -> tuple[Version, Version]:
    low, high = _span(text)
    return low, high if text.count(".") == 0 else (low[0], low[1] + 1, 0)


_BY_SIGN: Final[Mapping[str, Callable[[str], tuple[Version, Version]]]] = {
    "": _span,
    "=": _span,
    "^": _caret,
    "~": _tilde,
    ">=": lambda text: (_span(text)[0], _TOP),
    ">": lambda text: (_span(text)[1], _TOP),
    "<": lambda text: ((0, 0, 0), _span(text)[0]),
    "<=": lambda text: ((0, 0, 0), _span(text)[1]),
}


def lock(code: str, uses: Mapping[str, str], published: Iterable[Candidate]) -> Lock:
    """The exact versions behind ``uses``: the highest that fits each range, with everything those are locked to.

    Refused: none that fits, two of the same version, a code that comes back to itself, two ways down that end in
    different versions of one code, more than 32 codes.
    """
    known = list(published)
    exact: dict[str, str] = {}
    found: list[PackageProblem] = []
    for index, (used, wanted) in enumerate(uses.items()):
        at = f"/uses/{index}"
        chosen = _chosen(used, wanted, known, at, found)
        if chosen is None:
            continue
        if used == code or code in chosen.locked:
            found.append(_problem("uses.circle", at, package=code, used=used))
            continue
        for each, key in {used: chosen.hash, **chosen.locked}.items():
            if exact.setdefault(each, key) != key:
                found.append(_problem("uses.conflict", at, used=each, first=exact[each][:12], second=key[:12]))
    if len(exact) > DEEPEST:
        found.append(_problem("uses.deep", "/uses", count=len(exact), limit=DEEPEST))
    return Lock(exact, tuple(found))


def _chosen(
    used: str, wanted: str, known: Sequence[Candidate], at: str, found: list[PackageProblem]
) -> Candidate | None:
    try:
        fits("0.0.0", wanted)
        fitting = [one for one in known if one.code == used and fits(one.version, wanted)]
    except RangeError:
        found.append(_problem("uses.range", at, used=used, range=wanted))
        return None
    if not fitting:
        there = ", ".join(sorted(one.version for one in known if one.code == used)) or "–"
        found.append(_problem("uses.none", at, used=used, range=wanted, versions=there))
        return None
    best = max(version_of(one.version) for one in fitting)
    top = [one for one in fitting if version_of(one.version) == best]
    if len({one.hash for one in top}) > 1:
        hashes = ", ".join(sorted(one.hash[:12] for one in top))
        found.append(_problem("uses.ambiguous", at, used=used, version=top[0].version, hashes=hashes))
        return None
    return top[0]


def _problem(code: str, at: str, **params: str | int) -> PackageProblem:
    texts: dict[str, Any] = dict(params)
    return problem(code, path=PROCEDURE_FILE, element=at, **texts)
