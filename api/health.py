"""Is the server there, and is it ready? Load balancers ask, and strangers may: a word or two is all that is told."""

import asyncio
import logging
from http import HTTPStatus

from starlette.datastructures import State
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from policies.lines import statute
from register import migrate

PATIENCE = 3  # seconds
FRESH = {"Cache-Control": "no-store"}
log = logging.getLogger(__name__)


async def health(_request: Request) -> JSONResponse:
    """The process answers; nothing else is asked."""
    return JSONResponse({"status": "ok"}, headers=FRESH)


class Readiness:
    """Whether requests should be sent here; `parts` has the open `store`, and `stopping` once the server is to stop."""

    def __init__(self, parts: State) -> None:
        """Begin with nothing asked."""
        self.parts = parts
        self._asking: asyncio.Task[list[str]] | None = None

    async def __call__(self, _request: Request) -> JSONResponse:
        """Answer 200, or 503 with a word for each part that is not ready."""
        missing = ["stopping"] if self.parts.stopping else await self._within_bounds()
        status = HTTPStatus.SERVICE_UNAVAILABLE if missing else HTTPStatus.OK
        return JSONResponse({"ready": not missing, "missing": missing}, status, FRESH)

    async def _within_bounds(self) -> list[str]:
        # A database that hangs is asked once, however many ask us; and is ready once it has answered.
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._missing())
        done, _ = await asyncio.wait({self._asking}, timeout=PATIENCE)
        return self._asking.result() if done else ["database"]

    async def _missing(self) -> list[str]:
        store = self.parts.store
        try:
            migrated = await migrate.current(store)
            fenced = store.sqlite or not migrated or await store.fenced()
        except Exception:  # whatever a driver raises, it is the database that cannot be reached
            log.warning("not ready", exc_info=True)
            return ["database"]
        parts = {"migrations": migrated, "fence": fenced, "statute": _law_holds()}
        return [part for part, ready in parts.items() if not ready]


def _law_holds() -> bool:
    try:
        return bool(statute()) and not any(line.problems() for line in statute())
    except (OSError, ValueError):
        return False


def routes(parts: State) -> list[Route]:
    """Where the two answer."""
    return [Route("/health", health), Route("/ready", Readiness(parts).__call__)]
