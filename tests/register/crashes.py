"""What a process does until it is killed: requests one after another, or an import."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from itertools import count
from multiprocessing.connection import Connection

from sqlalchemy import event

from policies.actor import Actor
from register import accounts, departments, items, transfers
from register.departments import NewDepartment
from register.imports import load
from register.imports.load import Report
from register.once import Once
from register.records import Key
from register.store import Store
from register.words import TransferMode
from tests.county import COUNTY, GUANSHENG, LAW, TRANSPORT_FILING

READY, ASKED, COMMITS, TOLD = "ready", "asked", "commits", "told"
ROWS = 120  # of an imported file: as many as make the import as long as a few dozen statements
ELSEWHERE = "511621"  # 岳池县, whose townships are on the register and nothing else

Load = Callable[[Store, int], Awaitable[Report]]


async def ask(store: Store, number: int) -> Key:
    """Send the request of this number: a department to enter, or a transfer to propose. It names its key."""
    once = Once(f"key {number}", f"digest {number}")
    if number % 2:
        new = NewDepartment(COUNTY, f"区第{number}局")
        return await departments.enter(store, await _actor(store, "registrar"), new, once)
    clerk = await _actor(store, "department_clerk")
    item = await items.by_code(store, clerk, TRANSPORT_FILING, COUNTY)
    assert item is not None
    today = datetime.now(tz=store.clock().tzinfo)
    proposal = transfers.Proposal(item.key, GUANSHENG, TransferMode.AUTHORIZE, today, basis=(LAW,))
    return await transfers.propose(store, clerk, proposal, once)


async def load_items(store: Store, number: int) -> Report:
    """Import items of departments that nobody knew."""
    rows = [f"第{number}-{row}项,其他行政权力,第{number}-{row % 7}局,K{number}-{row}" for row in range(ROWS)]
    lines = ["item_name,power_kind,department,item_code", *rows]
    return await load.items(store, ELSEWHERE, "\n".join(lines).encode())


async def load_divisions(store: Store, number: int) -> Report:
    """Import a prefecture, its county, and the townships of that."""
    prefecture, county = f"44{number % 100:02}", f"44{number % 100:02}01"
    towns = [f"{county}{row + 100},第{row}镇,TOWNSHIP,{county}" for row in range(ROWS)]
    above = [] if number else ["44,广东省,PROVINCE,"]
    lines = [*above, f"{prefecture},第{number}市,PREFECTURE,44", f"{county},第{number}县,COUNTY,{prefecture}", *towns]
    return await load.divisions(store, "\n".join(["code,name,level,parent_code", *lines]).encode())


LOADS: dict[str, Load] = {"items": load_items, "divisions": load_divisions}


def requests(say: Connection, url: str, first: int) -> None:
    """Send requests until killed, and say of each that it is asked, about to be committed, answered."""

    async def work() -> None:
        store = Store.open(url)
        await _actor(store, "registrar")
        say.send((READY, first))
        number = first
        event.listen(store.engine.sync_engine, "commit", lambda _connection: say.send((COMMITS, number)))
        for number in count(first):
            say.send((ASKED, number))
            await ask(store, number)
            say.send((TOLD, number))

    asyncio.run(work())


def imports(say: Connection, url: str, kind: str, number: int) -> None:
    """Import one file, and say so."""

    async def work() -> None:
        store = Store.open(url)
        await _actor(store, "registrar")
        say.send((READY, number))
        report = await LOADS[kind](store, number)
        say.send((TOLD, number) if not report.problems else report.problems)
        await store.close()

    asyncio.run(work())


async def _actor(store: Store, account: str) -> Actor:
    found = await accounts.actor(store, account)
    assert found is not None, account
    return found
