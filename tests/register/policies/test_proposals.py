"""Four eyes: while a domain asks for them, nothing of its lines changes before another administrator approves it."""

import pytest

from register import roles
from register.paging import Ask
from register.policies import revisions
from register.policies.effects import NewLine
from register.records import Key, Revision
from register.refusals import Invalid, NotAllowed, NotFound, NotLawful, OutOfDate, OutOfTurn, UnsafePolicy
from register.roles import RoleInput, Seizure
from register.words import Effect
from tests.administering import READING, administrator, approve, but, change, ids_of, lines, revision, rollback
from tests.county import COUNTY, County
from tests.databases import one_dialect
from tests.register.policies.test_changing import told

OTHER = "second_admin"


async def four_eyes(county: County) -> None:
    await administrator(county, OTHER)
    await change(county, four_eyes=True)


async def pending(county: County, account: str = OTHER) -> list[Revision]:
    actor = await county.actor(account)
    page = (await revisions.pending_pages(county.store, actor, [COUNTY], Ask(200)))[COUNTY]
    assert len(page.rows) == (await revisions.pending_counts(county.store, actor, [COUNTY]))[COUNTY]
    return list(page.rows)


async def test_a_change_waits_until_another_approves_it_and_so_does_turning_four_eyes_off(county: County) -> None:
    await four_eyes(county)
    key = await change(county, add=(READING,))
    (waiting,) = await pending(county)
    assert (waiting.key, waiting.revision, waiting.author) == (key, 2, "policy_admin")
    assert waiting.pending
    assert await revision(county) == 1
    assert await approve(county, key, OTHER) == Key(COUNTY, "2")
    assert READING.of(COUNTY) in await lines(county)
    off = await change(county, four_eyes=False)
    back = await rollback(county, 1)
    assert await revision(county) == 2
    assert await approve(county, back, OTHER, yes=False, opinion="不宜") == back
    assert [one.key for one in await pending(county)] == [off]
    await approve(county, off, OTHER)
    await change(county, remove=(READING.of(COUNTY).id,))
    assert await revision(county) == 4
    assert [action for action, _ in await told(county)] == [
        *("policy:changed", "policy:proposed", "policy:approved", "policy:proposed", "policy:proposed"),
        *("policy:rejected", "policy:approved", "policy:changed"),
    ]
    approved = (await told(county))[2][1]
    assert (approved["author"], approved["opinion"], approved["revision"]) == ("policy_admin", "符合", 2)
    assert approved["proposal"] == key.id
    found = await revisions.by_key(county.store, await county.actor(OTHER), [key, back, off])
    assert not any(one.pending for one in found.values())
    decided = found[back].decision
    assert decided
    assert (decided.approve, decided.opinion, decided.account, decided.revision) == (False, "不宜", OTHER, None)


@one_dialect
@pytest.mark.rule("R37")
async def test_nobody_approves_what_it_proposed_itself_or_what_is_decided(county: County) -> None:
    await four_eyes(county)
    key = await change(county, add=(READING,))
    with pytest.raises(NotLawful) as refused:
        await approve(county, key, "policy_admin")
    assert refused.value.rules == ("R37",)
    for account in ("registrar", "supervisor"):
        with pytest.raises(NotAllowed):
            await approve(county, key, account)
    for strange in (Key(COUNTY, "1"), Key(COUNTY, "nothing"), Key("511603", key.id)):
        with pytest.raises(NotFound):
            await approve(county, strange, OTHER)
    with pytest.raises(NotFound):
        await approve(county, key, "other_county_clerk")
    with pytest.raises(Invalid):
        await approve(county, key, OTHER, opinion=" ")
    await approve(county, key, OTHER)
    with pytest.raises(OutOfTurn, match="approved"):
        await approve(county, key, OTHER, yes=False)


@one_dialect
async def test_what_another_revision_has_overtaken_is_out_of_date_and_can_be_rejected(county: County) -> None:
    await four_eyes(county)
    first, second = await change(county, add=(READING,)), await change(county, add=(but(READING, role="aggregator"),))
    await approve(county, second, OTHER)
    with pytest.raises(OutOfDate):
        await approve(county, first, OTHER)
    await approve(county, first, OTHER, yes=False)
    assert await pending(county) == []


@one_dialect
async def test_four_eyes_take_two_who_may_change_the_lines(county: County) -> None:
    with pytest.raises(UnsafePolicy, match="two-administrators"):
        await change(county, four_eyes=True)
    await four_eyes(county)


@one_dialect
async def test_four_eyes_take_somebody_who_may_approve(county: County) -> None:
    await administrator(county, OTHER)
    by_nobody = NewLine("township_clerk", "policy:approve", (), Effect.ALLOW)  # held in townships alone
    await change(county, add=(by_nobody,), remove=ids_of("policy:approve"))
    with pytest.raises(UnsafePolicy, match="nobody holds `policy:approve`"):
        await change(county, four_eyes=True)


@one_dialect
@pytest.mark.rule("R37")
async def test_what_was_proposed_by_one_who_has_lost_the_role_is_not_approved(county: County) -> None:
    await four_eyes(county)
    await administrator(county, "third_admin")
    key = await change(county, add=(READING,))
    gone = RoleInput("policy_admin", "policy_admin", COUNTY)
    await roles.revoke(county.store, await county.actor(OTHER), gone)
    with pytest.raises(NotAllowed, match="may not `policy:change` here any more"):
        await approve(county, key, OTHER)
    await approve(county, key, OTHER, yes=False)
    assert await revision(county) == 1


@one_dialect
async def test_a_role_that_is_taken_in_an_emergency_waits_for_nobody(county: County) -> None:
    await four_eyes(county)
    asked = Seizure("registrar", COUNTY, "系统故障,登记员无法到岗")
    await roles.seize(county.store, await county.actor("policy_admin"), asked)
    assert (await county.actor("policy_admin")).holds("registrar", COUNTY)


@one_dialect
async def test_what_waits_is_proved_when_it_is_proposed(county: County) -> None:
    await four_eyes(county)
    with pytest.raises(Invalid):
        await change(county, add=(but(READING, role="nobody"),))
    assert await pending(county) == []


@one_dialect
async def test_what_waits_is_for_those_who_may_read_the_lines(county: County) -> None:
    await four_eyes(county)
    key = await change(county, add=(READING,))
    for account, seen in (("registrar", 1), ("supervisor", 1), ("other_county_clerk", 0), (None, 0)):
        actor = await county.actor(account)
        page = (await revisions.pending_pages(county.store, actor, [COUNTY], Ask(5)))[COUNTY]
        found = await revisions.by_key(county.store, actor, [key])
        assert (len(page.rows), len(found)) == (seen, seen)
