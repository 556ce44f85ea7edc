"""Fees as tables write them: an amount, none, or something only the counter can work out."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from process_models.making.words import fold, has

_AMOUNT: Final = re.compile(r"(\d{1,3}(?:[.,\s]\d{3})+|\d+)")
_NONE: Final = (
    "khong",
    "mien phi",
    "khong thu",
    "khong co",
    "none",
    "free",
    "0",
    "mien le phi",
    "khong quy dinh",
    "mien",
)
_ONCE: Final = re.compile(
    r"/\s*(?:0?1\s+)?(?:lần(?: thẩm định| cấp| đăng ký)?|hồ sơ|bộ hồ sơ|giấy(?: phép| chứng nhận| xác nhận| tờ)?|"
    r"gcn|gp|thẻ|chứng chỉ|cơ sở|dự án|công trình|trường hợp|việc|vụ|thủ tục|doanh nghiệp|"
    r"phương tiện|xe|đề án|báo cáo|quyết định)"
    r"(?=$|[\s.,;)])",
    re.IGNORECASE,
)
"""A rate for what one dossier asks for once is an amount."""
_OPEN: Final = (
    "trang",
    "ban",
    "truong hop",
    "theo quy dinh",
    "theo nghi quyet",
    "thong tu",
    "tuy",
    "m2",
    "ho so so",
    "%",
)


@dataclass(frozen=True, slots=True)
class FeeAmount:
    """``fixed`` đồng; ``asked``: the counter enters the amount; ``kind`` is ``fee`` (phí) or ``charge`` (lệ phí)."""

    fixed: int = 0
    asked: bool = False
    kind: str = "charge"

    @property
    def due(self) -> bool:
        """Something may have to be paid."""
        return self.asked or self.fixed > 0


def read_fee(text: str) -> FeeAmount:
    """One plain amount is fixed; "Không" is none; several amounts or a rate are asked for at the counter."""
    folded = fold(text)
    kind = "charge" if has(folded, "le phi") or not has(folded, "phi") else "fee"
    if not folded or folded in _NONE or (folded.startswith("khong") and not _AMOUNT.search(text)):
        return FeeAmount(kind=kind)
    plain = _ONCE.sub("", unicodedata.normalize("NFC", text))
    amounts = [int(re.sub(r"\D", "", found)) for found in _AMOUNT.findall(plain)]
    open_ended = "/" in plain or has(fold(plain), *_OPEN) or len(amounts) != 1
    if open_ended:
        return FeeAmount(asked=True, kind=kind)
    return FeeAmount(fixed=amounts[0], kind=kind)
