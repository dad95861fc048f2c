"""Reviewing decisions: a major one is made once somebody who handled none of the case has passed it, and not before."""

from typing import Any

import pytest

from register import cases, decisions, items, powers
from register.powers import Asked, Claim, Exercise, Manner
from register.records import Case, Item, Key, Ref, Sanction
from register.refusals import Invalid, NotAllowed, NotFound, NotLawful, OutOfTurn
from register.words import PowerKind, SanctionKind, Stage, TransferMode, Validity
from tests.county import GUANSHENG, PROVINCE, County
from tests.databases import one_dialect

pytestmark = pytest.mark.rule("R151")
REVOKING = (Sanction(SanctionKind.PERMIT_REVOCATION),)


async def act(county: County, item: Item, stage: Stage, account: str = "department_clerk", **facts: Any) -> Case:
    asked = Exercise(item.key, stage, Claim(GUANSHENG.id, **facts))
    key = await powers.exercise(county.store, await county.actor(account), asked)
    return (await cases.acts_by_key(county.store, await county.actor("supervisor"), [key]))[key].case


async def refused(county: County, item: Item, account: str = "department_clerk", **facts: Any) -> NotLawful:
    with pytest.raises(NotLawful) as refusal:
        await act(county, item, Stage.DECIDE, account, **facts)
    assert refusal.value.rules == ("R151",)
    return refusal.value


async def a_penalty(county: County, **more: Any) -> Item:
    return await county.enter_item(PowerKind.PENALTY, "对违法超限运输的处罚", **more)


@pytest.mark.rule("R152")
async def test_a_major_decision_is_filed_then_reviewed_then_made(county: County) -> None:
    item = await a_penalty(county, decisions_reviewed=True)
    assert "file the case first" in ((await refused(county, item)).remedy or "")
    case = (await act(county, item, Stage.ACCEPT)).key
    assert "case:review" in ((await refused(county, item, case=case)).remedy or "")
    await county.review_decision(case, approve=False)
    await refused(county, item, case=case)
    county.clock.forward(hours=1)
    await county.review_decision(case)
    county.clock.forward(hours=1)
    found = await act(county, item, Stage.DECIDE, case=case)
    assert [(one.approve, one.opinion) for one in found.reviews] == [(False, "裁量不当"), (True, "事实清楚,依据准确")]
    county.clock.forward(hours=1)
    await county.review_decision(case, approve=False)  # the last counts, from now on
    await refused(county, item, case=case)


@one_dialect
async def test_what_was_decided_before_the_item_came_on_the_list_stays_well_done(county: County) -> None:
    item, supervisor = await a_penalty(county), await county.actor("supervisor")
    asked = Exercise(item.key, Stage.DECIDE, Claim(GUANSHENG.id))
    key = await powers.exercise(county.store, await county.actor("department_clerk"), asked)
    county.clock.forward(hours=1)
    change = items.Amendment(item.key, 1, "纳入重大执法决定法制审核事项清单", decisions_reviewed=True)
    await items.amend(county.store, await county.actor("registrar"), change)
    await refused(county, item)
    done = await cases.acts_by_key(county.store, supervisor, [key])
    assert (await powers.rulings_of(county.store, supervisor, [done[key]]))[key].validity is Validity.VALID


@one_dialect
async def test_a_sanction_that_comes_into_view_makes_the_decision_a_major_one(county: County) -> None:
    item = await a_penalty(county)
    case = (await act(county, item, Stage.ACCEPT)).key
    await refused(county, item, case=case, sanctions=REVOKING)
    await act(county, item, Stage.DECIDE, case=case)


@pytest.mark.rule("R150")
async def test_a_reviewer_of_the_town_that_decides_reviews_for_it(county: County) -> None:
    item = await a_penalty(county, decisions_reviewed=True)
    await county.publish(item, mode=TransferMode.EMPOWER, basis=(PROVINCE,))
    await county.add("town_reviewer", "官盛镇", "legal_reviewer", place=GUANSHENG.id)
    await county.add("department_reviewer", "区交通运输局", "legal_reviewer")
    case = (await act(county, item, Stage.ACCEPT, "township_clerk")).key
    with pytest.raises((NotLawful, NotAllowed)):
        await county.review_decision(case, "department_reviewer")  # whose case it is not any more
    await county.review_decision(case, "town_reviewer")
    found = await act(county, item, Stage.DECIDE, "township_clerk", case=case)
    assert [one.body for one in found.reviews] == [GUANSHENG]


@one_dialect
async def test_nobody_reviews_what_they_handle_themselves(county: County) -> None:
    item = await a_penalty(county, decisions_reviewed=True)
    await county.add("both", "区交通运输局", "legal_reviewer", "department_clerk")
    case = (await act(county, item, Stage.ACCEPT)).key
    await county.review_decision(case, "both")
    await refused(county, item, "both", case=case)
    await act(county, item, Stage.DECIDE, case=case)
    other = (await act(county, item, Stage.ACCEPT, "both")).key
    with pytest.raises(NotLawful) as refusal:
        await county.review_decision(other, "both")
    assert refusal.value.rules == ("R151",)


@one_dialect
async def test_a_case_is_reviewed_while_it_is_open_and_by_a_reviewer(county: County) -> None:
    item = await a_penalty(county)
    case = (await act(county, item, Stage.ACCEPT)).key
    for account in ("department_clerk", "government_officer", "supervisor"):
        with pytest.raises((NotLawful, NotAllowed)):
            await county.review_decision(case, account)
    with pytest.raises(NotFound):
        await county.review_decision(Key(case.tenant, "none"))
    reviewer = await county.actor("legal_reviewer")
    with pytest.raises(Invalid):
        await cases.review(county.store, reviewer, cases.DecisionReview(case, approve=True, opinion=" "))
    assert (await decisions.may(county.store, reviewer, "case:review", Ref("Case", case))).allowed
    await cases.close(county.store, await county.actor("department_clerk"), cases.Closing(case, "不予处罚"))
    with pytest.raises(OutOfTurn):
        await county.review_decision(case)
    assert not (await decisions.may(county.store, reviewer, "case:review", Ref("Case", case))).allowed


@one_dialect
async def test_a_supervisor_asks_of_a_decision_that_was_not_reviewed(county: County) -> None:
    item, actor = await a_penalty(county, decisions_reviewed=True), await county.actor("supervisor")

    async def ruling(*, reviewed: bool | None) -> str:
        asked = Asked(item.key, Stage.DECIDE, Claim(GUANSHENG.id), at=county.clock(), manner=Manner(reviewed=reviewed))
        return (await powers.ruling(county.store, actor, item.department, asked)).rules[0]

    assert [await ruling(reviewed=said) for said in (False, True, None)] == ["R151", "R36", "R36"]
