"""Batches: transfers that were proposed together name their batch, which is behind the fence like the rest.

Safety: it makes a table and adds an empty column to another. The column has no foreign key, which SQLite could only add
by making the table anew; `python -m register verify` finds a transfer whose batch is not there. Taken back, it is lost
which transfers belong together, and nothing else.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

from migrations import fenced

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "batches",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("effective_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.String(length=100), nullable=False),
        sa.Column("proposer_tenant", sa.String(length=9), nullable=True),
        sa.Column("proposer", sa.String(length=32), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("public", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_batches"),
    )
    fenced.fence("batches", read=f"public OR {fenced.WITHIN}")
    op.add_column("transfers", sa.Column("batch", sa.String(length=32), nullable=True))
    op.create_index("ix_transfers_tenant_batch", "transfers", ["tenant", "batch"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_transfers_tenant_batch", "transfers")
    op.drop_column("transfers", "batch")
    op.drop_table("batches")
