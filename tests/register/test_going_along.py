"""A coercive measure goes along with a penalty: not before it, not for longer, and back with it."""

from dataclasses import replace
from typing import Any

import pytest

from register.records import Key, Transfer
from register.refusals import NotLawful
from register.transfers import along
from register.transfers.around import Around
from register.words import PowerKind, TransferMode
from tests.builders import BUREAU, COUNTY, DAY, NOON, OTHER_TOWN, a_recall, a_transfer, an_item
from tests.county import PROVINCE, County
from tests.databases import one_dialect

pytestmark = pytest.mark.rule("R11")
GIVEN: dict[str, Any] = {"mode": TransferMode.EMPOWER, "basis": (PROVINCE,)}
OWN = an_item(kind=PowerKind.COERCION, name="扣押超限车辆")
LATER = NOON + 10 * DAY


def a_measure(**more: Any) -> Transfer:
    return replace(a_transfer(**{"kind": PowerKind.COERCION, "begins": NOON, **more}), item=OWN.key)


def known(measure: Transfer, *penalties: Transfer) -> Around:
    named = [replace(one, key=Key(COUNTY, f"penalty{n}")) for n, one in enumerate(penalties)]
    return Around(items={OWN.key: OWN}, measures={measure.key: measure}, penalties={one.key: one for one in named})


@pytest.mark.parametrize(
    ("measure", "penalties", "fits"),
    [
        (a_measure(), [a_transfer(begins=NOON)], True),
        (a_measure(), [], False),
        (a_measure(), [a_transfer(begins=NOON + DAY)], False),
        (a_measure(), [a_transfer(begins=NOON, published_at=None)], False),
        (a_measure(), [a_transfer(begins=NOON, effective_to=LATER)], False),
        (a_measure(effective_to=LATER), [a_transfer(begins=NOON, effective_to=LATER)], True),
        (a_measure(effective_to=LATER + DAY), [a_transfer(begins=NOON, effective_to=LATER)], False),
        (a_measure(), [a_transfer(begins=NOON, recall=a_recall(ends=LATER))], False),
        (a_measure(), [a_transfer(begins=NOON, recall=a_recall(ends=LATER)), a_transfer(begins=NOON)], True),
        (a_measure(), [a_transfer(begins=NOON, receiver=OTHER_TOWN)], False),
        (a_measure(), [a_transfer(begins=NOON, devolver=BUREAU)], False),
        (a_measure(), [a_transfer(begins=NOON, mode=TransferMode.RESTORE)], False),
    ],
)
def test_a_measure_is_in_force_no_sooner_and_no_longer_than_a_penalty(
    measure: Transfer, penalties: list[Transfer], fits: bool
) -> None:
    around = known(measure, *penalties)
    if fits:
        along.with_penalty(around, measure)
        return
    with pytest.raises(NotLawful) as refused:
        along.with_penalty(around, measure)
    assert refused.value.rules == ("R11",)


def test_a_penalty_is_not_taken_back_from_under_a_measure() -> None:
    back = a_transfer(begins=NOON, recall=a_recall(ends=LATER))
    other = a_transfer(begins=NOON)
    lasting, leaving = a_measure(), a_measure(recall=a_recall(ends=LATER))
    for measure, penalties, left in (
        (lasting, [back], True),
        (lasting, [back, other], False),
        (lasting, [back, replace(back)], True),
        (leaving, [back], False),
        (a_measure(receiver=OTHER_TOWN), [back], False),
        (a_measure(published_at=None), [back], False),
    ):
        around = known(measure, *penalties)
        taken = around.penalties[Key(COUNTY, "penalty0")]
        if not left:
            along.leaves_none(around, taken)
            continue
        with pytest.raises(NotLawful, match="1 coercive") as refused:
            along.leaves_none(around, taken)
        assert refused.value.rules == ("R11",)


def test_a_measure_may_be_proposed_while_its_penalty_goes_or_is_to_go() -> None:
    over = a_transfer(begins=NOON - 20 * DAY, recall=a_recall(ends=NOON))
    assert along.goes_along(a_measure(), [a_transfer(published_at=None)])
    assert not along.goes_along(a_measure(), [over])
    assert along.goes_along(replace(a_measure(), effective_from=NOON - DAY), [over])  # as it was before


@one_dialect
async def test_a_measure_comes_and_goes_with_its_penalty(county: County) -> None:
    penalty = await county.enter_item(PowerKind.PENALTY, "超限运输的处罚")
    measure = await county.enter_item(PowerKind.COERCION, "扣押超限车辆")
    drafted = await county.propose(penalty, **GIVEN)
    with pytest.raises(NotLawful) as refused:
        await county.publish(measure, **GIVEN)
    assert refused.value.rules == ("R11",)
    await county.step("withdraw", drafted)
    (waiting,) = await county.transfers_of(measure)
    await county.step("withdraw", waiting.key)
    batch = await county.publish_batch([penalty, measure])
    of = {one.item: one for one in await county.transfers_of_batch(batch)}
    county.clock.forward(hours=1)
    with pytest.raises(NotLawful) as refused:
        await county.recall(of[penalty.key])
    assert (refused.value.rules, refused.value.holder) == (("R11",), of[penalty.key].receiver)
    await county.recall(of[measure.key])
    await county.recall_step("publish", of[penalty.key].key)
    county.clock.forward(hours=1)
    with pytest.raises(NotLawful) as refused:
        await county.propose(measure, **GIVEN)
    assert refused.value.rules == ("R11",)
