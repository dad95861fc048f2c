"""What a preview of a change of lines costs over the real county, with an account for each of its bodies.

    .venv/bin/python bench/preview.py [transfers]

Its 1,135 items are handed to its townships, 3,000 transfers unless told otherwise, and 500 cases are open. Told are the
seconds, the decisions that flip, and the most memory that the process had by then.
"""

import asyncio
import resource
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from sqlalchemy import select

from policies.lines import defaults
from register import accounts, items, tables
from register.accounts import NewAccount
from register.fence import EVERYTHING
from register.paging import Ask
from register.policies import preview
from register.policies.effects import NewLine, PolicyChange
from register.records import Item, Key
from register.store import Store
from register.transfers.record import write
from register.words import BodyKind, Effect
from tests.county import COUNTY, Clock, County, fill
from tests.databases import PostgreSQLDatabases, postgresql_server

CASES = 500


def removing(*actions: str, role: str | None = None) -> tuple[str, ...]:
    """The ids of the lines that ship about some actions."""
    return tuple(one.id for one in defaults(COUNTY) if one.action in actions and role in (None, one.role))


DENY_READING = NewLine("anyone", "transfer:read", ("own_tenant", "!party"), Effect.DENY)
CHANGES: dict[str, dict[str, Any]] = {
    "a read line: transfers are the parties' alone": {"add": (DENY_READING,)},
    "a step line: townships no longer accept": {"remove": removing("transfer:accept", role="township_clerk")},
    "an exercise line: townships exercise nothing": {"remove": removing("power:exercise", role="township_clerk")},
    "an exercise line: departments exercise nothing": {"remove": removing("power:exercise", role="department_clerk")},
    "a line of cases: filers no longer close them": {"remove": removing("case:close")},
}


async def listed(county: County) -> list[Item]:
    """The items of the county."""
    found: list[Item] = []
    ask = Ask(200)
    while True:
        wanted = items.ItemFilter(county=COUNTY)
        page = (await items.pages(county.store, await county.onlooker(), "list", [None], wanted, ask))[None]
        found += page.rows
        if not page.has_next:
            return found
        ask = Ask(200, page.cursors[-1])


async def fill_with(county: County, many: int) -> int:
    """Hand items to townships, open cases there, and add an account for each body; tell how many there are."""
    row = tables.expr(tables.Body)
    async with county.store.reading(EVERYTHING) as session:
        bodies = (await session.execute(select(row.id, row.kind).where(row.tenant == COUNTY))).all()
    towns = [Key(COUNTY, id_) for id_, kind in bodies if kind == BodyKind.TOWNSHIP]
    all_ = await listed(county)
    pattern = await county.publish(await county.item())
    now = county.clock()
    waits = dict.fromkeys(("published_at", "confirmed_at", "accepted_at"))
    standings: list[dict[str, Any]] = [{}, {}, {**waits, "reviewed_at": now}]
    pairs = [(item, town) for town in towns for item in all_][: max(many, 1)]
    async with county.store.changing(EVERYTHING) as session:
        for start in range(0, len(pairs), 500):
            made = [
                replace(pattern, **_moved(f"b{start + n}", item, town), **standings[n % 3])
                for n, (item, town) in enumerate(pairs[start : start + 500])
            ]
            await write(session, *made, fresh=True)
            session.expunge_all()
        for n, (item, town) in enumerate(islice(cycle(pairs), CASES)):
            where: dict[str, Any] = {"tenant": COUNTY, "id": f"b{n}", "place": town.id, "also_at": [], "sanctions": []}
            filed: dict[str, Any] = {"filed_at": now, "filed_by_tenant": COUNTY, "filed_by": town.id}
            session.add(tables.Case(**where, **filed, item_tenant=item.key.tenant, item=item.key.id))
    for n, (id_, kind) in enumerate(bodies):
        role = "township_clerk" if kind == BodyKind.TOWNSHIP else "department_clerk"
        place = id_ if kind == BodyKind.TOWNSHIP else COUNTY
        name = id_ if kind == BodyKind.TOWNSHIP else await _name(county, id_)
        await accounts.add(county.store, NewAccount(f"bench{n}", f"{n}", ((role, place),), name))
    return len(bodies)


def _moved(id_: str, item: Item, town: Key) -> dict[str, Any]:
    given = {"item": item.key, "devolver": item.department, "receiver": town, "place": town.id}
    return {"key": Key(COUNTY, id_), **given}


async def _name(county: County, id_: str) -> str:
    return (await county.body(Key(COUNTY, id_))).name


async def measure(county: County) -> None:
    """Preview each change, and its first examples."""
    admin = await county.actor("policy_admin")
    for name, change in CHANGES.items():
        began = time.perf_counter()
        impact = await preview.preview(county.store, admin, PolicyChange(COUNTY, 0, "试行", **change))
        took = time.perf_counter() - began
        found = await preview.examples(county.store, admin, impact, 20)
        shown = time.perf_counter() - began - took
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
        flips = f"+{impact.gained} -{impact.lost}, {len(found)} examples in {shown:.1f} s"
        print(f"  {name}: {took:.1f} s, {flips}, {peak:.0f} MiB so far", flush=True)


async def on(url: str, many: int) -> None:
    """Measure on a database."""
    clock = Clock(datetime.now(UTC).replace(hour=4, minute=0, second=0, microsecond=0))
    await fill(url)
    county = County(Store.open(url, clock), clock)
    bodies = await fill_with(county, many)
    clock.forward(hours=1)
    await county.gather_statistics()
    print(f"{url.partition(':')[0]}: {many} transfers, {CASES} cases, {bodies} bodies with an account each", flush=True)
    await measure(county)
    await county.store.close()


async def main() -> None:
    """Measure on both databases."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    with tempfile.TemporaryDirectory() as folder:
        await on(f"sqlite+aiosqlite:///{folder}/bench.db", many)
    with postgresql_server() as home:
        async with PostgreSQLDatabases(home).fresh() as url:
            await on(url, many)


if __name__ == "__main__":
    asyncio.run(main())
