"""The databases that tests run on are real, fresh, and gone afterwards."""

import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from tests.databases import Databases, PostgreSQLDatabases


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()


async def one(url: str, statement: str) -> object:
    async with connected(url) as connection:
        return (await connection.execute(text(statement))).scalar_one()


async def write_a_county(url: str) -> None:
    async with connected(url) as connection:
        if url.startswith("sqlite"):
            await connection.execute(text("PRAGMA journal_mode = WAL"))
        await connection.execute(text("CREATE TABLE county (name text)"))
        await connection.execute(text("INSERT INTO county VALUES ('邻水县')"))


async def test_a_database_answers(database_url: str) -> None:
    assert await one(database_url, "SELECT 1") == 1


async def test_a_database_begins_empty(databases: Databases) -> None:
    async with databases.fresh() as first, databases.fresh() as second:
        await write_a_county(first)
        with pytest.raises(DBAPIError):
            await one(second, "SELECT count(*) FROM county")


async def test_a_template_is_filled_once_and_copied_each_time(databases: Databases) -> None:
    fills = []

    async def fill(url: str) -> None:
        fills.append(url)
        await write_a_county(url)

    county = await databases.make_template("filled_once", fill)
    assert await databases.make_template("filled_once", fill) == county
    assert len(fills) == 1

    async with databases.fresh(county) as changed:
        async with connected(changed) as connection:
            await connection.execute(text("DELETE FROM county"))
        async with databases.fresh(county) as untouched:
            assert await one(untouched, "SELECT name FROM county") == "邻水县"


async def test_a_fill_that_fails_leaves_no_template(databases: Databases) -> None:
    async def fail(url: str) -> None:
        await write_a_county(url)
        raise LookupError

    with pytest.raises(LookupError):
        await databases.make_template("filled_again", fail)
    async with databases.fresh(await databases.make_template("filled_again", write_a_county)) as url:
        assert await one(url, "SELECT count(*) FROM county") == 1


async def test_a_database_is_gone_after_its_test(databases: Databases) -> None:
    async with databases.fresh() as url:
        await write_a_county(url)
    with pytest.raises((DBAPIError, asyncpg.PostgresError), match=r"no such table|does not exist"):
        await one(url, "SELECT name FROM county")


async def test_postgresql_listens_on_its_socket_alone(postgresql_databases: PostgreSQLDatabases) -> None:
    async with postgresql_databases.fresh() as url:
        assert await one(url, "SHOW listen_addresses") == ""


def test_no_server_outlives_a_killed_test_run() -> None:
    run = "from tests.databases import postgresql_server as s\nwith s() as home: print(home, flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", run], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        home = Path(child.stdout.readline().decode().strip())
        server = int((home / "data" / "postmaster.pid").read_text().split()[0])
        child.kill()
    # The folder goes last.
    for _ in range(100):
        if not home.exists():
            break
        time.sleep(0.1)
    assert not home.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)
