"""Opens the database for as long as it is needed, and says plainly why it cannot be used."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from api.errors import Hindrance
from api.settings import Settings
from register import migrate
from register.store import Store

INIT = "run `python -m api init`"


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Store]:
    """Open the database, if its tables are the ones this version knows, and close it again."""
    store = Store.open(settings.database_url)
    try:
        await _check(store)
        yield store
    finally:
        await store.close()


def _exists(store: Store) -> bool:
    # SQLite makes the file that it is asked to open, and so would leave one behind for every slip in a name.
    return Path(store.engine.url.database or "").exists()


async def _check(store: Store) -> None:
    if store.sqlite and not _exists(store):
        raise Hindrance(f"there is no register yet: {INIT}")
    try:
        current = await migrate.current(store)
    except Exception as error:  # whatever a driver raises, it is the database that cannot be reached
        raise Hindrance(f"the database cannot be reached: {error}") from error
    if not current:
        raise Hindrance(f"the database is not prepared for this version: {INIT}")
