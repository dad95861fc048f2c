"""Papers of batches name the offices of receivers that take over.

Safety: it adds an empty column, which rewrites no row and takes the table's lock for a moment; taken back, what was
said is lost.

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa

from migrations import append_only

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    append_only.widen("batch_papers", sa.Column[list[object]]("offices", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take back."""
    append_only.narrow("batch_papers", "offices")
