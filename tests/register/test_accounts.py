"""Accounts: who asks, with which roles and for which body."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from policies.actor import Role
from policies.roles import ROLES
from register import accounts, departments, journal, tables
from register.accounts import OPERATOR, NewAccount
from register.departments import NewDepartment
from register.fence import EVERYTHING
from register.refusals import Conflict, Invalid
from tests.county import COUNTY, GUANSHENG, County

NEIGHBOUR = "511603"


async def add(county: County, account: str = "li.si", **more: Any) -> None:
    given = {"name": "李四", "roles": (("supervisor", COUNTY),), **more}
    await accounts.add(county.store, NewAccount(account, **given))


async def refused(county: County, path: str, account: str = "li.si", **more: Any) -> str:
    with pytest.raises(Invalid) as refusal:
        await add(county, account, **more)
    assert [problem.path for problem in refusal.value.problems] == [(path,)]
    assert await accounts.actor(county.store, account) is None
    return refusal.value.message


async def test_an_account_is_added_with_its_roles_and_one_journal_entry(county: County) -> None:
    await add(
        county, roles=(("township_clerk", GUANSHENG.id), ("supervisor", COUNTY), ("supervisor", COUNTY)), body="官盛镇"
    )
    actor = await county.actor("li.si")
    assert actor.roles == (Role("supervisor", COUNTY), Role("township_clerk", GUANSHENG.id))
    assert (actor.name, actor.tenant, actor.body) == ("李四", COUNTY, (COUNTY, GUANSHENG.id))
    assert not actor.anonymous
    assert actor.tenants == {COUNTY}
    row = tables.expr(tables.JournalEntry)
    async with county.store.reading(EVERYTHING) as session:
        entry = await session.scalar(select(row).where(row.tenant == COUNTY).order_by(row.sequence.desc()).limit(1))
        assert await journal.verify(session, COUNTY) == []
    assert entry is not None
    assert (entry.action, entry.actor, entry.target_kind, entry.target_id) == (
        *("account:added", OPERATOR, "Account", "li.si"),
    )


async def test_the_accounts_of_the_demonstration_hold_each_role_once(county: County) -> None:
    held = [(await county.actor(role)).roles[0].name for role in ROLES]
    assert held == list(ROLES)


async def test_an_account_nobody_added_is_none(county: County) -> None:
    for account in ("nobody", "", "Supervisor", "x" * 200):
        assert await accounts.actor(county.store, account) is None


async def test_a_name_that_is_taken_is_refused_wherever_it_was_taken(county: County) -> None:
    await add(county)
    for place in (COUNTY, NEIGHBOUR, "51"):
        with pytest.raises(Conflict, match="is taken"):
            await add(county, roles=(("aggregator", place),))
    assert (await county.actor("li.si")).roles == (Role("supervisor", COUNTY),)


async def test_an_account_is_named_without_spaces(county: County) -> None:
    for account in ("", "li si", "li\nsi", "l" * 101):
        await refused(county, "account", account)


async def test_whoever_has_an_account_has_a_name(county: County) -> None:
    for name in ("", " ", "四" * 201):
        await refused(county, "name", name=name)


async def test_a_role_is_known_and_held_at_a_place_that_is_there(county: County) -> None:
    assert "at least one role" in await refused(county, "role", roles=())
    assert "is no role" in await refused(county, "role", roles=(("king", COUNTY),))
    assert "is no role" in await refused(county, "role", roles=(("anyone", COUNTY),))
    assert "is no division code" in await refused(county, "role", roles=(("supervisor", "511602000000"),))
    assert "no division has the code" in await refused(county, "role", roles=(("supervisor", "999999"),))
    everything = (("supervisor", COUNTY), ("supervisor", "99"))
    assert "no division has the code `99`" in await refused(county, "role", roles=everything)


async def test_an_account_is_at_home_in_the_smallest_place_that_holds_all_of_its(county: County) -> None:
    homes = {
        (COUNTY,): COUNTY,
        (GUANSHENG.id,): COUNTY,
        ("511602101", "511602102"): COUNTY,
        (COUNTY, NEIGHBOUR): "5116",
        (COUNTY, "5116"): "5116",
        (COUNTY, "51"): "51",
        ("5116",): "5116",
    }
    for n, (places, home) in enumerate(homes.items()):
        await add(county, f"somebody{n}", roles=tuple(("supervisor", place) for place in places))
        assert (await county.actor(f"somebody{n}")).tenant == home


async def test_the_places_of_an_account_lie_in_one_province(county: County) -> None:
    assert "one province" in await refused(county, "role", roles=(("supervisor", COUNTY), ("supervisor", "3207")))


async def test_a_body_is_named_by_its_code_or_its_name(county: County) -> None:
    transport = (await county.item()).department
    code = (await county.body(transport)).code
    for n, (body, key) in enumerate(
        [("区交通运输局", transport), (code, transport), ("官盛镇", GUANSHENG), (GUANSHENG.id, GUANSHENG)]
    ):
        await add(county, f"clerk{n}", body=body)
        assert (await county.actor(f"clerk{n}")).body == (key.tenant, key.id)
    assert "no body goes by" in await refused(county, "body", body="没有的局")
    assert "no body goes by" in await refused(county, "body", body="官盛镇", roles=(("supervisor", NEIGHBOUR),))
    async with county.store.changing(EVERYTHING) as session:
        await departments.write(session, "5116", NewDepartment("5116", "区交通运输局"))
    assert "more than one body goes by" in await refused(county, "body", body="区交通运输局")
    await add(county, "city", body="区交通运输局", roles=(("supervisor", "5116"),))
    assert (await county.actor("city")).tenant == "5116"


async def test_a_role_is_held_until_its_end(county: County) -> None:
    await add(county, roles=(("supervisor", COUNTY), ("registrar", COUNTY)))
    end = county.clock() + timedelta(days=1)
    async with county.store.changing(EVERYTHING) as session:
        grant = await session.get(tables.RoleGrant, (COUNTY, "li.si", "registrar", COUNTY))
        assert grant is not None
        grant.until = end
    both = (Role("registrar", COUNTY, end), Role("supervisor", COUNTY))
    assert (await county.actor("li.si")).roles == both
    county.clock.forward(days=1, microseconds=-1)
    assert (await county.actor("li.si")).roles == both
    county.clock.forward(microseconds=1)
    actor = await county.actor("li.si")
    assert actor.roles == both[1:]
    assert not actor.holds("registrar", COUNTY)


async def test_the_signing_key_is_made_once(county: County) -> None:
    made = await accounts.make_signing_key(county.store)
    assert len(made) >= 48
    assert await accounts.make_signing_key(county.store) == made == await accounts.signing_key(county.store)
