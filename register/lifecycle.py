"""The life of a transfer: its status derived from facts and the clock, and the steps each status admits. Pure.

A recall 收回 is a part of that life, with steps of its own.
"""

from datetime import datetime

from register.records import Recall, Transfer
from register.refusals import NotLawful, OutOfTurn
from register.words import RecallGround, TransferMode
from register.words import TransferStatus as Status

# action: (the statuses it may follow, the rule that orders it)
STEPS: dict[str, tuple[frozenset[Status], str]] = {
    "transfer:amend": (frozenset({Status.DRAFT, Status.RETURNED}), "R56"),
    "transfer:submit": (frozenset({Status.DRAFT, Status.RETURNED}), "R56"),
    "transfer:review": (frozenset({Status.IN_REVIEW}), "R56"),
    "transfer:accept": (frozenset({Status.REVIEWED}), "R58"),
    "transfer:decline": (frozenset({Status.REVIEWED}), "R58"),
    "transfer:confirm": (frozenset({Status.ACCEPTED}), "R76"),
    "transfer:publish": (frozenset({Status.CONFIRMED}), "R92"),
    "transfer:withdraw": (
        frozenset(
            {Status.DRAFT, Status.IN_REVIEW, Status.RETURNED, Status.REVIEWED, Status.ACCEPTED, Status.CONFIRMED}
        ),
        "R41",
    ),
    "recall:request": (frozenset({Status.PUBLISHED, Status.IN_FORCE}), "R47"),
    "recall:review": (frozenset({Status.RECALL_REQUESTED}), "R43"),
    "recall:approve": (frozenset({Status.RECALL_REQUESTED}), "R44"),
    "recall:publish": (frozenset({Status.RECALL_REQUESTED}), "R46"),
    "seal:hand": (frozenset({Status.IN_FORCE, Status.RECALL_REQUESTED}), "R6"),
    "seal:return": (frozenset({Status.IN_FORCE, Status.RECALL_REQUESTED, Status.ENDED}), "R6"),
}
PUBLIC = frozenset({Status.PUBLISHED, Status.IN_FORCE, Status.RECALL_REQUESTED, Status.ENDED})
_SETTLED_BY_LAW = frozenset({"transfer:amend", "transfer:withdraw"})


def status(transfer: Transfer, now: datetime) -> Status:
    """Derive the status. No job flips it: the clock alone turns PUBLISHED into IN_FORCE and IN_FORCE into ENDED.

    What is dated after `now` has not happened yet, so a moment in the past is told as it was.
    """
    if _by(transfer.withdrawn_at, now):
        return Status.WITHDRAWN
    if _by(transfer.declined_at, now):
        return Status.DECLINED
    if _by(transfer.published_at, now):
        return _published(transfer, now)
    return _under_way(transfer, now)


def _by(fact: datetime | None, now: datetime) -> bool:
    return fact is not None and fact <= now


def _published(transfer: Transfer, now: datetime) -> Status:
    if _by(transfer.ends, now):
        return Status.ENDED
    if transfer.recall and transfer.recall.pending(now):
        return Status.RECALL_REQUESTED
    return Status.IN_FORCE if transfer.in_force(now) else Status.PUBLISHED


def _under_way(transfer: Transfer, now: datetime) -> Status:
    facts = (
        (transfer.confirmed_at, Status.CONFIRMED),
        (transfer.accepted_at, Status.ACCEPTED),
        (transfer.reviewed_at, Status.REVIEWED),
        (transfer.returned_at, Status.RETURNED),
        (transfer.submitted_at, Status.IN_REVIEW),
    )
    return next((reached for fact, reached in facts if _by(fact, now)), Status.DRAFT)


def next_of_recall(recall: Recall | None) -> str | None:
    """Tell the step a recall waits for; none once it is published.

    The government's approval is waited for unless the legal office's review was the approval (R43).
    """
    if recall is None:
        return "recall:request"
    if recall.published_at:
        return None
    if not recall.reviewed_at:
        return "recall:review"
    return "recall:publish" if recall.approved_at else "recall:approve"


def next_of_seal(transfer: Transfer) -> str | None:
    """Tell what may happen to a seal next: the devolver hands one over, or takes back the one that is out (R6)."""
    if transfer.mode is not TransferMode.AGENCY:
        return None
    return "seal:return" if transfer.seal_out else "seal:hand"


def in_turn(transfer: Transfer, action: str, now: datetime) -> bool:
    """Tell whether a step is next."""
    if status(transfer, now) not in STEPS[action][0]:
        return False
    if action.startswith("seal:"):  # a recall may be asked for before the transfer takes effect
        return action == next_of_seal(transfer) and (action != "seal:hand" or transfer.in_force(now))
    return not action.startswith("recall:") or action == next_of_recall(transfer.recall)


def rule_of_turn(transfer: Transfer, action: str) -> str:
    """Name the rule that orders a step."""
    unapproved = action == "recall:publish" and next_of_recall(transfer.recall) == "recall:approve"
    if unapproved and transfer.recall and transfer.recall.ground is RecallGround.LAW_CHANGED:
        return "R44"  # on that ground the government approves for an important item alone
    return STEPS[action][1]


def step(transfer: Transfer, action: str, now: datetime) -> None:
    """Let a step through, or refuse it with what comes first.

    Refuses with OutOfTurn; with NotLawful where a published transfer would be changed or taken back (R41), and where a
    seal would be handed over under another mode than AGENCY (R6).
    """
    if in_turn(transfer, action, now):
        return
    current = status(transfer, now)
    if action in _SETTLED_BY_LAW and current in PUBLIC:
        raise NotLawful(
            f"a published transfer is not changed or taken back by one side; this one is {current}",
            rules=["R41"],
            remedy="request a recall, which the legal office reviews and the government approves",
            holder=transfer.receiver,
        )
    if action.startswith("seal:") and transfer.mode is not TransferMode.AGENCY:
        message = f"a seal goes with 代办代行 AGENCY alone; this transfer is {transfer.mode}"
        raise NotLawful(message, rules=["R6"], remedy="let the receiver use its own seal", holder=transfer.receiver)
    admitted = STEPS[action][0]
    remedy = "read the transfer again; `viewerMay` lists the steps that are open to you"
    if current in admitted:
        message = _no_seal(transfer, now) if action.startswith("seal:") else _not_next(transfer.recall, action)
    else:
        message = f"`{action}` follows {' or '.join(sorted(admitted))}; this transfer is {current}"
    raise OutOfTurn(message, rules=[rule_of_turn(transfer, action)], remedy=remedy)


def _not_next(recall: Recall | None, action: str) -> str:
    first = next_of_recall(recall)
    if first is None and recall:
        return f"a recall was published and takes effect at {recall.takes_effect}; `{action}` comes too late"
    return f"`{action}` is not next; this recall waits for `{first}`"


def _no_seal(transfer: Transfer, now: datetime) -> str:
    if transfer.seal_out:
        return f"`{transfer.seals[-1].seal}` is with the receiver; it comes back before another is handed over"
    if not transfer.in_force(now):
        return f"the transfer takes effect at {transfer.begins}, and no seal goes with it before"
    return "no seal of the devolver is with the receiver"
