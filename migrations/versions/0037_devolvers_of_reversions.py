"""Reversions say whose the case is since: a department of a region above the county sees it by that alone.

Safety: columns that may be empty are added; the reversions that are there have none. Taken back, they are lost.

Revision ID: 0037
Revises: 0036
"""

import sqlalchemy as sa

from migrations import append_only

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    append_only.widen(
        "reversions",
        sa.Column("devolver_tenant", sa.String(length=9), nullable=True),
        sa.Column("devolver", sa.String(length=32), nullable=True),
    )


def downgrade() -> None:
    """Take it back."""
    append_only.narrow("reversions", "devolver", "devolver_tenant")
