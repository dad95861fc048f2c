"""The status of a transfer, and whose turn it is, in SQL form.

tests/register/test_scope.py and tests/register/test_worklists.py hold them equal to lifecycle.status and in_turn.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, String, and_, case, func, literal, null, or_

from register import tables
from register.lifecycle import STEPS
from register.words import TransferMode
from register.words import TransferStatus as Status

V = tables.expr(tables.TransferVersion)
_CLOSEST = 15  # how close an operator binds, as SQLAlchemy counts: closer than arithmetic


def in_force(now: datetime) -> ColumnElement[bool]:
    """In force from the later of its planned day and publication until it ends; records.Transfer.in_force in SQL."""
    unended = or_(V.effective_to.is_(None), V.effective_to > now)
    unrecalled = or_(V.recall_published_at.is_(None), V.recall_published_at > now, V.recall_effective_from > now)
    return and_(V.published_at.is_not(None), V.published_at <= now, V.effective_from <= now, unended, unrecalled)


def _over(now: datetime) -> ColumnElement[bool]:
    """Its term, or a recall of it, has ended it; records.Transfer.ends in SQL."""
    return or_(V.effective_to <= now, and_(V.recall_published_at <= now, V.recall_effective_from <= now))


def _being_recalled(now: datetime) -> ColumnElement[bool]:
    """A recall had been requested and was not yet published; records.Recall.pending in SQL."""
    unpublished = or_(V.recall_published_at.is_(None), V.recall_published_at > now)
    return and_(V.recall_requested_at <= now, unpublished)


def begins(version: Any) -> ColumnElement[datetime]:
    """The moment of effect of what was published; records.Transfer.begins in SQL."""
    return _later(version.published_at, version.effective_from)


def goes_back(version: Any) -> ColumnElement[datetime]:
    """The moment at which its published recall takes effect; records.Recall.takes_effect in SQL."""
    return _later(version.recall_published_at, version.recall_effective_from)


def taken_back(now: datetime) -> ColumnElement[bool]:
    """It had been in force, and its recall had ended it; records.Transfer.taken_back in SQL."""
    back = goes_back(V)
    unended = or_(V.effective_to.is_(None), V.effective_to > back)
    recalled = and_(V.recall_published_at.is_not(None), back <= now, unended)
    return and_(V.published_at.is_not(None), recalled, begins(V) < back)


def begun(now: datetime, version: Any) -> ColumnElement[bool]:
    """It had been in force, whatever became of it; records.Transfer.begun in SQL."""
    unended = or_(version.effective_to.is_(None), version.effective_to > begins(version))
    unrecalled = or_(version.recall_published_at.is_(None), goes_back(version) > begins(version))
    return and_(version.published_at.is_not(None), begins(version) <= now, unended, unrecalled)


def _later(one: Any, other: Any) -> ColumnElement[datetime]:
    return case((one > other, one), else_=other)


def status(now: datetime) -> ColumnElement[str]:
    """Derive the status; lifecycle.status in SQL. What has no date, or a later one, compares as not happened."""
    return case(
        (V.withdrawn_at <= now, Status.WITHDRAWN.value),
        (V.declined_at <= now, Status.DECLINED.value),
        (and_(V.published_at <= now, _over(now)), Status.ENDED.value),
        (and_(V.published_at <= now, _being_recalled(now)), Status.RECALL_REQUESTED.value),
        (in_force(now), Status.IN_FORCE.value),
        (V.published_at <= now, Status.PUBLISHED.value),
        (V.confirmed_at <= now, Status.CONFIRMED.value),
        (V.accepted_at <= now, Status.ACCEPTED.value),
        (V.reviewed_at <= now, Status.REVIEWED.value),
        (V.returned_at <= now, Status.RETURNED.value),
        (V.submitted_at <= now, Status.IN_REVIEW.value),
        else_=Status.DRAFT.value,
    )


def status_in(wanted: Collection[Status], now: datetime) -> ColumnElement[bool]:
    """Transfers that stand in one of these statuses at a moment."""
    return status(now).in_([one.value for one in wanted])


def in_turn(action: str, now: datetime) -> ColumnElement[bool]:
    """A step is next; lifecycle.in_turn in SQL."""
    following = status_in(STEPS[action][0], now)
    if action.startswith("seal:"):
        return and_(following, _next_of_seal(action, now))
    return and_(following, _next_of_recall(action)) if action.startswith("recall:") else following


def _next_of_recall(action: str) -> ColumnElement[bool]:
    """A recall waits for this step; lifecycle.next_of_recall in SQL."""
    if action == "recall:request":
        return and_(V.recall_requested_at.is_(None))
    reviewed, approved = V.recall_reviewed_at.is_not(None), V.recall_approved_at.is_not(None)
    waits = {"recall:review": ~reviewed, "recall:approve": reviewed & ~approved, "recall:publish": reviewed & approved}
    return and_(V.recall_requested_at.is_not(None), V.recall_published_at.is_(None), waits[action])


def _next_of_seal(action: str, now: datetime) -> ColumnElement[bool]:
    """A seal may be handed over, or taken back; lifecycle.next_of_seal in SQL."""
    # Both databases have these operators and this function; what SQLAlchemy writes for `[-1]` SQLite does not know.
    last = V.seals.op("->", precedence=_CLOSEST, return_type=JSON())(func.json_array_length(V.seals) - 1)
    returned = last.op("->>", precedence=_CLOSEST, return_type=String())(literal("returned_at", String()))
    out = and_(V.seals.is_not(null()), returned.is_(None))
    agency: ColumnElement[bool] = V.mode == TransferMode.AGENCY
    return and_(agency, out if action == "seal:return" else and_(~out, in_force(now)))
