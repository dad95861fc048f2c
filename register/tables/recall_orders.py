"""Recalls of many transfers by one document."""

from datetime import datetime

from register.tables.columns import CODE, ID, Table, moment, string


class RecallOrder(Table, table=True):
    """A request to take many transfers back together 批量收回; a version of each names it while it is under way."""

    __tablename__ = "recall_orders"

    tenant: str = string(CODE, key=True)
    id: str = string(ID, key=True)
    ground: str = string(18)
    basis: str = string(2000)
    effective_from: datetime = moment()
    open_cases: str = string(4)
    requested_by: str = string(100)
    requester_tenant: str | None = string(CODE, nullable=True)
    requester: str | None = string(ID, nullable=True)
    requested_at: datetime = moment()
    version: int
