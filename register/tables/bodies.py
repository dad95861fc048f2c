"""Divisions, and the bodies that can hold a power: departments with their offices, and townships."""

from sqlalchemy import String
from sqlmodel import Field

from register.tables.columns import CODE, ID, Index, Reference, Table, string


class Division(Table, table=True):
    """A division of China 行政区划. A reference table: every tenant reads it, an import writes it."""

    __tablename__ = "divisions"
    __table_args__ = (Index("ix_divisions_level_code", "level", "code"),)

    code: str = string(CODE, key=True)
    name: str = string(200)
    level: str = string(10)
    parent: str | None = Field(default=None, sa_type=String(CODE), foreign_key="divisions.code", index=True)
    kind: str | None = string(11, nullable=True)


class Body(Table, table=True):
    """Whoever can hold a power. The identity that items, transfers, cases and accounts point to."""

    __tablename__ = "bodies"
    __table_args__ = (Index("uq_bodies_tenant_place_name", "tenant", "place", "name", unique=True),)

    tenant: str = string(CODE, key=True)
    id: str = string(ID, key=True)
    kind: str = string(10)
    name: str = string(200)
    place: str = string(CODE)


class Township(Table, table=True):
    """A receiving unit 乡镇、街道、园区; its id is its division code."""

    __tablename__ = "townships"
    __table_args__ = (Reference(["tenant", "id"], ["bodies.tenant", "bodies.id"]),)

    tenant: str = string(CODE, key=True)
    id: str = string(ID, key=True)
    kind: str = string(11)


class Department(Table, table=True):
    """A department 部门; one with a parent is its outpost 派出机构 and sits in a township."""

    __tablename__ = "departments"
    __table_args__ = (
        Reference(["tenant", "id"], ["bodies.tenant", "bodies.id"]),
        Reference(["tenant", "parent"], ["departments.tenant", "departments.id"]),
        Index("uq_departments_tenant_code", "tenant", "code", unique=True),
    )

    tenant: str = string(CODE, key=True)
    id: str = string(ID, key=True)
    code: str | None = string(18, nullable=True)
    code_valid: bool = True
    parent: str | None = string(ID, nullable=True)


class DepartmentOffice(Table, table=True):
    """A duty of R193 that a department holds."""

    __tablename__ = "department_offices"
    __table_args__ = (Reference(["tenant", "department"], ["departments.tenant", "departments.id"]),)

    tenant: str = string(CODE, key=True)
    department: str = string(ID, key=True)
    office: str = string(12, key=True)
