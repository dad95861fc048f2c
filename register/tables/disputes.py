"""Disputes between bodies, each with the steps in which it is settled."""

from datetime import datetime

from register.tables.columns import CODE, ID, Index, Reference, Table, moment, string


class Dispute(Table, table=True):
    """A dispute 争议 over a case or a power at a place, in the county where that lies (R135, R136)."""

    __tablename__ = "disputes"
    __table_args__ = (
        Reference(["tenant", "case"], ["cases.tenant", "cases.id"]),
        Index("ix_disputes_tenant_item", "tenant", "item"),
        Index("ix_disputes_tenant_raised_at", "tenant", "raised_at"),
    )

    tenant: str = string(CODE, key=True)
    id: str = string(ID, key=True)
    item_tenant: str = string(CODE)
    item: str = string(ID)
    place: str = string(CODE)
    case: str | None = string(ID, nullable=True)
    raised_by_tenant: str = string(CODE)
    raised_by: str = string(ID)
    against_tenant: str = string(CODE)
    against: str = string(ID)
    grounds: str = string(10_000)
    raised_at: datetime = moment()
    account: str = string(100)
    coordinator: str = string(12)
    coordinated_at: datetime | None = moment(nullable=True)
    coordinated_by_tenant: str | None = string(CODE, nullable=True)
    coordinated_by: str | None = string(ID, nullable=True)
    opinion: str | None = string(10_000, nullable=True)
    decided_at: datetime | None = moment(nullable=True)
    decided_by_tenant: str | None = string(CODE, nullable=True)
    decided_by: str | None = string(ID, nullable=True)
    reason: str | None = string(10_000, nullable=True)
    document: str | None = string(500, nullable=True)
    url: str | None = string(2000, nullable=True)
    settled_for_tenant: str | None = string(CODE, nullable=True)
    settled_for: str | None = string(ID, nullable=True)
