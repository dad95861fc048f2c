"""Bodies that are carried on by others, on real databases: who then has what, may do what, and is told what (R207)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal

import pytest

from policies.actor import Actor, Estate
from register import bodies, cases, departments, divisions, items, powers, summaries, transfers, verify
from register.clock import day_of
from register.paging import Ask
from register.powers import Asked, Claim, Exercise
from register.records import Heir, Key
from register.refusals import Conflict, Invalid, NotAllowed, NotFound, NotLawful
from register.transfers import TransferFilter
from register.words import Office, PlaceLevel, PowerKind, Stage, SuccessionKind, Validity
from tests.carrying import enter_department, import_townships, succeed
from tests.county import COUNTY, GUANSHENG, XIEXING, County


async def bureau(county: County) -> Key:
    """区交通运输局."""
    return (await county.item()).department


async def authority(county: County, item: Key, place: str = GUANSHENG.id, **more: Any) -> Any:
    asked = Asked(item, Stage.DECIDE, Claim(place), **more)
    return await powers.authority(county.store, await county.actor("supervisor"), asked)


@pytest.mark.rule("R207", "R104")
async def test_three_bureaus_become_one_that_has_their_powers_bars_and_answers(county: County) -> None:
    old = [await enter_department(county, name) for name in ("区工商局", "区质监局", "区食药监局")]
    registrar = await county.actor("registrar")
    items_ = []
    for n, department in enumerate(old):
        new = items.NewItem(department, f"TEST-{n}", f"市场监管事项{n}", PowerKind.OTHER, published=True)
        items_.append(await items.enter(county.store, registrar, new))
    await county.add("trade_clerk", "区工商局", "department_clerk")
    handed = (await items.by_key(county.store, registrar, [items_[0]]))[items_[0]]
    key = await county.propose(handed, account="trade_clerk")
    for verb, who in (
        ("submit", "trade_clerk"),
        ("review", None),
        ("accept", None),
        ("confirm", None),
        ("publish", None),
    ):
        await county.step(verb, key, who)
    before = county.clock()
    county.clock.forward(days=1)
    market = await enter_department(county, "区市场监管局")
    await succeed(county, SuccessionKind.MERGE, old, [market])
    then, now = await authority(county, items_[1], at=before), await authority(county, items_[1])
    assert (then.holder, now.holder) == (old[1], market)
    barred = await authority(county, items_[0])
    assert (barred.holder, barred.barred) == (GUANSHENG, (market,))
    supervisor = await county.actor("supervisor")
    asked = Asked(items_[0], Stage.DECIDE, Claim(GUANSHENG.id), county.clock())
    assert (await powers.ruling(county.store, supervisor, market, asked)).rules[0] == "R26"
    gone = await powers.ruling(county.store, supervisor, old[2], Asked(items_[2], Stage.DECIDE, Claim(GUANSHENG.id)))
    assert (gone.rules[0], gone.holder, gone.respondent) == ("R207", market, market)
    early = Asked(items_[2], Stage.DECIDE, Claim(GUANSHENG.id), before)
    valid = await powers.ruling(county.store, supervisor, old[2], early)
    assert (valid.validity, valid.holder, valid.respondent) == (Validity.VALID, old[2], market)
    assert [one async for one in verify.problems(county.store)] == []


@pytest.mark.rule("R207", "R104")
async def test_the_legal_offices_duty_passes_with_its_merger(county: County) -> None:
    """法制办 → 司法局, told with the department that has the office in this county."""
    legislation = await enter_department(county, "区法制办", Office.LEGAL)
    await county.add("counsel", "区法制办", "legal_reviewer")
    judicial = Key(*(await county.actor("legal_reviewer")).body or ("", ""))
    assert (await county.body(legislation)).offices == (Office.LEGAL,)
    await succeed(county, SuccessionKind.MERGE, [legislation, judicial], [judicial])
    assert (await county.body(legislation)).offices == ()
    assert (await county.body(judicial)).offices == (Office.LEGAL,)
    assert (await county.actor("counsel")).body == judicial.pair
    key = await county.propose(await county.item())
    await county.step("submit", key)
    await county.step("review", key, "counsel")  # the account of the office that is no more acts for its successor


@pytest.mark.rule("R207")
async def test_pending_steps_are_taken_by_whoever_carries_on(county: County) -> None:
    item, old = await county.item(), await bureau(county)
    key = await county.propose(item)
    traffic = await enter_department(county, "区交通和水务局")
    await county.add("traffic_clerk", "区交通和水务局", "department_clerk")
    await succeed(county, SuccessionKind.ABOLISH, [old], [traffic])
    assert (await county.transfer(key)).devolver == traffic
    await county.step("submit", key, "traffic_clerk")
    await county.step("review", key)
    town = Key(COUNTY, "511602103")
    await county.add("new_town_clerk", town.id, "township_clerk", place=town.id)
    await succeed(county, SuccessionKind.ABOLISH, [GUANSHENG], [town])
    with pytest.raises(NotAllowed):
        await county.step("accept", key, "other_township_clerk")
    await county.step("accept", key, "new_town_clerk")
    await county.step("confirm", key)
    done = await county.step("publish", key, "township_clerk")  # 官盛镇's own clerk, who does its successor's business
    assert (done.devolver, done.receiver) == (traffic, town)
    assert (await authority(county, item.key)).holder == town
    assert [one async for one in verify.problems(county.store)] == []


@pytest.mark.rule("R207")
async def test_nothing_is_handed_to_or_by_a_body_that_is_no_more(county: County) -> None:
    item, legal = await county.item(), await county.item_of_legal_office()
    await succeed(county, SuccessionKind.ABOLISH, [XIEXING], [GUANSHENG])
    with pytest.raises(NotLawful) as refused:
        await county.propose(item, receiver=XIEXING)
    assert (refused.value.rules, refused.value.holder) == (("R207",), GUANSHENG)
    assert refused.value.remedy == "name its successor instead: 官盛镇"
    old = await bureau(county)
    await succeed(county, SuccessionKind.ABOLISH, [old], [legal.department])
    with pytest.raises(NotLawful) as refused:
        await county.propose(item, account="government_officer", devolver=old)
    assert refused.value.rules == ("R207",)
    registrar = await county.actor("registrar")
    with pytest.raises(NotLawful) as refused:
        await items.enter(county.store, registrar, items.NewItem(old, "TEST-X", "一项", PowerKind.OTHER))
    assert refused.value.holder == legal.department


@pytest.mark.rule("R207")
async def test_a_body_that_is_no_more_exercises_nothing(county: County) -> None:
    item, old = await county.item(), await bureau(county)
    in_flight = await county.actor("department_clerk")
    legal = (await county.item_of_legal_office()).department
    await succeed(county, SuccessionKind.ABOLISH, [old], [legal])
    command = Exercise(item.key, Stage.DECIDE, Claim(GUANSHENG.id))
    with pytest.raises(NotLawful) as refused:
        await powers.exercise(county.store, in_flight, command)
    assert (refused.value.rules, refused.value.holder) == (("R207",), legal)
    await powers.exercise(county.store, await county.actor("department_clerk"), command)


@pytest.mark.rule("R207")
async def test_an_open_case_is_finished_and_closed_by_the_successor(county: County) -> None:
    item, old = await county.item(), await bureau(county)
    act = await powers.exercise(
        county.store, await county.actor("department_clerk"), Exercise(item.key, Stage.ACCEPT, Claim(GUANSHENG.id))
    )
    supervisor = await county.actor("supervisor")
    case = (await cases.acts_by_key(county.store, supervisor, [act]))[act].case.key
    county.clock.forward(days=1)
    traffic = await enter_department(county, "区交通和水务局")
    await county.add("traffic_clerk", "区交通和水务局", "department_clerk")
    await succeed(county, SuccessionKind.MERGE, [old, (await county.item_of_legal_office()).department], [traffic])
    clerk = await county.actor("traffic_clerk")
    decided = Exercise(item.key, Stage.DECIDE, Claim(GUANSHENG.id, case=case))
    acts = [act, await powers.exercise(county.store, clerk, decided)]
    found = await cases.acts_by_key(county.store, supervisor, acts)
    rulings = await powers.rulings_of(county.store, supervisor, [found[one] for one in acts])
    assert [(rulings[one].validity, rulings[one].holder) for one in acts] == [("VALID", old), ("VALID", traffic)]
    assert {one.respondent for one in rulings.values()} == {traffic}
    await cases.close(county.store, clerk, cases.Closing(case, "准予备案"))


@pytest.mark.rule("R207")
async def test_a_township_that_is_split_leaves_its_powers_to_each_part(county: County) -> None:
    item = await county.item()
    await county.publish(item)
    before = county.clock()
    county.clock.forward(days=1)
    east, west = Key(COUNTY, "511602901"), Key(COUNTY, "511602902")
    await import_townships(county, {east.id: "官盛东镇", west.id: "官盛西镇"})
    await succeed(county, SuccessionKind.SPLIT, [GUANSHENG], [east, west])
    for part in (east, west):
        assert (await authority(county, item.key, part.id)).holder == part
        assert (await authority(county, item.key, part.id, at=before)).holder == GUANSHENG
    with pytest.raises(Invalid) as refused:
        await authority(county, item.key, GUANSHENG.id)
    assert [one.path for one in refused.value.problems] == [("facts", "place")]
    assert "511602901" in (refused.value.remedy or "")
    assert (await authority(county, item.key, GUANSHENG.id, at=before)).holder == GUANSHENG
    await county.add("west_clerk", west.id, "township_clerk", place=west.id)
    clerk = await county.actor("west_clerk")
    await powers.exercise(county.store, clerk, Exercise(item.key, Stage.DECIDE, Claim(west.id)))
    with pytest.raises(NotLawful) as unlawful:
        await powers.exercise(county.store, clerk, Exercise(item.key, Stage.DECIDE, Claim(east.id)))
    assert (unlawful.value.rules, unlawful.value.holder) == (("R110",), east)
    known = await authority(county, item.key, GUANSHENG.id, known_at=before)
    assert known.holder == GUANSHENG  # as the register knew it the day before


@pytest.mark.rule("R207")
async def test_merged_townships_tell_their_ground_apart_by_the_codes_they_had(county: County) -> None:
    item = await county.item()
    await county.publish(item)
    county.clock.forward(days=1)
    new = Key(COUNTY, "511602903")
    await import_townships(county, {new.id: "官协镇"})
    await succeed(county, SuccessionKind.MERGE, [GUANSHENG, XIEXING], [new])
    assert (await authority(county, item.key, GUANSHENG.id)).holder == new
    assert (await authority(county, item.key, XIEXING.id)).holder == item.department
    with pytest.raises(Invalid) as refused:
        await authority(county, item.key, new.id)
    assert refused.value.rules == ("R207",)
    other = await county.item_of_legal_office()
    assert (await authority(county, other.key, new.id)).holder == other.department


@pytest.mark.rule("R207")
async def test_a_renamed_body_is_called_by_the_name_of_the_day(county: County) -> None:
    old, before = await bureau(county), county.clock()
    county.clock.forward(days=1)
    await succeed(county, SuccessionKind.RENAME, [old], name="区交通局")
    body = await county.body(old)
    assert (body.name, body.former[0].name) == ("区交通局", "区交通运输局")
    with pytest.raises(Conflict):
        await enter_department(county, "区交通局")
    item = await county.item()
    supervisor = await county.actor("supervisor")
    asked = Asked(item.key, Stage.DECIDE, Claim(GUANSHENG.id), before)
    assert "区交通运输局" in (await powers.ruling(county.store, supervisor, old, asked)).explanation
    assert "区交通局" in (await powers.ruling(county.store, supervisor, old, replace(asked, at=None))).explanation
    # Files of acts and whoever adds an account may say either.
    async with county.store.reading(supervisor) as session:
        found = await bodies.called(session, [COUNTY], ["区交通局", "区交通运输局", "511602101", "区无此局"])
    assert found == {"区交通局": [old], "区交通运输局": [old], "511602101": [GUANSHENG], "区无此局": []}
    await county.add("renamed_clerk", "区交通局", "department_clerk")
    assert (await county.actor("renamed_clerk")).body == old.pair


@pytest.mark.rule("R207")
async def test_what_does_not_follow_on_is_refused(county: County) -> None:
    item, legal = await county.item(), (await county.item_of_legal_office()).department
    old, other = item.department, Key("511603", "511603101")
    abolish, merge = SuccessionKind.ABOLISH, SuccessionKind.MERGE
    with pytest.raises(NotFound):
        await succeed(county, abolish, [GUANSHENG], [other])
    with pytest.raises(NotFound):
        await succeed(county, abolish, [other], [GUANSHENG])
    with pytest.raises(NotFound):
        await succeed(county, abolish, [old], [Key(COUNTY, "nobody")])
    with pytest.raises(NotAllowed):
        await succeed(county, abolish, [old], [legal], account="registrar")
    for wrong in (
        succeed(county, abolish, [old], [GUANSHENG]),
        succeed(county, abolish, [old], []),
        succeed(county, abolish, [old], [old]),
        succeed(county, merge, [old], [legal]),
        succeed(county, SuccessionKind.SPLIT, [old], [legal]),
        succeed(county, SuccessionKind.RENAME, [old]),
        succeed(county, SuccessionKind.RECODE, [old], code="11511301008778386X"),
        succeed(county, abolish, [old], [legal], document_date=day_of(county.clock()) + timedelta(days=1)),
        succeed(county, abolish, [], [legal]),
    ):
        with pytest.raises(Invalid):
            await wrong
    with pytest.raises(NotFound):
        await succeed(county, SuccessionKind.SPLIT, [legal], [legal, Heir(old, (item.key,))])
    await succeed(county, abolish, [old], [legal])
    for wrong in (succeed(county, abolish, [old], [legal]), succeed(county, abolish, [legal], [old])):
        with pytest.raises(NotLawful) as unlawful:
            await wrong
        assert unlawful.value.holder == legal
    early = day_of(county.clock()) - timedelta(days=9)
    with pytest.raises(Conflict):
        await succeed(county, SuccessionKind.RENAME, [legal], name="区司法和交通局", document_date=early)


async def listed_items(county: County, department: Key) -> list[set[Key]]:
    """The items of a department, by each of the ways in which they are listed."""
    actor, wanted = await county.actor("supervisor"), items.ItemFilter(department=department, county=COUNTY)
    as_filter = await items.pages(county.store, actor, "list", [None], wanted, Ask(200))
    below = await items.pages(county.store, actor, "department", [department], items.ItemFilter(), Ask(200))
    numbers = await items.counts(county.store, actor, "department", [department], items.ItemFilter())
    found = [{row.key for row in page.rows} for page in (as_filter[None], below[department])]
    assert numbers[department] == len(found[1])
    return found


async def listed_transfers(county: County, receiver: Key, as_of: datetime | None = None) -> list[set[Key]]:
    """The transfers to a receiver, by each of the ways in which they are listed."""
    actor, wanted = await county.actor("supervisor"), TransferFilter(as_of=as_of)
    found = []
    lists: list[tuple[Literal["list", "receiver"], Key | None, TransferFilter]] = [
        ("list", None, replace(wanted, receiver=receiver, county=COUNTY)),
        ("list", None, replace(wanted, within=receiver.id)),
        ("receiver", receiver, wanted),
    ]
    for under, parent, narrowed in lists:
        pages = await transfers.pages(county.store, actor, under, [parent], narrowed, Ask(200))
        assert await transfers.counts(county.store, actor, under, [parent], narrowed) == {
            parent: len(pages[parent].rows)
        }
        found.append({row.key for row in pages[parent].rows})
    return found


@pytest.mark.rule("R207")
async def test_the_lists_of_a_department_have_what_it_carries_on(county: County) -> None:
    one, other = await county.item(), await county.item_of_legal_office()
    whole = [(await listed_items(county, item.department))[0] for item in (one, other)]
    east, west = [await enter_department(county, name) for name in ("区交通局", "区司法和质量局")]
    await succeed(county, SuccessionKind.MERGE, [one.department, other.department], [east])
    assert await listed_items(county, east) == [whole[0] | whole[1]] * 2
    assert await listed_items(county, one.department) == [set[Key]()] * 2
    await succeed(county, SuccessionKind.SPLIT, [east], [east, Heir(west, (one.key,))])
    assert await listed_items(county, west) == [{one.key}] * 2
    assert await listed_items(county, east) == [(whole[0] | whole[1]) - {one.key}] * 2
    assert (await county.item()).department == west
    names = (await departments.pages(county.store, [COUNTY], Ask(200)))[COUNTY].rows
    assert {body.key for body in names}.isdisjoint({one.department, other.department})


@pytest.mark.rule("R207")
async def test_the_lists_of_a_township_have_what_it_carries_on_and_add_up(county: County) -> None:
    item = await county.item()
    key, before = (await county.publish(item)).key, county.clock()
    county.clock.forward(days=1)
    east, west = Key(COUNTY, "511602901"), Key(COUNTY, "511602902")
    await import_townships(county, {east.id: "官盛东镇", west.id: "官盛西镇"})
    await succeed(county, SuccessionKind.SPLIT, [GUANSHENG], [east, west])
    for part in (east, west):
        assert await listed_transfers(county, part) == [{key}] * 3
    assert await listed_transfers(county, GUANSHENG) == [set[Key]()] * 3
    assert await listed_transfers(county, GUANSHENG, before) == [{key}] * 3
    assert await listed_transfers(county, east, before) == [set[Key](), set[Key](), set[Key]()]
    supervisor, asked = await county.actor("supervisor"), [COUNTY, GUANSHENG.id, east.id, west.id, XIEXING.id]
    now = await summaries.of_places(county.store, supervisor, asked, None)
    then = await summaries.of_places(county.store, supervisor, asked, before)
    assert [now[one].in_force for one in asked] == [1, 0, 1, 1, 0]
    assert [then[one].in_force for one in asked] == [1, 1, 0, 0, 0]
    assert [now[one].townships for one in asked] == [26, 0, 1, 1, 1]
    assert [then[one].townships for one in asked] == [25, 1, 0, 0, 1]
    level = PlaceLevel.TOWNSHIP
    assert (await divisions.counts(county.store, level, [COUNTY]))[COUNTY] == 26
    shown = (await divisions.pages(county.store, level, [COUNTY], Ask(200)))[COUNTY].rows
    assert {east.id, west.id} < {one.code for one in shown}
    assert GUANSHENG.id not in {one.code for one in shown}


@pytest.mark.rule("R207")
def test_an_estate_is_about_its_own_items_and_areas() -> None:
    one, other, body = ("5116", "1"), ("5116", "2"), ("5116", "bureau")
    assert Estate(body).covers(body, one)
    assert [Estate(body, (one,)).covers(body, item) for item in (one, other)] == [False, True]
    assert [Estate(body, (one,), only=True).covers(body, item) for item in (one, other)] == [True, False]
    assert [Estate(body, shared=True).covers(body, one, received=received) for received in (True, False)] == [
        True,
        False,
    ]
    assert Actor("a", body=body).acts_for(body, one)
    assert not Actor("a", body=body, estates=(Estate(body, (one,)),)).acts_for(body, one)
