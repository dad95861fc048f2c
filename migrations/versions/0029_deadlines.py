"""Schedules with their phases, append-only and public; the limits of items, and until when a case is to be closed.

Safety: it makes two empty tables, and adds empty columns to others, which rewrites no row; the index of cases is built
under a lock that keeps writers out of `cases` for a moment. Cases filed before have no limit. Taken back, schedules and
limits are lost.

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

from migrations import append_only, fenced

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

KEYS = {"schedules": ("tenant", "revision"), "phases": ("tenant", "revision", "number")}
LIMITS = ("statutory_days", "promised_days")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "schedules",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(length=500), nullable=False),
        sa.Column("document_date", sa.Date(), nullable=False),
        sa.Column("url", sa.String(length=10000), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "revision", name="pk_schedules"),
    )
    op.create_table(
        "phases",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted_days", sa.Integer(), nullable=True),
        sa.Column("counted_document", sa.String(length=500), nullable=True),
        sa.Column("counted_date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "revision"], ["schedules.tenant", "schedules.revision"], name="fk_phases_tenant_schedules"
        ),
        sa.PrimaryKeyConstraint("tenant", "revision", "number", name="pk_phases"),
    )
    for table, key in KEYS.items():
        append_only.seal(table, *key)
        fenced.fence(table, read="true")
    append_only.widen("item_versions", *(sa.Column(name, sa.Integer(), nullable=True) for name in LIMITS))
    op.add_column("cases", sa.Column("limit_kind", sa.String(length=9), nullable=True))
    op.add_column("cases", sa.Column("limit_days", sa.Integer(), nullable=True))
    op.add_column("cases", sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_cases_tenant_closed_at", "cases", ["tenant", "closed_at", "ends_at"])


def downgrade() -> None:
    """Take back; triggers and policies go with their tables."""
    op.drop_index("ix_cases_tenant_closed_at", "cases")
    for column in ("ends_at", "limit_days", "limit_kind"):
        op.drop_column("cases", column)
    append_only.narrow("item_versions", *LIMITS)
    op.drop_table("phases")
    op.drop_table("schedules")
