"""Exercising a power, asking who holds it, and ruling on acts, on a real database."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from register import cases, entries, items, powers
from register.paging import Ask
from register.powers import Asked, Claim, Exercise
from register.records import Act, Item, Key, Retained, Sanction
from register.refusals import Invalid, NotAllowed, NotFound, NotLawful, OutOfTurn, Refusal
from register.words import PowerKind, SanctionKind, Stage, TransferMode, Validity
from tests.county import COUNTY, GUANSHENG, PROVINCE, TRANSPORT_PERMIT, XIEXING, County
from tests.databases import one_dialect

HERE, NEXT_DOOR, ELSEWHERE = GUANSHENG.id, XIEXING.id, "511603101"


async def exercise(county: County, account: str | None, item: Item, **more: Any) -> Act:
    place, stage = more.pop("place", HERE), more.pop("stage", Stage.DECIDE)
    claim = Claim(place, **more)
    actor = await county.actor(account)
    key = await powers.exercise(county.store, actor, Exercise(item.key, stage, claim))
    return (await cases.acts_by_key(county.store, await county.actor("supervisor"), [key]))[key]


async def refused(county: County, account: str, item: Item, **more: Any) -> tuple[tuple[str, ...], Key | None]:
    with pytest.raises(NotLawful) as refusal:
        await exercise(county, account, item, **more)
    return refusal.value.rules, refusal.value.holder


@pytest.mark.rule("R26", "R202")
async def test_the_department_acts_until_the_transfer_and_the_township_from_then_on(county: County) -> None:
    item = await county.item()
    day = county.clock() + timedelta(days=3)
    await county.publish(item, effective_from=day)
    assert (await exercise(county, "department_clerk", item)).body == item.department
    assert await refused(county, "township_clerk", item) == (("R92",), item.department)
    county.clock.at = day
    assert (await exercise(county, "township_clerk", item)).body == GUANSHENG
    assert await refused(county, "department_clerk", item) == (("R26",), GUANSHENG)


@pytest.mark.rule("R26")
async def test_a_refused_exercise_leaves_its_entry_and_nothing_else(county: County) -> None:
    item = await county.item()
    await county.publish(item)
    supervisor = await county.actor("supervisor")
    before = (await entries.counts(county.store, supervisor, "county", [COUNTY]))[COUNTY]
    await refused(county, "department_clerk", item)
    after = (await entries.counts(county.store, supervisor, "county", [COUNTY]))[COUNTY]
    last = await entries.by_key(county.store, supervisor, [Key(COUNTY, str(after))])
    entry = last[Key(COUNTY, str(after))]
    assert (after, entry.action, entry.actor) == (before + 1, "power:refused", "department_clerk")
    assert '"rules":["R26"]' in entry.data


@pytest.mark.rule("R26", "R110")
@one_dialect
async def test_a_transfer_bars_the_department_there_and_nowhere_else(county: County) -> None:
    item = await county.item()
    await county.publish(item)
    assert (await exercise(county, "department_clerk", item, place=NEXT_DOOR)).body == item.department
    assert await refused(county, "township_clerk", item, place=NEXT_DOOR) == (("R110",), item.department)
    assert (await refused(county, "department_clerk", item, place=ELSEWHERE))[0] == ("R110",)


@pytest.mark.rule("R34")
@one_dialect
async def test_a_township_does_not_exercise_what_was_not_handed_to_it(county: County) -> None:
    item = await county.item()
    await county.publish(item)
    assert await refused(county, "other_township_clerk", item, place=NEXT_DOOR) == (("R34",), item.department)


@pytest.mark.rule("R36", "R189")
async def test_outside_the_list_there_is_no_power(county: County) -> None:
    unlisted = await county.enter_item(PowerKind.OTHER, "一项未公布事项", published=False)
    assert await refused(county, "department_clerk", unlisted) == (("R36",), None)
    anothers = await county.item_of_legal_office()
    assert await refused(county, "department_clerk", anothers) == (("R36",), anothers.department)


@pytest.mark.rule("R29")
async def test_a_case_filed_before_the_transfer_is_finished_by_the_department(county: County) -> None:
    item = await county.item()
    opened = await exercise(county, "department_clerk", item, stage=Stage.ACCEPT)
    county.clock.forward(hours=1)
    await county.publish(item)
    case = opened.case.key
    assert (await refused(county, "township_clerk", item, case=case))[0] == ("R29",)
    assert (await exercise(county, "department_clerk", item, case=case)).body == item.department
    assert (await refused(county, "department_clerk", item))[0] == ("R26",)  # a case filed now is the township's
    clerk = await county.actor("department_clerk")
    await cases.close(county.store, clerk, cases.Closing(case, "办结"))
    with pytest.raises(OutOfTurn):
        await exercise(county, "department_clerk", item, case=case)


@one_dialect
async def test_a_claimed_filing_date_is_refused(county: County) -> None:
    item = await county.item()
    await county.publish(item)
    with pytest.raises(Invalid) as refusal:
        await exercise(county, "department_clerk", item, filed_at=county.clock() - timedelta(days=400))
    assert refusal.value.problems[0].path == ("facts", "filed_at")


@pytest.mark.rule("R5", "R40", "R203")
@one_dialect
async def test_an_agent_accepts_and_the_department_decides(county: County) -> None:
    item = await county.item()
    await county.publish(item, mode=TransferMode.AGENCY)
    accepted = await exercise(county, "township_clerk", item, stage=Stage.ACCEPT)
    assert accepted.case.filed_by == item.department  # accepted at the counter counts as accepted by the department
    assert await refused(county, "township_clerk", item, case=accepted.case.key) == (("R5",), item.department)
    await exercise(county, "department_clerk", item, case=accepted.case.key)
    await exercise(county, "department_clerk", item, stage=Stage.ACCEPT)  # its own counter stays open


@pytest.mark.rule("R7")
@one_dialect
async def test_an_agent_investigates_a_penalty_and_never_decides_it(county: County) -> None:
    penalty = await county.enter_item(PowerKind.PENALTY, "对违法超限运输的处罚")
    await county.publish(penalty, mode=TransferMode.AGENCY)
    found = await exercise(county, "township_clerk", penalty, stage=Stage.INVESTIGATE)
    assert await refused(county, "township_clerk", penalty, case=found.case.key) == (("R7",), penalty.department)
    assert (await refused(county, "department_clerk", penalty, stage=Stage.INVESTIGATE))[0] == ("R26",)


@pytest.mark.rule("R23", "R33", "R199")
@one_dialect
async def test_supervision_stays_with_the_department(county: County) -> None:
    item = await county.item()
    await county.publish(item)
    assert (await exercise(county, "department_clerk", item, stage=Stage.SUPERVISE)).body == item.department
    assert (await refused(county, "township_clerk", item, stage=Stage.SUPERVISE))[0] == ("R33",)


@pytest.mark.rule("R31")
@one_dialect
async def test_a_case_that_the_grant_retains_stays_with_the_county(county: County) -> None:
    penalty = await county.enter_item(PowerKind.PENALTY, "对违法超限运输的处罚")
    retained = (Retained(SanctionKind.PERMIT_REVOCATION),)
    await county.publish(penalty, mode=TransferMode.EMPOWER, basis=(PROVINCE,), retained=retained)
    revoking = (Sanction(SanctionKind.PERMIT_REVOCATION),)
    assert (await refused(county, "township_clerk", penalty, sanctions=revoking))[0] == ("R31",)
    await exercise(county, "department_clerk", penalty, stage=Stage.INVESTIGATE, sanctions=revoking)
    await exercise(county, "township_clerk", penalty, sanctions=(Sanction(SanctionKind.WARNING),))


@pytest.mark.rule("R12")
@one_dialect
async def test_a_case_in_which_somebody_may_be_detained_is_never_the_townships(county: County) -> None:
    penalty = await county.enter_item(PowerKind.PENALTY, "对违法超限运输的处罚")
    await county.publish(penalty, mode=TransferMode.EMPOWER, basis=(PROVINCE,))
    detaining = (Sanction(SanctionKind.DETENTION),)
    assert await refused(county, "township_clerk", penalty, sanctions=detaining) == (("R12",), penalty.department)
    await exercise(county, "department_clerk", penalty, sanctions=detaining)


@pytest.mark.rule("R210")
@one_dialect
async def test_after_its_term_the_power_is_back_with_the_department(county: County) -> None:
    item = await county.item()
    ends = county.clock() + timedelta(days=365)
    await county.publish(item, mode=TransferMode.ENTRUST, effective_to=ends)
    await exercise(county, "township_clerk", item)
    county.clock.at = ends
    assert await refused(county, "township_clerk", item) == (("R210",), item.department)
    await exercise(county, "department_clerk", item)


@one_dialect
async def test_an_account_without_the_role_or_a_body_is_not_allowed(county: County) -> None:
    item = await county.item()
    for account in ("legal_reviewer", "supervisor", "registrar", None):
        with pytest.raises(NotAllowed):
            await exercise(county, account, item)
    with pytest.raises(NotFound):
        await exercise(county, "other_county_clerk", item)


@pytest.mark.parametrize("place", ["511602", "51", "999999999", "", "511602101 "])
async def test_a_matter_lies_in_a_township(county: County, place: str) -> None:
    with pytest.raises(Invalid) as refusal:
        await exercise(county, "department_clerk", await county.item(), place=place)
    assert refusal.value.problems[0].path == ("facts", "place")


async def test_a_case_about_another_item_is_refused(county: County) -> None:
    item, other = await county.item(), await county.item(TRANSPORT_PERMIT)
    opened = await exercise(county, "department_clerk", item)
    with pytest.raises(Invalid) as refusal:
        await exercise(county, "department_clerk", other, case=opened.case.key)
    assert refusal.value.problems[0].path == ("facts", "case")
    with pytest.raises(NotFound):
        await exercise(county, "department_clerk", item, case=Key(COUNTY, "none"))


@pytest.mark.rule("R26", "R143", "R142")
async def test_a_ruling_calls_the_departments_later_act_void(county: County) -> None:
    item = await county.item()
    await county.publish(item)
    stranger = await county.actor(None)
    asked = Asked(item.key, Stage.DECIDE, Claim(HERE), county.clock() + timedelta(hours=1))
    ruling = await powers.ruling(county.store, stranger, item.department, asked)
    assert (ruling.validity, ruling.rules[0], ruling.holder) == (Validity.VOID, "R26", GUANSHENG)
    assert ruling.review_body == "广安区人民政府"
    valid = await powers.ruling(county.store, stranger, GUANSHENG, asked)
    assert (valid.validity, valid.respondent) == (Validity.VALID, GUANSHENG)
    before = Asked(item.key, Stage.DECIDE, Claim(HERE), county.clock() - timedelta(days=1))
    assert (await powers.ruling(county.store, stranger, item.department, before)).validity == Validity.VALID


@pytest.mark.rule("R26")
@one_dialect
async def test_a_permit_given_after_the_transfer_is_only_revocable(county: County) -> None:
    permit = await county.item(TRANSPORT_PERMIT)
    await county.publish(permit, mode=TransferMode.EMPOWER, basis=(PROVINCE,))
    asked = Asked(permit.key, Stage.DECIDE, Claim(HERE), county.clock())
    ruling = await powers.ruling(county.store, await county.actor(None), permit.department, asked)
    assert (ruling.validity, ruling.rules[0]) == (Validity.VOIDABLE, "R26")


@pytest.mark.rule("R18", "R143")
@one_dialect
async def test_the_entruster_answers_for_an_entrusted_act(county: County) -> None:
    item = await county.item()
    await county.publish(item, mode=TransferMode.ENTRUST, effective_to=county.clock() + timedelta(days=365))
    asked = Asked(item.key, Stage.DECIDE, Claim(HERE), county.clock())
    ruling = await powers.ruling(county.store, await county.actor(None), GUANSHENG, asked)
    assert (ruling.validity, ruling.respondent) == (Validity.VALID, item.department)
    found = await powers.authority(county.store, await county.actor(None), asked)
    assert (found.holder, found.in_name_of) == (GUANSHENG, item.department)


async def test_an_answer_to_a_stranger_gives_no_draft_away(county: County) -> None:
    item = await county.item()
    await county.publish(item, upto="confirm")
    asked = Asked(item.key, Stage.DECIDE, Claim(HERE), county.clock())
    stranger, clerk = await county.actor(None), await county.actor("department_clerk")
    assert (await powers.ruling(county.store, stranger, GUANSHENG, asked)).rules[0] == "R34"
    assert (await powers.ruling(county.store, clerk, GUANSHENG, asked)).rules[0] == "R92"


async def test_what_was_known_then_is_answered_as_it_was_known_then(county: County) -> None:
    item = await county.item()
    earlier = county.clock()
    county.clock.forward(days=1)
    await county.publish(item)
    county.clock.forward(days=1)
    now = county.clock()
    clerk = await county.actor("department_clerk")
    asked = Asked(item.key, Stage.DECIDE, Claim(HERE), now)
    assert (await powers.authority(county.store, clerk, asked)).holder == GUANSHENG
    asked = Asked(item.key, Stage.DECIDE, Claim(HERE), now, known_at=earlier)
    assert (await powers.authority(county.store, clerk, asked)).holder == item.department


@pytest.mark.rule("R208")
async def test_a_matter_in_two_townships_belongs_to_the_first_to_file(county: County) -> None:
    item = await county.item()
    await county.publish(item)
    asked = Asked(item.key, Stage.DECIDE, Claim(HERE, also_at=(NEXT_DOOR,)))
    found = await powers.authority(county.store, await county.actor("supervisor"), asked)
    assert (found.holder, found.also) == (GUANSHENG, (item.department,))
    opened = await exercise(county, "township_clerk", item, stage=Stage.ACCEPT, also_at=(NEXT_DOOR,))
    found = await powers.authority(
        county.store,
        await county.actor("supervisor"),
        Asked(item.key, Stage.DECIDE, Claim(HERE, also_at=(NEXT_DOOR,), case=opened.case.key)),
    )
    assert (found.holder, found.also) == (GUANSHENG, ())


async def test_the_acts_of_a_case_are_ruled_on_together(county: County) -> None:
    item = await county.item()
    opened = await exercise(county, "department_clerk", item, stage=Stage.ACCEPT)
    await exercise(county, "department_clerk", item, case=opened.case.key)
    clerk = await county.actor("department_clerk")
    page = (await cases.act_pages(county.store, clerk, [opened.case.key], Ask()))[opened.case.key]
    ruled = await powers.rulings_of(county.store, clerk, page.rows)
    assert [ruled[act.key].validity for act in page.rows] == [Validity.VALID, Validity.VALID]
    assert await cases.by_key(county.store, await county.actor(None), [opened.case.key]) == {}


@pytest.mark.rule("R31")
async def test_an_act_is_judged_by_the_penalties_that_came_into_view_with_it(county: County) -> None:
    penalty = await county.enter_item(PowerKind.PENALTY)
    kept = Retained(SanctionKind.FINE, above=Decimal(50_000))
    await county.publish(penalty, mode=TransferMode.EMPOWER, basis=(PROVINCE,), retained=(kept,))
    opened = await exercise(county, "township_clerk", penalty, stage=Stage.ACCEPT)
    fine = Sanction(SanctionKind.FINE, Decimal(80_000))
    given = {"case": opened.case.key, "sanctions": (fine,)}
    assert (await refused(county, "township_clerk", penalty, **given))[0] == ("R31",)
    decided = await exercise(county, "department_clerk", penalty, **given)
    assert decided.sanctions == (fine,)
    assert decided.case.sanctions == ()
    clerk = await county.actor("department_clerk")
    assert (await powers.rulings_of(county.store, clerk, [decided]))[decided.key].validity is Validity.VALID


@pytest.mark.rule("R36")
async def test_an_act_is_judged_by_the_list_of_its_day_though_the_item_was_retired_since(county: County) -> None:
    item = await county.item()
    act = await exercise(county, "department_clerk", item)
    county.clock.forward(days=1)
    registrar, clerk = await county.actor("registrar"), await county.actor("department_clerk")
    await items.retire(county.store, registrar, item.key, item.version, "依据已废止")
    ruled = await powers.rulings_of(county.store, clerk, [act])
    assert (ruled[act.key].validity, ruled[act.key].rules[0]) == (Validity.VALID, "R36")
    assert ruled[act.key].holder == item.department
    later = Asked(item.key, Stage.DECIDE, Claim(HERE), county.clock())
    assert (await powers.ruling(county.store, clerk, item.department, later)).validity is Validity.VOIDABLE


@one_dialect
async def test_acts_of_many_places_and_days_are_ruled_on_as_one_by_one(county: County) -> None:
    item, permit = await county.item(), await county.item(TRANSPORT_PERMIT)
    await county.publish(item)
    now, clerk = county.clock(), await county.actor("department_clerk")
    asked = [
        (body, Asked(about.key, stage, Claim(place, also_at=also), at))
        for body in (item.department, GUANSHENG, XIEXING, Key(COUNTY, "nobody"))
        for about in (item, permit)
        for stage in (Stage.ACCEPT, Stage.SUPERVISE)
        for place, also in ((HERE, ()), (NEXT_DOOR, (HERE,)), ("510000000", ()))
        for at in (now - timedelta(days=1), now)
    ]
    asked.append((GUANSHENG, Asked(Key(COUNTY, "nothing"), Stage.DECIDE, Claim(HERE), now)))
    together = await powers.rulings_on(county.store, clerk, asked)
    for (body, one), found in zip(asked, together, strict=True):
        if isinstance(found, Refusal):
            with pytest.raises(type(found)) as refusal:
                await powers.ruling(county.store, clerk, body, one)
            assert refusal.value.message == found.message
        else:
            assert found == await powers.ruling(county.store, clerk, body, one)
    assert {type(one).__name__ for one in together} == {"Ruling", "NotFound", "Invalid"}


async def test_closing_a_case_is_for_whoever_handled_it(county: County) -> None:
    item = await county.item()
    opened = await exercise(county, "department_clerk", item)
    for account in ("township_clerk", "legal_reviewer", "supervisor"):
        with pytest.raises(NotAllowed):
            await cases.close(county.store, await county.actor(account), cases.Closing(opened.case.key, "办结"))
    with pytest.raises(NotFound):
        await cases.close(
            county.store, await county.actor("other_county_clerk"), cases.Closing(opened.case.key, "办结")
        )
    clerk = await county.actor("department_clerk")
    await cases.close(county.store, clerk, cases.Closing(opened.case.key, "办结"))
    with pytest.raises(OutOfTurn):
        await cases.close(county.store, clerk, cases.Closing(opened.case.key, "办结"))
