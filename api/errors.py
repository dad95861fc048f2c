"""Errors as they leave: over HTTP always the shape of a GraphQL answer, with a code; from a command, a plain line."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from api.negotiation import JSON


class Hindrance(Exception):
    """What keeps a command from being done, in words for whoever gave it."""


# Beside the codes of the graph a client meets these two.
UNKNOWN = "INTERNAL"
TIMEOUT = "TIMEOUT"
CODES = {
    HTTPStatus.UNAUTHORIZED: "NOT_ALLOWED",
    HTTPStatus.FORBIDDEN: "NOT_ALLOWED",
    HTTPStatus.NOT_FOUND: "NOT_FOUND",
    HTTPStatus.REQUEST_TIMEOUT: TIMEOUT,
    HTTPStatus.INTERNAL_SERVER_ERROR: UNKNOWN,
    HTTPStatus.SERVICE_UNAVAILABLE: TIMEOUT,
}


def masked(request_id: str) -> str:
    """Tell of an error nobody foresaw: nothing of what it was, and how to ask about it."""
    return f"something went wrong; quote this request id: {request_id}"


def as_json(data: object) -> bytes:
    """Write an answer as people read it; only half a character, for which UTF-8 has no place, is escaped."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(errors="backslashreplace")


def answer(
    request: Request, status: int, message: str, headers: Mapping[str, str] | None = None, media_type: str = JSON
) -> Response:
    """Refuse a request as a whole."""
    extensions = {"code": CODES.get(HTTPStatus(status), "INVALID")}
    request.state.facts["codes"] = [extensions["code"]]
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        extensions["id"] = request.state.request_id
    error = {"message": message, "extensions": extensions}
    return Response(as_json({"errors": [error]}), status, headers, f"{media_type}; charset=utf-8")
