"""Reversions: the findings by which a case went back to its devolver, append-only and fenced like the case.

Safety: it makes an empty table; taken back, every finding is lost.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

from migrations import append_only, fenced

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLE = "reversions"
KEY = ("tenant", "case", "body_tenant", "body")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        TABLE,
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("case", sa.String(length=32), nullable=False),
        sa.Column("body_tenant", sa.String(length=9), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("clause", sa.String(length=2000), nullable=False),
        sa.Column("document", sa.String(length=500), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=True),
        sa.Column("evidence", sa.String(length=10000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=False),
        sa.Column("found_by_tenant", sa.String(length=9), nullable=False),
        sa.Column("found_by", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["tenant", "case"], ["cases.tenant", "cases.id"], name="fk_reversions_case_cases"),
        sa.PrimaryKeyConstraint(*KEY, name="pk_reversions"),
    )
    append_only.seal(TABLE, *KEY)
    fenced.fence(TABLE)


def downgrade() -> None:
    """Take back."""
    op.drop_table(TABLE)
