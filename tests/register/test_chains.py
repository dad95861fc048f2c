"""Powers handed on: the last link holds, whatever the order in which the links were made (S12)."""

from dataclasses import replace
from datetime import datetime

import pytest

from policies.guard import law
from register.authority import authority
from register.records import Body, Transfer
from register.standing import standing
from register.words import PowerKind, Stage, TransferMode
from tests.builders import BUREAU, DAY, NOON, OUTPOST, TICK, TOWN, TRANSPORT, WATER, a_question, a_recall, a_transfer

CONCENTRATED = a_transfer(mode=TransferMode.CONCENTRATE, receiver=BUREAU, begins=NOON)
HANDED_ON = a_transfer(devolver=BUREAU)


def named(transfer: Transfer, name: str) -> Transfer:
    return replace(transfer, key=replace(transfer.key, id=name))


@pytest.mark.rule("R26", "R32")
@pytest.mark.parametrize(("first", "second"), [("a", "b"), ("b", "a")])
def test_links_that_take_effect_together_are_one_chain_whatever_they_are_called(first: str, second: str) -> None:
    found = authority(a_question(named(CONCENTRATED, first), named(HANDED_ON, second)))
    assert (found.holder, set(found.barred)) == (TOWN.key, {TRANSPORT.key, BUREAU.key})


@pytest.mark.rule("R26", "R210")
@pytest.mark.parametrize(
    ("at", "holder"), [(NOON + 2 * DAY - TICK, TOWN), (NOON + 2 * DAY, TRANSPORT), (NOON + 3 * DAY, TOWN)]
)
def test_what_was_handed_on_is_the_towns_again_when_its_devolver_receives_it_anew(at: datetime, holder: Body) -> None:
    for_a_term = replace(named(CONCENTRATED, "a"), effective_to=NOON + 2 * DAY)
    anew = replace(named(CONCENTRATED, "b"), effective_from=NOON + 3 * DAY)
    ask = replace(a_question(for_a_term, HANDED_ON, anew), at=at)
    assert authority(ask).holder == holder.key


@pytest.mark.rule("R26")
def test_what_is_handed_on_by_a_body_that_holds_nothing_moves_nothing() -> None:
    found = authority(a_question(a_transfer(devolver=WATER)))
    assert (found.holder, found.barred) == (TRANSPORT.key, ())


@pytest.mark.rule("R5", "R203", "R26")
@pytest.mark.parametrize("stage", [Stage.ACCEPT, Stage.PRELIMINARY_REVIEW])
def test_an_agent_keeps_its_counter_when_the_department_hands_its_own_to_its_outpost(stage: Stage) -> None:
    kind = PowerKind.LICENSING
    agent = a_transfer(mode=TransferMode.AGENCY, kind=kind)
    within = a_transfer(mode=TransferMode.INTERNAL, kind=kind, begins=NOON + TICK, outpost=OUTPOST.key)
    found = authority(a_question(agent, named(within, "within"), kind=kind, stage=stage))
    assert (found.holder, found.also, found.barred) == (OUTPOST.key, (TOWN.key,), (TRANSPORT.key,))


@pytest.mark.rule("R26", "R32", "R209")
def test_a_case_left_with_the_town_bars_the_department_as_it_did_whatever_is_concentrated_since() -> None:
    left = replace(HANDED_ON, devolver=TRANSPORT.key, recall=a_recall(ends=NOON + DAY))
    since = replace(CONCENTRATED, effective_from=NOON + DAY)
    ask = a_question(left, since, at=NOON + 2 * DAY, filed_at=NOON, filed_by=TOWN.key)
    assert authority(ask).barred == (TRANSPORT.key,)
    line = law("power:exercise", standing(ask, TRANSPORT))
    assert line is not None
    assert line.rule == "R26"


@pytest.mark.rule("R7", "R34")
def test_an_agent_of_a_body_that_holds_nothing_more_goes_beyond_no_step_but_has_no_grant() -> None:
    over = replace(CONCENTRATED, effective_to=NOON + TICK)
    agent = a_transfer(mode=TransferMode.AGENCY, devolver=BUREAU)
    for stage, rule in ((Stage.INVESTIGATE, "R34"), (Stage.DECIDE, "R7")):
        line = law("power:exercise", standing(a_question(over, agent, stage=stage), TOWN))
        assert line is not None
        assert line.rule == rule


@pytest.mark.rule("R5", "R26")
def test_an_agent_that_is_given_the_whole_power_shares_it_no_more() -> None:
    kind = PowerKind.LICENSING
    agent = a_transfer(mode=TransferMode.AGENCY, kind=kind)
    whole = named(a_transfer(kind=kind, begins=NOON + TICK), "whole")
    found = authority(a_question(agent, whole, kind=kind, stage=Stage.ACCEPT))
    assert (found.holder, found.also, found.barred) == (TOWN.key, (), (TRANSPORT.key,))
    assert found.in_name_of == TOWN.key
