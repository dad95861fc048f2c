"""A process that writes to the journals of many counties: slow to commit, interleaved, some of it rolled back.

`python -m tests.writing URL SEED COUNTY …` says how many entries it committed; with one county and no seed (`-`) it
writes one entry, says so, and keeps its transaction open until it is killed.
"""

import asyncio
import random
import sys

from register import journal
from register.fence import EVERYTHING
from register.records import Key, Ref
from register.store import Store

WRITERS, TRANSACTIONS = 4, 12


def event(tenant: str, number: int) -> journal.Event:
    return journal.Event("test:done", Ref("Item", Key(tenant, str(number))), {"number": number})


async def write(store: Store, tenant: str, draw: random.Random) -> int:
    """Write up to three entries and take a while over it; tell how many were committed."""
    number = draw.randint(1, 3)
    async with store.changing(EVERYTHING) as session:
        events = [event(tenant, one) for one in range(number)]
        await journal.record(session, tenant, "writer", store.clock(), *events)
        await asyncio.sleep(draw.choice((0, 0.01, 0.04)))
        if draw.random() < 0.25:
            await session.rollback()
            return 0
    return number


async def hang(store: Store, tenant: str) -> None:
    async with store.changing(EVERYTHING) as session:
        await journal.record(session, tenant, "hanging", store.clock(), event(tenant, 0))
        print("written", flush=True)  # noqa: T201  what the test waits for
        await asyncio.sleep(60)


async def main(url: str, seed: str, tenants: list[str]) -> None:
    store = Store.open(url)
    if seed == "-":
        return await hang(store, tenants[0])

    async def writer(number: int) -> int:
        draw = random.Random(f"{seed}-{number}")  # noqa: S311  the same transactions in each run
        return sum([await write(store, draw.choice(tenants), draw) for _ in range(TRANSACTIONS)])

    print(sum(await asyncio.gather(*map(writer, range(WRITERS)))))  # noqa: T201  what the test reads
    await store.close()
    return None


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
