"""Reading recall orders: the business of the county; what was published of one shows on each of its transfers."""

import json
from collections.abc import Iterable

from sqlalchemy import ColumnElement, String, cast, false, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import policies, tables
from register.records import Key, RecallOrder, Transfer
from register.scope import Columns, visible
from register.store import Store
from register.transfers.reads import COLUMNS as OF_TRANSFER
from register.transfers.reads import TRANSFER, VERSION, carried_on, joined
from register.transfers.rows import of_row as transfer_of_row
from register.words import OpenCases, RecallGround

ORDER = tables.expr(tables.RecallOrder)
COLUMNS = Columns(
    tenant=ORDER.tenant,
    division=ORDER.tenant,
    published=false(),
    confidential=false(),
    parties=((ORDER.requester_tenant, ORDER.requester),),
)


def of_row(row: tables.RecallOrder) -> RecallOrder:
    """Read a row as an order."""
    return RecallOrder(
        key=Key(row.tenant, row.id),
        ground=RecallGround(row.ground),
        basis=row.basis,
        effective_from=row.effective_from,
        open_cases=OpenCases(row.open_cases),
        requested_by=row.requested_by,
        requester=Key(row.requester_tenant, row.requester) if row.requester_tenant and row.requester else None,
        requested_at=row.requested_at,
        version=row.version,
    )


async def by_key(store: Store, actor: Actor, keys: Iterable[Key]) -> dict[Key, RecallOrder]:
    """Find the orders of these keys that the account may see."""
    async with store.reading(actor) as session:
        return await load(session, actor, keys)


async def load(session: AsyncSession, actor: Actor, keys: Iterable[Key]) -> dict[Key, RecallOrder]:
    """Find orders within a transaction, as far as the account may see them."""
    wanted = {(key.tenant, key.id) for key in keys}
    codes = {code for tenant, _ in wanted for code in policies.path_of(tenant)}
    recorded = await policies.recorded_domains(session, codes)
    query = select(ORDER).where(tuple_(ORDER.tenant, ORDER.id).in_(wanted))
    query = query.where(visible(actor, Action.TRANSFER_READ, COLUMNS, recorded))
    return {one.key: one for one in map(of_row, await session.scalars(query))} if wanted else {}


async def transfers_of(store: Store, actor: Actor, order: Key) -> list[Transfer]:
    """The transfers that an order takes back, as they stand; one that was refused is forgotten."""
    async with store.reading(actor) as session:
        return await named_by(session, actor, order)


async def named_by(session: AsyncSession, actor: Actor, order: Key) -> list[Transfer]:
    """The same, within a transaction."""
    return await _where(session, actor, order.tenant, VERSION.recall_order == order.id)


async def resting_on(session: AsyncSession, actor: Actor, county: str, number: str) -> list[Transfer]:
    """The published transfers of a county that rest on a document of this number, as far as the account sees them."""
    written = json.dumps(number)[1:-1]  # as the column has it, on both databases; what is alike is looked at below
    on_it = cast(VERSION.basis, String).contains(written, autoescape=True)
    found = await _where(session, actor, county, on_it & VERSION.published_at.is_not(None))
    return [one for one in found if any(basis.number == number for basis in one.basis)]


async def _where(session: AsyncSession, actor: Actor, tenant: str, wanted: ColumnElement[bool]) -> list[Transfer]:
    recorded = await policies.recorded_domains(session, policies.path_of(tenant))
    query = joined(select(TRANSFER, VERSION)).where(TRANSFER.tenant == tenant, wanted)
    query = query.where(visible(actor, Action.TRANSFER_READ, OF_TRANSFER, recorded)).order_by(TRANSFER.id)
    return await carried_on(session, [transfer_of_row(*row) for row in (await session.execute(query)).all()])
