"""What a body handed over is found by an index.

Safety: transfers cannot be written while the index is made; taken back, nothing is lost.

Revision ID: 0019
Revises: 0018
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

INDEX = "ix_transfers_devolver_tenant_devolver"


def upgrade() -> None:
    """Apply."""
    op.create_index(INDEX, "transfers", ["devolver_tenant", "devolver"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(INDEX, "transfers")
