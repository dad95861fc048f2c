"""What a domain expects of its lines is kept with each revision, and refuses a change that would make it otherwise."""

from datetime import timedelta
from typing import Any

import pytest

from register import roles
from register.policies import states
from register.policies.effects import EXPECTED, NewLine
from register.policies.expecting import NewExpectation, RoleAt
from register.refusals import Invalid, UnsafePolicy
from register.roles import RoleInput
from register.words import Effect
from tests.administering import (
    PREFECTURE,
    PROVINCE,
    READING,
    administrator,
    change,
    ids_of,
    lines,
    record,
    revision,
    rollback,
)
from tests.county import COUNTY, County
from tests.databases import one_dialect

NEIGHBOUR = "511603"
AGGREGATES = NewExpectation(
    "省级汇总可查阅台账", "journal:read", COUNTY, allowed=True, who=(RoleAt("aggregator", PROVINCE),)
)


def expecting(**more: Any) -> NewExpectation:
    given: dict[str, Any] = {"name": "登记员不查阅办件", "action": "case:read", "place": COUNTY, "allowed": False}
    return NewExpectation(**given | {"who": (RoleAt("registrar", NEIGHBOUR),)} | more)


async def expected(county: County) -> list[NewExpectation]:
    async with county.store.reading(await county.actor("policy_admin")) as session:
        return list((await states.current(session, COUNTY))[1].expectations)


async def test_what_is_expected_is_kept_and_refuses_what_would_be_otherwise(county: County) -> None:
    gone = ids_of("journal:read", role="aggregator")
    frozen = expecting(at=county.clock(), who=(RoleAt("registrar", NEIGHBOUR, county.clock() + timedelta(days=1)),))
    await change(county, add_expectations=(AGGREGATES, frozen))
    assert await expected(county) == [AGGREGATES, frozen]
    with pytest.raises(UnsafePolicy) as refused:
        await change(county, add=(), remove=gone)
    ((name, said),) = [(one.invariant, one.counterexample) for one in refused.value.violations]
    assert (name, AGGREGATES.name in said) == (f"expectation: {AGGREGATES.name}", True)
    await change(county, add=(), remove=gone, remove_expectations=(AGGREGATES.name,))
    assert await expected(county) == [frozen]
    with pytest.raises(UnsafePolicy, match="expectation"):
        await change(county, add_expectations=(AGGREGATES,))
    await rollback(county, 1)
    assert await expected(county) == [AGGREGATES, frozen]


@one_dialect
async def test_of_an_account_its_grants_count_as_they_stand(county: County) -> None:
    by_name = expecting(name="由账户判断", account="registrar", who=(), action="item:enter", allowed=True)
    await change(county, add_expectations=(by_name,))
    for name in ("one", "another"):  # that the register keeps one who enters items
        await county.add(name, "区财政局", "registrar")
    await roles.revoke(county.store, await county.actor("policy_admin"), RoleInput("registrar", "registrar", COUNTY))
    with pytest.raises(UnsafePolicy, match="由账户判断"):
        await change(county, add=(READING,))


@one_dialect
async def test_a_province_is_held_to_what_its_counties_expect_unless_it_is_not_so_already(county: County) -> None:
    admin = await administrator(county, "of_province", PROVINCE)
    retiring = NewExpectation(
        "登记员可取消事项", "item:retire", COUNTY, allowed=True, who=(RoleAt("registrar", COUNTY),)
    )
    await change(county, add_expectations=(retiring,))
    denying = NewLine("registrar", "item:retire", ("!regional",), Effect.DENY)
    with pytest.raises(UnsafePolicy, match=retiring.name):
        await change(county, admin, domain=PROVINCE, add=(denying,))
    assert await revision(county, PROVINCE) == 0
    await change(county, remove_expectations=(retiring.name,))
    await change(county, admin, domain=PROVINCE, add=(denying,))
    await record(county, 3, await lines(county), retiring)  # kept before it came to be otherwise
    await change(county, admin, domain=PROVINCE, add=(NewLine("registrar", "item:amend", ("!regional",), Effect.DENY),))


@one_dialect
async def test_what_one_county_let_go_wrong_hides_nothing_of_the_same_name_in_another(county: County) -> None:
    admin = await administrator(county, "of_prefecture", PREFECTURE)
    who = RoleInput("other_county_clerk", "registrar", NEIGHBOUR)
    await roles.assign(county.store, await county.actor(admin), who)
    theirs = expecting(place=NEIGHBOUR, action="item:enter", account=who.account, who=(), allowed=True)
    await change(county, admin, domain=NEIGHBOUR, add=(), add_expectations=(theirs,))
    await roles.revoke(county.store, await county.actor(admin), who)
    ours = expecting(who=(RoleAt("registrar", COUNTY),), action="item:amend", allowed=True)
    await change(county, add=(), add_expectations=(ours,))
    denied = NewLine("registrar", "item:amend", ("!regional",), Effect.DENY)
    with pytest.raises(UnsafePolicy, match=ours.name):
        await change(county, admin, domain=PREFECTURE, add=(denied,))


@one_dialect
async def test_an_expectation_that_is_not_well_formed_is_refused_at_its_place(county: County) -> None:
    refused: list[tuple[dict[str, Any], tuple[str, ...]]] = [
        ({"action": "case:rеad"}, ("action",)),
        ({"who": (RoleAt("rеgistrar", COUNTY),)}, ("who",)),
        ({"who": (RoleAt("registrar", "x"),)}, ("who",)),
        ({"place": "511603"}, ("place",)),
        ({"place": "x"}, ("place", "where", "place")),
        ({"holding": ("1 == 1",)}, ("holding",)),
        ({"account": "registrar"}, ("account",)),
        ({"account": "other_county_clerk", "who": ()}, ("account",)),
        ({"name": " "}, ("name",)),
        ({"name": "长" * 201}, ("name",)),
    ]
    for asked, (column, *_) in refused:
        with pytest.raises(Invalid) as told:
            await change(county, add_expectations=(expecting(**asked),))
        assert told.value.problems[0].path == ("add_expectations", "0", column), asked
    for more in (
        {"add_expectations": (AGGREGATES, AGGREGATES)},
        {"add_expectations": tuple(expecting(name=f"n{n}") for n in range(EXPECTED + 1))},
        {"remove_expectations": ("nothing",)},
    ):
        with pytest.raises(Invalid):
            await change(county, **more)
    assert await revision(county) == 0
