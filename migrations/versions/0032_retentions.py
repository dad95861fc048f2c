"""Catalogues say which items a government retains, and why.

Safety: it makes a table and touches none that is there; taken back, what was retained is lost.

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

from migrations import append_only, fenced

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "catalogue_retentions",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "revision"],
            ["catalogues.tenant", "catalogues.revision"],
            name="fk_catalogue_retentions_tenant_catalogues",
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "item"], ["items.tenant", "items.id"], name="fk_catalogue_retentions_tenant_items"
        ),
        sa.PrimaryKeyConstraint("tenant", "revision", "item", name="pk_catalogue_retentions"),
    )
    append_only.seal("catalogue_retentions", "tenant", "revision", "item")
    fenced.fence("catalogue_retentions", read="true")


def downgrade() -> None:
    """Take back; triggers and policies go with the table."""
    op.drop_table("catalogue_retentions")
