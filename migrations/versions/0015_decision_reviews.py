"""Reviews of decisions before they are made, append-only and fenced like their case; and the items that need one.

Safety: it makes an empty table, and adds a column with a default, which rewrites no row and takes the table's lock for
a moment; taken back, reviews and marks are lost.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

from migrations import append_only, fenced

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLE = "decision_reviews"
KEY = ("tenant", "case", "number")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        TABLE,
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("case", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("approve", sa.Boolean(), nullable=False),
        sa.Column("opinion", sa.String(length=10000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=False),
        sa.Column("body_tenant", sa.String(length=9), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "case"], ["cases.tenant", "cases.id"], name="fk_decision_reviews_case_cases"
        ),
        sa.PrimaryKeyConstraint(*KEY, name="pk_decision_reviews"),
    )
    append_only.seal(TABLE, *KEY)
    fenced.fence(TABLE)
    marked: sa.Column[bool] = sa.Column("decisions_reviewed", sa.Boolean(), server_default=sa.false(), nullable=False)
    append_only.widen("item_versions", marked)


def downgrade() -> None:
    """Take back; triggers and policies go with their table."""
    append_only.narrow("item_versions", "decisions_reviewed")
    op.drop_table(TABLE)
