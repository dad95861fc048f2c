"""What may be proposed: the law asked of a mode, a kind, a receiver and a holder, and the slips of an input."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from register.clock import day_of, start_of_day
from register.records import Key
from register.refusals import Invalid, NotFound, NotLawful
from register.words import PowerKind, Stage, TransferMode
from tests.county import GUANSHENG, PROVINCE, TRANSPORT_PERMIT, XIEXING, County

NEIGHBOURS_TOWN = Key("511603", "511603101")


@pytest.mark.rule("R1", "R3")
async def test_a_mode_that_does_not_admit_the_kind_is_refused_with_its_rule(county: County) -> None:
    permit = await county.item(TRANSPORT_PERMIT)
    for mode, rule in (
        (TransferMode.AUTHORIZE, "R3"),
        (TransferMode.INTERNAL, "R4"),
        (TransferMode.CONCENTRATE, "R16"),
    ):
        with pytest.raises(NotLawful) as refused:
            await county.propose(permit, mode=mode)
        assert refused.value.rules == (rule,)
    await county.propose(permit, mode=TransferMode.RESTORE)  # a law stands behind it


@pytest.mark.rule("R16")
async def test_a_department_is_no_receiver(county: County) -> None:
    item = await county.item()
    with pytest.raises(NotLawful) as refused:
        await county.propose(item, account="government_officer", receiver=item.department)
    assert refused.value.rules == ("R16",)


@pytest.mark.rule("R8")
async def test_a_provincial_decision_hands_a_permit_to_a_town(county: County) -> None:
    permit = await county.item(TRANSPORT_PERMIT)
    with pytest.raises(NotLawful) as refused:
        await county.propose(permit, mode=TransferMode.EMPOWER)
    assert refused.value.rules == ("R8",)
    done = await county.publish(permit, mode=TransferMode.EMPOWER, basis=(PROVINCE,))
    assert done.in_force(county.clock())


@pytest.mark.rule("R11")
async def test_coercion_goes_only_with_the_penalty_it_belongs_to(county: County) -> None:
    coercion = await county.enter_item(PowerKind.COERCION, "扣押超限车辆")
    with pytest.raises(NotLawful) as refused:
        await county.propose(coercion, mode=TransferMode.EMPOWER, basis=(PROVINCE,))
    assert refused.value.rules == ("R11",)
    penalty = await county.enter_item(PowerKind.PENALTY, "超限运输的处罚")
    await county.propose(penalty, mode=TransferMode.EMPOWER, basis=(PROVINCE,))
    await county.propose(coercion, mode=TransferMode.EMPOWER, basis=(PROVINCE,))


@pytest.mark.rule("R26", "R39")
async def test_what_a_department_handed_over_it_cannot_hand_over_again(county: County) -> None:
    item = await county.item()
    first, second = await county.propose(item), await county.propose(item)
    for key in (first, second):
        for verb in ("submit", "review", "accept", "confirm"):
            await county.step(verb, key)
    await county.step("publish", first)
    with pytest.raises(NotLawful) as refused:
        await county.step("publish", second)
    assert "R26" in refused.value.rules
    assert refused.value.holder == GUANSHENG
    with pytest.raises(NotLawful):
        await county.propose(item)
    await county.propose(item, receiver=XIEXING)  # there it still holds the power


@pytest.mark.rule("R39")
async def test_two_transfers_of_one_power_to_one_place_are_not_both_published(county: County) -> None:
    item = await county.item()
    await county.publish(item, effective_from=county.clock() + timedelta(days=30))
    with pytest.raises(NotLawful):
        await county.propose(item)


@pytest.mark.rule("R71")
async def test_a_township_does_not_hand_on_what_it_received(county: County) -> None:
    item = await county.item()
    await county.publish(item)
    with pytest.raises(NotLawful) as refused:
        await county.propose(item, account="other_township_clerk", receiver=XIEXING, devolver=GUANSHENG)
    assert refused.value.rules == ("R71",)


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"effective_from": datetime(2020, 1, 1, tzinfo=UTC)}, "effective_from"),
        ({"effective_to": datetime(2020, 1, 1, tzinfo=UTC)}, "effective_to"),
        ({"stages": ()}, "stages"),
        ({"outpost": GUANSHENG}, "outpost"),
    ],
)
async def test_a_proposal_that_is_not_well_formed_is_refused_where_it_is_wrong(
    county: County, given: dict[str, Any], path: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await county.propose(await county.item(), **given)
    assert [problem.path for problem in refused.value.problems] == [(path,)]


async def test_a_transfer_takes_effect_today_at_the_earliest(county: County) -> None:
    today = start_of_day(day_of(county.clock()))
    await county.propose(await county.item(), effective_from=today)
    with pytest.raises(Invalid):
        await county.propose(await county.item(), effective_from=today - timedelta(microseconds=1))


async def test_a_basis_is_not_dated_in_the_future(county: County) -> None:
    basis = PROVINCE.__class__(PROVINCE.level, PROVINCE.title, date=day_of(county.clock()) + timedelta(days=1))
    with pytest.raises(Invalid) as refused:
        await county.propose(await county.item(), basis=(basis,))
    assert refused.value.problems[0].path == ("basis", "0", "date")


@pytest.mark.rule("R36")
async def test_an_item_that_is_not_listed_is_not_handed_over(county: County) -> None:
    item = await county.enter_item(PowerKind.OTHER, "一项未公布事项", published=False)
    with pytest.raises(NotLawful) as refused:
        await county.propose(item)
    assert refused.value.rules == ("R36",)


@pytest.mark.rule("R23", "R5")
async def test_stages_that_the_mode_does_not_hand_over_are_refused(county: County) -> None:
    item = await county.item()
    for mode, stage, rule in (
        (TransferMode.AUTHORIZE, Stage.SUPERVISE, "R23"),
        (TransferMode.AGENCY, Stage.DECIDE, "R5"),
    ):
        with pytest.raises(NotLawful) as refused:
            await county.propose(item, mode=mode, stages=(stage,))
        assert refused.value.rules == (rule,)


async def test_a_township_of_another_county_is_not_found(county: County) -> None:
    with pytest.raises(NotFound):
        await county.propose(await county.item(), receiver=NEIGHBOURS_TOWN)
