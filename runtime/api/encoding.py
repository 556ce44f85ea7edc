"""The services' views as what the schemas write; nothing is decided here."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from engine.clock import Entry
from forms import Form
from process_models.package import Package
from runtime.api import surroundings
from runtime.reports import Dashboard
from runtime.services import catalogue, packages
from runtime.services.effects import EffectView
from runtime.services.listing import DossierPage
from runtime.services.operator_lists import Wanted
from runtime.services.tasks import TaskPage
from runtime.services.view_values import DossierView, TaskView
from runtime.web.words import PUBLIC_ENTRIES


def task_page(page: TaskPage, now: datetime) -> dict[str, Any]:
    """A page of a queue, each task with how urgent it is."""
    lines = [Shown(line, state=line.state(now)) for line in page.lines]
    return {"items": lines, "next": page.cursor}


def wanted(query: dict[str, Any]) -> Wanted:
    """The page of an operator's list that a query asks for."""
    return Wanted(code=query["dossier"], after=query.get("after"), limit=query["limit"])


def dossier_page(page: DossierPage, now: datetime) -> dict[str, Any]:
    """A page of a search, each dossier with how it stands to its due instant."""
    return {"items": [Shown(line, state=line.state(now)) for line in page.lines], "next": page.cursor}


class Shown:
    """A value with a few members added or replaced."""

    def __init__(self, value: Any, **more: Any) -> None:
        self._value = value
        self.__dict__.update(more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._value, name)


def task_json(view: TaskView) -> Shown:
    """One task with its form."""
    package = packages.package(surroundings.session(), view.package_hash)
    form = None if view.form is None else form_files(package, view.form)
    outcomes = [
        {"key": key, "names": {lang: package.outcome(key, lang) for lang in surroundings.LANGUAGES}}
        for key in view.outcomes
    ]
    return Shown(
        view.line,
        form=view.form,
        data=view.data,
        form_seq=view.form_seq,
        version=view.version,
        different_from=view.different_from,
        four_eyes=view.four_eyes,
        dossier_id=view.dossier.id,
        dossier_code=view.dossier.code,
        procedure_code=view.dossier.procedure_code,
        package_hash=view.package_hash,
        label={lang: package.label(view.line.node, lang) for lang in surroundings.LANGUAGES},
        json_schema=form and form["json_schema"],
        ui=form and form["ui"],
        outcomes=outcomes,
    )


def task_form(view: TaskView) -> Form | None:
    """The form of a task, for the sentences of its problems."""
    package = packages.package(surroundings.session(), view.package_hash)
    return package.forms.get(view.form or "")


def application_form(code: str) -> Form | None:
    """The application form in force, for the sentences of its problems."""
    package = catalogue.procedure(surroundings.session(), surroundings.clock(), code)
    return package.forms.get(package.procedure.application)


def form_files(package: Package, key: str) -> dict[str, Any]:
    """A form as the package holds it: JSON Schema and UI schema; empty objects where a file is absent."""
    read = {name: package.files.get(f"forms/{key}.{name}.json", b"{}") for name in ("schema", "ui")}
    return {
        "key": key,
        "package_hash": package.hash,
        "json_schema": json.loads(read["schema"]),
        "ui": json.loads(read["ui"]),
    }


def dossier_json(view: DossierView) -> Shown:
    """A dossier for an officer."""
    names = ("register", "text", "taken_at")
    return Shown(view, registers=[dict(zip(names, entry, strict=True)) for entry in view.registers])


def applicant_dossier(view: DossierView) -> Shown:
    """A dossier for its applicant: of log and letters only what concerns them, without who did or approved it."""
    letters = [
        Shown(one, body={name: told for name, told in one.body.items() if name != "approver"}) for one in view.letters
    ]
    return Shown(view, timeline=[one for one in view.timeline if one.kind in PUBLIC_ENTRIES], letters=letters)


def deadlines_json(view: DossierView) -> list[Shown]:
    """Every deadline of the dossier and its sub-dossiers with its reckoning."""
    return [
        Shown(one, branch=branch.branch, explanation=[_reckoning(line) for line in one.explanation])
        for branch in view.branches
        for one in branch.deadlines
    ]


def _reckoning(line: Entry) -> Shown:
    return Shown(line, working_minutes=None if line.working is None else line.working / timedelta(minutes=1))


def procedure_line(package: Package) -> Mapping[str, Any]:
    """A procedure for the catalogue."""
    one = package.procedure
    names = ("code", "version", "names", "field_code", "field_names", "service_level", "channels")
    return {name: getattr(one, name) for name in names}


def effect_json(view: EffectView) -> Shown:
    """An effect with its key in three members."""
    dossier, seq, i = view.key
    return Shown(view, dossier=dossier, seq=seq, i=i)


def dashboard_json(board: Dashboard) -> dict[str, Any]:
    """The figures with the queues as a list."""
    queues = [
        {"agency": agency, "role": role, "open": count, "late": late}
        for (agency, role), (count, late) in board.tasks.items()
    ]
    return {"by_status": board.by_status, "by_due": board.by_due, "queues": queues}
