"""The server process: how it is told to stop, and how it ends."""

import os
import threading
import time
from collections.abc import Callable
from types import FrameType

import uvicorn

CLEANING = 15  # seconds that cancelling, closing the database and sending the last traces may take


class Server(uvicorn.Server):
    """Stops in order when it is told to, at once when it is told again, and in any case within bounds.

    First it says that it is not ready and goes on for `delay` seconds, so that whoever balances the load has time to
    notice. Then it accepts nothing more, and requests under way have the time that `config` grants them.
    """

    def __init__(self, config: uvicorn.Config, delay: int, stopping: Callable[[], None]) -> None:
        """Call `stopping` as soon as the server is told to stop."""
        super().__init__(config)
        self._delay = delay
        self._stopping = stopping
        self._told: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """Take a signal to stop; it comes while anything may be under way, so only notes are made."""
        if self._told is not None:
            os._exit(128 + sig)  # what a transaction had begun is undone by the database
        self._told = time.monotonic()
        self._stopping()
        most = self._delay + (self.config.timeout_graceful_shutdown or 0) + CLEANING
        watchdog = threading.Timer(most, os._exit, [1])
        watchdog.daemon = True
        watchdog.start()

    async def on_tick(self, counter: int) -> bool:
        """Tell, ten times a second, whether it is time to stop."""
        if self._told is not None and time.monotonic() >= self._told + self._delay:
            self.should_exit = True
        return await super().on_tick(counter)
