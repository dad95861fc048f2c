"""A government's schedule: who sets it, what it may ask for, and how one takes the place of another."""

from datetime import date, timedelta
from typing import Any

import pytest

from register import schedules
from register.records import DaysAfter, Key
from register.refusals import Invalid, NotAllowed, NotLawful, OutOfDate
from register.schedules import NewPhase
from register.words import TransferStatus as Status
from tests.county import COUNTY, County
from tests.databases import one_dialect
from tests.scheduling import HANDED_OVER, OF_2012, PROVINCES_LIST, RUNNING, by, publish_schedule

pytestmark = [pytest.mark.rule("R79"), one_dialect]
STARTS = date(2011, 12, 1)


@pytest.mark.rule("R78", "R82")
async def test_the_next_schedule_takes_the_place_of_the_one_before(county: County) -> None:
    first = await publish_schedule(county, *OF_2012, starts=STARTS)
    aligned = NewPhase("调整清单", Status.REVIEWED, days_after=PROVINCES_LIST)
    with pytest.raises(OutOfDate):
        await publish_schedule(county, aligned)
    second = await publish_schedule(county, aligned, starts=date(2015, 7, 1), expected_revision=1)
    found = await schedules.by_key(county.store, [first, second, Key(COUNTY, "3"), Key(COUNTY, "x")])
    assert {key.id: [one.due for one in shown.phases] for key, shown in found.items()} == {
        "1": [date(2012, 1, 31), date(2012, 2, 28), date(2012, 4, 30)],
        "2": [date(2015, 7, 21)],
    }
    assert found[second].phases[0].days_after == PROVINCES_LIST
    assert (await schedules.current(county.store, [COUNTY, "5116"])) == {COUNTY: found[second]}


@pytest.mark.parametrize("account", ["department_clerk", "township_clerk", "legal_reviewer", "registrar", "supervisor"])
async def test_only_the_governments_office_sets_a_schedule(county: County, account: str) -> None:
    with pytest.raises((NotAllowed, NotLawful)):
        await publish_schedule(county, by(county, Status.ACCEPTED, 9), account=account)
    assert await schedules.current(county.store, [COUNTY]) == {}


async def test_a_transfer_comes_under_the_phases_of_its_county_and_of_the_region_above(county: County) -> None:
    early = await county.transfer(await county.propose(await county.item()))
    county.clock.forward(days=1)
    await publish_schedule(county, by(county, Status.ACCEPTED, 9))
    found = await schedules.of_transfers(county.store, [early])
    assert found == {early.key: ()}  # it was proposed before the schedule starts
    earlier = county.clock().date() - timedelta(days=1)
    await publish_schedule(county, by(county, Status.ACCEPTED, 9), starts=earlier, expected_revision=1)
    ((schedule, phase),) = (await schedules.of_transfers(county.store, [early]))[early.key]
    assert (schedule.revision, phase.step) == (2, Status.ACCEPTED)


WRONG: dict[str, dict[str, Any]] = {
    "phases": {"phases": ()},
    "phases.0.name": {"phases": (NewPhase(" ", Status.ACCEPTED, RUNNING.due),)},
    "phases.0.step": {"phases": (NewPhase("阶段", Status.DECLINED, RUNNING.due),)},
    "phases.0.due": {"phases": (NewPhase("阶段", Status.ACCEPTED),)},
    "phases.0.days_after.days": {"phases": (NewPhase("阶段", Status.ACCEPTED, None, DaysAfter(0, "一号", STARTS)),)},
    "starts": {"starts": date(2012, 2, 1), "phases": (HANDED_OVER, RUNNING)},
    "document": {"document": " "},
    "url": {"url": "javascript:1"},
}


@pytest.mark.parametrize("path", WRONG)
async def test_what_is_not_well_formed_is_told_where_it_stands(county: County, path: str) -> None:
    with pytest.raises(Invalid) as refusal:
        await publish_schedule(
            county,
            *WRONG[path].get("phases", OF_2012),
            **{"starts": STARTS} | {name: value for name, value in WRONG[path].items() if name != "phases"},
        )
    assert [".".join(one.path) for one in refusal.value.problems] == [path]


async def test_dates_that_clash_are_refused(county: County) -> None:
    clash = (
        NewPhase("正式运行", Status.IN_FORCE, date(2012, 1, 31)),
        NewPhase("签订委托书", Status.CONFIRMED, RUNNING.due),
    )
    with pytest.raises(Invalid, match="due before one that comes first"):
        await publish_schedule(county, *clash, starts=STARTS)


@pytest.mark.parametrize("place", ["511602101", "511603", "5116", "999999", "x"])
async def test_a_schedule_is_that_of_ones_own_government(county: County, place: str) -> None:
    with pytest.raises(Invalid):
        await publish_schedule(county, by(county, Status.ACCEPTED, 9), place=place)
