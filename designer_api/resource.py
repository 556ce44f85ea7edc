"""Authoring over REST: projects, drafts, their files, and what is done with them before they are published."""

import hashlib
from typing import Any
from uuid import UUID

from flask import Response, request

from designer_api import drafts, schemas, tables, workbench
from designer_api.checking import problem_json
from designer_api.drafts import DraftInfo, ProjectInfo
from designer_api.tables import ImportedTable
from designer_api.walking import Walked, WalkError
from runtime.api import surroundings
from runtime.api.bodies import raw_bytes
from runtime.api.operations import Resource
from runtime.api.problems import FieldProblem, Problem, language
from runtime.api.schemas.packages import ChangesSchema, DeployedSchema
from runtime.services import packages
from runtime.services.packages import Deployed

resource = Resource("authoring", __name__, description="Authoring procedures: drafts, checks, walks, publishing.")
ZIP = "application/zip"
FILE = "application/octet-stream"
_ZIP_BODY = {ZIP: {"schema": {"type": "string", "contentMediaType": ZIP}}}
_FILE_BODY = {FILE: {"schema": {"type": "string", "contentMediaType": FILE}}}
_WRITES = (403, 409, 412, 428)


@resource.operation("GET /design/projects", schemas.ProjectListSchema, fails=(403,))
def design_projects() -> dict[str, Any]:
    """Every project with its drafts."""
    return {"items": drafts.projects(surroundings.session(), surroundings.officer())}


@resource.operation(
    "POST /design/projects", schemas.ProjectSchema, status=201, body=schemas.ProjectBody, fails=(403, 409)
)
def begin_project(body: dict[str, Any]) -> ProjectInfo:
    """Begin a project for a procedure."""
    return drafts.create_project(
        surroundings.session(), surroundings.clock(), body["code"], body["name"], surroundings.officer()
    )


@resource.operation("DELETE /design/projects/<uuid:project_id>", status=204, fails=(403,))
def archive_project(project_id: UUID) -> None:
    """Take a project off the list; its drafts and their history stay."""
    drafts.archive_project(surroundings.session(), surroundings.clock(), project_id, surroundings.officer())


@resource.operation(
    "POST /design/projects/<uuid:project_id>/drafts",
    schemas.DraftSchema,
    status=201,
    body=schemas.DraftBody,
    fails=(403, 409),
)
def begin_draft(body: dict[str, Any], project_id: UUID) -> DraftInfo:
    """Begin a draft: empty, or from a published package or another draft."""
    session, actor = surroundings.session(), surroundings.officer()
    files: Any = {}
    if body["package"] is not None:
        files = packages.content_of(session, body["package"], actor)
    elif body["draft"] is not None:
        files = drafts.content(session, body["draft"], actor).files
    return drafts.create_draft(session, surroundings.clock(), project_id, body["title"], files, actor)


@resource.operation("POST /design/uploads", schemas.DraftSchema, status=201, content=_ZIP_BODY, fails=(403, 409))
def upload_draft() -> DraftInfo:
    """A zip becomes a new draft of the project of its code, which is begun when there is none."""
    actor = surroundings.officer()
    return drafts.upload(surroundings.session(), surroundings.clock(), raw_bytes(ZIP), actor)


@resource.operation(
    "POST /design/tables",
    schemas.ImportedTableSchema,
    status=201,
    query=schemas.TableQuery,
    content=_FILE_BODY,
    fails=(403, 409),
)
def import_step_table(query: dict[str, Any]) -> ImportedTable:
    """A step table (XLSX, CSV, DOCX) becomes one draft for each procedure; what is doubtful is told at its cell."""
    actor = surroundings.officer()
    content = raw_bytes(FILE)
    return tables.import_table(surroundings.session(), surroundings.clock(), query["name"], content, actor, language())


@resource.operation(
    "GET /design/drafts/<uuid:draft_id>",
    schemas.DraftContentSchema,
    query=schemas.RevisionQuery,
    etag=True,
    fails=(403,),
)
def read_draft(query: dict[str, Any], draft_id: UUID) -> tuple[dict[str, Any], dict[str, str]]:
    """A draft with the list of its files."""
    found = drafts.content(surroundings.session(), draft_id, surroundings.officer(), query["revision"])
    listed = [
        {"path": path, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for path, data in found.files.items()
    ]
    known = {name: getattr(found.draft, name) for name in DraftInfo.__slots__}
    return {**known, "revision": found.revision, "files": listed}, {"ETag": _tag(found.draft)}


@resource.operation(
    "PUT /design/drafts/<uuid:draft_id>",
    schemas.DraftSchema,
    content=_ZIP_BODY,
    headers=("If-Match",),
    etag=True,
    fails=_WRITES,
)
def replace_draft(draft_id: UUID) -> tuple[DraftInfo, dict[str, str]]:
    """Make a zip the whole content of a draft."""
    actor = surroundings.officer()
    done = drafts.replace(
        surroundings.session(), surroundings.clock(), draft_id, _base(), raw_bytes(ZIP), actor, _comment()
    )
    return done, {"ETag": _tag(done)}


@resource.operation("DELETE /design/drafts/<uuid:draft_id>", status=204, fails=(403,))
def close_draft(draft_id: UUID) -> None:
    """Close a draft: it stays to be read, nothing more is saved in it."""
    drafts.close(surroundings.session(), surroundings.clock(), draft_id, surroundings.officer())


@resource.operation("GET /design/drafts/<uuid:draft_id>/zip", query=schemas.RevisionQuery, answers=ZIP, fails=(403,))
def download_draft(query: dict[str, Any], draft_id: UUID) -> Response:
    """The whole draft as one zip; equal content gives equal bytes."""
    zipped = drafts.as_zip(surroundings.session(), draft_id, surroundings.officer(), query["revision"])
    response = Response(zipped, mimetype=ZIP)
    response.headers.set("Content-Disposition", "attachment", filename=f"draft-{draft_id}.zip")
    return response


@resource.operation(
    "GET /design/drafts/<uuid:draft_id>/files/<path:path>", query=schemas.RevisionQuery, answers=FILE, fails=(403,)
)
def read_draft_file(query: dict[str, Any], draft_id: UUID, path: str) -> Response:
    """One file of a draft, as it is."""
    data = drafts.file(surroundings.session(), draft_id, path, surroundings.officer(), query["revision"])
    response = Response(data, mimetype=FILE)
    response.headers.set("Content-Disposition", "attachment", filename=path.rpartition("/")[2])
    return response


@resource.operation(
    "PUT /design/drafts/<uuid:draft_id>/files/<path:path>",
    schemas.DraftSchema,
    content=_FILE_BODY,
    headers=("If-Match",),
    etag=True,
    fails=_WRITES,
)
def write_draft_file(draft_id: UUID, path: str) -> tuple[DraftInfo, dict[str, str]]:
    """Save one file as a new revision; what others saved since is never overwritten."""
    return _save(draft_id, {path: raw_bytes(FILE)})


@resource.operation(
    "DELETE /design/drafts/<uuid:draft_id>/files/<path:path>",
    schemas.DraftSchema,
    headers=("If-Match",),
    etag=True,
    fails=_WRITES,
)
def remove_draft_file(draft_id: UUID, path: str) -> tuple[DraftInfo, dict[str, str]]:
    """Remove one file in a new revision."""
    return _save(draft_id, {path: None})


def _save(draft_id: UUID, changes: dict[str, bytes | None]) -> tuple[DraftInfo, dict[str, str]]:
    actor = surroundings.officer()
    done = drafts.save(surroundings.session(), surroundings.clock(), draft_id, _base(), changes, actor, _comment())
    return done, {"ETag": _tag(done)}


@resource.operation("GET /design/drafts/<uuid:draft_id>/revisions", schemas.RevisionListSchema, fails=(403,))
def draft_history(draft_id: UUID) -> dict[str, Any]:
    """Every saving of a draft, the newest first."""
    return {"items": drafts.history(surroundings.session(), draft_id, surroundings.officer())}


@resource.operation(
    "POST /design/drafts/<uuid:draft_id>/revisions",
    schemas.DraftSchema,
    status=201,
    body=schemas.RestoreBody,
    headers=("If-Match",),
    etag=True,
    fails=_WRITES,
)
def restore_draft(body: dict[str, Any], draft_id: UUID) -> tuple[DraftInfo, dict[str, str]]:
    """Bring an earlier revision back as a new one."""
    done = drafts.restore(
        surroundings.session(), surroundings.clock(), draft_id, _base(), body["revision"], surroundings.officer()
    )
    return done, {"ETag": _tag(done)}


@resource.operation("POST /design/drafts/<uuid:draft_id>/check", schemas.CheckedSchema, fails=(403,))
def check_draft(draft_id: UUID) -> dict[str, Any]:
    """Every problem of the newest revision: structure, proof, forms, texts, scenarios."""
    found = workbench.check(surroundings.session(), draft_id, surroundings.officer())
    problems = [problem_json(each, language()) for each in found.problems]
    return {"revision": found.revision, "publishable": found.publishable, "problems": problems}


@resource.operation("POST /design/drafts/<uuid:draft_id>/scenarios", schemas.ScenarioResultListSchema, fails=(403, 422))
def run_draft_scenarios(draft_id: UUID) -> dict[str, Any]:
    """Run every scenario of the newest revision on a virtual clock."""
    found = workbench.scenarios(surroundings.session(), draft_id, surroundings.officer())
    return {
        "items": [
            {
                "name": each.name,
                "green": each.green,
                "path": each.path,
                "status": each.status,
                "due": each.due,
                "fee": each.fee,
                "problems": [problem_json(one, language()) for one in each.problems],
            }
            for each in found
        ]
    }


@resource.operation(
    "POST /design/drafts/<uuid:draft_id>/walk", schemas.WalkedSchema, body=schemas.WalkBody, fails=(403,)
)
def walk_draft(body: dict[str, Any], draft_id: UUID) -> dict[str, Any]:
    """Where a dossier stands after a submission and steps on a virtual clock; the server keeps nothing of it."""
    told = {key: value for key, value in body.items() if value is not None}
    lang = language()
    try:
        done = workbench.walked(surroundings.session(), draft_id, told, surroundings.officer(), lang)
    except WalkError as error:
        pointer = f"/steps/{error.step - 1}" if error.step else "/submit"
        raise Problem(422, "request.invalid", (FieldProblem(pointer, "walk", error.text(lang)),)) from error
    return _walked(done)


def _walked(done: Walked) -> dict[str, Any]:
    known = {name: getattr(done, name) for name in Walked.__slots__}
    return {**known, "timers": [due for due, _ in done.timers]}


@resource.operation(
    "POST /design/drafts/<uuid:draft_id>/forms/<form>/preview",
    schemas.PreviewSchema,
    body=schemas.PreviewBody,
    fails=(403,),
)
def preview_form(body: dict[str, Any], draft_id: UUID, form: str) -> Any:
    """One form as it would be shown with these answers: fields, visibility, computed values, problems."""
    session, clock, actor = surroundings.session(), surroundings.clock(), surroundings.officer()
    return workbench.preview(session, clock, draft_id, form, body["data"], actor, language())


@resource.operation("GET /design/drafts/<uuid:draft_id>/diagram", answers="image/svg+xml", fails=(403, 422))
def draft_diagram(draft_id: UUID) -> Response:
    """The process as a drawing."""
    drawn = workbench.diagram(surroundings.session(), draft_id, surroundings.officer())
    response = Response(drawn, mimetype="image/svg+xml")
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    return response


@resource.operation(
    "GET /design/drafts/<uuid:draft_id>/changes", ChangesSchema, query=schemas.ChangesQuery, fails=(403, 422)
)
def draft_changes(query: dict[str, Any], draft_id: UUID) -> dict[str, Any]:
    """What differs between an earlier revision, or a published package, and the newest revision: in words and data."""
    session, actor = surroundings.session(), surroundings.officer()
    found = workbench.compared(session, draft_id, actor, revision=query["revision"], package=query["package"])
    return found.changes.to_json()


@resource.operation(
    "POST /design/drafts/<uuid:draft_id>/publish", DeployedSchema, headers=("If-Match",), fails=(*_WRITES, 422)
)
def publish_draft(draft_id: UUID) -> Deployed:
    """Publish the revision named in `If-Match`, which must be the newest; refused with every error there is."""
    return drafts.publish(surroundings.session(), surroundings.clock(), draft_id, _base(), surroundings.officer())


def _tag(found: DraftInfo) -> str:
    return f'"{found.head}"'


def _base() -> int:
    """The revision in ``If-Match``. Raises Problem 428 without it, 412 for what is no revision."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise Problem(428, "precondition.needed")
    number = given.strip('"')
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Problem(412, "precondition.invalid")
    return int(number)


def _comment() -> str:
    return request.args.get("comment", "")
