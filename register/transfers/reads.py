"""Reading transfers, each only within what the account may see."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Any, Literal, TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import divisions, paging, policies, tables
from register.codes import quoted, tenant_of
from register.items.reads import ITEM, places_of
from register.items.reads import VERSION as ITEM_VERSION
from register.items.reads import current as current_item
from register.lifecycle import STEPS
from register.paging import Ask, Below, By, Page
from register.records import Key, Transfer
from register.refusals import Invalid
from register.scope import COUNTY, Columns, below, visible
from register.store import Store
from register.successions import estates
from register.successions import reads as successions
from register.transfers.duties import on_list
from register.transfers.permissions import DEVOLVER, OF_ITEM, PROPOSER, RECEIVER, worklist
from register.transfers.rows import of_row
from register.transfers.statuses import in_force, status_in
from register.words import DutyList, PowerKind, TransferMode, TransferStatus

Ts = TypeVarTuple("Ts")
TRANSFER, VERSION = tables.expr(tables.Transfer), tables.expr(tables.TransferVersion)
_STEPS = ", ".join(STEPS)
Under = Literal["list", "county", "item", "devolver", "receiver", "batch", "recall_order"]
COLUMNS = Columns(
    tenant=TRANSFER.tenant,
    division=TRANSFER.place,
    # Where the fence hides the item from the account, it is not public.
    published=VERSION.published_at.is_not(None) & func.coalesce(ITEM_VERSION.published, false()),
    confidential=func.coalesce(ITEM_VERSION.confidential, true()),
    parties=(DEVOLVER, PROPOSER),
    received=RECEIVER,
    item=OF_ITEM,
)
_ITEM_PARENT = TRANSFER.item_tenant + "/" + TRANSFER.item
_DEVOLVER_PARENT = TRANSFER.devolver_tenant + "/" + TRANSFER.devolver
_RECEIVER_PARENT = TRANSFER.tenant + "/" + TRANSFER.receiver
_BATCH_PARENT = TRANSFER.tenant + "/" + TRANSFER.batch
_ORDER_PARENT = TRANSFER.tenant + "/" + VERSION.recall_order


@dataclass(frozen=True, slots=True)
class TransferFilter:
    """Which transfers are wanted; what is None does not narrow. Status and force are as of `as_of`, else now.

    `viewer_may` are those with which the account may take one of these steps now: its worklist 待办.
    """

    statuses: tuple[TransferStatus, ...] | None = None
    in_force: bool | None = None
    duties: DutyList | None = None
    mode: TransferMode | None = None
    kind: PowerKind | None = None
    devolver: Key | None = None
    receiver: Key | None = None
    item: Key | None = None
    county: str | None = None
    within: str | None = None
    as_of: datetime | None = None
    viewer_may: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        """Refuse with Invalid what is no step of a transfer."""
        for n, one in enumerate(self.viewer_may or ()):
            if one not in STEPS:
                message = f"{quoted(one)} is no step of a transfer"
                raise Invalid.at(f"filter.viewer_may.{n}", message, remedy=f"one of {_STEPS}")


def current() -> ColumnElement[bool]:
    """An identity with its current version."""
    return and_(VERSION.tenant == TRANSFER.tenant, VERSION.id == TRANSFER.id, VERSION.version == TRANSFER.version)


async def by_key(store: Store, actor: Actor, keys: Iterable[Key]) -> dict[Key, Transfer]:
    """Find the transfers of these keys that the account may see."""
    async with store.reading(actor) as session:
        return await load(session, actor, keys)


async def load(session: AsyncSession, actor: Actor, keys: Iterable[Key]) -> dict[Key, Transfer]:
    """Find transfers within a transaction, as far as the account may see them."""
    wanted = {(key.tenant, key.id) for key in keys}
    if not wanted:
        return {}
    recorded = await policies.recorded_domains(
        session, {code for tenant, _ in wanted for code in policies.path_of(tenant)}
    )
    query = _each().where(tuple_(TRANSFER.tenant, TRANSFER.id).in_(wanted))
    query = query.where(visible(actor, Action.TRANSFER_READ, COLUMNS, recorded))
    found = (await session.execute(query)).all()
    return {one.key: one for one in await carried_on(session, [of_row(*row) for row in found])}


async def carried_on(session: AsyncSession, transfers: Sequence[Transfer]) -> list[Transfer]:
    """Transfers between whoever carries their parties on now (R207)."""
    lineage = await successions.lineage(session, {tenant for one in transfers for tenant in _tenants(one)})
    return [lineage.transfer(one) for one in transfers]


def _tenants(transfer: Transfer) -> set[str]:
    return {transfer.key.tenant, transfer.item.tenant, transfer.devolver.tenant}


async def version(store: Store, actor: Actor, key: Key, number: int) -> Transfer:
    """Read one version of a transfer that the account was found to see."""
    query = select(TRANSFER, VERSION).join(VERSION, (VERSION.tenant == TRANSFER.tenant) & (VERSION.id == TRANSFER.id))
    mine = (TRANSFER.tenant == key.tenant) & (TRANSFER.id == key.id)
    async with store.reading(actor) as session:
        found = (await session.execute(query.where(mine, VERSION.version == number))).one()
        return (await carried_on(session, [of_row(*found)]))[0]


async def of_items(
    session: AsyncSession,
    places: Iterable[tuple[Key, str]],
    known_at: datetime,
    *,
    seen_by: Actor | None = None,
) -> dict[Key, list[Transfer]]:
    """All transfers of items that cover places as the register knew them at a moment, by item and each once.

    What reaches all of a county (CONCENTRATE) stands at the county; what speaks of further places comes along, wherever
    it stands. With `seen_by`, only those this account may see: an answer to a stranger gives no draft away.
    """
    wanted = {(place[:COUNTY], key.tenant, key.id, at) for key, place in places for at in {place, place[:COUNTY]}}
    if not wanted:
        return {}
    known = (
        select(VERSION.tenant, VERSION.id, func.max(VERSION.version).label("version"))
        .where(VERSION.tenant.in_({tenant for tenant, *_ in wanted}), VERSION.recorded_at <= known_at)
        .group_by(VERSION.tenant, VERSION.id)
        .subquery()
    )
    columns = tuple_(TRANSFER.tenant, TRANSFER.item_tenant, TRANSFER.item, TRANSFER.place)
    item, of_item = tuple_(*columns.clauses[:3]), {one[:3] for one in wanted}
    query = (
        select(TRANSFER, VERSION)
        .join(known, (known.c.tenant == TRANSFER.tenant) & (known.c.id == TRANSFER.id))
        .join(VERSION, (VERSION.tenant == TRANSFER.tenant) & (VERSION.id == TRANSFER.id))
        .where(VERSION.version == known.c.version, or_(columns.in_(wanted), TRANSFER.wider & item.in_(of_item)))
    )
    found: dict[Key, list[Transfer]] = {}
    rows = [of_row(row, version) for row, version in (await session.execute(query)).all()]
    drafts = [row.key for row in rows if not row.published_at]
    seen = await load(session, seen_by, drafts) if seen_by else drafts
    for transfer in rows:
        if transfer.published_at or transfer.key in seen:
            found.setdefault(transfer.item, []).append(transfer)
    return found


async def pages(
    store: Store, actor: Actor, under: Under, parents: Sequence[Hashable], wanted: TransferFilter, ask: Ask
) -> dict[Any, Page[Transfer]]:
    """List transfers, the latest to take effect first: one list (under None), or one for each parent.

    Refuses with Invalid a list that is bound to no place.
    """
    async with store.reading(actor) as session:
        query, below_ = await _query(session, store, actor, under, parents, wanted)
        order = [By(VERSION.effective_from, descending=True), By(TRANSFER.tenant), By(TRANSFER.id)]
        load_ = partial(load, session, actor)
        return await paging.lists(session, query.add_columns(TRANSFER.tenant, TRANSFER.id), order, ask, below_, load_)


async def counts(
    store: Store, actor: Actor, under: Under, parents: Sequence[Hashable], wanted: TransferFilter
) -> dict[Any, int]:
    """Count what `pages` lists."""
    async with store.reading(actor) as session:
        return await paging.counts(session, *await _query(session, store, actor, under, parents, wanted))


def joined(query: Select[*Ts]) -> Select[*Ts]:
    """Ask of transfers, each with its item and the current version of both."""
    item = (ITEM.tenant == TRANSFER.item_tenant) & (ITEM.id == TRANSFER.item)
    query = query.select_from(TRANSFER).join(VERSION, current())
    return query.outerjoin(ITEM, item).outerjoin(ITEM_VERSION, current_item())


@cache
def _each() -> Select[tables.Transfer, tables.TransferVersion]:
    return joined(select(TRANSFER, VERSION))


async def _query(
    session: AsyncSession,
    store: Store,
    actor: Actor,
    under: Under,
    parents: Sequence[Hashable],
    wanted: TransferFilter,
) -> tuple[Select[Any], Below]:
    """The rows of the lists, without columns yet, and what they are listed below."""
    await divisions.check(session, "filter.county", [wanted.county])
    await divisions.check(session, "filter.within", [wanted.within])
    prefixes, parent = _placed(actor, under, parents, wanted)
    recorded = await policies.recorded_below(session, prefixes)
    now = wanted.as_of or store.clock()
    query = joined(select()).where(or_(*(below(TRANSFER.tenant, prefix) for prefix in prefixes)))
    query = query.where(visible(actor, Action.TRANSFER_READ, COLUMNS, recorded), *_filters(wanted, now))
    query = query.where(*await _parties(session, wanted))
    if wanted.viewer_may is not None:  # a question about the present, as `viewer_may` is
        query = query.where(await worklist(session, actor, wanted.viewer_may, recorded, store.clock()))
    if under in ("devolver", "receiver"):
        tenants, received = {one.tenant for one in parents if isinstance(one, Key)}, under == "receiver"
        lineage = (await successions.lineage(session, tenants)).as_of(wanted.as_of)
        if lineage.successions:
            party = RECEIVER if received else DEVOLVER
            return estates.under(query, lineage, parents, party, OF_ITEM, received=received)
    if parent is not None:
        query = query.where(_among(under, parents))
    return query, Below(parents, parent)


async def _parties(session: AsyncSession, wanted: TransferFilter) -> list[ColumnElement[bool]]:
    """The transfers of a devolver, to a receiver, or within a township: also under the names that they had (R207)."""
    codes = [tenant_of(wanted.within)] if wanted.within else []
    tenants = {one.tenant for one in (wanted.devolver, wanted.receiver) if one} | {*codes}
    lineage = (await successions.lineage(session, tenants)).as_of(wanted.as_of)
    found = []
    if wanted.devolver:
        found.append(estates.among(estates.of_body(lineage, wanted.devolver), DEVOLVER, OF_ITEM))
    if wanted.receiver:
        own = estates.of_body(lineage, wanted.receiver)
        found.append(estates.among(own, RECEIVER, OF_ITEM, received=True))
    if wanted.within:
        found.append(or_(false(), *(below(TRANSFER.place, code) for code in lineage.area(wanted.within))))
    return found


def _placed(
    actor: Actor, under: Under, parents: Sequence[Hashable], wanted: TransferFilter
) -> tuple[list[str], ColumnElement[str] | None]:
    """The ranges of tenants a list lies in, and the column that tells its parents apart."""
    if under == "county":
        return sorted({str(one) for one in parents}), TRANSFER.tenant
    tenants = sorted({one.tenant for one in parents if isinstance(one, Key)})
    if under == "item":
        return tenants, _ITEM_PARENT  # a region's item is handed over in the counties below it
    if under == "devolver":
        return tenants, _DEVOLVER_PARENT  # a region's department hands over in the counties below it
    if under == "receiver":
        return tenants, _RECEIVER_PARENT
    if under == "batch":
        return tenants, _BATCH_PARENT
    if under == "recall_order":
        return tenants, _ORDER_PARENT
    return places_of(actor, wanted.county, wanted.within), None


def _among(under: Under, parents: Sequence[Hashable]) -> ColumnElement[bool]:
    """The rows of these parents, said so that an index serves it."""
    if under == "county":
        return COLUMNS.tenant.in_(parents)
    columns = {
        "item": (TRANSFER.item_tenant, TRANSFER.item),
        "devolver": (TRANSFER.devolver_tenant, TRANSFER.devolver),
        "receiver": (TRANSFER.tenant, TRANSFER.receiver),
        "batch": (TRANSFER.tenant, TRANSFER.batch),
        "recall_order": (TRANSFER.tenant, VERSION.recall_order),
    }[under]
    return tuple_(*columns).in_([(one.tenant, one.id) for one in parents if isinstance(one, Key)])


def _filters(wanted: TransferFilter, now: datetime) -> list[ColumnElement[bool]]:
    def same(tenant: ColumnElement[str], id_: ColumnElement[str], key: Key | None) -> ColumnElement[bool]:
        return (tenant == key.tenant) & (id_ == key.id) if key else true()

    return [
        status_in(wanted.statuses, now) if wanted.statuses is not None else true(),
        in_force(now).is_(wanted.in_force) if wanted.in_force is not None else true(),
        on_list(wanted.duties, now) if wanted.duties is not None else true(),
        VERSION.mode == wanted.mode if wanted.mode else true(),
        TRANSFER.kind == wanted.kind if wanted.kind else true(),
        same(TRANSFER.item_tenant, TRANSFER.item, wanted.item),
        TRANSFER.tenant == wanted.county if wanted.county else true(),
    ]
