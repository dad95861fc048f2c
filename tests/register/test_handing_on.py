"""Chains 再次转移: from a city to a bureau and on to a town, and back, link by link; and what waits for a condition."""

from datetime import timedelta
from typing import Any

import pytest

from register import cases, departments, items, powers, recall_orders, transfers
from register.chains import lawful, links
from register.fence import EVERYTHING
from register.powers import Asked, Claim, Exercise
from register.records import Authority, Item, Key, SpecialReport, Transfer
from register.refusals import Conflict, Invalid, NotLawful
from register.words import OpenCases, PowerKind, RecallGround, ReportGround, Stage, TransferMode
from tests.builders import BUREAU, CITY, DAY, NOON, OTHER_TOWN, TOWN, TRANSPORT, WATER, a_transfer, an_item
from tests.county import COUNTY, GUANSHENG, PROVINCE, XIEXING, County
from tests.databases import one_dialect

CONCENTRATE, EMPOWER = TransferMode.CONCENTRATE, TransferMode.EMPOWER
REPORT = SpecialReport(ReportGround.NO_TEAM, "本局无基层执法队伍,拟转由镇行使")
HOUSES, MINES = "个人自建房屋", "矿山安全"
BY_BUREAU = {"submit": "bureau_clerk", "request": "bureau_clerk"}
BY_CITY = {"submit": "city_clerk", "accept": "bureau_clerk", "publish": "bureau_clerk", "request": "city_clerk"}


@pytest.fixture
async def city_item(county: County) -> Item:
    """A penalty of 市交通运输局, whose clerk is `city_clerk`; `bureau_clerk` is 区综合执法局's."""
    async with county.store.changing(EVERYTHING) as session:
        city = await departments.write(session, "5116", departments.NewDepartment("5116", "市交通运输局"))
    await county.add("city_clerk", "市交通运输局", "department_clerk", "registrar", place="5116")
    await county.add("bureau_clerk", "区综合执法局", "department_clerk")
    clerk = await county.actor("city_clerk")
    new = items.NewItem(city, "TEST-CITY", "市级处罚", PowerKind.PENALTY, published=True)
    key = await items.enter(county.store, clerk, new)
    return (await items.by_key(county.store, clerk, [key]))[key]


async def body_of(county: County, account: str) -> Key:
    body = (await county.actor(account)).body
    assert body
    return Key(*body)


async def handed(county: County, key: Key, by: dict[str, str]) -> Transfer:
    for verb in ("submit", "review", "accept", "confirm", "publish"):
        await county.step(verb, key, by.get(verb))
    county.clock.forward(minutes=1)
    return await county.transfer(key)


async def to_bureau(county: County, item: Item, **more: Any) -> Transfer:
    bureau = await body_of(county, "bureau_clerk")
    given: dict[str, Any] = {"receiver": bureau, "mode": CONCENTRATE, "basis": (PROVINCE,), **more}
    return await handed(county, await county.propose(item, account="city_clerk", **given), BY_CITY)


async def on_to_town(county: County, item: Item, **more: Any) -> Key:
    bureau = await body_of(county, "bureau_clerk")
    given: dict[str, Any] = {"devolver": bureau, "mode": EMPOWER, "basis": (PROVINCE,), "report": REPORT, **more}
    return await county.propose(item, account="bureau_clerk", **given)


async def held(county: County, item: Item, place: Key = GUANSHENG, parts: tuple[str, ...] | None = None) -> Authority:
    asked = Asked(item.key, Stage.DECIDE, Claim(place.id, parts=parts))
    return await powers.authority(county.store, await county.actor(None), asked)


async def against(county: County, account: str, item: Item) -> str | None:
    """The rule that stands against a decision by an account at 官盛镇, if one does."""
    command = Exercise(item.key, Stage.DECIDE, Claim(GUANSHENG.id))
    try:
        await powers.exercise(county.store, await county.actor(account), command)
    except NotLawful as refused:
        return refused.rules[0]
    return None


@pytest.mark.rule("R71", "R26", "R32", "R77", "R209")
async def test_of_three_links_the_last_holds_the_power_and_each_recall_gives_it_back_by_one(
    county: County, city_item: Item
) -> None:
    city, bureau = city_item.department, await body_of(county, "bureau_clerk")
    first = await to_bureau(county, city_item)
    last = await handed(county, await on_to_town(county, city_item), BY_BUREAU)
    assert (last.devolver, last.report) == (bureau, REPORT)
    found = await held(county, city_item)
    assert (found.holder, found.barred, found.transfer) == (GUANSHENG, (city, bureau), last.key)
    beside = await held(county, city_item, XIEXING)
    assert (beside.holder, beside.barred) == (bureau, (city,))
    for account, rule in (("city_clerk", "R32"), ("bureau_clerk", "R26"), ("township_clerk", None)):
        assert await against(county, account, city_item) == rule
    # While the second stands, the first is not taken back: it would stand on nothing.
    for verb in ("request", "review", "approve"):
        await county.recall_step(verb, first.key, BY_CITY.get(verb))
    with pytest.raises(Conflict) as stands:
        await county.recall_step("publish", first.key)
    assert stands.value.rules == ("R77",)
    county.clock.forward(days=1)
    for verb in ("request", "review", "approve", "publish"):
        await county.recall_step(verb, last.key, BY_BUREAU.get(verb))
    found = await held(county, city_item)
    assert (found.holder, found.barred) == (bureau, (city,))
    for account, rule in (("city_clerk", "R32"), ("bureau_clerk", None), ("township_clerk", "R209")):
        assert await against(county, account, city_item) == rule
    county.clock.forward(days=1)
    await county.recall_step("publish", first.key)
    assert (await held(county, city_item)).holder == city
    for account, rule in (("city_clerk", None), ("bureau_clerk", "R209"), ("township_clerk", "R209")):
        assert await against(county, account, city_item) == rule


@pytest.mark.rule("R28")
async def test_a_case_that_goes_back_to_a_city_is_seen_and_handled_there(county: County, city_item: Item) -> None:
    await to_bureau(county, city_item)
    bureau = await county.actor("bureau_clerk")
    filing = Exercise(city_item.key, Stage.ACCEPT, Claim(GUANSHENG.id))
    act = await powers.exercise(county.store, bureau, filing)
    case = (await cases.acts_by_key(county.store, bureau, [act]))[act].case.key
    city = await county.actor("city_clerk")
    assert await cases.by_key(county.store, city, [case]) == {}
    finding = cases.Finding(case, await body_of(county, "bureau_clerk"), "逾期未办的收回", "川府发〔2021〕1号", "未办")
    await cases.revert(county.store, await county.actor("legal_reviewer"), finding)
    (found,) = (await cases.by_key(county.store, city, [case]))[case].reversions
    assert found.devolver == city_item.department
    deciding = Exercise(city_item.key, Stage.DECIDE, Claim(GUANSHENG.id, case=case))
    assert await powers.exercise(county.store, city, deciding)
    with pytest.raises(NotLawful):
        await powers.exercise(county.store, bureau, deciding)


@pytest.mark.rule("R71", "R16", "R206", "R210")
@one_dialect
async def test_a_receiver_hands_on_what_it_received_with_a_report_and_no_more_of_it(
    county: County, city_item: Item
) -> None:
    bureau, ends = await body_of(county, "bureau_clerk"), county.clock() + timedelta(days=300)
    await to_bureau(county, city_item, except_parts=(MINES,), effective_to=ends)
    all_of_it: dict[str, Any] = {"except_parts": (MINES,), "effective_to": ends}
    for more, rule in (
        ({"report": None}, "R71"),
        ({"except_parts": ()}, "R206"),
        ({"parts": (HOUSES, MINES), "except_parts": ()}, "R206"),
        ({"effective_to": None}, "R210"),
        ({"effective_to": ends + timedelta(days=1)}, "R210"),
        ({"receiver": bureau, "mode": CONCENTRATE}, "R16"),
    ):
        with pytest.raises(NotLawful) as unlawful:
            await on_to_town(county, city_item, **all_of_it | more)
        assert unlawful.value.rules[0] == rule, more
    with pytest.raises(Invalid) as invalid:
        await on_to_town(county, city_item, report=SpecialReport(ReportGround.NO_TEAM, " "))
    assert invalid.value.problems[0].path == ("report", "text")
    key = await on_to_town(county, city_item, parts=(HOUSES,), effective_to=ends)
    longer = SpecialReport(ReportGround.NO_MATCHING_OFFICE, "本局无对口科室")
    change = transfers.Amendment(key, 1, report=longer)
    await transfers.amend(county.store, await county.actor("bureau_clerk"), change)
    assert (await handed(county, key, BY_BUREAU)).report == longer
    for parts, holder in (((HOUSES,), GUANSHENG), ((MINES,), city_item.department), ((), bureau)):
        assert (await held(county, city_item, parts=parts)).holder == holder


@pytest.mark.rule("R71")
@one_dialect
async def test_the_items_own_department_needs_no_report_and_gives_none(county: County) -> None:
    with pytest.raises(Invalid) as refused:
        await county.propose(await county.item(), report=REPORT)
    assert (refused.value.rules, refused.value.problems[0].path) == (("R71",), ("report",))


# --- what is handed on, as a matter of law

FROM_TOWN = a_transfer(devolver=TOWN, receiver=OTHER_TOWN, place=TOWN.place, report=REPORT)


@pytest.mark.rule("R71", "R2", "R4", "R5", "R8")
@pytest.mark.parametrize(
    ("mode", "rules"),
    [
        (TransferMode.RESTORE, None),
        (TransferMode.AUTHORIZE, None),
        (TransferMode.CONCENTRATE, None),
        (TransferMode.ENTRUST, ("R71", "R2")),
        (TransferMode.EMPOWER, ("R71", "R8", "R13")),
        (TransferMode.AGENCY, ("R71", "R7")),
        (TransferMode.INTERNAL, ("R71", "R4", "R40")),
    ],
)
def test_only_what_was_given_to_be_ones_own_is_handed_on(mode: TransferMode, rules: tuple[str, ...] | None) -> None:
    received = a_transfer(mode=mode, begins=NOON - DAY)
    below = links(FROM_TOWN, [received], NOON)
    assert below == [received]
    if rules is None:
        lawful(FROM_TOWN, an_item(), below)
        return
    with pytest.raises(NotLawful) as refused:
        lawful(FROM_TOWN, an_item(), below)
    assert refused.value.rules == rules


@pytest.mark.rule("R41", "R71")
def test_nothing_goes_back_up_the_chain_but_by_a_recall() -> None:
    chain = [
        a_transfer(mode=CONCENTRATE, devolver=CITY, receiver=BUREAU, begins=NOON - 2 * DAY),
        a_transfer(mode=CONCENTRATE, devolver=BUREAU, receiver=WATER, begins=NOON - DAY),
    ]
    item = an_item(department=CITY.key)
    for back, receiver in ((True, BUREAU), (True, CITY), (False, TRANSPORT)):
        on = a_transfer(mode=CONCENTRATE, devolver=WATER, receiver=receiver, place=COUNTY, report=REPORT)
        below = links(on, chain, NOON)
        assert below == [chain[1], chain[0]]
        if not back:
            lawful(on, item, below)
            continue
        with pytest.raises(NotLawful) as refused:
            lawful(on, item, below)
        assert refused.value.rules == ("R41", "R71")


@pytest.mark.rule("R71")
def test_a_chain_has_the_links_that_stand_where_what_is_handed_on_stands() -> None:
    received = a_transfer(mode=TransferMode.RESTORE, parts=(HOUSES,), stages=(Stage.ACCEPT,), begins=NOON - DAY)
    on = a_transfer(devolver=TOWN, receiver=OTHER_TOWN, place=TOWN.place, parts=(HOUSES,))
    assert links(on, [received], NOON) == [received]
    assert links(on, [received], NOON - 2 * DAY) == []
    elsewhere: list[dict[str, Any]] = [{"parts": (MINES,)}, {"stages": (Stage.DECIDE,)}, {"place": COUNTY}]
    for more in elsewhere:
        given: dict[str, Any] = {"place": TOWN.place, "parts": (HOUSES,), **more}
        assert links(a_transfer(devolver=TOWN, receiver=OTHER_TOWN, **given), [received], NOON) == []


# --- a condition


@pytest.mark.rule("R205")
@one_dialect
async def test_a_grant_with_a_condition_is_confirmed_once_its_condition_is_met(county: County) -> None:
    item = await county.item()
    key = await county.propose(item, condition="待省编委办批准后")
    for verb in ("submit", "review", "accept"):
        await county.step(verb, key)
    with pytest.raises(NotLawful) as unlawful:
        await county.step("confirm", key)
    assert unlawful.value.rules == ("R205",)
    assert "待省编委办批准后" in unlawful.value.message
    with pytest.raises(Invalid) as invalid:
        await county.step("confirm", key, condition_met=" ")
    assert invalid.value.problems[0].path == ("condition_met",)
    confirmed = await county.step("confirm", key, condition_met="川编办发〔2026〕9号")
    assert (confirmed.condition, confirmed.condition_met) == ("待省编委办批准后", "川编办发〔2026〕9号")
    await county.step("publish", key)
    assert (await held(county, item)).holder == GUANSHENG


@pytest.mark.rule("R205")
async def test_a_condition_is_amended_or_dropped_and_none_is_met_that_was_not_set(county: County) -> None:
    item = await county.item()
    with pytest.raises(Invalid) as invalid:
        await county.propose(item, condition=" ")
    assert (invalid.value.problems[0].path, invalid.value.rules) == (("condition",), ("R205",))
    key = await county.propose(item, condition="待批准")
    clerk = await county.actor("department_clerk")
    for version, (said, stands) in enumerate((("待省编委办批准后", "待省编委办批准后"), ("", None)), start=1):
        await transfers.amend(county.store, clerk, transfers.Amendment(key, version, condition=said))
        assert (await county.transfer(key)).condition == stands
    for verb in ("submit", "review", "accept"):
        await county.step(verb, key)
    with pytest.raises(Invalid) as invalid:
        await county.step("confirm", key, condition_met="川编办发〔2026〕9号")
    assert (invalid.value.problems[0].path, invalid.value.rules) == (("condition_met",), ("R205",))
    await county.step("confirm", key)


@one_dialect
@pytest.mark.rule("R77", "R209")
async def test_links_of_a_chain_go_together_by_one_order(county: County, city_item: Item) -> None:
    first = await to_bureau(county, city_item)
    last = await handed(county, await on_to_town(county, city_item), BY_BUREAU)
    await county.add("second_reviewer", "区司法局", "legal_reviewer")
    asking, answering = await county.actor("legal_reviewer"), await county.actor("second_reviewer")
    asked = recall_orders.Requests(
        transfers=(first.key, last.key),
        ground=RecallGround.LAW_CHANGED,
        basis="川府发〔2026〕2号",
        effective_from=county.clock(),
        open_cases=OpenCases.MOVE,
    )
    order = await recall_orders.request(county.store, asking, asked)
    review = recall_orders.OrderReview(order, 1, approve=True, opinion="同意")
    await recall_orders.review(county.store, answering, review)
    await recall_orders.publish(county.store, answering, recall_orders.OrderPublication(order, 2, url="https://a.cn/"))
    found = await held(county, city_item)
    assert (found.holder, found.barred) == (city_item.department, ())
