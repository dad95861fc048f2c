"""How a server ends: in order when it is told to, in time whatever runs, and at once when it is told again."""

import asyncio
import signal
import sqlite3
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from datetime import timedelta

import asyncpg
import httpx
from sqlalchemy import make_url

from api.identity import Tokens
from api.settings import Settings
from register.store import Store
from tests.api.serving import serving
from tests.county import fill
from tests.databases import SQLiteDatabases

QUERY = '{ county(code: "511602") { name } }'
MUTATION = 'mutation { enterDepartment(input: {place: "511602", name: "新设局"}) { __typename } }'

# A view that never comes to an end takes the place of the divisions.
ENDLESS = {
    "sqlite": "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n)",
    "postgresql": "(SELECT pg_sleep(600))",
}


async def make_endless(url: str) -> None:
    store = Store.open(url)
    async with store.engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE divisions RENAME TO gone")
        endless = f"CREATE VIEW divisions AS SELECT gone.* FROM gone, {ENDLESS[connection.dialect.name]} AS never"  # noqa: S608
        await connection.exec_driver_sql(endless)
    await store.close()


@asynccontextmanager
async def writing(url: str) -> AsyncIterator[None]:
    """Hold what every change waits for."""
    where = make_url(url)
    assert where.database is not None
    if where.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(where.database)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            yield
    else:
        holder = await asyncpg.connect(host=where.query["host"], port=5432, user="postgres", database=where.database)
        async with holder.transaction():
            await holder.execute("LOCK TABLE journal_heads")
            yield
        await holder.close()


async def post(client: httpx.AsyncClient, document: str, token: str | None = None) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return await client.post("/graphql", json={"query": document}, headers=headers)


async def token_of(url: str, account: str) -> str:
    store = Store.open(url)
    token = (await Tokens.of(Settings(url), store)).issue(account, timedelta(minutes=5))
    await store.close()
    return token


async def until_busy(figures: str) -> None:
    """Wait until a statement has been sent and not been answered: one connection is in use."""
    async with httpx.AsyncClient() as client:
        while "register_database_connections 0.0" in (await client.get(figures)).text:  # noqa: ASYNC110  another process
            await asyncio.sleep(0.05)


async def ended(running: "subprocess.Popen[str]") -> str:
    """Wait for the end, which is to come by itself, and tell the log."""
    _, log = await asyncio.to_thread(running.communicate, timeout=60)
    return log


async def test_a_request_under_way_is_answered_in_full_and_meanwhile_the_load_balancer_is_sent_away(
    county_url: str,
) -> None:
    token = await token_of(county_url, "registrar")
    with serving(county_url, SHUTDOWN_DELAY="3") as (address, figures, running):
        async with httpx.AsyncClient(base_url=address, timeout=60) as client:
            async with writing(county_url):
                under_way = asyncio.create_task(post(client, MUTATION, token))
                await until_busy(figures)
                running.send_signal(signal.SIGTERM)
                while (ready := await client.get("/ready")).status_code == 200:
                    pass  # the signal is still on its way
                assert (ready.status_code, ready.json()["missing"]) == (503, ["stopping"])
                assert (await post(client, QUERY)).json()["data"]["county"]["name"] == "广安区"
            answer = await under_way
        assert answer.json()["data"]["enterDepartment"]["__typename"] == "Department", answer.text
        await ended(running)
    assert running.returncode == 0


async def test_what_runs_longer_than_the_grace_is_cancelled_and_the_server_ends_in_order(county_url: str) -> None:
    await make_endless(county_url)
    with serving(county_url, SHUTDOWN_GRACE="1") as (address, figures, running):
        async with httpx.AsyncClient(base_url=address, timeout=60) as client:
            endless = asyncio.create_task(post(client, QUERY))
            await until_busy(figures)
            running.send_signal(signal.SIGTERM)
            log = await ended(running)
            answer = await endless
    assert running.returncode == 0, log
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (503, "TIMEOUT")
    assert error["extensions"]["id"] == answer.headers["x-request-id"]


async def test_told_again_a_server_ends_at_once(sqlite_databases: SQLiteDatabases) -> None:
    async with sqlite_databases.fresh(await sqlite_databases.make_template("county", fill)) as url:
        await make_endless(url)
        with serving(url, SHUTDOWN_GRACE="600") as (address, figures, running):
            async with httpx.AsyncClient(base_url=address, timeout=60) as client:
                endless = asyncio.create_task(post(client, QUERY))
                await until_busy(figures)
                running.send_signal(signal.SIGTERM)
                with suppress(httpx.HTTPError):  # once nothing is accepted any more, the first one has been taken
                    async with httpx.AsyncClient() as another:
                        while True:
                            await another.get(f"{address}health")
                running.send_signal(signal.SIGTERM)
                await ended(running)
                with suppress(httpx.HTTPError):
                    await endless
    assert running.returncode == 128 + signal.SIGTERM
