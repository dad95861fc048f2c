"""Items may be marked as the county's or above by law.

Safety: it adds a column with a default, which rewrites no row and takes the table's lock for a moment; taken back, the
marks are lost.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa

from migrations import append_only

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    column: sa.Column[bool] = sa.Column("county_or_above", sa.Boolean(), server_default=sa.false(), nullable=False)
    append_only.widen("item_versions", column)


def downgrade() -> None:
    """Take back."""
    append_only.narrow("item_versions", "county_or_above")
