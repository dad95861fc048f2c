"""The log: one line of JSON an event, one event a request, and nothing that says who asked what."""

import asyncio
import json
import logging
import secrets
import time
import traceback
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors
from policies import watch

# Their messages name tables and constraints; those of other exceptions may name people.
SPEAKING = ("sqlalchemy", "asyncpg", "sqlite3")
MOST_CAUSES = 10
STOPPED = (
    "the server is stopping, and the request was given up; "
    "what a mutation of it did is there as a whole or not at all: send it again with its `idempotencyKey`"
)
HANG_UP = 499  # what servers write for a client that did not wait for its answer; never sent
log = logging.getLogger(__name__)


class Lines(logging.Formatter):
    """Writes a record, with the `facts` it was given, as one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record; a traceback is a field of it, so it too stays on the line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["traceback"] = _traced(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def to_stderr() -> None:
    """Send this process's log to standard error; of what libraries have to say, warnings."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("api").setLevel(logging.INFO)


def _traced(error: BaseException | None) -> str:
    """Write where an error and its causes came from, without what somebody may have typed."""
    causes: list[BaseException] = []
    while error is not None and len(causes) < MOST_CAUSES:
        causes.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    # A database quotes the value that it could not read.
    quoting = any(kind.__name__ == "DataError" for cause in causes for kind in type(cause).__mro__)
    return "\nbecause of\n".join(
        "".join(traceback.format_tb(cause.__traceback__)) + _named(cause, quoting=quoting) for cause in causes
    )


def _named(error: BaseException, *, quoting: bool) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, OSError) and error.strerror:
        return f"{kind}: {error.strerror}"
    if quoting or kind.partition(".")[0] not in SPEAKING:
        return kind
    return f"{kind}: {str(error).partition(chr(10))[0]}"  # the row that is in the way already is on the second line


class RequestLog:
    """Gives each request an id, tells it to the client, and logs the request."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        more: dict[str, object] = {}  # what whoever answers wants on the line
        scope.setdefault("state", {}).update(request_id=request_id, facts=more)
        started, status = time.monotonic(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message["headers"], (b"x-request-id", request_id.encode())]}
            await send(message)

        try:
            with watch.by(_Alarms(request_id)):
                await self.app(scope, receive, sending)
        except ClientDisconnect:
            status = HANG_UP
        finally:
            log.info("request", extra={"facts": {**_facts(scope, request_id, status, started), **more}})


class _Alarms(watch.Watch):
    """Warns of what somebody should look at now; the journal says who did it, and why."""

    def __init__(self, request_id: str) -> None:
        self._request_id = request_id

    def seized(self, role: str) -> None:
        log.warning("role seized", extra={"facts": {"id": self._request_id, "role": role}})


class Masked:
    """Whatever nobody caught ends here: the log has it, the client gets the request's id."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of `app`, and behind what every answer has to pass."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except ClientDisconnect:
            raise
        except asyncio.CancelledError:  # the time that a stopping server grants is over
            if not begun:
                await errors.answer(Request(scope), HTTPStatus.SERVICE_UNAVAILABLE, STOPPED)(scope, receive, send)
            raise
        except Exception:
            request = Request(scope)
            request_id = request.state.request_id
            log.exception("failed", extra={"facts": {"id": request_id}})
            if begun:  # only breaking it off can say that an answer is not whole
                raise
            failure = errors.answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, errors.masked(request_id))
            await failure(scope, receive, send)


def _facts(scope: Scope, request_id: str, status: int, started: float) -> dict[str, object]:
    # A path that leads nowhere may say anything, and the query string says what was asked: neither is kept.
    path = scope["path"] if "endpoint" in scope else "elsewhere"
    elapsed = round((time.monotonic() - started) * 1000, 1)
    traced = {"trace": scope["state"]["trace"]} if "trace" in scope["state"] else {}
    return {"id": request_id, **traced, "method": scope["method"], "path": path, "status": status, "ms": elapsed}
