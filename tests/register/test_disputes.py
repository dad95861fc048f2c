"""Disputes: who raises one, who coordinates and decides it, and what that does to the case."""

from dataclasses import replace
from typing import Any

import pytest

from register import cases, decisions, disputes, powers, verify
from register.disputes.permissions import stands_apart
from register.paging import Ask
from register.powers import Claim, Exercise
from register.records import Dispute, Key, Ref
from register.refusals import Conflict, Invalid, NotAllowed, NotFound, NotLawful, OutOfTurn
from register.words import DisputeStatus, Office, Stage, SuccessionKind
from tests.builders import BUREAU as BUREAU_BODY
from tests.builders import DAY, LEGAL_OFFICE, NOON, TOWN, TRANSPORT, WATER
from tests.carrying import enter_department, succeed
from tests.county import COUNTY, GUANSHENG, XIEXING, County
from tests.databases import one_dialect
from tests.disputes import BUREAU, a_case, bureau, coordinate, decide, raise_over, seen

RAISED = Dispute(
    Key(COUNTY, "1"), Key(COUNTY, "i"), TOWN.place, TRANSPORT.key, TOWN.key, "理由", NOON, Office.ENFORCEMENT
)


async def exercise(county: County, account: str, case: Key, stage: Stage = Stage.DECIDE) -> Key:
    asked = Exercise((await county.item()).key, stage, Claim(GUANSHENG.id, case=case))
    return await powers.exercise(county.store, await county.actor(account), asked)


@pytest.mark.rule("R135", "R136")
def test_the_office_that_coordinates_is_no_partys() -> None:
    bureau_, legal = {BUREAU_BODY.key}, {LEGAL_OFFICE.key}
    both = {Office.ENFORCEMENT: bureau_, Office.LEGAL: legal}
    assert stands_apart(both, (TOWN.key, TRANSPORT.key)) is Office.ENFORCEMENT
    assert stands_apart(both, (BUREAU_BODY.key, TRANSPORT.key)) is Office.LEGAL
    assert stands_apart(both, (TRANSPORT.key, BUREAU_BODY.key)) is Office.LEGAL
    assert stands_apart(both, (LEGAL_OFFICE.key, TOWN.key)) is Office.ENFORCEMENT
    assert stands_apart(both, (LEGAL_OFFICE.key, BUREAU_BODY.key)) is Office.GOVERNMENT
    assert stands_apart({Office.LEGAL: legal}, (TOWN.key, TRANSPORT.key)) is Office.LEGAL
    assert stands_apart({}, (TOWN.key, TRANSPORT.key)) is Office.GOVERNMENT


@pytest.mark.rule("R135")
def test_a_dispute_stands_at_every_moment_where_its_steps_had_brought_it() -> None:
    vain = replace(RAISED, coordinated_at=NOON + DAY, coordinated_by=BUREAU_BODY.key, opinion="各执一词")
    decided = replace(vain, decided_at=NOON + 2 * DAY, decided_by=WATER.key, reason="理由", settled_for=TOWN.key)
    agreed = replace(vain, settled_for=TRANSPORT.key)
    assert [one.status for one in (RAISED, vain, decided, agreed)] == [
        DisputeStatus.RAISED,
        DisputeStatus.REFERRED,
        DisputeStatus.DECIDED,
        DisputeStatus.AGREED,
    ]
    assert decided.as_of(NOON + 2 * DAY) == decided
    assert decided.as_of(NOON + DAY) == vain
    assert decided.as_of(NOON) == agreed.as_of(NOON) == RAISED


@pytest.mark.rule("R135", "R208")
async def test_what_the_parties_do_not_agree_on_the_government_decides(county: County) -> None:
    case = await a_case(county)
    with pytest.raises(NotLawful):
        await exercise(county, "department_clerk", case)
    key = await raise_over(county, case)
    dispute = await seen(county, key)
    assert dispute
    assert (dispute.status, dispute.coordinator) == (DisputeStatus.RAISED, Office.ENFORCEMENT)
    await exercise(county, "township_clerk", case, Stage.INVESTIGATE)  # an open dispute bars nobody
    with pytest.raises(Conflict, match="is open"):
        await raise_over(county, case, "township_clerk", against=dispute.raised_by)
    with pytest.raises(OutOfTurn, match="协调中"):
        await decide(county, key)
    for account in ("department_clerk", "township_clerk", "legal_reviewer", "government_officer"):
        with pytest.raises(NotAllowed):
            await coordinate(county, key, account)
    with pytest.raises(NotFound):
        await coordinate(county, key, "other_county_clerk")
    county.clock.forward(hours=1)
    await coordinate(county, key)
    with pytest.raises(OutOfTurn, match="报请决定"):
        await coordinate(county, key)
    with pytest.raises(NotAllowed):
        await decide(county, key, account=BUREAU)
    with pytest.raises(Invalid, match="one of the two"):
        await decide(county, key, XIEXING)
    county.clock.forward(hours=1)
    await decide(county, key, dispute.raised_by)
    after = await seen(county, key)
    assert after
    assert (after.status, after.settled_for) == (DisputeStatus.DECIDED, dispute.raised_by)
    assert after.as_of(dispute.raised_at) == dispute
    with pytest.raises(NotLawful) as refused:
        await exercise(county, "township_clerk", case)
    assert (refused.value.rules, refused.value.holder) == (("R208",), dispute.raised_by)
    await exercise(county, "department_clerk", case)
    found = (await cases.by_key(county.store, await county.actor("supervisor"), [case]))[case]
    assert [(one.body, one.document) for one in found.designations] == [(dispute.raised_by, "广区府函〔2026〕9号")]
    with pytest.raises(OutOfTurn):
        await decide(county, key)
    assert not [one async for one in verify.problems(county.store)]


@one_dialect
@pytest.mark.rule("R135", "R208")
async def test_what_the_parties_agree_on_is_settled_unless_nothing_gives_that_body_the_case(county: County) -> None:
    case = await a_case(county)
    department = (await county.item()).department
    with pytest.raises(Invalid):
        await raise_over(county, case, against=department)  # with oneself
    key = await raise_over(county, case, "other_township_clerk", against=GUANSHENG)
    with pytest.raises(NotLawful) as refused:
        await coordinate(county, key, body=XIEXING)
    assert refused.value.rules == ("R135", "R36")
    await coordinate(county, key, body=GUANSHENG)
    settled = await seen(county, key, "other_township_clerk")
    assert settled
    assert settled.status is DisputeStatus.AGREED
    found = (await cases.by_key(county.store, await county.actor("supervisor"), [case]))[case]
    assert [(one.body, one.document) for one in found.designations] == [(GUANSHENG, None)]
    again = await raise_over(county, case)  # what is settled may be disputed anew
    await cases.close(county.store, await county.actor("township_clerk"), cases.Closing(case, "已办结"))
    with pytest.raises(OutOfTurn):
        await raise_over(county, case, "township_clerk", against=department)
    await coordinate(county, again, body=department)  # an opinion, for nobody handles the case any more
    assert len((await cases.by_key(county.store, await county.actor("supervisor"), [case]))[case].designations) == 1
    assert not [one async for one in verify.problems(county.store)]


@one_dialect
@pytest.mark.rule("R136")
async def test_the_bureaus_own_dispute_is_the_legal_offices(county: County) -> None:
    own = await bureau(county)
    assert own.body
    item = (await county.item()).key
    over: dict[str, Any] = {"item": item, "place": GUANSHENG.id, "against": Key(*own.body)}
    key = await raise_over(county, None, **over)
    with pytest.raises(NotAllowed):
        await coordinate(county, key)
    with pytest.raises(Conflict):
        await raise_over(county, None, BUREAU, item=item, place=GUANSHENG.id)
    target = Ref("Dispute", key)
    for account, action, allowed in (
        (BUREAU, "dispute:read", True),
        (BUREAU, "dispute:coordinate", False),
        ("legal_reviewer", "dispute:coordinate", True),
        ("government_officer", "dispute:decide", False),  # not its turn yet
    ):
        verdict = await decisions.may(county.store, await county.actor(account), action, target)
        assert verdict.allowed is allowed, (account, action)
    await coordinate(county, key, "legal_reviewer", body=Key(*own.body))
    settled = await seen(county, key, BUREAU)
    assert settled
    assert (settled.status, settled.case) == (DisputeStatus.AGREED, None)


@one_dialect
@pytest.mark.rule("R135")
async def test_a_dispute_is_over_a_case_or_a_power_at_a_place_and_between_bodies_of_the_county(county: County) -> None:
    case, item = await a_case(county), (await county.item()).key
    stranger = await county.actor("other_county_clerk")
    assert stranger.body
    for more in (
        {},
        {"item": item},
        {"item": item, "place": COUNTY},
        {"item": item, "place": "511603101"},
        {"case": case, "place": GUANSHENG.id},
        {"case": case, "grounds": " "},
        {"case": case, "against": Key(*stranger.body)},
    ):
        given: dict[str, Any] = {"case": None, **more}
        with pytest.raises(Invalid):
            await raise_over(county, **given)
    with pytest.raises(NotFound):
        await raise_over(county, case, "other_county_clerk")
    with pytest.raises(NotAllowed):
        await raise_over(county, case, "registrar")
    for target in (Ref("Case", case), Ref("Place", GUANSHENG)):
        for account, allowed in (("department_clerk", True), ("township_clerk", True), ("supervisor", False)):
            actor = await county.actor(account)
            assert (await decisions.may(county.store, actor, "dispute:raise", target)).allowed is allowed
    await raise_over(county, case)
    clerk = await county.actor("department_clerk")
    assert not (await decisions.may(county.store, clerk, "dispute:raise", Ref("Case", case))).allowed


@one_dialect
async def test_disputes_are_listed_to_their_county_and_nobody_else(county: County) -> None:
    first = await raise_over(county, await a_case(county))
    county.clock.forward(hours=1)
    second = await raise_over(county, None, item=(await county.item()).key, place=GUANSHENG.id)
    await coordinate(county, first, body=GUANSHENG)

    async def listed(account: str | None, **wanted: Any) -> list[Key]:
        asked, actor = disputes.DisputeFilter(**{"county": COUNTY, **wanted}), await county.actor(account)
        page = (await disputes.pages(county.store, actor, [None], asked, Ask(10)))[None]
        assert (await disputes.counts(county.store, actor, [None], asked))[None] == len(page.rows)
        return [one.key for one in page.rows]

    assert await listed("supervisor") == await listed("township_clerk", county=None) == [second, first]
    assert await listed("supervisor", settled=True) == [first]
    assert await listed("supervisor", settled=False, within=GUANSHENG.id) == [second]
    assert await listed("supervisor", within=XIEXING.id) == []
    for account in (None, "other_county_clerk"):
        assert await listed(account) == []
        assert await seen(county, first, account or "other_county_clerk") is None


@one_dialect
@pytest.mark.rule("R135", "R207")
async def test_a_dispute_passes_on_to_whoever_carries_its_party_on(county: County) -> None:
    case, old = await a_case(county), (await county.item()).department
    key = await raise_over(county, case)
    other, new = [await enter_department(county, name) for name in ("区公路局", "区交通和公路局")]
    await succeed(county, SuccessionKind.MERGE, [old, other], [new])
    carried = await seen(county, key, "department_clerk")  # who does the successor's business now
    assert carried
    assert carried.raised_by == new
    with pytest.raises(NotLawful, match="is no more"):
        await raise_over(county, None, "township_clerk", item=carried.item, place=GUANSHENG.id, against=old)
    with pytest.raises(Invalid):
        await coordinate(county, key, body=old)
    await coordinate(county, key, body=new)
    await exercise(county, "department_clerk", case)
