"""Catalogues of what may be handed down, each revision kept whole, and on PostgreSQL behind the fence like the rest.

Safety: it makes tables and touches none that is there; taken back, every catalogue is lost.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

from migrations import append_only, fenced

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEYS = {"catalogues": ("tenant", "revision"), "catalogue_entries": ("tenant", "revision", "item")}


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "catalogues",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(length=500), nullable=False),
        sa.Column("document_date", sa.Date(), nullable=False),
        sa.Column("url", sa.String(length=10000), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "revision", name="pk_catalogues"),
    )
    op.create_table(
        "catalogue_entries",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("mode", sa.String(length=11), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "revision"],
            ["catalogues.tenant", "catalogues.revision"],
            name="fk_catalogue_entries_tenant_catalogues",
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "item"], ["items.tenant", "items.id"], name="fk_catalogue_entries_tenant_items"
        ),
        sa.PrimaryKeyConstraint("tenant", "revision", "item", name="pk_catalogue_entries"),
    )
    for table, key in KEYS.items():
        append_only.seal(table, *key)
        fenced.fence(table, read="true")


def downgrade() -> None:
    """Take back; triggers and policies go with their tables."""
    op.drop_table("catalogue_entries")
    op.drop_table("catalogues")
