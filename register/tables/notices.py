"""Notices between bodies, and the answers to them."""

from datetime import datetime

from register.tables.columns import CODE, ID, Index, Reference, Table, moment, string


class Notice(Table, table=True):
    """What one body sent another 公文往来, in the county of the case or the transfer it is about."""

    __tablename__ = "notices"
    __table_args__ = (
        Reference(["tenant", "case"], ["cases.tenant", "cases.id"]),
        Reference(["tenant", "transfer"], ["transfers.tenant", "transfers.id"]),
        Index("ix_notices_tenant_case", "tenant", "case"),
        Index("ix_notices_tenant_transfer", "tenant", "transfer"),
        Index("ix_notices_tenant_sent_at", "tenant", "sent_at"),
    )

    tenant: str = string(CODE, key=True)
    id: str = string(ID, key=True)
    kind: str = string(7)
    item_tenant: str = string(CODE)
    item: str = string(ID)
    place: str = string(CODE)
    case: str | None = string(ID, nullable=True)
    transfer: str | None = string(ID, nullable=True)
    sender_tenant: str = string(CODE)
    sender: str = string(ID)
    to: str = string(13)
    addressee_tenant: str | None = string(CODE, nullable=True)
    addressee: str | None = string(ID, nullable=True)
    text: str = string(10_000)
    document: str | None = string(500, nullable=True)
    url: str | None = string(2000, nullable=True)
    sent_at: datetime = moment()
    account: str = string(100)


class NoticeAnswer(Table, table=True):
    """What the addressee of a notice did about it; it answers once."""

    __tablename__ = "notice_answers"
    __table_args__ = (Reference(["tenant", "notice"], ["notices.tenant", "notices.id"]),)

    tenant: str = string(CODE, key=True)
    notice: str = string(ID, key=True)
    kind: str = string(9)
    text: str = string(10_000)
    at: datetime = moment()
    account: str = string(100)
    body_tenant: str = string(CODE)
    body: str = string(ID)
