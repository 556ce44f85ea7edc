"""From a posted page to answers: typed, nested, rows added and removed, nothing that the form does not ask for.

Control names are paths (``papers.0.kind``); a date posts ``.day``, ``.month`` and ``.year``; a row posts the marker
``papers.0._`` so that an empty row survives. The buttons ``_add=papers``, ``_remove=papers.1`` and ``_refresh`` edit
the page instead of submitting it, which is how repeatable groups work without JavaScript.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from forms.entries import DATE_PARTS, DATES, MISSING, SINGLE, EntryError, one_line
from forms.errors import FieldError
from forms.limits import MOST_ROWS
from forms.model import Field, Form, Widget
from forms.pointers import control_name, is_index, parts_of, pointer_of
from forms.validate import Lists, values_by_text

Posted = Mapping[str, Sequence[str]]
"""Texts by control name, as a MultiDict's ``to_dict(flat=False)`` gives them."""
Path = tuple[str | int, ...]

ADD, REMOVE, REFRESH, MARKER, DROP_FILE = "_add", "_remove", "_refresh", "_", "_drop"


class Decoded(NamedTuple):
    """Answers and what could not be read; ``edited`` when a button asked for the page again, not for submission."""

    data: dict[str, Any]
    errors: tuple[FieldError, ...]
    edited: bool


def decode(form: Form, posted: Posted, files: Posted | None = None, lists: Lists | None = None) -> Decoded:
    """Read a posted page.

    ``files`` holds the ids under which the caller stored new uploads, by control name; ``lists`` the reference lists
    that give coded choices their labels. Empty answers have no key. Names the form does not know are ignored.
    """
    reader = _Reader(posted, files or {}, lists or {}, _rows_by_list(posted))
    data = reader.group(form.fields, ())
    errors = reader.errors
    for value in posted.get(REMOVE, ())[:1]:
        errors = _remove_row(data, errors, tuple(value.split(".")))
    for value in posted.get(ADD, ())[:1]:
        _add_row(form, data, tuple(value.split(".")))
    return Decoded(data, tuple(errors), any(name in posted for name in (ADD, REMOVE, REFRESH)))


@dataclass(slots=True)
class _Reader:
    posted: Posted
    files: Posted
    lists: Lists
    rows: Mapping[str, list[int]]
    errors: list[FieldError] = field(default_factory=list)

    def group(self, fields: tuple[Field, ...], path: Path) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for one in fields:
            if one.computed is None:
                value = self.value(one, (*path, one.key))
                if value is not MISSING:
                    data[one.key] = value
        return data

    def value(self, one: Field, path: Path) -> Any:
        match one.widget:
            case Widget.GROUP:
                return self.group(one.fields, path) or MISSING
            case Widget.LIST:
                return self.list_of(one, path)
            case Widget.DATE | Widget.PDATE:
                return self.date(one, path)
            case Widget.FILE:
                return self.file(one, path)
            case Widget.CHECKS:
                return self.checks(one, path)
            case Widget.CHECK:
                return self.text(path) != ""
            case _:
                return self.single(one, path)

    def list_of(self, one: Field, path: Path) -> Any:
        numbers = self.rows.get(control_name(path), [])
        if len(numbers) > MOST_ROWS:
            self.fail(path, "maxItems", limit=MOST_ROWS)
        read = []
        for index, number in enumerate(numbers[:MOST_ROWS]):
            before = len(self.errors)
            read.append(self.group(one.fields, (*path, number)))
            if index != number:
                self.errors[before:] = [_moved(e, (*path, number), (*path, index)) for e in self.errors[before:]]
        return read or MISSING

    def date(self, one: Field, path: Path) -> Any:
        raw = tuple(self.text((*path, part)) for part in DATE_PARTS)
        if not any(raw):
            return MISSING
        try:
            return DATES[one.widget](raw[0], raw[1], raw[2])
        except EntryError as error:
            return self.fail(path, error.code, raw)

    def file(self, one: Field, path: Path) -> Any:
        name = control_name(path)
        dropped = set(self.posted.get(f"{name}.{DROP_FILE}", ()))
        kept = [known for known in self.posted.get(name, ()) if known and known not in dropped]
        new = [known for known in self.files.get(name, ()) if known]
        if one.many:
            return [*kept, *new] or MISSING
        return next(iter([*new, *kept]), MISSING)

    def checks(self, one: Field, path: Path) -> Any:
        values = values_by_text(one)
        chosen = [text for text in self.posted.get(control_name(path), ()) if text]
        if any(text not in values for text in chosen):
            return self.fail(path, "enum", tuple(chosen[:50]))
        return [values[text] for text in values if text in chosen] or MISSING

    def single(self, one: Field, path: Path) -> Any:
        raw = next(iter(self.posted.get(control_name(path), ())), "")
        if not raw.strip():
            return MISSING
        try:
            value = SINGLE[one.widget](raw)
        except EntryError as error:
            return self.fail(path, error.code, (raw,))
        if one.widget is Widget.ENUM:
            values = values_by_text(one)
            return values[value] if value in values else self.fail(path, "enum", (raw,))
        return self.coded(one, value) if one.widget is Widget.CODED else value

    def coded(self, one: Field, text: str) -> dict[str, str]:
        entries = self.lists.get(one.source)
        if entries is None:
            return {"label": text}
        return {"code": text, "label": entries.get(text, text)}

    def text(self, path: Path) -> str:
        found = self.posted.get(control_name(path), ())
        try:
            return one_line(found[0]) if found else ""
        except EntryError:
            return "?"  # far too long for a date part or a tick: the reader of the value refuses it

    def fail(self, path: Path, code: str, raw: tuple[str, ...] = (), **params: Any) -> Any:
        self.errors.append(FieldError(pointer_of(path), code, params, raw=raw))
        return MISSING


def _rows_by_list(posted: Posted) -> dict[str, list[int]]:
    """The row numbers present for each list: every number that stands in some control name below it."""
    found: dict[str, set[int]] = {}
    for name in posted:
        parts = name.split(".")
        for index, part in enumerate(parts[:-1]):
            if index and is_index(part) and len(part) <= 4:
                found.setdefault(".".join(parts[:index]), set()).add(int(part))
    return {name: sorted(numbers) for name, numbers in found.items()}


def _moved(error: FieldError, old: Path, new: Path) -> FieldError:
    pointer = pointer_of(new) + error.pointer[len(pointer_of(old)) :]
    return FieldError(pointer, error.code, error.params, error.severity, error.raw, error.text)


def _remove_row(data: dict[str, Any], errors: list[FieldError], path: tuple[str, ...]) -> list[FieldError]:
    rows = _find(data, path[:-1])
    if not isinstance(rows, list) or not _in(rows, path[-1]):
        return errors
    gone = int(path[-1])
    del rows[gone]
    if not rows:
        _find(data, path[:-2]).pop(path[-2])
    depth = len(path)
    kept = []
    for error in errors:
        parts = parts_of(error.pointer)
        same_list = parts[: depth - 1] == path[:-1] and len(parts) >= depth
        number = int(parts[depth - 1]) if same_list else -1
        if number == gone:
            continue
        old: Path = (*path[:-1], number)
        kept.append(_moved(error, old, (*path[:-1], number - 1)) if number > gone else error)
    return kept


def _add_row(form: Form, data: dict[str, Any], path: tuple[str, ...]) -> None:
    one = form.field_at(path)
    if one is None or one.widget is not Widget.LIST:
        return
    holder: Any = data
    for part in path[:-1]:
        holder = holder[int(part)] if isinstance(holder, list) and _in(holder, part) else _child(holder, part)
        if holder is None:
            return
    rows = holder.setdefault(path[-1], []) if isinstance(holder, dict) else []
    if len(rows) < MOST_ROWS:
        rows.append({})


def _in(rows: list[Any], part: str) -> bool:
    return is_index(part) and int(part) < len(rows)


def _child(holder: Any, part: str) -> Any:
    return holder.setdefault(part, {}) if isinstance(holder, dict) and not is_index(part) else None


def _find(data: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        if isinstance(data, list) and _in(data, part):
            data = data[int(part)]
        else:
            data = data.get(part) if isinstance(data, dict) else None
    return data
