"""In which media type an answer goes out: the one the client prefers of the two that GraphQL over HTTP knows."""

from collections.abc import Sequence
from email.message import Message
from http import HTTPStatus

from starlette.exceptions import HTTPException

JSON = "application/json"  # for older clients: 200 even when the document is refused
RESPONSE = "application/graphql-response+json"  # a refused document is 400
UTF_8 = ("", "utf-8", "utf8")


def media_type(name: str, header: str) -> tuple[str, Message]:
    """Read a header that names a media type: the type in lower case, and its parameters."""
    read = Message()
    read[name] = header
    return header.partition(";")[0].strip().lower(), read


def accepted(headers: Sequence[str]) -> str:
    """Choose the type of the answer; refuses with 406 a client that takes neither.

    The highest `q` wins, at the same `q` what is named first; where a wildcard leaves it open, `application/json`.
    """
    asked = ranges(headers)
    if not asked:
        return JSON
    found = {offer: wanted for offer in (JSON, RESPONSE) if (wanted := _wanted(offer, asked)) and wanted[0] > 0}
    if not found:
        raise HTTPException(HTTPStatus.NOT_ACCEPTABLE, f"answers are `{RESPONSE}` or `{JSON}`, in UTF-8")
    return max(found, key=lambda offer: found[offer])


def ranges(headers: Sequence[str]) -> list[tuple[str, float]]:
    """Read the ranges of Accept headers, each with its weight, in the order in which they are named."""
    return [_range(part) for header in headers for part in header.split(",") if part.strip()]


def _range(part: str) -> tuple[str, float]:
    """Read a range of an Accept header and its weight; another charset, or nonsense, weighs nothing."""
    name, read = media_type("content-type", part)
    try:
        weight = float(str(read.get_param("q", "1")))
    except ValueError:
        return name, 0.0
    if str(read.get_param("charset", "")).lower() not in UTF_8:
        return name, 0.0
    return name, weight if 0 <= weight <= 1 else 0.0


def _wanted(offer: str, asked: Sequence[tuple[str, float]]) -> tuple[float, int] | None:
    """Weigh an offer by the range that names it most exactly (RFC 9110, 12.5.1); of two equals, the earlier."""
    for pattern in (offer, "application/*", "*/*"):
        for position, (name, weight) in enumerate(asked):
            if name == pattern:
                return weight, -position
    return None
