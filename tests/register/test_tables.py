"""What every table promises, so that a county's rows can live anywhere: `tenant` comes first."""

import pytest
from sqlalchemy import Column, ForeignKeyConstraint, Index, MetaData, String, Table, UniqueConstraint

from register import tables


def problems(metadata: MetaData) -> list[str]:
    """Walk the tables and tell what does not begin with the tenant."""
    found = []
    for table in metadata.sorted_tables:
        if table.name in tables.REFERENCE:
            continue
        keys = [("primary key", list(table.primary_key.columns))]
        keys += [(str(one.name), list(one.columns)) for one in table.constraints if isinstance(one, UniqueConstraint)]
        keys += [(str(one.name), list(one.columns)) for one in table.indexes if one.unique]
        for name, columns in keys:
            if not columns or columns[0].name != "tenant":
                found.append(f"{table.name}: {name}")
        found += [f"{table.name}: {one.column_keys}" for one in table.foreign_key_constraints if _strays(one)]
    return found


def _strays(reference: ForeignKeyConstraint) -> bool:
    if reference.referred_table.name in tables.REFERENCE:
        return False
    first = reference.elements[0]
    return (first.parent.name, first.column.name) != ("tenant", "tenant")


def test_every_key_of_a_tenant_table_begins_with_the_tenant() -> None:
    assert len(tables.Table.metadata.tables) > 15
    assert problems(tables.Table.metadata) == []


def test_the_reference_tables_are_those_without_a_tenant_and_the_logins() -> None:
    known = tables.Table.metadata.tables
    assert set(known) >= tables.REFERENCE
    without = {name for name, table in known.items() if "tenant" not in table.primary_key.columns}
    assert without == tables.REFERENCE


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ([], []),
        ([UniqueConstraint("code", "tenant", name="by_code")], ["bad: by_code"]),
        ([Index("by_code", "code", unique=True)], ["bad: by_code"]),
        ([Index("by_code", "code")], []),
        ([ForeignKeyConstraint(["item"], ["good.id"])], ["bad: ['item']"]),
        ([ForeignKeyConstraint(["item", "tenant"], ["good.id", "good.tenant"])], ["bad: ['item', 'tenant']"]),
        ([ForeignKeyConstraint(["tenant", "item"], ["good.tenant", "good.id"])], []),
        ([ForeignKeyConstraint(["item"], ["divisions.code"])], []),
    ],
)
def test_the_walk_finds_a_bad_table(more: list[UniqueConstraint], found: list[str]) -> None:
    metadata = MetaData()
    Table("divisions", metadata, Column("code", String, primary_key=True))
    Table("good", metadata, Column("tenant", String, primary_key=True), Column("id", String, primary_key=True))
    own = [Column("tenant", String, primary_key=True), Column("code", String), Column("item", String)]
    Table("bad", metadata, *own, *more)
    assert problems(metadata) == found


def test_the_walk_finds_a_primary_key_that_begins_with_something_else() -> None:
    metadata = MetaData()
    Table("bad", metadata, Column("id", String, primary_key=True), Column("tenant", String, primary_key=True))
    assert problems(metadata) == ["bad: primary key"]
