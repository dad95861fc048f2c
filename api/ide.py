"""The IDE that a browser gets at /graphql: Altair as npm installed it, served from here alone."""

import json
import secrets
from html import escape
from http import HTTPStatus
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from api.home import QUERY
from api.negotiation import JSON, RESPONSE, ranges

PACKAGE = Path(__file__).parents[1] / "node_modules" / "altair-static"
_DIST = PACKAGE / "build" / "dist"
FOLDER = "/graphql/ide"
SERVED = {".css", ".ico", ".js", ".json", ".png", ".svg", ".woff", ".woff2"}

_POLICY = {
    "default-src": "'none'",  # whatever is not named here: every other origin, every frame, scripts within a page
    "base-uri": "'self'",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "img-src": "'self' data:",  # small pictures lie in Altair's styles
    "script-src": "'self'",
    # On the page also with its nonce, for the styles that Altair makes as it runs. Four, of libraries within it, come
    # without one and are refused; nothing looks different for it.
    "style-src": "'self'",
    "worker-src": "'self'",
}
_NONCE = "NONCE"  # where each answer puts its own
_FIRST = f"""\
# Anybody may ask this.
# To ask as an account, give its token under Auth. `make run` prints
# a token for each account, `python -m api token ACCOUNT` one for one.

query First {QUERY}
"""
_OPTIONS: dict[str, object] = {
    "initialQuery": _FIRST,
    "initialAuthorization": {"type": "bearer", "data": {"token": ""}},
    "initialSettings": {"theme": "system", "schema.reloadOnStart": True},
    "persistedSettings": {"alert.disableUpdateNotification": True, "banners.disable": True, "plugin.list": []},
    "disableAccount": True,
}
_MISSING = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Register of devolved powers 赋权事项登记</title>
<p>This is the GraphQL endpoint of the register. Programs are answered here; the IDE that a browser would get is not
installed. In the checkout, <code>make setup</code> installs it; with <code>IDE=off</code> in its environment the server
does without.</p>
</html>
"""


class Door:
    """The endpoint, with the IDE in front of it for whoever comes with a browser."""

    def __init__(self, endpoint: ASGIApp) -> None:
        """Stand in front of `endpoint`; whether the package is installed is looked up once."""
        self.endpoint = endpoint
        self.page = _page() if PACKAGE.exists() else _MISSING

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request: a browser that asks nothing gets the page, everybody else the endpoint."""
        request = Request(scope)
        browsing = request.method in ("GET", "HEAD") and "query" not in request.query_params
        answer = self._open() if browsing and prefers_page(request.headers) else self.endpoint
        await answer(scope, receive, send)

    def _open(self) -> Response:
        nonce = secrets.token_urlsafe(16)
        headers = {"Cache-Control": "no-cache", "Vary": "Accept", **_guarded(nonce)}
        return HTMLResponse(self.page.replace(_NONCE, nonce), headers=headers)


def routes() -> list[BaseRoute]:
    """Serve what the page loads: the files of the package, below its version, and the one that starts them."""
    start = Route(f"{FOLDER}/start.js", _start)
    return [start, Mount(f"{FOLDER}/{_version()}", Files(directory=_DIST))] if PACKAGE.exists() else [start]


def prefers_page(headers: Headers) -> bool:
    """Tell whether a page is asked for by name, and rather than JSON; what takes anything is a program."""
    wanted = dict(ranges(headers.getlist("accept")))
    return wanted.get("text/html", 0) > max(wanted.get(each, 0) for each in (JSON, RESPONSE))


def _page() -> str:
    options = escape(json.dumps({**_OPTIONS, "cspNonce": _NONCE}))
    start = f'<script id="start" type="module" src="../start.js" data-options="{options}"></script></body>'
    text = (_DIST / "index.html").read_text(encoding="utf-8")
    for theirs, ours in (
        ('<base href="/" />', f'<base href="{FOLDER[1:]}/{_version()}/" />'),
        ("<app-root>", f'<app-root ngCspNonce="{_NONCE}">'),
        ("<style>", f'<style nonce="{_NONCE}">'),
        ("</body>", start),
    ):
        text = text.replace(theirs, ours)
    return text


def _version() -> str:
    return str(json.loads((PACKAGE / "package.json").read_bytes())["version"])


async def _start(_request: Request) -> Response:
    path = Path(__file__).with_suffix(".js")
    return FileResponse(path, media_type="text/javascript", headers={"Cache-Control": "no-cache", **_guarded()})


class Files(StaticFiles):
    """The files of the package: no page among them, since one would run as ours, and for good, since none changes."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with a file."""
        scope["state"]["facts"]["path"] = "elsewhere"  # in the log, as for any other path that leads nowhere
        if Path(path).suffix not in SERVED:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        response = await super().get_response(path, scope)
        del scope["state"]["facts"]["path"]
        response.headers.update({"Cache-Control": "public, max-age=31536000, immutable", **_guarded()})
        return response


def _guarded(nonce: str = "") -> dict[str, str]:
    named = f" 'nonce-{nonce}'" if nonce else ""
    policy = "; ".join(f"{name} {sources}" for name, sources in {**_POLICY, "style-src": f"'self'{named}"}.items())
    return {"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff"}
