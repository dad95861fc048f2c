"""Transfers: an identity that foreign keys point to, and append-only versions with the facts of their life."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, false, text
from sqlmodel import Field

from register.tables.columns import CODE, ID, Index, Reference, Table, moment, public, string


class Transfer(Table, table=True):
    """One item handed by its holder to one receiver 下放. Item and devolver may belong to a region above the tenant."""

    __tablename__ = "transfers"
    __table_args__ = (
        Reference(["tenant", "receiver"], ["bodies.tenant", "bodies.id"]),
        Index("ix_transfers_tenant_item", "tenant", "item", "place"),
        Index("ix_transfers_tenant_receiver", "tenant", "receiver"),
        Index("ix_transfers_item_tenant_item", "item_tenant", "item"),
        Index("ix_transfers_devolver_tenant_devolver", "devolver_tenant", "devolver"),
        Index("ix_transfers_tenant_batch", "tenant", "batch"),
    )

    tenant: str = string(CODE, key=True)
    id: str = string(ID, key=True)
    item_tenant: str = string(CODE)
    item: str = string(ID)
    devolver_tenant: str = string(CODE)
    devolver: str = string(ID)
    receiver: str = string(ID)
    place: str = string(CODE)
    proposed_by: str = string(100)
    proposer_tenant: str | None = string(CODE, nullable=True)
    proposer: str | None = string(ID, nullable=True)
    proposed_at: datetime = moment()
    version: int
    batch: str | None = string(ID, nullable=True)
    wider: bool = Field(default=False, sa_column_kwargs={"server_default": false()})  # it speaks of further places
    kind: str = Field(
        default="", sa_type=String(14), sa_column_kwargs={"server_default": text("''")}
    )  # as its item says
    public: bool = public()


class TransferVersion(Table, table=True):
    """What the register said of a transfer from `recorded_at` on. Its status is derived from these and the clock.

    The `recall_` columns are those of a request to take it back; once that is refused they are empty again.
    """

    __tablename__ = "transfer_versions"
    __table_args__ = (
        Reference(["tenant", "id"], ["transfers.tenant", "transfers.id"]),
        Index("ix_transfer_versions_tenant_effective_from", "tenant", "effective_from"),
        Index("ix_transfer_versions_tenant_recall_order", "tenant", "recall_order"),
    )

    tenant: str = string(CODE, key=True)
    id: str = string(ID, key=True)
    version: int = Field(primary_key=True)
    recorded_at: datetime = moment()
    mode: str = string(11)
    stages: list[str] = Field(sa_type=JSON)
    effective_from: datetime = moment()
    effective_to: datetime | None = moment(nullable=True)
    basis: list[dict[str, Any]] = Field(sa_type=JSON)
    documents: list[dict[str, Any]] = Field(sa_type=JSON)
    retained: list[dict[str, Any]] = Field(sa_type=JSON)
    parts: list[str] | None = Field(default=None, sa_type=JSON(none_as_null=True), nullable=True)
    except_parts: list[str] | None = Field(default=None, sa_type=JSON(none_as_null=True), nullable=True)
    also_places: list[str] | None = Field(default=None, sa_type=JSON(none_as_null=True), nullable=True)
    except_places: list[str] | None = Field(default=None, sa_type=JSON(none_as_null=True), nullable=True)
    serves: list[str] | None = Field(default=None, sa_type=JSON(none_as_null=True), nullable=True)
    retains_across: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    reserves_stepping_in: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    condition: str | None = string(2000, nullable=True)
    condition_met: str | None = string(500, nullable=True)
    report: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True), nullable=True)
    request: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True), nullable=True)
    seals: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON(none_as_null=True), nullable=True)
    outpost_tenant: str | None = string(CODE, nullable=True)
    outpost: str | None = string(ID, nullable=True)
    submitted_at: datetime | None = moment(nullable=True)
    returned_at: datetime | None = moment(nullable=True)
    reviewed_at: datetime | None = moment(nullable=True)
    accepted_at: datetime | None = moment(nullable=True)
    declined_at: datetime | None = moment(nullable=True)
    confirmed_at: datetime | None = moment(nullable=True)
    published_at: datetime | None = moment(nullable=True)
    withdrawn_at: datetime | None = moment(nullable=True)
    recall_requested_at: datetime | None = moment(nullable=True)
    recall_requested_by: str | None = string(100, nullable=True)
    recall_requester_tenant: str | None = string(CODE, nullable=True)
    recall_requester: str | None = string(ID, nullable=True)
    recall_ground: str | None = string(18, nullable=True)
    recall_basis: str | None = string(2000, nullable=True)
    recall_effective_from: datetime | None = moment(nullable=True)
    recall_open_cases: str | None = string(4, nullable=True)
    recall_papers: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON(none_as_null=True), nullable=True)
    recall_reviewed_at: datetime | None = moment(nullable=True)
    recall_approved_at: datetime | None = moment(nullable=True)
    recall_published_at: datetime | None = moment(nullable=True)
    recall_order: str | None = string(ID, nullable=True)
    public: bool = public()
