"""What the environment says, read once and refused when it makes no sense."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_data_path

from api.errors import Hindrance
from register.store import async_url

NAME = "devolution-register"
LEAST_KEY_BYTES = 32  # HS256 takes any length, and is only as strong as its key (RFC 7518, 3.2)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs from one installation to the next. What is secret is not in its repr."""

    database_url: str = field(repr=False)
    token_key: str | None = field(default=None, repr=False)
    token_issuer: str = NAME
    token_audience: str = NAME

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the environment, where an empty variable counts as absent. Makes the folder of the default database."""
        given = {name: value.strip() for name, value in environment.items() if value.strip()}
        return cls(
            database_url=_database_url(given["DATABASE_URL"]) if "DATABASE_URL" in given else _default_database(),
            token_key=_token_key(given.get("TOKEN_KEY")),
            token_issuer=given.get("TOKEN_ISSUER", NAME),
            token_audience=given.get("TOKEN_AUDIENCE", NAME),
        )


def _default_database() -> str:
    folder = user_data_path(NAME)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)  # the database holds the key that signs tokens, so an older, open folder is closed too
    return f"sqlite+aiosqlite:///{folder / 'register.db'}"


def _database_url(url: str) -> str:
    # No message repeats the URL, or a part of it that may belong to a password.
    unread = Hindrance("DATABASE_URL cannot be read: write `sqlite:///file.db` or `postgresql://user@host/database`")
    if not re.match(r"[\w+]+://", url):
        raise unread
    try:
        where = async_url(url)
    except ValueError:
        raise unread from None
    if where.get_backend_name() == "sqlite":
        if where.database in (None, "", ":memory:"):
            raise Hindrance("DATABASE_URL names no file, and a register in memory would be lost with its process")
        if not (folder := Path(where.database).absolute().parent).is_dir():
            raise Hindrance(f"DATABASE_URL names a file in the folder `{folder}`, which does not exist")
    elif not where.database:
        raise Hindrance("DATABASE_URL names no database: write `postgresql://user@host/database`")
    return url


def _token_key(key: str | None) -> str | None:
    if key is not None and (size := len(key.encode())) < LEAST_KEY_BYTES:
        raise Hindrance(f"TOKEN_KEY has {size} bytes; at least {LEAST_KEY_BYTES} are needed")
    return key
