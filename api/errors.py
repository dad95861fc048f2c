"""Errors as they leave: over HTTP always the shape of a GraphQL answer, with a code; from a command, a plain line."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from starlette.responses import Response


class Hindrance(Exception):
    """What keeps a command from being done, in words for whoever gave it."""


# The codes of the graph: a client knows no others.
CODES = {HTTPStatus.UNAUTHORIZED: "NOT_ALLOWED", HTTPStatus.NOT_FOUND: "NOT_FOUND"}
UNKNOWN = "INTERNAL"


def masked(request_id: str) -> str:
    """Tell of an error nobody foresaw: nothing of what it was, and how to ask about it."""
    return f"something went wrong; quote this request id: {request_id}"


def as_json(data: object) -> bytes:
    """Write an answer as people read it; only half a character, for which UTF-8 has no place, is escaped."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(errors="backslashreplace")


def answer(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """Refuse a request as a whole."""
    unknown = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    code = UNKNOWN if unknown else CODES.get(HTTPStatus(status), "INVALID")
    error = {"message": message, "extensions": {"code": code}}
    return Response(as_json({"errors": [error]}), status, headers, "application/json")
