"""Roles granted, taken away and taken for oneself: by whom, to whom, until when; and what is refused."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from policies import watch
from register import accounts, roles, tables
from register.accounts import NewAccount
from register.fence import EVERYTHING
from register.once import Done, Once, answered
from register.paging import Ask
from register.policies.effects import NewLine
from register.records import Key
from register.refusals import Conflict, Invalid, NotAllowed, NotFound, NotLawful, Refusal, UnsafePolicy
from register.roles import RoleInput, Seizure
from register.roles.seizing import EMERGENCY
from register.words import Effect, RefusalCode
from tests.administering import change
from tests.county import COUNTY, County
from tests.databases import one_dialect

NEIGHBOUR, TOWN = "511603", "511602101"
# Roles contain no roles and are compared letter by letter: a Cyrillic о and е, full width, a cycle, code, a wildcard.
LOOK_ALIKES = [
    "pоlicy_admin",
    "supеrvisor",
    "Registrar",
    "registrar ",
    "registrar\u200b",
    "registrar > supervisor > registrar",
    "registrar) or (1 == 1",
    "__import__('os')",
    "*",
    "anyone",
    "",
]


async def assign(county: County, role: str, account: str = "registrar", by: str = "policy_admin", **more: Any) -> Key:
    asked = RoleInput(account, role, **{"place": COUNTY, **more})
    return await roles.assign(county.store, await county.actor(by), asked)


async def revoke(county: County, role: str, account: str = "registrar", by: str = "policy_admin", **more: Any) -> Key:
    asked = RoleInput(account, role, **{"place": COUNTY, **more})
    return await roles.revoke(county.store, await county.actor(by), asked)


async def seize(county: County, role: str = "registrar", account: str = "policy_admin", **more: Any) -> Key:
    given = {"place": COUNTY, "reason": "系统故障,登记员无法到岗", **more}
    return await roles.seize(county.store, await county.actor(account), Seizure(role, **given))


async def holds(county: County, account: str, role: str, place: str = COUNTY) -> bool:
    return (await county.actor(account)).holds(role, place)


async def told(county: County, like: str = "role:%") -> list[tuple[str, dict[str, Any]]]:
    entry = tables.expr(tables.JournalEntry)
    query = select(entry.action, entry.data).where(entry.tenant == COUNTY, entry.action.like(like))
    async with county.store.reading(EVERYTHING) as session:
        rows = await session.execute(query.order_by(entry.sequence))
        return [(action, json.loads(data)) for action, data in rows]


async def listed(
    county: County, account: str, place: str = COUNTY, ask: Ask | None = None
) -> list[tuple[str, str, str]]:
    actor = await county.actor(account)
    page = (await roles.pages(county.store, actor, [place], ask or Ask(200)))[place]
    return [(one.account, one.role, one.place) for one in page.rows]


async def second_admin(county: County) -> str:
    await county.add("second_admin", "区财政局", "policy_admin")
    return "second_admin"


async def test_a_role_is_granted_changed_and_taken_away_and_the_journal_tells(county: County) -> None:
    until = county.clock() + timedelta(days=30)
    key = await assign(county, "supervisor", until=until)
    assert key == Key(COUNTY, "registrar")
    assert await holds(county, "registrar", "supervisor", TOWN)
    await assign(county, "supervisor")
    await revoke(county, "supervisor")
    assert not await holds(county, "registrar", "supervisor")
    await seize(county, "supervisor")
    said = {"role": "supervisor", "place": COUNTY, "emergency": False}
    first, second, third, fourth = await told(county)
    assert first == ("role:assigned", said | {"until": until.isoformat()})
    assert second[1] == said | {"until": None, "from": {"until": until.isoformat(), "emergency": False}}
    assert third == ("role:revoked", said | {"until": county.clock().isoformat()})
    assert (fourth[0], fourth[1]["emergency"]) == ("role:seized", True)


async def test_whoever_may_read_roles_at_a_place_sees_who_holds_which_a_page_at_a_time(county: County) -> None:
    actor = await county.actor("policy_admin")
    everybody = await listed(county, "policy_admin")
    assert {("registrar", "registrar", COUNTY), ("township_clerk", "township_clerk", TOWN)} <= set(everybody)
    assert not {"aggregator", "other_county_clerk"} & {account for account, *_ in everybody}
    assert (await roles.counts(county.store, actor, [COUNTY, TOWN])) == {COUNTY: len(everybody), TOWN: 1}
    pages, after = [], None
    for _ in everybody:
        page = (await roles.pages(county.store, actor, [COUNTY], Ask(1, after)))[COUNTY]
        pages += [(one.account, one.role, one.place) for one in page.rows]
        after = page.cursors[-1]
    assert pages == everybody
    assert await listed(county, "supervisor", TOWN) == [("township_clerk", "township_clerk", TOWN)]
    assert await listed(county, "registrar") == await listed(county, "policy_admin", NEIGHBOUR) == []
    with pytest.raises(Invalid):
        await listed(county, "policy_admin", "000000")


@one_dialect
async def test_a_role_ends_by_itself_and_is_not_listed_any_more(county: County) -> None:
    await assign(county, "supervisor", until=county.clock() + timedelta(hours=1))
    county.clock.forward(hours=1)
    assert not await holds(county, "registrar", "supervisor")
    assert ("registrar", "supervisor", COUNTY) not in await listed(county, "policy_admin")
    with pytest.raises(NotFound):
        await revoke(county, "supervisor")


@one_dialect
async def test_what_is_not_to_be_granted_is_refused_and_changes_nothing(county: County) -> None:
    refused: list[tuple[dict[str, Any], type[Refusal], str]] = [
        *(({"role": role}, Invalid, "is no role") for role in LOOK_ALIKES),
        ({"account": "other_county_clerk"}, NotFound, "no such account"),
        ({"account": "aggregator"}, NotFound, "no such account"),  # of the province, though it reads the county
        ({"account": "nobody"}, NotFound, "no such account"),
        ({"place": NEIGHBOUR}, Invalid, "no county or region of yours"),
        ({"place": "51"}, Invalid, "no county or region of yours"),
        ({"place": "000000"}, Invalid, "no division"),
        ({"until": datetime.fromisoformat("2020-01-01T00:00:00Z")}, Invalid, "a moment to come"),
        ({"by": "registrar"}, NotAllowed, "may not"),
        ({"by": "aggregator"}, NotAllowed, "may not"),
        ({"by": "other_county_clerk"}, NotFound, "no such account"),
    ]
    for asked, refusal, said in refused:
        with pytest.raises(refusal, match=said):
            await assign(county, **{"role": "supervisor", **asked})
    assert await told(county) == []


@one_dialect
@pytest.mark.rule("R37")
async def test_nobody_grants_a_role_to_itself(county: County) -> None:
    with pytest.raises(NotLawful) as refused:
        await assign(county, "registrar", "policy_admin")
    assert refused.value.rules == ("R37",)
    await second_admin(county)
    await assign(county, "registrar", "policy_admin", by="second_admin")
    assert await holds(county, "policy_admin", "registrar")


@one_dialect
async def test_a_role_is_held_within_the_county_or_region_of_its_account(county: County) -> None:
    await accounts.add(county.store, NewAccount("of_prefecture", "市策略管理员", (("policy_admin", "5116"),)))
    with pytest.raises(Invalid, match="the account belongs to `511602`"):
        await assign(county, "registrar", by="of_prefecture", place=NEIGHBOUR)
    await assign(county, "registrar", "other_county_clerk", by="of_prefecture", place=NEIGHBOUR)
    assert await holds(county, "other_county_clerk", "registrar", NEIGHBOUR)


@one_dialect
async def test_a_role_is_taken_away_at_once_and_not_some_day(county: County) -> None:
    with pytest.raises(Invalid, match="at once"):
        await revoke(county, "registrar", until=county.clock() + timedelta(days=1))
    with pytest.raises(NotFound, match="does not hold `supervisor`"):
        await revoke(county, "supervisor")


@one_dialect
@pytest.mark.parametrize("role", ["policy_admin", "legal_reviewer"])
async def test_the_last_who_edits_the_lines_or_takes_a_step_is_not_taken_away(county: County, role: str) -> None:
    with pytest.raises(UnsafePolicy) as refused:
        await revoke(county, role, role)
    assert refused.value.violations
    assert await holds(county, role, role)
    await county.add("another", "区司法局", role)
    await revoke(county, role, role)
    assert not await holds(county, role, role)


@one_dialect
async def test_where_four_eyes_are_asked_for_the_second_administrator_stays(county: County) -> None:
    other = await second_admin(county)
    await change(county, four_eyes=True)
    with pytest.raises(UnsafePolicy, match="policies-approved"):
        await revoke(county, "policy_admin", "policy_admin", by=other)
    await county.add("third_admin", "区财政局", "policy_admin")
    await revoke(county, "policy_admin", "policy_admin", by=other)


@one_dialect
async def test_the_last_administrator_is_not_given_an_end_either(county: County) -> None:
    other, ends = await second_admin(county), county.clock() + timedelta(days=1)
    await assign(county, "policy_admin", "policy_admin", by=other, until=ends)
    await assign(county, "policy_admin", until=ends)
    for last in (revoke(county, "policy_admin", other), assign(county, "policy_admin", other, until=ends)):
        with pytest.raises(UnsafePolicy, match="administrator-remains"):
            await last
    await revoke(county, "policy_admin")


@one_dialect
async def test_a_role_that_is_taken_in_an_emergency_ends_by_itself_and_is_told(county: County) -> None:
    class Alarms(watch.Watch):
        def seized(self, role: str) -> None:
            heard.append(role)

    heard: list[str] = []
    with watch.by(Alarms()):
        await seize(county)
    assert heard == ["registrar"]
    ((action, said),) = await told(county)
    until = (county.clock() + EMERGENCY).isoformat()
    given = {"role": "registrar", "place": COUNTY, "until": until, "reason": "系统故障,登记员无法到岗"}
    assert (action, said) == ("role:seized", given | {"emergency": True})
    actor = await county.actor("policy_admin")
    grants = (await roles.pages(county.store, actor, [COUNTY], Ask(200)))[COUNTY].rows
    assert [one.until for one in grants if one.emergency] == [county.clock() + EMERGENCY]
    with pytest.raises(Conflict, match="until"):  # not for longer than it may be
        await seize(county)
    county.clock.forward(seconds=EMERGENCY.total_seconds())
    assert not await holds(county, "policy_admin", "registrar")
    await seize(county)


@one_dialect
async def test_no_role_that_edits_lines_or_grants_is_taken_whichever_it_is(county: County) -> None:
    await change(county, add=(NewLine("supervisor", "role:assign", (), Effect.ALLOW),))
    for role in ("supervisor", "policy_admin"):
        with pytest.raises(Invalid, match="edits lines or grants"):
            await seize(county, role)
    await seize(county, "registrar")


@one_dialect
async def test_a_role_that_stands_is_not_overwritten_in_an_emergency_and_the_other_way_it_is(county: County) -> None:
    await second_admin(county)
    await seize(county)
    await assign(county, "registrar", "policy_admin", by="second_admin")
    assert (await told(county))[-1][1]["from"]["emergency"]
    with pytest.raises(Conflict, match="without end"):
        await seize(county)
    county.clock.forward(days=1)
    assert await holds(county, "policy_admin", "registrar")


@one_dialect
async def test_what_is_not_to_be_taken_is_refused_and_nobody_is_alarmed(county: County) -> None:
    refused: list[tuple[dict[str, Any], RefusalCode]] = [
        ({"role": "policy_admin"}, RefusalCode.INVALID),
        ({"role": "pоlicy_admin"}, RefusalCode.INVALID),
        ({"reason": " "}, RefusalCode.INVALID),
        ({"reason": "长" * 2001}, RefusalCode.INVALID),
        ({"place": NEIGHBOUR}, RefusalCode.INVALID),
        ({"account": "registrar"}, RefusalCode.NOT_ALLOWED),
        ({"account": None}, RefusalCode.NOT_ALLOWED),
    ]
    for asked, code in refused:
        with pytest.raises(Refusal) as told_:
            await seize(county, **asked)
        assert told_.value.code is code, asked
    assert await told(county) == []


@one_dialect
async def test_an_answer_is_what_the_entry_says(county: County) -> None:
    key = await assign(county, "supervisor", until=county.clock() + timedelta(days=1))
    grant = await roles.told(county.store, await county.actor("policy_admin"), Done(key))
    assert (grant.account, grant.role, grant.place) == ("registrar", "supervisor", COUNTY)
    assert (grant.name, grant.until, grant.emergency) == ("区登记员", county.clock() + timedelta(days=1), False)


async def test_whoever_gave_up_its_last_role_and_asks_again_is_told_that_it_may_not_see_it(county: County) -> None:
    await second_admin(county)
    asked, once = RoleInput("policy_admin", "policy_admin", COUNTY), Once("key", "digest")
    actor = await county.actor("policy_admin")
    key = await roles.revoke(county.store, actor, asked, once)
    first = await roles.told(county.store, actor, await answered(county.store, actor, once, key))
    assert (first.role, first.until) == ("policy_admin", county.clock())
    again = await county.actor("policy_admin")
    assert await roles.revoke(county.store, again, asked, once) == key
    with pytest.raises(NotFound):
        await roles.told(county.store, again, await answered(county.store, again, once, key))
