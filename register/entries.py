"""Reading the journal 台账, as far as the account may."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, false, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import paging, policies, tables
from register.paging import LAST, Ask, By, Page
from register.records import Entry, Key, Ref
from register.scope import Columns, visible
from register.store import Store

ENTRY = tables.expr(tables.JournalEntry)
COLUMNS = Columns(tenant=ENTRY.tenant, division=ENTRY.tenant, published=false(), confidential=false())
Under = Literal["county", "transfer"]


def of_row(row: tables.JournalEntry) -> Entry:
    """Read a row as an entry."""
    key = Key(row.target_tenant, row.target_id)
    target = Ref(row.target_kind, key)  # type: ignore[arg-type]  # the column is written from a Ref
    names = ("tenant", "sequence", "action", "actor", "at", "data", "hash", "previous_hash")
    return Entry(target=target, **{name: getattr(row, name) for name in names})


def key_of(entry: Entry) -> Key:
    """How an entry is named: its tenant and its number."""
    return Key(entry.tenant, str(entry.sequence))


async def by_key(store: Store, actor: Actor, keys: Iterable[Key]) -> dict[Key, Entry]:
    """Find the entries of these keys that the account may see."""
    numbered = [key for key in keys if key.id.isdecimal() and len(key.id) <= len(str(LAST))]
    wanted = {(key.tenant, int(key.id)) for key in numbered if int(key.id) <= LAST}
    async with store.reading() as session:
        return await _load(session, actor, wanted)


async def pages(
    store: Store, actor: Actor, under: Under, parents: Sequence[Hashable], ask: Ask
) -> dict[Any, Page[Entry]]:
    """List the entries of each county, or of each transfer, the first written first."""
    async with store.reading() as session:
        query, parent = await _query(session, actor, under, parents, [ENTRY.tenant])
        found = await paging.pages(session, query, [By(ENTRY.sequence)], ask, parent=parent)
        wanted = {(row.tenant, row.o0) for page in found.values() for row in page.rows}
        records = await _load(session, actor, wanted)
    lists = {key: paging.of_rows(page, records, _named) for key, page in found.items()}
    return {one: lists.get(_plain(one), Page()) for one in parents}


async def counts(store: Store, actor: Actor, under: Under, parents: Sequence[Hashable]) -> dict[Any, int]:
    """Count what `pages` lists."""
    async with store.reading() as session:
        query, parent = await _query(session, actor, under, parents, [])
        found = await session.execute(query.add_columns(parent, func.count()).group_by(parent))
        numbers: dict[Any, int] = dict(found.all())
    return {one: numbers.get(_plain(one), 0) for one in parents}


def _named(row: Any) -> Key:
    return Key(row.tenant, str(row.o0))  # a list of entries is ordered by their number


def _plain(parent: Any) -> Any:
    return f"{parent.tenant}/{parent.id}" if isinstance(parent, Key) else parent


async def _load(session: AsyncSession, actor: Actor, wanted: set[tuple[str, int]]) -> dict[Key, Entry]:
    query = select(ENTRY).where(tuple_(ENTRY.tenant, ENTRY.sequence).in_(wanted))
    query = await _seen(session, actor, query, {tenant for tenant, _ in wanted})
    return {Key(row.tenant, str(row.sequence)): of_row(row) for row in await session.scalars(query)}


async def _query(
    session: AsyncSession, actor: Actor, under: Under, parents: Sequence[Hashable], columns: Sequence[Any]
) -> tuple[Select[Any], ColumnElement[str]]:
    query = select(*columns).select_from(ENTRY)
    if under == "county":
        query = query.where(ENTRY.tenant.in_(parents))
        return await _seen(session, actor, query, {str(one) for one in parents}), ENTRY.tenant
    keys = [one for one in parents if isinstance(one, Key)]
    targets = tuple_(ENTRY.tenant, ENTRY.target_id).in_([(key.tenant, key.id) for key in keys])
    query = query.where(ENTRY.target_kind == "Transfer", targets)
    parent = ENTRY.tenant + "/" + ENTRY.target_id
    return await _seen(session, actor, query, {key.tenant for key in keys}), parent


async def _seen(session: AsyncSession, actor: Actor, query: Select[Any], tenants: set[str]) -> Select[Any]:
    codes = {code for tenant in tenants for code in policies.path_of(tenant)}
    recorded = await policies.recorded_domains(session, codes)
    return query.where(visible(actor, Action.JOURNAL_READ, COLUMNS, recorded))
