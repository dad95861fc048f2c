"""The life of a transfer: what its status is, and which step each status admits."""

from datetime import datetime
from typing import Any

import pytest

from register import lifecycle
from register.records import Transfer
from register.refusals import NotLawful, OutOfTurn, Refusal
from register.words import TransferStatus as Status
from tests.builders import DAY, NOON, TICK, TOWN, a_draft, a_transfer

EARLIER = NOON - 60 * DAY
DONE = dict.fromkeys(("submitted_at", "reviewed_at", "accepted_at", "confirmed_at"), EARLIER)

# One transfer in every status that the facts on record can lead to, as of noon.
IN_STATUS: dict[Status, Transfer] = {
    Status.DRAFT: a_draft(),
    Status.IN_REVIEW: a_draft(submitted_at=EARLIER),
    Status.RETURNED: a_draft(submitted_at=EARLIER, returned_at=EARLIER),
    Status.REVIEWED: a_draft(submitted_at=EARLIER, reviewed_at=EARLIER),
    Status.ACCEPTED: a_draft(submitted_at=EARLIER, reviewed_at=EARLIER, accepted_at=EARLIER),
    Status.DECLINED: a_draft(submitted_at=EARLIER, reviewed_at=EARLIER, declined_at=EARLIER),
    Status.CONFIRMED: a_draft(**DONE),
    Status.PUBLISHED: a_transfer(begins=NOON + DAY),
    Status.IN_FORCE: a_transfer(begins=NOON),
    Status.ENDED: a_transfer(begins=NOON - DAY, effective_to=NOON),
    Status.WITHDRAWN: a_draft(**DONE, withdrawn_at=EARLIER),
}
FOLLOWS = {
    "amend": {Status.DRAFT, Status.RETURNED},
    "submit": {Status.DRAFT, Status.RETURNED},
    "review": {Status.IN_REVIEW},
    "accept": {Status.REVIEWED},
    "decline": {Status.REVIEWED},
    "confirm": {Status.ACCEPTED},
    "publish": {Status.CONFIRMED},
    "withdraw": {
        Status.DRAFT,
        Status.IN_REVIEW,
        Status.RETURNED,
        Status.REVIEWED,
        Status.ACCEPTED,
        Status.CONFIRMED,
    },
}
PUBLISHED = {Status.PUBLISHED, Status.IN_FORCE, Status.ENDED}


def refusal_of(transfer: Transfer, verb: str) -> Refusal | None:
    try:
        lifecycle.step(transfer, verb, NOON)
    except Refusal as refusal:
        return refusal
    return None


# --- steps


@pytest.mark.rule("R47", "R56", "R58", "R76")
@pytest.mark.parametrize("verb", FOLLOWS)
@pytest.mark.parametrize("status", IN_STATUS)
def test_a_step_is_taken_in_its_turn_and_in_no_other(status: Status, verb: str) -> None:
    admitted = status in FOLLOWS[verb]
    assert lifecycle.in_turn(IN_STATUS[status], verb, NOON) == admitted
    assert (refusal_of(IN_STATUS[status], verb) is None) == admitted


def test_the_table_above_knows_every_step_there_is() -> None:
    assert lifecycle.STEPS.keys() == FOLLOWS.keys()


@pytest.mark.rule("R41")
@pytest.mark.parametrize("verb", ["amend", "withdraw"])
@pytest.mark.parametrize("status", sorted(PUBLISHED))
def test_nobody_changes_or_takes_back_what_is_published(status: Status, verb: str) -> None:
    refusal = refusal_of(IN_STATUS[status], verb)
    assert isinstance(refusal, NotLawful)
    assert refusal.rules == ("R41",)
    assert refusal.holder == TOWN.key
    assert refusal.remedy


@pytest.mark.parametrize(
    ("status", "verb", "rule"),
    [
        (Status.IN_REVIEW, "submit", "R56"),
        (Status.DRAFT, "review", "R56"),
        (Status.IN_REVIEW, "accept", "R58"),
        (Status.ACCEPTED, "decline", "R58"),
        (Status.REVIEWED, "confirm", "R76"),
        (Status.ACCEPTED, "publish", "R92"),
        (Status.IN_FORCE, "publish", "R92"),
        (Status.WITHDRAWN, "amend", "R56"),
        (Status.DECLINED, "withdraw", "R41"),
    ],
)
def test_a_step_out_of_turn_says_where_things_stand_and_by_which_rule(status: Status, verb: str, rule: str) -> None:
    refusal = refusal_of(IN_STATUS[status], verb)
    assert isinstance(refusal, OutOfTurn)
    assert refusal.rules == (rule,)
    assert status in refusal.message
    assert all(before in refusal.message for before in FOLLOWS[verb])


@pytest.mark.parametrize("status", [Status.DECLINED, Status.WITHDRAWN, Status.ENDED])
def test_nothing_follows_the_end_of_a_transfer(status: Status) -> None:
    assert not any(lifecycle.in_turn(IN_STATUS[status], verb, NOON) for verb in lifecycle.STEPS)


# --- status


@pytest.mark.parametrize("status", IN_STATUS)
def test_the_status_is_what_the_facts_say(status: Status) -> None:
    assert lifecycle.status(IN_STATUS[status], NOON) is status


@pytest.mark.parametrize("status", [one for one in IN_STATUS if one not in PUBLISHED])
def test_the_clock_alone_moves_nothing_that_is_not_published(status: Status) -> None:
    assert lifecycle.status(IN_STATUS[status], NOON + 9999 * DAY) is status


def test_a_moment_in_the_past_is_told_by_what_had_happened_by_then() -> None:
    steps = ("submitted_at", "reviewed_at", "accepted_at", "confirmed_at", "published_at")
    dated: dict[str, Any] = {step: NOON + n * DAY for n, step in enumerate(steps)}
    published = a_transfer(begins=NOON + 5 * DAY, **dated)
    told = [lifecycle.status(published, NOON + n * DAY - TICK) for n in range(7)]
    assert told[:5] == [Status.DRAFT, Status.IN_REVIEW, Status.REVIEWED, Status.ACCEPTED, Status.CONFIRMED]
    assert told[5:] == [Status.PUBLISHED, Status.IN_FORCE]
    withdrawn = a_draft(submitted_at=EARLIER, withdrawn_at=NOON)
    declined = a_draft(submitted_at=EARLIER, declined_at=NOON)
    for ended, status in ((withdrawn, Status.WITHDRAWN), (declined, Status.DECLINED)):
        assert (lifecycle.status(ended, NOON - TICK), lifecycle.status(ended, NOON)) == (Status.IN_REVIEW, status)


@pytest.mark.rule("R92", "R210")
@pytest.mark.parametrize(
    ("at", "status"),
    [
        (NOON - DAY - TICK, Status.PUBLISHED),
        (NOON - DAY, Status.IN_FORCE),
        (NOON - TICK, Status.IN_FORCE),
        (NOON, Status.ENDED),
        (NOON + 9999 * DAY, Status.ENDED),
    ],
)
def test_a_term_holds_from_its_first_instant_until_just_before_its_end(at: datetime, status: Status) -> None:
    assert lifecycle.status(IN_STATUS[Status.ENDED], at) is status


@pytest.mark.rule("R92")
def test_a_transfer_published_late_is_in_force_from_its_publication() -> None:
    late = a_transfer(begins=NOON - DAY, published_at=NOON)
    assert late.begins == NOON
    assert lifecycle.status(late, NOON) is Status.IN_FORCE


@pytest.mark.rule("R92")
def test_a_transfer_published_early_waits_for_its_day() -> None:
    early = a_transfer(begins=NOON, published_at=NOON - DAY)
    assert early.begins == NOON
    assert lifecycle.status(early, NOON - TICK) is Status.PUBLISHED


@pytest.mark.rule("R92")
def test_a_confirmed_transfer_has_no_moment_of_effect_until_it_is_published() -> None:
    confirmed = a_draft(**DONE)
    assert confirmed.begins is None
    assert not confirmed.in_force(NOON + 9999 * DAY)


@pytest.mark.rule("R210")
def test_a_term_that_ended_before_publication_was_never_in_force() -> None:
    stale = a_transfer(begins=NOON - 2 * DAY, effective_to=NOON - DAY, published_at=NOON)
    assert lifecycle.status(stale, NOON) is Status.ENDED
    assert not any(stale.in_force(NOON + n * DAY) for n in range(-5, 5))
