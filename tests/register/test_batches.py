"""A whole list goes through every step together, all of it or none."""

import asyncio
from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from policies.actor import Actor
from register import batches, items, tables, verify
from register.batches.commands import Terms
from register.batches.steps import falls_to
from register.fence import EVERYTHING
from register.items import Amendment
from register.records import Basis, Key
from register.refusals import Invalid, NotAllowed, NotFound, NotLawful, OutOfDate, OutOfTurn, Refusal
from register.transfers import Proposal
from register.words import BasisLevel, PowerKind, TransferMode
from register.words import RefusalCode as Code
from register.words import TransferStatus as Status
from tests.builders import BUREAU, OTHER_TOWN, TOWN, a_draft, a_transfer
from tests.county import GUANSHENG, XIEXING, County
from tests.databases import one_dialect
from tests.steps import SERVICE

TRANSPORT, PERSONNEL = "区交通运输局", "区人社局"


async def statuses(county: County, key: Key) -> dict[Status, int]:
    found = await batches.standings(county.store, await county.actor("supervisor"), [key], None)
    return dict(found[key])


async def written(county: County) -> tuple[int, ...]:
    """How many rows there are of what a step writes."""
    written = (tables.Batch, tables.Transfer, tables.TransferVersion, tables.JournalEntry)
    async with county.store.reading(EVERYTHING) as session:
        return tuple([await session.scalar(select(func.count()).select_from(one)) or 0 for one in written])


@one_dialect
@pytest.mark.rule("R75")
async def test_a_batch_goes_through_its_life_and_the_journal_tells_each_and_the_whole(county: County) -> None:
    listed = await county.list_of(3, TRANSPORT)
    await county.add(SERVICE, "区行政审批局", "department_clerk")
    before = await written(county)
    key = await county.propose_batch(listed)
    assert [one.item for one in await county.transfers_of_batch(key)] == [one.key for one in listed]
    for verb, reached in (
        ("submit", Status.IN_REVIEW),
        ("review", Status.REVIEWED),
        ("accept", Status.ACCEPTED),
        ("confirm", Status.CONFIRMED),
        ("publish", Status.IN_FORCE),
    ):
        await county.batch_step(verb, key)
        assert await statuses(county, key) == {reached: 3}, verb
    after = await written(county)
    # Each of six steps tells of each transfer and of the batch, and four bodies filed what goes with it.
    assert [now - then for then, now in zip(before, after, strict=True)] == [1, 3, 6 * 3, 6 * (3 + 1) + 4]
    batch = await county.batch(key)
    assert batch
    assert (batch.version, batch.title) == (6 + 4, "首批赋权事项清单")
    assert [problem async for problem in verify.problems(county.store)] == []


@one_dialect
@pytest.mark.rule("R75", "R3", "R16")
async def test_one_bad_item_among_many_refuses_the_list_and_is_named(county: County) -> None:
    listed = await county.list_of(40, TRANSPORT)
    permit = next(n for n, one in enumerate(listed) if one.kind is PowerKind.LICENSING)
    good = [one for one in listed if one.kind is not PowerKind.LICENSING]
    before = await written(county)
    with pytest.raises(NotLawful) as refused:
        await county.propose_batch([*good, listed[permit]], mode=TransferMode.AUTHORIZE)
    (obstacle,) = refused.value.obstacles
    assert (obstacle.n, obstacle.item, obstacle.rules) == (len(good), listed[permit].key, ("R3",))
    assert (obstacle.code, refused.value.rules) == (Code.NOT_LAWFUL, ("R3",))
    assert refused.value.message.startswith(f"1 of {len(good) + 1} stand in the way of all; the first: AUTHORIZE")
    assert await written(county) == before


@one_dialect
async def test_a_list_may_have_terms_of_its_own_for_an_item(county: County) -> None:
    listed = await county.list_of(2, TRANSPORT)
    law = Basis(BasisLevel.LAW, "中华人民共和国公路法")
    later = county.clock() + timedelta(days=30)
    own = batches.Listed(
        item=listed[1].key, receiver=XIEXING, mode=TransferMode.RESTORE, basis=(law,), effective_from=later
    )
    key = await county.propose_batch([], items=(batches.Listed(item=listed[0].key), own))
    found = {one.item: one for one in await county.transfers_of_batch(key)}
    first, second = found[listed[0].key], found[listed[1].key]
    assert (first.receiver, first.mode) == (GUANSHENG, TransferMode.EMPOWER)
    assert (second.receiver, second.mode, second.basis) == (XIEXING, TransferMode.RESTORE, (law,))
    assert second.effective_from == later


@one_dialect
@pytest.mark.rule("R75")
async def test_an_item_stands_in_a_list_once_for_a_receiver_but_for_its_parts(county: County) -> None:
    (item,) = await county.list_of(1, TRANSPORT)

    def listed(*parts: str) -> Any:
        return batches.Listed(item=item.key, parts=parts)

    with pytest.raises(Invalid) as refused:
        await county.propose_batch([], items=(listed("甲"), listed("乙"), listed("甲", "丙")))
    assert [problem.path for problem in refused.value.problems] == [("items", "2", "item")]
    with pytest.raises(Invalid):
        await county.propose_batch([])
    await county.propose_batch([], items=(listed("甲"), listed("乙")))


@one_dialect
@pytest.mark.rule("R26", "R92")
async def test_what_was_handed_over_meanwhile_keeps_the_whole_list_from_publication(county: County) -> None:
    listed = await county.list_of(3, TRANSPORT)
    key = await county.publish_batch(listed, upto="confirm")
    await county.publish(listed[1], mode=TransferMode.EMPOWER, basis=(await county.transfers_of_batch(key))[1].basis)
    await county.file_before("publish", key, "township_clerk")
    before = await written(county)
    with pytest.raises(NotLawful) as refused:
        await county.batch_step("publish", key, filed=True)
    assert [one.item for one in refused.value.obstacles] == [listed[1].key]
    assert await written(county) == before
    assert await statuses(county, key) == {Status.CONFIRMED: 3}


@one_dialect
async def test_whoever_read_a_batch_before_one_of_its_transfers_changed_has_not_read_it(county: County) -> None:
    key = await county.publish_batch(await county.list_of(2, TRANSPORT), upto="submit")
    read = await county.batch(key)
    (first, _) = await county.transfers_of_batch(key)
    await county.step("review", first.key, approve=False)
    reviewer = await county.actor("legal_reviewer")
    assert read
    stale = batches.BatchReview(key, read.version, approve=True, opinion="符合")
    with pytest.raises(OutOfDate):
        await batches.review(county.store, reviewer, stale)
    with pytest.raises(OutOfTurn) as refused:
        await county.batch_step("review", key)
    assert [one.transfer for one in refused.value.obstacles] == [first.key]
    await county.batch_step("submit", key)  # what was returned, and that alone
    await county.batch_step("review", key)
    assert await statuses(county, key) == {Status.REVIEWED: 2}


async def test_of_two_who_take_the_same_step_at_once_one_wins(county: County) -> None:
    key = await county.publish_batch(await county.list_of(2, TRANSPORT), upto="submit")
    reviewer = await county.actor("legal_reviewer")
    read = await county.batch(key)
    assert read
    answers = [batches.BatchReview(key, read.version, approve=approve, opinion="意见") for approve in (True, False)]
    done = await asyncio.gather(
        *(batches.review(county.store, reviewer, one) for one in answers), return_exceptions=True
    )
    refused = [one for one in done if isinstance(one, Refusal)]
    assert [one.code for one in refused] in ([Code.OUT_OF_DATE], [Code.OUT_OF_TURN])
    assert list((await statuses(county, key)).values()) == [2]


@one_dialect
@pytest.mark.rule("R56", "R58")
async def test_each_department_submits_its_own_and_each_township_accepts_its_own(county: County) -> None:
    listed = [*await county.list_of(2, TRANSPORT), *await county.list_of(1, PERSONNEL)]
    own = [batches.Listed(item=one.key, receiver=XIEXING if n == 1 else None) for n, one in enumerate(listed)]
    key = await county.propose_batch([], "government_officer", items=tuple(own))
    with pytest.raises(NotAllowed) as refused:
        await county.batch_step("submit", key, "township_clerk", filed=True)
    assert len(refused.value.obstacles) == len(listed)
    await county.batch_step("submit", key)
    assert await statuses(county, key) == {Status.IN_REVIEW: 2, Status.DRAFT: 1}
    with pytest.raises(OutOfTurn):
        await county.batch_step("review", key)
    await county.batch_step("submit", key, f"clerk_of_{PERSONNEL}")
    await county.batch_step("review", key)
    await county.batch_step("accept", key)
    assert await statuses(county, key) == {Status.ACCEPTED: 2, Status.REVIEWED: 1}
    await county.batch_step("decline", key, "other_township_clerk")
    await county.batch_step("confirm", key)
    await county.batch_step("publish", key)
    assert await statuses(county, key) == {Status.IN_FORCE: 2, Status.DECLINED: 1}


def test_a_step_falls_to_what_is_under_way_and_has_not_had_it() -> None:
    drafts = [a_draft(), a_draft(receiver=OTHER_TOWN), a_draft(withdrawn_at=a_draft().proposed_at)]
    government = BUREAU.key

    def of(body: Key, action: str, *transfers: Any) -> list[Any]:
        return falls_to(Actor("a", body=(body.tenant, body.id)), action, transfers)

    assert of(government, "transfer:submit", *drafts) == drafts[:2]
    assert of(TOWN.key, "transfer:accept", *drafts) == drafts[:1]
    assert of(TOWN.key, "transfer:review", *drafts) == drafts[:2]
    assert of(government, "transfer:publish", a_transfer(), drafts[1]) == [drafts[1]]


@one_dialect
async def test_a_draft_is_the_countys_own_and_what_is_published_everybodys(county: County) -> None:
    key = await county.publish_batch(await county.list_of(2, TRANSPORT), upto="confirm")
    for account, sees in (
        ("department_clerk", True),
        ("supervisor", True),
        ("other_county_clerk", False),
        (None, False),
    ):
        assert (await county.batch(key, account) is not None) is sees, account
    await county.batch_step("publish", key)
    assert await county.batch(key, None)
    foreign = await county.actor("other_county_clerk")
    with pytest.raises(NotFound):
        await batches.submit(county.store, foreign, batches.BatchStep(key, 6))


@one_dialect
@pytest.mark.rule("R89")
async def test_a_batch_with_a_confidential_item_is_kept_from_strangers_as_a_whole(county: County) -> None:
    listed = await county.list_of(2, TRANSPORT)
    secret = await county.enter_item(PowerKind.OTHER, confidential=True)
    key = await county.publish_batch([*listed, secret], upto="confirm")
    with pytest.raises(Invalid):
        await county.batch_step("publish", key)
    await county.batch_step("publish", key, served_on=county.clock().date())
    assert {one.documents[-1].kind for one in await county.transfers_of_batch(key)} == {"公布", "送达"}
    assert await county.batch(key, None) is None
    assert len(await county.transfers_of_batch(key, None)) == len(listed)
    registrar = await county.actor("registrar")
    await items.amend(county.store, registrar, Amendment(secret.key, 1, "解密", confidential=False))
    assert await county.batch(key, None)
    await items.amend(county.store, registrar, Amendment(listed[0].key, listed[0].version, "定密", confidential=True))
    assert await county.batch(key, None) is None


@one_dialect
async def test_the_actions_open_on_a_batch_are_those_open_on_all_that_they_fall_to(county: County) -> None:
    key = await county.publish_batch(await county.list_of(2, TRANSPORT), upto="review")
    for account, actions in (
        ("township_clerk", ("transfer:accept", "transfer:decline")),
        ("department_clerk", ("transfer:withdraw",)),
        ("legal_reviewer", ()),
        (None, ()),
    ):
        assert await batches.viewer_may(county.store, await county.actor(account), [key]) == {key: actions}, account


def test_a_list_can_say_of_an_item_whatever_a_proposal_says() -> None:
    of_proposal = {one.name for one in fields(Proposal)} - {"item"}
    assert {one.name for one in fields(Terms)} == of_proposal
