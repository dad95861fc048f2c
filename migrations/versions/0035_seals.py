"""Whose hands the devolver's seal is in goes on record with the transfer under which it was handed over.

Safety: it adds an empty column, which rewrites no row and takes the table's lock for a moment; taken back, every
custody is lost, though not its entries in the journal.

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa

from migrations import append_only

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    append_only.widen("transfer_versions", sa.Column[list[object]]("seals", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take back."""
    append_only.narrow("transfer_versions", "seals")
