"""Successions of bodies. Bodies themselves are never changed: what became of them is told here."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from register.tables.columns import CODE, ID, Reference, Table, moment, string


class Succession(Table, table=True):
    """A succession 承继 of bodies of one tenant, from the day of its document on (R207).

    They are numbered in the order in which they were recorded. `predecessors` are ids of bodies; each of `heirs` is a
    `body` and the `items` that it, and no other, takes over.
    """

    __tablename__ = "successions"

    tenant: str = string(CODE, key=True)
    id: str = string(ID, key=True)
    number: int
    kind: str = string(7)
    predecessors: list[str] = Field(sa_type=JSON)
    heirs: list[dict[str, Any]] = Field(sa_type=JSON)
    document: str = string(500)
    document_date: date
    url: str | None = string(10_000, nullable=True)
    former_name: str | None = string(200, nullable=True)
    name: str | None = string(200, nullable=True)
    former_code: str | None = string(18, nullable=True)
    code: str | None = string(18, nullable=True)
    recorded_at: datetime = moment()
    account: str = string(100)


class SuccessionBody(Table, table=True):
    """A body that is no more, or is there only since, by a succession: what lists of bodies leave out."""

    __tablename__ = "succession_bodies"
    __table_args__ = (Reference(["tenant", "succession"], ["successions.tenant", "successions.id"]),)

    tenant: str = string(CODE, key=True)
    body: str = string(ID, key=True)
    succession: str = string(ID, key=True)
    begins: datetime = moment()
    made: bool
