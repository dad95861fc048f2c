"""`serve`: the register over HTTP, on this machine unless told otherwise."""

import argparse
import asyncio
import signal
import socket

import uvicorn

from api import logs
from api.database import opened
from api.errors import Hindrance
from api.identity import Tokens
from api.settings import Settings

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
        # The server raises the signal that stopped it once more when it is done. By then it has done as it was told.
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, lambda *_: None)
        print(f"serving on {_address(listener)} (Ctrl-C stops)", flush=True)
        config = uvicorn.Config(
            create_app(settings),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=settings.shutdown_grace,
        )
        uvicorn.Server(config).run([listener])


async def _check(settings: Settings) -> None:
    async with opened(settings) as store:
        await Tokens.of(settings, store)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise Hindrance(f"cannot listen on {host} port {port}: {error.strerror or error}") from error


def _address(listener: socket.socket) -> str:
    host, port, *_ = listener.getsockname()
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 <= (port := int(text[:9])) <= 65535:  # noqa: PLR2004
        raise argparse.ArgumentTypeError(f"`{text}` is no port")
    return port
