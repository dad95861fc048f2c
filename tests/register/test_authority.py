"""Who may do a stage of an item, here and then: the holder, who else may act, who is barred, in whose name."""

import itertools
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from register.authority import Question, authority
from register.records import Authority, Body, Retained, Sanction, Transfer
from register.words import Party, PowerKind, SanctionKind, Stage, TransferMode
from tests.builders import (
    BUREAU,
    CITY,
    COUNTY,
    DAY,
    NOON,
    OTHER_TOWN,
    TICK,
    TOWN,
    TRANSPORT,
    WATER,
    a_draft,
    a_question,
    a_transfer,
    an_item,
)

OUTRIGHT = [TransferMode.RESTORE, TransferMode.AUTHORIZE, TransferMode.EMPOWER, TransferMode.CONCENTRATE]
DEPARTMENTS_OWN = Authority(TRANSPORT.key, in_name_of=TRANSPORT.key, rules=("R36",))
BIG_FINES = Retained(SanctionKind.FINE, above=Decimal(10_000))


def fine(amount: int | None) -> Sanction:
    return Sanction(SanctionKind.FINE, None if amount is None else Decimal(amount))


def holder(ask: Question) -> Body | None:
    bodies = {body.key: body for body in (TRANSPORT, WATER, BUREAU, TOWN, OTHER_TOWN)}
    found = authority(ask).holder
    return bodies[found] if found else None


# --- what was never handed over


@pytest.mark.rule("R36")
@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.SUPERVISE])
def test_a_power_nobody_handed_over_is_its_departments(stage: Stage) -> None:
    assert authority(a_question(stage=stage)) == DEPARTMENTS_OWN


@pytest.mark.rule("R36")
@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("off_the_list", [{"published": False}, {"retired": True}])
def test_outside_the_list_nobody_has_a_power(off_the_list: dict[str, Any], stage: Stage) -> None:
    ask = a_question(a_transfer(), item=an_item(**off_the_list), stage=stage)
    assert authority(ask) == Authority(holder=None, rules=("R36",))


@pytest.mark.rule("R110")
@pytest.mark.parametrize("stage", Stage)
def test_a_department_has_no_power_in_another_county(stage: Stage) -> None:
    assert authority(a_question(stage=stage, place="511603101")) == Authority(holder=None, rules=("R110",))


# --- what a transfer moves


@pytest.mark.rule("R26")
@pytest.mark.parametrize("mode", OUTRIGHT)
def test_after_a_transfer_the_town_holds_the_power_in_its_own_name_and_the_department_is_barred(
    mode: TransferMode,
) -> None:
    transfer = a_transfer(mode=mode)
    found = authority(a_question(transfer))
    assert (found.holder, found.in_name_of, found.transfer) == (TOWN.key, TOWN.key, transfer.key)
    assert found.barred == (TRANSPORT.key,)
    assert not found.admits(TRANSPORT.key)
    assert ("R32" if mode is TransferMode.CONCENTRATE else "R26") in found.rules


@pytest.mark.rule("R2", "R18", "R26")
def test_an_entrusted_town_acts_in_the_name_of_the_department_that_may_not_act_itself() -> None:
    found = authority(a_question(a_transfer(mode=TransferMode.ENTRUST)))
    assert (found.holder, found.in_name_of, found.barred) == (TOWN.key, TRANSPORT.key, (TRANSPORT.key,))


@pytest.mark.rule("R26", "R110")
def test_a_transfer_moves_nothing_at_other_places() -> None:
    assert authority(a_question(a_transfer(), place=OTHER_TOWN.place)) == DEPARTMENTS_OWN


@pytest.mark.rule("R26")
def test_the_department_keeps_the_stages_it_did_not_hand_over() -> None:
    transfer = a_transfer(stages=(Stage.ACCEPT,))
    assert holder(a_question(transfer, stage=Stage.ACCEPT)) == TOWN
    kept = authority(a_question(transfer, stage=Stage.DECIDE))
    assert (kept.holder, kept.barred) == (TRANSPORT.key, ())


@pytest.mark.rule("R40")
@pytest.mark.parametrize("kind", [PowerKind.LICENSING, PowerKind.PENALTY])
@pytest.mark.parametrize("mode", [TransferMode.AGENCY, TransferMode.INTERNAL])
def test_the_department_still_decides_where_only_the_handling_moved(mode: TransferMode, kind: PowerKind) -> None:
    found = authority(a_question(a_transfer(mode=mode, kind=kind), kind=kind))
    assert (found.holder, found.barred, found.rules) == (TRANSPORT.key, (), ("R40",))


@pytest.mark.rule("R5", "R203")
@pytest.mark.parametrize("stage", [Stage.ACCEPT, Stage.PRELIMINARY_REVIEW])
def test_an_agents_counter_is_open_beside_the_departments_and_works_in_its_name(stage: Stage) -> None:
    found = authority(
        a_question(a_transfer(mode=TransferMode.AGENCY, kind=PowerKind.OTHER), kind=PowerKind.OTHER, stage=stage)
    )
    assert (found.holder, found.also, found.barred) == (TOWN.key, (TRANSPORT.key,), ())
    assert found.admits(TOWN.key)
    assert found.admits(TRANSPORT.key)
    assert found.in_name_of == TRANSPORT.key
    assert ("R203" in found.rules) == (stage is Stage.ACCEPT)


@pytest.mark.rule("R7")
def test_the_evidence_an_agent_gathers_for_a_penalty_is_not_gathered_by_the_department_as_well() -> None:
    found = authority(a_question(a_transfer(mode=TransferMode.AGENCY), stage=Stage.INVESTIGATE))
    assert (found.holder, found.also, found.barred) == (TOWN.key, (), (TRANSPORT.key,))
    assert "R7" in found.rules


@pytest.mark.rule("R23", "R33", "R199")
@pytest.mark.parametrize("mode", TransferMode)
def test_supervision_stays_with_the_competent_department_whatever_was_transferred(mode: TransferMode) -> None:
    item = an_item(competent=WATER.key)
    found = authority(a_question(a_transfer(mode=mode), item=item, stage=Stage.SUPERVISE))
    assert found == Authority(WATER.key, in_name_of=WATER.key, rules=("R23", "R33", "R199"))


# --- what is concentrated


@pytest.mark.rule("R16", "R32", "R20")
@pytest.mark.parametrize("place", [TOWN.place, OTHER_TOWN.place, COUNTY])
def test_what_is_concentrated_is_the_bureaus_in_its_own_name_all_over_the_county(place: str) -> None:
    concentrated = a_transfer(mode=TransferMode.CONCENTRATE, receiver=BUREAU)
    found = authority(a_question(concentrated, place=place))
    assert (found.holder, found.in_name_of, found.transfer) == (BUREAU.key, BUREAU.key, concentrated.key)
    assert (found.barred, found.rules) == ((TRANSPORT.key,), ("R16", "R32"))


@pytest.mark.rule("R32", "R208")
def test_what_is_concentrated_has_one_holder_for_a_matter_in_two_towns() -> None:
    ask = a_question(a_transfer(mode=TransferMode.CONCENTRATE, receiver=BUREAU), also_at=(OTHER_TOWN.place,))
    found = authority(ask)
    assert (found.holder, found.also, found.barred) == (BUREAU.key, (), (TRANSPORT.key,))


@pytest.mark.rule("R16")
def test_what_a_city_hands_to_one_district_stays_the_citys_in_the_others() -> None:
    ask = a_question(a_transfer(mode=TransferMode.CONCENTRATE, devolver=CITY, receiver=BUREAU))
    ask = replace(ask, item=an_item(department=CITY.key, competent=CITY.key), department=CITY)
    assert holder(ask) == BUREAU
    assert authority(replace(ask, matter=replace(ask.matter, place="511603101"))).holder == CITY.key


@pytest.mark.rule("R12")
def test_a_case_of_detention_stays_with_the_department_whatever_is_concentrated() -> None:
    ask = a_question(
        a_transfer(mode=TransferMode.CONCENTRATE, receiver=BUREAU), sanctions=(Sanction(SanctionKind.DETENTION),)
    )
    assert authority(ask) == Authority(TRANSPORT.key, in_name_of=TRANSPORT.key, rules=("R12",))


# --- when


@pytest.mark.rule("R202", "R92", "R26")
@pytest.mark.parametrize(
    ("begins", "published", "at", "expected"),
    [
        (NOON, NOON - DAY, NOON - TICK, TRANSPORT),
        (NOON, NOON - DAY, NOON, TOWN),
        (NOON - DAY, NOON, NOON - TICK, TRANSPORT),
        (NOON - DAY, NOON, NOON, TOWN),
        (NOON, None, NOON + 99 * DAY, TRANSPORT),
    ],
)
def test_a_transfer_takes_effect_at_the_later_of_its_day_and_its_publication(
    begins: datetime, published: datetime | None, at: datetime, expected: Body
) -> None:
    assert holder(a_question(a_transfer(begins=begins, published_at=published), at=at)) == expected


@pytest.mark.rule("R202")
def test_until_a_published_transfer_takes_effect_the_department_must_act() -> None:
    found = authority(a_question(a_transfer(), at=NOON - TICK))
    assert (found.holder, found.barred, found.rules) == (TRANSPORT.key, (), ("R202",))


@pytest.mark.rule("R210")
@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (NOON - TICK, TRANSPORT),
        (NOON, TOWN),
        (NOON + DAY - TICK, TOWN),
        (NOON + DAY, TRANSPORT),
        (NOON + 99 * DAY, TRANSPORT),
    ],
)
def test_a_term_begins_with_its_first_instant_and_is_over_at_its_last(at: datetime, expected: Body) -> None:
    entrusted = a_transfer(mode=TransferMode.ENTRUST, effective_to=NOON + DAY)
    assert holder(a_question(entrusted, at=at)) == expected


@pytest.mark.rule("R210")
def test_after_the_term_the_power_is_back_with_the_department() -> None:
    found = authority(a_question(a_transfer(effective_to=NOON + DAY), at=NOON + DAY))
    assert (found.holder, found.barred, found.rules) == (TRANSPORT.key, (), ("R210",))


@pytest.mark.parametrize("given_up", ["withdrawn_at", "declined_at"])
def test_a_transfer_that_was_given_up_moves_nothing(given_up: str) -> None:
    assert authority(a_question(a_draft(**{given_up: NOON - DAY}))) == DEPARTMENTS_OWN


# --- cases filed before


@pytest.mark.rule("R29")
@pytest.mark.parametrize(("filed_at", "expected"), [(NOON - TICK, TRANSPORT), (NOON, TOWN), (NOON + TICK, TOWN)])
def test_a_case_filed_before_the_moment_of_effect_stays_with_the_department(filed_at: datetime, expected: Body) -> None:
    assert holder(a_question(a_transfer(), filed_at=filed_at, filed_by=TRANSPORT.key)) == expected


@pytest.mark.rule("R29")
def test_a_case_that_stays_bars_nobody_and_says_why() -> None:
    found = authority(a_question(a_transfer(), filed_at=NOON - TICK, filed_by=TRANSPORT.key))
    assert (found.holder, found.barred, found.rules) == (TRANSPORT.key, (), ("R29",))
    assert not found.admits(TOWN.key)


@pytest.mark.rule("R29", "R92")
def test_a_case_filed_before_a_late_publication_was_filed_before_the_transfer() -> None:
    late = a_transfer(begins=NOON - 9 * DAY, published_at=NOON)
    assert holder(a_question(late, filed_at=NOON - TICK)) == TRANSPORT
    assert holder(a_question(late, filed_at=NOON)) == TOWN


# --- cases the grant retains


@pytest.mark.rule("R31")
@pytest.mark.parametrize(
    ("retained", "sanctions", "party", "expected"),
    [
        (Retained(SanctionKind.CLOSURE), [Sanction(SanctionKind.CLOSURE)], None, TRANSPORT),
        (Retained(SanctionKind.CLOSURE), [Sanction(SanctionKind.WARNING)], None, TOWN),
        (Retained(SanctionKind.CLOSURE), [], None, TOWN),
        (BIG_FINES, [fine(10_001)], None, TRANSPORT),
        (BIG_FINES, [fine(10_000)], None, TOWN),
        (BIG_FINES, [fine(None)], None, TOWN),
        (BIG_FINES, [Sanction(SanctionKind.WARNING), fine(99_999)], None, TRANSPORT),
        (replace(BIG_FINES, party=Party.PERSON), [fine(99_999)], Party.PERSON, TRANSPORT),
        (replace(BIG_FINES, party=Party.PERSON), [fine(99_999)], Party.ORGANISATION, TOWN),
        (replace(BIG_FINES, party=Party.PERSON), [fine(99_999)], None, TOWN),
    ],
)
def test_the_grant_leaves_the_kinds_of_cases_it_names_with_the_county(
    retained: Retained, sanctions: list[Sanction], party: Party | None, expected: Body
) -> None:
    transfer = a_transfer(retained=(retained,))
    assert holder(a_question(transfer, sanctions=tuple(sanctions), party=party)) == expected


@pytest.mark.rule("R31")
@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.SUPERVISE])
def test_a_retained_case_is_the_countys_at_every_stage(stage: Stage) -> None:
    found = authority(a_question(a_transfer(retained=(BIG_FINES,)), stage=stage, sanctions=(fine(99_999),)))
    assert (found.holder, found.barred, found.rules) == (TRANSPORT.key, (), ("R31",))


@pytest.mark.rule("R31")
def test_a_grant_retains_nothing_by_itself() -> None:
    assert holder(a_question(a_transfer(), sanctions=(fine(9_999_999),))) == TOWN


# --- chains


def chain() -> list[Transfer]:
    """From the department to the bureau at noon, and from there to the town a day later."""
    to_bureau = a_transfer(mode=TransferMode.CONCENTRATE, receiver=BUREAU, begins=NOON)
    return [to_bureau, a_transfer(devolver=BUREAU, begins=NOON + DAY)]


@pytest.mark.rule("R26")
@pytest.mark.parametrize(
    ("at", "expected", "barred"),
    [
        (NOON - TICK, TRANSPORT, ()),
        (NOON, BUREAU, (TRANSPORT.key,)),
        (NOON + DAY - TICK, BUREAU, (TRANSPORT.key,)),
        (NOON + DAY, TOWN, (TRANSPORT.key, BUREAU.key)),
    ],
)
def test_the_last_link_of_a_chain_holds_the_power_and_every_earlier_one_is_barred(
    at: datetime, expected: Body, barred: tuple[object, ...]
) -> None:
    found = authority(a_question(*chain(), at=at))
    assert (found.holder, found.barred) == (expected.key, barred)


@pytest.mark.rule("R29")
@pytest.mark.parametrize(("filed_at", "expected"), [(NOON - TICK, TRANSPORT), (NOON, BUREAU), (NOON + DAY, TOWN)])
def test_an_open_case_stays_with_whichever_link_held_the_power_when_it_was_filed(
    filed_at: datetime, expected: Body
) -> None:
    assert holder(a_question(*chain(), at=NOON + 9 * DAY, filed_at=filed_at)) == expected


@pytest.mark.rule("R210")
def test_when_the_last_link_ends_the_power_falls_back_to_the_one_before() -> None:
    to_bureau, to_town = chain()
    ended = replace(to_town, effective_to=NOON + 2 * DAY)
    assert holder(a_question(to_bureau, ended, at=NOON + 2 * DAY)) == BUREAU


@pytest.mark.rule("R36")
def test_what_a_body_hands_over_that_held_nothing_moves_nothing() -> None:
    assert authority(a_question(a_transfer(devolver=WATER))) == DEPARTMENTS_OWN


def test_the_order_in_which_transfers_are_read_does_not_matter() -> None:
    answers = {repr(authority(a_question(*links, at=NOON + DAY))) for links in itertools.permutations(chain())}
    assert len(answers) == 1


@pytest.mark.rule("R26", "R5")
def test_a_town_that_was_an_agent_and_is_then_authorised_shares_with_nobody() -> None:
    agent = a_transfer(mode=TransferMode.AGENCY, kind=PowerKind.OTHER)
    own = a_transfer(mode=TransferMode.AUTHORIZE, begins=NOON + DAY)
    ask = a_question(agent, own, kind=PowerKind.OTHER, stage=Stage.ACCEPT)
    found = authority(ask)
    assert (found.holder, found.also, found.barred) == (TOWN.key, (), (TRANSPORT.key,))
    assert authority(replace(ask, at=NOON)).also == (TRANSPORT.key,)


# --- several places


@pytest.mark.rule("R208")
def test_a_matter_in_two_towns_is_open_to_both_until_one_of_them_files_it() -> None:
    both = [a_transfer(), a_transfer(receiver=OTHER_TOWN)]
    open_ = authority(a_question(*both, also_at=(OTHER_TOWN.place,)))
    assert open_.admits(TOWN.key)
    assert open_.admits(OTHER_TOWN.key)
    assert not open_.admits(TRANSPORT.key)
    assert "R208" in open_.rules


@pytest.mark.rule("R208")
@pytest.mark.parametrize("first", [TOWN, OTHER_TOWN])
def test_a_matter_in_two_towns_belongs_to_the_first_to_file(first: Body) -> None:
    both = [a_transfer(), a_transfer(receiver=OTHER_TOWN)]
    found = authority(a_question(*both, also_at=(OTHER_TOWN.place,), filed_at=NOON, filed_by=first.key))
    assert (found.holder, found.also) == (first.key, ())


@pytest.mark.rule("R208", "R26")
def test_the_department_may_take_up_what_lies_partly_where_it_handed_nothing_over() -> None:
    found = authority(a_question(a_transfer(), also_at=(OTHER_TOWN.place,)))
    assert found.admits(TRANSPORT.key)
    assert found.barred == ()


@pytest.mark.rule("R110", "R208")
def test_the_part_of_a_matter_that_lies_in_another_county_is_nobodys_here() -> None:
    found = authority(a_question(a_transfer(), also_at=("511603101",)))
    assert (found.holder, found.also) == (TOWN.key, ())


def test_a_departments_area_is_its_county_and_all_below_it() -> None:
    assert TRANSPORT.covers(COUNTY)
    assert TRANSPORT.covers(TOWN.place)
    assert not TOWN.covers(OTHER_TOWN.place)
    assert not TOWN.covers(COUNTY)
