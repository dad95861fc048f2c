"""Alembic from inside: bring a database to the head of its migrations, and tell whether it is there."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from register.store import Store

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def config(url: str) -> Config:
    """Alembic's settings; the URL travels as an attribute, since an option would read its `%` as its own."""
    settings = Config(attributes={"url": url})
    settings.set_main_option("script_location", str(MIGRATIONS))
    return settings


def upgrade(url: str, revision: str = "head") -> None:
    """Bring a database to a revision; already there, it changes nothing. Runs an event loop of its own."""
    command.upgrade(config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Take a database back to a revision; what the later ones held is lost."""
    command.downgrade(config(url), revision)


async def current(store: Store) -> bool:
    """Tell whether the tables are the ones this version knows."""
    async with store.engine.connect() as connection:
        return await connection.run_sync(_revision) == head()


@cache
def head() -> str | None:
    """The last migration that this version knows."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
