"""The area of a grant: parks in it, places cut out of it (R113), neighbours that its counter serves (R112)."""

from typing import Any

import pytest

from policies.guard import law
from register import cases, powers, transfers
from register.authority import authority
from register.imports import load
from register.powers import Asked, Claim, Exercise
from register.records import Authority, Body, Item, Key
from register.refusals import Invalid, NotLawful
from register.standing import standing
from register.words import PowerKind, Stage, TransferMode
from tests.builders import (
    BUREAU,
    DAY,
    NOON,
    OTHER_TOWN,
    TICK,
    TOWN,
    TRANSPORT,
    a_draft,
    a_question,
    a_recall,
    a_town,
    a_transfer,
)
from tests.county import COUNTY, GUANSHENG, PROVINCE, TRANSPORT_FILING, XIEXING, County

PARK = Key(COUNTY, "511602401")
CONCENTRATE = TransferMode.CONCENTRATE
OTHER: dict[str, Any] = {"kind": PowerKind.OTHER}
BUT_PARK = a_transfer(except_places=(PARK.id,))
WITH_PARK = a_transfer(also_places=(PARK.id,))
COUNTY_BUT_PARK = a_transfer(mode=CONCENTRATE, receiver=BUREAU, begins=NOON - DAY, except_places=(PARK.id,))
SERVES = a_transfer(mode=TransferMode.AUTHORIZE, **OTHER, serves=(OTHER_TOWN.place,))
THEIRS = a_transfer(mode=TransferMode.AUTHORIZE, **OTHER, receiver=OTHER_TOWN)
LEFT = a_transfer(retains_across=True)


# --- whose a matter is


@pytest.mark.rule("R113", "R110", "R26")
@pytest.mark.parametrize(
    ("grants", "place", "holder", "barred"),
    [
        ((BUT_PARK,), TOWN.place, TOWN, [TRANSPORT]),
        ((BUT_PARK,), PARK.id, TRANSPORT, []),
        ((WITH_PARK,), PARK.id, TOWN, [TRANSPORT]),
        ((a_transfer(),), PARK.id, TRANSPORT, []),
        ((COUNTY_BUT_PARK,), TOWN.place, BUREAU, [TRANSPORT]),
        ((COUNTY_BUT_PARK,), PARK.id, TRANSPORT, []),
        ((COUNTY_BUT_PARK, a_transfer(devolver=BUREAU)), TOWN.place, TOWN, [TRANSPORT, BUREAU]),
        ((COUNTY_BUT_PARK, a_transfer(devolver=BUREAU, also_places=(PARK.id,))), PARK.id, TRANSPORT, []),
    ],
)
def test_an_area_is_what_a_grant_names_less_what_it_cuts_out(
    grants: Any, place: str, holder: Body, barred: list[Body]
) -> None:
    found = authority(a_question(*grants, place=place))
    assert (found.holder, found.barred) == (holder.key, tuple(body.key for body in barred))
    if any(place in one.except_places for one in grants):
        assert "R113" in found.rules


THERE, ACROSS, EARLY = {"place": OTHER_TOWN.place}, {"also_at": (OTHER_TOWN.place,)}, {"at": NOON - TICK}
IN_PARK: dict[str, Any] = {"place": PARK.id}


@pytest.mark.rule("R113", "R112", "R110", "R208", "R26")
@pytest.mark.parametrize(
    ("body", "grant", "asked", "rule"),
    [
        (TRANSPORT, BUT_PARK, IN_PARK, None),
        (TOWN, BUT_PARK, IN_PARK, "R113"),
        (TRANSPORT, BUT_PARK, {}, "R26"),
        (TOWN, BUT_PARK, IN_PARK | {"stage": Stage.SUPERVISE}, "R110"),
        (TOWN, a_transfer(), IN_PARK, "R110"),
        (TOWN, WITH_PARK, IN_PARK, None),
        (TRANSPORT, WITH_PARK, IN_PARK, "R26"),
        (TOWN, WITH_PARK, IN_PARK | EARLY, "R92"),
        (TOWN, a_draft(also_places=(PARK.id,)), IN_PARK, "R110"),
        (BUREAU, COUNTY_BUT_PARK, IN_PARK, "R113"),
        (TRANSPORT, LEFT, ACROSS, None),
        (TOWN, LEFT, ACROSS, "R208"),
        (TRANSPORT, LEFT, {}, "R26"),
        (TOWN, SERVES, OTHER | THERE | {"stage": Stage.ACCEPT}, None),
        (TRANSPORT, SERVES, OTHER | THERE | {"stage": Stage.ACCEPT}, None),
        (TOWN, SERVES, OTHER | THERE, "R110"),
    ],
)
def test_what_stands_against_an_act_by_where_it_is_done(body: Body, grant: Any, asked: Any, rule: str | None) -> None:
    line = law("power:exercise", standing(a_question(grant, **asked), body))
    assert (line.rule if line else None) == rule


@pytest.mark.rule("R112", "R209")
def test_a_counter_accepts_for_its_neighbours_holder_and_no_more() -> None:
    for grants, holder in (((SERVES,), TRANSPORT), ((SERVES, THEIRS), OTHER_TOWN)):
        there: dict[str, Any] = {**OTHER, "place": OTHER_TOWN.place}
        found = authority(a_question(*grants, stage=Stage.ACCEPT, **there))
        assert (found.holder, found.also, found.serving) == (holder.key, (TOWN.key,), (TOWN.key,))
        assert "R112" in found.rules
        assert not found.holds(TOWN.key)
        assert authority(a_question(*grants, **there)).also == ()
        over = a_transfer(mode=TransferMode.AUTHORIZE, **OTHER, serves=(OTHER_TOWN.place,), recall=a_recall(ends=NOON))
        assert authority(a_question(over, stage=Stage.ACCEPT, **there)).also == ()


@pytest.mark.rule("R208", "R26")
def test_the_county_keeps_what_lies_in_several_townships_only_where_the_grant_says_so() -> None:
    across: dict[str, Any] = {"also_at": (OTHER_TOWN.place,)}
    kept = authority(a_question(LEFT, a_transfer(receiver=OTHER_TOWN, retains_across=True), **across))
    assert (kept.holder, kept.also, kept.barred) == (TRANSPORT.key, (), ())
    assert "R208" in kept.rules
    assert authority(a_question(LEFT)).holder == TOWN.key
    assert authority(a_question(LEFT, also_at=(TOWN.place,))).holder == TOWN.key
    without = authority(a_question(a_transfer(), a_transfer(receiver=OTHER_TOWN), **across))
    assert (without.holder, without.also) == (TOWN.key, (OTHER_TOWN.key,))


@pytest.mark.rule("R113", "R39")
@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ({}, {}, True),
        ({}, {"receiver": OTHER_TOWN}, False),
        ({"also_places": (PARK.id,)}, {"receiver": a_town(code=PARK.id)}, True),
        ({"except_places": (PARK.id,)}, {"receiver": a_town(code=PARK.id)}, False),
        ({"mode": CONCENTRATE, "receiver": BUREAU}, {}, True),
        ({"mode": CONCENTRATE, "receiver": BUREAU, "except_places": (TOWN.place,)}, {}, False),
        (
            {"mode": CONCENTRATE, "receiver": BUREAU, "except_places": (TOWN.place,)},
            {"also_places": (PARK.id,)},
            True,
        ),
        ({"serves": (OTHER_TOWN.place,)}, {"receiver": OTHER_TOWN}, False),
    ],
)
def test_two_grants_overlap_where_both_reach_some_place(one: Any, other: Any, overlap: bool) -> None:
    one, other = a_transfer(**one), a_transfer(**other)
    assert one.overlaps(other) is other.overlaps(one) is overlap


# --- on a real database


@pytest.fixture
async def park(county: County) -> Key:
    """A park of the county, which has a code of its own; and 区综合执法局 with a clerk."""
    row = f"code,name,level,parent_code\n{PARK.id},广安经济技术开发区管委会,TOWNSHIP,{COUNTY}\n"
    assert not (await load.divisions(county.store, row.encode())).problems
    await county.add("bureau_clerk", "区综合执法局", "department_clerk")
    return PARK


async def exercise(county: County, account: str, item: Item, place: Key, stage: Stage = Stage.DECIDE) -> Key:
    actor = await county.actor(account)
    act = await powers.exercise(county.store, actor, Exercise(item.key, stage, Claim(place.id)))
    return (await cases.acts_by_key(county.store, actor, [act]))[act].case.key


async def rules_against(county: County, account: str, item: Item, place: Key) -> tuple[str, ...]:
    with pytest.raises(NotLawful) as refused:
        await exercise(county, account, item, place)
    return refused.value.rules


async def asked(county: County, item: Item, place: Key, stage: Stage = Stage.DECIDE) -> Authority:
    return await powers.authority(county.store, await county.actor(None), Asked(item.key, stage, Claim(place.id)))


@pytest.mark.rule("R113", "R110", "R26", "R39")
async def test_in_a_park_that_was_cut_out_the_department_goes_on(county: County, park: Key) -> None:
    item = await county.enter_item(PowerKind.PENALTY)
    empower: dict[str, Any] = {"mode": TransferMode.EMPOWER, "basis": (PROVINCE,)}
    granted = await county.publish(item, **empower, except_places=(park.id,))
    assert granted.except_places == (park.id,)
    assert await rules_against(county, "department_clerk", item, GUANSHENG) == ("R26",)
    assert await rules_against(county, "township_clerk", item, park) == ("R113",)
    assert await rules_against(county, "township_clerk", item, XIEXING) == ("R110",)
    await exercise(county, "department_clerk", item, park)
    await exercise(county, "township_clerk", item, GUANSHENG)
    act = (await asked(county, item, park)).rules
    assert "R113" in act
    # What another grant reaches, no second one does.
    await county.add("xiexing_clerk", "协兴镇", "township_clerk", place=XIEXING.id)
    key = await county.propose(item, **empower, receiver=XIEXING, also_places=(park.id,))
    for verb, by in (("submit", None), ("review", None), ("accept", "xiexing_clerk"), ("confirm", None)):
        await county.step(verb, key, by)
    assert (await asked(county, item, park)).holder == item.department
    await county.step("publish", key, "xiexing_clerk")
    assert (await asked(county, item, park)).holder == XIEXING
    bureau = Key(*((await county.actor("bureau_clerk")).body or ("", "")))
    for more, rules in (
        ({"receiver": park, "mode": TransferMode.RESTORE, "basis": (PROVINCE,)}, ("R1",)),
        ({"receiver": bureau, "mode": CONCENTRATE}, ("R26", "R39")),
        ({"receiver": bureau, "mode": CONCENTRATE, "except_places": (GUANSHENG.id, XIEXING.id)}, ("R26", "R39")),
    ):
        with pytest.raises(NotLawful) as refused:
            await county.propose(item, **empower | more)
        assert refused.value.rules == rules
    beside = (GUANSHENG.id, XIEXING.id, park.id)
    await county.propose(item, **empower | {"receiver": bureau, "mode": CONCENTRATE, "except_places": beside})


@pytest.mark.rule("R112", "R203")
async def test_a_centre_accepts_for_its_neighbours(county: County) -> None:
    item = await county.item()
    served = await county.publish(item, serves=(XIEXING.id,))
    assert served.serves == (XIEXING.id,)
    case = await exercise(county, "township_clerk", item, XIEXING, Stage.ACCEPT)
    filed = (await cases.by_key(county.store, await county.actor("township_clerk"), [case]))[case]
    assert (filed.filed_by, filed.accepted_by) == (item.department, GUANSHENG)
    assert await rules_against(county, "township_clerk", item, XIEXING) == ("R110",)
    await exercise(county, "department_clerk", item, XIEXING)
    found = await asked(county, item, XIEXING, Stage.ACCEPT)
    assert (found.holder, found.also) == (item.department, (GUANSHENG,))
    with pytest.raises(NotLawful) as refused:
        await county.propose(await county.enter_item(PowerKind.PENALTY), mode=TransferMode.AGENCY, serves=(XIEXING.id,))
    assert refused.value.rules == ("R112",)


@pytest.mark.rule("R112", "R113")
async def test_places_that_are_none_and_areas_of_others_are_refused(county: County, park: Key) -> None:
    item = await county.item()
    wrong: list[tuple[dict[str, Any], list[tuple[str, ...]]]] = [
        ({"except_places": (GUANSHENG.id,)}, [("except_places", "0")]),
        ({"except_places": (park.id, park.id)}, [("except_places", "1")]),
        ({"also_places": (park.id,), "except_places": (park.id,)}, [("except_places",)]),
        ({"also_places": ("511602999",), "serves": ("511603101",)}, [("also_places", "0"), ("serves", "0")]),
        ({"serves": (XIEXING.id,), "stages": (Stage.DECIDE,)}, [("serves",)]),
        ({"serves": tuple(f"5116021{n:02}" for n in range(2, 53))}, [("serves",)]),
    ]
    for more, paths in wrong:
        with pytest.raises(Invalid) as refused:
            await county.propose(item, **more)
        assert [one.path for one in refused.value.problems] == paths
    for name in ("also_places", "except_places"):
        area: dict[str, Any] = {name: (XIEXING.id,)}
        with pytest.raises(NotLawful) as unlawful:
            await county.propose(item, **area)
        assert unlawful.value.rules == ("R110",)
    bureau = Key(*((await county.actor("bureau_clerk")).body or ("", "")))
    with pytest.raises(NotLawful) as unlawful:
        await county.propose(item, receiver=bureau, mode=CONCENTRATE, basis=(PROVINCE,), serves=(XIEXING.id,))
    assert unlawful.value.rules == ("R112",)
    key = await county.propose(item, except_places=(park.id,))
    clerk = await county.actor("department_clerk")
    await transfers.amend(county.store, clerk, transfers.Amendment(key, 1, except_places=(), also_places=(park.id,)))
    amended = await county.transfer(key)
    assert (amended.except_places, amended.also_places) == ((), (park.id,))


@pytest.mark.rule("R113")
async def test_areas_are_loaded_from_files(county: County, park: Key) -> None:
    county.clock.forward(days=1)
    columns = (
        "item_code,receiver,mode,effective_from,except_places,serves,basis_level,basis_title,document,document_date"
    )
    papers = "政府文件,实施方案,广区府发〔2024〕1号,2024-05-28,2024-05-30,https://www.guanganqu.gov.cn/1"
    head = f"{columns},published_at,published_url\n{TRANSPORT_FILING},{GUANSHENG.id},授权,2024-06-01"
    report = await load.transfers(county.store, COUNTY, f"{head},511602999,{XIEXING.id},{papers}".encode())
    assert [(problem.line, problem.column) for problem in report.problems] == [(2, "except_places")]
    report = await load.transfers(county.store, COUNTY, f"{head},{park.id},{XIEXING.id},{papers}".encode())
    assert not report.problems
    (loaded,) = await county.transfers_of(await county.item())
    assert (loaded.except_places, loaded.serves) == ((park.id,), (XIEXING.id,))
