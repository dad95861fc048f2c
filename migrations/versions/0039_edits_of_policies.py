"""Revisions of policy lines keep what is expected of them and whether another administrator approves a change.

Safety: columns with a default, or that may be empty, are added to revisions, and tables are made; a revision that is
there expects nothing.
Taken back, expectations and proposals are lost, and the lines of each revision stay.

Revision ID: 0039
Revises: 0038
"""

import sqlalchemy as sa
from alembic import op

from migrations import append_only, fenced

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

KEYS = {
    "policy_expectations": ("tenant", "revision", "name"),
    "policy_proposals": ("tenant", "id"),
    "policy_decisions": ("tenant", "proposal"),
}


def upgrade() -> None:
    """Apply."""
    append_only.widen(
        "policy_revisions",
        sa.Column("four_eyes", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("shipped", sa.JSON(), nullable=True),
    )
    op.create_table(
        "policy_expectations",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("who", sa.JSON(), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=9), nullable=False),
        sa.Column("holding", sa.JSON(), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "revision"],
            ["policy_revisions.tenant", "policy_revisions.revision"],
            name="fk_policy_expectations_tenant_policy_revisions",
        ),
        sa.PrimaryKeyConstraint("tenant", "revision", "name", name="pk_policy_expectations"),
    )
    op.create_table(
        "policy_proposals",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("change", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_policy_proposals"),
    )
    op.create_table(
        "policy_decisions",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("proposal", sa.String(length=32), nullable=False),
        sa.Column("approve", sa.Boolean(), nullable=False),
        sa.Column("opinion", sa.String(length=2000), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "proposal"],
            ["policy_proposals.tenant", "policy_proposals.id"],
            name="fk_policy_decisions_tenant_policy_proposals",
        ),
        sa.PrimaryKeyConstraint("tenant", "proposal", name="pk_policy_decisions"),
    )
    for table, key in KEYS.items():
        append_only.seal(table, *key)
        fenced.fence(table, read=fenced.BINDING)


def downgrade() -> None:
    """Take back; triggers and policies go with their tables."""
    for table in reversed(KEYS):
        op.drop_table(table)
    append_only.narrow("policy_revisions", "shipped", "four_eyes")
