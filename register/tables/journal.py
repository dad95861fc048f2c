"""The journal 台账: append-only, numbered per tenant without gaps by a head row that is locked while writing."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from register.tables.columns import CODE, Index, Table, moment, string


class JournalHead(Table, table=True):
    """The last number and hash of a tenant's journal."""

    __tablename__ = "journal_heads"

    tenant: str = string(CODE, key=True)
    sequence: int
    hash: str = string(64)


class JournalEntry(Table, table=True):
    """One change, or one exercise refused; never updated, never deleted."""

    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_tenant_target", "tenant", "target_kind", "target_id", "sequence"),)

    tenant: str = string(CODE, key=True)
    sequence: int = Field(primary_key=True)
    action: str = string(40)
    actor: str = string(100)
    at: datetime = moment()
    target_kind: str = string(20)
    target_tenant: str = string(CODE)
    target_id: str = string(100)
    data: str = Field(sa_type=Text)
    hash: str = string(64)
    previous_hash: str = string(64)
