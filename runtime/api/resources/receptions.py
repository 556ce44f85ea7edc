"""Receiving at the counter or from the post."""

from datetime import timedelta
from typing import Any

from flask import current_app, g

from runtime.api import surroundings
from runtime.api.encoding import application_form
from runtime.api.operations import Resource
from runtime.api.requests import application_of
from runtime.api.schemas.applications import ReceptionBody, SubmittedSchema
from runtime.api.surroundings import KEY_HEADER
from runtime.services import dossiers
from runtime.services.dossiers import Reception, Submitted

resource = Resource("receptions", __name__, description="Receiving at the counter.")


@resource.operation(
    "POST /receptions", SubmittedSchema, status=201, body=ReceptionBody, headers=(KEY_HEADER,), fails=(403, 404, 409)
)
def receive_dossier(body: dict[str, Any]) -> Submitted:
    """Enter an application and receive it at once, while the applicant waits; the secret is told once."""
    actor = surroundings.officer()
    g.form_of_errors = lambda: application_form(body["procedure"])
    return dossiers.receive_at_counter(
        surroundings.session(),
        surroundings.clock(),
        application_of(body),
        actor,
        Reception(
            body["reception"],
            body["outcome"],
            body["received_at"],
            body["late_reason"],
            timedelta(hours=current_app.config["MOTCUA_LATE_ENTRY_HOURS"]),
        ),
        idempotency_key=surroundings.idempotency_key(),
    )
