"""Mounts the schema at /graphql, as GraphQL over HTTP has it; errors say no more than they should."""

import logging
from asyncio import CancelledError
from collections.abc import Iterable
from http import HTTPStatus

from graphql import FieldNode, GraphQLError
from starlette.datastructures import State
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from api import deadline, errors, negotiation, origins, requests
from api.identity import Unauthenticated, actor_of
from api.settings import Settings
from schema.context import Context
from schema.root import schema

CHALLENGE = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
ALLOWED = {"GET": {OperationType.QUERY}, "POST": set(OperationType)}
log = logging.getLogger(__name__)

# Strawberry logs a traceback for every error, a client's misspelt field included; what is worth it is logged below.
logging.getLogger("strawberry.execution").disabled = True


class Endpoint:
    """The schema over HTTP; `parts` will hold the open `store` and the `tokens` by the time a request comes."""

    def __init__(self, settings: Settings, parts: State) -> None:
        """Serve by these settings."""
        self.settings = settings
        self.parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; what is wrong with the request itself is told in JSON, as everything else."""
        request = Request(scope, receive)
        response = await self._answer(request)
        response.headers.add_vary_header("Accept, Authorization")
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        media_type = negotiation.JSON
        try:
            media_type = negotiation.accepted(request.headers.getlist("accept"))
            result = await self._result(request)
        except Unauthenticated as reason:
            request.state.facts["refused"] = str(reason)
            message = "the token is not valid, or not any more"
            return errors.answer(request, HTTPStatus.UNAUTHORIZED, message, CHALLENGE, media_type)
        except HTTPException as refusal:
            return errors.answer(request, refusal.status_code, refusal.detail, refusal.headers, media_type)
        return _response(request, result, media_type)

    async def _result(self, request: Request) -> ExecutionResult:
        if request.method not in ALLOWED:
            raise _not_allowed(f"{request.method} asks nothing here", ALLOWED)
        origins.check(request.headers, self.settings.allowed_origins)
        seconds = self.settings.request_timeout
        asked = await requests.read(request, seconds, self.settings.body_limit)
        try:
            return await deadline.finish(request, seconds, self._execute(request, asked))
        except TimeoutError:
            message = (
                f"there was no answer within {seconds} seconds, and the request was given up; "
                "what a mutation of it did is there as a whole or not at all: send it again with its `idempotencyKey`"
            )
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, message) from None

    async def _execute(self, request: Request, asked: requests.Asked) -> ExecutionResult:
        store = self.parts.store
        actor = await actor_of(store, self.parts.tokens, request.headers.getlist("authorization"))
        open_to_all = self.settings.introspection == "everyone"
        context = Context(actor, store, request.state.facts, open_to_all)
        try:
            return await schema.execute(
                asked.query,
                asked.variables,
                context,
                operation_name=asked.operation_name,
                allowed_operation_types=ALLOWED[request.method],
                operation_extensions=asked.extensions,
            )
        except CancelledError:
            context.give_up()
            raise
        except CannotGetOperationTypeError:
            name = f" named `{asked.operation_name}`" if asked.operation_name is not None else ""
            return ExecutionResult(data=None, errors=[GraphQLError(f"the document has no operation{name}")])
        except InvalidOperationTypeError:
            raise _not_allowed("by GET one asks, and changes nothing: send a mutation by POST", ["POST"]) from None


def _not_allowed(message: str, methods: Iterable[str]) -> HTTPException:
    return HTTPException(HTTPStatus.METHOD_NOT_ALLOWED, message, {"Allow": ", ".join(methods)})


def _response(request: Request, result: ExecutionResult, media_type: str) -> Response:
    found = [_shown(error, request) for error in result.errors or ()]
    told: dict[str, object] = {"errors": [error.formatted for error in found]} if found else {}
    status = HTTPStatus.OK
    # Where something was resolved, an error has a path, even if nothing is left to be shown.
    if result.data is not None or any(error.path for error in found):
        told["data"] = result.data
    elif any((error.extensions or {})["code"] == errors.UNKNOWN for error in found):
        status = HTTPStatus.INTERNAL_SERVER_ERROR
    elif media_type == negotiation.RESPONSE:
        status = HTTPStatus.BAD_REQUEST
    if found:
        request.state.facts["codes"] = sorted({(error.extensions or {})["code"] for error in found})
    return Response(errors.as_json(told), status, media_type=f"{media_type}; charset=utf-8")


def _shown(error: GraphQLError, request: Request) -> GraphQLError:
    """Give an error a code, and hide what nobody foresaw behind the request's id."""
    cause = _cause(error)
    # Without a path, and with a place in the document, it was found before anything ran: a syntax error, an unknown
    # field, a variable that a scalar could not read.
    if cause is None or (error.path is None and error.nodes):
        error.extensions = {"code": "INVALID", **(error.extensions or {})}
        return error
    request_id = request.state.request_id
    # The field's own name: what it is called in the answer is the client's to choose, and the client's to know.
    facts = {
        "id": request_id,
        "field": next((node.name.value for node in error.nodes or () if isinstance(node, FieldNode)), None),
    }
    log.error("failed", exc_info=cause, extra={"facts": facts})
    extensions = {"code": errors.UNKNOWN, "id": request_id}
    return GraphQLError(errors.masked(request_id), error.nodes, path=error.path, extensions=extensions)


def _cause(error: GraphQLError) -> Exception | None:
    """Find what a resolver raised; None where GraphQL itself, or a resolver in its words, refused."""
    cause: Exception | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause
