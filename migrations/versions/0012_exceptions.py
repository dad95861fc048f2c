"""What the exceptions to the ban rest on: a grant that reserves stepping in, and what an act asked for.

Safety: it adds a column with a default and an empty one, which rewrites no row and takes the locks of the tables for a
moment; taken back, both are lost.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

from migrations import append_only

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    reserves: sa.Column[bool] = sa.Column(
        "reserves_stepping_in", sa.Boolean(), server_default=sa.false(), nullable=False
    )
    append_only.widen("transfer_versions", reserves)
    op.add_column("acts", sa.Column("disguised_as", sa.String(length=7), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("acts", "disguised_as")
    append_only.narrow("transfer_versions", "reserves_stepping_in")
