"""Keyset pages: every row once, whatever is written meanwhile, and one statement however many parents there are."""

import base64
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from register import departments, divisions, entries, items, transfers
from register.items import ItemFilter
from register.paging import LARGEST, Ask, Page
from register.records import Item, Key
from register.refusals import Invalid
from register.store import Store
from register.transfers import TransferFilter
from register.words import PlaceLevel, PowerKind
from tests.county import COUNTY, GUANSHENG, XIEXING, County

HERE = ItemFilter(county=COUNTY)


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """Every statement sent to the database meanwhile but the fence's, which are one or three for a transaction."""
    sent: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "set_config" not in statement:
            sent.append(statement)

    event.listen(store.engine.sync_engine, "before_cursor_execute", hear)
    yield sent
    event.remove(store.engine.sync_engine, "before_cursor_execute", hear)


async def page(county: County, ask: Ask, wanted: ItemFilter = HERE) -> Page[Item]:
    actor = await county.actor("supervisor")
    return (await items.pages(county.store, actor, "list", [None], wanted, ask))[None]


async def walk(county: County, first: int) -> AsyncIterator[Page[Item]]:
    after: str | None = None
    while True:
        found = await page(county, Ask(first, after))
        yield found
        if not found.has_next:
            return
        after = found.cursors[-1]


async def departments_here(county: County) -> list[Key]:
    return [one.key for one in (await departments.pages(county.store, [COUNTY], Ask(LARGEST)))[COUNTY].rows]


async def test_pages_give_every_row_once_and_in_order(county: County) -> None:
    found = [one async for one in walk(county, 200)]
    codes = [row.code for one in found for row in one.rows]
    assert len(codes) == 1135
    assert codes == sorted(set(codes))
    assert [len(one.rows) for one in found] == [200] * 5 + [135]
    assert [one.has_previous for one in found] == [False] + [True] * 5
    assert all(len(one.cursors) == len(one.rows) for one in found)


async def test_rows_entered_between_pages_neither_repeat_nor_hide_others(county: County) -> None:
    before = {row.key async for one in walk(county, 200) for row in one.rows}
    seen: list[Key] = []
    fresh: list[Key] = []
    number = 0
    async for one in walk(county, 150):
        seen += [row.key for row in one.rows]
        number += 1
        code = one.rows[len(one.rows) // 2].code  # one that has been listed: the new one goes right behind it
        for prefix in ("0", code, "~"):
            item = await county.enter_item(PowerKind.OTHER, f"{prefix}{number}")
            fresh.append(item.key)
        if number == 5:
            break
    further: str | None = one.cursors[-1]
    while further:
        rest = await page(county, Ask(LARGEST, further))
        seen += [row.key for row in rest.rows]
        further = rest.cursors[-1] if rest.has_next else None
    assert len(seen) == len(set(seen))
    assert before <= set(seen)
    assert set(seen) - before <= set(fresh)


async def test_a_page_can_be_taken_again_from_any_of_its_cursors(county: County) -> None:
    whole = await page(county, Ask(20))
    for n, cursor in enumerate(whole.cursors):
        assert (await page(county, Ask(19 - n or 1, cursor))).rows[: 19 - n] == whole.rows[n + 1 :]


async def test_the_last_page_says_so(county: County) -> None:
    (last,) = [one async for one in walk(county, 200) if not one.has_next]
    beyond = await page(county, Ask(5, last.cursors[-1]))
    assert (beyond.rows, beyond.has_next, beyond.has_previous) == ((), False, True)


async def test_the_lists_below_many_parents_equal_the_lists_below_each(county: County) -> None:
    actor, parents = await county.actor("supervisor"), await departments_here(county)
    assert len(parents) == 34
    together = await items.pages(county.store, actor, "department", parents, ItemFilter(), Ask(7))
    for parent in parents[:6]:
        alone = await page(county, Ask(7), ItemFilter(county=COUNTY, department=parent))
        assert (together[parent].rows, together[parent].has_next) == (alone.rows, alone.has_next)
        further = await items.pages(county.store, actor, "department", [parent], ItemFilter(), Ask(7, alone.cursors[0]))
        assert further[parent].rows[: len(alone.rows) - 1] == alone.rows[1:]
        assert further[parent].has_previous or not further[parent].rows
    numbers = await items.counts(county.store, actor, "department", parents, ItemFilter())
    assert sum(numbers.values()) == 1135
    stranger = Key(COUNTY, "none")
    none = await items.pages(county.store, actor, "department", [stranger], ItemFilter(), Ask())
    assert none[stranger] == Page()


async def test_statements_do_not_grow_with_parents_or_rows(county: County) -> None:
    transfer = await county.publish(await county.item())
    await county.propose(await county.item(), receiver=XIEXING)
    actor, parents = await county.actor("supervisor"), await departments_here(county)
    counties = ["511602", "511603", "511621", "511622", "511623", "511681"]
    store, wanted = county.store, TransferFilter()
    lists: dict[str, Any] = {
        "items": lambda n, ask: items.pages(store, actor, "department", parents[:n], ItemFilter(), ask),
        "items of counties": lambda n, ask: items.pages(store, actor, "county", counties[:n], ItemFilter(), ask),
        "departments": lambda n, ask: departments.pages(store, counties[:n], ask),
        "townships": lambda n, ask: divisions.pages(store, PlaceLevel.TOWNSHIP, counties[:n], ask),
        "transfers": lambda n, ask: transfers.pages(
            store, actor, "receiver", [GUANSHENG, XIEXING, *parents][:n], wanted, ask
        ),
        "entries": lambda n, ask: entries.pages(store, actor, "county", counties[:n], ask),
        "entries of transfers": lambda n, ask: entries.pages(store, actor, "transfer", [transfer.key][:n], ask),
        "counts": lambda n, _ask: items.counts(store, actor, "department", parents[:n], ItemFilter()),
    }
    for name, read in lists.items():
        numbers = []
        for parents_, rows in ((1, 1), (2, 5), (30, 50)):
            with statements(store) as sent:
                await read(parents_, Ask(rows))
            numbers.append(len([one for one in sent if "SELECT" in one]))
        assert numbers[0] >= numbers[-1], (name, numbers)
        assert numbers[0] <= 6, (name, numbers)


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


BAD = [
    *("", "x", "=", "á", "\ud800", "AAAA", "a" * 10_000, "%%%", "bnVsbA==", "W10="),
    encoded(None),
    encoded({"code": "1"}),
    encoded(["1"]),
    encoded(["1", "2", "3", "4"]),
    encoded([1, "511602", "x"]),
    encoded([None, "511602", "x"]),
    encoded(["1", True, "x"]),
    encoded(["1", ["511602"], "x"]),
    encoded(["1", "511602", "nul \0"]),
    encoded(["half \ud800", "511602", "x"]),
    base64.urlsafe_b64encode(b"[" * 100_000).decode(),
    base64.urlsafe_b64encode(b"\xff\xfe").decode(),
]


async def test_a_cursor_of_no_list_is_invalid(county: County) -> None:
    for cursor in BAD:
        with pytest.raises(Invalid, match="is not a cursor of this list") as refused:
            await page(county, Ask(5, cursor))
        assert refused.value.problems[0].path == ("after",)


async def test_a_moment_that_is_none_makes_no_cursor(county: County) -> None:
    actor, wanted = await county.actor("supervisor"), TransferFilter(county=COUNTY)
    beyond = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-10:00")
    for moment in (*beyond, "2026-11-22", "2026-11-22T04:00:00", "x", 7):
        ask = Ask(5, encoded([moment, COUNTY, "x"]))
        with pytest.raises(Invalid, match="is not a cursor of this list"):
            await transfers.pages(county.store, actor, "list", [None], wanted, ask)


async def test_a_number_that_is_none_makes_no_cursor(county: County) -> None:
    actor = await county.actor("supervisor")
    for number in (True, 1.0, "1", 2**60, 10**400):
        with pytest.raises(Invalid, match="is not a cursor of this list"):
            await entries.pages(county.store, actor, "county", [COUNTY], Ask(5, encoded([number])))


@pytest.mark.parametrize("first", [-1, 0, LARGEST + 1, 2**70])
def test_a_page_has_from_one_to_two_hundred_rows(first: int) -> None:
    with pytest.raises(Invalid, match="from 1 to 200"):
        Ask(first)


async def test_transfers_that_begin_at_the_same_moment_are_told_apart_by_a_page(county: County) -> None:
    keys = [await county.propose(await county.item(), receiver=one) for one in (GUANSHENG, XIEXING)]
    late = await county.propose(await county.item(), effective_from=county.clock.at.replace(year=2099))
    actor, wanted = await county.actor("supervisor"), TransferFilter(county=COUNTY)
    first = (await transfers.pages(county.store, actor, "list", [None], wanted, Ask(1)))[None]
    assert [row.key for row in first.rows] == [late]
    found = []
    after: str | None = first.cursors[0]
    while after:
        one = (await transfers.pages(county.store, actor, "list", [None], wanted, Ask(1, after)))[None]
        found += [row.key for row in one.rows]
        after = one.cursors[-1] if one.has_next else None
    assert sorted(found) == sorted(keys)
