"""How long an answer may take. What takes longer, or is not waited for any more, is given up, down to the database."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request

T = TypeVar("T")
PATIENCE = 2  # seconds that what was given up has to end, before the client is told

_working: set[asyncio.Task[Any]] = set()  # the loop alone would forget what nobody waits for


async def finish(request: Request, seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """Do the work; gives it up when `seconds` are over (TimeoutError) or the client hangs up (ClientDisconnect)."""
    working, leaving = asyncio.create_task(work), asyncio.create_task(_gone(request))
    _working.add(working)
    working.add_done_callback(_ended)
    try:
        await asyncio.wait({working, leaving}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        working.cancel()
        # A statement of SQLite that waits for another process's lock ends only when the lock's time is up.
        await asyncio.wait({working}, timeout=PATIENCE)
        raise ClientDisconnect if leaving.done() else TimeoutError
    finally:
        leaving.cancel()
        if not working.cancelling():  # a second time would break off the rollback that the first brought about
            working.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _ended(working: asyncio.Task[Any]) -> None:
    _working.discard(working)
    if not working.cancelled():
        working.exception()  # looked at, because nobody may be left who does
