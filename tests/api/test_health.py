"""What a load balancer is told: on a database that is there, behind, ahead, gone, or hanging."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from sqlalchemy import make_url, text
from starlette.applications import Starlette

from api import health
from api.app import create_app
from api.settings import Settings
from policies import lines
from tests.county import fill
from tests.databases import PostgreSQLDatabases

NOBODY_CONNECTS = """
ALTER DATABASE "{name}" ALLOW_CONNECTIONS false;
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'
"""


async def ready(client: httpx.AsyncClient) -> tuple[int, Any]:
    answer = await client.get("/ready")
    assert answer.headers["cache-control"] == "no-store"
    assert set(answer.json()) == {"ready", "missing"}
    assert answer.json()["ready"] is (answer.status_code == 200)
    return answer.status_code, answer.json()["missing"]


async def test_a_server_with_its_database_is_healthy_and_ready(client: httpx.AsyncClient) -> None:
    answer = await client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert await ready(client) == (200, [])


@pytest.mark.parametrize("revision", ["0001", "9999"])
async def test_a_database_behind_or_ahead_is_not_ready(
    client: httpx.AsyncClient, app: Starlette, revision: str
) -> None:
    async with app.state.store.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})
    assert await ready(client) == (503, ["migrations"])


async def test_a_server_whose_role_passes_row_level_security_by_is_not_ready(
    postgresql_databases: PostgreSQLDatabases,
) -> None:
    async with postgresql_databases.fresh(await postgresql_databases.make_template("county", fill)) as url:
        superuser = make_url(url).set(username="postgres").render_as_string(hide_password=False)
        app = create_app(Settings(superuser))
        there = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=there, base_url="http://register.test") as client,
        ):
            assert await ready(client) == (503, ["fence"])


async def test_a_database_that_is_gone_is_not_ready_and_the_process_healthy(
    client: httpx.AsyncClient, county_url: str
) -> None:
    assert await ready(client) == (200, [])
    where = make_url(county_url)
    assert where.database is not None
    if where.get_backend_name() == "sqlite":
        await asyncio.to_thread(Path(where.database).write_bytes, b"no register" * 1000)
    else:
        server = await asyncpg.connect(host=where.query["host"], port=5432, user="postgres", database="postgres")
        await server.execute(NOBODY_CONNECTS.format(name=where.database))
        await server.close()
    assert await ready(client) == (503, ["database"])
    assert (await client.get("/health")).status_code == 200


@asynccontextmanager
async def locked(url: str) -> AsyncIterator[None]:
    """Hold a lock that whoever asks for the revision waits for."""
    where = make_url(url)
    assert where.database is not None
    if where.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(where.database)) as holder:
            holder.execute("PRAGMA locking_mode = EXCLUSIVE")
            holder.execute("BEGIN EXCLUSIVE")
            yield
    else:
        holder = await asyncpg.connect(host=where.query["host"], port=5432, user="postgres", database=where.database)
        async with holder.transaction():
            await holder.execute("LOCK TABLE alembic_version")
            yield
        await holder.close()


async def test_a_database_that_hangs_does_not_hang_the_answer_and_is_ready_again_when_it_answers(
    client: httpx.AsyncClient, app: Starlette, county_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "PATIENCE", 0.2)
    await app.state.store.engine.dispose()
    async with locked(county_url):
        for _ in range(2):
            assert await ready(client) == (503, ["database"])
    monkeypatch.setattr(health, "PATIENCE", 60)
    await ready(client)  # what hung may be the answer to this one
    assert await ready(client) == (200, [])


async def test_without_the_statute_nothing_is_ready(
    client: httpx.AsyncClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "HERE", tmp_path)
    lines.statute.cache_clear()
    assert await ready(client) == (503, ["statute"])


async def test_a_server_that_is_to_stop_is_not_ready(client: httpx.AsyncClient, app: Starlette) -> None:
    app.state.stopping = True
    assert await ready(client) == (503, ["stopping"])
    assert (await client.get("/health")).status_code == 200
