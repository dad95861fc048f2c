"""A matter that lies in several places: whose it is once somebody has filed it, and who is told to keep out (R208)."""

from dataclasses import replace
from typing import Any

import pytest

from policies.guard import law
from register.authority import Question, authority
from register.records import Body, Transfer
from register.standing import standing
from register.words import OpenCases, PowerKind, Stage, TransferMode
from tests.builders import (
    BUREAU,
    CITY,
    DAY,
    NOON,
    OTHER_TOWN,
    TICK,
    TOWN,
    TRANSPORT,
    a_question,
    a_recall,
    a_transfer,
    an_item,
)

HERE, THERE = a_transfer(), a_transfer(receiver=OTHER_TOWN)


def in_both(*transfers: Transfer, filer: Body, **asked: Any) -> Question:
    """A matter in both towns, filed by somebody."""
    return a_question(*transfers, **{"also_at": (OTHER_TOWN.place,), "filed_at": NOON, "filed_by": filer.key, **asked})


def rule_against(ask: Question, body: Body) -> str | None:
    line = law("power:exercise", standing(ask, body))
    return line.rule if line else None


@pytest.mark.rule("R208")
def test_a_stage_that_was_left_with_the_department_is_not_another_towns_because_that_has_more() -> None:
    ask = in_both(HERE, replace(THERE, stages=(Stage.INVESTIGATE,)), filer=OTHER_TOWN)
    assert authority(replace(ask, stage=Stage.INVESTIGATE)).holder == OTHER_TOWN.key
    found = authority(replace(ask, stage=Stage.DECIDE))
    assert (found.holder, found.also) == (TRANSPORT.key, ())
    assert rule_against(ask, TOWN) == "R208"


@pytest.mark.rule("R208", "R209")
def test_a_case_that_moves_back_from_its_filer_goes_to_the_department_and_to_no_other_town() -> None:
    recalled = replace(THERE, recall=a_recall(open_cases=OpenCases.MOVE))
    found = authority(in_both(HERE, recalled, filer=OTHER_TOWN, at=NOON + 20 * DAY))
    assert (found.holder, found.also) == (TRANSPORT.key, ())


@pytest.mark.rule("R208", "R26")
def test_the_department_that_filed_where_it_still_holds_the_power_is_not_barred_by_what_it_handed_over_beside() -> None:
    ask = in_both(HERE, filer=TRANSPORT, filed_at=NOON + TICK)
    assert authority(ask).holder == TRANSPORT.key
    assert rule_against(ask, TRANSPORT) is None
    assert rule_against(ask, TOWN) == "R208"


@pytest.mark.rule("R208", "R33")
def test_an_inspection_takes_a_matter_away_from_nobody() -> None:
    item = an_item(competent=BUREAU.key)
    found = authority(in_both(HERE, THERE, filer=BUREAU, item=item))
    assert found.admits(TOWN.key)
    assert found.admits(OTHER_TOWN.key)


@pytest.mark.rule("R208", "R26")
@pytest.mark.parametrize("first", [0, 1])
def test_whoever_handed_over_its_share_of_a_matter_is_barred_from_it_whichever_place_is_named_first(first: int) -> None:
    beside = replace(BUREAU, key=replace(BUREAU.key, tenant="511603"), place="511603")
    item = an_item(department=CITY.key, competent=CITY.key, kind=PowerKind.OTHER)
    down = [
        a_transfer(mode=TransferMode.CONCENTRATE, devolver=CITY, receiver=one, kind=item.kind)
        for one in (BUREAU, beside)
    ]
    on = a_transfer(devolver=BUREAU, kind=item.kind)
    places = (TOWN.place, "511603101") if first == 0 else ("511603101", TOWN.place)
    ask = replace(a_question(*down, on, item=item, place=places[0], also_at=places[1:]), department=CITY)
    assert set(authority(ask).barred) == {CITY.key, BUREAU.key}
    assert rule_against(ask, BUREAU) == "R26"


@pytest.mark.rule("R208", "R209")
def test_a_town_whose_grant_is_recalled_is_not_told_that_another_filed_first() -> None:
    recalled = replace(HERE, recall=a_recall(open_cases=OpenCases.STAY))
    ask = in_both(recalled, filer=TRANSPORT, at=NOON + 20 * DAY)
    assert rule_against(ask, TOWN) == "R209"
