"""Cases, and the acts done in them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from register.tables.columns import CODE, ID, Index, Reference, Table, moment, string


class Case(Table, table=True):
    """A matter being handled 办件、案件, in the county where it lies; its item may belong to a region above."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_tenant_item", "tenant", "item", "place"),
        Index("ix_cases_tenant_closed_at", "tenant", "closed_at", "ends_at"),
    )

    tenant: str = string(CODE, key=True)
    id: str = string(ID, key=True)
    item_tenant: str = string(CODE)
    item: str = string(ID)
    place: str = string(CODE)
    also_at: list[str] = Field(sa_type=JSON)
    sanctions: list[dict[str, Any]] = Field(sa_type=JSON)
    party: str | None = string(12, nullable=True)
    parts: list[str] | None = Field(default=None, sa_type=JSON(none_as_null=True), nullable=True)
    filed_at: datetime = moment()
    filed_by_tenant: str = string(CODE)
    filed_by: str = string(ID)
    accepted_by_tenant: str | None = string(CODE, nullable=True)
    accepted_by: str | None = string(ID, nullable=True)
    closed_at: datetime | None = moment(nullable=True)
    limit_kind: str | None = string(9, nullable=True)
    limit_days: int | None = None
    ends_at: datetime | None = moment(nullable=True)
    outcome: str | None = string(2000, nullable=True)
    ending: str | None = string(15, nullable=True)
    passed_to: str | None = string(500, nullable=True)


class Reversion(Table, table=True):
    """A finding that a body did not act in a case 不作为认定, by which the case went back to its devolver (R28)."""

    __tablename__ = "reversions"
    __table_args__ = (Reference(["tenant", "case"], ["cases.tenant", "cases.id"]),)

    tenant: str = string(CODE, key=True)
    case: str = string(ID, key=True)
    body_tenant: str = string(CODE, key=True)
    body: str = string(ID, key=True)
    clause: str = string(2000)
    document: str = string(500)
    url: str | None = string(2000, nullable=True)
    evidence: str = string(10_000)
    at: datetime = moment()
    account: str = string(100)
    found_by_tenant: str = string(CODE)
    found_by: str = string(ID)
    devolver_tenant: str | None = string(CODE, nullable=True)
    devolver: str | None = string(ID, nullable=True)


class DecisionReview(Table, table=True):
    """What a reviewer found of the decision of a case 法制审核, before it was made; the last one counts (R151)."""

    __tablename__ = "decision_reviews"
    __table_args__ = (Reference(["tenant", "case"], ["cases.tenant", "cases.id"]),)

    tenant: str = string(CODE, key=True)
    case: str = string(ID, key=True)
    number: int = Field(primary_key=True)
    approve: bool
    opinion: str = string(10_000)
    at: datetime = moment()
    account: str = string(100)
    body_tenant: str = string(CODE)
    body: str = string(ID)


class Designation(Table, table=True):
    """A decision on who handles a case 指定管辖; the last one holds (R208, R135).

    One that came of a dispute names it.
    """

    __tablename__ = "designations"
    __table_args__ = (Reference(["tenant", "case"], ["cases.tenant", "cases.id"]),)

    tenant: str = string(CODE, key=True)
    case: str = string(ID, key=True)
    number: int = Field(primary_key=True)
    body_tenant: str = string(CODE)
    body: str = string(ID)
    reason: str = string(10_000)
    document: str | None = string(500, nullable=True)
    url: str | None = string(2000, nullable=True)
    at: datetime = moment()
    account: str = string(100)
    designated_by_tenant: str = string(CODE)
    designated_by: str = string(ID)
    dispute: str | None = string(ID, nullable=True)


class Passing(Table, table=True):
    """That a case was passed on 案件移送 to the body that holds it, once, with what had come to light of it (R138)."""

    __tablename__ = "passings"
    __table_args__ = (Reference(["tenant", "case"], ["cases.tenant", "cases.id"]),)

    tenant: str = string(CODE, key=True)
    case: str = string(ID, key=True)
    body_tenant: str = string(CODE)
    body: str = string(ID)
    reason: str = string(10_000)
    document: str = string(500)
    url: str | None = string(2000, nullable=True)
    sanctions: list[dict[str, Any]] = Field(sa_type=JSON)
    party: str | None = string(12, nullable=True)
    parts: list[str] | None = Field(default=None, sa_type=JSON(none_as_null=True), nullable=True)
    at: datetime = moment()
    account: str = string(100)
    passed_by_tenant: str = string(CODE)
    passed_by: str = string(ID)


class Act(Table, table=True):
    """One stage of a case done by one body 行权行为."""

    __tablename__ = "acts"
    __table_args__ = (
        Reference(["tenant", "case"], ["cases.tenant", "cases.id"]),
        Index("ix_acts_tenant_case_at", "tenant", "case", "at"),
        Index("ix_acts_tenant_check_subject_at", "tenant", "check_subject", "at"),
    )

    tenant: str = string(CODE, key=True)
    id: str = string(ID, key=True)
    case: str = string(ID)
    stage: str = string(18)
    body_tenant: str = string(CODE)
    body: str = string(ID)
    at: datetime = moment()
    account: str = string(100)
    note: str | None = string(2000, nullable=True)
    reason: str | None = string(2000, nullable=True)
    disguised_as: str | None = string(7, nullable=True)
    sanctions: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON(none_as_null=True), nullable=True)
    officers: list[str] | None = Field(default=None, sa_type=JSON(none_as_null=True), nullable=True)
    check_subject: str | None = string(18, nullable=True)
    check_reason: str | None = string(2000, nullable=True)
    check_number: int | None = None
    handled_by: str | None = string(200, nullable=True)
    policy_revision: str = string(200)
