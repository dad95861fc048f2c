"""What the fence costs: a page of a township with 100 transfers, behind row-level security and past it, in turns.

    .venv/bin/python bench/fence.py

Both ask the same database, once as a role that row-level security holds and once as one that it passes by.
"""

import asyncio
import statistics
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from policies.actor import ANONYMOUS
from register import items
from register.fence import EVERYTHING
from register.paging import Ask
from register.records import Key
from register.store import Store
from register.transfers.record import write
from schema.context import Context
from schema.root import schema
from tests.county import COUNTY, Clock, County, fill
from tests.databases import PostgreSQLDatabases, postgresql_server

ROUNDS = 20
PAGE = """{ township(code: "511602101") { name powers(first: 100) { totalCount edges { node {
    id mode item { name kind department { name } } receiver { name } } } } } }"""


async def _fill(county: County) -> None:
    pattern = await county.publish(await county.item())
    wanted = items.ItemFilter(county=COUNTY)
    page = (await items.pages(county.store, ANONYMOUS, "list", [None], wanted, Ask(99)))[None]
    async with county.store.changing(EVERYTHING) as session:
        for n, item in enumerate(page.rows):
            made = replace(pattern, key=Key(COUNTY, f"{n}"), item=item.key, devolver=item.department)
            await write(session, made, fresh=True)


async def _once(county: County, account: str | None) -> float:
    context = Context(actor=await county.actor(account), store=county.store)
    began = time.perf_counter()
    result = await schema.execute(PAGE, {}, context)
    took = time.perf_counter() - began
    assert not result.errors, result.errors
    assert result.data
    assert len(result.data["township"]["powers"]["edges"]) == 100  # noqa: PLR2004  all of them
    return took


async def main() -> None:
    """Measure."""
    clock = Clock(datetime.now(UTC).replace(hour=4, minute=0, second=0, microsecond=0))
    with postgresql_server() as folder:
        databases = PostgreSQLDatabases(folder)
        async with databases.fresh() as url:
            await fill(url)
            fenced = County(Store.open(url, clock), clock)
            past = County(Store.open(url.replace("//register@", "//postgres@"), clock), clock)
            await _fill(fenced)
            clock.forward(hours=1)
            for account in (None, "supervisor", "other_county_clerk"):
                times: dict[str, list[float]] = {"past": [], "fenced": []}
                for _ in range(ROUNDS):
                    times["past"].append(await _once(past, account))
                    times["fenced"].append(await _once(fenced, account))
                median = {name: statistics.median(took[5:]) * 1000 for name, took in times.items()}
                ratio = median["fenced"] / median["past"]
                told = f"{median['fenced']:.1f} ms behind it, {median['past']:.1f} ms past it, ratio {ratio:.3f}"
                print(f"{account or 'a stranger'}: {told}")
            await fenced.store.close()
            await past.store.close()


if __name__ == "__main__":
    asyncio.run(main())
