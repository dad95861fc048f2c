"""Reading the journal 台账, as far as the account may."""

from collections.abc import Hashable, Iterable, Sequence
from functools import partial
from typing import Any, Literal

from sqlalchemy import Select, false, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import divisions, paging, policies, tables
from register.paging import LAST, Ask, Below, By, Page
from register.records import Entry, Key, Ref
from register.scope import Columns, visible
from register.store import Store

ENTRY = tables.expr(tables.JournalEntry)
COLUMNS = Columns(tenant=ENTRY.tenant, division=ENTRY.tenant, published=false(), confidential=false())
Under = Literal["county", "transfer", "batch", "recall_order"]
_KINDS = {"transfer": "Transfer", "batch": "Batch", "recall_order": "RecallOrder"}


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
    async with store.reading(actor) as session:
        return await _load(session, actor, [key for key in numbered if int(key.id) <= LAST])


async def pages(
    store: Store, actor: Actor, under: Under, parents: Sequence[Hashable], ask: Ask
) -> dict[Any, Page[Entry]]:
    """List the entries of each county, or of each transfer or batch, the first written first."""
    async with store.reading(actor) as session:
        query, below = await _query(session, actor, under, parents)
        order = [By(ENTRY.sequence)]
        load = partial(_load, session, actor)
        return await paging.lists(session, query.add_columns(ENTRY.tenant), order, ask, below, load)


async def counts(store: Store, actor: Actor, under: Under, parents: Sequence[Hashable]) -> dict[Any, int]:
    """Count what `pages` lists."""
    async with store.reading(actor) as session:
        return await paging.counts(session, *await _query(session, actor, under, parents))


def _named(row: Any) -> Key:
    return Key(row.tenant, str(row.o0))  # a list of entries is ordered by their number


async def _load(session: AsyncSession, actor: Actor, keys: Iterable[Key]) -> dict[Key, Entry]:
    wanted = {(key.tenant, int(key.id)) for key in keys}
    query = select(ENTRY).where(tuple_(ENTRY.tenant, ENTRY.sequence).in_(wanted))
    query = await _seen(session, actor, query, {tenant for tenant, _ in wanted})
    return {Key(row.tenant, str(row.sequence)): of_row(row) for row in await session.scalars(query)}


async def _query(
    session: AsyncSession, actor: Actor, under: Under, parents: Sequence[Hashable]
) -> tuple[Select[Any], Below]:
    query = select().select_from(ENTRY)
    if under == "county":
        await divisions.check(session, "county", [str(one) for one in parents])
        query = query.where(ENTRY.tenant.in_(parents))
        return await _seen(session, actor, query, {str(one) for one in parents}), Below(parents, ENTRY.tenant, _named)
    keys = [one for one in parents if isinstance(one, Key)]
    targets = tuple_(ENTRY.tenant, ENTRY.target_id).in_([(key.tenant, key.id) for key in keys])
    query = query.where(ENTRY.target_kind == _KINDS[under], targets)
    below = Below(parents, ENTRY.tenant + "/" + ENTRY.target_id, _named)
    return await _seen(session, actor, query, {key.tenant for key in keys}), below


async def _seen(session: AsyncSession, actor: Actor, query: Select[Any], tenants: set[str]) -> Select[Any]:
    codes = {code for tenant in tenants for code in policies.path_of(tenant)}
    recorded = await policies.recorded_domains(session, codes)
    return query.where(visible(actor, Action.JOURNAL_READ, COLUMNS, recorded))
