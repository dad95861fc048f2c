"""A process killed at any moment leaves all of what it was doing or nothing, and holds nobody up.

`make crash` kills hundreds. What is killed are processes of ours; that PostgreSQL and SQLite keep what they have
committed when the machine itself loses its power is theirs to promise, and ours not to have switched off.
"""

import asyncio
import logging
import os
import random
import time
from collections import Counter

import pytest
from sqlalchemy import func, select, text

from register import tables, verify
from register.fence import EVERYTHING
from tests.county import COUNTY, County
from tests.processes import GUARD, Process, started
from tests.register import crashes
from tests.register.crashes import ASKED, COMMITS, LOADS, READY, ROWS, TOLD

KILLS = int(os.environ.get("KILLS", "9"))
PROMPT = 15  # seconds: half of what SQLite would wait for a lock that is not let go
log = logging.getLogger(__name__)


def hear(process: Process) -> tuple[str, int]:
    """The next word of a process."""
    assert process.says.poll(GUARD)
    word: tuple[str, int] = process.says.recv()
    return word


def kill_within(process: Process, span: float) -> list[tuple[str, int]]:
    """Kill a process at some moment from now on; tell what it had said by then."""
    time.sleep(random.uniform(0, span))  # noqa: S311  nothing is kept secret by it
    process.kill()
    return process.heard()


def kill_amid_a_request(process: Process) -> list[tuple[str, int]]:
    """Kill a process amid a request or amid its commit, however fast this machine is; tell what it had said by then."""
    assert hear(process)[0] == READY
    amid, left = random.choice((ASKED, COMMITS)), random.randint(2, 4)  # noqa: S311  nothing is kept secret by it
    said, begun, took = list[tuple[str, int]](), 0.0, 0.0
    while left:
        said.append(hear(process))
        if said[-1][0] == amid:
            begun, left = time.monotonic(), left - 1
        if said[-1][0] == TOLD:
            took = time.monotonic() - begun
    return said + kill_within(process, 1.2 * took)


async def committed(county: County) -> set[int]:
    """The numbers of the requests that were carried out."""
    row = tables.expr(tables.IdempotencyKey)
    async with county.store.reading(EVERYTHING) as session:
        return {int(key.split()[1]) for key in await session.scalars(select(row.key))}


async def problems(county: County) -> list[str]:
    return [one async for one in verify.problems(county.store)]


def url_of(county: County) -> str:
    return county.store.engine.url.render_as_string(hide_password=False)


async def test_a_process_killed_amid_requests_leaves_each_of_them_whole_or_undone(county: County) -> None:
    tally, number, everything = Counter[str](), 0, set[int]()
    for _ in range(KILLS):
        with started(crashes.requests, url_of(county), number) as process:
            said = kill_amid_a_request(process)
        asked, told = ({one for word, one in said if word == wanted} for wanted in (ASKED, TOLD))
        done = await committed(county)
        assert told <= done, "what was acknowledged is there"
        everything |= asked
        for one in asked - told:
            writing = "amid the commit" if (COMMITS, one) in said else "before the commit"
            tally["committed and not yet told" if one in done else f"rolled back {writing}"] += 1
        tally["between requests"] += asked == told
        tally["requests told"] += len(told)
        number = max(everything, default=-1) + 1
        # The client does not know; it sends its request again. Nothing that the killed one held is in its way.
        async with asyncio.timeout(PROMPT):
            for one in asked - told:
                await crashes.ask(county.store, one)
    log.info("%s, requests: %s", county.store.engine.dialect.name, dict(tally))
    assert await committed(county) == everything
    assert await effects(county) == len(everything)
    assert await problems(county) == []


async def effects(county: County) -> int:
    """How many departments were entered and transfers proposed."""
    entry = tables.expr(tables.JournalEntry)
    query = select(func.count()).where(
        entry.tenant == COUNTY, entry.action.in_(("department:entered", "transfer:proposed"))
    )
    async with county.store.reading(EVERYTHING) as session:
        return await session.scalar(query) or 0


@pytest.mark.parametrize("kind", LOADS)
async def test_a_process_killed_amid_an_import_leaves_all_of_the_file_or_nothing(county: County, kind: str) -> None:
    tally = Counter[str]()
    span = await longest(county, kind)
    for number in range(1, min(max(KILLS // 3, 3), 99) + 1):  # the names of the files have two digits
        with started(crashes.imports, url_of(county), kind, number) as process:
            assert hear(process) == (READY, number)
            said = kill_within(process, 1.2 * span)
        told, there = (TOLD, number) in said, await imported(county, kind, number)
        assert there in (0, ROWS)
        assert there or not told
        tally["told" if told else "committed and not yet told" if there else "rolled back"] += 1
        async with asyncio.timeout(PROMPT):  # the operator runs it again
            report = await LOADS[kind](county.store, number)
        assert not report.problems
        assert await imported(county, kind, number) == ROWS
    log.info("%s, imports of %s: %s", county.store.engine.dialect.name, kind, dict(tally))
    assert await problems(county) == []


async def longest(county: County, kind: str) -> float:
    """How long an import takes in a process of its own, so that the kills fall into it."""
    with started(crashes.imports, url_of(county), kind, 0) as process:
        assert hear(process) == (READY, 0)
        begun = time.monotonic()
        assert process.heard() == [(TOLD, 0)]
        return time.monotonic() - begun


async def imported(county: County, kind: str, number: int) -> int:
    """How many rows of a file are there, counted where each is last to be written."""
    queries = {
        "items": "SELECT count(*) FROM items JOIN item_versions USING (tenant, id) "
        "JOIN journal ON target_id = id AND action = 'item:imported' WHERE code LIKE :code",
        "divisions": "SELECT count(*) FROM townships JOIN bodies USING (tenant, id) "
        "JOIN divisions ON code = id WHERE code LIKE :code",
    }
    code = {"items": f"K{number}-%", "divisions": f"44{number:02}01%"}[kind]
    async with county.store.reading(EVERYTHING) as session:
        return int((await session.execute(text(queries[kind]), {"code": code})).scalar_one())
