"""A government's catalogue: what is in it may be handed down, in one mode; what is not, may not be proposed."""

from datetime import timedelta
from typing import Any, Literal

import pytest

from register import catalogues, items, transfers
from register.catalogues import Entry, NewCatalogue, Retention
from register.items import ItemFilter
from register.paging import Ask
from register.records import Item, Key
from register.refusals import Invalid, NotAllowed, NotFound, NotLawful, OutOfDate
from register.words import PowerKind, TransferMode
from tests.county import COUNTY, County
from tests.databases import one_dialect

pytestmark = pytest.mark.rule("R9")
OF_CITY = "5116"


async def listed(
    county: County, catalogue: Key, account: str | None, under: Literal["catalogue", "retained"] = "catalogue"
) -> list[str]:
    """The items of a catalogue as an account is shown them, which are also counted."""
    actor = await county.actor(account)
    page = (await items.pages(county.store, actor, under, [catalogue], ItemFilter(), Ask(200)))[catalogue]
    counted = (await items.counts(county.store, actor, under, [catalogue], ItemFilter()))[catalogue]
    assert counted == len(page.rows)
    return [row.name for row in page.rows]


async def test_outside_of_the_catalogue_nothing_is_proposed_once_there_is_one(county: County) -> None:
    item, other = await county.item(), await county.enter_item(PowerKind.OTHER)
    await county.propose(other)  # there is none yet
    await county.publish_catalogue({item.key: TransferMode.AUTHORIZE})
    await county.propose(item)
    with pytest.raises(NotLawful, match="not in the catalogue") as refusal:
        await county.propose(other)
    assert (refusal.value.rules, refusal.value.holder) == (("R9",), other.department)
    assert "another catalogue" in (refusal.value.remedy or "")


@pytest.mark.rule("R8")
async def test_an_item_of_the_catalogue_has_one_mode(county: County) -> None:
    item = await county.item()
    await county.publish_catalogue({item.key: TransferMode.AUTHORIZE})
    key = await county.propose(item)
    for attempt in (county.propose(item, mode=TransferMode.AGENCY), amend_mode(county, key, TransferMode.AGENCY)):
        with pytest.raises(NotLawful, match="under AUTHORIZE 授权, and not under AGENCY") as refusal:
            await attempt
        assert refusal.value.rules == ("R8",)


async def amend_mode(county: County, key: Key, mode: TransferMode) -> None:
    amendment = transfers.Amendment(key, (await county.transfer(key)).version, mode=mode)
    await transfers.amend(county.store, await county.actor("department_clerk"), amendment)


async def test_the_next_catalogue_takes_the_place_of_the_one_before(county: County) -> None:
    item, other = await county.item(), await county.enter_item(PowerKind.OTHER)
    first = await county.publish_catalogue({item.key: TransferMode.AUTHORIZE, other.key: TransferMode.AGENCY})
    with pytest.raises(OutOfDate):
        await county.publish_catalogue({item.key: TransferMode.AUTHORIZE})
    second = await county.publish_catalogue({item.key: TransferMode.RESTORE}, expected=1)
    assert (first, second) == (Key(COUNTY, "1"), Key(COUNTY, "2"))
    assert (await catalogues.current(county.store, [COUNTY, OF_CITY]))[COUNTY].key == second
    assert await catalogues.lines(county.store, [item.key, other.key]) == {item.key: TransferMode.RESTORE}
    assert set(await listed(county, first, None)) == {item.name, other.name}
    assert await listed(county, second, None) == [item.name]
    assert set(await catalogues.by_key(county.store, [first, second, Key(COUNTY, "3"), Key(COUNTY, "x")])) == {
        first,
        second,
    }


@pytest.mark.rule("R89")
async def test_a_confidential_item_of_the_catalogue_is_shown_to_the_county_alone(county: County) -> None:
    item = await county.item()
    secret = await county.enter_item(PowerKind.OTHER, "机密事项", confidential=True)
    key = await county.publish_catalogue({item.key: TransferMode.AUTHORIZE, secret.key: TransferMode.AUTHORIZE})
    assert await listed(county, key, None) == [item.name]
    assert set(await listed(county, key, "township_clerk")) == {item.name, secret.name}


@pytest.mark.parametrize("account", ["department_clerk", "township_clerk", "legal_reviewer", "registrar", "supervisor"])
async def test_only_the_governments_office_publishes_a_catalogue(county: County, account: str) -> None:
    with pytest.raises((NotAllowed, NotLawful)):
        await publish(county, await county.item(), account)
    assert await catalogues.current(county.store, [COUNTY]) == {}


async def publish(county: County, item: Item, account: str = "government_officer", **more: Any) -> Key:
    given = {
        "place": COUNTY,
        "expected_revision": 0,
        "document": "广区府发〔2026〕1号",
        "document_date": county.clock().date(),
        "url": "https://www.guanganqu.gov.cn/ml",
        "entries": (Entry(item.key, TransferMode.AUTHORIZE),),
        **more,
    }
    return await catalogues.publish(county.store, await county.actor(account), NewCatalogue(**given))


async def test_every_problem_of_a_catalogue_is_told_at_once(county: County) -> None:
    item = await county.item()
    twice = (Entry(item.key, TransferMode.AUTHORIZE), Entry(item.key, TransferMode.CONCENTRATE))
    tomorrow = county.clock().date() + timedelta(days=2)
    with pytest.raises(Invalid) as refusal:
        await publish(county, item, document=" ", document_date=tomorrow, url="javascript:1", entries=twice)
    paths = [".".join(problem.path) for problem in refusal.value.problems]
    assert paths == ["document", "document_date", "url", "entries", "entries"]
    with pytest.raises(Invalid, match="at least one item"):
        await publish(county, item, entries=())


@pytest.mark.parametrize("place", ["511602101", "511603", "5116", "999999", "x"])
async def test_a_catalogue_is_that_of_ones_own_government(county: County, place: str) -> None:
    with pytest.raises(Invalid):
        await publish(county, await county.item(), place=place)


async def test_only_the_governments_own_items_stand_in_it(county: County) -> None:
    item = await county.item()
    await items.retire(county.store, await county.actor("registrar"), item.key, item.version, "取消")
    for key in (item.key, Key(COUNTY, "none"), Key("511603", item.key.id)):
        with pytest.raises(NotFound, match=r"`entries\.0\.item`"):
            await publish(county, item, entries=(Entry(key, TransferMode.AUTHORIZE),))


@one_dialect
@pytest.mark.rule("R53")
async def test_what_the_government_retains_is_not_proposed_and_its_reason_is_told(county: County) -> None:
    item, other = await county.item(), await county.enter_item(PowerKind.OTHER)
    await county.propose(item)  # what was on its way stays
    key = await county.publish_catalogue({other.key: TransferMode.AUTHORIZE}, retained={item.key: "跨镇统筹"})
    with pytest.raises(NotLawful, match="跨镇统筹") as refusal:
        await county.propose(item)
    assert (refusal.value.rules, refusal.value.holder) == (("R53",), item.department)
    assert "another catalogue that hands it down" in (refusal.value.remedy or "")
    said = {item.key: Retention(item.key, "跨镇统筹"), other.key: TransferMode.AUTHORIZE}
    assert await catalogues.lines(county.store, list(said)) == said
    assert await listed(county, key, None) == [other.name]
    assert await listed(county, key, None, "retained") == [item.name]
    await county.publish_catalogue({item.key: TransferMode.AUTHORIZE}, expected=1)
    await county.propose(item)
    assert await listed(county, key, None, "retained") == [item.name]


@one_dialect
@pytest.mark.rule("R53")
async def test_an_item_is_handed_down_or_retained_not_both_and_for_a_reason(county: County) -> None:
    item, other = await county.item(), await county.enter_item(PowerKind.OTHER)
    for wrong in (
        (Retention(item.key, "统筹"),),
        (Retention(other.key, " "),),
        (Retention(other.key, "\u3000" * 1_000 + "统筹"),),
        (Retention(other.key, "统筹"), Retention(other.key, "统筹")),
    ):
        with pytest.raises(Invalid) as refusal:
            await publish(county, item, retained=wrong)
        assert [problem.path for problem in refusal.value.problems] == [("retained",)]
        assert "R53" in refusal.value.rules
    with pytest.raises(NotFound, match=r"`retained\.0\.item`"):
        await publish(county, item, retained=(Retention(Key(COUNTY, "none"), "统筹"),))
    assert await publish(county, item, entries=(), retained=(Retention(item.key, "统筹"),)) == Key(COUNTY, "1")
