"""Designating who handles a case: whose it is then, who designates, and what becomes of the others."""

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from policies.guard import law
from register import cases, decisions, powers
from register.authority import authority, claimants
from register.powers import Claim, Exercise
from register.records import Body, Case, Designation, Item, Key, Ref, Retained, Sanction
from register.refusals import Invalid, NotAllowed, NotLawful, OutOfTurn
from register.standing import standing
from register.words import Ending, SanctionKind, Stage, TransferMode
from tests.builders import (
    BUREAU,
    DAY,
    LEGAL_OFFICE,
    NOON,
    OTHER_TOWN,
    TICK,
    TOWN,
    TRANSPORT,
    WATER,
    a_question,
    a_reversion,
    a_transfer,
)
from tests.county import GUANSHENG, PROVINCE, XIEXING, County
from tests.databases import one_dialect
from tests.disputes import coordinate, decide, raise_over
from tests.passings import a_penalty, act, case_of, pass_on

HERE, THERE = a_transfer(), a_transfer(receiver=OTHER_TOWN)
CHAIN = (a_transfer(mode=TransferMode.CONCENTRATE, receiver=BUREAU, begins=NOON - DAY), a_transfer(devolver=BUREAU))
AGENT = a_transfer(mode=TransferMode.AGENCY)
KEEPS = a_transfer(retained=(Retained(SanctionKind.CLOSURE),))
ACROSS: dict[str, Any] = {"also_at": (OTHER_TOWN.place,), "filed_at": NOON, "filed_by": TOWN.key}
CLOSING = {"sanctions": (Sanction(SanctionKind.CLOSURE),)}
BEFORE = {"filed_at": NOON - TICK, "filed_by": TRANSPORT.key}


def a_designation(body: Body, at: Any = NOON) -> Designation:
    return Designation(body.key, "理由", "广区府函〔2026〕7号", None, at, LEGAL_OFFICE.key)


def against(body: Body, *grants: Any, to: Body, **asked: Any) -> str | None:
    line = law("power:exercise", standing(a_question(*grants, designations=(a_designation(to),), **asked), body))
    return line.rule if line else None


@pytest.mark.rule("R208", "R26", "R29", "R31")
@pytest.mark.parametrize(
    ("grants", "asked", "to", "rules"),
    [
        ((HERE, THERE), ACROSS, OTHER_TOWN, {TOWN: "R208", TRANSPORT: "R26", WATER: "R36"}),
        ((HERE, THERE), ACROSS, TOWN, {OTHER_TOWN: "R208", TRANSPORT: "R26"}),
        ((HERE,), ACROSS, TRANSPORT, {TOWN: "R208"}),
        ((HERE,), {}, TRANSPORT, {TOWN: "R208"}),
        (CHAIN, {}, BUREAU, {TOWN: "R208", TRANSPORT: "R32"}),
        (CHAIN, {}, TRANSPORT, {TOWN: "R208", BUREAU: "R26"}),
        ((KEEPS,), CLOSING, TOWN, {TRANSPORT: "R208"}),
        ((HERE,), BEFORE, TOWN, {TRANSPORT: "R208"}),
    ],
)
def test_whoever_is_designated_handles_the_case_and_the_others_are_out_of_it(
    grants: Any, asked: Any, to: Body, rules: dict[Body, str]
) -> None:
    found = authority(a_question(*grants, designations=(a_designation(to),), **asked))
    assert (found.holder, found.also) == (to.key, ())
    assert "R208" in found.rules
    assert against(to, *grants, to=to, **asked) is None
    assert {body: against(body, *grants, to=to, **asked) for body in rules} == rules


@pytest.mark.rule("R208", "R7", "R12", "R28")
def test_a_designation_gives_nobody_what_neither_the_item_nor_a_grant_gives_it() -> None:
    plain = authority(a_question(AGENT))
    assert authority(a_question(AGENT, designations=(a_designation(TOWN),))) == plain
    assert authority(a_question(AGENT, designations=(a_designation(TOWN),), stage=Stage.INVESTIGATE)).holder == TOWN.key
    for matter in ({"sanctions": (Sanction(SanctionKind.DETENTION),)}, {"place": OTHER_TOWN.place}):
        given: dict[str, Any] = matter
        assert authority(a_question(HERE, designations=(a_designation(TOWN),), **given)).holder == TRANSPORT.key
    nobody = a_question(HERE, THERE, designations=(a_designation(WATER),), **ACROSS)
    assert authority(nobody).holder == TOWN.key
    assert claimants(nobody) == (TOWN.key, OTHER_TOWN.key)


@pytest.mark.rule("R208")
def test_who_could_have_a_case_is_told_of_every_stage_and_whoever_was_designated() -> None:
    designated = a_question(HERE, THERE, designations=(a_designation(TOWN),), **ACROSS)
    assert claimants(designated) == (TOWN.key, OTHER_TOWN.key)
    assert claimants(a_question(*CHAIN, designations=(a_designation(BUREAU),))) == claimants(a_question(*CHAIN))
    assert set(claimants(a_question(AGENT))) == {TOWN.key, TRANSPORT.key}
    assert claimants(a_question(a_transfer(reserves_stepping_in=True))) == (TOWN.key,)  # it steps in, and has no claim


@pytest.mark.rule("R208", "R206")
@pytest.mark.parametrize("to", [TOWN, BUREAU])
def test_who_is_designated_for_a_matter_of_two_parts_has_it_by_its_own(to: Body) -> None:
    apart = (a_transfer(parts=("甲",)), a_transfer(mode=TransferMode.CONCENTRATE, receiver=BUREAU, parts=("乙",)))
    found = authority(a_question(*apart, parts=("甲", "乙"), designations=(a_designation(to),)))
    assert (found.holder, found.also) == (to.key, ())


@pytest.mark.rule("R208")
def test_a_body_is_reached_by_the_links_that_lead_to_it_in_whatever_order_they_are_read() -> None:
    concentrate = TransferMode.CONCENTRATE
    chain = [
        a_transfer(mode=concentrate, receiver=BUREAU, begins=NOON - 2 * DAY),
        a_transfer(mode=concentrate, devolver=BUREAU, receiver=WATER, begins=NOON - DAY),
        a_transfer(devolver=WATER),
    ]
    for links in permutations(chain):
        assert a_question(*links).way_to(TOWN.key, TOWN.place, None) == chain
    assert a_question(*chain[1:]).way_to(TOWN.key, TOWN.place, None) is None


@pytest.mark.rule("R208", "R28")
def test_the_last_designation_holds_from_its_moment_until_its_body_does_not_act() -> None:
    both = (a_designation(OTHER_TOWN), a_designation(TOWN, NOON + 2 * DAY))
    for at, holder in ((NOON - TICK, TRANSPORT), (NOON, OTHER_TOWN), (NOON + 2 * DAY, TOWN)):
        assert authority(a_question(HERE, THERE, designations=both, at=at, **ACROSS)).holder == holder.key
    found_idle = (a_reversion(body=OTHER_TOWN, at=NOON + DAY),)
    lapsed = a_question(HERE, THERE, designations=both[:1], reversions=found_idle, at=NOON + DAY, **ACROSS)
    assert authority(lapsed).holder == TOWN.key


async def a_case(county: County, item: Item, *also: Key) -> Key:
    clerk = await county.actor("township_clerk")
    claim = Claim(GUANSHENG.id, also_at=tuple(key.id for key in also))
    act = await powers.exercise(county.store, clerk, Exercise(item.key, Stage.ACCEPT, claim))
    return (await cases.acts_by_key(county.store, clerk, [act]))[act].case.key


@pytest.mark.rule("R208")
async def test_the_government_gives_a_case_of_two_townships_to_one_of_those_who_could_handle_it(county: County) -> None:
    item = await county.item()
    await county.publish(item)
    case, alone = await a_case(county, item, XIEXING), await a_case(county, item)
    officer = await county.actor("government_officer")

    async def designate(account: str, key: Key, body: Key = item.department, **more: Any) -> Key:
        said = {"reason": "主要事实在协兴镇", "document": "广区府函〔2026〕7号", **more}
        return await cases.designate(county.store, await county.actor(account), cases.Order(key, body, **said))

    async def decide(account: str, **more: Any) -> Key:
        command = Exercise(item.key, Stage.DECIDE, Claim(GUANSHENG.id, case=case), **more)
        return await powers.exercise(county.store, await county.actor(account), command)

    for account in ("department_clerk", "township_clerk", "legal_reviewer"):
        with pytest.raises(NotAllowed):
            await designate(account, case)
    for key, body in ((alone, item.department), (case, XIEXING)):  # one is nobody else's; the other was handed nothing
        with pytest.raises(NotLawful) as refused:
            await designate("government_officer", key, body)
        assert refused.value.rules == ("R208",)
    with pytest.raises(Invalid):
        await designate("government_officer", case, reason=" ")
    may = await decisions.may(county.store, officer, "case:designate", Ref("Case", case))
    assert may.allowed
    assert not (await decisions.may(county.store, officer, "case:designate", Ref("Case", alone))).allowed
    with pytest.raises(NotLawful) as refused:
        await decide("department_clerk")
    assert refused.value.rules == ("R208",)
    await designate("government_officer", case)
    with pytest.raises(NotLawful) as refused:
        await decide("township_clerk")
    assert (refused.value.rules, refused.value.holder) == (("R208",), item.department)
    await decide("department_clerk")
    shown = (await cases.by_key(county.store, officer, [case]))[case]
    assert [(one.body, one.reason) for one in shown.designations] == [(item.department, "主要事实在协兴镇")]
    assert shown.as_of(county.clock() - DAY).designations == ()
    await designate("government_officer", case, GUANSHENG)
    await decide("township_clerk")
    await cases.close(county.store, await county.actor("township_clerk"), cases.Closing(case, "准予备案"))
    with pytest.raises(OutOfTurn):
        await designate("government_officer", case)


async def close(county: County, case: Key, account: str) -> Key:
    closing = cases.Closing(case, "不予处罚", Ending.HANDLED)
    return await cases.close(county.store, await county.actor(account), closing)


@one_dialect
@pytest.mark.rule("R208", "R150", "R138")
async def test_a_township_finishes_what_it_was_given_though_it_was_brought_at_its_neighbours(county: County) -> None:
    item = await a_penalty(county)
    given: dict[str, Any] = {"mode": TransferMode.EMPOWER, "basis": (PROVINCE,)}
    key, by = await county.propose(item, receiver=XIEXING, **given), "other_township_clerk"
    for verb, account in (("submit", None), ("review", None), ("accept", by), ("confirm", None), ("publish", by)):
        await county.step(verb, key, account)
    await county.add("reviewer_there", "协兴镇", "legal_reviewer", place=XIEXING.id)
    filed = await case_of(county, await act(county, item, Stage.INVESTIGATE, by, also_at=(XIEXING.id,)))
    assert filed.place == GUANSHENG.id
    await close(county, filed.key, by)
    case = (await case_of(county, await act(county, item, Stage.INVESTIGATE, also_at=(XIEXING.id,)))).key
    with pytest.raises(NotAllowed):
        await close(county, case, by)  # it is another's
    county.clock.forward(hours=1)
    order = cases.Order(case, XIEXING, "主要事实在协兴镇", "广区府函〔2026〕7号")
    await cases.designate(county.store, await county.actor("government_officer"), order)
    with pytest.raises(NotLawful) as refused:
        await close(county, case, "township_clerk")
    assert refused.value.rules == ("R208",)
    with pytest.raises(NotLawful, match="itself"):
        await pass_on(county, case, GUANSHENG, by)
    await county.review_decision(case, "reviewer_there")
    reviewer = await county.actor("reviewer_there")
    assert (await decisions.may(county.store, reviewer, "case:review", Ref("Case", case))).allowed
    for account, may in (("township_clerk", False), (by, True)):
        actor = await county.actor(account)
        assert (await decisions.may(county.store, actor, "case:close", Ref("Case", case))).allowed is may
    await close(county, case, by)


@one_dialect
@pytest.mark.rule("R208", "R135")
async def test_whoever_a_dispute_was_decided_against_does_not_close_the_case(county: County) -> None:
    item = await a_penalty(county)
    case = (await case_of(county, await act(county, item, Stage.INVESTIGATE))).key
    county.clock.forward(hours=1)
    dispute = await raise_over(county, case)
    await coordinate(county, dispute)
    await decide(county, dispute, item.department)
    with pytest.raises(NotLawful) as refused:
        await close(county, case, "township_clerk")
    assert (refused.value.rules, refused.value.holder) == (("R208",), item.department)
    await close(county, case, "department_clerk")


@pytest.mark.rule("R28", "R208")
def test_who_was_found_idle_is_so_until_the_case_is_given_to_it_again() -> None:
    filed = Case(TOWN.key, TOWN.key, TOWN.place, NOON - DAY, TOWN.key, reversions=(a_reversion(body=TOWN, at=NOON),))
    assert (filed.inactive({TOWN.key}), filed.inactive({TRANSPORT.key})) == (True, False)
    for to, at, idle in ((TOWN, NOON + TICK, False), (TOWN, NOON, True), (TRANSPORT, NOON + TICK, True)):
        assert replace(filed, designations=(a_designation(to, at),)).inactive({TOWN.key}) is idle
