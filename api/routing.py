"""What a request may be called in figures and traces: one of a few names, whatever its client makes up."""

from starlette.types import Scope

METHODS = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}


def route_of(scope: Scope) -> str:
    """The path as it is routed: a client may ask for any other, and few are ours."""
    return getattr(scope.get("route"), "path", "elsewhere")


def method_of(scope: Scope) -> str:
    """The method, if it is one of HTTP's; a client may make up others."""
    return scope["method"] if scope["method"] in METHODS else "other"
