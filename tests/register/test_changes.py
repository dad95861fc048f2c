"""The feed: every entry of every journal once, each journal in its order, whatever is committed meanwhile."""

import asyncio
import random
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from policies.actor import ANONYMOUS, Actor, Role
from register import changes, journal, tables
from register.bookmark import Bookmark
from register.entries import ENTRY, of_row
from register.fence import EVERYTHING
from register.records import Entry
from register.refusals import Invalid, NotAllowed
from register.store import Store
from tests.county import COUNTY, GUANSHENG, County, fill
from tests.databases import Databases, PostgreSQLDatabases
from tests.writing import event

ROOT = Path(__file__).parent.parent.parent
NEIGHBOUR, QUIET, PREFECTURE, PROVINCE = "511603", "511621", "5116", "51"
MANY = (NEIGHBOUR, QUIET, "511622", "511623", "511681", PREFECTURE, PROVINCE)
WATCHING = Actor("province", "", (Role("aggregator", PROVINCE),), None, PROVINCE)

Named = tuple[str, int]


async def write(store: Store, tenant: str, number: int = 1) -> None:
    async with store.changing(EVERYTHING) as session:
        events = [event(tenant, one) for one in range(number)]
        await journal.record(session, tenant, "writer", store.clock(), *events)


def named(entries: tuple[Entry, ...]) -> list[Named]:
    return [(entry.tenant, entry.sequence) for entry in entries]


async def upto_now(store: Store, actor: Actor = WATCHING, within: str = PROVINCE) -> str:
    """The cursor after all there is."""
    cursor = None
    while True:
        part = await changes.follow(store, actor, within, cursor, 200)
        cursor = part.cursor(len(part.entries))
        if not part.more:
            return cursor


@pytest.fixture
async def store(postgresql_databases: PostgreSQLDatabases) -> AsyncIterator[Store]:
    """The register of the county on PostgreSQL, where transactions overlap."""
    template = await postgresql_databases.make_template("county", fill)
    async with postgresql_databases.fresh(template) as url:
        opened = Store.open(url)
        yield opened
        await opened.close()


async def start(store: Store, seed: str, held: str, *tenants: str) -> Process:
    url = store.engine.url.render_as_string(hide_password=False)
    command = (sys.executable, "-m", "tests.writing", url, seed, held, *tenants)
    return await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=PIPE)


async def committed_by(writer: Process) -> int:
    """Wait for a process to say how much it committed, and kill it if it goes on."""
    assert writer.stdout
    said = int(await writer.stdout.readline())
    if writer.returncode is None:
        writer.kill()
    await writer.wait()
    return said


async def test_the_feed_is_the_journals_whatever_processes_write_late_or_roll_back_or_die(store: Store) -> None:
    cursor, draw, feed = await upto_now(store), random.Random(51), list[Entry]()  # noqa: S311  the same steps each time
    already = {tenant: number for tenant, number in Bookmark.unpack(cursor).read.items() if tenant in MANY}
    # One keeps a journal locked that the other waits for, until it is killed in the middle of its transaction.
    writers = [await start(store, "a", "-", *MANY), await start(store, "b", QUIET, *MANY[2:])]
    ended, all_read = asyncio.gather(*map(committed_by, writers)), False
    while not all_read:
        over = ended.done()  # asked before: what is read after the last writer ended is all there is
        part = await changes.follow(store, WATCHING, PROVINCE, cursor, draw.randint(1, 40))
        served = part.entries[: draw.randint(1, 40)]  # a follower that stops anywhere
        feed += served
        cursor = part.cursor(len(served))
        all_read = over and not part.more and served == part.entries
        await asyncio.sleep(0.05)
    committed = sum(await ended)
    async with store.reading(EVERYTHING) as session:
        assert [await journal.verify(session, tenant) for tenant in MANY] == [[]] * len(MANY)
        rows = await session.scalars(select(ENTRY).where(ENTRY.tenant.in_(MANY)).order_by(ENTRY.tenant, ENTRY.sequence))
        written = [of_row(row) for row in rows if row.sequence > already.get(row.tenant, 0)]
    # Ordered by county alone, and sorting keeps what is alike in its order: each journal was read in its own.
    assert sorted(feed, key=lambda entry: entry.tenant) == written
    assert len(written) == committed > 50
    assert {entry.actor for entry in written} == {"writer"}


async def test_what_commits_late_is_passed_over_by_its_time_and_not_by_the_feed(store: Store) -> None:
    cursor = await upto_now(store)
    async with store.changing(EVERYTHING) as late:
        began = store.clock()
        await journal.record(late, QUIET, "writer", began, event(QUIET, 1))
        await write(store, NEIGHBOUR)
        part = await changes.follow(store, WATCHING, PROVINCE, cursor, 200)
        assert [one for one, _ in named(part.entries)] == [NEIGHBOUR]
        async with store.reading(EVERYTHING) as session:
            newest = await session.scalar(select(func.max(ENTRY.at)))
    async with store.reading(EVERYTHING) as session:
        later = await session.scalar(select(func.count()).where(ENTRY.at > newest))
    assert newest is not None
    assert began < newest
    assert later == 0
    rest = await changes.follow(store, WATCHING, PROVINCE, part.cursor(len(part.entries)), 200)
    assert (named(rest.entries), rest.more) == ([(QUIET, 1)], False)


async def test_a_feed_is_cut_anywhere_and_more_is_exact(county: County) -> None:
    store, cursor = county.store, await upto_now(county.store)
    for tenant in (QUIET, PREFECTURE, NEIGHBOUR, QUIET):
        await write(store, tenant, 2)
    whole = await changes.follow(store, WATCHING, PROVINCE, cursor, 8)
    assert (len(whole.entries), whole.more) == (8, False)
    for cut in range(1, 8):
        part = await changes.follow(store, WATCHING, PROVINCE, cursor, cut)
        assert (part.entries, part.more) == (whole.entries[:cut], True)
        rest = await changes.follow(store, WATCHING, PROVINCE, whole.cursor(cut), 200)
        assert sorted(named(part.entries + rest.entries)) == sorted(named(whole.entries))
        assert not rest.more
    end = whole.cursor(8)
    empty = await changes.follow(store, WATCHING, PROVINCE, end, 1)
    assert (empty.entries, empty.more, empty.cursor(0)) == ((), False, end)
    await write(store, "511622")  # a journal that begins after the cursor was given
    assert named((await changes.follow(store, WATCHING, PROVINCE, end, 1)).entries) == [("511622", 1)]


async def test_a_busy_county_leaves_every_other_its_turn(county: County) -> None:
    store, cursor = county.store, await upto_now(county.store)
    others = (PROVINCE, NEIGHBOUR, QUIET, "511681")
    for tenant in others:
        await write(store, tenant)
    served = set[str]()
    for _ in range(2 * len(others)):
        await write(store, COUNTY, 10)
        part = await changes.follow(store, WATCHING, PROVINCE, cursor, 5)
        served |= {entry.tenant for entry in part.entries}
        cursor = part.cursor(len(part.entries))
        if served.issuperset(others):
            break
    assert served == {COUNTY, *others}


ALLOWED = {
    "aggregator": {PROVINCE, PREFECTURE, COUNTY, NEIGHBOUR},
    "supervisor": {COUNTY},
    "registrar": {COUNTY},
    "department_clerk": {COUNTY},
    "township_clerk": {COUNTY},
    "other_county_clerk": {NEIGHBOUR},
    None: set[str](),
}


@pytest.mark.rule("R68", "R130")
async def test_a_feed_is_for_whoever_may_read_the_journal_there(county: County) -> None:
    for account, allowed in ALLOWED.items():
        actor = await county.actor(account)
        for within in (PROVINCE, PREFECTURE, COUNTY, NEIGHBOUR):
            if within in allowed:
                part = await changes.follow(county.store, actor, within, None, 200)
                assert {entry.tenant[: len(within)] for entry in part.entries} == {within}, (account, within)
                continue
            with pytest.raises(NotAllowed) as refusal:
                await changes.follow(county.store, actor, within, None, 1)
            assert refusal.value.remedy


async def test_an_account_of_a_region_without_a_watching_role_reads_the_regions_own_rows(county: County) -> None:
    registrar = Actor("registrar_of_prefecture", "", (Role("registrar", PREFECTURE),), None, PREFECTURE)
    for tenant in (QUIET, PREFECTURE):
        await write(county.store, tenant)
    part = await changes.follow(county.store, registrar, PREFECTURE, None, 200)
    assert (named(part.entries), part.more) == ([(PREFECTURE, 1)], False)


async def test_a_county_that_closes_its_journal_is_left_where_it_was(county: County) -> None:
    store, cursor = county.store, await upto_now(county.store)
    closing: dict[str, Any] = {"tenant": NEIGHBOUR, "author": "policy_admin", "reason": "试行", "at": county.clock()}
    async with store.changing(EVERYTHING) as session:
        session.add(tables.PolicyRevision(revision=1, **closing))
    await write(store, NEIGHBOUR)
    await write(store, QUIET)
    part = await changes.follow(store, WATCHING, PROVINCE, cursor, 200)
    assert (named(part.entries), part.more) == ([(QUIET, 1)], False)
    line: dict[str, Any] = {
        "role": "aggregator",
        "action": "journal:read",
        "when": [],
        "effect": "allow",
        "rule": "R68",
    }
    async with store.changing(EVERYTHING) as session:
        session.add(tables.PolicyRevision(revision=2, **closing))
        await session.flush()
        session.add(tables.PolicyLine(tenant=NEIGHBOUR, revision=2, id="1", position=0, **line))
    opened = await changes.follow(store, WATCHING, PROVINCE, part.cursor(1), 200)
    assert [one for one, _ in named(opened.entries)] == [NEIGHBOUR]


async def refused(store: Store, within: str, since: str | None, first: int = 1) -> Invalid:
    with pytest.raises(Invalid) as refusal:
        await changes.follow(store, WATCHING, within, since, first)
    assert refusal.value.remedy or first != 1
    return refusal.value


async def test_what_is_no_place_in_this_feed_is_refused(county: County) -> None:
    store, cursor = county.store, await upto_now(county.store)
    for within, since in ((PREFECTURE, cursor), (PROVINCE, "x"), (PROVINCE, ""), (PROVINCE, cursor[:-1])):
        assert (await refused(store, within, since)).problems[0].path == ("since",)
    for within in ("99", "", "5116 ", GUANSHENG.id):
        assert (await refused(store, within, None)).problems[0].path == ("within",)
    for first in (0, -1, 201):
        assert (await refused(store, PROVINCE, None, first)).problems[0].path == ("first",)
    with pytest.raises(NotAllowed):
        await changes.follow(store, ANONYMOUS, PROVINCE, "x", 1)


async def test_a_cursor_outlives_a_backup_and_is_not_taken_for_one_of_what_came_after(databases: Databases) -> None:
    template = await databases.make_template("county", fill)
    async with databases.fresh(template) as live_url, databases.fresh(template) as restored_url:
        live, restored = Store.open(live_url), Store.open(restored_url)
        before = await upto_now(live)
        await write(live, QUIET)
        after = await upto_now(live)
        assert "restored" in (await refused(restored, PROVINCE, after)).message  # beyond the end of the journal
        store_later = Store.open(restored_url, lambda: live.clock() + timedelta(days=1))
        await write(store_later, QUIET)  # the same number, for something else
        assert "restored" in (await refused(restored, PROVINCE, after)).message
        assert named((await changes.follow(restored, WATCHING, PROVINCE, before, 9)).entries) == [(QUIET, 1)]
        crafted = Bookmark.unpack(after)
        forged = Bookmark(PROVINCE, {**crafted.read, QUIET: 9}, QUIET, crafted.seal).pack()
        assert (await refused(live, PROVINCE, forged)).problems[0].path == ("since",)
        for one in (live, restored, store_later):
            await one.close()
