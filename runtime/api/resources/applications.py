"""Applying without an account, and following one's dossier with its code and secret."""

from typing import Any
from uuid import UUID

from flask import Response, g

from runtime.api import surroundings
from runtime.api.encoding import applicant_dossier, application_form
from runtime.api.operations import Resource, Who
from runtime.api.requests import application_of, supplement_of
from runtime.api.schemas.actions import ActedSchema, ReasonBody
from runtime.api.schemas.applications import ApplicationBody, FileSchema, SubmittedSchema, SupplementAnswerBody
from runtime.api.schemas.dossiers import ApplicantDossierSchema
from runtime.api.surroundings import HOLDER_HEADER, KEY_HEADER
from runtime.api.transfer import MULTIPART, receive, send
from runtime.services import actions, attachments, dossiers, views
from runtime.services.actions import Acted
from runtime.services.attachments import FileInfo
from runtime.services.dossiers import Submitted
from runtime.web.security import LOOK_UP_LIMIT, SUBMIT_LIMIT, UPLOAD_LIMIT

resource = Resource("applications", __name__, description="Applying, and following one's dossier.")


@resource.operation(
    "POST /uploads",
    FileSchema,
    who=Who.ANYONE,
    status=201,
    headers=(HOLDER_HEADER,),
    content=MULTIPART,
    limit=UPLOAD_LIMIT,
)
def upload_file() -> FileInfo:
    """Store a file before applying; a day later it is gone unless an application or answer names it."""
    return receive(surroundings.holder())


@resource.operation(
    "POST /applications",
    SubmittedSchema,
    who=Who.ANYONE,
    status=201,
    body=ApplicationBody,
    headers=(HOLDER_HEADER, KEY_HEADER),
    limit=SUBMIT_LIMIT,
    fails=(404, 409),
)
def apply_online(body: dict[str, Any]) -> Submitted:
    """Submit an application; the answer tells the dossier's code and, once, its secret."""
    g.form_of_errors = lambda: application_form(body["procedure"])
    return dossiers.submit(
        surroundings.session(),
        surroundings.clock(),
        application_of(body),
        holder=surroundings.holder(),
        idempotency_key=surroundings.idempotency_key(),
    )


@resource.operation("GET /applications/<code>", ApplicantDossierSchema, who=Who.APPLICANT, limit=LOOK_UP_LIMIT)
def follow_application(code: str) -> Any:
    """The dossier as its applicant sees it: state, due instant, what is asked for, papers, fees, history."""
    actor = surroundings.applicant(code)
    return applicant_dossier(
        views.dossier(surroundings.session(), surroundings.clock(), actor, surroundings.dossier_of(actor))
    )


@resource.operation(
    "POST /applications/<code>/uploads",
    FileSchema,
    who=Who.APPLICANT,
    status=201,
    content=MULTIPART,
    limit=UPLOAD_LIMIT,
)
def upload_supplement(code: str) -> FileInfo:
    """Store a file for the answer to a request."""
    return receive(_holder(surroundings.dossier_of(surroundings.applicant(code))))


@resource.operation(
    "POST /applications/<code>/supplement",
    ActedSchema,
    who=Who.APPLICANT,
    body=SupplementAnswerBody,
    headers=(KEY_HEADER,),
    limit=SUBMIT_LIMIT,
    fails=(409,),
)
def answer_request(body: dict[str, Any], code: str) -> Acted:
    """Deliver what was asked for; the processing goes on."""
    actor = surroundings.applicant(code)
    dossier = surroundings.dossier_of(actor)
    return actions.answer_supplement(
        surroundings.session(),
        surroundings.clock(),
        dossier,
        supplement_of(body),
        actor,
        holder=_holder(dossier),
        idempotency_key=surroundings.idempotency_key(),
    )


@resource.operation(
    "POST /applications/<code>/withdrawal",
    ActedSchema,
    who=Who.APPLICANT,
    body=ReasonBody,
    headers=(KEY_HEADER,),
    limit=SUBMIT_LIMIT,
    fails=(409,),
)
def withdraw_application(body: dict[str, Any], code: str) -> Acted:
    """Take the application back; what is settled stands."""
    actor = surroundings.applicant(code)
    return actions.withdraw(
        surroundings.session(),
        surroundings.clock(),
        surroundings.dossier_of(actor),
        body["reason"],
        actor,
        idempotency_key=surroundings.idempotency_key(),
    )


@resource.operation(
    "GET /applications/<code>/files/<uuid:file_id>",
    who=Who.APPLICANT,
    answers="application/octet-stream",
    limit=LOOK_UP_LIMIT,
)
def download_own_file(code: str, file_id: UUID) -> Response:
    """A file of the dossier."""
    actor = surroundings.applicant(code)
    return send(attachments.open_file(surroundings.session(), surroundings.files(), actor, file_id))


def _holder(dossier: UUID) -> str:
    return f"applicant:{dossier}"
