"""Keyset pages: one statement for a list, or for the same list below many parents at once."""

import base64
import binascii
import json
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from register.records import Key
from register.refusals import Invalid

LARGEST = 200
LAST = 2**31 - 1  # the highest number a column holds; PostgreSQL fails on a question about a higher one
T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Ask:
    """How much of a list is wanted, and after which cursor."""

    first: int = 50
    after: str | None = None

    def __post_init__(self) -> None:
        """Refuse with Invalid what no page can answer."""
        if not 1 <= self.first <= LARGEST:
            raise Invalid.at("first", f"`first` is {self.first}; it is from 1 to {LARGEST}")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list in its order, each row with its cursor."""

    rows: tuple[T, ...] = ()
    cursors: tuple[str, ...] = ()
    has_next: bool = False
    has_previous: bool = False


@dataclass(frozen=True, slots=True)
class By:
    """A column that orders a list."""

    column: ColumnElement[Any]
    descending: bool = False


def key_of(row: Any) -> Key:
    """How most rows are known."""
    return Key(row.tenant, row.id)


@dataclass(frozen=True, slots=True)
class Below:
    """The parents a list is asked for under, and the column that tells their rows apart; none for one list, of None.

    A parent that is a Key is named `tenant/id` by its column. `key` tells how a row is known.
    """

    parents: Sequence[Hashable]
    column: ColumnElement[Any] | None = None
    key: Callable[[Any], Key] = key_of


async def pages(
    session: AsyncSession,
    query: Select[Any],
    order: Sequence[By],
    ask: Ask,
    *,
    parent: ColumnElement[K] | None = None,
) -> dict[K | None, Page[Row[Any]]]:
    """Fetch the page of each parent in one statement; without a parent column there is one page, under None.

    The first columns of `query` are what a row is known by; the order must end in a unique column.
    """
    query = query.add_columns(*(by.column.label(f"o{n}") for n, by in enumerate(order)))
    if ask.after is not None:
        query = query.where(_beyond(order, _decode(ask.after, order)))
    sorting = [by.column.desc() if by.descending else by.column.asc() for by in order]
    if parent is None:
        found = (await session.execute(query.order_by(*sorting).limit(ask.first + 1))).all()
        return {None: _page(found, ask, len(order))}
    rank = func.row_number().over(partition_by=parent, order_by=sorting).label("page_rank")
    # Names of our own: a row may have a column `parent`, as a division has.
    ranked = query.add_columns(parent.label("page_parent"), rank).subquery()
    wanted = select(ranked).where(ranked.c.page_rank <= ask.first + 1).order_by(ranked.c.page_rank)
    groups: dict[K | None, list[Row[Any]]] = {}
    for row in (await session.execute(wanted)).all():
        groups.setdefault(row.page_parent, []).append(row)
    return {key: _page(rows, ask, len(order), tail=2) for key, rows in groups.items()}


async def lists(
    session: AsyncSession,
    query: Select[Any],
    order: Sequence[By],
    ask: Ask,
    below: Below,
    load: Callable[[Sequence[Key]], Awaitable[Mapping[Key, T]]],
) -> dict[Any, Page[T]]:
    """Fetch the page of each parent, with the records in the place of the rows that name them."""
    found = await pages(session, query, order, ask, parent=below.column)
    records = await load([below.key(row) for page in found.values() for row in page.rows])
    shown = {
        name: Page(tuple(records[below.key(row)] for row in page.rows), page.cursors, page.has_next, page.has_previous)
        for name, page in found.items()
    }
    return {one: shown.get(_name(one), Page()) for one in below.parents}


async def counts(session: AsyncSession, query: Select[Any], below: Below) -> dict[Any, int]:
    """Count the rows below each parent; `query` has no columns yet."""
    if below.column is None:
        return dict.fromkeys(below.parents, await session.scalar(query.add_columns(func.count())) or 0)
    found = await session.execute(query.add_columns(below.column, func.count()).group_by(below.column))
    numbers: dict[Any, int] = dict(found.all())
    return {one: numbers.get(_name(one), 0) for one in below.parents}


def _name(parent: Any) -> Any:
    """A parent as its column names it."""
    return f"{parent.tenant}/{parent.id}" if isinstance(parent, Key) else parent


def _page(found: Sequence[Row[Any]], ask: Ask, width: int, tail: int = 0) -> Page[Row[Any]]:
    rows = tuple(found[: ask.first])
    ends = [row[len(row) - width - tail : len(row) - tail] for row in rows]
    return Page(rows, tuple(_encode(end) for end in ends), len(found) > ask.first, ask.after is not None)


def _encode(values: Sequence[Any]) -> str:
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain, ensure_ascii=False).encode()).decode()


def _decode(cursor: str, order: Sequence[By]) -> list[Any]:
    problem = Invalid.at("after", "`after` is not a cursor of this list", remedy="take it from pageInfo or an edge")
    try:
        values = json.loads(base64.b64decode(cursor.encode(), altchars=b"-_", validate=True))
        kinds = [by.column.type.python_type for by in order]
        if not isinstance(values, list) or len(values) != len(kinds):
            raise problem
        return [_value(value, kind) for value, kind in zip(values, kinds, strict=True)]
    except (ValueError, TypeError, OverflowError, binascii.Error, UnicodeError, RecursionError):
        raise problem from None


def _value(value: object, kind: type) -> Any:
    if kind is datetime and isinstance(value, str):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError(value)
        return moment.astimezone(UTC)
    if type(value) is not kind or (isinstance(value, int) and abs(value) > LAST) or "\0" in str(value):
        raise ValueError(value)
    str(value).encode()  # half a surrogate pair is no text a database takes
    return value


def _beyond(order: Sequence[By], values: Sequence[Any]) -> ColumnElement[bool]:
    """The rows after a cursor: later in the first column, or equal there and later in the next, and so on."""
    steps = []
    for n, (by, value) in enumerate(zip(order, values, strict=True)):
        equal = [earlier.column == values[m] for m, earlier in enumerate(order[:n])]
        steps.append(and_(*equal, by.column < value if by.descending else by.column > value))
    return or_(*steps)
