"""Disputes: who raised one over a case or a power at a place, and how it was settled; fenced like the case.

Safety: it makes an empty table; taken back, every dispute is lost, though not the designations that came of them.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

from migrations.fenced import fence

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

TABLE = "disputes"


def _code(name: str, *, nullable: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.String(length=9), nullable=nullable)


def _id(name: str, *, nullable: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.String(length=32), nullable=nullable)


def _text(name: str, length: int, *, nullable: bool = True) -> "sa.Column[str]":
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        TABLE,
        *(_code("tenant"), _id("id"), _code("item_tenant"), _id("item"), _code("place"), _id("case", nullable=True)),
        *(_code("raised_by_tenant"), _id("raised_by"), _code("against_tenant"), _id("against")),
        _text("grounds", 10000, nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        *(_text("account", 100, nullable=False), _text("coordinator", 12, nullable=False)),
        sa.Column("coordinated_at", sa.DateTime(timezone=True), nullable=True),
        *(_code("coordinated_by_tenant", nullable=True), _id("coordinated_by", nullable=True), _text("opinion", 10000)),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        *(_code("decided_by_tenant", nullable=True), _id("decided_by", nullable=True)),
        *(_text("reason", 10000), _text("document", 500), _text("url", 2000)),
        *(_code("settled_for_tenant", nullable=True), _id("settled_for", nullable=True)),
        sa.ForeignKeyConstraint(["tenant", "case"], ["cases.tenant", "cases.id"], name="fk_disputes_case_cases"),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_disputes"),
    )
    op.create_index("ix_disputes_tenant_item", TABLE, ["tenant", "item"])
    op.create_index("ix_disputes_tenant_raised_at", TABLE, ["tenant", "raised_at"])
    fence(TABLE)


def downgrade() -> None:
    """Take back."""
    op.drop_table(TABLE)
