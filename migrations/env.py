"""Runs migrations over the register's own engine: the same on SQLite and on PostgreSQL."""

import asyncio
import os
from typing import Literal

from alembic import context
from sqlalchemy import Connection, event, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

from register.fence import EVERYTHING
from register.store import async_url, begin_ourselves, begin_sqlite
from register.tables import Table
from register.tables.columns import Moment


def render(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write the register's own column type as the plain one it is in the database."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


def migrate(connection: Connection) -> None:
    """Run what is asked in one transaction: DDL is transactional on both databases."""
    context.configure(
        connection=connection,
        target_metadata=Table.metadata,
        render_as_batch=connection.dialect.name == "sqlite",  # SQLite alters a table by making it anew
        compare_server_default=True,
        render_item=render,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            # A migration is on nobody's behalf, and row-level security holds the owner of the tables too.
            connection.execute(text(f"SET LOCAL register.scope = '{EVERYTHING.value}'"))
        context.run_migrations()


async def over(url: str) -> None:
    """Connect, migrate, let go."""
    engine = create_async_engine(async_url(url), poolclass=pool.NullPool, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", begin_ourselves)
        event.listen(engine.sync_engine, "begin", begin_sqlite)
    async with engine.execution_options(writing=True).begin() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


asyncio.run(over(str(context.config.attributes.get("url") or os.environ["DATABASE_URL"])))
