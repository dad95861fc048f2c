"""A change of a list is reviewed by the service centre, with others, before it is published."""

from typing import Any

import pytest

from register import items
from register.items import Amendment, ItemFilter
from register.paging import Ask
from register.records import Item, Key
from register.refusals import Invalid, NotAllowed, NotLawful, OutOfDate
from register.words import PowerKind
from tests.county import COUNTY, GUANSHENG, County
from tests.databases import one_dialect

pytestmark = pytest.mark.rule("R48")


async def amend(county: County, item: Item, **changes: Any) -> Item:
    registrar = await county.actor("registrar")
    await items.amend(county.store, registrar, Amendment(item.key, item.version, "调整清单", **changes))
    return await again(county, item)


async def again(county: County, item: Item) -> Item:
    """An item as it is now."""
    return (await items.by_key(county.store, await county.actor("registrar"), [item.key]))[item.key]


async def awaiting(county: County, *, waits: bool = True) -> set[str]:
    """The items of that name whose change awaits a review, or does not; they are also counted."""
    actor, wanted = await county.actor("supervisor"), ItemFilter(awaits_review=waits, text="一项权力")
    page = (await items.pages(county.store, actor, "list", [None], wanted, Ask(200)))[None]
    counted = (await items.counts(county.store, actor, "list", [None], wanted))[None]
    assert counted == len(page.rows)
    return {row.name for row in page.rows}


async def test_a_change_is_published_once_the_service_centre_passed_it_and_as_it_passed_it(county: County) -> None:
    item = await county.enter_item(PowerKind.OTHER, published=False)
    await not_published(county, item)
    item = await amend(county, item, legal_basis=("中华人民共和国公路法",))
    await county.review_item(item, approve=False, opinion="依据有误")
    await not_published(county, item)
    item = await amend(county, item, legal_basis=("四川省公路条例",))
    await not_published(county, item)  # what passed would be another version
    await county.review_item(item)
    await not_published(county, item, name="另一名")
    assert (await amend(county, item, published=True)).published


async def not_published(county: County, item: Item, **more: Any) -> None:
    with pytest.raises(NotLawful) as refused:
        await amend(county, item, published=True, **more)
    assert refused.value.rules == ("R48",)
    assert "`reviewItem`" in (refused.value.remedy or "")


async def test_what_awaits_a_review_is_listed_until_it_has_one(county: County) -> None:
    assert await awaiting(county) == set()  # what a list was loaded with is no change of it
    draft = await county.enter_item(PowerKind.OTHER, "一项权力草案", published=False)
    entered = await county.enter_item(PowerKind.OTHER, "一项权力甲")
    gone = await county.enter_item(PowerKind.OTHER, "一项权力乙")
    await items.retire(county.store, await county.actor("registrar"), gone.key, gone.version, "取消")
    entered = await amend(county, entered, important=True)
    assert await awaiting(county) == {draft.name, entered.name, gone.name}
    await county.review_item(draft, approve=False, opinion="依据有误")
    await county.review_item(entered)
    assert await awaiting(county) == {gone.name}
    assert await awaiting(county, waits=False) == {draft.name, entered.name}
    draft = await amend(county, draft, legal_basis=("四川省公路条例",))
    assert await awaiting(county) == {gone.name, draft.name}
    await county.review_item(draft)
    draft = await amend(county, draft, published=True)
    assert await awaiting(county) == {gone.name}
    asked = [(draft.key, 1), (draft.key, draft.version), (gone.key, gone.version)]
    found = await items.reviews_of(county.store, await county.actor("supervisor"), asked)
    told = {about: [(one.version, one.approve) for one in reviews] for about, reviews in found.items()}
    assert told == {(draft.key, 1): [(1, False)], (draft.key, 3): [(2, True)]}


@one_dialect
async def test_a_review_is_the_business_of_ones_own_place(county: County) -> None:
    item = await amend(county, await county.enter_item(PowerKind.OTHER), important=True)
    await county.review_item(await county.item())
    neighbour = await county.actor("other_county_clerk")
    assert await items.reviews_of(county.store, neighbour, [((await county.item()).key, 1)]) == {}
    page = ItemFilter(awaits_review=True, county=COUNTY)
    assert (await items.counts(county.store, neighbour, "list", [None], page))[None] == 0
    assert item.name in await awaiting(county)


@one_dialect
async def test_the_service_centre_reviews_with_other_departments_and_by_an_account_that_changed_nothing(
    county: County,
) -> None:
    item = await county.item()
    legal = (await county.actor("legal_reviewer")).body
    assert legal
    for account in ("department_clerk", "township_clerk", "legal_reviewer", "registrar"):
        with pytest.raises((NotAllowed, NotLawful)):
            await county.review_item(item, account)
    with pytest.raises(OutOfDate):
        await items.review(
            county.store,
            await county.actor(await county.service_centre()),
            items.ChangeReview(item.key, 9, approve=True, opinion="可"),
        )
    for wrong in ((GUANSHENG,), (Key(COUNTY, "none"),), (Key(*legal), Key(*legal))):
        with pytest.raises(Invalid) as refused:
            await county.review_item(item, jointly=wrong)
        assert refused.value.problems[0].path == ("jointly",)
    await county.review_item(item, jointly=(Key(*legal),))
    (found,) = (await items.reviews_of(county.store, await county.actor("supervisor"), [(item.key, 1)])).values()
    assert [one.jointly for one in found] == [(Key(*legal),)]


@one_dialect
async def test_who_made_a_change_does_not_review_it_until_another_passed_it(county: County) -> None:
    await county.add("both", "区行政审批局", "registrar", "department_clerk")
    both = await county.actor("both")
    item = await county.enter_item(PowerKind.OTHER)
    await items.amend(county.store, both, Amendment(item.key, 1, "调整", important=True))
    item = await amend(county, await again(county, item), name="一项权力甲")
    with pytest.raises(NotLawful) as refused:  # the last change is another's, but not all that is reviewed
        await county.review_item(item, "both")
    assert refused.value.rules == ("R48",)
    await county.review_item(item)
    item = await amend(county, item, name="一项权力乙")
    await county.review_item(item, "both")


@one_dialect
async def test_where_nobody_is_the_service_centre_no_review_is_waited_for(county: County) -> None:
    park = await county.park()
    key = await county.enter_item_at(park.tenant, PowerKind.OTHER)
    clerk = await county.actor("clerk_of_park")
    for published in (False, True):
        version = (await items.by_key(county.store, clerk, [key]))[key].version
        await items.amend(county.store, clerk, Amendment(key, version, "调整", published=published))
    assert (await items.by_key(county.store, clerk, [key]))[key].published
    wanted = ItemFilter(awaits_review=True, county=park.tenant)
    assert (await items.counts(county.store, clerk, "list", [None], wanted))[None] == 0
