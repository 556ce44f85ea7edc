"""The pages of one dossier as values: overview, history, clock and diagram for officers, one page for the applicant."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask import request, url_for
from markupsafe import Markup

from engine.bpmn.drawing import diagram_svg
from engine.clock import Entry
from engine.clock.explain import EntryKind
from process_models.fees import total
from process_models.package import Package
from runtime.services.access import Action
from runtime.services.attachments import FileInfo
from runtime.services.view_values import BranchView, DossierView, TimelineEntry
from runtime.web import surroundings, words
from runtime.web.i18n import gettext, language, pick, show_date, show_instant
from runtime.web.present import (
    branch_of,
    deadline_of,
    due_state,
    file_names,
    label,
    package_of,
    paid,
    reads,
)
from runtime.web.supplements import asked, changes
from runtime.web.words import role_name

ACTIONS: dict[Action, str] = {
    Action.REFUSE_INTAKE: "refuse_intake",
    Action.REQUEST_SUPPLEMENT: "supplement",
    Action.RETURN: "return",
    Action.EXTEND: "extend",
    Action.WITHDRAW: "withdraw",
    Action.STOP: "stop",
    Action.CANCEL_RECEPTION: "cancel_reception",
    Action.RENEW_SECRET: "renew_secret",
}
"""Actions with a page of their own."""


def head(view: DossierView, package: Package) -> dict[str, Any]:
    """What every page of a dossier shows."""
    own = view.branches[0]
    committed = deadline_of(own)
    paused = committed is not None and committed.paused_since is not None
    return {
        "id": view.id,
        "code": view.code,
        "trial": view.trial,
        "status": view.status,
        "applicant": view.applicant.get("name"),
        "channel": view.channel,
        "receiving": pick(view.received_by_names),
        "competent": pick(view.competent_names),
        "submitted_at": own.submitted_at,
        "received_at": own.received_at,
        "settled_at": own.settled_at,
        "returned_at": own.returned_at,
        "outcome": own.outcome,
        "timeliness": committed.state if committed and own.settled_at else None,
        "due": None if paused or committed is None or committed.kind == "intake" else committed.due,
        "answer_due": committed.due if committed and committed.kind == "intake" else None,
        "due_state": committed.state if committed and not own.settled_at and not paused else "within",
        "paused": paused,
        "fee": total(view.fees) if view.fees else None,
        "paid": paid(view),
        "suspension": _suspension(own, package),
        "branches": [_branch(one, package) for one in view.branches if one.branch != own.branch],
        "tasks": _tasks(view, package),
        "attachments": _files(view.files, package),
        "letters": [
            {
                "id": one.id,
                "printable": one.printable,
                "name": package.letter(one.key, language()),
                "number": f"{one.number}/{one.year}",
                "at": one.issued_at,
                "superseded": one.superseded,
            }
            for one in view.letters
        ],
        "registers": [
            {"name": pick(_register_names(package, key)), "text": text, "at": at} for key, text, at in view.registers
        ],
        "incidents": view.incidents,
    }


def receipt_of(view: DossierView) -> UUID | None:
    """The receipt that holds and can be printed, the last one; None: none was issued."""
    held = (one.id for one in reversed(view.letters) if one.key == "receipt" and one.printable and not one.superseded)
    return next(held, None)


def _register_names(package: Package, key: str) -> Mapping[str, str] | str:
    found = package.procedure.registers.get(key)
    return found.names if found else key


def _files(files: Iterable[FileInfo], package: Package) -> list[dict[str, Any]]:
    names = {one.key: pick(one.names) for one in package.procedure.components}
    return [
        {"id": one.id, "filename": one.filename, "size": one.size, "paper": names.get(one.component or "", "")}
        for one in files
    ]


def _suspension(own: BranchView, package: Package) -> dict[str, Any] | None:
    if own.suspension is None:
        return None
    return {"reason": own.suspension["reason"], "asked": asked(package, own.suspension["items"])}


def _branch(one: BranchView, package: Package) -> dict[str, Any]:
    committed = deadline_of(one)
    return {
        "id": one.id,
        "name": pick(one.names),
        "code": one.code,
        "agency": pick(one.agency_names),
        "status": one.status,
        "outcome": package.outcome(one.outcome, language()) if one.outcome else "",
        "due": committed.due if committed else None,
        "due_state": committed.state if committed and not one.settled_at else "within",
    }


def _tasks(view: DossierView, package: Package) -> list[dict[str, Any]]:
    now = surroundings.now()
    return [
        {
            "task_id": one.id,
            "step": label(package, one.node),
            "role": role_name(one.role),
            "agency": pick(one.agency_names),
            "assignee": one.assignee_name,
            "step_due": one.due_at,
            "step_state": due_state(one.due_at, now),
            "reachable": one.may_work or one.mine,
        }
        for one in view.tasks
    ]


def officer_page(view: DossierView, tab: str) -> dict[str, Any]:
    """The values of one tab."""
    package = package_of(view.package_hash)
    return {"dossier": head(view, package), "procedure": package.procedure, **_TABS[tab](view, package)}


def _overview(view: DossierView, package: Package) -> dict[str, Any]:
    actions = [
        {"label": action_title(key), "url": url_for("action.form", dossier_id=view.id, action=key)}
        for action, key in ACTIONS.items()
        if action in view.allowed
    ]
    return {
        "actions": actions,
        "reads": reads(view, package),
        "changed": _changed(view, package),
        "may_answer": Action.ANSWER_SUPPLEMENT in view.allowed,
    }


def _changed(view: DossierView, package: Package) -> dict[str, Any] | None:
    """What the applicant's last answer to a request changed, before and after."""
    last = next((one for one in reversed(view.timeline) if one.kind == "supplement_changes" and one.data), None)
    if last is None or last.data is None:
        return None
    return {"at": last.at, "rows": changes(package, last.data, file_names(view))}


def action_title(key: str) -> str:
    """What an action is called on its button."""
    titles = {
        "refuse_intake": gettext("Refuse at intake"),
        "supplement": gettext("Ask for papers to be added"),
        "return": gettext("Return to an earlier step"),
        "extend": gettext("Extend the due time"),
        "withdraw": gettext("Withdraw for the applicant"),
        "stop": gettext("Stop the processing"),
        "cancel_reception": gettext("Cancel the reception"),
        "renew_secret": gettext("Give the applicant a new secret"),
    }
    return titles[key]


def _history(view: DossierView, package: Package) -> dict[str, Any]:
    whole = request.args.get("all") == "1"
    kept = [one for one in view.timeline if whole or one.kind not in words.QUIET]
    return {
        "history": [_entry(one, package, view) for one in reversed(kept)],
        "left_out": len(view.timeline) - len(kept),
    }


def _entry(one: TimelineEntry, package: Package, view: DossierView) -> dict[str, Any]:
    data = one.data or {}
    where = pick(branch_of(view, one.branch).names) if one.branch and len(view.branches) > 1 else ""
    return {
        "at": one.at,
        "text": words.word_of(words.ENTRIES, one.kind),
        "actor": one.actor_name or _system_name(one.actor),
        "detail": " · ".join(part for part in (where, *_details(data, package)) if part),
    }


def _system_name(actor: str) -> str:
    if actor == "applicant":
        return gettext("Applicant")
    return gettext("System") if actor.startswith("system:") else actor


def _details(data: Mapping[str, Any], package: Package) -> list[str]:
    """The parts of an entry that say something to people."""
    found = [label(package, data[name]) for name in ("node", "element") if isinstance(data.get(name), str)]
    if data.get("from") and data.get("to") and isinstance(data["to"], str):
        found.append(f"{label(package, str(data['from']))} → {label(package, data['to'])}")
    if isinstance(data.get("outcome"), str):
        found.append(package.outcome(data["outcome"], language()))
    if isinstance(data.get("key"), str) and data.get("number"):
        found.append(f"{package.letter(data['key'], language())} {data['number']}/{data.get('year', '')}")
    found += [str(data[name]) for name in ("people", "reason", "text", "message") if isinstance(data.get(name), str)]
    return list(dict.fromkeys(found))


def _clock(view: DossierView, _package: Package) -> dict[str, Any]:
    titles = {
        "committed": gettext("Committed time"),
        "statutory": gettext("Time by law"),
        "intake": gettext("Time to answer the application"),
    }
    shown = []
    for branch in view.branches:
        for one in branch.deadlines:
            name = titles.get(one.kind, one.kind)
            closed = one.state in words.CLASSES
            shown.append(
                {
                    "title": f"{pick(branch.names)}: {name}" if len(view.branches) > 1 else name,
                    "due": one.due,
                    "began": branch.received_at,
                    "paused": one.paused_since is not None,
                    "state": "within" if closed else one.state,
                    "timeliness": one.state if closed else None,
                    "rows": [_line(entry) for entry in one.explanation],
                }
            )
    return {"deadlines": shown}


def _line(entry: Entry) -> dict[str, str]:
    sentences = {
        EntryKind.RECEIVED: gettext("Received"),
        EntryKind.RESTARTED: gettext("The time began anew"),
        EntryKind.BEGAN: gettext("The time began"),
        EntryKind.CUTOFF: gettext("After the daily limit for same-day procedures: due the next working day"),
        EntryKind.COUNTED: gettext("Counted"),
        EntryKind.SKIPPED: gettext("Not counted"),
        EntryKind.PAUSED: gettext("Paused"),
        EntryKind.MOVED: gettext("Moved by the pause"),
        EntryKind.EXTENDED: gettext("Extended"),
        EntryKind.ROLLED: gettext("Moved to the end of the next working day"),
        EntryKind.DUE: gettext("Due"),
    }
    parts = [sentences[entry.kind], pick(entry.name), _why(entry.code), _amount(entry)]
    return {
        "begin": show_instant(entry.start),
        "end": show_instant(entry.end) if entry.end else "",
        "text": " · ".join(part for part in parts if part),
    }


def _why(code: str) -> str:
    known = {
        "opening": gettext("before opening"),
        "lunch": gettext("lunch break"),
        "closed": gettext("after closing or on a day off"),
        "weekly": gettext("weekly day off"),
        "off": gettext("day off"),
        "hours": gettext("special hours"),
        "work": gettext("make-up working day"),
        "supplement": gettext("papers to be added"),
        "financial": gettext("financial obligation"),
        "at-once": "",
    }
    return known.get(code, code)


def _amount(entry: Entry) -> str:
    if entry.working is not None:
        minutes = int(entry.working.total_seconds() // 60)
        return gettext("%(hours)s h %(minutes)s min", hours=minutes // 60, minutes=f"{minutes % 60:02}")
    return gettext("%(count)s d", count=entry.days) if entry.days else ""


def _diagram(view: DossierView, package: Package) -> dict[str, Any]:
    active = {element for part in view.parts if part.ended is None for element in part.active}
    done = {element for part in view.parts for element in part.done}
    svg = diagram_svg(package.document, None, active, done - active, language())
    return {
        "diagram": Markup(svg),  # noqa: S704 - the drawing escapes every text of the model
        "full": request.args.get("size") == "full",
        "active_steps": ", ".join(label(package, one.node) for one in view.tasks),
    }


def _looks(_view: DossierView, _package: Package) -> dict[str, Any]:
    """Who looked is read by the page itself: only auditors may."""
    return {}


_TABS = {"facts": _overview, "history": _history, "clock": _clock, "diagram": _diagram, "looks": _looks}


def applicant_page(view: DossierView) -> dict[str, Any]:
    """The values of the applicant's page."""
    package = package_of(view.package_hash)
    shown = head(view, package)
    shown["attachments"] = _files([one for one in view.files if one.component], package)
    public = [one for one in view.timeline if one.kind in words.PUBLIC_ENTRIES]
    return {
        "dossier": shown | {"reason": _reason(view)},
        "procedure": package.procedure,
        "history": [_public(one, view) for one in public],
        "reads": reads(view, package)[:1],
        "confirmation": receipt_of(view) is None,
        "may_withdraw": Action.WITHDRAW in view.allowed,
    }


def _public(one: TimelineEntry, view: DossierView) -> dict[str, Any]:
    data = one.data or {}
    where = pick(branch_of(view, one.branch).names) if one.branch and len(view.branches) > 1 else ""
    reason = str(data["reason"]) if isinstance(data.get("reason"), str) else ""
    detail = " · ".join(part for part in (where, reason) if part)
    return {"at": one.at, "text": words.word_of(words.ENTRIES, one.kind), "detail": detail}


def _reason(view: DossierView) -> str:
    for one in reversed(view.timeline):
        if one.kind in ("refused_at_intake", "reception_cancelled", "stopped", "withdrawn") and one.data:
            return str(one.data.get("reason", ""))
    return ""


def dossier_day(view: DossierView) -> str:
    """The day the dossier was received or submitted."""
    own = view.branches[0]
    return show_date(own.received_at or own.submitted_at)
