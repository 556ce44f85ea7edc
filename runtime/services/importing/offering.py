"""Importing offers: which agency offers which procedure through which channels, from when to when, at which stage."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from runtime.models import Offer, PackageRow
from runtime.services import access
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.importing.cells import DAYS, KIND, Cells, Found, each, once
from runtime.services.importing.table import Column, Table
from runtime.services.places import Stage
from runtime.services.snapshot import snapshot
from runtime.services.transactions import new_id

CHANNELS: Final[Mapping[str, tuple[str, ...]]] = {
    "counter": ("trực tiếp", "tại quầy"),
    "online": ("trực tuyến",),
    "post": ("bưu chính", "bưu chính công ích"),
}
STAGES: Final[Mapping[str, tuple[str, ...]]] = {
    Stage.LIVE: ("chính thức",),
    Stage.TRIAL: ("thử nghiệm",),
    Stage.OFF: ("tạm dừng", "tắt"),
}
MODES: Final[Mapping[str, tuple[str, ...]]] = {
    "one_stop": ("một cửa",),
    "same_level": ("liên thông cùng cấp",),
    "all_levels": ("liên thông các cấp",),
    "any_place": ("phi địa giới",),
}
COLUMNS: Final = (
    Column("procedure", "Mã thủ tục", "Procedure", required=True, example="2.000815"),
    Column("agency", "Mã cơ quan", "Agency", required=True, example="H36"),
    Column(
        "kind",
        "Loại",
        "Kind",
        about=(
            "Every agency of this kind below it; empty: only itself.",
            "Mọi cơ quan loại này ở dưới; để trống: chỉ cơ quan đó.",
        ),
        example="ward",
    ),
    Column(
        "channels",
        "Kênh",
        "Channels",
        about=(
            "counter, online, post; empty: all the procedure allows.",
            "Trực tiếp; trực tuyến; bưu chính. Để trống: mọi kênh.",
        ),
        example="counter;online",
    ),
    Column(
        "stage",
        "Trạng thái",
        "Stage",
        about=("live, trial or off.", "Chính thức, thử nghiệm hoặc tạm dừng."),
        example="live",
    ),
    Column(
        "mode",
        "Cơ chế",
        "Mode",
        about=(", ".join(MODES), "Một cửa, liên thông cùng cấp, liên thông các cấp, phi địa giới."),
    ),
    *DAYS,
    Column(
        "decision", "Quyết định", "Decision", about=("Number of the publishing decision.", "Số quyết định công bố.")
    ),
)


@dataclass(frozen=True, slots=True)
class Told:
    """One row."""

    procedure: str
    agency: str
    kind: str | None
    channels: tuple[str, ...]
    stage: str
    mode: str
    days: tuple[date | None, date | None]
    decision: str | None


def load(session: Session, table: Table, actor: Actor) -> Found:
    """Add or change offers. Inside the caller's transaction; nothing is written with problems."""
    found = Found()
    codes = set(session.scalars(select(PackageRow.code)))
    organisation = snapshot(session)
    told = [(cells, row) for cells in each(table, found) if (row := _told(cells)) is not None]
    once(told, "procedure", lambda row: (row.procedure, row.agency, row.kind, row.days[0]))
    for cells, row in told:
        if row.procedure not in codes:
            cells.fail("procedure", "import.procedure", value=row.procedure)
        if row.agency not in organisation.agencies:
            cells.fail("agency", "import.agency", value=row.agency)
        elif not access.may(actor, Action.OVERRIDE, row.agency) and not actor.is_system:
            cells.fail("agency", "import.not-yours", value=row.agency)
    if not found.problems:
        for _cells, row in told:
            _write(session, row, found)
    return found


def _told(cells: Cells) -> Told | None:
    procedure, agency = cells.code("procedure", required=True), cells.code("agency", required=True)
    channels = _channels(cells)
    stage, mode = cells.choice("stage", STAGES), cells.choice("mode", MODES)
    days, kind = cells.days(), cells.code("kind", KIND)
    if procedure is None or agency is None:
        return None
    decision = cells.text("decision") or None
    return Told(procedure, agency, kind, channels, stage or Stage.LIVE, mode or "one_stop", days, decision)


def _channels(cells: Cells) -> tuple[str, ...]:
    found = []
    for one in cells.codes("channels"):
        match = next((key for key, names in CHANNELS.items() if one.casefold() in (key, *names)), None)
        if match is None:
            cells.fail("channels", "import.choice", value=one, choices=", ".join(CHANNELS))
        else:
            found.append(match)
    return tuple(found) or tuple(CHANNELS)


def _write(session: Session, row: Told, found: Found) -> None:
    held = session.scalars(
        select(Offer).where(
            Offer.procedure_code == row.procedure,
            Offer.agency == row.agency,
            Offer.kind.is_not_distinct_from(row.kind),
            Offer.valid_from.is_not_distinct_from(row.days[0]),
        )
    ).first()
    told = {
        "channels": list(row.channels),
        "stage": str(row.stage),
        "mode": row.mode,
        "valid_to": row.days[1],
        "decision": row.decision,
    }
    if held is None:
        key = {"procedure_code": row.procedure, "agency": row.agency, "kind": row.kind, "valid_from": row.days[0]}
        session.add(Offer(id=new_id(), **key, **told))
        session.flush()
        found.count(new=True, changed=False)
        return
    found.count(new=False, changed=any(getattr(held, name) != value for name, value in told.items()))
    for name, value in told.items():
        setattr(held, name, value)
