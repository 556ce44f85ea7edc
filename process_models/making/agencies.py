"""Kinds of agencies from the names of units and of levels, and whether a unit belongs to the agency that decides.

A kind is what competence answers for a territory (``kind:tax_office@24611``). A division of the deciding agency is no
agency of its own in the diagram: it is a lane. Police, tax, insurance, the land office, another level or another
department take part with a pool of their own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from process_models.making.words import fold, has, slug


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as the table names it: ``kind`` of agency, ``name`` for the pool or lane."""

    kind: str
    name: str
    own: bool
    """It is (a part of) the agency that decides."""
    clear: bool = True
    """The name said what it is."""


_KINDS: Final = (
    (
        "tax_office",
        ("chi cuc thue", "co quan thue", "cuc thue", "thue co so", "thue tinh", "don vi thue", "tax office"),
    ),
    ("insurance", ("bao hiem xa hoi", "bhxh", "social insurance")),
    ("provincial_police", ("cong an tinh", "cong an thanh pho", "phong csgt", "phong quan ly xuat nhap canh")),
    ("police", ("cong an", "police")),
    ("military", ("ban chi huy quan su", "bo chi huy quan su", "quan su", "chqs", "bchqs")),
    (
        "land_branch",
        (
            "chi nhanh van phong dang ky",
            "chi nhanh vpdkdd",
            "chi nhanh vpdk",
            "cn vpdkdd",
            "cn vpdk",
            "chi nhanh vpdkqsdd",
        ),
    ),
    ("land_office", ("van phong dang ky dat dai", "vpdkdd", "vpdk dat dai", "van phong dang ky")),
    ("treasury", ("kho bac",)),
    ("court", ("toa an",)),
    ("procuracy", ("vien kiem sat",)),
    ("bank", ("ngan hang",)),
    (
        "ministry",
        (
            "bo truong",
            "bo y te",
            "bo tu phap",
            "bo cong thuong",
            "bo xay dung",
            "bo noi vu",
            "bo tai chinh",
            "bo nong nghiep",
            "bo giao duc",
            "bo van hoa",
            "bo cong an",
            "bo quoc phong",
            "bo khoa hoc",
            "bo ngoai giao",
            "cac bo",
            "bo nganh",
        ),
    ),
    ("government", ("chinh phu", "thu tuong", "van phong chinh phu")),
    ("council", ("hdnd tinh", "hoi dong nhan dan")),
    (
        "economic_zone",
        (
            "ban quan ly khu kinh te",
            "ban quan ly cac khu",
            "ban quan ly khu cong nghiep",
            "bql khu",
            "bql kkt",
            "bql kcn",
            "bql cac khu",
        ),
    ),
    (
        "province",
        ("ubnd tinh", "uy ban nhan dan tinh", "chu tich ubnd tinh", "van phong ubnd tinh", "lanh dao ubnd tinh"),
    ),
    (
        "district",
        (
            "ubnd huyen",
            "uy ban nhan dan huyen",
            "ubnd cap huyen",
            "uy ban nhan dan cap huyen",
            "ubnd quan",
            "ubnd thi xa",
            "huyen",
            "cap huyen",
        ),
    ),
    (
        "commune",
        (
            "ubnd xa",
            "uy ban nhan dan xa",
            "ubnd cap xa",
            "uy ban nhan dan cap xa",
            "ubnd phuong",
            "uy ban nhan dan phuong",
            "ubnd xa phuong",
            "cap xa",
            "ubnd thi tran",
            "ubnd dac khu",
        ),
    ),
    ("department", ("so", "department")),
)
"""Most telling first: "Công an tỉnh" is police, not the province."""

_SHORT_DEPARTMENTS: Final = tuple(
    (short, written)
    for written, shorts in (
        ("nong nghiep", ("nn mt", "nn va mt", "nnmt", "nn ptnt", "nn va ptnt", "nnptnt")),
        ("tai nguyen", ("tn mt", "tn va mt", "tnmt")),
        ("van hoa", ("vhttdl", "vh tt dl", "vh tt va dl", "vhtt dl", "vhtt va dl", "vhtt")),
        ("giao duc", ("gd dt", "gd va dt", "gddt")),
        ("khoa hoc", ("kh cn", "kh va cn", "khcn")),
        ("ke hoach", ("kh dt", "kh va dt", "khdt")),
        ("lao dong", ("ldtbxh", "ld tbxh", "ld tb xh", "ld tb va xh")),
        ("thong tin", ("tt tt", "tt va tt", "tttt")),
        ("giao thong", ("gtvt",)),
        ("xay dung", ("xd",)),
        ("tai chinh", ("tc",)),
        ("y te", ("yt",)),
        ("tu phap", ("tp",)),
        ("noi vu", ("nv",)),
        ("cong thuong", ("ct",)),
    )
    for short in shorts
)
"""How tables shorten the names of departments: "Sở NN&MT" is "Sở Nông nghiệp và Môi trường"."""
_DEPARTMENT: Final = re.compile(r"\b(?<!hồ )(?<!cơ )(?<!Hồ )(?<!Cơ )[Ss]ở [A-ZĐÀ-Ỹ][^;,()]*")
_HOMONYMS: Final = (
    ("co quan", "coquan"),
    ("hai quan", "haiquan"),
    ("ban quan ly khu", "ban_ql khu"),
    ("ban quan ly cac khu", "ban_ql cac khu"),
    ("quan ly", "quanly"),
    ("quan su", "quansu"),
    ("ho so", "hoso"),
    ("co so", "coso"),
    ("hop tac xa", "htx"),
    ("van hoa xa hoi", "vhxh"),
)

_COUNTER: Final = (
    "mot cua",
    "tiep nhan",
    "tn tkq",
    "bpmc",
    "bp mot cua",
    "tn va tkq",
    "trung tam phuc vu hanh chinh cong",
    "pvhcc",
    "ttpvhcc",
    "tthcc",
    "trung tam hanh chinh cong",
    "hcc",
    "ttpvhccx",
    "ttpvhcct",
)
_INSIDE: Final = (
    "phong",
    "bo phan",
    "van phong",
    "van thu",
    "lanh dao",
    "chuyen vien",
    "cong chuc",
    "can bo",
    "thanh tra",
    "hoi dong",
    "to",
    "doi",
    "trung tam",
    "chi cuc",
    "don vi chuyen mon",
    "ke toan",
    "to chuc ca nhan",
    "p",
    "vp",
    "ubnd",
    "uy ban",
    "bql",
    "hat",
    "tram",
    "thon",
    "truong thon",
    "to dan pho",
    "ban giam doc",
    "ban quan ly",
    "ban thi dua",
    "ban tiep cong dan",
    "ban ton giao",
    "ban dan toc",
    "ban coi thi",
    "ban",
    "doan",
    "nhom",
    "tram y te",
    "giam doc",
    "chu tich",
    "truong phong",
    "nhan vien",
    "vien chuc",
    "he thong",
    "dia diem luu dong",
    "tai nha",
    "noi o",
    "co so tro giup",
    "trung tam bao tro",
    "khoa",
    "tt",
    "tu phap",
    "ho tich",
    "dia chinh",
    "lds",
    "ldp",
    "ld",
    "cv",
    "vt",
    "cc",
)

_LEVELS: Final = (
    (("land_branch",), ("chi nhanh van phong dang ky", "chi nhanh vpdkdd")),
    (("land_office",), ("van phong dang ky dat dai", "vpdkdd")),
    (("police",), ("cong an xa", "cong an cap xa", "cong an phuong")),
    (("provincial_police",), ("cong an tinh", "cong an")),
    (("tax_office",), ("thue", "chi cuc thue")),
    (("insurance",), ("bao hiem xa hoi", "bhxh")),
    (("economic_zone",), ("ban_ql khu", "khu kinh te", "ban_ql cac khu", "khu cong nghiep")),
    (("province",), ("ubnd tinh", "uy ban nhan dan tinh", "province")),
    (
        ("ward", "commune"),
        (
            "tram y te",
            "truong mam non",
            "truong tieu hoc",
            "truong thcs",
            "xa",
            "phuong",
            "thi tran",
            "cap xa",
            "ubnd xa",
            "commune",
            "ward",
            "dac khu",
        ),
    ),
    (("district",), ("huyen", "quan", "thi xa", "cap huyen", "district", "thanh pho thuoc tinh")),
    (
        ("department",),
        (
            "so",
            "tinh",
            "cap tinh",
            "so nganh",
            "department",
            "provincial",
            "cac so",
            "cap so",
            "chi cuc",
            "hat kiem lam",
        ),
    ),
    (("economic_zone",), ("ban quanly",)),
)

_RECEIVING: Final = {
    "department": "provincial_centre",
    "province": "provincial_centre",
    "economic_zone": "provincial_centre",
    "land_office": "provincial_centre",
    "district": "one_stop",
    "ward": "one_stop",
    "commune": "one_stop",
    "land_branch": "one_stop",
}
_COMMUNES: Final = frozenset({"ward", "commune"})
_PROVINCIAL_LEADS: Final = frozenset(
    {
        "department",
        "province",
        "economic_zone",
        "land_office",
        "land_branch",
        "provincial_police",
        "tax_office",
        "insurance",
    }
)
_PROVINCIAL: Final = frozenset({"department", "land_office", "economic_zone", "province"})


def level_kinds(levels: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Kinds of the deciding agency, and the levels that are not known."""
    kinds: list[str] = []
    unknown = []
    for level in levels:
        folded = _without_homonyms(fold(level))
        found = next((made for made, phrases in _LEVELS if has(folded, *phrases)), None)
        if found is None:
            unknown.append(level)
        else:
            kinds += [kind for kind in found if kind not in kinds]
    return tuple(kinds), tuple(unknown)


def _without_homonyms(folded: str) -> str:
    """Without words that are a level when they stand alone: "cơ quan" is no "quận", "cơ sở" no "sở"."""
    spaced = f" {folded} "
    for phrase, instead in _HOMONYMS:
        spaced = spaced.replace(f" {phrase} ", f" {instead} ")
    return " ".join(spaced.split())


def kinds_from_units(units: Sequence[str]) -> tuple[str, ...]:
    """Kinds of the deciding agency as the units of the steps suggest them, when the table tells no level."""
    found = {kind for unit in units if (kind := _kind(fold(unit)))}
    if any(has(fold(unit), "chi cuc") for unit in units):
        found.add("department")
    for kinds, tells in (
        (("department",), {"department"}),
        (("district",), {"district"}),
        (("ward", "commune"), {"commune"}),
        (("province",), {"province"}),
        (("land_branch",), {"land_branch"}),
        (("land_office",), {"land_office"}),
    ):
        if tells & found:
            return kinds
    return ()


def leading_kinds(kinds: Sequence[str], units: Sequence[str]) -> tuple[str, ...]:
    """Of several levels the one that receives, when the rows pass the dossier from one level to another.

    "xã; tỉnh" may mean that either decides, or that the commune receives and a department takes part: then rows name
    units of both, and the first row that names one of them names the lead.
    """
    groups = [group for group in _GROUPS if group & set(kinds)]
    named = [next((group for group in groups if _level_of(fold(unit)) in group), None) for unit in units]
    told = [group for group in named if group is not None]
    if len(groups) < 2 or len({min(group) for group in told}) < 2:
        return tuple(kinds)
    return tuple(kind for kind in kinds if kind in told[0])


_GROUPS: Final = (
    frozenset({"ward", "commune"}),
    frozenset({"district"}),
    frozenset({"department", "province"}),
)
_LEVEL_WORDS: Final = (
    ("commune", ("xa", "phuong", "commune")),
    ("district", ("huyen", "district")),
    ("department", ("tinh", "so")),
)


def _level_of(folded: str) -> str:
    """The level a unit says it has; empty for police, tax and others with levels of their own, or when it says none."""
    kind = _kind(folded)
    if kind not in (None, "commune", "district", "department", "province"):
        return ""
    words = _without_homonyms(folded)
    return kind or next((level for level, phrases in _LEVEL_WORDS if has(words, *phrases)), "")


def receiving_kinds(kinds: Sequence[str]) -> tuple[str, ...]:
    """Kinds that may receive: the deciding ones and their one-stop centres."""
    centres = (_RECEIVING[kind] for kind in kinds if kind in _RECEIVING)
    return tuple(dict.fromkeys((*kinds, *centres)))


def department_of(name: str) -> str:
    """The department a folded unit names: ``phong 1 so xay dung`` belongs to ``so xay dung``; may be empty."""
    for short, written in _SHORT_DEPARTMENTS:
        name = f"{name} ".replace(f"so {short} ", f"so {written} ").strip()
    words = name.split()
    if "so" not in words or has(name, "ho so", "co so", "so nganh", "cac so", "so lien quan", "so khac"):
        words = name.replace("ho so", "").replace("co so", "").split()
    named = words[words.index("so") :][:3] if "so" in words else []
    return " ".join(named) if len(named) > 1 else ""


def unit_of(name: str, title: str, kinds: Sequence[str], home: str) -> Unit:
    """Which agency a unit belongs to, seen from a procedure decided by agencies of ``kinds``.

    ``title`` helps where the unit is empty ("Lãnh đạo UBND tỉnh"); ``home`` is the deciding department, folded.
    """
    folded = fold(name) or fold(title)
    shown = name or title
    if has(folded, *_COUNTER) and _level_of(folded) == "department" and not _PROVINCIAL_LEADS & set(kinds):
        return Unit("provincial_centre", shown, own=False)
    if not folded or has(folded, *_COUNTER):
        return Unit(kinds[0], shown, own=True)
    kind = _kind(folded)
    if kind == "department" and has(folded, "co so", "ho so") and not department_of(folded):
        kind = None
    if kind is None:
        return Unit(kinds[0], shown, own=True, clear=has(folded, *_INSIDE) or not name)
    if kind == "commune" and _COMMUNES & set(kinds):
        return Unit(kinds[0], shown, own=True)
    if kind == "department" and "department" in kinds:
        return Unit(kind, shown, own=department_of(folded) in ("", home))
    if kind in kinds:
        return Unit(kind, shown, own=True)
    if kind == "district" and has(folded, "phong") and not set(kinds) & _PROVINCIAL:
        return Unit(kinds[0], shown, own=True)
    return Unit(kind, shown, own=False)


def telling(titles: Sequence[str]) -> str:
    """Of several titles the first that names an agency: "Lãnh đạo UBND tỉnh"; else the first."""
    return next((title for title in titles if _kind(fold(title))), titles[0] if titles else "")


def reference(kind: str) -> str:
    """The ``motcua:agency`` of a pool: the competent agency of a kind for the dossier's territory."""
    return f'="kind:{kind}@" + dossier.territory'


def other_department(name: str) -> str:
    """A kind for one department among several that take part: "Sở Xây dựng" is ``so_xay_dung``."""
    if found := department_of(fold(name)):
        return slug(found)
    words = fold(name).split()
    start = words.index("so") if "so" in words else 0
    return slug(" ".join(words[start : start + 6]))


def department_name(name: str) -> str:
    """The department in the name of a unit: "Phòng Người có công – Sở Nội vụ" is of "Sở Nội vụ"."""
    found = _DEPARTMENT.search(name)
    return found[0].strip() if found else name


def _kind(folded: str) -> str | None:
    if has(folded, "phong") and not has(folded, "van phong dang ky", "cong an"):
        folded = folded.replace("van phong", "")
    return next((kind for kind, phrases in _KINDS if has(folded, *phrases)), None)
