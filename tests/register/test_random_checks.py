"""Random checks: how many a market body had within a year, what is flagged, and what is no check at all."""

from datetime import UTC, datetime, timedelta

import pytest

from register import cases, flags, powers, random_checks
from register.flags import Flag
from register.powers import Claim, Exercise
from register.records import Act, Item, RandomCheck
from register.refusals import Invalid
from register.words import PowerKind, Stage
from tests.county import GUANSHENG, County

pytestmark = pytest.mark.rule("R154")
SHOP, OTHER_SHOP = "11511301008778386B", "91350100M000100Y43"
NOON = datetime(2026, 6, 1, 4, tzinfo=UTC)  # in China
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("earlier", "number"),
    [
        ([], 1),
        ([NOON - HOUR], 1),  # of one visit
        ([NOON - DAY, NOON - DAY + HOUR], 2),
        ([NOON - DAY, NOON - 364 * DAY], 3),
        ([NOON - DAY, NOON - 365 * DAY], 2),
        ([NOON - 13 * HOUR], 2),  # the day before in China, though not yet in UTC
    ],
)
def test_the_days_of_checks_within_a_year_are_counted(earlier: list[datetime], number: int) -> None:
    assert random_checks.number(earlier, NOON) == number


def test_a_check_names_a_market_body_by_its_code_and_says_why_if_it_does() -> None:
    assert random_checks.problems(RandomCheck(SHOP)) == random_checks.problems(RandomCheck(SHOP, "投诉举报")) == []
    paths = [one.path for one in random_checks.problems(RandomCheck("某商店", " "))]
    assert paths == [("random_check", "subject"), ("random_check", "reason")]
    assert random_checks.problems(RandomCheck(SHOP, "理" * 2001))


async def check(
    county: County, item: Item, subject: str = SHOP, reason: str | None = None, stage: Stage = Stage.INVESTIGATE
) -> Act:
    given = Exercise(item.key, stage, Claim(GUANSHENG.id), random_check=RandomCheck(subject, reason))
    key = await powers.exercise(county.store, await county.actor("department_clerk"), given)
    return (await cases.acts_by_key(county.store, await county.actor("supervisor"), [key]))[key]


async def test_the_third_check_within_a_year_is_flagged_and_never_refused(county: County) -> None:
    item = await county.enter_item(PowerKind.INSPECTION, "对道路运输经营的检查")
    acts = []
    for reason in (None, None, None, "投诉举报", None):
        acts.append(await check(county, item, reason=reason))
        county.clock.forward(days=30)
    assert [one.random_check and one.random_check.number for one in acts] == [1, 2, 3, 4, 5]
    many = (Flag.MANY_RANDOM_CHECKS,)
    assert [flags.of_act(one) for one in acts] == [(), (), many, (), many]
    assert flags.of_act(await check(county, item, OTHER_SHOP)) == ()
    county.clock.forward(days=300)  # the first three are more than a year ago
    late = await check(county, item, stage=Stage.SUPERVISE)
    assert late.random_check == RandomCheck(SHOP, None, 3)
    actor = await county.actor("supervisor")
    again = await cases.acts_by_key(county.store, actor, [one.key for one in acts])
    assert [again[one.key].random_check for one in acts] == [one.random_check for one in acts]  # history stays


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
async def test_only_an_inspection_or_supervision_is_a_random_check(county: County) -> None:
    item = await county.enter_item(PowerKind.PENALTY, "对违法超限运输的处罚")
    with pytest.raises(Invalid) as refusal:
        await check(county, item)
    assert (refusal.value.problems[0].path, refusal.value.rules) == (("random_check",), ("R154",))
    await check(county, item, stage=Stage.SUPERVISE)
    with pytest.raises(Invalid) as refusal:
        await check(county, item, "某商店", stage=Stage.SUPERVISE)
    assert refusal.value.problems[0].path == ("random_check", "subject")
