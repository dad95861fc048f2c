"""The one door to the database: a transaction that reads, or one that changes and commits. Nothing else commits."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from weakref import WeakSet

import aiosqlite
from platformdirs import user_data_path
from sqlalchemy import URL, Connection, event, make_url, text
from sqlalchemy.connectors.asyncio import AsyncAdapt_dbapi_connection
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from policies import watch
from policies.guard import Domain
from register.clock import Clock, now
from register.fence import Asker, raise_around, scope
from register.tables import UNFENCED, Table

# Of a domain: its revision, when that was recorded, and whether it has an edit wait for another account.
Head = tuple[int, datetime, bool]
Known = dict[str, tuple[Head, Domain]]
CLOSING = 100  # times that a connection in use is waited for, a twentieth of a second each
BUSY_MS = 30_000  # how long a SQLite writer waits for another process's transaction
HEED_STEPS = 100_000  # of SQLite's machine, about a millisecond
GIVEN_UP = "given up"  # whether a connection's statement is to end, among what its pool knows of it
CONNECT_S = 5  # how long PostgreSQL may take to let us in
POOL_S = 10  # how long a request waits for one of the connections to be free


def default_file() -> Path:
    """Where a register lies if nobody says where: in the user's data folder."""
    return user_data_path("devolution-register") / "register.db"


def async_url(url: str) -> URL:
    """Read a SQLAlchemy URL and give it the driver the register is shipped with, whichever it names or omits."""
    parsed = make_url(url)
    backend = "postgresql" if parsed.get_backend_name() in ("postgres", "postgresql") else parsed.get_backend_name()
    if backend == "sqlite":
        return parsed.set(drivername="sqlite+aiosqlite")
    if backend != "postgresql":
        raise ValueError(f"`{backend}` is not supported; use sqlite or postgresql")
    query = dict(parsed.query)
    if mode := query.pop("sslmode", None):  # libpq's name for what asyncpg calls ssl
        query["ssl"] = mode
    return parsed.set(drivername="postgresql+asyncpg", query=query)


@dataclass(frozen=True)
class Store:
    """The database with the clock its transactions read."""

    engine: AsyncEngine
    clock: Clock = now
    # The lines of each domain that was asked about, at the revision that was read last, and when that was recorded.
    _known: Known = field(default_factory=dict)
    _writing: asyncio.Lock = field(default_factory=asyncio.Lock)
    _connected: WeakSet[aiosqlite.Connection] = field(default_factory=WeakSet)

    @classmethod
    def open(cls, url: str, clock: Clock = now) -> "Store":
        """Open a database; nothing is connected before it is used."""
        where = async_url(url)
        # A connection that a server left behind is made anew; one that goes nowhere is given up.
        patience = {"pool_pre_ping": True, "connect_args": {"timeout": CONNECT_S}}
        options: dict[str, Any] = {} if where.get_backend_name() == "sqlite" else patience
        # A traceback that reaches the log must not carry what people are called.
        engine = create_async_engine(where, hide_parameters=True, pool_timeout=POOL_S, **options)
        store = cls(engine, clock)
        if where.get_backend_name() == "sqlite":
            event.listen(engine.sync_engine, "connect", lambda one, _: store._connected.add(one.driver_connection))
            event.listen(engine.sync_engine, "connect", begin_ourselves)
            event.listen(engine.sync_engine, "connect", _set_pragmas)
            event.listen(engine.sync_engine, "connect", _heed)
            event.listen(engine.sync_engine, "begin", begin_sqlite)
            event.listen(engine.sync_engine, "invalidate", _roll_back)
        event.listen(engine.sync_engine, "before_cursor_execute", _asked)
        event.listen(engine.sync_engine, "after_cursor_execute", _answered)
        event.listen(engine.sync_engine, "handle_error", _failed)
        return store

    async def close(self) -> None:
        """Let every connection go. A statement of SQLite that is still running is interrupted: nobody else can."""
        for _ in range(CLOSING):
            if not self.connections[0]:
                break
            for connection in self._connected:
                with suppress(ValueError):  # it was closed meanwhile
                    await connection.interrupt()
            await asyncio.sleep(0.05)
        await self.engine.dispose()

    @property
    def connections(self) -> tuple[int, int]:
        """How many connections are in use, and how many there may be at once."""
        pool = self.engine.pool
        return (pool.checkedout(), pool.size() + pool._max_overflow) if isinstance(pool, QueuePool) else (0, 0)  # noqa: SLF001  it tells this nowhere else

    @property
    def sqlite(self) -> bool:
        """The embedded default, where one writer at a time may write."""
        return self.engine.dialect.name == "sqlite"

    @asynccontextmanager
    async def reading(self, asker: Asker) -> AsyncIterator[AsyncSession]:
        """One consistent view of the register; opened for a root field or a batch, never for a whole request.

        `asker` is whose view it is; EVERYTHING is for the register's own business alone.
        """
        isolation: dict[str, Any] = {} if self.sqlite else {"isolation_level": "REPEATABLE READ"}
        async with _sessions(self.engine.execution_options(**isolation))() as session:
            await self._begin(session, asker)
            yield session

    @asynccontextmanager
    async def changing(self, asker: Asker) -> AsyncIterator[AsyncSession]:
        """One transaction for one use case: leaving the block commits all of it, an exception none of it."""
        async with AsyncExitStack() as stack:
            if self.sqlite:
                # Writers of one process queue here in order instead of polling SQLite's lock.
                await stack.enter_async_context(self._writing)
            # A writer that waited for a lock must see what was committed meanwhile, however the server is set up.
            isolation: dict[str, Any] = {} if self.sqlite else {"isolation_level": "READ COMMITTED"}
            engine = self.engine.execution_options(writing=True, **isolation)
            session = await stack.enter_async_context(_sessions(engine)())
            await self._begin(session, asker)
            yield session
            await session.commit()

    async def fenced(self) -> bool:
        """Tell whether the database holds every row to the scope; SQLite never does, nor any for a superuser."""
        if self.sqlite:
            return False
        tables = sorted(Table.metadata.tables.keys() - UNFENCED)
        active = text("SELECT bool_and(row_security_active(name)) FROM unnest(CAST(:tables AS text[])) name")
        async with self.engine.connect() as connection:
            return bool(await connection.scalar(active, {"tables": tables}))

    async def _begin(self, session: AsyncSession, asker: Asker) -> None:
        """Tell the database what this transaction may touch; it forgets when the transaction ends."""
        session.info["known"] = self._known
        if not self.sqlite:
            await raise_around(session, scope(asker))


def _asked(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
    connection.info["ended"] = watch.statement(statement)


def _answered(connection: Connection, *_: object) -> None:
    connection.info.pop("ended", tuple)()


def _failed(context: ExceptionContext) -> None:
    if context.connection is not None:
        _answered(context.connection)


def _sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    return async_sessionmaker(engine, expire_on_commit=False)


def insert(session: AsyncSession, table: type[Table]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows ON CONFLICT, which both databases have and each says for itself."""
    return sqlite.insert(table) if session.get_bind().dialect.name == "sqlite" else postgresql.insert(table)


def begin_ourselves(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Keep SQLite's driver from beginning transactions by itself, and late: DDL would stand outside of them."""
    connection.isolation_level = None  # sqlite3's own attribute


def begin_sqlite(connection: Connection) -> None:
    """Begin. A writer takes the lock at once: one that reads first and writes later fails if another wrote between."""
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _heed(connection: AsyncAdapt_dbapi_connection, entry: ConnectionPoolEntry) -> None:
    """Have SQLite ask, every millisecond or so, whether anybody still waits for the statement it is at."""
    entry.info[GIVEN_UP] = threading.Event()
    connection.run_async(lambda driver: driver.set_progress_handler(entry.info[GIVEN_UP].is_set, HEED_STEPS))


def _roll_back(connection: AsyncAdapt_dbapi_connection, entry: ConnectionPoolEntry, _error: object) -> None:
    """Let the lock go before a connection is thrown away, as it is when its task was cancelled in the middle.

    Closing alone does not: SQLite keeps a closed connection, and its transaction, until the last cursor is gone, and
    a cancelled task's traceback may hold one for long. And SQLite's thread would first end a statement that nobody
    waits for any more, however long that takes.
    """
    entry.info[GIVEN_UP].set()
    connection.run_async(lambda driver: driver.set_progress_handler(None, 0))  # it is not to stop the rollback too
    connection.rollback()


def _set_pragmas(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
