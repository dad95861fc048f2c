"""Items may be handled at windows of their department in townships.

Safety: it adds an empty column, which rewrites no row and takes the table's lock for a moment; taken back, it is lost
where the windows are.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa

from migrations import append_only

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    append_only.widen("item_versions", sa.Column[list[str]]("windows", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take back."""
    append_only.narrow("item_versions", "windows")
