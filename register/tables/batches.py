"""Batches: transfers handed over together."""

from datetime import datetime

from register.tables.columns import CODE, ID, Table, moment, public, string


class Batch(Table, table=True):
    """A list of transfers proposed together 批次; each names it. The version counts what was done to any of them."""

    __tablename__ = "batches"

    tenant: str = string(CODE, key=True)
    id: str = string(ID, key=True)
    title: str = string(500)
    effective_from: datetime = moment()
    proposed_by: str = string(100)
    proposer_tenant: str | None = string(CODE, nullable=True)
    proposer: str | None = string(ID, nullable=True)
    proposed_at: datetime = moment()
    version: int
    public: bool = public()
