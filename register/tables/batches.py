"""Batches: transfers handed over together."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from register.tables.columns import CODE, ID, Index, Reference, Table, moment, public, string


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


class BatchPaper(Table, table=True):
    """A piece that goes with a batch 批次材料, as its body filed it; none is changed, a later one takes its place."""

    __tablename__ = "batch_papers"
    __table_args__ = (
        Reference(["tenant", "batch"], ["batches.tenant", "batches.id"]),
        Index("ix_batch_papers_tenant_batch", "tenant", "batch"),
    )

    tenant: str = string(CODE, key=True)
    id: str = string(ID, key=True)
    batch: str = string(ID)
    piece: str = string(17)
    body_tenant: str = string(CODE)
    body: str = string(ID)
    contents: list[list[str]] = Field(sa_type=JSON)
    offices: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON(none_as_null=True), nullable=True)
    text: str | None = string(10_000, nullable=True)
    number: str | None = string(500, nullable=True)
    dated: date | None = Field(default=None, nullable=True)
    url: str | None = string(10_000, nullable=True)
    filed_by: str = string(100)
    filed_at: datetime = moment()
    public: bool = public()
