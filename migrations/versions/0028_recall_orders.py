"""Recalls of many transfers by one document: the order, which a version of each transfer names while it is under way.

Safety: it makes a table and adds an empty column to another; taken back, it is lost which transfers were taken back
together, and nothing else.

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

from migrations import append_only, fenced

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "recall_orders",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("ground", sa.String(length=18), nullable=False),
        sa.Column("basis", sa.String(length=2000), nullable=False),
        sa.Column("effective_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("open_cases", sa.String(length=4), nullable=False),
        sa.Column("requested_by", sa.String(length=100), nullable=False),
        sa.Column("requester_tenant", sa.String(length=9), nullable=True),
        sa.Column("requester", sa.String(length=32), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_recall_orders"),
    )
    fenced.fence("recall_orders")
    append_only.widen("transfer_versions", sa.Column("recall_order", sa.String(length=32), nullable=True))
    op.create_index("ix_transfer_versions_tenant_recall_order", "transfer_versions", ["tenant", "recall_order"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_transfer_versions_tenant_recall_order", "transfer_versions")
    append_only.narrow("transfer_versions", "recall_order")
    op.drop_table("recall_orders")
