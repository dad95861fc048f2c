"""What is not done in time, or not waited for any more, is given up: down to a database that is really slow."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from api import deadline
from api.app import create_app
from api.settings import Settings
from register.store import Store

QUERY = '{ county(code: "511602") { name } }'
MUTATION = """mutation { enterDepartment(input: {place: "511602", name: "新设局"}) { __typename } }"""

# What takes minutes, in a form that stands within other statements.
FOREVER = {
    True: """CREATE VIEW forever AS WITH RECURSIVE number(n) AS
        (SELECT 1 UNION ALL SELECT n + 1 FROM number LIMIT 10000000000) SELECT count(*) AS n FROM number""",
    False: "CREATE VIEW forever AS SELECT 1 AS n FROM pg_sleep(600)",
}
SLOW_JOURNAL = {
    True: ["CREATE TRIGGER slow AFTER INSERT ON journal BEGIN SELECT n FROM forever; END"],
    False: [
        "CREATE FUNCTION slow() RETURNS trigger AS 'BEGIN PERFORM n FROM forever; RETURN NEW; END' LANGUAGE plpgsql",
        "CREATE TRIGGER slow AFTER INSERT ON journal FOR EACH ROW EXECUTE FUNCTION slow()",
    ],
}
MENDED = {True: ["DROP TRIGGER slow"], False: ["DROP TRIGGER slow ON journal"]}


@pytest.fixture
async def app(county_url: str) -> AsyncIterator[Starlette]:
    """The application, in a hurry."""
    app = create_app(Settings(county_url, request_timeout=1))
    async with app.router.lifespan_context(app):
        await execute(app, FOREVER[app.state.store.sqlite])
        yield app


async def execute(app: Starlette, *statements: str) -> None:
    async with app.state.store.engine.begin() as connection:
        for statement in statements:
            await connection.exec_driver_sql(statement)


async def running(store: Store) -> list[Any]:
    """What other connections do, where the database tells."""
    asked = """SELECT state, query FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"""
    async with store.engine.connect() as connection:
        return [] if store.sqlite else list((await connection.exec_driver_sql(asked)).all())


async def settled(store: Store) -> None:
    """Wait for every connection to be back, or gone; then nothing is left of what was given up."""
    async with asyncio.timeout(60):
        while store.engine.pool.checkedout():  # type: ignore[attr-defined]  # noqa: ASYNC110  the pool tells only if asked
            await asyncio.sleep(0.01)
    assert await running(store) == []


def is_given_up(answer: httpx.Response) -> None:
    assert answer.status_code == 503, answer.text
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "TIMEOUT", "id": answer.headers["x-request-id"]}
    assert "within 1 seconds" in error["message"]


@pytest.mark.parametrize("patience", [0, deadline.PATIENCE], ids=["a rollback takes longer", "a rollback is quick"])
async def test_a_slow_query_is_given_up_and_the_register_goes_on(
    app: Starlette, client: httpx.AsyncClient, patience: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline, "PATIENCE", patience)
    await execute(
        app,
        "ALTER TABLE divisions RENAME TO kept",
        "CREATE VIEW divisions AS SELECT kept.* FROM kept, forever",
    )
    is_given_up(await client.post("/graphql", json={"query": QUERY}))
    await settled(app.state.store)
    await execute(app, "DROP VIEW divisions", "ALTER TABLE kept RENAME TO divisions")
    answer = await client.post("/graphql", json={"query": QUERY})
    assert answer.json() == {"data": {"county": {"name": "广安区"}}}


async def test_a_slow_mutation_leaves_neither_rows_nor_a_lock(app: Starlette, client: httpx.AsyncClient) -> None:
    sqlite = app.state.store.sqlite
    token = app.state.tokens.issue("registrar", timedelta(hours=1))
    headers = {"Authorization": f"Bearer {token}"}
    await execute(app, *SLOW_JOURNAL[sqlite])
    # The second waits for the lock of the first, and is given up while it does.
    for answer in await asyncio.gather(
        *(client.post("/graphql", json={"query": MUTATION}, headers=headers) for _ in range(2))
    ):
        is_given_up(answer)
    await settled(app.state.store)
    await execute(app, *MENDED[sqlite])
    answer = await client.post("/graphql", json={"query": MUTATION}, headers=headers)
    # It would be in conflict with itself, had either left anything behind.
    assert answer.json() == {"data": {"enterDepartment": {"__typename": "Department"}}}


async def test_who_hangs_up_is_not_worked_for(app: Starlette) -> None:
    await execute(
        app,
        "ALTER TABLE divisions RENAME TO kept",
        "CREATE VIEW divisions AS SELECT kept.* FROM kept, forever",
    )
    body = json.dumps({"query": QUERY}).encode()
    said = [{"type": "http.request", "body": body, "more_body": False}, {"type": "http.disconnect"}]
    headers = [(b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": headers}
    told = []

    async def receive() -> Any:
        await asyncio.sleep(0.1 * (len(said) == 1))  # long enough for the query to begin
        return said.pop(0)

    async def send(message: Any) -> None:
        told.append(message)

    await app(scope, receive, send)
    assert told == []
    await settled(app.state.store)
