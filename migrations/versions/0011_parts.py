"""Parts of an item: what a transfer covers and leaves out, and what a case falls under.

Safety: it adds empty columns, which rewrites no row and takes the locks of tables for a moment. Every transfer until
now covers the whole of its item, and no case said its parts. Taken back, a grant of a part reads as one of the whole.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

from migrations import append_only

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NAMES = ("parts", "except_parts")


def upgrade() -> None:
    """Apply."""
    columns = [sa.Column[list[str]](name, sa.JSON(), nullable=True) for name in NAMES]
    append_only.widen("transfer_versions", *columns)
    op.add_column("cases", sa.Column("parts", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("cases", "parts")
    append_only.narrow("transfer_versions", *NAMES)
