"""A receiver that applies for an item says whether it needs it and is able.

Safety: it adds an empty column, which rewrites no row and takes the table's lock for a moment; taken back, what was
said is lost.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa

from migrations import append_only

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    append_only.widen("transfer_versions", sa.Column[dict[str, object]]("request", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take back."""
    append_only.narrow("transfer_versions", "request")
