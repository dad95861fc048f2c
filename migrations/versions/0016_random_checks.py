"""Acts may be random checks of a market body.

Safety: it adds empty columns, which rewrites no row, and an index, for which acts cannot be written while it is made;
taken back, what was checked is lost.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

INDEX = "ix_acts_tenant_check_subject_at"


def upgrade() -> None:
    """Apply."""
    op.add_column("acts", sa.Column("check_subject", sa.String(length=18), nullable=True))
    op.add_column("acts", sa.Column("check_reason", sa.String(length=2000), nullable=True))
    op.add_column("acts", sa.Column("check_number", sa.Integer(), nullable=True))
    op.create_index(INDEX, "acts", ["tenant", "check_subject", "at"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(INDEX, table_name="acts")
    for column in ("check_number", "check_reason", "check_subject"):
        op.drop_column("acts", column)
