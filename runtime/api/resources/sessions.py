"""Signing in and out: a token kept on the server, the same kind that stands behind a page's session."""

from typing import Any

from runtime.api import surroundings
from runtime.api.operations import Resource, Who
from runtime.api.problems import Problem
from runtime.api.schemas.sessions import Credentials, OfficerSchema, PasswordBody, TokenSchema
from runtime.services import accounts
from runtime.services.actors import Actor
from runtime.web.security import LOGIN_LIMIT

resource = Resource("sessions", __name__, description="Signing in and out.")


@resource.operation(
    "POST /sessions", TokenSchema, who=Who.ANYONE, status=201, body=Credentials, limit=LOGIN_LIMIT, fails=(401,)
)
def sign_in(body: dict[str, Any]) -> dict[str, Any]:
    """Sign in.

    The token works for ten hours. After eight wrong passwords the account is locked for a quarter of an hour.
    """
    token = accounts.login(surroundings.session(), surroundings.clock(), body["login"], body["password"])
    officer = accounts.actor_of(surroundings.session(), surroundings.clock(), token)
    if officer is None:
        raise Problem(401, "sign-in.ended")
    return {"token": token, "officer": officer}


@resource.operation("GET /sessions/current", OfficerSchema)
def current_session() -> Actor:
    """Who the token belongs to, with today's positions."""
    return surroundings.signed_in()


@resource.operation(
    "PUT /sessions/current/password", TokenSchema, body=PasswordBody, limit=LOGIN_LIMIT, fails=(401, 422)
)
def change_password(body: dict[str, Any]) -> dict[str, Any]:
    """Change one's own password: every token ends; the answer holds a new one."""
    actor = surroundings.signed_in()
    session, clock = surroundings.session(), surroundings.clock()
    accounts.change_password(session, actor, body["old"], body["new"])
    token = accounts.login(session, clock, actor.key, body["new"])
    found = accounts.actor_of(session, clock, token)
    if found is None:
        raise Problem(401, "sign-in.ended")
    return {"token": token, "officer": found}


@resource.operation("DELETE /sessions/current", status=204)
def sign_out() -> None:
    """Sign out: the token ends at once. Ending it again changes nothing."""
    accounts.logout(surroundings.session(), surroundings.bearer())
