"""Somebody who enters departments over HTTP, each request with a key of its own, and looks what came of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import func, select

from api.identity import Tokens
from api.settings import Settings
from register import tables, verify
from register.fence import EVERYTHING
from register.store import Store
from tests.county import COUNTY
from tests.processes import GUARD

ENTER = """mutation ($input: EnterDepartment!) {
  enterDepartment(input: $input) { ... on Department { id name } ... on Refusal { refused: code message } }
}"""
READ = '{ county(code: "511602") { name } }'


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Store]:
    """The register as the test itself sees it."""
    store = Store.open(url)
    try:
        yield store
    finally:
        await store.close()


async def bearer(url: str, account: str = "registrar") -> dict[str, str]:
    """The header of an account, the county's registrar if none is named."""
    async with opened(url) as store:
        tokens = await Tokens.of(Settings(url), store)
    return {"Authorization": f"Bearer {tokens.issue(account, timedelta(hours=1))}"}


@asynccontextmanager
async def client(address: str, headers: dict[str, str], **more: Any) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who speaks HTTP to a server."""
    given: dict[str, Any] = {"timeout": GUARD, "trust_env": False, **more}
    async with httpx.AsyncClient(base_url=address, headers=headers, **given) as speaking:
        yield speaking


async def post(speaking: httpx.AsyncClient, query: str, **variables: Any) -> httpx.Response:
    """Send a document."""
    return await speaking.post("/graphql", json={"query": query, "variables": variables})


async def enter(speaking: httpx.AsyncClient, number: int) -> httpx.Response:
    """Enter the department of a number."""
    given = {"place": COUNTY, "name": f"区第{number}局", "idempotencyKey": f"key {number}"}
    return await post(speaking, ENTER, input=given)


async def entered(url: str) -> dict[int, int]:
    """How often each department was entered, as the rows and the journal have it."""
    body, entry = tables.expr(tables.Body), tables.expr(tables.JournalEntry)
    async with opened(url) as store, store.reading(EVERYTHING) as session:
        rows = list(await session.scalars(select(body.name).where(body.tenant == COUNTY, body.name.like("区第%局"))))
        told = await session.scalar(select(func.count()).where(entry.action == "department:entered"))
    assert told == len(rows)
    numbers = [int(name.removeprefix("区第").removesuffix("局")) for name in rows]
    return {number: numbers.count(number) for number in numbers}


async def problems(url: str) -> list[str]:
    """What `python -m register verify` finds."""
    async with opened(url) as store:
        return [one async for one in verify.problems(store)]
