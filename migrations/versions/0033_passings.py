"""Passings: that cases were passed on, to whom and on what, append-only and fenced like the case.

Safety: it makes an empty table; taken back, every passing is lost.

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op

from migrations import append_only
from migrations.fenced import fence

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

TABLE = "passings"
KEY = ("tenant", "case")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        TABLE,
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("case", sa.String(length=32), nullable=False),
        sa.Column("body_tenant", sa.String(length=9), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=10000), nullable=False),
        sa.Column("document", sa.String(length=500), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=True),
        sa.Column("sanctions", sa.JSON(), nullable=False),
        sa.Column("party", sa.String(length=12), nullable=True),
        sa.Column("parts", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=False),
        sa.Column("passed_by_tenant", sa.String(length=9), nullable=False),
        sa.Column("passed_by", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["tenant", "case"], ["cases.tenant", "cases.id"], name="fk_passings_case_cases"),
        sa.PrimaryKeyConstraint(*KEY, name="pk_passings"),
    )
    append_only.seal(TABLE, *KEY)
    fence(TABLE)


def downgrade() -> None:
    """Take back."""
    op.drop_table(TABLE)
