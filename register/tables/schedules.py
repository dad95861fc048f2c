"""The schedules of governments, each revision kept whole."""

from datetime import date, datetime

from sqlmodel import Field

from register.tables.columns import CODE, Reference, Table, moment, string


class Schedule(Table, table=True):
    """A government's schedule 进度安排 of handing over, as one document set it."""

    __tablename__ = "schedules"

    tenant: str = string(CODE, key=True)
    revision: int = Field(primary_key=True)
    document: str = string(500)
    document_date: date
    url: str = string(10_000)
    starts_at: datetime = moment()
    published_at: datetime = moment()


class Phase(Table, table=True):
    """One phase of a schedule; the `counted_` columns say from which document's date its day was counted."""

    __tablename__ = "phases"
    __table_args__ = (Reference(["tenant", "revision"], ["schedules.tenant", "schedules.revision"]),)

    tenant: str = string(CODE, key=True)
    revision: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    name: str = string(500)
    step: str = string(16)
    ends_at: datetime = moment()
    counted_days: int | None = None
    counted_document: str | None = string(500, nullable=True)
    counted_date: date | None = None
