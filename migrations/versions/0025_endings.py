"""Cases tell by what they ended.

Safety: it adds empty columns, which rewrites no row; taken back, by what cases ended is lost.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("cases", sa.Column("ending", sa.String(length=15), nullable=True))
    op.add_column("cases", sa.Column("passed_to", sa.String(length=500), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("cases", "passed_to")
    op.drop_column("cases", "ending")
