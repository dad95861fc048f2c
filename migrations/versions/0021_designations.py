"""Designations: the decisions on who handles a case, append-only and fenced like the case.

Safety: it makes an empty table; taken back, every designation is lost.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

from migrations import append_only
from migrations.fenced import fence

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLE = "designations"
KEY = ("tenant", "case", "number")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        TABLE,
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("case", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body_tenant", sa.String(length=9), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=10000), nullable=False),
        sa.Column("document", sa.String(length=500), nullable=True),
        sa.Column("url", sa.String(length=2000), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=False),
        sa.Column("designated_by_tenant", sa.String(length=9), nullable=False),
        sa.Column("designated_by", sa.String(length=32), nullable=False),
        sa.Column("dispute", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["tenant", "case"], ["cases.tenant", "cases.id"], name="fk_designations_case_cases"),
        sa.PrimaryKeyConstraint(*KEY, name="pk_designations"),
    )
    append_only.seal(TABLE, *KEY)
    fence(TABLE)


def downgrade() -> None:
    """Take back."""
    op.drop_table(TABLE)
