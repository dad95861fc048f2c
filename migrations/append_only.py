"""Tables of records: what is recorded stays, in a new table and in a new column of one that is there."""

from typing import Any

import sqlalchemy as sa
from alembic import op

# Kept beside the record for the fence, and no part of it (docs/decisions/0017).
_BESIDE = {"public"}


def seal(table: str, *key: str) -> None:
    """Close a table of records that was just made to every change, and on SQLite to a row in another's place."""
    _close(table)
    if op.get_bind().dialect.name != "sqlite":
        return
    same = " AND ".join(f'"{column}" = NEW."{column}"' for column in key)
    refusal = f"BEGIN SELECT RAISE(ABORT, '{table}: what has been recorded stays'); END"
    op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refusal}")
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608  names of our own
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same} OR rowid = NEW.rowid) {refusal}"
    )


def widen(table: str, *columns: sa.Column[Any]) -> None:
    """Add columns to a table of records."""
    _open(table)
    for column in columns:
        op.add_column(table, column)
    _close(table)


def narrow(table: str, *columns: str) -> None:
    """Take columns away. One by one: a batch would make the table anew, without its other triggers."""
    _open(table)
    for column in columns:
        op.drop_column(table, column)
    _close(table)


def _open(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {table}_no_update")
    else:
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")


def _close(table: str) -> None:
    there = sa.inspect(op.get_bind()).get_columns(table)
    columns = ", ".join(f'"{one["name"]}"' for one in there if one["name"] not in _BESIDE)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {columns} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: what has been recorded stays'); END"
        )
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OF {columns} OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
