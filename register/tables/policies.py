"""The domains' own policy lines, each revision kept whole. A domain without a revision has the shipped defaults."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from register.tables.columns import CODE, ID, Reference, Table, moment, string


class PolicyRevision(Table, table=True):
    """One revision of a domain's lines; `tenant` is the domain."""

    __tablename__ = "policy_revisions"

    tenant: str = string(CODE, key=True)
    revision: int = Field(primary_key=True)
    author: str = string(100)
    reason: str = string(2000)
    at: datetime = moment()


class PolicyLine(Table, table=True):
    """One line of one revision."""

    __tablename__ = "policy_lines"
    __table_args__ = (Reference(["tenant", "revision"], ["policy_revisions.tenant", "policy_revisions.revision"]),)

    tenant: str = string(CODE, key=True)
    revision: int = Field(primary_key=True)
    id: str = string(ID, key=True)
    position: int
    role: str = string(40)
    action: str = string(40)
    when: list[Any] = Field(sa_type=JSON)
    effect: str = string(5)
    rule: str = string(5)
