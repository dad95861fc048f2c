"""What a transfer waits for, the document that shows it, and the report of a receiver that hands on.

Safety: it adds empty columns, which rewrites no row and takes the table's lock for a moment; taken back, they are lost.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa

from migrations import append_only

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    append_only.widen(
        "transfer_versions",
        sa.Column("condition", sa.String(length=2000), nullable=True),
        sa.Column("condition_met", sa.String(length=500), nullable=True),
        sa.Column("report", sa.JSON(), nullable=True),
    )


def downgrade() -> None:
    """Take back."""
    append_only.narrow("transfer_versions", "condition", "condition_met", "report")
