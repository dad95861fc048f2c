"""Column types and shorthands the tables share."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Index, MetaData, String, false
from sqlalchemy import ForeignKeyConstraint as Reference
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

__all__ = ["CODE", "ID", "Index", "Moment", "Reference", "Table", "expr", "moment", "public", "string"]

CODE = 9  # a division code has at most nine digits
ID = 32


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. SQLite hands back naive datetimes; this one column type mends it, and refuses naive ones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What it reads as; a cursor of a list ordered by a moment asks."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs an offset: {value.isoformat()}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read UTC, aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(SQLModel):
    """The base of every table: names for constraints, so that migrations can name what they change."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_1_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def expr(table: type[Table]) -> Any:
    """A table as SQL speaks of it: its attributes are columns there, while SQLModel types them as values of a row."""
    return table


def string(length: int, *, key: bool = False, nullable: bool = False) -> Any:
    """A text column of bounded length, part of the primary key if asked."""
    return Field(sa_type=String(length), primary_key=key, nullable=nullable)


def public() -> Any:
    """Whether everybody may read it as it now stands; kept beside the record, for the fence (docs/decisions/0017)."""
    return Field(default=False, sa_column_kwargs={"server_default": false()})


def moment(*, nullable: bool = False) -> Any:
    """A column holding a moment in UTC."""
    return Field(default=None if nullable else ..., sa_type=Moment, nullable=nullable)
