"""Reviews of items before their change is published, append-only and fenced.

Safety: it makes a table and touches none that is there; taken back, every review is lost.

Revision ID: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import op

from migrations import append_only, fenced

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "item_reviews",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("approve", sa.Boolean(), nullable=False),
        sa.Column("opinion", sa.String(length=10000), nullable=False),
        sa.Column("jointly", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=False),
        sa.Column("body_tenant", sa.String(length=9), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "item", "version"],
            ["item_versions.tenant", "item_versions.id", "item_versions.version"],
            name="fk_item_reviews_tenant_item_versions",
        ),
        sa.PrimaryKeyConstraint("tenant", "item", "number", name="pk_item_reviews"),
    )
    append_only.seal("item_reviews", "tenant", "item", "number")
    fenced.fence("item_reviews")


def downgrade() -> None:
    """Take back; triggers and policies go with the table."""
    op.drop_table("item_reviews")
