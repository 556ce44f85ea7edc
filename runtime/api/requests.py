"""Bodies of applications as the services' values."""

from typing import Any

from runtime.services.actions import Supplement
from runtime.services.applications import Application


def application_of(body: dict[str, Any], channel: str = "online") -> Application:
    """The application a body describes."""
    return Application(
        procedure=body["procedure"],
        receiving=body["receiving"],
        territory=body["territory"],
        channel=body.get("channel", channel),
        applicant=body["applicant"],
        answers=body["answers"],
        components=body["components"],
        attachments={key: tuple(ids) for key, ids in body["attachments"].items()},
        helper=body.get("helper"),
        consent=body.get("consent"),
    )


def supplement_of(body: dict[str, Any]) -> Supplement:
    """What an applicant delivers."""
    return Supplement(
        answers=body["answers"],
        components=body["components"],
        attachments={key: tuple(ids) for key, ids in body["attachments"].items()},
    )
