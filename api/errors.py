"""Errors as they leave: over HTTP always the shape of a GraphQL answer, with a code; from a command, a plain line."""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.responses import JSONResponse


class Hindrance(Exception):
    """What keeps a command from being done, in words for whoever gave it."""


CODES = {HTTPStatus.UNAUTHORIZED: "UNAUTHENTICATED", HTTPStatus.NOT_FOUND: "NOT_FOUND"}
UNKNOWN = "INTERNAL"


def masked(request_id: str) -> str:
    """Tell of an error nobody foresaw: nothing of what it was, and how to ask about it."""
    return f"something went wrong; quote this request id: {request_id}"


def answer(status: int, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Refuse a request as a whole."""
    unknown = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    code = UNKNOWN if unknown else CODES.get(HTTPStatus(status), "INVALID")
    error = {"message": message, "extensions": {"code": code}}
    return JSONResponse({"errors": [error]}, status_code=status, headers=headers)
