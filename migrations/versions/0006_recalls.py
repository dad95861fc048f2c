"""Recalls: the facts of a request to take a transfer back, in its versions.

Safety: it adds empty columns, which rewrites no row and takes the table's lock for a moment; taken back, every recall
is lost.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLE = "transfer_versions"
COLUMNS = (
    "requested_at",
    "requested_by",
    "requester_tenant",
    "requester",
    "ground",
    "basis",
    "effective_from",
    "open_cases",
    "papers",
    "reviewed_at",
    "approved_at",
    "published_at",
)


def upgrade() -> None:
    """Apply."""
    op.add_column(TABLE, sa.Column("recall_requested_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(TABLE, sa.Column("recall_requested_by", sa.String(length=100), nullable=True))
    op.add_column(TABLE, sa.Column("recall_requester_tenant", sa.String(length=9), nullable=True))
    op.add_column(TABLE, sa.Column("recall_requester", sa.String(length=32), nullable=True))
    op.add_column(TABLE, sa.Column("recall_ground", sa.String(length=18), nullable=True))
    op.add_column(TABLE, sa.Column("recall_basis", sa.String(length=2000), nullable=True))
    op.add_column(TABLE, sa.Column("recall_effective_from", sa.DateTime(timezone=True), nullable=True))
    op.add_column(TABLE, sa.Column("recall_open_cases", sa.String(length=4), nullable=True))
    op.add_column(TABLE, sa.Column("recall_papers", sa.JSON(), nullable=True))
    op.add_column(TABLE, sa.Column("recall_reviewed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(TABLE, sa.Column("recall_approved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(TABLE, sa.Column("recall_published_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take back. Column by column: making the table anew, as a batch does, would lose its triggers."""
    for name in COLUMNS:
        op.drop_column(TABLE, f"recall_{name}")
