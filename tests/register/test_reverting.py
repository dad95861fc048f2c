"""A case in which its receiver did not act goes back to the devolver: that one, from the finding on, and no other."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register import cases, decisions, entries, powers
from register.authority import authority
from register.cases import Finding
from register.once import Once
from register.powers import Asked, Claim, Exercise
from register.records import Act, Authority, Case, Item, Key, Ref
from register.refusals import Invalid, NotAllowed, NotFound, NotLawful, OutOfTurn
from register.words import Stage, TransferMode, Validity
from tests.builders import (
    BUREAU,
    DAY,
    NOON,
    OTHER_TOWN,
    OUTPOST,
    TICK,
    TOWN,
    TRANSPORT,
    a_question,
    a_reversion,
    a_transfer,
)
from tests.county import COUNTY, GUANSHENG, XIEXING, County
from tests.databases import one_dialect

HANDED = [stage for stage in Stage if stage is not Stage.SUPERVISE]
THEIRS: dict[str, Any] = {"filed_at": NOON + DAY, "filed_by": TOWN.key}
FOUND = NOON + 2 * DAY
REVERTED: dict[str, Any] = {**THEIRS, "reversions": (a_reversion(at=FOUND),)}
CHAIN = (
    a_transfer(mode=TransferMode.CONCENTRATE, receiver=BUREAU, begins=NOON - 9 * DAY),
    a_transfer(devolver=BUREAU),
)


# --- whose the case is


@pytest.mark.rule("R28")
@pytest.mark.parametrize("stage", HANDED)
@pytest.mark.parametrize("mode", [mode for mode in TransferMode if mode is not TransferMode.AGENCY])
def test_from_the_finding_on_the_devolver_holds_the_case_at_every_stage(mode: TransferMode, stage: Stage) -> None:
    grant = a_transfer(mode=mode, outpost=OUTPOST.key if mode is TransferMode.INTERNAL else None)
    if stage not in grant.stages:
        return
    matter = {**THEIRS, "filed_by": grant.holder, "reversions": (replace(a_reversion(at=FOUND), body=grant.holder),)}
    assert authority(a_question(grant, stage=stage, at=FOUND - TICK, **matter)).holder == grant.holder
    found = authority(a_question(grant, stage=stage, at=FOUND, **matter))
    assert found == Authority(TRANSPORT.key, (), (grant.holder,), TRANSPORT.key, None, ("R28",))


@pytest.mark.rule("R28")
def test_every_other_case_stays_as_it_was() -> None:
    other = a_question(a_transfer(), at=FOUND, **THEIRS)
    assert (authority(other).holder, authority(other).barred) == (TOWN.key, (TRANSPORT.key,))


@pytest.mark.rule("R28")
def test_in_a_chain_the_case_goes_back_by_one_link_at_a_time() -> None:
    found = authority(a_question(*CHAIN, at=FOUND, **REVERTED))
    assert (found.holder, found.barred) == (BUREAU.key, (TRANSPORT.key, TOWN.key))
    assert found.rules == ("R16", "R32", "R28")
    twice = REVERTED | {"reversions": (*REVERTED["reversions"], a_reversion(body=BUREAU, at=FOUND + DAY))}
    assert authority(a_question(*CHAIN, at=FOUND, **twice)).holder == BUREAU.key
    last = authority(a_question(*CHAIN, at=FOUND + DAY, **twice))
    assert (last.holder, last.barred, last.rules) == (TRANSPORT.key, (BUREAU.key, TOWN.key), ("R28",))


@pytest.mark.rule("R28", "R208")
def test_a_case_of_several_places_goes_back_where_it_was_filed_and_not_to_the_next_town() -> None:
    both = (a_transfer(), a_transfer(receiver=OTHER_TOWN))
    for here, there in ((TOWN, OTHER_TOWN), (OTHER_TOWN, TOWN)):
        found = authority(a_question(*both, at=FOUND, place=here.place, also_at=(there.place,), **REVERTED))
        assert (found.holder, found.also, found.barred) == (TRANSPORT.key, (), (TOWN.key,))


@pytest.mark.rule("R28")
@given(stage=st.sampled_from(Stage), mode=st.sampled_from(TransferMode), days=st.integers(-3, 3))
def test_whatever_was_found_no_stage_is_without_a_holder_and_the_inactive_body_holds_none(
    stage: Stage, mode: TransferMode, days: int
) -> None:
    ask = a_question(a_transfer(mode=mode), stage=stage, at=FOUND + days * DAY, **REVERTED)
    found = authority(ask)
    assert found.holder is not None
    assert days < 0 or not found.admits(TOWN.key)
    assert not any(found.admits(key) for key in found.barred)


# --- on the register


async def a_case(county: County, item: Item, **more: Any) -> Case:
    """A case that the town has filed, and let lie since."""
    return (await act(county, "township_clerk", item, stage=Stage.ACCEPT, **more)).case


async def act(county: County, account: str, item: Item, *, stage: Stage = Stage.DECIDE, case: Key | None = None) -> Act:
    asked = Exercise(item.key, stage, Claim(GUANSHENG.id, case=case))
    key = await powers.exercise(county.store, await county.actor(account), asked)
    return (await cases.acts_by_key(county.store, await county.actor("supervisor"), [key]))[key]


def a_finding(case: Key, body: Key = GUANSHENG, **more: Any) -> Finding:
    given = {"clause": "不作为的,由区级部门直接管辖", "document": "广区府发〔2026〕3号", "evidence": "督办三次未办"}
    return Finding(case, body, **given | more)


async def revert(county: County, account: str, finding: Finding) -> Case:
    actor = await county.actor(account)
    key = await cases.revert(county.store, actor, finding)
    return (await cases.by_key(county.store, actor, [key]))[key]


async def handed_over(county: County) -> tuple[Item, Case]:
    item = await county.item()
    await county.publish(item)
    county.clock.forward(hours=1)
    case = await a_case(county, item)
    county.clock.forward(days=9)
    return item, case


async def worth(county: County, body: Key, item: Item, case: Case, **moments: Any) -> tuple[Validity, str]:
    asked = Asked(item.key, Stage.DECIDE, Claim(GUANSHENG.id, case=case.key), **moments)
    ruling = await powers.ruling(county.store, await county.actor("supervisor"), body, asked)
    return ruling.validity, ruling.rules[0]


@pytest.mark.rule("R28")
@pytest.mark.parametrize("finder", ["legal_reviewer", "government_officer"])
async def test_the_department_decides_the_case_that_the_town_left_lying_and_no_other(
    county: County, finder: str
) -> None:
    item, case = await handed_over(county)
    with pytest.raises(NotLawful):
        await act(county, "department_clerk", item, case=case.key)
    found = await revert(county, finder, a_finding(case.key, url="https://www.guanganqu.gov.cn/3"))
    reversion, finder_body = found.reversions[0], (await county.actor(finder)).body
    assert (reversion.body, reversion.at, reversion.evidence) == (GUANSHENG, county.clock(), "督办三次未办")
    assert (reversion.found_by, reversion.url) == (Key(*(finder_body or ())), "https://www.guanganqu.gov.cn/3")
    assert (await act(county, "department_clerk", item, case=case.key)).body == item.department
    with pytest.raises(NotLawful) as refused:
        await act(county, "township_clerk", item, case=case.key)
    assert (refused.value.rules, refused.value.holder) == (("R28",), item.department)
    assert (await act(county, "township_clerk", item)).body == GUANSHENG
    with pytest.raises(NotLawful) as barred:
        await act(county, "department_clerk", item)
    assert barred.value.rules == ("R26",)


@pytest.mark.rule("R28", "R26")
@one_dialect
async def test_what_the_department_did_before_the_finding_stays_void(county: County) -> None:
    item, case = await handed_over(county)
    before = county.clock()
    now = county.clock.forward(days=1)
    await revert(county, "legal_reviewer", a_finding(case.key))
    county.clock.forward(days=1)
    assert (await worth(county, item.department, item, case, at=before))[0] is Validity.VOID
    assert (await worth(county, item.department, item, case, at=now))[0] is Validity.VALID
    assert await worth(county, GUANSHENG, item, case, at=now) == (Validity.VOIDABLE, "R28")
    # As the register knew it the day before, the case was the town's still.
    assert (await worth(county, GUANSHENG, item, case, at=now, known_at=before))[0] is Validity.VALID


@pytest.mark.rule("R28")
@one_dialect
async def test_nobody_but_the_legal_office_and_the_government_finds_inaction(county: County) -> None:
    _, case = await handed_over(county)
    await county.add("of_legal_office", "区司法局", "department_clerk")
    await county.add("of_no_office", "区水务局", "legal_reviewer", "government_officer")
    for account in ("department_clerk", "township_clerk", "supervisor", "of_legal_office", "of_no_office"):
        with pytest.raises(NotAllowed):
            await revert(county, account, a_finding(case.key))
    with pytest.raises(NotFound):
        await revert(county, "other_county_clerk", a_finding(case.key))


@pytest.mark.rule("R28")
@one_dialect
async def test_a_devolver_never_finds_the_inaction_itself_whatever_office_it_holds(county: County) -> None:
    item = await county.item_of_legal_office()
    await county.add("clerk_of_legal_office", "区司法局", "department_clerk")
    key = await county.propose(item, "clerk_of_legal_office")
    await county.step("submit", key, "clerk_of_legal_office")
    for verb in ("review", "accept", "confirm", "publish"):
        await county.step(verb, key)
    case = await a_case(county, item)
    with pytest.raises(NotLawful) as refusal:
        await revert(county, "legal_reviewer", a_finding(case.key))
    assert refusal.value.rules == ("R28",)
    assert (await revert(county, "government_officer", a_finding(case.key))).reversions


@pytest.mark.rule("R28")
@one_dialect
async def test_a_case_that_no_receiver_holds_does_not_go_back(county: County) -> None:
    item = await county.item()
    own = (await act(county, "department_clerk", item)).case  # filed before the transfer, and so the department's (R29)
    county.clock.forward(hours=1)
    await county.publish(item)
    case = await a_case(county, item)
    for finding, holder in ((a_finding(own.key), None), (a_finding(case.key, XIEXING), GUANSHENG)):
        with pytest.raises(NotLawful) as refusal:
            await revert(county, "legal_reviewer", finding)
        assert (refusal.value.rules, refusal.value.holder) == (("R28",), holder)
    await revert(county, "legal_reviewer", a_finding(case.key))
    with pytest.raises(NotLawful):  # it has gone back already
        await revert(county, "legal_reviewer", a_finding(case.key))


@pytest.mark.rule("R28")
@one_dialect
async def test_a_case_that_is_closed_does_not_go_back_and_the_inactive_town_does_not_close_it(county: County) -> None:
    item, case = await handed_over(county)
    await revert(county, "legal_reviewer", a_finding(case.key))
    with pytest.raises(NotLawful) as refusal:
        await cases.close(county.store, await county.actor("township_clerk"), cases.Closing(case.key, "不予处理"))
    assert refusal.value.rules == ("R28",)
    await act(county, "department_clerk", item, case=case.key)
    await cases.close(county.store, await county.actor("department_clerk"), cases.Closing(case.key, "准予备案"))
    other = await a_case(county, item)
    await cases.close(county.store, await county.actor("township_clerk"), cases.Closing(other.key, "准予备案"))
    with pytest.raises(OutOfTurn) as closed:
        await revert(county, "legal_reviewer", a_finding(other.key))
    assert closed.value.rules == ("R28",)


@pytest.mark.rule("R28")
async def test_a_finding_says_what_it_rests_on(county: County) -> None:
    _, case = await handed_over(county)
    wrong: dict[str, Any] = {"clause": " ", "document": "", "evidence": "x" * 10_001}
    with pytest.raises(Invalid) as refusal:
        await revert(county, "legal_reviewer", a_finding(case.key, **wrong))
    assert {one.path[0] for one in refusal.value.problems} == {"clause", "document", "evidence"}
    with pytest.raises(Invalid):
        await revert(county, "legal_reviewer", a_finding(case.key, url="javascript:1"))


@pytest.mark.rule("R28", "R130")
async def test_a_finding_is_journalled_once_and_whoever_may_make_it_is_told_so(county: County) -> None:
    _, case = await handed_over(county)
    supervisor, legal = await county.actor("supervisor"), await county.actor("legal_reviewer")
    assert (await decisions.may(county.store, legal, "case:revert", Ref("Case", case.key))).allowed
    assert not (await decisions.may(county.store, supervisor, "case:revert", Ref("Case", case.key))).allowed
    for _ in range(2):
        await cases.revert(county.store, legal, a_finding(case.key), Once("key", "digest"))
    assert not (await decisions.may(county.store, legal, "case:revert", Ref("Case", case.key))).allowed
    last = Key(COUNTY, str((await entries.counts(county.store, supervisor, "county", [COUNTY]))[COUNTY]))
    told = (await entries.by_key(county.store, supervisor, [last]))[last]
    assert (told.action, told.actor, told.target) == ("case:reverted", "legal_reviewer", Ref("Case", case.key))
    assert "督办三次未办" in told.data
    before = Key(COUNTY, str(int(last.id) - 1))  # the second answer was the first again
    assert (await entries.by_key(county.store, supervisor, [before]))[before].action == "power:exercised"
