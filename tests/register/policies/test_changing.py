"""Lines edited at run time: atomic, against the revision that was read, checked and proved; what is refused."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from policies.checks import MOST
from policies.lines import Line, defaults, statute
from register import roles, tables
from register.fence import EVERYTHING
from register.policies import changing
from register.policies.effects import NewLine, PolicyChange
from register.records import Key
from register.refusals import Invalid, NotAllowed, OutOfDate, Refusal, UnsafePolicy
from register.roles import RoleInput
from register.words import Effect
from tests.administering import (
    PREFECTURE,
    PROVINCE,
    READING,
    administrator,
    but,
    change,
    ids_of,
    lines,
    revision,
    rollback,
)
from tests.county import COUNTY, County
from tests.databases import one_dialect

DENY = NewLine("registrar", "item:enter", (), Effect.DENY)


async def told(county: County, tenant: str = COUNTY) -> list[tuple[str, dict[str, Any]]]:
    entry = tables.expr(tables.JournalEntry)
    query = select(entry.action, entry.data).where(entry.tenant == tenant, entry.action.like("policy:%"))
    async with county.store.reading(EVERYTHING) as session:
        rows = await session.execute(query.order_by(entry.sequence))
        return [(action, json.loads(data)) for action, data in rows]


async def test_a_change_is_the_next_revision_with_every_line_and_the_journal_tells_it(county: County) -> None:
    gone = ids_of("journal:read", role="aggregator")
    key = await change(county, remove=gone, add=(READING,))
    assert (key, await revision(county)) == (Key(COUNTY, "1"), 1)
    kept = tuple(line for line in defaults(COUNTY) if line.id not in gone)
    assert await lines(county) == (*kept, READING.of(COUNTY))
    await rollback(county, 0)
    assert await lines(county) == defaults(COUNTY)
    await rollback(county, 1)
    assert set(await lines(county)) == {*kept, READING.of(COUNTY)}
    first, second, third = await told(county)
    said = {"action": "case:read", "effect": "allow", "id": READING.of(COUNTY).id, "role": "registrar", "when": []}
    assert (first[0], first[1]["revision"], first[1]["reason"]) == ("policy:changed", 1, "试行")
    assert (first[1]["added"], [one["id"] for one in first[1]["removed"]]) == ([said], list(gone))
    assert (second[0], second[1]["to"], second[1]["removed"]) == ("policy:rolled_back", 0, [said])
    assert (third[1]["to"], third[1]["added"]) == (1, [said])


async def test_of_two_edits_at_once_one_wins_and_the_other_is_out_of_date(county: County) -> None:
    other = await administrator(county, "other_admin")
    asked = PolicyChange(COUNTY, 0, "试行", (READING,))
    made = [
        changing.change(county.store, await county.actor("policy_admin"), asked),
        changing.change(
            county.store, await county.actor(other), replace(asked, add=(but(READING, role="aggregator"),))
        ),
    ]
    first, second = await asyncio.gather(*made, return_exceptions=True)
    assert {type(first), type(second)} == {Key, OutOfDate}
    assert len(await lines(county)) == len(defaults(COUNTY)) + 1
    assert len(await told(county)) == await revision(county) == 1


@one_dialect
async def test_what_is_no_line_is_refused_at_its_place_and_changes_nothing(county: County) -> None:
    """Text that tries to be code, look-alikes of names, roles that contain roles: words that are unknown."""
    bad: list[NewLine] = [
        but(READING, role="__import__('os').system('id')"),
        but(READING, role="rеgistrar"),  # a Cyrillic е
        but(READING, role="registrar > supervisor > registrar"),
        but(READING, role="*"),
        but(READING, action="1 == 1) or (1 == 1"),
        but(READING, action="case:rеad"),
        but(READING, action="*"),
        but(READING, when=("1 == 1) or (1 == 1",)),
        but(READING, when=("eval(r.sub)",)),
        but(READING, when=("own_tenant party",)),
        but(READING, when=("!!party",)),
        but(READING, when=("",)),
        but(READING, when=("pаrty",)),
        but(READING, role="supervisor', '*', 'policy:change"),
    ]
    with pytest.raises(Invalid) as refused:
        await change(county, add=tuple(bad))
    assert {problem.path for problem in refused.value.problems} == {("add", str(n)) for n in range(len(bad))}
    assert (await revision(county), await told(county)) == (0, [])


@one_dialect
async def test_lines_that_say_nothing_new_or_nothing_at_all_are_refused(county: County) -> None:
    some = defaults(COUNTY)[0]
    again = NewLine(some.role, some.action, some.when, Effect.ALLOW)
    entering = but(READING, action="department:enter", role="aggregator")
    for add in ((again,), (READING, READING), (but(entering, effect=Effect.DENY), entering)):
        with pytest.raises(Invalid) as refused:
            await change(county, add=add)
        assert all(problem.path[0] == "add" for problem in refused.value.problems)
    above = next(line for line in defaults(PREFECTURE) if line.effect == "allow")
    for remove in (statute()[0].id, above.id, "nothing", "x" * 10_000):
        with pytest.raises(Invalid) as refused:
            await change(county, remove=(remove,))
        assert refused.value.problems[0].path == ("remove", "0")
    for nothing in ({"add": ()}, {"four_eyes": False}, {"remove": (some.id,), "add": (again,)}):
        with pytest.raises(Invalid, match="changes nothing"):
            await change(county, **nothing)
    assert await revision(county) == 0


@one_dialect
async def test_a_hundred_thousand_lines_are_refused_at_once(county: County) -> None:
    many = tuple(but(READING, role=f"role{n}") for n in range(100_000))
    with pytest.raises(Invalid, match=f"at most {MOST:,} lines"):
        await change(county, add=many)


@one_dialect
async def test_an_edit_names_a_domain_of_ones_own_a_revision_that_stands_and_a_reason(county: County) -> None:
    refused: list[tuple[dict[str, Any], type[Refusal]]] = [
        ({"domain": "511603"}, Invalid),
        ({"domain": PREFECTURE}, Invalid),
        ({"domain": "511602101"}, Invalid),
        ({"domain": "000000"}, Invalid),
        ({"domain": "51'; DROP TABLE policy_lines; --"}, Invalid),
        ({"expected_revision": 1}, OutOfDate),
        ({"expected_revision": 2**31 - 1}, OutOfDate),
        ({"expected_revision": -1}, OutOfDate),
        ({"reason": " "}, Invalid),
        ({"reason": "长" * 2001}, Invalid),
        ({"account": "registrar"}, NotAllowed),
        ({"account": "supervisor"}, NotAllowed),
        ({"account": None}, NotAllowed),
    ]
    for asked, refusal in refused:
        given: dict[str, Any] = {"expected_revision": 0} | asked
        with pytest.raises(refusal):
            await change(county, **given)
    for to in (7, -1, 2**31 - 1):
        with pytest.raises(Invalid, match="has no revision"):
            await rollback(county, to)
    assert (await revision(county), await told(county)) == (0, [])


@one_dialect
async def test_an_edit_by_somebody_whose_right_was_just_revoked_is_refused(county: County) -> None:
    for name in ("second_admin", "third_admin"):
        await administrator(county, name)
    admin = await county.actor("policy_admin")
    gone = RoleInput("policy_admin", "policy_admin", COUNTY)
    await roles.revoke(county.store, await county.actor("second_admin"), gone)
    with pytest.raises(NotAllowed, match="has changed since it asked"):
        await changing.change(county.store, admin, PolicyChange(COUNTY, 0, "试行", (READING,)))
    assert await revision(county) == 0


@one_dialect
@pytest.mark.rule("R172", "R26", "R37")
async def test_what_breaks_the_law_or_chokes_it_is_refused_with_an_example(county: County) -> None:
    """The invariants are proved one by one in tests/policies; here, that an edit is held against them."""
    devolved = NewLine("registrar", "power:exercise", ("devolver_of_transferred",), Effect.ALLOW)
    unsafe: list[dict[str, Any]] = [
        {"add": (devolved,)},
        # It says less than a line that stands; that the law forbids it is told first.
        {"add": (but(devolved, role="department_clerk"),)},
        {"add": (NewLine("anyone", "item:read", ("published",), Effect.DENY),)},
        {"remove": ids_of("transfer:review")},
        {"remove": ids_of("policy:change")},
        # A department's clerk receives for no township.
        {"remove": ids_of("transfer:accept", "transfer:decline", role="township_clerk")},
        {"add": (NewLine("policy_admin", "statute:amend", (), Effect.ALLOW),)},
    ]
    for edit in unsafe:
        with pytest.raises(UnsafePolicy) as refused:
            await change(county, **edit)
        assert all(one.invariant and COUNTY in one.counterexample for one in refused.value.violations), edit
    assert (await revision(county), await told(county)) == (0, [])


@one_dialect
async def test_who_holds_a_role_for_some_hours_is_not_who_is_left(county: County) -> None:
    """Whoever takes a role in an emergency could hand the lines to it, and in four hours nobody would have them.

    There is an aggregator of the province, who reads the county and does not belong to it.
    """
    await roles.seize(county.store, await county.actor("policy_admin"), roles.Seizure("aggregator", COUNTY, "停电"))
    handed = ("policy:change", "policy:rollback", "role:assign", "role:revoke")
    to_it = tuple(NewLine("aggregator", action, ("own_tenant",), Effect.ALLOW) for action in handed)
    with pytest.raises(UnsafePolicy, match="administrator-remains"):
        await change(county, add=to_it, remove=ids_of(*handed))
    assert await revision(county) == 0


@one_dialect
async def test_what_is_refused_names_no_account_of_the_regions_above(county: County) -> None:
    await administrator(county, "a_name_of_the_province", PROVINCE)
    to_nobody = NewLine("township_clerk", "policy:rollback", (), Effect.ALLOW)
    with pytest.raises(UnsafePolicy) as refused:
        await change(county, add=(to_nobody,), remove=ids_of("policy:rollback"))
    assert "a_name_of_the_province" not in str(refused.value.violations)


@one_dialect
async def test_a_prefecture_can_go_back_to_what_ships_though_its_province_says_the_same(county: County) -> None:
    administers = await administrator(county, "prefecture_admin", PREFECTURE)
    removed = ids_of("role:read", domain=PREFECTURE, role="supervisor")
    await change(county, administers, domain=PREFECTURE, add=(but(READING, when=("regional",)),))
    await rollback(county, 0, administers, domain=PREFECTURE, expected_revision=1)
    assert removed
    assert await lines(county, PREFECTURE) == defaults(PREFECTURE)


@one_dialect
async def test_what_a_province_takes_is_proved_at_every_county_below_it(county: County) -> None:
    """In the county others review than where the lines that ship hold: the province's line chokes that county alone."""
    admin = await administrator(county, "of_province", PROVINCE)
    await county.add("reviewing", "区司法局", "government_officer")
    reviews = ids_of("transfer:review")
    by_clerks = NewLine("government_officer", "transfer:review", ("legal_office",), Effect.ALLOW)
    await change(county, remove=reviews, add=(by_clerks,))
    denied = NewLine("government_officer", "transfer:review", (), Effect.DENY)
    with pytest.raises(UnsafePolicy) as refused:
        await change(county, admin, domain=PROVINCE, add=(denied,))
    assert any(COUNTY in one.counterexample for one in refused.value.violations)
    assert await revision(county, PROVINCE) == 0
    await rollback(county, 0)
    await change(county, admin, domain=PROVINCE, add=(denied,))
    assert [line for line in await lines(county, PROVINCE) if line.effect == "deny"] == [denied.of(PROVINCE)]
    with pytest.raises(Refusal):  # and the county can no longer go back to what the province forbids
        await rollback(county, 1)


@one_dialect
async def test_what_is_written_is_what_decides_from_then_on(county: County) -> None:
    registrar = await county.actor("registrar")
    await change(county, add=(DENY,), remove=ids_of("item:enter"))
    assert Line("registrar", COUNTY, "item:enter", (), "deny") in await lines(county)
    with pytest.raises(NotAllowed):
        await county.enter_item(next(iter({(await county.item()).kind})))
    assert registrar.holds("registrar", COUNTY)
