"""Items 权力事项 as a registrar enters, amends and retires them, and as everybody looks for them."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from register import departments, entries, items, tables
from register.departments import NewDepartment
from register.fence import EVERYTHING
from register.items import Amendment, ItemFilter, NewItem
from register.paging import Ask
from register.records import Entry, Item, Key
from register.refusals import Conflict, Invalid, NotAllowed, NotFound, NotLawful, OutOfDate, Refusal
from register.words import PowerKind
from tests.county import COUNTY, GUANSHENG, TRANSPORT_FILING, County

NEIGHBOUR = "511603"


async def journal(county: County, item: Key) -> list[Entry]:
    """The entries about an item."""
    row = tables.expr(tables.JournalEntry)
    async with county.store.reading(EVERYTHING) as session:
        query = select(row).where(row.tenant == item.tenant, row.target_kind == "Item", row.target_id == item.id)
        return [entries.of_row(one) for one in await session.scalars(query.order_by(row.sequence))]


async def versions(county: County, item: Key) -> list[tables.ItemVersion]:
    row = tables.expr(tables.ItemVersion)
    async with county.store.reading(EVERYTHING) as session:
        query = select(row).where(row.tenant == item.tenant, row.id == item.id)
        return list(await session.scalars(query.order_by(row.version)))


async def amend(county: County, item: Item, account: str = "registrar", **changes: Any) -> Item:
    given = {"expected_version": item.version, "reason": "调整清单", **changes}
    await items.amend(county.store, await county.actor(account), Amendment(item.key, **given))
    return (await items.by_key(county.store, await county.actor("supervisor"), [item.key]))[item.key]


async def retire(county: County, item: Item, account: str = "registrar", **more: Any) -> Key:
    given = {"expected_version": item.version, "reason": "上位法废止", **more}
    return await items.retire(county.store, await county.actor(account), item.key, **given)


async def found(county: County, account: str | None = "supervisor", /, **wanted: Any) -> list[str]:
    """The names of the items a list finds, which are also counted."""
    actor, filter_ = await county.actor(account), ItemFilter(**wanted)
    page = (await items.pages(county.store, actor, "list", [None], filter_, Ask(200)))[None]
    assert (await items.counts(county.store, actor, "list", [None], filter_))[None] >= len(page.rows)
    return [row.name for row in page.rows]


@pytest.mark.rule("R98")
async def test_an_item_is_entered_unpublished_with_one_journal_entry(county: County) -> None:
    department = (await county.item()).department
    new = NewItem(
        department, TRANSPORT_FILING + "9", "新事项", PowerKind.OTHER, legal_basis=("公路法 26",), important=True
    )
    key = await items.enter(county.store, await county.actor("registrar"), new)
    item = (await items.by_key(county.store, await county.actor("registrar"), [key]))[key]
    assert (item.code, item.name, item.kind, item.version) == (new.code, "新事项", PowerKind.OTHER, 1)
    assert (item.department, item.competent, item.valid_from) == (department, department, None)
    assert (item.published, item.important, item.confidential, item.retired) == (False, True, False, False)
    (entry,) = await journal(county, key)
    assert (entry.action, entry.actor) == ("item:entered", "registrar")
    assert json.loads(entry.data)["legalBasis"] == ["公路法 26"]


async def test_an_item_is_amended_and_the_version_before_it_is_kept(county: County) -> None:
    item = await county.item()
    other = (await departments.pages(county.store, [COUNTY], Ask()))[COUNTY].rows[0].key
    county.clock.forward(hours=1)
    after = await amend(county, item, name="新名", legal_basis=("依据",), competent=other, confidential=True)
    assert (after.name, after.legal_basis, after.competent, after.version) == ("新名", ("依据",), other, 2)
    assert (after.code, after.kind, after.department) == (item.code, item.kind, item.department)
    assert (after.important, after.published) == (item.important, item.published)
    assert [(one.version, one.name) for one in await versions(county, item.key)] == [(1, item.name), (2, "新名")]
    assert [one.action for one in await journal(county, item.key)] == ["item:imported", "item:amended"]


@pytest.mark.rule("R100")
async def test_a_retired_item_leaves_the_lists_and_stays_on_record(county: County) -> None:
    item = await county.item()
    await retire(county, item)
    assert item.name not in await found(county, county=COUNTY, text=item.code)
    after = (await items.by_key(county.store, await county.actor("supervisor"), [item.key]))[item.key]
    assert (after.retired, after.listed, after.version) == (True, False, 2)
    assert [one.retired for one in await versions(county, item.key)] == [False, True]
    assert (await journal(county, item.key))[-1].action == "item:retired"
    for again in (amend(county, after, name="新名"), retire(county, after)):
        with pytest.raises(Conflict, match="is retired"):
            await again


Attempt = Callable[[County, Item, str], Awaitable[object]]
ATTEMPTS: dict[str, Attempt] = {
    "enter": lambda county, item, account: _enter(county, item.department, account),
    "amend": lambda county, item, account: amend(county, item, account, name="新名"),
    "retire": retire,
}


async def _enter(county: County, department: Key, account: str = "registrar", **more: Any) -> Key:
    given = {"code": "NEW-1", "name": "新事项", "kind": PowerKind.OTHER, **more}
    return await items.enter(county.store, await county.actor(account), NewItem(department, **given))


@pytest.mark.parametrize("verb", ATTEMPTS)
async def test_only_a_registrar_of_the_county_changes_its_items(county: County, verb: str) -> None:
    item = await county.item()
    for account in ("department_clerk", "township_clerk", "supervisor", "policy_admin", "aggregator"):
        with pytest.raises(NotAllowed):
            await ATTEMPTS[verb](county, item, account)
    with pytest.raises(NotFound):  # the item is public, but a neighbour finds nothing there to change
        await ATTEMPTS[verb](county, item, "other_county_clerk")
    assert len(await versions(county, item.key)) == 1
    assert len(await journal(county, item.key)) == 1


async def test_what_is_missing_is_not_found(county: County) -> None:
    item = await county.item()
    registrar = await county.actor("registrar")
    for key in (Key(COUNTY, "none"), Key(NEIGHBOUR, item.key.id), Key("", ""), Key("51160", item.key.id)):
        with pytest.raises(NotFound):
            await items.amend(county.store, registrar, Amendment(key, 1, "更名", name="新名"))
        with pytest.raises(NotFound):
            await items.retire(county.store, registrar, key, 1, "废止")
        with pytest.raises(NotFound):
            await _enter(county, key)
    neighbours = (await departments.pages(county.store, [NEIGHBOUR], Ask()))[NEIGHBOUR].rows[0].key
    with pytest.raises(NotFound):
        await _enter(county, neighbours)


async def test_a_change_to_another_version_than_the_current_is_out_of_date(county: County) -> None:
    item = await county.item()
    await amend(county, item, name="新名")
    for version in (1, 3, 0, -1, 2**40):
        with pytest.raises(OutOfDate) as refused:
            await amend(county, item, expected_version=version, name="又一名")
        assert refused.value.current == 2
        with pytest.raises(OutOfDate):
            await retire(county, item, expected_version=version)
    assert len(await versions(county, item.key)) == 2


async def test_of_changes_to_the_same_version_at_once_one_is_done(county: County) -> None:
    item = await county.item()
    done = await asyncio.gather(*(amend(county, item, name=f"名{n}") for n in range(5)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["Item"] + ["OutOfDate"] * 4
    assert len(await versions(county, item.key)) == 2


async def test_a_code_that_is_taken_is_refused(county: County) -> None:
    item = await county.item()
    with pytest.raises(Conflict, match="is taken"):
        await _enter(county, item.department, code=item.code)
    done = await asyncio.gather(*(_enter(county, item.department) for _ in range(3)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["Conflict", "Conflict", "Key"]
    await retire(county, item)
    with pytest.raises(Conflict, match="is taken"):
        await _enter(county, item.department, code=item.code)


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("name", {"name": " "}),
    ("name", {"name": "名" * 1001}),
    ("legal_basis", {"legal_basis": ("依据", "")}),
    ("legal_basis", {"legal_basis": ("依据",) * 101}),
    ("legal_basis", {"legal_basis": ("依" * 1001,)}),
    ("competent_department", {"competent": Key(COUNTY, "none")}),
    ("competent_department", {"competent": GUANSHENG}),
]


async def test_what_is_not_well_formed_is_invalid_and_says_where(county: County) -> None:
    item = await county.item()
    for path, wrong in WRONG:
        for attempt in (_enter(county, item.department, **wrong), amend(county, item, **wrong)):
            with pytest.raises(Invalid) as refused:
                await attempt
            assert [problem.path for problem in refused.value.problems] == [(path,)]
    assert len(await versions(county, item.key)) == 1


async def test_a_bad_code_or_reason_is_invalid(county: County) -> None:
    item = await county.item()
    for code in ("", " X", "X\n", "X" * 201):
        with pytest.raises(Invalid) as refused:
            await _enter(county, item.department, code=code)
        assert refused.value.problems[0].path == ("code",)
    for reason in ("", "  ", "因" * 1001):
        for attempt in (amend(county, item, name="新名", reason=reason), retire(county, item, reason=reason)):
            with pytest.raises(Invalid) as refused:
                await attempt
            assert refused.value.problems[0].path == ("reason",)
    with pytest.raises(Invalid, match="is no department"):
        await _enter(county, GUANSHENG)
    with pytest.raises(Invalid) as both:
        await _enter(county, item.department, code="", name="")
    assert {problem.path for problem in both.value.problems} == {("name",), ("code",)}


@pytest.mark.rule("R41")
async def test_what_has_been_handed_over_is_not_taken_back_by_taking_it_off_the_list(county: County) -> None:
    item = await county.item()
    transfer = await county.publish(item, effective_to=county.clock() + timedelta(days=30))
    for attempt in (amend(county, item, published=False), retire(county, item)):
        with pytest.raises(NotLawful) as refused:
            await attempt
        assert (refused.value.rules, refused.value.holder) == (("R41",), transfer.receiver)
    after = await amend(county, item, name="新名", published=True)  # the rest of it can be amended
    county.clock.forward(days=31)  # its term is over
    after = await amend(county, after, published=False)
    await retire(county, after)


@pytest.mark.rule("R41")
async def test_what_is_about_to_be_handed_over_stays_on_the_list_but_for_a_draft(county: County) -> None:
    item, other = await county.item(), await county.enter_item(PowerKind.OTHER)
    await county.publish(item, effective_from=county.clock() + timedelta(days=30))
    with pytest.raises(NotLawful):
        await retire(county, item)
    key = await county.propose(other)
    for verb in ("submit", "review", "accept", "confirm"):
        await county.step(verb, key)
    await amend(county, other, published=False)
    with pytest.raises(NotLawful) as refused:  # and what is off the list cannot be handed over any more
        await county.step("publish", key)
    assert refused.value.rules == ("R36",)


async def test_an_item_is_found_by_its_code_in_a_place(county: County) -> None:
    item = await county.item()
    for account, place in ((None, None), (None, COUNTY), ("supervisor", None), ("aggregator", None), (None, "51")):
        seen = await items.by_code(county.store, await county.actor(account), item.code, place)
        assert seen == item, (account, place)
    opaque = await county.enter_item(PowerKind.OTHER)
    for account in ("supervisor", "aggregator"):  # in the account's own places
        assert await items.by_code(county.store, await county.actor(account), opaque.code, None) == opaque
    assert await items.by_code(county.store, await county.actor("other_county_clerk"), opaque.code, None) is None
    assert await items.by_code(county.store, await county.actor(None), item.code, NEIGHBOUR) is None
    with pytest.raises(Invalid) as refused:
        await items.by_code(county.store, await county.actor(None), opaque.code, None)
    assert refused.value.problems[0].path == ("county",)


async def test_a_text_is_looked_for_as_it_is_written(county: County) -> None:
    for name in ("百分之100%退税", "百分之100分退税", "a_b", "axb", "c\\d", "C\\D"):
        await county.enter_item(PowerKind.OTHER, name)
    here = {"county": COUNTY, "department": (await county.item()).department}
    assert await found(county, text="100%", **here) == ["百分之100%退税"]
    assert await found(county, text="a_b", **here) == ["a_b"]
    assert sorted(await found(county, text="分退税", **here)) == ["百分之100分退税"]
    assert sorted(await found(county, text="c\\", **here)) == ["C\\D", "c\\d"]
    assert await found(county, text=TRANSPORT_FILING.lower(), **here) == [(await county.item()).name]
    assert await found(county, text=TRANSPORT_FILING[4:], **here) == [(await county.item()).name]
    assert await found(county, text="' OR 1=1 --", **here) == []


async def count(county: County, /, **wanted: Any) -> int:
    actor = await county.actor("supervisor")
    return (await items.counts(county.store, actor, "list", [None], ItemFilter(**wanted)))[None]


async def test_a_list_is_narrowed_by_kind_department_and_place(county: County) -> None:
    item = await county.item()
    assert (
        await count(county, county=COUNTY)
        == await count(county, within="5116")
        == await count(county, within=GUANSHENG.id)
        == 1135
    )
    kinds = [await count(county, county=COUNTY, kind=kind) for kind in PowerKind]
    assert sum(kinds) == 1135
    assert sum(1 for one in kinds if one) >= 3
    department = await count(county, county=COUNTY, department=item.department)
    assert 0 < department < 200
    both = await count(county, county=COUNTY, department=item.department, kind=item.kind)
    assert 0 < both < department
    assert (
        await count(county, county=NEIGHBOUR)
        == await count(county, county=COUNTY, within=NEIGHBOUR)
        == await count(county, within="37")
        == 0
    )
    assert await count(county, county=COUNTY, within="51") == 1135
    assert (
        await count(
            county,
        )
        == 1135
    )  # without a place: the account's own


async def test_nobody_lists_everything_without_naming_a_place(county: County) -> None:
    for attempt in (
        found(county, None),
        items.counts(county.store, await county.actor(None), "list", [None], ItemFilter()),
    ):
        with pytest.raises(Invalid) as refused:
            await attempt
        assert refused.value.problems[0].path == ("filter",)
    assert len(await found(county, None, county=COUNTY)) == 200


async def test_a_region_has_items_of_its_own(county: County) -> None:
    async with county.store.changing(EVERYTHING) as session:
        department = await departments.write(session, "5116", NewDepartment("5116", "市交通运输局"))
    with pytest.raises(NotFound):
        await _enter(county, department)
    with pytest.raises(Refusal):
        await _enter(county, department, "aggregator")


def test_a_text_longer_than_any_name_is_refused_and_not_looked_for() -> None:
    assert items.ItemFilter(text="权" * 1000).text
    with pytest.raises(Invalid, match="1001 characters"):
        items.ItemFilter(text="权" * 1001)
