"""Reads what a setting says: each reader gives the value, or a ValueError that goes on after the setting's name."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from register.store import async_url

LEAST_KEY_BYTES = 32  # HS256 takes any length, and is only as strong as its key (RFC 7518, 3.2)
HIGHEST_PORT = 65535


def text(given: str) -> str:
    """Any words, on one line."""
    if not given.isprintable():
        raise ValueError("must be printable characters on one line")
    return given


def whole(least: int, most: int) -> Callable[[str], int]:
    """Make a reader of whole numbers between two bounds, both of which it takes."""

    def reading(given: str) -> int:
        if not re.fullmatch(r"[0-9]{1,12}", given) or not least <= int(given) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(given)

    return reading


def switch(given: str) -> bool:
    """Something that is on or off."""
    if given not in ("on", "off"):
        raise ValueError("must be `on` or `off`")
    return given == "on"


def one_of(*words: str) -> Callable[[str], str]:
    """Make a reader of one of a few words."""

    def reading(given: str) -> str:
        if given not in words:
            raise ValueError(f"must be {' or '.join(f'`{word}`' for word in words)}")
        return given

    return reading


def address(given: str) -> tuple[str, int]:
    """Where to listen, as in `127.0.0.1:9464` or `[::1]:9464`."""
    found = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\s:/\[\]]+)):([0-9]{1,5})", given)
    if found is None or int(found[3]) > HIGHEST_PORT:
        raise ValueError("must be an address and a port, as in `127.0.0.1:9464`")
    return found[1] or found[2], int(found[3])


def http_url(given: str) -> str:
    """Where something answers over HTTP."""
    unread = ValueError("must be a URL, as in `http://127.0.0.1:4318`")
    try:
        where = urlsplit(given)
        where.port  # noqa: B018  read because it is only checked then
    except ValueError:
        raise unread from None
    if where.scheme not in ("http", "https") or not where.hostname:
        raise unread
    return given


def origins(given: str) -> frozenset[str]:
    """Where pages come from, as browsers write it (RFC 6454, 6.2), parted by spaces."""
    for origin in given.split():
        scheme = re.fullmatch(r"(https?)://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?", origin)
        if scheme is None:
            raise ValueError("must be origins as browsers write them, without a path: `https://front.example.cn`")
        if scheme[2] == {"http": ":80", "https": ":443"}[scheme[1]]:
            raise ValueError(f"must leave out the port that {scheme[1]} has by itself, as browsers do")
    return frozenset(given.split())


def database_url(url: str) -> str:
    """Where the register lies, as SQLAlchemy writes it. No message repeats a part that may belong to a password."""
    unread = ValueError("cannot be read: write `sqlite:///file.db` or `postgresql://user@host/database`")
    if not re.match(r"[\w+]+://", url):
        raise unread
    try:
        where = async_url(url)
    except ValueError:
        raise unread from None
    if where.get_backend_name() == "sqlite":
        if where.database in (None, "", ":memory:"):
            raise ValueError("names no file, and a register in memory would be lost with its process")
        if not (folder := Path(where.database).absolute().parent).is_dir():
            raise ValueError(f"names a file in the folder `{folder}`, which does not exist")
    elif not where.database:
        raise ValueError("names no database: write `postgresql://user@host/database`")
    return url


def key(secret: str) -> str:
    """What signs tokens."""
    if (size := len(secret.encode(errors="surrogateescape"))) < LEAST_KEY_BYTES:
        raise ValueError(f"has {size} bytes; at least {LEAST_KEY_BYTES} are needed")
    return secret
