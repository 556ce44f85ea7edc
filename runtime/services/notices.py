"""Notices to the applicant: what happened is told through the outbox, in the applicant's language.

A turn that receives, asks, settles or hands back leaves one effect of kind ``notice`` behind, in its own transaction;
a worker words it from a template and sends it. Capability: ``notice.<key>``. Nobody is told who left neither an
e-mail address nor a telephone number. What is kept are names and instants, never the dossier's secret.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from babel.dates import format_datetime
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.dossier.case import ROOT, Entry
from engine.kernel.codec import value_to_json
from process_models.package import Package
from runtime.models import EffectRow
from runtime.services.cases import Held
from runtime.services.zone import zone

if TYPE_CHECKING:  # letters, which a recording gathers, name items as notices do
    from runtime.services.recording import Recording

FIRST: Final = 10_000
"""Index of a turn's first notice: above those of the engine's own effects."""
LANGUAGES: Final = ("vi", "en")
RECOVERY: Final = "recovery"
"""The notice whose text is forgotten once it is sent."""
NOTICE_OF: Final[Mapping[str, str]] = {
    "received": "reception",
    "refused_at_intake": "refusal",
    "reception_cancelled": "cancellation",
    "supplement_requested": "supplement",
    "deadline_extended": "extension",
    "settled": "settlement",
    "returned": "result",
    "stopped": "stop",
}
"""Log entry -> key of the notice it leads to. ``overdue``, ``reminder`` and ``recovery`` come from the worker."""
KEYS: Final = (*NOTICE_OF.values(), "overdue", "reminder", RECOVERY)
TEMPLATES: Final = Path(__file__).parents[1] / "notices"


class NoticeError(Exception):
    """A template cannot be used; the sentence tells which and why."""


def gather(recording: "Recording") -> None:
    """Add an effect for each entry of the turn that the applicant is told of."""
    held = recording.held
    person = person_of(recording.doing.facts if recording.doing.facts is not None else held.facts)
    if person is None or held.trial:  # nobody is told of a dossier that only tries a procedure
        return
    told = [one for one in recording.turn.entries if one.kind in NOTICE_OF and _wanted(one)]
    rows = []
    for offset, entry in enumerate(told):
        about = {**_about(held, entry.branch, recording), **_of_entry(held, entry, recording.doing.letters)}
        rows.append(row(held, recording.seq, FIRST + offset, NOTICE_OF[entry.kind], person, about, recording.done_at))
    recording.batch.insert(EffectRow, rows)
    recording.effects += [(held.root, recording.seq, one["i"]) for one in rows]


def person_of(facts: Mapping[str, Any]) -> dict[str, str] | None:
    """Whom to tell and how; None for an applicant who left no way."""
    told = facts.get("applicant") or {}
    found = {key: str(told[key]) for key in ("name", "email", "phone") if isinstance(told.get(key), str) and told[key]}
    if not found.keys() & {"email", "phone"}:
        return None
    language = told.get("language")
    return {**found, "language": language if language in LANGUAGES else LANGUAGES[0]}


def row(
    held: Held, seq: int, index: int, key: str, person: Mapping[str, str], about: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """The columns of a notice in the outbox."""
    return {
        "dossier_id": held.root,
        "seq": seq,
        "i": index,
        "kind": "notice",
        "n": 0,
        "token": None,
        "attempt": None,
        "node": "",
        "name": key,
        "payload": value_to_json({"to": dict(person), "about": dict(about)}),
        "retry": None,
        "state": "pending",
        "attempts": 0,
        "next_at": now,
        "created_at": now,
    }


def about(held: Held, branch: str = ROOT) -> dict[str, Any]:
    """What every notice says of a dossier that no turn has changed just now."""
    life = held.life(branch)
    committed = life.deadlines.get("committed")
    return {
        **_names(held, branch),
        "received": _iso(life.received_at),
        "due": _iso(committed.due if committed else None),
    }


# -- wording -----------------------------------------------------------------------------------------------------


def worded(key: str, payload: Mapping[str, Any], address: str = "", folder: Path | None = None) -> tuple[str, str]:
    """Subject and text of a notice; the first line of a template is the subject.

    ``address``: where the installation's pages are (no link without); ``folder``: templates that go before the
    shipped ones, named ``<key>.<language>.txt``. Raises NoticeError.
    """
    to = payload["to"]
    language = to.get("language", LANGUAGES[0])
    values = {**_localised(payload["about"], language), "to": to, "address": address.rstrip("/")}
    try:
        text = _environment(folder).get_template(f"{key}.{language}.txt").render(values)
    except TemplateError as error:
        raise NoticeError(f"{key}.{language}.txt: {error}") from error
    subject, _, body = text.strip().partition("\n")
    return subject.strip(), body.strip() + "\n"


@cache
def _environment(folder: Path | None) -> ImmutableSandboxedEnvironment:
    folders = [FileSystemLoader(one) for one in (folder, TEMPLATES) if one is not None]
    return ImmutableSandboxedEnvironment(
        loader=ChoiceLoader(folders), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )


def _localised(value: Any, language: str) -> Any:
    """Names in one language, and instants as people write them."""
    match value:
        case Mapping() if value and value.keys() <= set(LANGUAGES):
            return value.get(language) or next(iter(value.values()))
        case Mapping():
            return {name: _localised(inner, language) for name, inner in value.items()}
        case list() | tuple():
            return [_localised(inner, language) for inner in value]
        case str() if len(value) > 18 and value[4:5] == "-" and value[10:11] == "T":
            return _instant(value, language)
        case _:
            return value


def _instant(text: str, language: str) -> str:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    shape = "HH:mm, dd/MM/yyyy" if language == "vi" else "HH:mm, d MMMM yyyy"
    return str(format_datetime(at.astimezone(zone()), shape, locale=language))


# -- what is told ------------------------------------------------------------------------------------------------


def _wanted(entry: Entry) -> bool:
    """A sub-dossier is told of when it asks or settles; all else is the dossier's own."""
    return entry.branch == ROOT or entry.kind in ("supplement_requested", "settled")


def _about(held: Held, branch: str, recording: "Recording") -> dict[str, Any]:
    life = recording.turn.case.lives[branch]
    committed = life.deadlines.get("committed")
    return {
        **_names(held, branch),
        "received": _iso(life.received_at),
        "due": _iso(committed.due if committed else None),
    }


def _names(held: Held, branch: str) -> dict[str, Any]:
    home = held.branches[ROOT]
    known = held.package.procedure
    own = held.branches.get(branch, home)
    return {
        "code": own.code,
        "procedure": dict(known.branches[branch].names if branch in known.branches else known.names),
        "agency": dict(held.organisation.names(own.competent)),
        "place": dict(held.organisation.names(home.received_by)),
    }


def _of_entry(held: Held, entry: Entry, letters: Sequence[tuple[str, str, Mapping[str, Any]]]) -> dict[str, Any]:
    data = entry.data
    body: Mapping[str, Any] = next((one for _key, branch, one in letters if branch == entry.branch), {})
    outcome = data.get("outcome")
    return {
        "reason": str(data.get("reason") or ""),
        "items": [_item(held.package, one) for one in data.get("items") or map(_plain, body.get("items") or ())],
        "contact": body.get("contact") or "",
        "expires": body.get("expires_at"),
        "outcome": _outcome(held.package, outcome) if isinstance(outcome, str) else "",
        "granted": outcome != "refused",
    }


def _plain(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item of a letter as the engine writes it."""
    return {**item["about"], "problem": item["wrong"], "action": item["todo"]}


def _item(package: Package, item: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": item_names(package, item), "wrong": str(item["problem"]), "todo": str(item.get("action") or "")}


def item_names(package: Package, item: Mapping[str, Any]) -> dict[str, str]:
    """What a component or question is called, in both languages; its key where it is not known."""
    key = str(item.get("component") or item.get("field") or "")
    if item.get("component"):
        component = next((one for one in package.procedure.components if one.key == key), None)
        return dict(component.names) if component else dict.fromkeys(LANGUAGES, key)
    form = package.forms.get(package.procedure.application)
    field = form.field_at(tuple(key.strip("/").split("/"))) if form else None
    return dict(field.label) if field else dict.fromkeys(LANGUAGES, key)


def _outcome(package: Package, key: str) -> dict[str, str]:
    return {language: package.outcome(key, language) for language in LANGUAGES}


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
