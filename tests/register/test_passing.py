"""Passing a case on: who may, to whom alone, and what becomes of its acts, its limit and its facts."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from register import cases, decisions, powers, verify
from register.records import Case, DecisionReview, Designation, Passing, Ref, Sanction
from register.refusals import Invalid, NotAllowed, NotFound, NotLawful, OutOfTurn
from register.words import OpenCases, Party, SanctionKind, Stage, Validity
from tests.builders import DAY, LEGAL_OFFICE, NOON, TICK, TOWN, TRANSPORT
from tests.county import GUANSHENG, XIEXING, County
from tests.databases import one_dialect
from tests.disputes import coordinate, raise_over
from tests.passings import HEAVY, PAPER, a_penalty, act, case_of, pass_on

FILED = Case(TOWN.key, TOWN.key, TOWN.place, NOON - DAY, TOWN.key, parts=("甲",))
PASSED = Passing(TRANSPORT.key, TOWN.key, "理由", PAPER, None, NOON, (HEAVY,), Party.PERSON, ())


@pytest.mark.rule("R138")
def test_what_came_to_light_counts_from_the_passing_until_another_is_designated() -> None:
    case = replace(FILED, passing=PASSED)
    assert case.matter_at(NOON - TICK) == FILED.filed
    known = case.matter_at(NOON)
    assert (known.sanctions, known.party, known.parts) == ((HEAVY,), Party.PERSON, ())
    assert (FILED.keeper, case.keeper, case.as_of(NOON - TICK)) == (TOWN.key, TRANSPORT.key, FILED)
    assert case.as_of(NOON).parties == (TOWN.key, TRANSPORT.key)
    plain = replace(case, passing=replace(PASSED, sanctions=(), party=None, parts=None))
    assert plain.matter_at(NOON) == FILED.filed
    back, kept = (Designation(one, "理由", None, None, NOON + DAY, LEGAL_OFFICE.key) for one in (TOWN.key, PASSED.body))
    disputed = replace(case, designations=(back,))
    assert disputed.matter_at(NOON + DAY - TICK).sanctions == (HEAVY,)
    assert disputed.matter_at(NOON + DAY) == disputed.filed
    assert disputed.keeper == TOWN.key
    assert replace(case, designations=(kept,)).matter_at(NOON + DAY).sanctions == (HEAVY,)


@pytest.mark.rule("R138", "R151")
def test_a_review_from_before_the_passing_was_of_anothers_decision() -> None:
    early, late = (DecisionReview(True, "同意", at, "a", TOWN.key) for at in (NOON - TICK, NOON + TICK))
    case = replace(FILED, passing=PASSED, reviews=(early, late))
    assert [case.last_review(at) for at in (NOON - TICK, NOON, NOON + TICK)] == [early, None, late]


@pytest.mark.rule("R138", "R31", "R86")
async def test_a_town_passes_on_what_its_grant_leaves_with_the_county_and_its_evidence_stands(county: County) -> None:
    item = await a_penalty(county)
    gathered = await act(county, item, Stage.INVESTIGATE)
    case = await case_of(county, gathered)
    county.clock.forward(days=10)
    for light in ((), (Sanction(SanctionKind.WARNING),)):  # as it was filed, it is the town's own
        with pytest.raises(NotLawful, match="itself") as refused:
            await pass_on(county, case.key, item.department, sanctions=light)
        assert (refused.value.rules[0], refused.value.holder) == ("R138", GUANSHENG)
    with pytest.raises(NotLawful, match="holds it") as refused:
        await pass_on(county, case.key, XIEXING, sanctions=(HEAVY,))
    assert refused.value.holder == item.department
    await pass_on(county, case.key, item.department, sanctions=(HEAVY,))
    after = await case_of(county, gathered)
    assert after.passing
    assert (after.passing.body, after.passing.passed_by, after.passing.document) == (item.department, GUANSHENG, PAPER)
    assert case.limit
    assert (after.filed_at, after.limit) == (case.filed_at, case.limit)  # nothing is gained by it
    assert after.overdue(case.limit.ends_at)
    with pytest.raises(NotLawful) as refused:
        await act(county, item, case=case.key)
    assert (refused.value.rules, refused.value.holder) == (("R31",), item.department)
    county.clock.forward(days=1)
    decided = await act(county, item, account="department_clerk", case=case.key)
    actor = await county.actor("supervisor")
    acts = await cases.acts_by_key(county.store, actor, [gathered, decided])
    rulings = await powers.rulings_of(county.store, actor, list(acts.values()))
    assert {key: one.validity for key, one in rulings.items()} == {gathered: Validity.VALID, decided: Validity.VALID}
    assert not [one async for one in verify.problems(county.store)]


@one_dialect
@pytest.mark.rule("R138")
async def test_who_has_a_case_passes_it_on_once_and_a_dispute_decides_after_that(county: County) -> None:
    item = await a_penalty(county)
    case = (await case_of(county, await act(county, item, Stage.INVESTIGATE))).key
    target = Ref("Case", case)
    heavy: dict[str, Any] = {"sanctions": (HEAVY,)}
    for account, refusal in (
        ("department_clerk", NotAllowed),
        ("other_township_clerk", NotAllowed),
        ("legal_reviewer", NotAllowed),
        ("other_county_clerk", NotFound),
    ):
        with pytest.raises(refusal):
            await pass_on(county, case, item.department, account, **heavy)

    async def may(account: str, action: str = "case:pass") -> bool:
        return (await decisions.may(county.store, await county.actor(account), action, target)).allowed

    assert await may("township_clerk")
    assert not await may("department_clerk")
    wrong: list[dict[str, Any]] = [{"reason": " "}, {"document": ""}, {"url": "x"}, {"parts": (" ",)}]
    for more in (*wrong, {"sanctions": (replace(HEAVY, amount=Decimal(-1)),)}):
        with pytest.raises(Invalid):
            await pass_on(county, case, item.department, **heavy | more)
    county.clock.forward(hours=1)
    await pass_on(county, case, item.department, **heavy)
    assert not await may("township_clerk")
    assert (await may("township_clerk", "case:close"), await may("department_clerk", "case:close")) == (False, True)
    with pytest.raises(OutOfTurn, match="to and fro") as again:
        await pass_on(county, case, GUANSHENG, "department_clerk")
    assert again.value.rules == ("R138",)
    county.clock.forward(hours=1)
    dispute = await raise_over(county, case)
    await coordinate(county, dispute, body=GUANSHENG)
    county.clock.forward(hours=1)
    await act(county, item, case=case)  # it is the town's, as it was filed
    closing = cases.Closing(case, "已处罚")
    await cases.close(county.store, await county.actor("township_clerk"), closing)
    assert not [one async for one in verify.problems(county.store)]


@one_dialect
@pytest.mark.rule("R138", "R206", "R209")
async def test_a_part_that_was_not_handed_over_and_a_power_that_went_back_are_passed_on(county: County) -> None:
    item = await a_penalty(county, parts=("甲",))
    other, own = [
        (await case_of(county, await act(county, item, Stage.INVESTIGATE, parts=("甲",)))).key for _ in range(2)
    ]
    county.clock.forward(hours=1)
    await pass_on(county, other, item.department, parts=())
    await act(county, item, account="department_clerk", case=other)
    with pytest.raises(NotLawful) as refused:
        await act(county, item, case=other)
    assert refused.value.rules == ("R206",)
    county.clock.forward(hours=1)
    dispute = await raise_over(county, other)
    await coordinate(county, dispute, body=GUANSHENG)  # as it was filed, it could be the town's after all
    county.clock.forward(hours=1)
    await act(county, item, case=other)
    transfer = (await county.transfers_of(item))[0]
    county.clock.forward(days=1)
    await county.recall(transfer, open_cases=OpenCases.MOVE)
    with pytest.raises(NotLawful) as refused:
        await pass_on(county, own, XIEXING)
    assert refused.value.holder == item.department
    await pass_on(county, own, item.department)
    await act(county, item, account="department_clerk", case=own)
    for wrong in (own, other):  # its power is gone, but not its case
        with pytest.raises(NotAllowed if wrong == own else OutOfTurn):
            await pass_on(county, wrong, item.department)
