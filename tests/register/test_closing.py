"""By what a case may end: it was handled, a commitment took the place of a penalty, or it went to the police."""

from typing import Any

import pytest

from register import cases, powers
from register.cases import Closing
from register.powers import Claim, Exercise
from register.records import Case, Item, Key
from register.refusals import Invalid, NotLawful
from register.words import Ending, PowerKind, Stage, TransferMode
from tests.county import GUANSHENG, County
from tests.databases import one_dialect
from tests.passings import act, case_of

POLICE = "广安市公安局广安区分局,广区交移〔2026〕1号"


async def filed(county: County, item: Item, stage: Stage = Stage.ACCEPT) -> Key:
    clerk = await county.actor("department_clerk")
    done = await powers.exercise(county.store, clerk, Exercise(item.key, stage, Claim(GUANSHENG.id)))
    return (await cases.acts_by_key(county.store, clerk, [done]))[done].case.key


async def close(county: County, case: Key, outcome: str, **how: Any) -> Case:
    clerk = await county.actor("department_clerk")
    await cases.close(county.store, clerk, Closing(case, outcome, **how))
    return (await cases.by_key(county.store, clerk, [case]))[case]


@pytest.mark.rule("R197", "R137")
async def test_a_minor_breach_ends_with_a_commitment_and_a_suspected_crime_with_the_police(county: County) -> None:
    penalty = await county.enter_item(PowerKind.PENALTY)
    minor, crime = await filed(county, penalty), await filed(county, penalty)
    committed = await close(county, minor, "首次轻微违法,当场改正并签署承诺书", ending=Ending.COMMITMENT)
    assert (committed.ending, committed.passed_to) == (Ending.COMMITMENT, None)
    given = {"ending": Ending.CRIME_SUSPECTED, "passed_to": POLICE}
    passed_on = await close(county, crime, "涉嫌危险作业罪", **given)
    assert (passed_on.ending, passed_on.passed_to, passed_on.closed_at) == (*given.values(), county.clock())


@pytest.mark.rule("R197")
@one_dialect
async def test_a_commitment_is_given_instead_of_a_penalty_and_not_after_it_or_for_a_permit(county: County) -> None:
    decided = await filed(county, await county.enter_item(PowerKind.PENALTY), Stage.DECIDE)
    for case in (decided, await filed(county, await county.item())):
        with pytest.raises(NotLawful) as refused:
            await close(county, case, "承诺改正", ending=Ending.COMMITMENT)
        assert refused.value.rules == ("R197",)
        assert (await close(county, case, "办结")).ending is Ending.HANDLED


@pytest.mark.rule("R197", "R7")
@one_dialect
async def test_a_commitment_is_taken_by_whoever_decides_and_by_no_agent(county: County) -> None:
    item = await county.enter_item(PowerKind.PENALTY)
    await county.publish(item, mode=TransferMode.AGENCY)
    case = (await case_of(county, await act(county, item, Stage.INVESTIGATE))).key
    agent, commitment = await county.actor("township_clerk"), Closing(case, "承诺改正", Ending.COMMITMENT)
    with pytest.raises(NotLawful) as refused:
        await cases.close(county.store, agent, commitment)
    assert (refused.value.rules[0], refused.value.holder) == ("R197", item.department)
    await act(county, item, Stage.PRELIMINARY_REVIEW, "department_clerk", case=case)
    await close(county, case, "承诺改正", ending=Ending.COMMITMENT)


@pytest.mark.rule("R137")
@one_dialect
async def test_where_a_suspected_crime_went_is_said_and_of_nothing_else(county: County) -> None:
    case = await filed(county, await county.item())
    wrong: tuple[dict[str, Any], ...] = (
        {"ending": Ending.CRIME_SUSPECTED},
        {"ending": Ending.CRIME_SUSPECTED, "passed_to": " "},
        {"passed_to": POLICE},
    )
    for how in wrong:
        with pytest.raises(Invalid) as refused:
            await close(county, case, "移送", **how)
        assert refused.value.problems[0].path == ("passed_to",)
