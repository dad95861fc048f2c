"""Reading batches: a batch is read as its transfers are, and it is public as a whole or not at all."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Select, false, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import divisions, paging, policies, tables
from register.items.reads import places_of
from register.paging import Ask, Below, By, Page
from register.records import Batch, Key, Transfer
from register.scope import Columns, below, visible
from register.store import Store
from register.transfers.reads import COLUMNS as OF_TRANSFER
from register.transfers.reads import TRANSFER, VERSION, carried_on, joined
from register.transfers.rows import of_row as transfer_of_row
from register.transfers.statuses import status
from register.words import TransferStatus

BATCH = tables.expr(tables.Batch)
COLUMNS = Columns(
    tenant=BATCH.tenant,
    division=BATCH.tenant,
    published=BATCH.public,
    confidential=false(),
    parties=((BATCH.proposer_tenant, BATCH.proposer),),
)


def of_row(row: tables.Batch) -> Batch:
    """Read a row as a batch."""
    proposer = Key(row.proposer_tenant, row.proposer) if row.proposer_tenant and row.proposer else None
    names = ("title", "effective_from", "proposed_by", "proposed_at", "version")
    return Batch(Key(row.tenant, row.id), proposer=proposer, **{name: getattr(row, name) for name in names})


async def by_key(store: Store, actor: Actor, keys: Iterable[Key]) -> dict[Key, Batch]:
    """Find the batches of these keys that the account may see."""
    async with store.reading(actor) as session:
        return await load(session, actor, keys)


async def load(session: AsyncSession, actor: Actor, keys: Iterable[Key]) -> dict[Key, Batch]:
    """Find batches within a transaction, as far as the account may see them."""
    wanted = {(key.tenant, key.id) for key in keys}
    query = select(BATCH).where(tuple_(BATCH.tenant, BATCH.id).in_(wanted))
    query = await _seen(session, actor, query, {tenant for tenant, _ in wanted})
    found = [of_row(row) for row in await session.scalars(query)] if wanted else []
    return {one.key: one for one in found}


async def members(session: AsyncSession, actor: Actor, batch: Key) -> list[Transfer]:
    """The transfers of a batch that the account may see, in the order of the list."""
    return (await members_of(session, actor, [batch]))[batch]


async def members_of(session: AsyncSession, actor: Actor, batches: Collection[Key]) -> dict[Key, list[Transfer]]:
    """The same of many batches."""
    codes = {code for key in batches for code in policies.path_of(key.tenant)}
    recorded = await policies.recorded_domains(session, codes)
    wanted = tuple_(TRANSFER.tenant, TRANSFER.batch).in_([(key.tenant, key.id) for key in batches])
    query = joined(select(TRANSFER, VERSION)).where(wanted)
    query = query.where(visible(actor, Action.TRANSFER_READ, OF_TRANSFER, recorded)).order_by(TRANSFER.id)
    found: dict[Key, list[Transfer]] = {key: [] for key in batches}
    for one in await carried_on(session, [transfer_of_row(*row) for row in (await session.execute(query)).all()]):
        if one.batch:
            found[one.batch].append(one)
    return found


async def standings(
    store: Store, actor: Actor, batches: Sequence[Key], as_of: datetime | None
) -> dict[Key, Counter[TransferStatus]]:
    """Count the transfers of batches that the account may see by their status at a moment (None: now)."""
    tenants = {key.tenant for key in batches}
    stands = status(as_of or store.clock()).label("stands")
    async with store.reading(actor) as session:
        codes = {code for tenant in tenants for code in policies.path_of(tenant)}
        recorded = await policies.recorded_domains(session, codes)
        query = joined(select(TRANSFER.tenant, TRANSFER.batch, stands))
        query = query.where(tuple_(TRANSFER.tenant, TRANSFER.batch).in_([(key.tenant, key.id) for key in batches]))
        each = query.where(visible(actor, Action.TRANSFER_READ, OF_TRANSFER, recorded)).subquery()
        found = (await session.execute(select(*each.c, func.count()).group_by(*each.c))).all()
    counts = {key: Counter[TransferStatus]() for key in batches}
    for row in found:
        counts[Key(row[0], row[1])][TransferStatus(row[2])] = row[3]
    return counts


async def pages(
    store: Store, actor: Actor, parents: Sequence[Hashable], county: str | None, within: str | None, ask: Ask
) -> dict[Any, Page[Batch]]:
    """List the batches of a place, the latest proposed first. Refuses with Invalid a list that is bound to no place."""
    async with store.reading(actor) as session:
        query = await _list(session, actor, county, within)
        order = [By(BATCH.proposed_at, descending=True), By(BATCH.tenant), By(BATCH.id)]
        load_ = partial(load, session, actor)
        query = query.add_columns(BATCH.tenant, BATCH.id)
        return await paging.lists(session, query, order, ask, Below(parents), load_)


async def counts(
    store: Store, actor: Actor, parents: Sequence[Hashable], county: str | None, within: str | None
) -> dict[Any, int]:
    """Count what `pages` lists."""
    async with store.reading(actor) as session:
        return await paging.counts(session, await _list(session, actor, county, within), Below(parents))


async def _list(session: AsyncSession, actor: Actor, county: str | None, within: str | None) -> Select[Any]:
    await divisions.check(session, "county", [county])
    await divisions.check(session, "within", [within])
    prefixes = places_of(actor, county, within)
    recorded = await policies.recorded_below(session, prefixes)
    query = select().select_from(BATCH).where(or_(*(below(BATCH.tenant, prefix) for prefix in prefixes)))
    return query.where(visible(actor, Action.TRANSFER_READ, COLUMNS, recorded))


async def _seen(session: AsyncSession, actor: Actor, query: Select[Any], tenants: set[str]) -> Select[Any]:
    codes = {code for tenant in tenants for code in policies.path_of(tenant)}
    recorded = await policies.recorded_domains(session, codes)
    return query.where(visible(actor, Action.TRANSFER_READ, COLUMNS, recorded))
