"""Acts tell which office or team of the body handled them.

Safety: it adds an empty column, which rewrites no row and takes the table's lock for a moment; taken back, what was
said is lost.

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("acts", sa.Column("handled_by", sa.String(length=200), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("acts", "handled_by")
