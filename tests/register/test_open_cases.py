"""Who may act after a recall: in new matters the devolver again, in open cases whoever the recall leaves them with."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.guard import law
from register.authority import Question, authority
from register.powers.answers import rule_on
from register.records import Authority, Body, Recall, Ruling, Transfer
from register.standing import standing
from register.words import OpenCases, PowerKind, Stage, TransferMode, Validity
from tests.builders import BUREAU, COUNTY, DAY, NOON, TICK, TOWN, TRANSPORT, a_question, a_recall, a_request, a_transfer

BODIES = {body.key: body for body in (TRANSPORT, TOWN, BUREAU)}
BACK = NOON + 10 * DAY  # the day the recalls below take effect
STAY, MOVE = a_recall(open_cases=OpenCases.STAY), a_recall(open_cases=OpenCases.MOVE)
THEIRS: dict[str, Any] = {"filed_at": NOON + DAY, "filed_by": TOWN.key}
VOID, VOIDABLE, VALID = Validity.VOID, Validity.VOIDABLE, Validity.VALID


def after(recall: Recall | None, *, at: datetime = BACK, **asked: Any) -> Question:
    """Who may decide the penalty once the town's grant has been recalled."""
    transfer = asked.pop("transfer", a_transfer())
    return a_question(replace(transfer, recall=recall), at=at, **asked)


def ruled(ask: Question, body: Body) -> Ruling:
    return rule_on(ask, body, BODIES, {COUNTY: "广安区"})


# --- new matters


@pytest.mark.rule("R46", "R209")
@pytest.mark.parametrize("recall", [STAY, MOVE])
@pytest.mark.parametrize(("at", "holder"), [(BACK - TICK, TOWN), (BACK, TRANSPORT), (BACK + 99 * DAY, TRANSPORT)])
def test_from_the_moment_of_a_recall_the_devolver_holds_the_power_again(
    recall: Recall, at: datetime, holder: Body
) -> None:
    assert authority(after(recall, at=at)).holder == holder.key


@pytest.mark.rule("R209")
def test_after_a_recall_nobody_is_barred_and_the_answer_says_why() -> None:
    assert authority(after(MOVE)) == Authority(TRANSPORT.key, in_name_of=TRANSPORT.key, rules=("R209",))


@pytest.mark.rule("R41", "R46")
@pytest.mark.parametrize("recall", [a_request(), a_recall(published_at=None)])
def test_a_recall_that_is_not_published_takes_nothing_back(recall: Recall) -> None:
    found = authority(after(recall, at=NOON + 999 * DAY))
    assert (found.holder, found.barred) == (TOWN.key, (TRANSPORT.key,))


@pytest.mark.rule("R209")
@pytest.mark.parametrize(
    ("kind", "worth"), [(PowerKind.PENALTY, VOID), (PowerKind.LICENSING, VOIDABLE), (PowerKind.OTHER, VOIDABLE)]
)
def test_a_town_that_goes_on_after_the_recall_has_no_grant(kind: PowerKind, worth: Validity) -> None:
    ask = after(MOVE, kind=kind, transfer=a_transfer(kind=kind))
    ruling = ruled(ask, TOWN)
    assert (ruling.rules[0], ruling.validity, ruling.holder) == ("R209", worth, TRANSPORT.key)
    assert ruled(ask, TRANSPORT).validity is VALID


@pytest.mark.rule("R46", "R92")
def test_what_was_recalled_before_it_began_was_never_the_towns() -> None:
    ask = after(a_recall(ends=NOON), at=NOON)
    assert authority(ask).holder == TRANSPORT.key
    assert ruled(ask, TOWN).rules[0] == "R34"
    assert authority(replace(ask, at=NOON - TICK)).rules == ("R36",)


@pytest.mark.rule("R209", "R26")
def test_what_is_handed_over_anew_after_a_recall_is_the_towns_again() -> None:
    anew = a_transfer(mode=TransferMode.AUTHORIZE, begins=BACK + DAY, kind=PowerKind.OTHER)
    anew = replace(anew, key=replace(anew.key, id="anew"))
    old = replace(a_transfer(kind=PowerKind.OTHER), recall=STAY)
    for at, holder in ((BACK - TICK, TOWN), (BACK, TRANSPORT), (BACK + DAY, TOWN)):
        assert authority(a_question(old, anew, kind=PowerKind.OTHER, at=at)).holder == holder.key
    # What was filed in between is the department's to finish (R29), what was filed before the recall is the town's.
    between: dict[str, Any] = {"filed_at": BACK + TICK, "filed_by": TRANSPORT.key}
    assert authority(a_question(old, anew, kind=PowerKind.OTHER, at=BACK + DAY, **between)).holder == TRANSPORT.key
    found = authority(a_question(old, anew, kind=PowerKind.OTHER, at=BACK + DAY, **THEIRS))
    assert (found.holder, found.transfer) == (TOWN.key, old.key)


# --- open cases


@pytest.mark.rule("R209", "R26")
@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.SUPERVISE])
def test_a_case_that_stays_is_finished_by_the_town_and_the_department_is_barred_from_it(stage: Stage) -> None:
    ask = after(STAY, at=BACK + 99 * DAY, stage=stage, **THEIRS)
    found = authority(ask)
    assert (found.holder, found.barred, found.in_name_of) == (TOWN.key, (TRANSPORT.key,), TOWN.key)
    assert {"R26", "R209"} <= set(found.rules)
    assert ruled(ask, TOWN).validity is VALID
    assert (ruled(ask, TRANSPORT).validity, ruled(ask, TRANSPORT).rules[0]) == (VOID, "R26")


@pytest.mark.rule("R209")
def test_a_case_that_moves_is_the_departments_and_the_towns_no_more() -> None:
    ask = after(MOVE, **THEIRS)
    assert authority(ask).holder == TRANSPORT.key
    assert ruled(ask, TRANSPORT).validity is VALID
    assert (ruled(ask, TOWN).validity, ruled(ask, TOWN).rules[0]) == (VOID, "R209")


@pytest.mark.rule("R209", "R29")
@pytest.mark.parametrize(
    ("filed_at", "filed_by", "holder"),
    [
        (NOON - TICK, TRANSPORT, TRANSPORT),  # it never was the town's
        (NOON, TOWN, TOWN),
        (BACK - TICK, TOWN, TOWN),
        (BACK - TICK, None, TOWN),  # a claimed date: whoever held the power filed it
        (BACK - TICK, TRANSPORT, TRANSPORT),  # a case the grant left with the department
        (BACK, TRANSPORT, TRANSPORT),
        (BACK, None, TRANSPORT),
    ],
)
def test_only_what_the_town_filed_while_it_held_the_power_stays(
    filed_at: datetime, filed_by: Body | None, holder: Body
) -> None:
    asked: dict[str, Any] = {"filed_at": filed_at, "filed_by": filed_by.key if filed_by else None}
    assert authority(after(STAY, **asked)).holder == holder.key


@pytest.mark.rule("R209", "R210")
def test_no_case_stays_beyond_the_term_the_grant_had() -> None:
    entrusted = a_transfer(mode=TransferMode.ENTRUST, effective_to=BACK + DAY)
    for at, holder in ((BACK + DAY - TICK, TOWN), (BACK + DAY, TRANSPORT)):
        ask = after(STAY, at=at, transfer=entrusted, **THEIRS)
        assert authority(ask).holder == holder.key


@pytest.mark.rule("R210")
def test_after_its_term_a_grant_leaves_no_case_behind_whatever_was_recalled_later() -> None:
    entrusted = a_transfer(mode=TransferMode.ENTRUST, effective_to=NOON + 2 * DAY)
    ask = after(STAY, transfer=entrusted, **THEIRS)
    assert authority(ask).rules == ("R210",)
    assert ruled(ask, TOWN).rules[0] == "R210"


@pytest.mark.rule("R7", "R209")
def test_an_agent_goes_on_gathering_evidence_in_its_case_and_still_does_not_decide_it() -> None:
    agent = a_transfer(mode=TransferMode.AGENCY)
    gathering = after(STAY, transfer=agent, stage=Stage.INVESTIGATE, **THEIRS)
    assert authority(gathering).holder == TOWN.key
    deciding = after(STAY, transfer=agent, **THEIRS)
    assert authority(deciding).holder == TRANSPORT.key
    assert ruled(deciding, TOWN).rules[0] == "R7"


# --- chains


@pytest.mark.rule("R209", "R77")
def test_when_the_last_link_is_recalled_the_power_is_back_with_the_one_before() -> None:
    first = a_transfer(mode=TransferMode.CONCENTRATE, receiver=BUREAU, begins=NOON - DAY)
    last = replace(a_transfer(devolver=BUREAU), recall=STAY)
    new = authority(a_question(first, last, at=BACK))
    assert (new.holder, new.barred) == (BUREAU.key, (TRANSPORT.key,))
    stays = authority(a_question(first, last, at=BACK, **THEIRS))
    assert (stays.holder, stays.barred) == (TOWN.key, (TRANSPORT.key, BUREAU.key))


# --- whatever is recalled

MOMENTS = st.sampled_from([NOON + n * DAY for n in range(-4, 5)])
RECALLS = st.none() | st.builds(
    lambda ends, published, cases: a_recall(
        ends=ends, requested_at=NOON - 9 * DAY, published_at=published, open_cases=cases
    ),
    MOMENTS,
    st.none() | MOMENTS,
    st.sampled_from(OpenCases),
)
MODES = st.sampled_from([mode for mode in TransferMode if mode is not TransferMode.AGENCY])


@st.composite
def histories(draw: st.DrawFn) -> tuple[Transfer, ...]:
    """The item handed to the town again and again, and taken back, one grant after the other."""
    given_: list[Transfer] = []
    for n in range(draw(st.integers(1, 3))):
        one = a_transfer(mode=draw(MODES), begins=draw(MOMENTS), recall=draw(RECALLS))
        given_.append(replace(one, key=replace(one.key, id=f"t{n}"), published_at=one.effective_from - DAY))
    return tuple(given_)


@pytest.mark.rule("R202", "R209", "R77")
@given(transfers=histories(), stage=st.sampled_from(Stage), at=MOMENTS, filed=st.none() | MOMENTS, theirs=st.booleans())
def test_whatever_is_recalled_no_stage_is_without_a_holder_and_none_has_two(
    transfers: tuple[Transfer, ...], stage: Stage, at: datetime, filed: datetime | None, *, theirs: bool
) -> None:
    filer = (TOWN if theirs else TRANSPORT).key if filed else None
    ask = a_question(*transfers, stage=stage, at=at, filed_at=filed, filed_by=filer)
    admitted = [body for body in (TRANSPORT, TOWN) if authority(ask).holds(body.key)]  # without a reason of its own
    assert len(admitted) == 1
    lawful = [body for body in (TRANSPORT, TOWN) if law("power:exercise", standing(ask, body)) is None]
    assert lawful == admitted
