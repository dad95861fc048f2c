"""On SQLite, what has been recorded is not replaced either: INSERT OR REPLACE deletes, and fires no trigger for it.

Safety: it adds triggers and touches no row. PostgreSQL has no such statement: its ON CONFLICT DO UPDATE is an update.

Revision ID: 0005
Revises: 0004
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEYS = {
    "journal": ("tenant", "sequence"),
    "item_versions": ("tenant", "id", "version"),
    "transfer_versions": ("tenant", "id", "version"),
    "policy_revisions": ("tenant", "revision"),
    "policy_lines": ("tenant", "revision", "id"),
}


def upgrade() -> None:
    """Apply."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for table, key in KEYS.items():
        same = " AND ".join(f"{column} = NEW.{column}" for column in key)
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608  names of our own
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same} OR rowid = NEW.rowid) "
            f"BEGIN SELECT RAISE(ABORT, '{table}: what has been recorded stays'); END"
        )


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for table in KEYS:
        op.execute(f"DROP TRIGGER {table}_no_replace")
