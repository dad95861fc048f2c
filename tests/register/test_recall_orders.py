"""Many transfers are taken back by one document, all of them or none (R209)."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from register import lifecycle, powers, recall_orders, tables, verify
from register.fence import EVERYTHING
from register.powers import Asked, Claim
from register.recall_orders import OrderPublication, OrderReview, Requests
from register.records import Key, RecallOrder
from register.refusals import Conflict, Invalid, NotAllowed, NotFound, NotLawful, OutOfTurn, Refusal
from register.words import OpenCases, PowerKind, RecallGround, Stage
from register.words import RefusalCode as Code
from register.words import TransferStatus as Status
from tests.county import COUNTY, GUANSHENG, PROVINCE, County
from tests.databases import one_dialect

TRANSPORT = "区交通运输局"
NOTICE = timedelta(days=30)


async def request(county: County, account: str | None = "department_clerk", **more: Any) -> Key:
    given = {
        "county": COUNTY if "basis_number" in more else None,
        "ground": RecallGround.OPERATIONAL,
        "basis": "广区府发〔2026〕9号",
        "effective_from": county.clock() + NOTICE,
        **more,
    }
    return await recall_orders.request(county.store, await county.actor(account), Requests(**given))


async def the_order(county: County, key: Key) -> RecallOrder:
    return (await recall_orders.by_key(county.store, await county.actor("supervisor"), [key]))[key]


async def step(county: County, verb: str, key: Key, **more: Any) -> None:
    who = {"review": "legal_reviewer", "approve": "government_officer", "publish": "government_officer"}[verb]
    version = (await the_order(county, key)).version
    if verb == "publish":
        published = OrderPublication(key, version, **{"url": "https://www.guanganqu.gov.cn/9", **more})
        await recall_orders.publish(county.store, await county.actor(who), published)
        return
    answer = OrderReview(key, version, **{"approve": True, "opinion": "同意", **more})
    await getattr(recall_orders, verb)(county.store, await county.actor(who), answer)


async def standing(county: County, batch: Key) -> list[Status]:
    return [lifecycle.status(one, county.clock()) for one in await county.transfers_of_batch(batch)]


async def holder(county: County, item: Key) -> Key | None:
    asked = Asked(item, Stage.DECIDE, Claim(GUANSHENG.id), county.clock())
    return (await powers.authority(county.store, await county.actor("supervisor"), asked)).holder


@one_dialect
@pytest.mark.rule("R46", "R209")
async def test_a_batch_is_taken_back_by_one_document_after_its_notice(county: County) -> None:
    listed = await county.list_of(3, TRANSPORT)
    batch = await county.publish_batch(listed)
    order = await request(county, batch=batch, expected_count=3)
    for verb in ("review", "approve"):
        assert await standing(county, batch) == [Status.RECALL_REQUESTED] * 3
        await step(county, verb, order)
    await step(county, "publish", order)
    assert (await the_order(county, order)).version == 4
    supervisor = await county.actor("supervisor")
    assert {one.key for one in await recall_orders.transfers_of(county.store, supervisor, order)} == {
        one.key for one in await county.transfers_of_batch(batch)
    }
    assert await holder(county, listed[0].key) == GUANSHENG  # until the notice is over
    county.clock.forward(days=30)
    assert await standing(county, batch) == [Status.ENDED] * 3
    assert await holder(county, listed[0].key) == listed[0].department
    assert [problem async for problem in verify.problems(county.store)] == []


@one_dialect
@pytest.mark.rule("R43", "R44")
async def test_the_review_settles_what_it_may_and_the_government_decides_on_the_rest(county: County) -> None:
    plain = await county.enter_item(PowerKind.OTHER, "一般事项")
    important = await county.enter_item(PowerKind.OTHER, "重要事项", important=True)
    published = [await county.publish(one) for one in (plain, important)]
    order = await request(
        county,
        ground=RecallGround.LAW_CHANGED,
        transfers=tuple(one.key for one in published),
        open_cases=OpenCases.MOVE,
    )
    await step(county, "review", order)
    with pytest.raises(OutOfTurn) as refused:
        await step(county, "publish", order)
    assert [one.item for one in refused.value.obstacles] == [important.key]
    await step(county, "approve", order)
    for one, opinions in zip(published, (1, 2), strict=True):
        recall = (await county.transfer(one.key)).recall
        assert recall
        assert len(recall.papers) == opinions
    await step(county, "publish", order)


@one_dialect
@pytest.mark.rule("R209")
async def test_what_rests_on_a_document_that_is_gone_is_taken_back_and_its_cases_move(county: County) -> None:
    listed = await county.list_of(2, TRANSPORT)
    batch = await county.publish_batch(listed)
    other = await county.publish(await county.enter_item(PowerKind.OTHER, "另有依据"))
    gone: dict[str, Any] = {"basis_number": PROVINCE.number, "ground": RecallGround.LAW_CHANGED}
    with pytest.raises(Invalid) as refused:
        await request(county, **gone)
    assert (refused.value.problems[0].path, refused.value.rules) == (("open_cases",), ("R209",))
    with pytest.raises(Conflict):
        await request(county, **gone, open_cases=OpenCases.MOVE, expected_count=3)
    with pytest.raises(NotFound):
        await request(county, **gone | {"basis_number": "川府发〔2021〕1"}, open_cases=OpenCases.MOVE)
    order = await request(county, "legal_reviewer", **gone, open_cases=OpenCases.MOVE, expected_count=2)
    assert await standing(county, batch) == [Status.RECALL_REQUESTED] * 2
    assert (await county.transfer(other.key)).recall is None
    assert (await the_order(county, order)).open_cases is OpenCases.MOVE


@one_dialect
@pytest.mark.rule("R209")
async def test_one_that_cannot_be_taken_back_refuses_the_list_and_is_named(county: County) -> None:
    listed = await county.list_of(3, TRANSPORT)
    batch = await county.publish_batch(listed)
    first, second, third = await county.transfers_of_batch(batch)
    await county.recall_step("request", second.key)
    counted = select(func.count()).select_from(tables.TransferVersion)
    async with county.store.reading(EVERYTHING) as session:
        before = await session.scalar(counted)
    with pytest.raises(OutOfTurn) as refused:
        await request(county, transfers=(first.key, second.key, third.key))
    assert [(one.n, one.transfer) for one in refused.value.obstacles] == [(1, second.key)]
    with pytest.raises(NotLawful) as unlawful:
        await request(county, "township_clerk", transfers=(first.key, third.key))
    assert (unlawful.value.rules, len(unlawful.value.obstacles)) == (("R46",), 2)
    async with county.store.reading(EVERYTHING) as session:
        assert await session.scalar(counted) == before
    await request(county, batch=batch)  # those that stand
    assert (await county.transfer(second.key)).recall != (await county.transfer(first.key)).recall


@one_dialect
async def test_a_refusal_ends_the_request_for_all_of_them(county: County) -> None:
    batch = await county.publish_batch(await county.list_of(2, TRANSPORT))
    order = await request(county, batch=batch)
    await step(county, "review", order, approve=False)
    assert await standing(county, batch) == [Status.IN_FORCE] * 2
    with pytest.raises(OutOfTurn):
        await step(county, "approve", order)
    await request(county, batch=batch)


async def test_of_two_who_answer_at_once_one_wins(county: County) -> None:
    batch = await county.publish_batch(await county.list_of(2, TRANSPORT))
    order = await request(county, batch=batch)
    reviewer = await county.actor("legal_reviewer")
    answers = [OrderReview(order, 1, approve=approve, opinion="意见") for approve in (True, False)]
    done = await asyncio.gather(
        *(recall_orders.review(county.store, reviewer, one) for one in answers), return_exceptions=True
    )
    refused = [one.code for one in done if isinstance(one, Refusal)]
    assert refused in ([Code.OUT_OF_DATE], [Code.OUT_OF_TURN])


@one_dialect
async def test_an_order_says_exactly_one_way_which_are_meant(county: County) -> None:
    (transfer,) = await county.transfers_of_batch(await county.publish_batch(await county.list_of(1, TRANSPORT)))
    for meant in ({}, {"transfers": ()}, {"transfers": (transfer.key, transfer.key)}, {"basis_number": " "}):
        with pytest.raises(Invalid):
            await request(county, **meant)
    with pytest.raises(Invalid):
        await request(county, transfers=(transfer.key,), batch=transfer.batch)
    with pytest.raises(NotAllowed):
        await request(county, "registrar", transfers=(transfer.key,))
    for account in (None, "other_county_clerk"):
        with pytest.raises((NotFound, NotAllowed)):
            await request(county, account, transfers=(transfer.key,))
    key = await request(county, transfers=(transfer.key,))
    for stranger in (None, "other_county_clerk"):
        assert await recall_orders.by_key(county.store, await county.actor(stranger), [key]) == {}
