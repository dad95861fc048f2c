"""What goes with a batch, filed piece by piece: kept as filed, and behind the fence like the batch.

Safety: it makes a table and touches none that is there; taken back, every piece is lost.

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

from migrations import append_only, fenced

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "batch_papers",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("batch", sa.String(length=32), nullable=False),
        sa.Column("piece", sa.String(length=17), nullable=False),
        sa.Column("body_tenant", sa.String(length=9), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("contents", sa.JSON(), nullable=False),
        sa.Column("text", sa.String(length=10000), nullable=True),
        sa.Column("number", sa.String(length=500), nullable=True),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("url", sa.String(length=10000), nullable=True),
        sa.Column("filed_by", sa.String(length=100), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "batch"], ["batches.tenant", "batches.id"], name="fk_batch_papers_tenant_batches"
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_batch_papers"),
    )
    op.create_index("ix_batch_papers_tenant_batch", "batch_papers", ["tenant", "batch"])
    append_only.seal("batch_papers", "tenant", "id")
    fenced.fence("batch_papers", read=f"public OR {fenced.WITHIN}")


def downgrade() -> None:
    """Take back; triggers and policies go with the table."""
    op.drop_table("batch_papers")
