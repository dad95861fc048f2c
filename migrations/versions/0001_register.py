"""The register: divisions, bodies, items and transfers.

Safety: it makes tables and fills none; taken back, everything in them is lost.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "bodies",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=9), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_bodies")),
    )
    op.create_index("uq_bodies_tenant_place_name", "bodies", ["tenant", "place", "name"], unique=True)
    op.create_table(
        "divisions",
        sa.Column("code", sa.String(length=9), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("parent", sa.String(length=9), nullable=True),
        sa.Column("kind", sa.String(length=11), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["divisions.code"], name=op.f("fk_divisions__divisions")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_divisions")),
    )
    op.create_index("ix_divisions_level_code", "divisions", ["level", "code"], unique=False)
    op.create_index(op.f("ix_divisions_parent"), "divisions", ["parent"], unique=False)
    op.create_table(
        "departments",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=18), nullable=True),
        sa.Column("code_valid", sa.Boolean(), nullable=False),
        sa.Column("parent", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "id"], ["bodies.tenant", "bodies.id"], name=op.f("fk_departments_id_bodies")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "parent"],
            ["departments.tenant", "departments.id"],
            name=op.f("fk_departments_parent_departments"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_departments")),
    )
    op.create_index("uq_departments_tenant_code", "departments", ["tenant", "code"], unique=True)
    op.create_table(
        "townships",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=11), nullable=False),
        sa.ForeignKeyConstraint(["tenant", "id"], ["bodies.tenant", "bodies.id"], name=op.f("fk_townships_id_bodies")),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_townships")),
    )
    op.create_table(
        "transfers",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("item_tenant", sa.String(length=9), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("devolver_tenant", sa.String(length=9), nullable=False),
        sa.Column("devolver", sa.String(length=32), nullable=False),
        sa.Column("receiver", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=9), nullable=False),
        sa.Column("proposed_by", sa.String(length=100), nullable=False),
        sa.Column("proposer_tenant", sa.String(length=9), nullable=True),
        sa.Column("proposer", sa.String(length=32), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "receiver"], ["bodies.tenant", "bodies.id"], name=op.f("fk_transfers_receiver_bodies")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_transfers")),
    )
    op.create_index("ix_transfers_item_tenant_item", "transfers", ["item_tenant", "item"], unique=False)
    op.create_index("ix_transfers_tenant_item", "transfers", ["tenant", "item", "place"], unique=False)
    op.create_index("ix_transfers_tenant_receiver", "transfers", ["tenant", "receiver"], unique=False)
    op.create_table(
        "department_offices",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("department", sa.String(length=32), nullable=False),
        sa.Column("office", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "department"],
            ["departments.tenant", "departments.id"],
            name=op.f("fk_department_offices_department_departments"),
        ),
        sa.PrimaryKeyConstraint("tenant", "department", "office", name=op.f("pk_department_offices")),
    )
    op.create_table(
        "items",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("scheme", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=14), nullable=False),
        sa.Column("department", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "department"],
            ["departments.tenant", "departments.id"],
            name=op.f("fk_items_department_departments"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_items")),
    )
    op.create_index("ix_items_tenant_department_code", "items", ["tenant", "department", "code"], unique=False)
    op.create_index("uq_items_tenant_code", "items", ["tenant", "code"], unique=True)
    op.create_table(
        "transfer_versions",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mode", sa.String(length=11), nullable=False),
        sa.Column("stages", sa.JSON(), nullable=False),
        sa.Column("effective_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effective_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("retained", sa.JSON(), nullable=False),
        sa.Column("outpost_tenant", sa.String(length=9), nullable=True),
        sa.Column("outpost", sa.String(length=32), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "id"], ["transfers.tenant", "transfers.id"], name=op.f("fk_transfer_versions_id_transfers")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", "version", name=op.f("pk_transfer_versions")),
    )
    op.create_index(
        "ix_transfer_versions_tenant_effective_from", "transfer_versions", ["tenant", "effective_from"], unique=False
    )
    op.create_table(
        "item_versions",
        sa.Column("tenant", sa.String(length=9), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name", sa.String(length=1000), nullable=False),
        sa.Column("legal_basis", sa.JSON(), nullable=False),
        sa.Column("competent", sa.String(length=32), nullable=False),
        sa.Column("important", sa.Boolean(), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "competent"],
            ["departments.tenant", "departments.id"],
            name=op.f("fk_item_versions_competent_departments"),
        ),
        sa.ForeignKeyConstraint(["tenant", "id"], ["items.tenant", "items.id"], name=op.f("fk_item_versions_id_items")),
        sa.PrimaryKeyConstraint("tenant", "id", "version", name=op.f("pk_item_versions")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("item_versions")
    op.drop_index("ix_transfer_versions_tenant_effective_from", table_name="transfer_versions")
    op.drop_table("transfer_versions")
    op.drop_index("uq_items_tenant_code", table_name="items")
    op.drop_index("ix_items_tenant_department_code", table_name="items")
    op.drop_table("items")
    op.drop_table("department_offices")
    op.drop_index("ix_transfers_tenant_receiver", table_name="transfers")
    op.drop_index("ix_transfers_tenant_item", table_name="transfers")
    op.drop_index("ix_transfers_item_tenant_item", table_name="transfers")
    op.drop_table("transfers")
    op.drop_table("townships")
    op.drop_index("uq_departments_tenant_code", table_name="departments")
    op.drop_table("departments")
    op.drop_index(op.f("ix_divisions_parent"), table_name="divisions")
    op.drop_index("ix_divisions_level_code", table_name="divisions")
    op.drop_table("divisions")
    op.drop_index("uq_bodies_tenant_place_name", table_name="bodies")
    op.drop_table("bodies")
