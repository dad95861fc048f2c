"""The lists of what may be handed down, each revision kept whole."""

from datetime import date, datetime

from sqlmodel import Field

from register.tables.columns import CODE, ID, Reference, Table, moment, string


class Catalogue(Table, table=True):
    """A government's catalogue 下放目录 of its departments' items, as one document published it."""

    __tablename__ = "catalogues"

    tenant: str = string(CODE, key=True)
    revision: int = Field(primary_key=True)
    document: str = string(500)
    document_date: date
    url: str = string(10_000)
    published_at: datetime = moment()


class CatalogueEntry(Table, table=True):
    """One item of a catalogue, with the mode in which it is handed down."""

    __tablename__ = "catalogue_entries"
    __table_args__ = (
        Reference(["tenant", "revision"], ["catalogues.tenant", "catalogues.revision"]),
        Reference(["tenant", "item"], ["items.tenant", "items.id"]),
    )

    tenant: str = string(CODE, key=True)
    revision: int = Field(primary_key=True)
    item: str = string(ID, key=True)
    mode: str = string(11)


class CatalogueRetention(Table, table=True):
    """One item that a catalogue retains 保留 (R53), and why."""

    __tablename__ = "catalogue_retentions"
    __table_args__ = (
        Reference(["tenant", "revision"], ["catalogues.tenant", "catalogues.revision"]),
        Reference(["tenant", "item"], ["items.tenant", "items.id"]),
    )

    tenant: str = string(CODE, key=True)
    revision: int = Field(primary_key=True)
    item: str = string(ID, key=True)
    reason: str = string(1000)
