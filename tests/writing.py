"""A process that writes to the journals of many counties: slow to commit, interleaved, some of it rolled back.

`python -m tests.writing URL SEED HELD COUNTY …` says how many entries it committed. Unless HELD is `-`, it then holds a
transaction open that has written to that county, until it is killed.
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


async def hold(store: Store, tenant: str, written: asyncio.Event) -> None:
    async with store.changing(EVERYTHING) as session:
        await journal.record(session, tenant, "holding", store.clock(), event(tenant, 0))
        written.set()
        await asyncio.sleep(600)


async def main(url: str, seed: str, held: str, tenants: list[str]) -> None:
    store, written = Store.open(url), asyncio.Event()

    async def writer(number: int) -> int:
        draw = random.Random(f"{seed}-{number}")  # noqa: S311  the same transactions in each run
        return sum([await write(store, draw.choice(tenants), draw) for _ in range(TRANSACTIONS)])

    async with asyncio.TaskGroup() as tasks:
        if held != "-":
            tasks.create_task(hold(store, held, written))
            await written.wait()
        print(sum(await asyncio.gather(*map(writer, range(WRITERS)))), flush=True)  # noqa: T201  what the test reads
    await store.close()


if __name__ == "__main__":
    database, random_seed, held_open, *counties = sys.argv[1:]
    asyncio.run(main(database, random_seed, held_open, counties))
