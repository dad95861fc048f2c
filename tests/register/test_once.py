"""A request that names a key is done once and only once, however often and however fast it is sent."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from policies.actor import ANONYMOUS
from register import departments, tables, transfers
from register.departments import NewDepartment
from register.fence import EVERYTHING
from register.once import Once
from register.records import Key
from register.refusals import Conflict, Invalid, NotAllowed, OutOfDate
from register.store import Store
from tests.county import COUNTY, County


async def enter(county: County, name: str, once: Once | None, *, store: Store | None = None, **more: Any) -> Key:
    new = NewDepartment(COUNTY, name, **more)
    return await departments.enter(store or county.store, await county.actor("registrar"), new, once)


async def entered(county: County, name: str) -> tuple[int, int]:
    """How many departments have the name, and how many entries tell of one."""
    body, entry = tables.expr(tables.Body), tables.expr(tables.JournalEntry)
    async with county.store.reading(EVERYTHING) as session:
        rows = await session.scalar(select(func.count()).where(body.tenant == COUNTY, body.name == name))
        told = await session.scalar(
            select(func.count()).where(
                entry.tenant == COUNTY, entry.action == "department:entered", entry.data.contains(name)
            )
        )
        return rows or 0, told or 0


async def test_a_request_sent_again_gets_the_first_answer(county: County) -> None:
    first = await enter(county, "区新设局", Once("key", "digest"))
    assert await enter(county, "区新设局", Once("key", "digest")) == first
    county.clock.forward(days=6)
    assert await enter(county, "区新设局", Once("key", "digest")) == first
    assert await entered(county, "区新设局") == (1, 1)


async def test_ten_of_the_same_request_at_once_are_one(county: County) -> None:
    url = county.store.engine.url.render_as_string(hide_password=False)
    other = Store.open(url, county.clock)  # as a second process would
    try:
        stores = [county.store, other] * 5
        keys = await asyncio.gather(*(enter(county, "区新设局", Once("key", "digest"), store=one) for one in stores))
    finally:
        await other.close()
    assert len(set(keys)) == 1
    assert await entered(county, "区新设局") == (1, 1)


async def test_a_step_of_a_transfer_sent_again_is_not_out_of_date(county: County) -> None:
    key = await county.propose(await county.item())
    actor, step = await county.actor("department_clerk"), transfers.Step(key, 1)
    once = Once("key", "digest")
    done = await asyncio.gather(*(transfers.submit(county.store, actor, step, once) for _ in range(3)))
    assert set(done) == {key}
    assert (await county.transfer(key)).version == 2


async def test_the_same_key_with_another_input_is_refused(county: County) -> None:
    await enter(county, "区新设局", Once("key", "digest"))
    with pytest.raises(Conflict, match="another input"):
        await enter(county, "区另设局", Once("key", "another"))
    assert await entered(county, "区另设局") == (0, 0)


async def test_without_a_key_a_request_is_done_each_time(county: County) -> None:
    await enter(county, "区新设局", None)
    with pytest.raises(Conflict, match="is on the register"):
        await enter(county, "区新设局", None)


async def test_a_key_belongs_to_its_account(county: County) -> None:
    first = await enter(county, "区新设局", Once("key", "digest"))
    key = await county.propose(await county.item())
    submitted = await transfers.submit(
        county.store, await county.actor("department_clerk"), transfers.Step(key, 1), Once("key", "other")
    )
    assert (first.id, submitted) == ((await enter(county, "区新设局", Once("key", "digest"))).id, key)


async def test_a_refusal_is_not_kept(county: County) -> None:
    with pytest.raises(Invalid):
        await enter(county, "区新设局", Once("key", "digest"), code="11511301008778183X")
    done = await enter(county, "区新设局", Once("key", "corrected"))
    assert await enter(county, "区新设局", Once("key", "corrected")) == done


async def test_what_was_refused_can_succeed_later_with_the_same_key(county: County) -> None:
    key = await county.propose(await county.item())
    actor, review = await county.actor("legal_reviewer"), transfers.Review(key, 2, approve=True, opinion="符合")
    once = Once("key", "digest")
    with pytest.raises(OutOfDate):
        await transfers.review(county.store, actor, review, once)
    await county.step("submit", key)
    assert await transfers.review(county.store, actor, review, once) == key


async def test_a_key_is_free_again_after_seven_days(county: County) -> None:
    first = await enter(county, "区新设局", Once("key", "digest"))
    county.clock.forward(days=7)
    with pytest.raises(Conflict, match="another input"):
        await enter(county, "区另设局", Once("key", "another"))
    county.clock.forward(seconds=1)
    second = await enter(county, "区另设局", Once("key", "another"))
    assert second != first
    assert await enter(county, "区另设局", Once("key", "another")) == second
    with pytest.raises(Conflict, match="another input"):
        await enter(county, "区新设局", Once("key", "digest"))


@pytest.mark.parametrize("key", ["", "k" * 101])
def test_a_key_that_cannot_be_kept_is_refused(key: str) -> None:
    with pytest.raises(Invalid, match="1 to 100 characters"):
        Once(key, "digest")


@pytest.mark.parametrize("once", [None, Once("key", "digest")])
async def test_nobody_changes_anything_without_signing_in(county: County, once: Once | None) -> None:
    with pytest.raises(NotAllowed, match="nobody has signed in"):
        await departments.enter(county.store, ANONYMOUS, NewDepartment(COUNTY, "区新设局"), once)
    assert await entered(county, "区新设局") == (0, 0)
