"""A recall on a real database: each step, who takes it, what stands against it, and what is left behind."""

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from register import entries, items, journal, lifecycle, powers, recalls, transfers
from register.fence import EVERYTHING
from register.paging import Ask
from register.powers import Asked, Claim
from register.records import Item, Key, Transfer
from register.refusals import Conflict, Invalid, NotAllowed, NotFound, NotLawful, OutOfDate, OutOfTurn, Refusal
from register.transfers import Review
from register.transfers.record import write
from register.words import PowerKind, RecallGround, Stage, TransferMode, TransferStatus
from tests.county import COUNTY, GUANSHENG, XIEXING, County
from tests.databases import one_dialect
from tests.steps import RECALL_STEPS

DAY = timedelta(days=1)
LAW_CHANGED, UNABLE = RecallGround.LAW_CHANGED, RecallGround.RECEIVER_UNABLE


def status(county: County, transfer: Transfer) -> TransferStatus:
    return lifecycle.status(transfer, county.clock())


async def holder(county: County, transfer: Transfer, **when: Any) -> Key | None:
    asked = Asked(transfer.item, Stage.DECIDE, Claim(transfer.place), **when)
    return (await powers.authority(county.store, await county.actor("supervisor"), asked)).holder


async def handed_over_by(county: County, account: str) -> Transfer:
    """An item of the account's own department, handed to 官盛镇."""
    actor, registrar = await county.actor(account), await county.actor("registrar")
    assert actor.body
    new = items.NewItem(Key(*actor.body), "TEST-OWN", "一项权力", PowerKind.OTHER, published=True)
    key = await items.enter(county.store, registrar, new)
    item = (await items.by_key(county.store, registrar, [key]))[key]
    proposed = await county.propose(item, account=account)
    await county.step("submit", proposed, account)
    for verb in ("review", "accept", "confirm", "publish"):
        await county.step(verb, proposed)
    return await county.transfer(proposed)


# --- the way of a recall


@pytest.mark.rule("R46", "R47", "R209")
async def test_a_recall_goes_from_its_request_to_the_end_of_the_transfer(county: County) -> None:
    transfer = await county.publish(await county.item())
    day = county.clock() + 30 * DAY
    for verb in ("request", "review", "approve"):
        more: dict[str, Any] = {"effective_from": day} if verb == "request" else {}
        asked = await county.recall_step(verb, transfer.key, **more)
        assert (status(county, asked), asked.in_force(county.clock())) == ("RECALL_REQUESTED", True)
    published = await county.recall_step("publish", transfer.key)
    assert (status(county, published), published.ends) == (TransferStatus.IN_FORCE, day)
    assert [one.kind for one in published.documents][-3:] == ["收回审查意见", "收回批复", "收回公布"]
    assert await holder(county, transfer) == GUANSHENG
    county.clock.at = day
    assert status(county, published) == TransferStatus.ENDED
    assert await holder(county, transfer) == transfer.devolver
    assert await holder(county, transfer, at=day - DAY) == GUANSHENG


@pytest.mark.rule("R47")
async def test_every_step_writes_one_entry_and_the_chain_holds(county: County) -> None:
    transfer = await county.recall(await county.publish(await county.item()))
    supervisor = await county.actor("supervisor")
    found = (await entries.pages(county.store, supervisor, "transfer", [transfer.key], Ask(50)))[transfer.key]
    verbs = ["requested", "reviewed", "approved", "published"]
    assert [one.action for one in found.rows][-4:] == [f"recall:{verb}" for verb in verbs]
    assert "2026年赋权事项评估报告" in found.rows[-4].data
    assert transfer.version == 10
    async with county.store.reading(EVERYTHING) as session:
        assert await journal.verify(session, COUNTY) == []


@pytest.mark.rule("R92", "R46")
@one_dialect
async def test_a_recall_published_late_takes_effect_when_it_is_published(county: County) -> None:
    transfer = await county.recall(await county.publish(await county.item()), upto="approve")
    late = county.clock.forward(days=3)
    assert await holder(county, transfer) == GUANSHENG
    ended = await county.recall_step("publish", transfer.key)
    assert (ended.ends, status(county, ended)) == (late, TransferStatus.ENDED)
    assert await holder(county, transfer, at=late - timedelta(microseconds=1)) == GUANSHENG
    assert await holder(county, transfer, known_at=late - DAY) == GUANSHENG


@pytest.mark.rule("R46")
@one_dialect
async def test_what_is_published_and_not_yet_in_force_can_be_recalled_and_never_takes_effect(county: County) -> None:
    day = county.clock() + 9 * DAY
    coming = await county.publish(await county.item(), effective_from=day)
    asked = await county.recall(coming, upto="approve")
    assert (status(county, asked), asked.in_force(day)) == (TransferStatus.RECALL_REQUESTED, True)
    recalled = await county.recall_step("publish", coming.key)
    assert status(county, recalled) == TransferStatus.ENDED
    assert await holder(county, coming, at=day) == coming.devolver
    # It is in nobody's way: the item can be handed over anew.
    anew = await county.publish(await county.item(), effective_from=day)
    assert await holder(county, anew, at=day) == GUANSHENG


# --- who asks, and on what ground


@pytest.mark.rule("R41", "R45", "R46")
@one_dialect
async def test_a_request_is_the_devolvers_the_legal_offices_or_an_unable_receivers(county: County) -> None:
    transfer = await county.publish(await county.item())
    for account in ("other_township_clerk", "government_officer", "registrar", "supervisor", "policy_admin"):
        with pytest.raises(NotAllowed):
            await county.recall_step("request", transfer.key, account)
    for ground in RecallGround:
        if ground is not UNABLE:
            with pytest.raises(NotLawful) as refused:
                await county.recall_step("request", transfer.key, "township_clerk", ground=ground)
            assert refused.value.rules == ("R46",)
    for account, ground in (("department_clerk", RecallGround.ASSESSMENT), ("township_clerk", UNABLE)):
        asked = await county.recall_step("request", transfer.key, account, ground=ground)
        assert asked.recall
        assert (asked.recall.requested_by, asked.recall.ground) == (account, ground)
        await county.recall_step("review", transfer.key, approve=False, opinion="理由不足")
    assert await county.recall_step("request", transfer.key, "legal_reviewer", ground=LAW_CHANGED)


@pytest.mark.rule("R41", "R43", "R44")
@one_dialect
async def test_a_step_by_whoever_it_is_not_is_refused_and_changes_nothing(county: County) -> None:
    transfer = await county.recall(await county.publish(await county.item()), upto="request")
    wrong = {
        "review": ("R43", ["department_clerk", "township_clerk", "government_officer"]),
        "approve": ("R44", ["department_clerk", "township_clerk", "legal_reviewer"]),
        "publish": ("R41", ["department_clerk", "township_clerk", "registrar"]),
    }
    for verb, (rule, accounts) in wrong.items():
        before = await county.transfer(transfer.key)
        for account in accounts:
            with pytest.raises(NotAllowed) as refused:
                await county.recall_step(verb, transfer.key, account)
            assert refused.value.rules == (rule,)
        assert await county.transfer(transfer.key) == before
        await county.recall_step(verb, transfer.key)


@pytest.mark.rule("R47")
@one_dialect
async def test_whoever_asked_does_not_review_and_does_not_approve(county: County) -> None:
    transfer = await county.publish(await county.item())
    await county.recall_step("request", transfer.key, "legal_reviewer")
    with pytest.raises(NotLawful) as refused:
        await county.recall_step("review", transfer.key, "legal_reviewer")
    assert refused.value.rules == ("R47",)
    await county.add("second_reviewer", "区司法局", "legal_reviewer")
    assert status(county, await county.recall_step("review", transfer.key, "second_reviewer")) == "RECALL_REQUESTED"
    await county.add("both", "区政府办", "department_clerk", "government_officer")
    own = await handed_over_by(county, "both")
    await county.recall_step("request", own.key, "both")
    await county.recall_step("review", own.key)
    with pytest.raises(NotLawful) as refused:
        await county.recall_step("approve", own.key, "both")
    assert refused.value.rules == ("R47",)
    assert await county.recall_step("approve", own.key)


# --- which way


@pytest.mark.rule("R41", "R43", "R44", "R46")
@pytest.mark.parametrize("important", [False, True])
@pytest.mark.parametrize("by_devolver", [False, True])
@pytest.mark.parametrize("ground", RecallGround)
def test_only_a_change_of_law_on_an_unimportant_item_needs_no_government(
    ground: RecallGround, *, important: bool, by_devolver: bool
) -> None:
    short = (ground, important, by_devolver) == (LAW_CHANGED, False, False)
    assert recalls.settles(ground, important=important, by_devolver=by_devolver) is short


@pytest.mark.rule("R43", "R45")
@one_dialect
async def test_a_change_of_law_on_an_unimportant_item_is_the_legal_offices_to_settle(county: County) -> None:
    transfer = await county.publish(await county.item())
    await county.recall_step("request", transfer.key, ground=LAW_CHANGED)
    await county.recall_step("review", transfer.key)
    with pytest.raises(OutOfTurn):
        await county.recall_step("approve", transfer.key)
    ended = await county.recall_step("publish", transfer.key, "legal_reviewer")
    assert status(county, ended) == TransferStatus.ENDED


@pytest.mark.rule("R44", "R46")
@pytest.mark.parametrize(("ground", "rule"), [(LAW_CHANGED, "R44"), (RecallGround.OPERATIONAL, "R46")])
@one_dialect
async def test_the_government_approves_a_recall_of_an_important_item(
    county: County, ground: RecallGround, rule: str
) -> None:
    transfer = await county.publish(await county.enter_item(PowerKind.OTHER, important=True))
    await county.recall_step("request", transfer.key, ground=ground)
    await county.recall_step("review", transfer.key)
    with pytest.raises(OutOfTurn) as refused:
        await county.recall_step("publish", transfer.key, "legal_reviewer")
    assert refused.value.rules == (rule,)


@pytest.mark.rule("R41", "R43")
@one_dialect
async def test_a_legal_office_does_not_take_back_its_own_power_alone(county: County) -> None:
    await county.add("both", "区司法局", "department_clerk", "legal_reviewer")
    own = await handed_over_by(county, "both")
    await county.recall_step("request", own.key, "both", ground=LAW_CHANGED)
    await county.recall_step("review", own.key)
    with pytest.raises(OutOfTurn):
        await county.recall_step("publish", own.key, "both")
    await county.recall_step("approve", own.key)
    assert status(county, await county.recall_step("publish", own.key, "both")) == TransferStatus.ENDED


@pytest.mark.rule("R47")
@pytest.mark.parametrize("verb", ["review", "approve"])
@one_dialect
async def test_a_step_refused_ends_the_request_and_leaves_the_transfer_as_it_was(county: County, verb: str) -> None:
    before = await county.publish(await county.item())
    await county.recall(before, upto={"review": "request", "approve": "review"}[verb])
    after = await county.recall_step(verb, before.key, approve=False, opinion="理由不足")
    assert replace(after, version=before.version, recorded_at=before.recorded_at) == before
    assert status(county, after) == TransferStatus.IN_FORCE
    supervisor = await county.actor("supervisor")
    found = (await entries.pages(county.store, supervisor, "transfer", [before.key], Ask(50)))[before.key]
    last = found.rows[-1]
    assert last.action == {"review": "recall:reviewed", "approve": "recall:approved"}[verb]
    assert '"approve":false' in last.data
    assert "理由不足" in last.data
    assert status(county, await county.recall_step("request", before.key)) == TransferStatus.RECALL_REQUESTED


# --- what is asked for, and published


@pytest.mark.rule("R42", "R46", "R209", "R210")
async def test_a_request_that_is_not_well_formed_is_told_every_problem_at_once(county: County) -> None:
    ends = county.clock() + 99 * DAY
    transfer = await county.publish(await county.item(), mode=TransferMode.ENTRUST, effective_to=ends)
    wrong: list[tuple[dict[str, Any], set[str], tuple[str, ...]]] = [
        ({"basis": " "}, {"basis"}, ("R42",)),
        ({"basis": "法" * 2001}, {"basis"}, ("R42",)),
        ({"effective_from": county.clock() - timedelta(hours=13)}, {"effective_from"}, ("R46",)),
        ({"effective_from": ends}, {"effective_from"}, ("R210",)),
        ({"ground": RecallGround.RECEIVER_ABOLISHED}, {"open_cases"}, ("R209",)),
        (
            {"ground": RecallGround.RECEIVER_ABOLISHED, "basis": "", "effective_from": county.clock() - DAY},
            {"basis", "effective_from", "open_cases"},
            ("R42", "R46", "R209"),
        ),
    ]
    for given, paths, rules in wrong:
        with pytest.raises(Invalid) as refused:
            await county.recall_step("request", transfer.key, **given)
        assert ({one.path[0] for one in refused.value.problems}, refused.value.rules) == (paths, rules)
    earlier_today = county.clock() - timedelta(hours=12)  # it is noon in China
    assert await county.recall_step("request", transfer.key, effective_from=earlier_today)
    with pytest.raises(Invalid):
        await county.recall_step("review", transfer.key, opinion=" ")


@pytest.mark.rule("R89", "R92")
async def test_a_recall_of_a_confidential_item_is_served_instead_of_published(county: County) -> None:
    item = await county.enter_item(PowerKind.OTHER, "一项保密事项", confidential=True)
    transfer = await county.publish(item, upto="confirm")
    served: dict[str, Any] = {"url": None, "served_on": county.clock().date()}
    await county.recall(await county.step("publish", transfer.key, **served), upto="approve")
    with pytest.raises(Invalid) as refused:
        await county.recall_step("publish", transfer.key)
    assert refused.value.rules == ("R89",)
    ended = await county.recall_step("publish", transfer.key, **served)
    assert ended.documents[-1].kind == "收回送达"


@pytest.mark.rule("R77")
async def test_a_link_on_which_another_stands_is_not_taken_out_of_the_chain(county: County) -> None:
    first = await county.recall(await county.publish(await county.item()), upto="approve")
    row = replace(first, key=Key(COUNTY, "last"), devolver=GUANSHENG, receiver=XIEXING, recall=None)
    async with county.store.changing(EVERYTHING) as session:
        await write(session, row, fresh=True)
    with pytest.raises(Conflict) as refused:
        await county.recall_step("publish", first.key)
    assert refused.value.rules == ("R77",)
    ended = replace(row, version=row.version + 1, effective_to=county.clock())
    async with county.store.changing(EVERYTHING) as session:
        await write(session, ended)
    assert status(county, await county.recall_step("publish", first.key)) == TransferStatus.ENDED


@one_dialect
async def test_a_published_recall_is_not_requested_again_and_its_item_may_then_be_retired(county: County) -> None:
    transfer = await county.publish(await county.item())
    recalled = await county.recall(transfer, effective_from=county.clock() + DAY)
    with pytest.raises(OutOfTurn):
        await county.recall_step("request", transfer.key)
    item, registrar = await county.item(), await county.actor("registrar")
    with pytest.raises(NotLawful):
        await items.retire(county.store, registrar, item.key, item.version, "取消")
    county.clock.at = recalled.ends or county.clock()
    await items.retire(county.store, registrar, item.key, item.version, "取消")


async def test_another_county_finds_no_request_and_a_stale_version_is_refused(county: County) -> None:
    transfer = await county.publish(await county.item())
    with pytest.raises(NotFound):
        await county.recall_step("request", transfer.key, "other_county_clerk")
    asked = await county.recall_step("request", transfer.key)
    reviewer = await county.actor("legal_reviewer")
    with pytest.raises(OutOfDate):
        await recalls.review(county.store, reviewer, Review(transfer.key, transfer.version, approve=True, opinion="可"))
    foreign, own = await county.actor("other_county_clerk"), await county.actor("township_clerk")
    assert transfers.recall_seen(foreign, asked) is None
    assert transfers.recall_seen(await county.actor(None), asked) is None
    assert transfers.recall_seen(own, asked) == asked.recall


async def test_viewer_may_lists_the_steps_of_a_recall(county: County) -> None:
    transfer = await county.publish(await county.item())
    people = ("department_clerk", "township_clerk", "legal_reviewer", "government_officer")
    expected = {
        "publish": (("recall:request",), ("recall:request",), ("recall:request",), ()),
        "request": ((), (), ("recall:review",), ()),
        "review": ((), (), (), ("recall:approve",)),
        "approve": ((), (), ("recall:publish",), ("recall:publish",)),
    }
    for verb, lists in expected.items():
        if verb in RECALL_STEPS and verb != "publish":
            transfer = await county.recall_step(verb, transfer.key)
        for account, actions in zip(people, lists, strict=True):
            found = await transfers.viewer_may(county.store, await county.actor(account), [transfer])
            assert found[transfer.key] == actions, (verb, account)


# --- whatever is done


@pytest.mark.rule("R77", "R202")
@one_dialect
async def test_no_sequence_of_steps_leaves_a_stage_without_a_holder_or_with_two(county: County) -> None:
    item = await county.item()
    draw = random.Random(209)  # noqa: S311  the same steps in each run
    transfer, taken = await county.publish(item), set[str]()
    for _ in range(10):
        if status(county, transfer) is TransferStatus.ENDED:
            transfer = await county.publish(item)
        due = str(lifecycle.next_of_recall(transfer.recall) or "wait").removeprefix("recall:")
        verb = draw.choice([*RECALL_STEPS, "wait", due, due, due])
        given: dict[str, Any] = {}
        if verb in ("review", "approve"):
            given = {"approve": draw.random() < 0.8}
        if verb == "request":
            given = {"effective_from": county.clock() + draw.choice([0, 1, 3]) * DAY, "ground": UNABLE}
        try:
            transfer = await _do(county, verb, transfer, given)
            taken.add(verb)
        except Refusal:
            pass
        await _one_holder(county, item, transfer)
    assert taken == {*RECALL_STEPS, "wait"}


async def _do(county: County, verb: str, transfer: Transfer, given: dict[str, Any]) -> Transfer:
    if verb == "wait":
        county.clock.forward(days=1)
        return transfer
    return await county.recall_step(verb, transfer.key, **given)


async def _one_holder(county: County, item: Item, transfer: Transfer) -> None:
    supervisor = await county.actor("supervisor")
    for stage in (Stage.ACCEPT, Stage.DECIDE):
        found = await powers.authority(county.store, supervisor, Asked(item.key, stage, Claim(transfer.place)))
        expected = GUANSHENG if transfer.in_force(county.clock()) else item.department
        assert (found.holder, found.also) == (expected, ())
