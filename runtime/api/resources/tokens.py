"""Tokens limited to deployment."""

from typing import Any
from uuid import UUID

from runtime.api import surroundings
from runtime.api.operations import Resource
from runtime.api.schemas.tokens import TokenBody, TokenGivenSchema, TokenListSchema
from runtime.services import tokens
from runtime.services.tokens import TokenInfo

resource = Resource("tokens", __name__, description="Tokens of programs that publish packages.")


@resource.operation("GET /deploy-tokens", TokenListSchema, fails=(403,))
def all_deploy_tokens() -> dict[str, Any]:
    """Every token that was given, the newest first."""
    return {"items": tokens.listed(surroundings.session(), surroundings.officer())}


@resource.operation("POST /deploy-tokens", TokenGivenSchema, status=201, body=TokenBody, fails=(403,))
def give_deploy_token(body: dict[str, Any]) -> dict[str, Any]:
    """A token with which a program publishes packages and can do nothing else; its text is told once."""
    info, text = tokens.give(
        surroundings.session(), surroundings.clock(), body["name"], body["days"], surroundings.officer()
    )
    return {**{name: getattr(info, name) for name in TokenInfo.__slots__}, "token": text}


@resource.operation("DELETE /deploy-tokens/<uuid:token_id>", status=204, fails=(403,))
def revoke_deploy_token(token_id: UUID) -> None:
    """End a token at once."""
    tokens.revoke(surroundings.session(), surroundings.clock(), token_id, surroundings.officer())
