"""A transfer's life on a real database: each step, who takes it, and what stands against it."""

import asyncio
from datetime import date, timedelta

import pytest

from register import entries, items, journal, lifecycle, transfers
from register.clock import day_of
from register.fence import EVERYTHING
from register.paging import Ask
from register.records import Key
from register.refusals import Invalid, NotAllowed, NotFound, NotLawful, OutOfDate, OutOfTurn, Refusal
from register.transfers import Confirmation, Review, Step
from register.words import PowerKind, TransferMode, TransferStatus
from tests.county import COUNTY, PROVINCE, County
from tests.databases import one_dialect
from tests.steps import deed

NEIGHBOURS_TOWN = Key("511603", "511603101")


@pytest.mark.rule("R21", "R56", "R58", "R76", "R87")
async def test_a_transfer_goes_from_its_proposal_to_being_in_force(county: County) -> None:
    key = await county.propose(await county.item())
    life = {"submit": "IN_REVIEW", "review": "REVIEWED", "accept": "ACCEPTED", "confirm": "CONFIRMED"}
    assert lifecycle.status(await county.transfer(key), county.clock()) == "DRAFT"
    for verb, reached in (life | {"publish": "IN_FORCE"}).items():
        assert lifecycle.status(await county.step(verb, key), county.clock()) == reached
    done = await county.transfer(key)
    assert done.version == 6
    assert [one.kind for one in done.documents] == ["合法性审查意见", "承接方案", "联络员", "政府文件", "公布"]


async def test_every_step_writes_one_entry_and_the_chain_holds(county: County) -> None:
    transfer = await county.publish(await county.item())
    supervisor = await county.actor("supervisor")
    found = (await entries.pages(county.store, supervisor, "transfer", [transfer.key], Ask(50)))[transfer.key]
    verbs = ["proposed", "submitted", "reviewed", "accepted", "confirmed", "published"]
    assert [one.action for one in found.rows] == [f"transfer:{verb}" for verb in verbs]
    async with county.store.reading(EVERYTHING) as session:
        assert await journal.verify(session, COUNTY) == []


@pytest.mark.rule("R92")
async def test_nothing_is_in_force_before_it_is_published(county: County) -> None:
    transfer = await county.publish(await county.item(), upto="confirm")
    county.clock.forward(days=30)
    assert not (await county.transfer(transfer.key)).in_force(county.clock())
    published = await county.step("publish", transfer.key)
    assert published.begins == county.clock()


async def test_a_published_transfer_waits_for_its_day(county: County) -> None:
    day = county.clock() + timedelta(days=10)
    transfer = await county.publish(await county.item(), effective_from=day)
    assert lifecycle.status(transfer, county.clock()) == TransferStatus.PUBLISHED
    assert lifecycle.status(transfer, day - timedelta(microseconds=1)) == TransferStatus.PUBLISHED
    assert lifecycle.status(transfer, day) == TransferStatus.IN_FORCE


@pytest.mark.rule("R56")
async def test_a_returned_transfer_is_amended_and_submitted_again(county: County) -> None:
    key = await county.propose(await county.item())
    await county.step("submit", key)
    returned = await county.step("review", key, approve=False, opinion="请补充依据")
    assert lifecycle.status(returned, county.clock()) == TransferStatus.RETURNED
    clerk = await county.actor("department_clerk")
    await transfers.amend(county.store, clerk, transfers.Amendment(key, returned.version, basis=(PROVINCE,)))
    await county.step("submit", key)
    assert lifecycle.status(await county.step("review", key), county.clock()) == TransferStatus.REVIEWED


async def test_an_amendment_of_something_else_finds_the_planned_day_gone_by(county: County) -> None:
    key = await county.propose(await county.item())
    county.clock.forward(days=3)
    clerk = await county.actor("department_clerk")
    await transfers.amend(county.store, clerk, transfers.Amendment(key, 1, basis=(PROVINCE,)))
    early = transfers.Amendment(key, 2, effective_from=county.clock() - timedelta(days=1))
    with pytest.raises(Invalid):
        await transfers.amend(county.store, clerk, early)


@pytest.mark.rule("R72")
async def test_a_township_applies_and_the_department_submits(county: County) -> None:
    key = await county.propose(await county.item(), account="township_clerk")
    with pytest.raises(NotAllowed):
        await county.step("submit", key, "township_clerk")
    assert lifecycle.status(await county.step("submit", key), county.clock()) == TransferStatus.IN_REVIEW


@pytest.mark.rule("R13")
async def test_the_government_proposes(county: County) -> None:
    key = await county.propose(await county.item(), account="government_officer")
    assert (await county.transfer(key)).proposed_by == "government_officer"
    with pytest.raises(NotAllowed):
        await county.step("withdraw", key, "department_clerk")
    withdrawn = await county.step("withdraw", key, "government_officer")
    assert lifecycle.status(withdrawn, county.clock()) == TransferStatus.WITHDRAWN


@pytest.mark.rule("R58")
async def test_a_receiver_declines_with_its_reason(county: County) -> None:
    transfer = await county.publish(await county.item(), upto="review")
    declined = await county.step("decline", transfer.key)
    assert lifecycle.status(declined, county.clock()) == TransferStatus.DECLINED
    supervisor = await county.actor("supervisor")
    found = (await entries.pages(county.store, supervisor, "transfer", [transfer.key], Ask(50)))[transfer.key]
    assert "无对口机构" in found.rows[-1].data


WRONG_HANDS = [
    ("submit", ["township_clerk", "other_township_clerk", "legal_reviewer", "government_officer", "supervisor"]),
    ("review", ["department_clerk", "township_clerk", "government_officer", "policy_admin"]),
    ("accept", ["department_clerk", "other_township_clerk", "legal_reviewer", "government_officer"]),
    ("confirm", ["department_clerk", "township_clerk", "legal_reviewer", "registrar"]),
    ("publish", ["department_clerk", "other_township_clerk", "legal_reviewer", "aggregator"]),
]


@pytest.mark.rule("R56", "R58", "R21", "R87")
@one_dialect
async def test_a_step_by_whoever_it_is_not_is_refused_and_changes_nothing(county: County) -> None:
    key = await county.propose(await county.item())
    for verb, accounts in WRONG_HANDS:
        before = await county.transfer(key)
        for account in accounts:
            with pytest.raises(NotAllowed):
                await county.step(verb, key, account)
        assert await county.transfer(key) == before
        await county.step(verb, key)


async def test_another_county_finds_nothing_of_a_draft(county: County) -> None:
    key = await county.propose(await county.item())
    foreign = await county.actor("other_county_clerk")
    assert await transfers.by_key(county.store, foreign, [key]) == {}
    with pytest.raises(NotFound):
        await transfers.submit(county.store, foreign, Step(key, 1))
    with pytest.raises(NotFound):
        await county.propose(await county.item(), account="other_county_clerk")


async def test_a_stranger_takes_no_step(county: County) -> None:
    key = await county.propose(await county.item())
    with pytest.raises(NotAllowed):
        await transfers.submit(county.store, await county.actor(None), Step(key, 1))


@pytest.mark.rule("R56")
async def test_whoever_proposed_does_not_review(county: County) -> None:
    item = await county.item_of_legal_office()
    await county.add("both", "区司法局", "department_clerk", "legal_reviewer")
    key = await county.propose(item, account="both")
    await county.step("submit", key, "both")
    with pytest.raises(NotLawful) as refused:
        await county.step("review", key, "both")
    assert refused.value.rules == ("R56",)
    assert lifecycle.status(await county.step("review", key), county.clock()) == TransferStatus.REVIEWED


@pytest.mark.rule("R56")
async def test_a_reviewer_whose_body_holds_no_legal_office_is_refused(county: County) -> None:
    await county.add("reviewer_elsewhere", "区交通运输局", "legal_reviewer")
    key = await county.propose(await county.item())
    await county.step("submit", key)
    with pytest.raises(NotAllowed):
        await county.step("review", key, "reviewer_elsewhere")


@pytest.mark.rule("R2", "R55", "R57", "R210")
async def test_an_entrustment_needs_its_term_and_its_signed_and_filed_deed(county: County) -> None:
    item = await county.item()
    with pytest.raises(NotLawful) as refused:
        await county.propose(item, mode=TransferMode.ENTRUST)
    assert refused.value.rules[0] == "R210"
    ends = county.clock() + timedelta(days=365)
    transfer = await county.publish(item, upto="accept", mode=TransferMode.ENTRUST, effective_to=ends)
    with pytest.raises(NotAllowed):
        await county.step("confirm", transfer.key)  # the government confirms the others
    with pytest.raises(NotLawful) as refused:
        await county.step("confirm", transfer.key, "legal_reviewer")
    assert refused.value.rules == ("R55",)
    with pytest.raises(NotLawful) as refused:
        await county.step("confirm", transfer.key, "legal_reviewer", signed_at=day_of(county.clock()))
    assert refused.value.rules == ("R57",)
    confirmed = await county.step("confirm", transfer.key, "legal_reviewer", **deed(county.clock()))
    assert [one.kind for one in confirmed.documents][-3:] == ["委托书", "签订", "备案"]
    published = await county.step("publish", transfer.key)
    assert published.in_force(ends - timedelta(seconds=1))
    assert lifecycle.status(published, ends) == TransferStatus.ENDED


@pytest.mark.rule("R41")
async def test_a_published_transfer_is_not_taken_back_or_changed_by_the_devolver(county: County) -> None:
    transfer = await county.publish(await county.item())
    clerk = await county.actor("department_clerk")
    with pytest.raises(NotLawful) as refused:
        await transfers.withdraw(county.store, clerk, Step(transfer.key, transfer.version))
    assert refused.value.rules == ("R41",)
    amendment = transfers.Amendment(transfer.key, transfer.version, effective_to=county.clock())
    with pytest.raises(NotLawful) as refused:
        await transfers.amend(county.store, clerk, amendment)
    assert refused.value.rules == ("R41",)
    assert await county.transfer(transfer.key) == transfer


async def test_a_step_out_of_turn_is_refused(county: County) -> None:
    key = await county.propose(await county.item())
    for verb in ("review", "accept", "decline", "confirm", "publish"):
        with pytest.raises(OutOfTurn):
            await county.step(verb, key)


async def test_a_stale_version_is_refused_with_the_current_one(county: County) -> None:
    key = await county.propose(await county.item())
    clerk = await county.actor("department_clerk")
    await transfers.submit(county.store, clerk, Step(key, 1))
    with pytest.raises(OutOfDate) as refused:
        await transfers.withdraw(county.store, clerk, Step(key, 1))
    assert refused.value.current == 2


async def test_papers_dated_in_the_future_are_refused(county: County) -> None:
    transfer = await county.publish(await county.item(), upto="accept")
    officer = await county.actor("government_officer")
    tomorrow = day_of(county.clock()) + timedelta(days=1)
    step = Confirmation(transfer.key, transfer.version, document="广区府发〔2026〕3号", document_date=tomorrow)
    with pytest.raises(Invalid) as refused:
        await transfers.confirm(county.store, officer, step)
    assert refused.value.problems[0].path == ("document_date",)
    assert await county.transfer(transfer.key) == transfer


@pytest.mark.rule("R89")
async def test_a_confidential_item_is_served_instead_of_published(county: County) -> None:
    item = await county.enter_item(PowerKind.OTHER, "一项保密事项", confidential=True)
    transfer = await county.publish(item, upto="confirm")
    with pytest.raises(Invalid):
        await county.step("publish", transfer.key)
    served = await county.step("publish", transfer.key, url=None, served_on=date(2026, 1, 5))
    assert served.in_force(county.clock())
    assert await transfers.by_key(county.store, await county.actor(None), [transfer.key]) == {}
    public = await county.publish(await county.item(), upto="confirm")
    with pytest.raises(Invalid):
        await county.step("publish", public.key, url=None, served_on=date(2026, 1, 5))


async def test_of_two_clerks_who_take_a_step_at_once_one_does(county: County) -> None:
    transfer = await county.publish(await county.item(), upto="review")
    clerk = await county.actor("township_clerk")
    accept = transfers.Acceptance(transfer.key, transfer.version, plan="便民服务中心承接", contact="李四")
    decline = Step(transfer.key, transfer.version, note="无对口机构")
    answers = await asyncio.gather(
        transfers.accept(county.store, clerk, accept),
        transfers.decline(county.store, clerk, decline),
        return_exceptions=True,
    )
    refused = [one for one in answers if isinstance(one, Refusal)]
    assert len(refused) == 1
    assert isinstance(refused[0], OutOfDate | OutOfTurn)
    assert (await county.transfer(transfer.key)).version == transfer.version + 1


@pytest.mark.rule("R92")
async def test_a_step_that_waits_is_taken_when_its_turn_comes_and_not_when_it_was_asked_for(county: County) -> None:
    # Otherwise what the department lawfully did in between would lie after the moment of effect, and be void.
    transfer = await county.publish(await county.item(), upto="confirm")
    async with county.store.changing(EVERYTHING) as session:
        await journal.lock(session, COUNTY)
        waiting = asyncio.create_task(county.step("publish", transfer.key))
        await asyncio.sleep(0.3)
        county.clock.forward(minutes=5)
    published = await waiting
    assert published.begins == published.recorded_at == county.clock()


async def test_viewer_may_lists_the_steps_that_are_allowed_and_next(county: County) -> None:
    item = await county.item()
    transfer = await county.publish(item, upto="accept")
    expected = {
        "department_clerk": ("transfer:withdraw",),
        "government_officer": ("transfer:confirm",),
        "legal_reviewer": (),
        "township_clerk": (),
        "other_county_clerk": (),
        None: (),
    }
    for account, actions in expected.items():
        actor = await county.actor(account)
        assert (await transfers.viewer_may(county.store, actor, [transfer]))[transfer.key] == actions


async def test_a_text_that_is_blank_is_refused(county: County) -> None:
    transfer = await county.publish(await county.item(), upto="submit")
    reviewer = await county.actor("legal_reviewer")
    with pytest.raises(Invalid) as refused:
        await transfers.review(
            county.store, reviewer, Review(transfer.key, transfer.version, approve=True, opinion=" ")
        )
    assert refused.value.problems[0].path == ("opinion",)


@pytest.mark.rule("R10")
async def test_what_the_law_has_reserved_since_is_not_published(county: County) -> None:
    item = await county.item()
    transfer = await county.publish(item, upto="confirm")
    amendment = items.Amendment(item.key, item.version, "上位法修订", county_or_above=True)
    await items.amend(county.store, await county.actor("registrar"), amendment)
    with pytest.raises(NotLawful, match="by law for the county or above") as refusal:
        await county.step("publish", transfer.key)
    assert refusal.value.rules == ("R10",)
