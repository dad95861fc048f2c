"""The one door to the database: what goes in comes out, and a use case is done whole or not at all."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from register import departments, journal, tables
from register.clock import CHINA
from register.departments import NewDepartment
from register.fence import EVERYTHING
from register.once import Once
from register.records import Key, Ref
from register.store import Store, async_url
from tests.county import COUNTY, County

NOON = datetime(2024, 6, 1, 12, 0, 0, 123456, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("sqlite:///register.db", "sqlite+aiosqlite:///register.db"),
        ("sqlite+aiosqlite:////var/register.db", "sqlite+aiosqlite:////var/register.db"),
        ("sqlite+pysqlite:///register.db", "sqlite+aiosqlite:///register.db"),
        ("postgresql://a:b@host/register", "postgresql+asyncpg://a:b@host/register"),
        ("postgres://a@host:5433/register", "postgresql+asyncpg://a@host:5433/register"),
        ("postgres:///register?host=db", "postgresql+asyncpg:///register?host=db"),
        ("postgresql+psycopg://a@host/register?sslmode=require", "postgresql+asyncpg://a@host/register?ssl=require"),
        ("postgresql://a:p%40ss@host/register", "postgresql+asyncpg://a:p%40ss@host/register"),
    ],
)
def test_a_url_gets_the_driver_that_ships(url: str, read: str) -> None:
    assert async_url(url).render_as_string(hide_password=False) == read


@pytest.mark.parametrize("url", ["mysql://host/register", "mssql+pyodbc://host/register"])
def test_another_database_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="is not supported"):
        async_url(url)


async def test_a_moment_comes_back_aware_and_in_utc(county: County) -> None:
    row = tables.expr(tables.SigningKey)
    for n, moment in enumerate((NOON, NOON.astimezone(UTC), NOON.replace(microsecond=0, hour=1))):
        async with county.store.changing(EVERYTHING) as session:
            session.add(tables.SigningKey(id=f"key{n}", secret="-", created_at=moment))
        async with county.store.reading(EVERYTHING) as session:
            found = await session.scalar(select(row.created_at).where(row.id == f"key{n}"))
            assert await session.scalar(select(row.secret).where(row.created_at == moment, row.id == f"key{n}")) == "-"
        assert found == moment
        assert found.utcoffset() == timedelta(0)


async def test_a_naive_moment_is_refused(county: County) -> None:
    async def write() -> None:
        async with county.store.changing(EVERYTHING) as session:
            session.add(tables.SigningKey(id="2", secret="-", created_at=NOON.replace(tzinfo=None)))

    with pytest.raises(StatementError, match="needs an offset"):
        await write()
    async with county.store.reading(EVERYTHING) as session:
        assert await session.get(tables.SigningKey, "2") is None


async def test_a_use_case_that_fails_leaves_nothing(county: County) -> None:
    async def fail() -> None:
        async with county.store.changing(EVERYTHING) as session:
            key = await departments.write(session, COUNTY, NewDepartment(COUNTY, "区新设局"))
            event = journal.Event("department:entered", Ref("Department", key), {})
            await journal.record(session, COUNTY, "registrar", county.clock(), event)
            raise LookupError

    async with county.store.reading(EVERYTHING) as session:
        before = await session.get(tables.JournalHead, COUNTY)
    with pytest.raises(LookupError):
        await fail()
    async with county.store.reading(EVERYTHING) as session:
        body = tables.expr(tables.Body)
        assert await session.scalar(select(body.id).where(body.name == "区新设局")) is None
        after = await session.get(tables.JournalHead, COUNTY)
        assert await journal.verify(session, COUNTY) == []
    assert before is not None
    assert after is not None
    assert (after.sequence, after.hash) == (before.sequence, before.hash)


async def test_a_use_case_that_is_cancelled_leaves_nothing(county: County) -> None:
    begun = asyncio.Event()

    async def linger() -> None:
        async with county.store.changing(EVERYTHING) as session:
            await departments.write(session, COUNTY, NewDepartment(COUNTY, "区新设局"))
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(linger())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with county.store.changing(EVERYTHING) as session:  # and the door is open again
        await departments.write(session, COUNTY, NewDepartment(COUNTY, "区新设局"))


async def test_a_request_cancelled_anywhere_in_the_middle_holds_nobody_up(county: County) -> None:
    registrar = await county.actor("registrar")
    kept = []  # tracebacks, as a log or a task that nobody awaits keeps them, and with them what a cursor holds

    async def enter(number: int) -> Key:
        new, once = NewDepartment(COUNTY, f"区新设局{number}"), Once(f"key{number}", "digest")
        return await departments.enter(county.store, registrar, new, once)

    for number in range(12):
        task = asyncio.create_task(enter(number))
        for _ in range(6 * number + 5):  # a little further each time
            await asyncio.sleep(0)
        await asyncio.sleep(number / 1000)
        task.cancel()
        kept.append(await asyncio.gather(task, return_exceptions=True))
        async with asyncio.timeout(15):  # SQLite would wait 30 s for a lock that is not let go
            await enter(number)
    async with county.store.reading(EVERYTHING) as session:
        body = tables.expr(tables.Body)
        found = await session.scalars(select(body.name).where(body.tenant == COUNTY, body.name.startswith("区新设局")))
        assert sorted(found) == sorted(f"区新设局{number}" for number in range(12))
        assert await journal.verify(session, COUNTY) == []


async def test_a_read_sees_one_moment_of_the_register(county: County) -> None:
    head = select(tables.expr(tables.JournalHead).sequence).where(tables.expr(tables.JournalHead).tenant == COUNTY)
    async with county.store.reading(EVERYTHING) as session:
        before = await session.scalar(head)
        await county.propose(await county.item())
        assert await session.scalar(head) == before
    async with county.store.reading(EVERYTHING) as session:
        assert await session.scalar(head) == (before or 0) + 1


async def test_forty_writers_at_once_all_succeed(county: County) -> None:
    url = county.store.engine.url.render_as_string(hide_password=False)
    stores = [Store.open(url, county.clock) for _ in range(4)]  # as four processes would

    async def write(number: int) -> None:
        async with stores[number % 4].changing(EVERYTHING) as session:
            # Reads first and writes later: what fails on SQLite when the lock is taken late.
            await session.get(tables.JournalHead, COUNTY)
            event = journal.Event("test:written", Ref("Item", Key(COUNTY, str(number))), {})
            await journal.record(session, COUNTY, "writer", county.clock(), event)

    try:
        await asyncio.gather(*(write(number) for number in range(40)))
    finally:
        for store in stores:
            await store.close()
    row = tables.expr(tables.JournalEntry)
    async with county.store.reading(EVERYTHING) as session:
        found = await session.scalars(select(row.target_id).where(row.tenant == COUNTY, row.action == "test:written"))
        assert sorted(map(int, found)) == list(range(40))
        assert await journal.verify(session, COUNTY) == []
