"""The life of a transfer: what its status is, and which step each status admits."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from policies.actions import Action
from register import lifecycle
from register.records import Transfer
from register.refusals import NotLawful, OutOfTurn, Refusal
from register.words import RecallGround, TransferMode
from register.words import TransferStatus as Status
from tests.builders import DAY, NOON, TICK, TOWN, a_draft, a_recall, a_request, a_transfer

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
    Status.RECALL_REQUESTED: a_transfer(begins=NOON, recall=a_request()),
    Status.ENDED: a_transfer(begins=NOON - DAY, effective_to=NOON),
    Status.WITHDRAWN: a_draft(**DONE, withdrawn_at=EARLIER),
}
FOLLOWS = {
    Action.TRANSFER_AMEND: {Status.DRAFT, Status.RETURNED},
    Action.TRANSFER_SUBMIT: {Status.DRAFT, Status.RETURNED},
    Action.TRANSFER_REVIEW: {Status.IN_REVIEW},
    Action.TRANSFER_ACCEPT: {Status.REVIEWED},
    Action.TRANSFER_DECLINE: {Status.REVIEWED},
    Action.TRANSFER_CONFIRM: {Status.ACCEPTED},
    Action.TRANSFER_PUBLISH: {Status.CONFIRMED},
    Action.TRANSFER_WITHDRAW: {
        Status.DRAFT,
        Status.IN_REVIEW,
        Status.RETURNED,
        Status.REVIEWED,
        Status.ACCEPTED,
        Status.CONFIRMED,
    },
    Action.RECALL_REQUEST: {Status.PUBLISHED, Status.IN_FORCE},
    Action.RECALL_REVIEW: {Status.RECALL_REQUESTED},  # the others follow below: they wait for one another
    Action.RECALL_APPROVE: set(),
    Action.RECALL_PUBLISH: set(),
    Action.SEAL_HAND: set(),  # these follow only under AGENCY (tests/register/test_seals.py)
    Action.SEAL_RETURN: set(),
}
PUBLISHED = {Status.PUBLISHED, Status.IN_FORCE, Status.RECALL_REQUESTED, Status.ENDED}


def refusal_of(transfer: Transfer, action: Action) -> Refusal | None:
    try:
        lifecycle.step(transfer, action, NOON)
    except Refusal as refusal:
        return refusal
    return None


# --- steps


@pytest.mark.rule("R47", "R56", "R58", "R76")
@pytest.mark.parametrize("action", FOLLOWS)
@pytest.mark.parametrize("status", IN_STATUS)
def test_a_step_is_taken_in_its_turn_and_in_no_other(status: Status, action: Action) -> None:
    admitted = status in FOLLOWS[action]
    assert lifecycle.in_turn(IN_STATUS[status], action, NOON) == admitted
    assert (refusal_of(IN_STATUS[status], action) is None) == admitted


def test_the_table_above_knows_every_step_there_is() -> None:
    assert lifecycle.STEPS.keys() == FOLLOWS.keys()


@pytest.mark.rule("R41")
@pytest.mark.parametrize("action", [Action.TRANSFER_AMEND, Action.TRANSFER_WITHDRAW])
@pytest.mark.parametrize("status", sorted(PUBLISHED))
def test_nobody_changes_or_takes_back_what_is_published(status: Status, action: Action) -> None:
    refusal = refusal_of(IN_STATUS[status], action)
    assert isinstance(refusal, NotLawful)
    assert refusal.rules == ("R41",)
    assert refusal.holder == TOWN.key
    assert refusal.message == f"a published transfer is not changed or taken back by one side; this one is {status}"
    assert refusal.remedy == "request a recall, which the legal office reviews and the government approves"


@pytest.mark.parametrize(
    ("status", "action", "rule"),
    [
        (Status.IN_REVIEW, Action.TRANSFER_SUBMIT, "R56"),
        (Status.DRAFT, Action.TRANSFER_REVIEW, "R56"),
        (Status.IN_REVIEW, Action.TRANSFER_ACCEPT, "R58"),
        (Status.ACCEPTED, Action.TRANSFER_DECLINE, "R58"),
        (Status.REVIEWED, Action.TRANSFER_CONFIRM, "R76"),
        (Status.ACCEPTED, Action.TRANSFER_PUBLISH, "R92"),
        (Status.IN_FORCE, Action.TRANSFER_PUBLISH, "R92"),
        (Status.WITHDRAWN, Action.TRANSFER_AMEND, "R56"),
        (Status.DECLINED, Action.TRANSFER_WITHDRAW, "R41"),
        (Status.CONFIRMED, Action.RECALL_REQUEST, "R47"),
        (Status.ENDED, Action.RECALL_REQUEST, "R47"),
        (Status.RECALL_REQUESTED, Action.RECALL_REQUEST, "R47"),
        (Status.IN_FORCE, Action.RECALL_REVIEW, "R43"),
        (Status.IN_FORCE, Action.RECALL_APPROVE, "R44"),
        (Status.IN_FORCE, Action.RECALL_PUBLISH, "R46"),
    ],
)
def test_a_step_out_of_turn_says_where_things_stand_and_by_which_rule(
    status: Status, action: Action, rule: str
) -> None:
    refusal = refusal_of(IN_STATUS[status], action)
    assert isinstance(refusal, OutOfTurn)
    assert refusal.rules == (rule,)
    assert refusal.message.startswith(f"`{action}` ")
    assert refusal.remedy == "read the transfer again; `viewerMay` lists the steps that are open to you"
    if before := sorted(lifecycle.STEPS[action][0] - {status}):
        assert refusal.message == f"`{action}` follows {' or '.join(before)}; this transfer is {status}"


@pytest.mark.rule("R44", "R46")
def test_a_recall_that_is_over_or_waits_for_approval_lends_its_rule_to_no_other_step() -> None:
    approved = a_request(ground=RecallGround.LAW_CHANGED, reviewed_at=NOON, approved_at=NOON)
    over = a_transfer(recall=replace(approved, published_at=NOON, effective_from=NOON + DAY))
    assert lifecycle.rule_of_turn(over, Action.RECALL_PUBLISH) == "R46"
    waiting = a_transfer(recall=a_request(ground=RecallGround.LAW_CHANGED, reviewed_at=NOON))
    assert lifecycle.rule_of_turn(waiting, Action.RECALL_PUBLISH) == "R44"
    assert lifecycle.rule_of_turn(waiting, Action.TRANSFER_SUBMIT) == "R56"


@pytest.mark.rule("R6")
def test_a_seal_goes_with_agency_alone_and_comes_back_once() -> None:
    refusal = refusal_of(IN_STATUS[Status.IN_FORCE], Action.SEAL_HAND)
    assert isinstance(refusal, NotLawful)
    assert (refusal.rules, refusal.holder) == (("R6",), TOWN.key)
    assert refusal.remedy == "let the receiver use its own seal"
    none = refusal_of(a_transfer(mode=TransferMode.AGENCY), Action.SEAL_RETURN)
    assert isinstance(none, OutOfTurn)
    assert none.message == "no seal of the devolver is with the receiver"


@pytest.mark.parametrize("status", [Status.DECLINED, Status.WITHDRAWN, Status.ENDED])
def test_nothing_follows_the_end_of_a_transfer(status: Status) -> None:
    assert not any(lifecycle.in_turn(IN_STATUS[status], action, NOON) for action in lifecycle.STEPS)


# --- steps of a recall

RECALLED = {
    Action.RECALL_REQUEST: None,
    Action.RECALL_REVIEW: a_request(),
    Action.RECALL_APPROVE: a_request(reviewed_at=NOON),
    Action.RECALL_PUBLISH: a_request(reviewed_at=NOON, approved_at=NOON),
    None: a_recall(published_at=NOON),
}


@pytest.mark.rule("R43", "R44", "R46", "R47")
@pytest.mark.parametrize("waits_for", RECALLED)
def test_the_steps_of_a_recall_wait_for_one_another(waits_for: Action | None) -> None:
    transfer = a_transfer(recall=RECALLED[waits_for])
    for action in (one for one in RECALLED if one):
        assert lifecycle.in_turn(transfer, action, NOON) == (action is waits_for)
        assert (refusal_of(transfer, action) is None) == (action is waits_for)


def test_a_step_of_a_recall_out_of_turn_says_which_is_next() -> None:
    refusal = refusal_of(a_transfer(recall=a_request()), Action.RECALL_PUBLISH)
    assert isinstance(refusal, OutOfTurn)
    assert refusal.message == "`recall:publish` is not next; this recall waits for `recall:review`"


@pytest.mark.parametrize(
    ("ground", "rule"), [(RecallGround.LAW_CHANGED, "R44"), *((one, "R46") for one in list(RecallGround)[1:])]
)
@pytest.mark.rule("R44", "R46")
def test_what_is_published_unapproved_is_refused_by_the_rule_that_wants_approval(
    ground: RecallGround, rule: str
) -> None:
    refusal = refusal_of(a_transfer(recall=a_request(ground=ground, reviewed_at=NOON)), Action.RECALL_PUBLISH)
    assert isinstance(refusal, OutOfTurn)
    assert refusal.rules == (rule,)
    assert Action.RECALL_APPROVE in refusal.message


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


# --- the end by a recall


@pytest.mark.rule("R46", "R209")
@pytest.mark.parametrize(
    ("published", "at", "status"),
    [
        (NOON - DAY, NOON - 2 * DAY - TICK, Status.IN_FORCE),
        (NOON - DAY, NOON - 2 * DAY, Status.RECALL_REQUESTED),
        (NOON - DAY, NOON - DAY - TICK, Status.RECALL_REQUESTED),
        (NOON - DAY, NOON - DAY, Status.IN_FORCE),
        (NOON - DAY, NOON - TICK, Status.IN_FORCE),
        (NOON - DAY, NOON, Status.ENDED),
        (NOON + DAY, NOON, Status.RECALL_REQUESTED),
        (NOON + DAY, NOON + DAY - TICK, Status.RECALL_REQUESTED),
        (NOON + DAY, NOON + DAY, Status.ENDED),
        (None, NOON + 9999 * DAY, Status.RECALL_REQUESTED),
    ],
)
def test_a_recall_ends_a_transfer_at_the_later_of_its_day_and_its_publication(
    published: datetime | None, at: datetime, status: Status
) -> None:
    recall = a_recall(ends=NOON, requested_at=NOON - 2 * DAY, published_at=published)
    transfer = a_transfer(begins=NOON - 9 * DAY, recall=recall)
    assert lifecycle.status(transfer, at) is status
    assert transfer.in_force(at) is (status is not Status.ENDED)


@pytest.mark.rule("R46", "R210")
@pytest.mark.parametrize(("term", "recalled"), [(NOON - TICK, False), (NOON, False), (NOON + TICK, True), (None, True)])
def test_a_transfer_ends_by_whichever_comes_first(term: datetime | None, *, recalled: bool) -> None:
    transfer = a_transfer(begins=NOON - 9 * DAY, effective_to=term, recall=a_recall(ends=NOON))
    assert transfer.ends == min(term or NOON, NOON)
    assert transfer.recalled is recalled


@pytest.mark.rule("R46")
def test_what_is_recalled_before_it_begins_never_takes_effect() -> None:
    transfer = a_transfer(begins=NOON, recall=a_recall(ends=NOON))
    assert not transfer.ever
    assert not any(transfer.in_force(NOON + n * DAY) for n in range(-9, 9))
    assert lifecycle.status(transfer, NOON - TICK) is Status.PUBLISHED
    assert lifecycle.status(transfer, NOON) is Status.ENDED
