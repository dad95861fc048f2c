"""What is public says so in a column, and PostgreSQL holds every row to the scope of whoever asks.

`public` is no part of the record: it is kept like an index, of an item or a transfer and of every version of it, and
says whether everybody may read the thing as it now stands. The record itself stays closed to change. A transfer takes
over the kind of its item, which never changes: the fence may hide the item from those who read the transfer.

Safety: it rewrites no row of the record but for the new column. On PostgreSQL a role that owns the tables sees nothing
any more unless it says on whose behalf, so an older server that runs on would find the register empty: stop it first.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

PUBLIC = ("items", "item_versions", "transfers", "transfer_versions")
EVERYBODYS = ("bodies", "departments", "townships", "department_offices")
OWN = ("cases", "acts", "accounts", "role_grants", "journal", "journal_heads")
BINDING = ("policy_revisions", "policy_lines")
REGISTERS = ("logins", "signing_keys")

# The words of the scope; Citus takes no subquery in a policy, so nothing is looked up but the row itself.
WORDS = "string_to_array(current_setting('register.scope', true), ' ')"
WITHIN = f"ARRAY['*', tenant::text, left(tenant, 4), left(tenant, 2)] && {WORDS}"
READ = {
    **dict.fromkeys(PUBLIC, f"public OR {WITHIN}"),
    **dict.fromkeys(EVERYBODYS, "true"),
    **dict.fromkeys(OWN, WITHIN),
    **dict.fromkeys(BINDING, f"{WITHIN} OR '^' || tenant = ANY ({WORDS})"),
    **dict.fromkeys(REGISTERS, f"'*' = ANY ({WORDS})"),
    "idempotency_keys": f"ARRAY['*', '@' || account] && {WORDS}",
}
WRITE = dict.fromkeys((*PUBLIC, *EVERYBODYS, *BINDING), WITHIN)


def upgrade() -> None:
    """Apply."""
    for table in PUBLIC:
        op.add_column(table, sa.Column("public", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("transfers", sa.Column("kind", sa.String(length=14), server_default=sa.text("''"), nullable=False))
    _open_to_public(["item_versions", "transfer_versions"])
    _fill()
    if op.get_bind().dialect.name == "postgresql":
        for table, read in READ.items():
            _fence(table, read, WRITE.get(table, read))


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "postgresql":
        for table in READ:
            for verb in ("select", "insert", "update", "delete"):
                op.execute(f"DROP POLICY fence_{verb} ON {table}")
            op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for table in ("item_versions", "transfer_versions"):
        _close(table, "")
    for table in PUBLIC:
        op.drop_column(table, "public")
    op.drop_column("transfers", "kind")


def _fence(table: str, read: str, write: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY fence_select ON {table} FOR SELECT USING ({read})")
    op.execute(f"CREATE POLICY fence_insert ON {table} FOR INSERT WITH CHECK ({write})")
    op.execute(f"CREATE POLICY fence_update ON {table} FOR UPDATE USING ({write}) WITH CHECK ({write})")
    op.execute(f"CREATE POLICY fence_delete ON {table} FOR DELETE USING ({write})")


def _open_to_public(tables: list[str]) -> None:
    """Let `public` be kept where nothing else may change."""
    for table in tables:
        columns = [column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)]
        _close(table, " OF " + ", ".join(f'"{name}"' for name in columns if name != "public"))


def _close(table: str, columns: str) -> None:
    """Refuse every change but of the columns left out."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {table}_no_update")
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE{columns} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: what has been recorded stays'); END"
        )
        return
    op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE{columns} OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _fill() -> None:
    """Say of what is there whether it is public."""
    op.execute(
        "UPDATE items SET public = EXISTS (SELECT 1 FROM item_versions v WHERE v.tenant = items.tenant "
        "AND v.id = items.id AND v.version = items.version AND v.published AND NOT v.confidential)"
    )
    op.execute(
        "UPDATE transfers SET public = EXISTS (SELECT 1 FROM items i JOIN transfer_versions v "
        "ON v.tenant = transfers.tenant AND v.id = transfers.id AND v.version = transfers.version "
        "WHERE i.tenant = transfers.item_tenant AND i.id = transfers.item AND i.public AND v.published_at IS NOT NULL)"
    )
    op.execute(
        "UPDATE transfers SET kind = (SELECT i.kind FROM items i "
        "WHERE i.tenant = transfers.item_tenant AND i.id = transfers.item)"
    )
    op.execute(
        "UPDATE item_versions SET public = true WHERE EXISTS "
        "(SELECT 1 FROM items o WHERE o.tenant = item_versions.tenant AND o.id = item_versions.id AND o.public)"
    )
    op.execute(
        "UPDATE transfer_versions SET public = true WHERE EXISTS (SELECT 1 FROM transfers o "
        "WHERE o.tenant = transfer_versions.tenant AND o.id = transfer_versions.id AND o.public)"
    )
