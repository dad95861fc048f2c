"""What a request asks: read from a bounded body or from the URL, and refused where it is not well formed."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.negotiation import JSON, UTF_8, media_type

MOST_BYTES_OF_A_URL = 16_384  # what follows the question mark; browsers and proxies take little more
MOST_CHARACTERS = 100  # of a client's own words, when it is told what is wrong with them
OPTIONAL = {"operationName": str, "variables": dict, "extensions": dict}
CLOSING = {"Connection": "close"}  # what of the body has not been read is not waited for


@dataclass(frozen=True)
class Asked:
    """A document, which of its operations to run, and with what."""

    query: str
    operation_name: str | None
    variables: dict[str, Any] | None
    extensions: dict[str, Any] | None


async def read(request: Request, seconds: float, most_bytes: int) -> Asked:
    """Read what is asked; a body must have arrived within `seconds`, and have no more bytes than that."""
    if request.method == "GET":
        return _asked(_from_url(request))
    _check_encoding(request)
    try:
        async with asyncio.timeout(seconds):
            body = await _body(request, most_bytes)
    except TimeoutError:
        message = f"the body did not arrive within {seconds} seconds"
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, message, CLOSING) from None
    return _asked(_parsed(body))


def _check_encoding(request: Request) -> None:
    # A form cannot send this type, nor can a script of another origin without asking first (CORS): see api/origins.py.
    given = request.headers.getlist("content-type")
    name, read_ = media_type("content-type", given[0] if len(given) == 1 else "")
    if name != JSON or str(read_.get_content_charset("")) not in UTF_8:
        message = f"the body is to be one `Content-Type: {JSON}`, in UTF-8"
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, message, {"Accept": JSON, **CLOSING})
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        message = "a compressed body is not taken: send it as it is"
        headers = {"Accept-Encoding": "identity", **CLOSING}
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, message, headers)


async def _body(request: Request, most_bytes: int) -> bytes:
    # What a client says of the length only helps to refuse it sooner.
    said = request.headers.get("content-length", "0")
    body, size = bytearray(), int(said) if said.isascii() and said.isdigit() and len(said) < len(str(2**63)) else 0
    if size <= most_bytes:
        async for chunk in request.stream():
            body += chunk
            if (size := len(body)) > most_bytes:
                break
    if size > most_bytes:
        message = f"the body is larger than {most_bytes} bytes"
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message, CLOSING)
    return bytes(body)


def _from_url(request: Request) -> dict[str, Any]:
    asked: QueryParams = request.query_params
    if len(request.scope["query_string"]) > MOST_BYTES_OF_A_URL:
        message = f"the URL's query is longer than {MOST_BYTES_OF_A_URL} bytes; send it by POST"
        raise HTTPException(HTTPStatus.REQUEST_URI_TOO_LONG, message)
    parts = _unique([(name, value) for name, value in asked.multi_items() if name == "query" or name in OPTIONAL])
    return {
        name: _parsed(value.encode(errors="surrogatepass")) if OPTIONAL.get(name) is dict else value
        for name, value in parts.items()
        if value or name == "query"
    }


def _parsed(text: bytes) -> Any:
    try:
        # A byte order mark is no part of JSON, and some editors write one all the same (RFC 8259, 8.1).
        return json.loads(text.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise _invalid("the request is not JSON in UTF-8") from error


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that is given twice: two readers would take two things for what is meant."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _invalid(f"`{name[:MOST_CHARACTERS]}` is given twice")
        found[name] = value
    return found


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _asked(parts: Any) -> Asked:
    if not isinstance(parts, Mapping):
        raise _invalid("the request is to be one JSON object; several at once are not taken")
    query = parts.get("query")
    if not isinstance(query, str) or not query.strip():
        raise _invalid("`query`, the document, is missing")
    for name, kind in OPTIONAL.items():
        if parts.get(name) is not None and not isinstance(parts[name], kind):
            raise _invalid(f"`{name}` is to be a JSON {'string' if kind is str else 'object'}")
    return Asked(query, parts.get("operationName"), parts.get("variables"), parts.get("extensions"))


def _invalid(message: str) -> HTTPException:
    return HTTPException(HTTPStatus.BAD_REQUEST, message)
