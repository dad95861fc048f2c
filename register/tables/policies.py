"""The domains' own policy lines, each revision kept whole. A domain without a revision has the shipped defaults."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, false
from sqlmodel import Field

from register.tables.columns import CODE, ID, Reference, Table, moment, string

_OF_REVISION = (["tenant", "revision"], ["policy_revisions.tenant", "policy_revisions.revision"])


class PolicyRevision(Table, table=True):
    """One revision of a domain's lines; `tenant` is the domain, `shipped` the shipped lines it has decided about."""

    __tablename__ = "policy_revisions"

    tenant: str = string(CODE, key=True)
    revision: int = Field(primary_key=True)
    author: str = string(100)
    reason: str = string(2000)
    at: datetime = moment()
    four_eyes: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    shipped: list[Any] | None = Field(default=None, sa_type=JSON)


class PolicyLine(Table, table=True):
    """One line of one revision."""

    __tablename__ = "policy_lines"
    __table_args__ = (Reference(*_OF_REVISION),)

    tenant: str = string(CODE, key=True)
    revision: int = Field(primary_key=True)
    id: str = string(ID, key=True)
    position: int
    role: str = string(40)
    action: str = string(40)
    when: list[Any] = Field(sa_type=JSON)
    effect: str = string(5)
    rule: str = string(5)


class PolicyExpectation(Table, table=True):
    """One expectation 策略预期 of one revision: what the lines are to say, of roles or of an account."""

    __tablename__ = "policy_expectations"
    __table_args__ = (Reference(*_OF_REVISION),)

    tenant: str = string(CODE, key=True)
    revision: int = Field(primary_key=True)
    name: str = string(200, key=True)
    position: int
    who: list[Any] = Field(sa_type=JSON)
    account: str | None = string(100, nullable=True)
    action: str = string(40)
    place: str = string(CODE)
    holding: list[Any] = Field(sa_type=JSON)
    allowed: bool
    at: datetime | None = moment(nullable=True)


class PolicyProposal(Table, table=True):
    """A change of a domain's lines that another administrator is to approve; `change` is all that was asked for."""

    __tablename__ = "policy_proposals"

    tenant: str = string(CODE, key=True)
    id: str = string(ID, key=True)
    revision: int
    author: str = string(100)
    reason: str = string(2000)
    at: datetime = moment()
    change: dict[str, Any] = Field(sa_type=JSON)


class PolicyDecision(Table, table=True):
    """What another administrator decided about a proposal; `revision` is what came of it, where it was approved."""

    __tablename__ = "policy_decisions"
    __table_args__ = (Reference(["tenant", "proposal"], ["policy_proposals.tenant", "policy_proposals.id"]),)

    tenant: str = string(CODE, key=True)
    proposal: str = string(ID, key=True)
    approve: bool
    opinion: str = string(2000)
    account: str = string(100)
    at: datetime = moment()
    revision: int | None = None
