"""The journal 台账: one entry for each change, without gaps, and every later change of it is found."""

import asyncio
from datetime import datetime
from typing import Any

import pytest
import rfc8785
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from register import journal, tables
from register.clock import CHINA
from register.fence import EVERYTHING, raise_around
from register.records import Key, Ref
from register.refusals import NotAllowed
from tests.county import COUNTY, County

QUIET = "511621"  # 岳池县, where nothing has happened yet
ENTRY = tables.expr(tables.JournalEntry)


def event(number: int = 0) -> journal.Event:
    return journal.Event("test:done", Ref("Item", Key(QUIET, str(number))), {"number": number})


async def write(county: County, *events: journal.Event, at: datetime | None = None) -> None:
    async with county.store.changing(EVERYTHING) as session:
        await journal.record(session, QUIET, "somebody", at or county.clock(), *events)


async def entries(county: County, tenant: str = QUIET) -> list[tables.JournalEntry]:
    async with county.store.reading(EVERYTHING) as session:
        return list(await session.scalars(select(ENTRY).where(ENTRY.tenant == tenant).order_by(ENTRY.sequence)))


async def problems(county: County, tenant: str = QUIET) -> list[str]:
    async with county.store.reading(EVERYTHING) as session:
        return await journal.verify(session, tenant)


async def test_every_change_of_a_transfer_is_one_entry(county: County) -> None:
    before = len(await entries(county, COUNTY))
    transfer = await county.publish(await county.item())
    written = (await entries(county, COUNTY))[before:]
    steps = ("proposed", "submitted", "reviewed", "accepted", "confirmed", "published")
    assert [one.action for one in written] == [f"transfer:{step}" for step in steps]
    assert {(one.target_kind, one.target_id) for one in written} == {("Transfer", transfer.key.id)}
    assert [one.actor for one in written][:3] == ["department_clerk", "department_clerk", "legal_reviewer"]
    assert await problems(county, COUNTY) == []


async def test_entries_are_numbered_from_one_and_follow_each_other(county: County) -> None:
    await write(county, event(1), event(2))
    await write(county, event(3))
    written = await entries(county)
    assert [one.sequence for one in written] == [1, 2, 3]
    assert [one.previous_hash for one in written] == [journal.START, written[0].hash, written[1].hash]
    async with county.store.reading(EVERYTHING) as session:
        head = await session.get(tables.JournalHead, QUIET)
    assert head is not None
    assert (head.sequence, head.hash) == (3, written[2].hash)
    assert await problems(county) == []


async def test_what_is_said_is_canonical_json(county: County) -> None:
    said: dict[str, Any] = {"名称": "公路工程招标备案", "b": [1, None, True], "a": {"z": 1, "y": "\u20ac\n"}}
    await write(county, journal.Event("test:done", Ref("Item", Key(QUIET, "1")), said))
    (written,) = await entries(county)
    assert written.data == '{"a":{"y":"€\\n","z":1},"b":[1,null,true],"名称":"公路工程招标备案"}'
    assert rfc8785.dumps(said).decode() == written.data


async def test_the_chain_holds_whatever_offset_the_clock_has(county: County) -> None:
    await write(county, event(), at=datetime(2026, 11, 22, 12, 0, 0, 1, tzinfo=CHINA))
    assert await problems(county) == []


async def test_a_tenant_without_entries_has_a_sound_journal(county: County) -> None:
    assert await problems(county) == []


async def test_twenty_changes_at_once_leave_no_gap(county: County) -> None:
    await asyncio.gather(*(write(county, event(number)) for number in range(20)))
    written = await entries(county)
    assert [one.sequence for one in written] == list(range(1, 21))
    assert {one.target_id for one in written} == {str(number) for number in range(20)}
    assert await problems(county) == []


async def test_a_change_that_is_rolled_back_leaves_no_gap(county: County) -> None:
    async def fail() -> None:
        async with county.store.changing(EVERYTHING) as session:
            await journal.record(session, QUIET, "somebody", county.clock(), event())
            raise LookupError

    async def attempt(number: int) -> None:
        await (write(county, event(number)) if number % 2 else fail())

    await asyncio.gather(*(attempt(number) for number in range(10)), return_exceptions=True)
    assert [one.sequence for one in await entries(county)] == [1, 2, 3, 4, 5]
    assert await problems(county) == []


async def test_a_refused_step_leaves_no_entry(county: County) -> None:
    key = await county.propose(await county.item())
    before = len(await entries(county, COUNTY))
    with pytest.raises(NotAllowed):
        await county.step("submit", key, "supervisor")
    assert len(await entries(county, COUNTY)) == before


TAMPERED = {
    "what an entry says": ["UPDATE journal SET data = '{}' WHERE tenant = :t AND sequence = 2"],
    "who an entry names": ["UPDATE journal SET actor = 'another' WHERE tenant = :t AND sequence = 2"],
    "what an entry is about": ["UPDATE journal SET target_id = 'another' WHERE tenant = :t AND sequence = 2"],
    "the hash of an entry": ["UPDATE journal SET hash = previous_hash WHERE tenant = :t AND sequence = 4"],
    "an entry removed": ["DELETE FROM journal WHERE tenant = :t AND sequence = 2"],
    "the first entry removed": ["DELETE FROM journal WHERE tenant = :t AND sequence = 1"],
    "the last entry removed": ["DELETE FROM journal WHERE tenant = :t AND sequence = 4"],
    "an entry removed and its gap closed": [
        "DELETE FROM journal WHERE tenant = :t AND sequence = 2",
        "UPDATE journal SET sequence = 2 WHERE tenant = :t AND sequence = 3",
        "UPDATE journal SET sequence = 3 WHERE tenant = :t AND sequence = 4",
        "UPDATE journal_heads SET sequence = 3 WHERE tenant = :t",
    ],
    "two entries in another order": [
        "UPDATE journal SET sequence = 9 WHERE tenant = :t AND sequence = 2",
        "UPDATE journal SET sequence = 2 WHERE tenant = :t AND sequence = 3",
        "UPDATE journal SET sequence = 3 WHERE tenant = :t AND sequence = 9",
    ],
    "everything removed": ["DELETE FROM journal WHERE tenant = :t"],
    "the head removed": ["DELETE FROM journal_heads WHERE tenant = :t"],
}


async def test_whatever_is_changed_afterwards_is_found(county: County) -> None:
    await write(county, *(event(number) for number in range(1, 5)))
    async with county.store.changing(EVERYTHING) as session:
        await _unprotect(session, sqlite=county.store.sqlite)
    for what, statements in TAMPERED.items():
        async with county.store.engine.connect() as connection, AsyncSession(connection) as session:
            if not county.store.sqlite:
                await raise_around(session, EVERYTHING.value)
            assert await journal.verify(session, QUIET) == []
            for statement in statements:
                await session.execute(text(statement), {"t": QUIET})
            session.expire_all()
            assert await journal.verify(session, QUIET) != [], what
            await session.rollback()


async def _unprotect(session: AsyncSession, *, sqlite: bool) -> None:
    """Take the triggers away, as somebody who owns the database could."""
    names = ["journal_no_update", "journal_no_delete"] if sqlite else ["journal_append_only ON journal"]
    for name in names:
        await session.execute(text(f"DROP TRIGGER {name}"))
