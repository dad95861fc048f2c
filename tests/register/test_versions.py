"""Time is double: what the register said on one day about another (design §5)."""

from datetime import date, timedelta
from typing import Any

import pytest

from register import items, powers, transfers
from register.clock import start_of_day
from register.fence import EVERYTHING
from register.imports import load
from register.items import Amendment, versions_at
from register.powers import Asked, Claim
from register.records import Authority, Item, Key
from register.refusals import NotFound
from register.words import PowerKind, Stage
from tests.county import COUNTY, GUANSHENG, County

DAY = timedelta(days=1)


async def amend(county: County, item: Item, **changes: Any) -> Item:
    registrar = await county.actor("registrar")
    change = Amendment(item.key, item.version, "调整清单", **changes)
    await items.amend(county.store, registrar, change)
    return (await items.by_key(county.store, registrar, [item.key]))[item.key]


async def test_every_version_of_an_item_answers_for_its_days(county: County) -> None:
    item = await county.enter_item(PowerKind.OTHER, "初名", published=False)
    first = county.clock()
    second = county.clock.forward(days=1)
    item = await amend(county, item, name="次名")
    await county.review_item(item)
    item = await amend(county, item, published=True)
    third = county.clock.forward(days=1)
    await amend(county, item, name="末名")
    told = {
        # about the day … as known on the day …
        (first, first): "初名",
        (first - 900 * DAY, third): "初名",  # entered without a start: it was always its department's
        (first, third): "初名",
        (second - DAY / 2, third): "初名",
        (second, second): "次名",
        (second, first): "初名",
        (third, second): "次名",
        (second, third): "次名",
        (third, third): "末名",
        (third + 900 * DAY, third): "末名",
    }
    async with county.store.reading(EVERYTHING) as session:
        for (at, known_at), name in told.items():
            versions = await versions_at(session, [(item.key, at)], known_at)
            assert versions[item.key, at].name == name, (at - first, known_at - first)
        # All that are about one moment of knowing come together.
        told_then = {(item.key, at): name for (at, known_at), name in told.items() if known_at == third}
        versions = await versions_at(session, told_then, third)
        assert {about: version.name for about, version in versions.items()} == told_then
        assert await versions_at(session, [(item.key, third)], first - DAY) == {}  # the register knew of no such item
        assert await versions_at(session, [(Key(COUNTY, "none"), third)], third) == {}


async def ask(county: County, item: Item, **when: Any) -> Authority:
    asked = Asked(item.key, Stage.DECIDE, Claim(GUANSHENG.id), **when)
    return await powers.authority(county.store, await county.actor("supervisor"), asked)


@pytest.mark.rule("R36")
async def test_before_it_was_published_nobody_held_the_power(county: County) -> None:
    item = await county.enter_item(PowerKind.OTHER, published=False)
    before = county.clock()
    after = county.clock.forward(days=1)
    await county.review_item(item)
    item = await amend(county, item, published=True)
    assert (await ask(county, item)).holder == item.department
    unlisted = await ask(county, item, at=before)
    assert (unlisted.holder, unlisted.rules) == (None, ("R36",))
    assert (await ask(county, item, at=after, known_at=before)).holder is None
    with pytest.raises(NotFound):
        await ask(county, item, at=after, known_at=before - DAY)


@pytest.mark.rule("R202")
async def test_the_register_says_what_it_knew_of_a_transfer_that_day(county: County) -> None:
    item = await county.enter_item(PowerKind.OTHER)
    before = county.clock()
    begins = start_of_day((before + 3 * DAY).date())
    county.clock.forward(days=1)
    transfer = await county.publish(item, effective_from=begins)
    known = county.clock()
    assert (await ask(county, item, at=begins)).holder == GUANSHENG
    assert (await ask(county, item, at=begins)).transfer == transfer.key
    assert (await ask(county, item, at=begins - timedelta(microseconds=1))).holder == item.department
    assert (await ask(county, item, at=begins, known_at=before)).holder == item.department
    assert (await ask(county, item, at=begins, known_at=known)).holder == GUANSHENG


async def test_a_transfer_loaded_with_a_past_holds_in_the_past_and_is_known_since_now(county: County) -> None:
    item = await county.enter_item(PowerKind.OTHER)
    before = county.clock()
    now = county.clock.forward(days=1)
    row = {
        "item_code": item.code,
        "receiver": GUANSHENG.id,
        "mode": "授权",
        "effective_from": "2021-03-01",
        "effective_to": "2023-03-01",
        "basis_level": "政府文件",
        "basis_title": "赋权目录",
        "document": "广区府发〔2021〕3号",
        "document_date": "2021-02-20",
        "published_at": "2021-02-25",
        "published_url": "https://www.guanganqu.gov.cn/1",
    }
    data = f"{','.join(row)}\n{','.join(row.values())}\n"
    report = await load.transfers(county.store, COUNTY, data.encode())
    assert report.problems == ()
    during = start_of_day(date(2022, 1, 1))
    assert (await ask(county, item, at=during)).holder == GUANSHENG
    for at in (start_of_day(date(2021, 2, 28)), start_of_day(date(2023, 3, 1)), now):
        assert (await ask(county, item, at=at)).holder == item.department
    with pytest.raises(NotFound):  # the day the register did not have the item itself
        await ask(county, item, at=during, known_at=before - DAY)
    assert (await ask(county, item, at=during, known_at=before)).holder == item.department
    assert (await ask(county, item, at=during, known_at=now)).holder == GUANSHENG
    async with county.store.reading(EVERYTHING) as session:
        place = (item.key, GUANSHENG.id)
        (loaded,) = (await transfers.of_items(session, [place], now))[item.key]
        assert await transfers.of_items(session, [place], before) == {}
    assert loaded.recorded_at == now
    assert loaded.begins == start_of_day(date(2021, 3, 1))
