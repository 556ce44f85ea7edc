"""A form as read: immutable, its expressions compiled, its references resolved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from engine.feel import Expression
from forms.errors import FormError, Severity, Text
from forms.pointers import is_index


class Widget(StrEnum):
    """How a value is asked for; the value is what UI schemas say."""

    TEXT = "text"
    LONG = "long"
    TEL = "tel"
    EMAIL = "email"
    DATE = "date"
    PDATE = "pdate"
    INT = "int"
    DEC = "dec"
    MONEY = "money"
    ENUM = "enum"
    CHECKS = "checks"
    CODED = "coded"
    BOOL = "bool"
    CHECK = "check"
    FILE = "file"
    GROUP = "group"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: the value stored and its label by language."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A condition over the answers that must not hold: ``when`` true is the problem."""

    code: str
    when: Expression
    field: tuple[str, ...]
    severity: Severity
    message: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question, a group of questions or a list of rows."""

    key: str
    widget: Widget
    label: Text
    help: Text
    schema: Mapping[str, Any]
    required: bool
    many: bool = False
    """FILE only: several files, kept as a list of ids."""
    options: tuple[Option, ...] = ()
    source: str = ""
    """Name of the reference list the options come from (CODED, TEXT)."""
    visible: Expression | None = None
    required_when: Expression | None = None
    computed: Expression | None = None
    fields: tuple["Field", ...] = ()
    rules: tuple[Rule, ...] = ()
    messages: Mapping[str, Text]
    add_label: Text
    autocomplete: str = ""
    shared: bool = False
    """FILE in an office's form: the applicant may see it too."""
    refreshes: bool = False
    """Other questions depend on this one: the page offers to refresh after a change."""


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one heading."""

    key: str
    title: Text
    help: Text
    visible: Expression | None
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A form ready to decode, validate and view; share it freely, it never changes."""

    title: Text
    sections: tuple[Section, ...]
    schema: dict[str, Any]
    rules: tuple[Rule, ...]
    warnings: tuple[FormError, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """The top-level fields in page order."""
        return tuple(field for section in self.sections for field in section.fields)

    def field_at(self, path: tuple[str, ...]) -> Field | None:
        """The field a data path leads to; row numbers are passed over."""
        found: Field | None = None
        fields = self.fields
        for part in path:
            if is_index(part):
                continue
            found = next((field for field in fields if field.key == part), None)
            if found is None:
                return None
            fields = found.fields
        return found


def walk(fields: tuple[Field, ...]) -> Iterator[Field]:
    """Every field, parents before children, in page order."""
    for field in fields:
        yield field
        yield from walk(field.fields)
