"""What is done with the register: accounts, policies, cases, and the journal of all of it.

Safety: it makes tables and fills none; taken back, all that was recorded in them is lost.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "accounts",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("body_tenant", sa.String(length=9), nullable=True),
        sa.Column("body", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "account", name=op.f("pk_accounts")),
    )
    op.create_table(
        "cases",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("item_tenant", sa.String(length=9), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=9), nullable=False),
        sa.Column("also_at", sa.JSON(), nullable=False),
        sa.Column("sanctions", sa.JSON(), nullable=False),
        sa.Column("party", sa.String(length=12), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_by_tenant", sa.String(length=9), nullable=False),
        sa.Column("filed_by", sa.String(length=32), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=2000), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_cases")),
    )
    op.create_index("ix_cases_tenant_item", "cases", ["tenant", "item", "place"], unique=False)
    op.create_table(
        "idempotency_keys",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("target_tenant", sa.String(length=9), nullable=True),
        sa.Column("target_id", sa.String(length=100), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "account", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_table(
        "journal",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("target_kind", sa.String(length=20), nullable=False),
        sa.Column("target_tenant", sa.String(length=9), nullable=False),
        sa.Column("target_id", sa.String(length=100), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "sequence", name=op.f("pk_journal")),
    )
    op.create_index(
        "ix_journal_tenant_target", "journal", ["tenant", "target_kind", "target_id", "sequence"], unique=False
    )
    op.create_table(
        "journal_heads",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("tenant", name=op.f("pk_journal_heads")),
    )
    op.create_table(
        "logins",
        sa.Column("account", sa.String(length=100), nullable=False),
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_logins")),
    )
    op.create_table(
        "policy_revisions",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "revision", name=op.f("pk_policy_revisions")),
    )
    op.create_table(
        "signing_keys",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("secret", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_keys")),
    )
    op.create_table(
        "acts",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case", sa.String(length=32), nullable=False),
        sa.Column("stage", sa.String(length=18), nullable=False),
        sa.Column("body_tenant", sa.String(length=9), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=True),
        sa.Column("reason", sa.String(length=2000), nullable=True),
        sa.Column("policy_revision", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["tenant", "case"], ["cases.tenant", "cases.id"], name=op.f("fk_acts_case_cases")),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_acts")),
    )
    op.create_index("ix_acts_tenant_case_at", "acts", ["tenant", "case", "at"], unique=False)
    op.create_table(
        "policy_lines",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("when", sa.JSON(), nullable=False),
        sa.Column("effect", sa.String(length=5), nullable=False),
        sa.Column("rule", sa.String(length=5), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "revision"],
            ["policy_revisions.tenant", "policy_revisions.revision"],
            name=op.f("fk_policy_lines_revision_policy_revisions"),
        ),
        sa.PrimaryKeyConstraint("tenant", "revision", "id", name=op.f("pk_policy_lines")),
    )
    op.create_table(
        "role_grants",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=9), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "account"], ["accounts.tenant", "accounts.account"], name=op.f("fk_role_grants_account_accounts")
        ),
        sa.PrimaryKeyConstraint("tenant", "account", "role", "place", name=op.f("pk_role_grants")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("role_grants")
    op.drop_table("policy_lines")
    op.drop_index("ix_acts_tenant_case_at", table_name="acts")
    op.drop_table("acts")
    op.drop_table("signing_keys")
    op.drop_table("policy_revisions")
    op.drop_table("logins")
    op.drop_table("journal_heads")
    op.drop_index("ix_journal_tenant_target", table_name="journal")
    op.drop_table("journal")
    op.drop_table("idempotency_keys")
    op.drop_index("ix_cases_tenant_item", table_name="cases")
    op.drop_table("cases")
    op.drop_table("accounts")
