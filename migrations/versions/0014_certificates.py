"""Certificates of officers with their revocations, public and append-only; and the officers of an act.

Safety: it makes empty tables, and adds an empty column to acts, which rewrites no row and takes the table's lock for a
moment. Of acts done before nobody knows who did them: the column is null, and they are not judged by it. Taken back,
certificates and officers are lost.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

from migrations import append_only, fenced

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLES = ("certificates", "certificate_revocations")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "certificates",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("number", sa.String(length=50), nullable=False),
        sa.Column("officer", sa.String(length=100), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "body"], ["bodies.tenant", "bodies.id"], name="fk_certificates_tenant_bodies"
        ),
        sa.PrimaryKeyConstraint("tenant", "number", name="pk_certificates"),
    )
    op.create_index("ix_certificates_tenant_body", "certificates", ["tenant", "body", "number"])
    op.create_index("ix_certificates_tenant_issued_at", "certificates", ["tenant", "issued_at"])
    op.create_table(
        "certificate_revocations",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("number", sa.String(length=50), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "number"],
            ["certificates.tenant", "certificates.number"],
            name="fk_certificate_revocations_tenant_certificates",
        ),
        sa.PrimaryKeyConstraint("tenant", "number", name="pk_certificate_revocations"),
    )
    for table in TABLES:
        append_only.seal(table, "tenant", "number")
        fenced.fence(table, read="true")
    op.add_column("acts", sa.Column("officers", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take back; triggers and policies go with their tables."""
    op.drop_column("acts", "officers")
    for table in reversed(TABLES):
        op.drop_table(table)
