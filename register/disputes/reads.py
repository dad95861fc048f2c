"""Reading disputes, each only within what the account may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import Select, false, or_, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import divisions, paging, policies, tables
from register.items.reads import places_of
from register.lineage import Lineage
from register.paging import Ask, Below, By, Page
from register.records import Dispute, Key
from register.scope import COUNTY, Columns, below, visible
from register.store import Store
from register.successions import reads as successions
from register.words import Office

DISPUTE = tables.expr(tables.Dispute)
COLUMNS = Columns(
    tenant=DISPUTE.tenant,
    division=DISPUTE.place,
    published=false(),
    confidential=false(),
    parties=((DISPUTE.raised_by_tenant, DISPUTE.raised_by), (DISPUTE.against_tenant, DISPUTE.against)),
    item=(DISPUTE.item_tenant, DISPUTE.item),
)


@dataclass(frozen=True, slots=True)
class DisputeFilter:
    """Which disputes are wanted; what is None does not narrow."""

    county: str | None = None
    within: str | None = None
    settled: bool | None = None


def of_row(row: tables.Dispute) -> Dispute:
    """Read a row as a dispute."""
    return Dispute(
        key=Key(row.tenant, row.id),
        item=Key(row.item_tenant, row.item),
        place=row.place,
        raised_by=Key(row.raised_by_tenant, row.raised_by),
        against=Key(row.against_tenant, row.against),
        grounds=row.grounds,
        raised_at=row.raised_at,
        coordinator=Office(row.coordinator),
        case=_key(row.tenant, row.case),
        coordinated_at=row.coordinated_at,
        coordinated_by=_key(row.coordinated_by_tenant, row.coordinated_by),
        opinion=row.opinion,
        decided_at=row.decided_at,
        decided_by=_key(row.decided_by_tenant, row.decided_by),
        reason=row.reason,
        document=row.document,
        url=row.url,
        settled_for=_key(row.settled_for_tenant, row.settled_for),
    )


def _key(tenant: str | None, id_: str | None) -> Key | None:
    return Key(tenant, id_) if tenant and id_ else None


async def by_key(store: Store, actor: Actor, keys: Iterable[Key]) -> dict[Key, Dispute]:
    """Find the disputes of these keys that the account may see."""
    async with store.reading(actor) as session:
        return await load(session, actor, keys)


async def load(session: AsyncSession, actor: Actor, keys: Iterable[Key]) -> dict[Key, Dispute]:
    """Find disputes within a transaction, as far as the account may see them, between who carries the parties on."""
    wanted = {(key.tenant, key.id) for key in keys}
    recorded = await policies.recorded_domains(session, {code for one, _ in wanted for code in policies.path_of(one)})
    query = select(DISPUTE).where(tuple_(DISPUTE.tenant, DISPUTE.id).in_(wanted))
    rows = await session.scalars(query.where(visible(actor, Action.DISPUTE_READ, COLUMNS, recorded)))
    found = [of_row(row) for row in rows]
    lineage = await successions.lineage(session, {body.tenant for one in found for body in _bodies(one)})
    return {one.key: _carried_on(one, lineage) for one in found}


def _bodies(dispute: Dispute) -> set[Key]:
    return {*dispute.parties, *((dispute.settled_for,) if dispute.settled_for else ())}


def _carried_on(dispute: Dispute, lineage: Lineage) -> Dispute:
    """The dispute between whoever carries its parties on (R207)."""
    heirs = {one: lineage.at_place(one, dispute.place, dispute.item) for one in _bodies(dispute)}
    settled_for = dispute.settled_for and heirs[dispute.settled_for]
    raised_by, against = (heirs[one] for one in dispute.parties)
    return replace(dispute, raised_by=raised_by, against=against, settled_for=settled_for)


async def pages(
    store: Store, actor: Actor, parents: Sequence[None], wanted: DisputeFilter, ask: Ask
) -> dict[Any, Page[Dispute]]:
    """List disputes, the last raised first. Refuses with Invalid a list that is bound to no place."""
    async with store.reading(actor) as session:
        query = await _query(session, actor, wanted)
        order = [By(DISPUTE.raised_at, descending=True), By(DISPUTE.tenant), By(DISPUTE.id)]
        columns = query.add_columns(DISPUTE.tenant, DISPUTE.id)
        return await paging.lists(session, columns, order, ask, Below(parents, None), partial(load, session, actor))


async def counts(store: Store, actor: Actor, parents: Sequence[None], wanted: DisputeFilter) -> dict[Any, int]:
    """Count what `pages` lists."""
    async with store.reading(actor) as session:
        return await paging.counts(session, await _query(session, actor, wanted), Below(parents, None))


async def open_over(session: AsyncSession, item: Key, place: str, case: Key | None) -> bool:
    """Tell whether a dispute is open over a case, or else over an item at a place; whoever may see it."""
    over = DISPUTE.case == case.id if case else DISPUTE.case.is_(None) & (DISPUTE.place == place)
    query = select(DISPUTE.id).where(DISPUTE.item_tenant == item.tenant, DISPUTE.item == item.id, over)
    of_county = query.where(DISPUTE.tenant == place[:COUNTY], DISPUTE.settled_for.is_(None))
    return await session.scalar(of_county.limit(1)) is not None


async def _query(session: AsyncSession, actor: Actor, wanted: DisputeFilter) -> Select[Any]:
    await divisions.check(session, "filter.county", [wanted.county])
    await divisions.check(session, "filter.within", [wanted.within])
    prefixes = places_of(actor, wanted.county, wanted.within)
    recorded = await policies.recorded_below(session, prefixes)
    query = select().select_from(DISPUTE).where(or_(*(below(DISPUTE.tenant, prefix) for prefix in prefixes)))
    settled = DISPUTE.settled_for.is_not(None)
    return query.where(
        visible(actor, Action.DISPUTE_READ, COLUMNS, recorded),
        DISPUTE.tenant == wanted.county if wanted.county else true(),
        below(DISPUTE.place, wanted.within) if wanted.within else true(),
        settled.is_(wanted.settled) if wanted.settled is not None else true(),
    )
