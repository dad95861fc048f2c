"""The area of a grant: parks that it reaches, places it cuts out, neighbours it serves; and who accepted a case.

Safety: it adds empty columns and two with a default, which rewrites no row and takes the locks of the tables for a
moment. Every transfer until now reaches its receiver's own place. Taken back, a grant that cut a place out reads as one
of the whole area.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

from migrations import append_only

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

PLACES = ("also_places", "except_places", "serves")


def upgrade() -> None:
    """Apply."""
    columns = [sa.Column[list[str]](name, sa.JSON(), nullable=True) for name in PLACES]
    retains: sa.Column[bool] = sa.Column("retains_across", sa.Boolean(), server_default=sa.false(), nullable=False)
    append_only.widen("transfer_versions", *columns, retains)
    op.add_column("cases", sa.Column("accepted_by_tenant", sa.String(length=9), nullable=True))
    op.add_column("cases", sa.Column("accepted_by", sa.String(length=32), nullable=True))
    op.add_column("transfers", sa.Column("wider", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Take back."""
    op.drop_column("transfers", "wider")
    op.drop_column("cases", "accepted_by")
    op.drop_column("cases", "accepted_by_tenant")
    append_only.narrow("transfer_versions", *PLACES, "retains_across")
