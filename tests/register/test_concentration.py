"""CONCENTRATE 相对集中 on a real database: from its department to the bureau of the county, for all of the county."""

from typing import Any

import pytest

from register import cases, departments, items, powers, transfers
from register.fence import EVERYTHING
from register.paging import Ask
from register.powers import Asked, Claim, Exercise
from register.records import Authority, Item, Key, Sanction, Transfer
from register.refusals import NotAllowed, NotLawful
from register.transfers.reads import Under
from register.words import PowerKind, RecallGround, SanctionKind, Stage, TransferMode
from tests.county import COUNTY, GUANSHENG, PROVINCE, XIEXING, County
from tests.databases import one_dialect

BY_BUREAU = {"accept": "bureau_clerk", "publish": "bureau_clerk"}
MODE = TransferMode.CONCENTRATE


@pytest.fixture
async def bureau(county: County) -> Key:
    """区综合执法局, with a clerk."""
    await county.add("bureau_clerk", "区综合执法局", "department_clerk")
    body = (await county.actor("bureau_clerk")).body
    assert body
    return Key(*body)


async def propose(county: County, item: Item, bureau: Key, **more: Any) -> Key:
    return await county.propose(item, receiver=bureau, mode=MODE, **{"basis": (PROVINCE,), **more})


async def confirmed(county: County, key: Key) -> Key:
    for verb in ("submit", "review", "accept", "confirm"):
        bureaus = (await county.transfer(key)).mode is MODE
        await county.step(verb, key, BY_BUREAU.get(verb) if bureaus else None)
    return key


async def concentrate(county: County, item: Item, bureau: Key, **more: Any) -> Transfer:
    key = await confirmed(county, await propose(county, item, bureau, **more))
    return await county.step("publish", key, "bureau_clerk")


async def exercise(county: County, account: str, item: Item, stage: Stage, place: Key, **facts: Any) -> Key:
    """One stage done; the case it was done in."""
    actor, command = await county.actor(account), Exercise(item.key, stage, Claim(place.id, **facts))
    act = await powers.exercise(county.store, actor, command)
    return (await cases.acts_by_key(county.store, actor, [act]))[act].case.key


async def authority(county: County, item: Item, place: Key, **facts: Any) -> Authority:
    asked = Asked(item.key, Stage.DECIDE, Claim(place.id, **facts))
    return await powers.authority(county.store, await county.actor(None), asked)


async def listed(county: County, under: Under, parent: Key | str) -> list[Key]:
    wanted, actor = transfers.TransferFilter(in_force=True), await county.actor(None)
    page = (await transfers.pages(county.store, actor, under, [parent], wanted, Ask(9)))[parent]
    return [one.key for one in page.rows]


async def rule_against(county: County, account: str, item: Item, place: Key = GUANSHENG, **more: Any) -> str:
    with pytest.raises(NotLawful) as refused:
        await exercise(county, account, item, more.pop("stage", Stage.DECIDE), place, **more)
    return refused.value.rules[0]


@pytest.mark.rule("R16", "R32", "R33", "R12", "R29")
async def test_the_bureau_exercises_all_over_the_county_and_the_department_only_supervises(
    county: County, bureau: Key
) -> None:
    item = await county.enter_item(PowerKind.PENALTY)
    open_ = await exercise(county, "department_clerk", item, Stage.ACCEPT, XIEXING)
    county.clock.forward(minutes=1)
    transfer = await concentrate(county, item, bureau)
    assert (transfer.place, transfer.receiver) == (COUNTY, bureau)
    assert await listed(county, "item", item.key) == await listed(county, "county", COUNTY) == [transfer.key]
    assert await listed(county, "receiver", bureau) == [transfer.key]
    assert await listed(county, "receiver", GUANSHENG) == []
    for place in (GUANSHENG, XIEXING):
        found = await authority(county, item, place)
        assert (found.holder, found.in_name_of, found.barred) == (bureau, bureau, (item.department,))
        await exercise(county, "bureau_clerk", item, Stage.DECIDE, place)
        assert await rule_against(county, "department_clerk", item, place) == "R32"
        await exercise(county, "department_clerk", item, Stage.SUPERVISE, place)
    in_both: dict[str, Any] = {"also_at": (XIEXING.id,)}
    assert (await authority(county, item, GUANSHENG, **in_both)).also == ()
    assert await rule_against(county, "department_clerk", item, **in_both) == "R32"
    assert await rule_against(county, "township_clerk", item) == "R34"
    assert await rule_against(county, "bureau_clerk", item, stage=Stage.SUPERVISE) == "R33"
    detaining: dict[str, Any] = {"sanctions": (Sanction(SanctionKind.DETENTION),)}
    assert await rule_against(county, "bureau_clerk", item, **detaining) == "R12"
    # What it had taken in before, the department finishes.
    assert await rule_against(county, "bureau_clerk", item, XIEXING, case=open_) == "R29"
    await exercise(county, "department_clerk", item, Stage.DECIDE, XIEXING, case=open_)


@pytest.mark.rule("R32", "R46", "R209")
async def test_a_recall_gives_the_power_back_to_the_department(county: County, bureau: Key) -> None:
    item = await county.item()
    transfer = await concentrate(county, item, bureau)
    taken = await exercise(county, "bureau_clerk", item, Stage.ACCEPT, GUANSHENG)
    county.clock.forward(days=1)
    with pytest.raises(NotLawful):
        await county.recall_step("request", transfer.key, "bureau_clerk")  # it is able
    await county.recall_step("request", transfer.key, "bureau_clerk", ground=RecallGround.RECEIVER_UNABLE)
    for verb in ("review", "approve", "publish"):
        await county.recall_step(verb, transfer.key)
    for place in (GUANSHENG, XIEXING):
        assert (await authority(county, item, place)).holder == item.department
    assert await rule_against(county, "bureau_clerk", item) == "R209"
    await exercise(county, "department_clerk", item, Stage.DECIDE, GUANSHENG)
    await exercise(county, "bureau_clerk", item, Stage.DECIDE, GUANSHENG, case=taken)
    assert await rule_against(county, "department_clerk", item, case=taken) == "R32"
    await county.publish(item)  # nothing of the county's layer stands in a township's way


# --- one layer at a place


@pytest.mark.rule("R39", "R26", "R71")
@one_dialect
async def test_what_is_concentrated_is_handed_to_no_township(county: County, bureau: Key) -> None:
    item = await county.item()
    await concentrate(county, item, bureau, stages=(Stage.ACCEPT, Stage.DECIDE))
    for more, rule in (
        ({}, "R26"),
        ({"stages": (Stage.INVESTIGATE,)}, "R39"),
        ({"devolver": bureau, "account": "government_officer", "stages": (Stage.DECIDE,)}, "R71"),
    ):
        with pytest.raises(NotLawful) as refused:
            await county.propose(item, **more)
        assert (refused.value.rules[0], "R39" in refused.value.rules) == (rule, rule != "R71")
        assert refused.value.holder == bureau


@pytest.mark.rule("R39")
@one_dialect
async def test_what_a_township_holds_is_not_concentrated_over_its_head(county: County, bureau: Key) -> None:
    item = await county.item()
    day = county.clock.forward(minutes=1)
    given = await county.publish(item, stages=(Stage.INVESTIGATE,), receiver=GUANSHENG, effective_from=day)
    with pytest.raises(NotLawful) as refused:
        await propose(county, item, bureau)
    assert (refused.value.rules, refused.value.holder) == (("R39",), GUANSHENG)
    assert GUANSHENG.id in refused.value.message
    county.clock.forward(days=1)
    await county.recall(given)
    await concentrate(county, item, bureau)


@pytest.mark.rule("R39")
@one_dialect
async def test_what_is_to_come_stands_in_the_way_only_while_the_two_would_overlap(county: County, bureau: Key) -> None:
    item, now = await county.item(), county.clock()
    later, end = now.replace(year=now.year + 1), now.replace(year=now.year + 2)
    await county.publish(item, effective_from=later, effective_to=end)
    for more in ({}, {"effective_to": end}, {"effective_from": later}):
        with pytest.raises(NotLawful) as refused:
            await propose(county, item, bureau, **more)
        assert refused.value.rules == ("R39",)
    await propose(county, item, bureau, effective_to=later)
    await propose(county, item, bureau, effective_from=end)


@pytest.mark.rule("R39")
@pytest.mark.parametrize("first", ["the bureau", "the township"])
@one_dialect
async def test_of_two_drafts_only_the_first_is_published(county: County, bureau: Key, first: str) -> None:
    item = await county.item()
    to_bureau = await confirmed(county, await propose(county, item, bureau))
    to_town = await confirmed(county, await county.propose(item))
    order = [(to_bureau, "bureau_clerk"), (to_town, "township_clerk")]
    (one, by_one), (other, by_other) = order if first == "the bureau" else reversed(order)
    await county.step("publish", one, by_one)
    with pytest.raises(NotLawful) as refused:
        await county.step("publish", other, by_other)
    assert "R39" in refused.value.rules


# --- who, and what


@pytest.mark.rule("R11", "R12", "R16")
@one_dialect
async def test_a_measure_goes_with_its_penalty_and_detention_never(county: County, bureau: Key) -> None:
    coercion = await county.enter_item(PowerKind.COERCION, "扣押超限车辆")
    penalty = await county.enter_item(PowerKind.PENALTY, "超限运输的处罚")
    await county.propose(penalty, mode=TransferMode.EMPOWER, basis=(PROVINCE,))  # another receiver, another mode
    with pytest.raises(NotLawful) as refused:
        await propose(county, coercion, bureau)
    assert refused.value.rules == ("R11",)
    await propose(county, penalty, bureau)
    await propose(county, coercion, bureau)
    detention = await county.enter_item(PowerKind.PENALTY, "对扰乱秩序的行政拘留")
    with pytest.raises(NotLawful) as refused:
        await propose(county, detention, bureau)
    assert refused.value.rules == ("R12",)


@pytest.mark.rule("R16", "R58", "R87")
@one_dialect
async def test_the_receiving_department_alone_accepts_and_publishes_or_declines(county: County, bureau: Key) -> None:
    key = await propose(county, await county.item(), bureau)
    for verb in ("submit", "review"):
        await county.step(verb, key)
    for account in ("department_clerk", "township_clerk", "registrar"):
        with pytest.raises(NotAllowed):
            await county.step("accept", key, account)
    await county.step("accept", key, "bureau_clerk")
    await county.step("confirm", key)
    with pytest.raises(NotAllowed):
        await county.step("publish", key, "department_clerk")
    await county.step("publish", key, "bureau_clerk")
    another = await propose(county, await county.enter_item(PowerKind.OTHER), bureau)
    for verb in ("submit", "review"):
        await county.step(verb, another)
    declined = await county.step("decline", another, "bureau_clerk")
    assert declined.declined_at


@pytest.mark.rule("R16", "R32")
async def test_a_city_hands_to_a_department_of_its_district_and_is_barred_there_alone(
    county: County, bureau: Key
) -> None:
    async with county.store.changing(EVERYTHING) as session:
        city = await departments.write(session, "5116", departments.NewDepartment("5116", "市交通运输局"))
    await county.add("city_clerk", "市交通运输局", "department_clerk", "registrar", place="5116")
    clerk = await county.actor("city_clerk")
    new = items.NewItem(city, "TEST-CITY", "市级处罚", PowerKind.PENALTY, published=True)
    key = await items.enter(county.store, clerk, new)
    item = (await items.by_key(county.store, clerk, [key]))[key]
    proposed = await propose(county, item, bureau, account="city_clerk")
    await county.step("submit", proposed, "city_clerk")
    for verb in ("review", "accept", "confirm", "publish"):
        await county.step(verb, proposed, BY_BUREAU.get(verb))
    assert (await authority(county, item, GUANSHENG)).holder == bureau
    assert await rule_against(county, "city_clerk", item) == "R32"
    await exercise(county, "city_clerk", item, Stage.DECIDE, Key("511603", "511603101"))
