"""A repeated request gets its first answer: the entry that its key led to is kept beside the key.

Safety: it adds an empty column. A key from before it, which is kept for 7 days, answers with its target as it stands.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("idempotency_keys", sa.Column("sequence", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("idempotency_keys", "sequence")
