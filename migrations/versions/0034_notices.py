"""Notices between bodies and the answers to them, append-only and fenced like the case or the transfer they are about.

Safety: it makes empty tables; taken back, every notice and answer is lost.

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

from migrations import append_only
from migrations.fenced import fence

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

NOTICES, ANSWERS = "notices", "notice_answers"


def _code(name: str, *, nullable: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.String(length=9), nullable=nullable)


def _text(name: str, length: int, *, nullable: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        NOTICES,
        *(_code("tenant"), _text("id", 32), _text("kind", 7)),
        *(_code("item_tenant"), _text("item", 32), _code("place")),
        *(_text("case", 32, nullable=True), _text("transfer", 32, nullable=True)),
        *(_code("sender_tenant"), _text("sender", 32), _text("to", 13)),
        *(_code("addressee_tenant", nullable=True), _text("addressee", 32, nullable=True)),
        *(_text("text", 10000), _text("document", 500, nullable=True), _text("url", 2000, nullable=True)),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        _text("account", 100),
        sa.ForeignKeyConstraint(["tenant", "case"], ["cases.tenant", "cases.id"], name="fk_notices_case_cases"),
        sa.ForeignKeyConstraint(
            ["tenant", "transfer"], ["transfers.tenant", "transfers.id"], name="fk_notices_transfer_transfers"
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_notices"),
    )
    for column in ("case", "transfer", "sent_at"):
        op.create_index(f"ix_notices_tenant_{column}", NOTICES, ["tenant", column])
    op.create_table(
        ANSWERS,
        *(_code("tenant"), _text("notice", 32), _text("kind", 9), _text("text", 10000)),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(_text("account", 100), _code("body_tenant"), _text("body", 32)),
        sa.ForeignKeyConstraint(
            ["tenant", "notice"], ["notices.tenant", "notices.id"], name="fk_notice_answers_notice_notices"
        ),
        sa.PrimaryKeyConstraint("tenant", "notice", name="pk_notice_answers"),
    )
    append_only.seal(NOTICES, "tenant", "id")
    append_only.seal(ANSWERS, "tenant", "notice")
    fence(NOTICES)
    fence(ANSWERS)


def downgrade() -> None:
    """Take back; triggers and policies go with their tables."""
    op.drop_table(ANSWERS)
    op.drop_table(NOTICES)
