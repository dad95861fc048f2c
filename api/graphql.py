"""Mounts the schema at /graphql: one Context a request, and errors that say no more than they should."""

import json
import logging
from http import HTTPStatus
from typing import Any

from cross_web import HTTPException
from graphql import ExecutionResult, GraphQLError
from starlette.datastructures import State
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse, process_result
from strawberry.http.base import BaseRequestProtocol

from api import errors
from api.identity import Unauthenticated, actor_of
from schema.context import Context
from schema.root import schema

CHALLENGE = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
log = logging.getLogger(__name__)

# Strawberry logs a traceback for every error, a client's misspelt field included; what is worth it is logged below.
logging.getLogger("strawberry.execution").disabled = True


class Endpoint(GraphQL[Context, None]):
    """The schema over HTTP; `parts` will hold the open `store` and the `tokens` by the time a request comes."""

    def __init__(self, parts: State) -> None:
        """Serve no page of a content delivery network, and no protocol that nothing here speaks."""
        super().__init__(schema, graphql_ide=None, subscription_protocols=())
        self.parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; what is wrong with the request itself is told in JSON, as everything else."""
        request = Request(scope, receive)
        response: Response
        try:
            response = await self.run(request)
        except Unauthenticated as reason:
            request.state.facts["refused"] = str(reason)
            response = errors.answer(HTTPStatus.UNAUTHORIZED, "the token is not valid, or not any more", CHALLENGE)
        except HTTPException as refusal:
            response = errors.answer(refusal.status_code, refusal.reason)
        await response(scope, receive, send)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:  # noqa: ARG002
        """Build what resolvers share during this request."""
        store = self.parts.store
        actor = await actor_of(store, self.parts.tokens, request.headers.getlist("authorization"))
        return Context(actor=actor, store=store)

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:  # type: ignore[override]
        """Give every error a code, and hide what nobody foresaw behind the request's id."""
        result.errors = [_shown(error, request.state.request_id) for error in result.errors or ()] or None
        return process_result(result)

    def encode_json(self, data: object) -> bytes:
        """Write an answer as every other one."""
        return errors.as_json(data)

    def should_render_graphql_ide(self, request: BaseRequestProtocol) -> bool:  # noqa: ARG002
        """Never; whoever opens the endpoint in a browser is told that a query is missing."""
        return False

    def parse_json(self, data: str | bytes) -> Any:
        """Read a body or a variable as JSON, whatever it turns out to be."""
        try:
            parsed = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise HTTPException(HTTPStatus.BAD_REQUEST, "the request is not JSON in UTF-8") from error
        if not isinstance(parsed, dict | list):
            raise HTTPException(HTTPStatus.BAD_REQUEST, "the request is no JSON object")
        return parsed


def _shown(error: GraphQLError, request_id: str) -> GraphQLError:
    cause = _cause(error)
    # Without a path, and with a place in the document, it was found before anything ran: a syntax error, an unknown
    # field, a variable that a scalar could not read.
    if cause is None or (error.path is None and error.nodes):
        error.extensions = {"code": "INVALID", **(error.extensions or {})}
        return error
    facts = {"id": request_id, "field": ".".join(map(str, error.path or ()))}
    log.error("failed", exc_info=cause, extra={"facts": facts})
    return GraphQLError(
        errors.masked(request_id), error.nodes, path=error.path, extensions={"code": errors.UNKNOWN, "id": request_id}
    )


def _cause(error: GraphQLError) -> Exception | None:
    """Find what a resolver raised; None where GraphQL itself, or a resolver in its words, refused."""
    cause: Exception | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause
