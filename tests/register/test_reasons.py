"""The rules an answer rests on, and those against a body: of what reaches the matter there and then, and no more."""

from dataclasses import replace
from typing import Any

import pytest

from register.authority import authority
from register.records import Retained, Sanction
from register.standing import standing
from register.words import Demand, PowerKind, SanctionKind, Stage, TransferMode
from tests.builders import (
    BUREAU,
    DAY,
    NOON,
    OTHER_TOWN,
    TOWN,
    TRANSPORT,
    a_question,
    a_recall,
    a_reversion,
    a_transfer,
)

HERE, THERE = a_transfer(), a_transfer(receiver=OTHER_TOWN)
SUPERVISED, PLAIN = ("R23", "R33", "R199"), ("R23",)
CLOSURE = (Sanction(SanctionKind.CLOSURE),)


@pytest.mark.rule("R23", "R33", "R199")
@pytest.mark.parametrize(
    ("grants", "at", "rules"),
    [
        ((), NOON, PLAIN),
        ((HERE,), NOON, SUPERVISED),
        ((HERE,), NOON - DAY, PLAIN),
        ((THERE,), NOON, PLAIN),
    ],
)
def test_supervision_stays_apart_only_from_what_was_handed_over_there(grants: Any, at: Any, rules: Any) -> None:
    assert authority(a_question(*grants, stage=Stage.SUPERVISE, at=at)).rules == rules


@pytest.mark.rule("R40", "R202", "R209")
@pytest.mark.parametrize(
    "elsewhere",
    [
        THERE,
        a_transfer(receiver=OTHER_TOWN, stages=(Stage.INVESTIGATE,)),
        a_transfer(receiver=OTHER_TOWN, recall=a_recall(ends=NOON)),
        a_transfer(receiver=OTHER_TOWN, begins=NOON + 9 * DAY),
        a_transfer(stages=(Stage.INVESTIGATE,), recall=a_recall(ends=NOON)),  # here, of another stage, and over
    ],
)
def test_what_was_handed_over_elsewhere_is_no_reason_here(elsewhere: Any) -> None:
    assert authority(a_question(elsewhere)).rules == ("R36",)


@pytest.mark.rule("R31", "R202")
def test_a_transfer_is_to_come_until_the_moment_it_begins() -> None:
    keeps = a_transfer(retained=(Retained(SanctionKind.CLOSURE),))
    assert authority(a_question(keeps, at=NOON, sanctions=CLOSURE)).rules == ("R31",)
    assert "not_yet_in_force" not in standing(a_question(HERE, at=NOON), TOWN)
    assert "not_yet_in_force" in standing(a_question(HERE, at=NOON - DAY), TOWN)


@pytest.mark.rule("R112", "R206")
@pytest.mark.parametrize(
    ("terms", "parts", "served"),
    [
        ({}, (), True),
        ({"parts": ("甲",)}, ("甲",), True),
        ({"parts": ("甲",)}, ("乙",), False),
        ({"stages": (Stage.DECIDE,)}, (), False),
        ({"parts": ("甲",), "stages": (Stage.DECIDE,)}, ("甲",), False),
    ],
)
def test_a_counter_serves_with_what_it_was_handed_itself(terms: Any, parts: tuple[str, ...], *, served: bool) -> None:
    neighbour = a_transfer(receiver=OTHER_TOWN, serves=(TOWN.place,), **terms)
    ask = a_question(HERE, neighbour, kind=PowerKind.LICENSING, stage=Stage.ACCEPT, parts=parts)
    assert authority(ask).serving == ((OTHER_TOWN.key,) if served else ())


@pytest.mark.rule("R208")
def test_whoever_filed_is_not_refused_because_another_did() -> None:
    ask = a_question(HERE, THERE, also_at=(OTHER_TOWN.place,), filed_at=NOON, filed_by=TOWN.key)
    facts = {body: "filed_by_another" in standing(ask, body) for body in (TOWN, OTHER_TOWN)}
    assert facts == {TOWN: False, OTHER_TOWN: True}


@pytest.mark.rule("R27", "R28")
def test_who_was_found_idle_disguises_nothing_whatever_it_asks_for() -> None:
    chain = (
        a_transfer(mode=TransferMode.CONCENTRATE, receiver=BUREAU, begins=NOON - DAY),
        a_transfer(devolver=BUREAU),
    )
    found = tuple(a_reversion(body=body, at=NOON) for body in (TOWN, BUREAU))
    idle: dict[str, Any] = {"filed_at": NOON, "filed_by": TOWN.key, "reversions": found}
    asks = replace(a_question(*chain, **idle), demand=Demand.CONSENT)
    assert "disguised" not in standing(asks, BUREAU)
    assert "disguised" in standing(replace(a_question(*chain), demand=Demand.CONSENT), BUREAU)


@pytest.mark.rule("R32", "R26")
def test_a_counter_that_is_shared_takes_nothing_before_a_concentration_does() -> None:
    shared = a_transfer(mode=TransferMode.AGENCY, begins=NOON - DAY)
    taken = a_transfer(mode=TransferMode.CONCENTRATE, receiver=BUREAU, stages=(Stage.ACCEPT, Stage.DECIDE))
    ask = a_question(shared, taken, kind=PowerKind.LICENSING, stage=Stage.ACCEPT)
    assert "concentrated" in standing(ask, TRANSPORT)
