"""Reading the journal 台账: each county reads its own, and whoever watches over it."""

import json

import pytest

from register import entries, items
from register.paging import LARGEST, Ask
from register.records import Entry, Key
from tests.county import COUNTY, XIEXING, County

NEIGHBOUR = "511603"


async def last(county: County, account: str | None = "supervisor", tenant: str = COUNTY, most: int = 3) -> list[Entry]:
    """The last entries of a county, as far as the account may read them."""
    actor = await county.actor(account)
    number = (await entries.counts(county.store, actor, "county", [tenant]))[tenant]
    keys = [Key(tenant, str(n)) for n in range(max(number - most, 0) + 1, number + 1)]
    found = await entries.by_key(county.store, actor, keys)
    return [found[key] for key in keys]


@pytest.mark.rule("R130")
async def test_a_county_reads_its_own_journal_and_whoever_watches_over_it_does(county: County) -> None:
    key = await county.propose(await county.item())
    for account in ("department_clerk", "township_clerk", "registrar", "supervisor", "aggregator"):
        assert (await last(county, account))[-1].target.key == key
    for stranger in (None, "other_county_clerk"):
        assert await last(county, stranger) == []
    for account in ("aggregator", "other_county_clerk"):
        actions = [one.action for one in await last(county, account, NEIGHBOUR)]
        assert actions == ["department:imported", "account:added"]
    assert await last(county, "supervisor", NEIGHBOUR) == []


async def test_the_entries_of_a_county_are_listed_as_they_were_written(county: County) -> None:
    actor = await county.actor("supervisor")
    found: list[Entry] = []
    after: str | None = None
    while True:
        page = (await entries.pages(county.store, actor, "county", [COUNTY], Ask(LARGEST, after)))[COUNTY]
        found += page.rows
        if not page.has_next:
            break
        after = page.cursors[-1]
    assert [one.sequence for one in found] == list(range(1, len(found) + 1))
    assert [two.previous_hash for two in found[1:]] == [one.hash for one in found[:-1]]
    imported = [one for one in found if one.action == "item:imported"]
    assert len(imported) == 1135
    assert json.loads(imported[0].data)["published"] is True


async def test_the_entries_of_many_transfers_are_told_apart(county: County) -> None:
    item = await county.item()
    one, two = await county.propose(item), await county.propose(item, receiver=XIEXING)
    await county.step("submit", one)
    actor = await county.actor("supervisor")
    found = await entries.pages(county.store, actor, "transfer", [one, two, Key(COUNTY, "none")], Ask())
    assert {key: [row.action for row in page.rows] for key, page in found.items()} == {
        one: ["transfer:proposed", "transfer:submitted"],
        two: ["transfer:proposed"],
        Key(COUNTY, "none"): [],
    }
    assert await entries.counts(county.store, actor, "transfer", [one, two]) == {one: 2, two: 1}
    stranger = await county.actor("other_county_clerk")
    assert (await entries.pages(county.store, stranger, "transfer", [one], Ask()))[one].rows == ()
    assert await entries.counts(county.store, stranger, "transfer", [one]) == {one: 0}


async def test_an_entry_tells_what_changed_and_what_stood_there_before(county: County) -> None:
    item = await county.item()
    registrar = await county.actor("registrar")
    change = items.Amendment(item.key, item.version, "更名", name="公路工程招标备案（县级）", important=True)
    await items.amend(county.store, registrar, change)
    (entry,) = await last(county, most=1)
    assert (entry.action, entry.target.kind, entry.target.key) == ("item:amended", "Item", item.key)
    assert json.loads(entry.data) == {
        "version": 2,
        "reason": "更名",
        "changed": {
            "name": {"from": item.name, "to": "公路工程招标备案（县级）"},
            "important": {"from": False, "to": True},
        },
    }


async def test_a_key_that_can_be_no_entrys_finds_none(county: County) -> None:
    actor = await county.actor("supervisor")
    keys = [Key(COUNTY, one) for one in ("0", "-1", "x", "", "1.0", "9" * 15, "9" * 40, "999999")]
    assert await entries.by_key(county.store, actor, keys) == {}
    (first,) = (await entries.by_key(county.store, actor, [Key(COUNTY, "1")])).values()
    assert entries.key_of(first) == Key(COUNTY, "1")
