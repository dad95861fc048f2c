"""The three lists of a township: what it exercises, what it assists with, what was taken back from it (law §6)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func, or_, select
from sqlalchemy.orm import aliased

from register import tables
from register.modes import DUTIES
from register.transfers.statuses import begins, begun, goes_back, in_force, taken_back
from register.words import DutyList

TRANSFER, VERSION = tables.expr(tables.Transfer), tables.expr(tables.TransferVersion)


def on_list(duties: DutyList, now: datetime) -> ColumnElement[bool]:
    """Transfers that stand on a list of their receiver at a moment, each with its current version."""
    if duties is DutyList.TAKEN_BACK:
        return and_(taken_back(now), ~_anew(now))
    return and_(in_force(now), VERSION.mode.in_(sorted(DUTIES[duties])))


def _anew(now: datetime) -> ColumnElement[bool]:
    """The same was handed to the receiver once more since: the whole of the item, or the same parts of it."""
    other, said = aliased(tables.expr(tables.Transfer)), aliased(tables.expr(tables.TransferVersion))
    same = and_(
        other.tenant == TRANSFER.tenant,
        other.receiver == TRANSFER.receiver,
        other.item_tenant == TRANSFER.item_tenant,
        other.item == TRANSFER.item,
    )
    current = and_(said.tenant == other.tenant, said.id == other.id, said.version == other.version)
    later = and_(begun(now, said), begins(said) >= goes_back(VERSION))
    ours, theirs = _extent(VERSION), _extent(said)
    return select(other.id).join(said, current).where(same, later, or_(theirs == "[][]", theirs == ours)).exists()


def _extent(version: Any) -> ColumnElement[str]:
    """What parts it covers and leaves out, as stored; None where parts were not told apart yet."""
    return func.coalesce(cast(version.parts, String), "[]") + func.coalesce(cast(version.except_parts, String), "[]")
