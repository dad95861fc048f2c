"""What a devolver may still do of what it handed over: step in where the grant says so, and ask for nothing."""

from typing import Any

import pytest

from register import cases, powers, transfers
from register.authority import authority
from register.powers import Asked, Claim, Exercise
from register.records import Act, Item, Key, Transfer
from register.refusals import Invalid, NotLawful
from register.words import Demand, PowerKind, Stage, TransferMode, Validity
from tests.builders import OTHER_TOWN, OUTPOST, TOWN, TRANSPORT, a_question, a_transfer
from tests.county import GUANSHENG, PROVINCE, County

GRANT, RESERVED = a_transfer(), a_transfer(reserves_stepping_in=True)
WITHIN = a_transfer(mode=TransferMode.INTERNAL, outpost=OUTPOST.key)
EMPOWERED: dict[str, Any] = {"mode": TransferMode.EMPOWER, "basis": (PROVINCE,)}


# --- who it is


@pytest.mark.rule("R30")
@pytest.mark.parametrize(
    ("transfer", "stage", "kind", "also"),
    [
        (WITHIN, Stage.INVESTIGATE, PowerKind.PENALTY, True),
        (WITHIN, Stage.INVESTIGATE, PowerKind.OTHER, False),
        (RESERVED, Stage.DECIDE, PowerKind.PENALTY, True),
        (GRANT, Stage.DECIDE, PowerKind.PENALTY, False),
    ],
)
def test_whoever_may_step_in_is_named_beside_the_holder(
    transfer: Transfer, stage: Stage, kind: PowerKind, *, also: bool
) -> None:
    found = authority(a_question(transfer, stage=stage, kind=kind))
    assert found.holder == transfer.holder
    expected = ((TRANSPORT.key,), ()) if also else ((), (TRANSPORT.key,))
    assert (found.also, found.barred) == expected
    assert ("R30" in found.rules, "R26" in found.rules) == (also, not also)


@pytest.mark.rule("R30", "R208")
def test_whoever_holds_one_place_needs_no_reason_to_act_for_another_where_it_may_step_in() -> None:
    found = authority(a_question(RESERVED, also_at=(OTHER_TOWN.place,)))
    assert (found.holder, found.also, found.stepping_in) == (TOWN.key, (TRANSPORT.key,), ())


@pytest.mark.rule("R30", "R206")
def test_whoever_may_step_in_for_a_part_needs_its_reason_for_the_whole_matter() -> None:
    in_part = a_transfer(parts=("个人自建房屋",), reserves_stepping_in=True)
    found = authority(a_question(in_part, parts=("个人自建房屋", "矿山安全")))
    assert (found.holder, found.also, found.stepping_in) == (TOWN.key, (TRANSPORT.key,), (TRANSPORT.key,))


# --- on the register


async def a_penalty(county: County, **more: Any) -> Item:
    """A penalty that has been handed over to the town."""
    item = await county.enter_item(PowerKind.PENALTY)
    await county.publish(item, **EMPOWERED, **more)
    return item


async def act(county: County, account: str, item: Item, case: Key | None = None, **more: Any) -> Act:
    actor = await county.actor(account)
    key = await powers.exercise(
        county.store, actor, Exercise(item.key, Stage.DECIDE, Claim(GUANSHENG.id, case=case), **more)
    )
    return (await cases.acts_by_key(county.store, actor, [key]))[key]


async def refused(county: County, item: Item, **more: Any) -> NotLawful:
    with pytest.raises(NotLawful) as refusal:
        await act(county, "department_clerk", item, **more)
    assert refusal.value.holder == GUANSHENG
    return refusal.value


async def ruled(county: County, done: Act) -> tuple[Validity, str]:
    ruling = (await powers.rulings_of(county.store, await county.actor("supervisor"), [done]))[done.key]
    return ruling.validity, ruling.rules[0]


@pytest.mark.rule("R30")
async def test_the_department_steps_in_for_a_reason_where_the_grant_reserves_it(county: County) -> None:
    item = await a_penalty(county, reserves_stepping_in=True)
    refusal = await refused(county, item, reason=" ")
    assert (refusal.rules, "(R30)" in str(refusal.remedy)) == (("R26",), True)
    done = await act(county, "department_clerk", item, reason="重大专项执法行动")
    assert (done.body, done.reason) == (item.department, "重大专项执法行动")
    assert await ruled(county, done) == (Validity.VALID, "R8")
    asked = Asked(item.key, Stage.DECIDE, Claim(GUANSHENG.id))
    found = await powers.authority(county.store, await county.actor("supervisor"), asked)
    assert (found.holder, found.also, "R30" in found.rules) == (GUANSHENG, (item.department,), True)


@pytest.mark.rule("R30", "R26")
async def test_without_such_a_reservation_no_reason_lets_it_step_in(county: County) -> None:
    item = await a_penalty(county)
    assert (await refused(county, item, reason="重大专项执法行动")).rules == ("R26",)


@pytest.mark.rule("R30")
async def test_stepping_in_is_reserved_for_a_penalty_alone_and_stands_in_the_versions(county: County) -> None:
    with pytest.raises(Invalid) as refusal:
        await county.propose(await county.item(), reserves_stepping_in=True)
    assert refusal.value.rules == ("R30",)
    item = await county.enter_item(PowerKind.PENALTY)
    key = await county.propose(item, **EMPOWERED)
    amendment = transfers.Amendment(key, 1, reserves_stepping_in=True)
    await transfers.amend(county.store, await county.actor("department_clerk"), amendment)
    supervisor = await county.actor("supervisor")
    said = [(await transfers.version(county.store, supervisor, key, n)).reserves_stepping_in for n in (1, 2)]
    assert said == [False, True]


@pytest.mark.rule("R30", "R39")
async def test_whoever_may_step_in_has_nothing_left_to_hand_over(county: County) -> None:
    item = await a_penalty(county, reserves_stepping_in=True)
    with pytest.raises(NotLawful) as refusal:
        await county.propose(item, **EMPOWERED)
    assert refusal.value.rules == ("R26", "R39")


@pytest.mark.rule("R27", "R116", "R117")
async def test_what_the_department_asks_for_beside_the_towns_handling_counts_as_exercise(county: County) -> None:
    item = await a_penalty(county)
    case = (await act(county, "township_clerk", item)).case.key
    for demand, rule in ((Demand.FILING, "R27"), (Demand.CONSENT, "R27"), (Demand.STAMP, "R117")):
        assert (await refused(county, item, case=case, disguised_as=demand)).rules == (rule,)
    assert (await refused(county, item, case=case, disguised_as=Demand.CONSENT, reason="案情重大")).rules == ("R27",)
    stamped = await act(county, "department_clerk", item, case, disguised_as=Demand.STAMP, reason="跨省案件")
    assert (stamped.disguised_as, stamped.reason) == (Demand.STAMP, "跨省案件")
    assert await ruled(county, stamped) == (Validity.VALID, "R116")
    filed = await act(county, "township_clerk", item, case, disguised_as=Demand.FILING)
    assert await ruled(county, filed) == (Validity.VALID, "R8")
    asked = Asked(item.key, Stage.DECIDE, Claim(GUANSHENG.id, case=case), disguised_as=Demand.FILING)
    ruling = await powers.ruling(county.store, await county.actor("supervisor"), item.department, asked)
    assert (ruling.validity, ruling.rules[0]) == (Validity.VOID, "R27")
