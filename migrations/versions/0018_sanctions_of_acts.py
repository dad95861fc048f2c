"""Acts keep the penalties that came into view with them.

Safety: it adds an empty column, which rewrites no row; taken back, what came into view after a case was filed is lost.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("acts", sa.Column("sanctions", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("acts", "sanctions")
