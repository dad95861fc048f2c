"""The status of a transfer in its SQL form; tests/register/test_scope.py holds it equal to lifecycle.status."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, or_

from register import tables
from register.words import TransferStatus as Status

V = tables.expr(tables.TransferVersion)


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
