"""Grants of roles say who gave them, when, and whether they were taken in an emergency.

Safety: columns with a default, or that may be empty, are added; the grants that are there were given by the command
line. Taken back, who gave which role stays in the journal.

Revision ID: 0038
Revises: 0037
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("role_grants", sa.Column("emergency", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("role_grants", sa.Column("granted_by", sa.String(length=100), nullable=True))
    op.add_column("role_grants", sa.Column("granted_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take it back."""
    for column in ("granted_at", "granted_by", "emergency"):
        op.drop_column("role_grants", column)
