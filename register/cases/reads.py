"""Reading cases and acts, each only within what the account may see."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, false, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import paging, policies, tables
from register.paging import Ask, By, Page
from register.records import Act, Case, Key, Sanction
from register.scope import Columns, visible
from register.store import Store
from register.words import Party, SanctionKind, Stage

CASE, ACT = tables.expr(tables.Case), tables.expr(tables.Act)
COLUMNS = Columns(
    tenant=CASE.tenant,
    division=CASE.place,
    published=false(),
    confidential=false(),
    parties=((CASE.filed_by_tenant, CASE.filed_by),),
)


def of_row(row: tables.Case) -> Case:
    """Read a row as a case."""
    return Case(
        key=Key(row.tenant, row.id),
        item=Key(row.item_tenant, row.item),
        place=row.place,
        filed_at=row.filed_at,
        filed_by=Key(row.filed_by_tenant, row.filed_by),
        also_at=tuple(row.also_at),
        sanctions=tuple(_sanction(one) for one in row.sanctions),
        party=Party(row.party) if row.party else None,
        closed_at=row.closed_at,
        outcome=row.outcome,
    )


def _sanction(said: dict[str, Any]) -> Sanction:
    amount = said.get("amount")
    return Sanction(SanctionKind(said["kind"]), Decimal(amount) if amount is not None else None)


def act_of_row(row: tables.Act, case: Case) -> Act:
    """Read a row as an act of its case."""
    return Act(Key(row.tenant, row.id), case, Stage(row.stage), Key(row.body_tenant, row.body), row.at)


async def by_key(store: Store, actor: Actor, keys: Iterable[Key]) -> dict[Key, Case]:
    """Find the cases of these keys that the account may see."""
    async with store.reading() as session:
        return await load(session, actor, keys)


async def load(session: AsyncSession, actor: Actor, keys: Iterable[Key]) -> dict[Key, Case]:
    """Find cases within a transaction, as far as the account may see them."""
    wanted = {(key.tenant, key.id) for key in keys}
    query = select(CASE).where(tuple_(CASE.tenant, CASE.id).in_(wanted))
    query = await _seen(session, actor, query, {tenant for tenant, _ in wanted})
    return {Key(row.tenant, row.id): of_row(row) for row in await session.scalars(query)}


async def acts_by_key(store: Store, actor: Actor, keys: Iterable[Key]) -> dict[Key, Act]:
    """Find the acts of these keys whose cases the account may see."""
    async with store.reading() as session:
        return await load_acts(session, actor, keys)


async def load_acts(session: AsyncSession, actor: Actor, keys: Iterable[Key]) -> dict[Key, Act]:
    """Find acts within a transaction, as far as the account may see their cases."""
    wanted = {(key.tenant, key.id) for key in keys}
    query = _joined(select(ACT, CASE)).where(tuple_(ACT.tenant, ACT.id).in_(wanted))
    query = await _seen(session, actor, query, {tenant for tenant, _ in wanted})
    found = (await session.execute(query)).all()
    return {Key(act.tenant, act.id): act_of_row(act, of_row(case)) for act, case in found}


async def act_pages(store: Store, actor: Actor, cases: Sequence[Key], ask: Ask) -> dict[Key, Page[Act]]:
    """List the acts of each case, the first done first."""
    parent = ACT.tenant + "/" + ACT.case
    async with store.reading() as session:
        query = await _acts(session, actor, cases, [ACT.tenant, ACT.id])
        found = await paging.pages(session, query, [By(ACT.at), By(ACT.id)], ask, parent=parent)
        keys = [Key(row.tenant, row.id) for page in found.values() for row in page.rows]
        records = await load_acts(session, actor, keys)
    lists = {key: paging.of_rows(page, records, lambda row: Key(row.tenant, row.id)) for key, page in found.items()}
    return {case: lists.get(f"{case.tenant}/{case.id}", Page()) for case in cases}


async def act_counts(store: Store, actor: Actor, cases: Sequence[Key]) -> dict[Key, int]:
    """Count the acts of each case."""
    async with store.reading() as session:
        query = await _acts(session, actor, cases, [ACT.tenant, ACT.case, func.count()])
        numbers = {Key(*row[:2]): row[2] for row in (await session.execute(query.group_by(ACT.tenant, ACT.case))).all()}
    return {case: numbers.get(case, 0) for case in cases}


async def _acts(session: AsyncSession, actor: Actor, cases: Sequence[Key], columns: Sequence[Any]) -> Select[Any]:
    wanted = [(case.tenant, case.id) for case in cases]
    query = _joined(select(*columns)).where(tuple_(ACT.tenant, ACT.case).in_(wanted))
    return await _seen(session, actor, query, {case.tenant for case in cases})


def _joined(query: Select[Any]) -> Select[Any]:
    return query.select_from(ACT).join(CASE, (CASE.tenant == ACT.tenant) & (CASE.id == ACT.case))


async def _seen(session: AsyncSession, actor: Actor, query: Select[Any], tenants: set[str]) -> Select[Any]:
    recorded = await policies.recorded_domains(session, {code for one in tenants for code in policies.path_of(one)})
    return query.where(visible(actor, Action.CASE_READ, COLUMNS, recorded))
