"""Whose pages may make a browser ask: our own origin's, and those the settings allow. Others may not even ask.

No cookie is ever read, so no page can act as somebody. But a browser inside an office's network reaches what a page
from outside cannot, and could be made to keep the register busy.
"""

from collections.abc import Collection
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

METHODS = ("GET", "POST")


def cors(allowed: Collection[str]) -> list[Middleware]:
    """Answer a browser that asks whether a page of another origin may ask; nothing to answer where none is allowed."""
    if not allowed:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=allowed,
            allow_methods=METHODS,
            allow_headers=("Authorization",),
            expose_headers=("X-Request-Id",),
        )
    ]


def check(headers: Headers, allowed: Collection[str]) -> None:
    """Refuse what a page of another origin had a browser send; what no browser sent says nothing of a page."""
    origin = headers.get("origin")
    if origin in allowed:
        return
    site = headers.get("sec-fetch-site")
    # Over plain HTTP, but for this machine itself, browsers leave Sec-Fetch-Site out; then Origin tells, if it is sent.
    foreign = origin is not None and urlsplit(origin).netloc != headers.get("host")
    if foreign if site is None else site not in ("same-origin", "none"):
        message = "a page of another origin may not ask, unless its origin is among the ALLOWED_ORIGINS of the register"
        raise HTTPException(HTTPStatus.FORBIDDEN, message)
