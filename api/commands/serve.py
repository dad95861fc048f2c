"""`serve`: the register over HTTP, on this machine unless told otherwise."""

import argparse
import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import uvicorn

from api import logs
from api.database import opened
from api.errors import Hindrance
from api.identity import Tokens
from api.server import Server
from api.settings import Settings

if TYPE_CHECKING:
    from api.metrics import Metrics

HOST = "127.0.0.1"
PORT = 8000


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say where to listen."""
    parser.add_argument("--host", default=HOST, help="the address to listen on (%(default)s: this machine alone)")
    parser.add_argument("--port", type=_port, default=PORT, help="the port to listen on (%(default)s; 0: any)")


def run(settings: Settings, given: argparse.Namespace) -> None:
    """Serve until told to stop; requests that have begun are answered first."""
    from api.app import create_app  # noqa: PLC0415  building the graph takes a while that no other command should wait

    asyncio.run(_check(settings))
    with _listening(given.host, given.port) as listener:
        logs.to_stderr()
        app = create_app(settings)
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=settings.shutdown_grace,
        )
        with _measured(settings, app.state.metrics):
            print(f"serving on {_address(listener.getsockname())} (Ctrl-C stops)", flush=True)
            Server(config, settings.shutdown_delay, partial(setattr, app.state, "stopping", True)).run([listener])


async def _check(settings: Settings) -> None:
    async with opened(settings) as store:
        await Tokens.of(settings, store)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise Hindrance(f"cannot listen on {host} port {port}: {error.strerror or error}") from error


@contextmanager
def _measured(settings: Settings, metrics: "Metrics | None") -> Iterator[None]:
    if metrics is None or settings.metrics_address is None:
        yield
        return
    with metrics.served(settings.metrics_address) as address:
        print(f"metrics on {_address(address)}metrics")
        yield


def _address(where: tuple[Any, ...]) -> str:
    host, port, *_ = where
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 <= (port := int(text[:9])) <= 65535:  # noqa: PLR2004
        raise argparse.ArgumentTypeError(f"`{text}` is no port")
    return port
