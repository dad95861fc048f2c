"""Successions of bodies, with the bodies that they make and end; append-only, and everybody may read them.

Safety: it makes tables and touches none that is there; taken back, every succession is lost, and whoever carried a
body on has nothing of it any more.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

from migrations import append_only, fenced

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KEYS = {"successions": ("tenant", "id"), "succession_bodies": ("tenant", "body", "succession")}


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "successions",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=7), nullable=False),
        sa.Column("predecessors", sa.JSON(), nullable=False),
        sa.Column("heirs", sa.JSON(), nullable=False),
        sa.Column("document", sa.String(length=500), nullable=False),
        sa.Column("document_date", sa.Date(), nullable=False),
        sa.Column("url", sa.String(length=10000), nullable=True),
        sa.Column("former_name", sa.String(length=200), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("former_code", sa.String(length=18), nullable=True),
        sa.Column("code", sa.String(length=18), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_successions"),
    )
    op.create_table(
        "succession_bodies",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("succession", sa.String(length=32), nullable=False),
        sa.Column("begins", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "succession"],
            ["successions.tenant", "successions.id"],
            name="fk_succession_bodies_tenant_successions",
        ),
        sa.PrimaryKeyConstraint("tenant", "body", "succession", name="pk_succession_bodies"),
    )
    for table, key in KEYS.items():
        append_only.seal(table, *key)
        fenced.fence(table, read="true")


def downgrade() -> None:
    """Take back; triggers and policies go with the table."""
    op.drop_table("succession_bodies")
    op.drop_table("successions")
