"""Items: an identity that foreign keys point to, and append-only versions."""

from datetime import datetime

from sqlalchemy import JSON, false
from sqlmodel import Field

from register.tables.columns import CODE, ID, Index, Reference, Table, moment, public, string


class Item(Table, table=True):
    """One power as listed 权力事项: what never changes about it, and the number of its current version."""

    __tablename__ = "items"
    __table_args__ = (
        Reference(["tenant", "department"], ["departments.tenant", "departments.id"]),
        Index("uq_items_tenant_code", "tenant", "code", unique=True),
        Index("ix_items_tenant_department_code", "tenant", "department", "code"),
    )

    tenant: str = string(CODE, key=True)
    id: str = string(ID, key=True)
    code: str = string(200)
    scheme: str = string(30)
    kind: str = string(14)
    department: str = string(ID)
    version: int
    public: bool = public()


class ItemVersion(Table, table=True):
    """What the register said of an item from `recorded_at` on; it holds from `valid_from` (None: since ever)."""

    __tablename__ = "item_versions"
    __table_args__ = (
        Reference(["tenant", "id"], ["items.tenant", "items.id"]),
        Reference(["tenant", "competent"], ["departments.tenant", "departments.id"]),
    )

    tenant: str = string(CODE, key=True)
    id: str = string(ID, key=True)
    version: int = Field(primary_key=True)
    recorded_at: datetime = moment()
    valid_from: datetime | None = moment(nullable=True)
    name: str = string(1000)
    legal_basis: list[str] = Field(sa_type=JSON)
    competent: str = string(ID)
    important: bool = False
    county_or_above: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    decisions_reviewed: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    windows: list[str] | None = Field(default=None, sa_type=JSON(none_as_null=True), nullable=True)
    statutory_days: int | None = None
    promised_days: int | None = None
    confidential: bool = False
    published: bool = False
    retired: bool = False
    public: bool = public()


class ItemReview(Table, table=True):
    """What the service centre found of an item in one version 清单调整审查 (R48); of one version the last counts."""

    __tablename__ = "item_reviews"
    __table_args__ = (
        Reference(["tenant", "item", "version"], ["item_versions.tenant", "item_versions.id", "item_versions.version"]),
    )

    tenant: str = string(CODE, key=True)
    item: str = string(ID, key=True)
    number: int = Field(primary_key=True)
    version: int
    approve: bool
    opinion: str = string(10_000)
    jointly: list[str] = Field(sa_type=JSON)
    at: datetime = moment()
    account: str = string(100)
    body_tenant: str = string(CODE)
    body: str = string(ID)
