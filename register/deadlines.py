"""Deadlines 时限: until when a transfer is to have reached a step, and a case to be closed. Pure.

A deadline that is missed refuses nothing; what is overdue is told (register/overdue.py, docs/decisions/0034).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from types import MappingProxyType

from register import lifecycle
from register.clock import day_of, end_of_day
from register.records import Deadline, Item, Phase, Schedule, TimeLimit, Transfer
from register.refusals import Invalid
from register.words import LimitKind, PowerKind
from register.words import TransferStatus as Status

LONGEST = 3650  # days of any limit or count; ten years
_PENALTY = 90  # 处罚法 60, where no other law says otherwise
_UNDER_WAY = (Status.DRAFT, Status.IN_REVIEW, Status.RETURNED)
# What a phase may ask for, in the order in which it is reached.
STEPS = (Status.REVIEWED, Status.ACCEPTED, Status.CONFIRMED, Status.PUBLISHED, Status.IN_FORCE)
# step: the statuses of who has it still to reach. What was given up or is over is late for nothing, nor is what is
# being taken back.
BEHIND: Mapping[Status, frozenset[Status]] = MappingProxyType(
    {step: frozenset(_UNDER_WAY + STEPS[:n]) for n, step in enumerate(STEPS)}
)


def binds(schedule: Schedule, phase: Phase, transfer: Transfer) -> bool:
    """Tell whether a transfer comes under a phase: proposed since that starts, and not after its day."""
    return schedule.starts_at <= transfer.proposed_at < phase.ends_at


def overdue(schedule: Schedule, phase: Phase, transfer: Transfer, at: datetime) -> bool:
    """Tell whether a transfer had missed a phase at a moment, and was still behind (R79)."""
    late = phase.ends_at <= at and lifecycle.status(transfer, at) in BEHIND[phase.step]
    return late and binds(schedule, phase, transfer)


def deadline(schedule: Schedule, phase: Phase, transfer: Transfer, at: datetime) -> Deadline:
    """How a transfer met a phase that it comes under, as of a moment."""
    reached = reached_at(transfer, phase.step)
    return Deadline(phase, reached if reached and reached <= at else None, overdue(schedule, phase, transfer, at))


def reached_at(transfer: Transfer, step: Status) -> datetime | None:
    """When a transfer reached a step, or a later one where the step itself is not on record; None: not yet.

    So the planned day and the actual one stand beside each other (S2).
    """
    facts = (transfer.reviewed_at, transfer.accepted_at, transfer.confirmed_at, transfer.published_at, transfer.begins)
    return min((one for one in facts[STEPS.index(step) :] if one), default=None)


def in_order(phases: Iterable[Phase]) -> bool:
    """Tell whether no step is due before one that comes first: a 委托书 is filed before exercise starts (S2)."""
    steps = sorted(phases, key=lambda one: STEPS.index(one.step))
    ends: dict[Status, list[datetime]] = {}
    for one in steps:
        ends.setdefault(one.step, []).append(one.ends_at)
    days = list(ends.values())
    return all(max(earlier) <= min(later) for earlier, later in pairwise(days))


def limit(item: Item, filed_at: datetime) -> TimeLimit | None:
    """Within which limit a case of an item that is filed now is to be closed; None where none is on record (R86).

    Days are calendar days: no calendar of working days 工作日 is kept here, nor are days of hearings left out.
    """
    kind = LimitKind.PROMISED if item.promised_days else LimitKind.STATUTORY
    days = item.promised_days or statutory_days(item)
    return TimeLimit(kind, days, end_of_day(day_of(filed_at) + timedelta(days=days))) if days else None


def statutory_days(item: Item) -> int | None:
    """How long the law gives a case: what the item says, else 90 days for a penalty (处罚法 60)."""
    return item.statutory_days or (_PENALTY if item.kind is PowerKind.PENALTY else None)


def well_formed(item: Item) -> None:
    """Refuse with Invalid (R86) limits of an item that are none, and a promise longer than what the law gives."""
    for name in ("statutory_days", "promised_days"):
        if not 1 <= (getattr(item, name) or 1) <= LONGEST:
            raise Invalid.at(name, f"a limit has 1 to {LONGEST} days", rules=["R86"])
    longest = statutory_days(item)
    if item.promised_days and longest and item.promised_days > longest:
        message = f"{item.promised_days} days are promised, and the law gives {longest}"
        raise Invalid.at("promised_days", message, remedy="promise as many days or fewer", rules=["R86"])
