"""What a template is given: the view model of a form, plain values in page order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Mode = Literal["edit", "read"]


@dataclass(frozen=True, slots=True)
class OptionView:
    """One choice."""

    value: str
    label: str
    id: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class PartView:
    """One of the three entries of a date."""

    name: str
    id: str
    label: str
    value: str
    width: int


@dataclass(frozen=True, slots=True)
class FileView:
    """A file already uploaded; post ``name=id`` to keep it and ``drop_name=id`` to remove it."""

    id: str
    label: str
    drop_name: str


@dataclass(frozen=True, slots=True)
class ButtonView:
    """A submit button that edits the page."""

    name: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a list; ``marker`` is the name of a hidden control that keeps an empty row."""

    id: str
    legend: str
    marker: str
    fields: "tuple[FieldView, ...]"
    remove: ButtonView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One question; which members matter depends on ``widget``."""

    pointer: str
    name: str
    id: str
    key: str
    widget: str
    label: str
    help: str
    required: bool
    value: str = ""
    checked: bool = False
    text: str = ""
    """The answer as people read it; empty when there is none."""
    error: str = ""
    warning: str = ""
    computed: bool = False
    """The server fills it in: show it, do not ask for it."""
    refreshes: bool = False
    parts: tuple[PartView, ...] = ()
    options: tuple[OptionView, ...] = ()
    fields: "tuple[FieldView, ...]" = ()
    rows: tuple[RowView, ...] = ()
    add: ButtonView | None = None
    files: tuple[FileView, ...] = ()
    many: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)
    """HTML attributes of the control, such as inputmode, autocomplete, maxlength."""
    described_by: str = ""
    """Ids of help and error, for aria-describedby; empty when there is neither."""


@dataclass(frozen=True, slots=True)
class SectionView:
    """Questions under one heading."""

    key: str
    id: str
    title: str
    help: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class ProblemView:
    """A line of the summary, with the id of the control it leads to (empty for the whole form)."""

    href: str
    text: str


@dataclass(frozen=True, slots=True)
class FormView:
    """The whole page."""

    title: str
    language: str
    mode: Mode
    sections: tuple[SectionView, ...]
    errors: tuple[ProblemView, ...]
    warnings: tuple[ProblemView, ...]
    refresh: ButtonView | None
    """Offered when some question decides about others."""
    has_files: bool
    """The page must post multipart/form-data."""
