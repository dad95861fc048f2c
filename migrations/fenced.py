"""Row-level security for a new table: PostgreSQL holds every row of it to the scope of whoever asks."""

from alembic import op

# The words of the scope; Citus takes no subquery in a policy, so nothing is looked up but the row itself.
_WORDS = "string_to_array(current_setting('register.scope', true), ' ')"
WITHIN = f"ARRAY['*', tenant::text, left(tenant, 4), left(tenant, 2)] && {_WORDS}"

# What binds everybody below a region is read there too.
BINDING = f"{WITHIN} OR '^' || tenant = ANY ({_WORDS})"


def fence(table: str, read: str = WITHIN, write: str = WITHIN) -> None:
    """Let rows be read, and written, where these conditions hold; SQLite has no fence."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY fence_select ON {table} FOR SELECT USING ({read})")
    op.execute(f"CREATE POLICY fence_insert ON {table} FOR INSERT WITH CHECK ({write})")
    op.execute(f"CREATE POLICY fence_update ON {table} FOR UPDATE USING ({write}) WITH CHECK ({write})")
    op.execute(f"CREATE POLICY fence_delete ON {table} FOR DELETE USING ({write})")
