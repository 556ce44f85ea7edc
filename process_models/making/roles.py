"""Step roles from the titles tables use: "cán bộ tiếp nhận" receives, "lãnh đạo phòng" reviews, "văn thư" numbers.

The work decides before the title where the title leaves it open: the same counter officer receives the dossier in the
first row and returns the result in the last one.
"""

from collections.abc import Sequence
from typing import Final

from process_models.making.words import fold, has
from process_models.steps.cells import is_person
from process_models.vocabulary import STEP_ROLES

DEFAULT: Final = "case"

_CITIZEN: Final = (
    "to chuc ca nhan",
    "ca nhan to chuc",
    "nguoi dan",
    "cong dan",
    "nguoi nop",
    "nguoi nop ho so",
    "nguoi yeu cau",
    "chu ho so",
    "doanh nghiep",
    "khach hang",
    "nguoi su dung dat",
    "chu dau tu",
    "chu du an",
    "chu co so",
    "chu hang",
    "chu tau",
    "chu xe",
    "chu phuong tien",
    "nha dau tu",
    "nguoi de nghi",
    "nguoi khieu nai",
)
_BY_WORK: Final = (
    ("cashier", ("thu phi", "thu le phi", "thu phi le phi", "thu tien", "nop le phi", "nop phi")),
    (
        "return",
        (
            "tra ket qua",
            "trao ket qua",
            "giao ket qua cho",
            "tra giay",
            "phat ket qua",
            "tra kq",
            "tra the",
            "tra phu hieu",
            "tra thong bao",
            "tra gcn",
            "trao giay",
            "tra gp",
            "trao gcn",
        ),
    ),
    ("assign", ("phan cong", "chuyen ho so cho chuyen vien", "giao viec")),
)
_COUNTER: Final = (
    "mot cua",
    "tiep nhan",
    "tn tkq",
    "bpmc",
    "bp mot cua",
    "tn va tkq",
    "tn tra kq",
    "bo phan tn",
    "trung tam phuc vu hanh chinh cong",
    "trung tam pvhcc",
    "ttpvhcc",
    "tthcc",
    "trung tam hanh chinh cong",
    "hcc",
    "ttpvhccx",
    "ttpvhcct",
    "can bo tn",
    "cong chuc tn",
    "chuyen vien tn",
    "quay",
)
_SIGN: Final = (
    "chu tich",
    "pho chu tich",
    "lanh dao ubnd",
    "lanh dao uy ban",
    "lanh dao uy ban nhan dan",
    "giam doc",
    "pho giam doc",
    "gd so",
    "pgd",
    "lanh dao so",
    "ld so",
    "lds",
    "ld ubnd",
    "ld xa",
    "ld huyen",
    "ld tinh",
    "ld chi cuc",
    "ld ban",
    "ct ubnd",
    "pct ubnd",
    "lanh dao ban",
    "lanh dao co quan",
    "lanh dao don vi",
    "lanh dao van phong",
    "chanh van phong",
    "lanh dao tinh",
    "lanh dao huyen",
    "lanh dao xa",
    "lanh dao phuong",
    "thu truong",
    "truong ban",
    "bo truong",
    "cuc truong",
    "chi cuc truong",
    "lanh dao cuc",
    "lanh dao chi cuc",
    "truong cong an",
    "hat truong",
    "thuong truc hdnd",
    "thuong truc hoi dong nhan dan",
    "tram truong",
    "truong thue",
    "lanh dao cong an",
    "vien truong",
    "hieu truong",
    "lanh dao chi nhanh",
)
_REVIEW: Final = (
    "truong phong",
    "pho truong phong",
    "ld phong",
    "ldp",
    "ld p",
    "chu tich hoi dong",
    "lanh dao phong",
    "pho phong",
    "phu trach phong",
    "lanh dao bo phan",
    "to truong",
    "truong bo phan",
    "ban giam doc chi nhanh",
    "lanh dao vpdkdd",
    "truong don vi",
    "lanh dao trung tam",
    "doi truong",
    "chi huy phong",
    "chi huy doi",
)
_RECORDS: Final = (
    "van thu",
    "vt",
    "bo phan van thu",
    "cong chuc van thu",
    "can bo van thu",
    "luu tru",
    "phong hanh chinh",
)
_CASHIER: Final = ("thu quy", "ke toan", "thu ngan", "cashier")
_CASE: Final = (
    "chuyen vien",
    "cv",
    "cc",
    "ccvc",
    "can bo",
    "cong chuc",
    "vien chuc",
    "nhan vien",
    "thu ly",
    "tham dinh",
    "hoi dong",
    "to tham dinh",
    "phong chuyen mon",
    "phong",
    "chi nhanh",
    "don vi",
    "co quan",
    "van phong",
    "kiem lam",
    "case officer",
    "officer",
    "doan kiem tra",
    "doan",
    "thanh vien",
    "truong doan",
    "to",
    "to ky thuat",
    "to cong tac",
    "ban coi thi",
    "bo phan",
    "he thong",
    "giao vien",
    "bac si",
    "y si",
    "duoc si",
    "ky su",
    "thu ky",
    "giam dinh vien",
    "dang kiem vien",
    "kiem dich vien",
    "kiem tra vien",
    "tham dinh vien",
    "ho tich vien",
    "cong an",
    "ban chinh sach",
    "trung tam",
    "buu dien",
    "bo noi vu",
    "bo nganh",
    "ky thuat vien",
    "nguoi giai quyet",
    "ho tich",
    "dia chinh",
    "thanh tra",
    "truong thon",
    "truong ap",
    "truong ban lang",
    "ra soat vien",
    "cong tac vien",
    "nv",
    "cb",
    "kdv",
    "ban thuong vu",
    "dkv",
    "cskv",
    "canh sat khu vuc",
    "tro giup vien",
    "giam sat vien",
    "quan sat vien",
)
_BY_TITLE: Final = (
    ("records", _RECORDS),
    ("cashier", _CASHIER),
    ("review", _REVIEW),
    ("sign", (*_SIGN, "leader", "director", "chairman")),
    ("reception", (*_COUNTER, "reception", "counter")),
    ("case", (*_CASE, "lanh dao")),
)
_ALONE: Final = (
    ("reception", ("tiep nhan ho so",)),
    ("records", ("dong dau", "vao so", "phat hanh van ban")),
    ("sign", ("ky duyet", "phe duyet", "ky", "duyet", "ky ban hanh")),
)
"""What the work alone says where a row names nobody."""
_KEYS: Final = frozenset({"reception", "assign", "case", "review", "sign", "records", "cashier", "return"})

_NAMES: Final = {fold(names["vi"]): key for key, names in STEP_ROLES.items()}
"""The roles by their own names, as exported documents write them."""


def is_applicant(title: str) -> bool:
    """Whether the person who acts is the applicant and no officer."""
    folded = fold(title)
    if folded in ("to chuc", "ca nhan", "nguoi lao dong", "nguoi su dung lao dong", "ho gia dinh"):
        return True
    return has(folded, *_CITIZEN) and not has(folded, "can bo", "cong chuc", "chuyen vien", "lanh dao")


def step_role(titles: Sequence[str], unit: str, work: str) -> tuple[str, bool]:
    """The step role, and whether the titles said so clearly; unclear ones are the case officer's, for review."""
    told = [fold(title) for title in titles if title.strip()]
    for title in told:
        if title.replace(" ", "_") in _KEYS:
            return title, True
        if title in _NAMES:
            return _NAMES[title], True
    doing, place = fold(work), fold(unit)
    if told == [place] and _by_title(place) is None:
        return _as_done(DEFAULT, "", doing), True
    for title in told:
        found = _by_title(title)
        if found == "case" and place and has(place, *_COUNTER) and not has(title, "chuyen mon", "thu ly", "phong"):
            found = "reception"
        if found is not None:
            return _as_done(found, title, doing), True
    if not told and (meant := _actor(work, doing)):
        return meant, bool(place)
    found = _by_title(place) if place else None
    if found is not None:
        return _as_done(found, place, doing), found != "case" or not told
    return _as_done(DEFAULT, "", doing), False


def _actor(work: str, doing: str) -> str | None:
    """The role of whom the sentence begins with ("Chủ tịch UBND xã ký"), else what the work alone says."""
    named = _by_title(" ".join(doing.split()[:4])) if is_person(work) else None
    if named is not None:
        return _as_done(named, doing, doing)
    return next((role for role, phrases in _ALONE if has(doing, *phrases)), None)


_SHORT: Final = {
    "tp": "review",
    "ptp": "review",
    "pp": "review",
    "gd": "sign",
    "ct": "sign",
    "pct": "sign",
    "ld": "sign",
    "kt": "cashier",
}
"""Titles that are clear only when nothing else stands in the cell."""


def _by_title(title: str) -> str | None:
    if title and all(word in _SHORT for word in title.split()):
        return _SHORT[title.split(maxsplit=1)[0]]
    if title.startswith(("tp ", "ptp ")) and not title.startswith(("tp hcm", "tp ho ", "tp ha ")):
        return "review"
    if has(title, "lanh dao") and not has(title, *_SIGN) and has(title, "phong", "bo phan", "trung tam"):
        return "review"
    return next((role for role, phrases in _BY_TITLE if has(title, *phrases)), None)


def _as_done(role: str, title: str, doing: str) -> str:
    """The role in the light of the work: who signs may assign first, who receives may also return or collect."""
    if role in ("reception", "case", "cashier") and _returns(title, doing):
        return "return"
    if role in ("reception", "case", "records", "cashier"):
        for other, phrases in (_BY_WORK[0], _BY_WORK[1]):
            if has(doing, *phrases) and (role == "reception" or other == "cashier" or not has(doing, "tiep nhan")):
                return _unless_received(other, role, doing)
    if role in ("review", "sign") and has(doing, *_BY_WORK[2][1]) and not has(doing, "ky", "phe duyet", "ky duyet"):
        return "assign"
    if role == "case" and has(doing, "tiep nhan ho so") and has(title, *_COUNTER, "can bo", "cong chuc", "chuyen vien"):
        return "reception" if doing.startswith(("tiep nhan ho so", "tiep nhan kiem tra")) else role
    return role


def _returns(title: str, doing: str) -> bool:
    """Who hands out the result, though the sentence also speaks of the fee, or is short."""
    if has(doing, "tiep nhan", "tra ho so", "ket qua tham dinh"):
        return False
    both = has(doing, *_BY_WORK[0][1]) and has(doing, *_BY_WORK[1][1])
    return (
        both
        or doing == "tra"
        or (has(title, "tra ket qua") and not has(title, "tiep nhan") and doing.startswith("tra"))
    )


def _unless_received(other: str, role: str, doing: str) -> str:
    """What comes first in the sentence decides: ``Tiếp nhận hồ sơ, thu phí`` is reception."""
    first = doing.find("tiep nhan")
    return role if 0 <= first < 30 and role == "reception" else other
