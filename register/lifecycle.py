"""The life of a transfer: its status derived from facts and the clock, and the steps each status admits. Pure."""

from datetime import datetime

from register.records import Transfer
from register.refusals import NotLawful, OutOfTurn
from register.words import TransferStatus as Status

# verb: (the statuses it may follow, the rule that orders it)
STEPS: dict[str, tuple[frozenset[Status], str]] = {
    "amend": (frozenset({Status.DRAFT, Status.RETURNED}), "R56"),
    "submit": (frozenset({Status.DRAFT, Status.RETURNED}), "R56"),
    "review": (frozenset({Status.IN_REVIEW}), "R56"),
    "accept": (frozenset({Status.REVIEWED}), "R58"),
    "decline": (frozenset({Status.REVIEWED}), "R58"),
    "confirm": (frozenset({Status.ACCEPTED}), "R76"),
    "publish": (frozenset({Status.CONFIRMED}), "R92"),
    "withdraw": (
        frozenset(
            {Status.DRAFT, Status.IN_REVIEW, Status.RETURNED, Status.REVIEWED, Status.ACCEPTED, Status.CONFIRMED}
        ),
        "R41",
    ),
}
PUBLIC = frozenset({Status.PUBLISHED, Status.IN_FORCE, Status.RECALL_REQUESTED, Status.ENDED})
_SETTLED_BY_LAW = frozenset({"amend", "withdraw"})


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


def in_turn(transfer: Transfer, verb: str, now: datetime) -> bool:
    """Tell whether a step is next."""
    return status(transfer, now) in STEPS[verb][0]


def step(transfer: Transfer, verb: str, now: datetime) -> None:
    """Let a step through, or refuse it with what comes first.

    Refuses with OutOfTurn; with NotLawful (R41) where a published transfer would be changed or taken back.
    """
    admitted, rule = STEPS[verb]
    current = status(transfer, now)
    if current in admitted:
        return
    if verb in _SETTLED_BY_LAW and current in PUBLIC:
        raise NotLawful(
            f"a published transfer is not changed or taken back by one side; this one is {current}",
            rules=["R41"],
            remedy="a recall goes through the legal office and the government",
            holder=transfer.receiver,
        )
    wanted = " or ".join(sorted(admitted))
    remedy = "read the transfer again; `viewerMay` lists the steps that are open to you"
    raise OutOfTurn(f"`{verb}` follows {wanted}; this transfer is {current}", rules=[rule], remedy=remedy)
