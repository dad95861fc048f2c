"""Bodies: departments and townships, whoever can hold a power. Everybody may read them."""

from collections.abc import Iterable, Sequence
from functools import cache

from sqlalchemy import Select, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actor import ANONYMOUS
from register import tables
from register.lineage import Lineage
from register.records import Body, Key
from register.store import Store
from register.successions import reads as successions
from register.words import BodyKind, Office, TownshipKind


async def by_key(store: Store, keys: Iterable[Key]) -> dict[Key, Body]:
    """Find the bodies of these keys; a key that names none is absent."""
    async with store.reading(ANONYMOUS) as session:
        return await load(session, keys)


async def load(session: AsyncSession, keys: Iterable[Key], lineage: Lineage | None = None) -> dict[Key, Body]:
    """Find bodies within a transaction: three statements, however many there are.

    They are told as their lineage has them at its moment; without one, as they are now. An office passes to whoever
    carries its department on (S10).
    """
    wanted = {(key.tenant, key.id) for key in keys}
    if not wanted:
        return {}
    row = tables.expr(tables.Body)
    if lineage is None:
        lineage = await successions.lineage(session, {tenant for tenant, _ in wanted})
    found = (await session.execute(_joined().where(tuple_(row.tenant, row.id).in_(wanted)))).all()
    departments = [Key(body.tenant, body.id) for body, department, _ in found if department]
    offices = await _offices(session, departments, lineage)
    bodies = (lineage.body(_body(*row, offices)) for row in found)
    return {body.key: body for body in bodies}


async def one(session: AsyncSession, key: Key) -> Body | None:
    """Find one body."""
    return (await load(session, [key])).get(key)


async def holding(session: AsyncSession, tenant: str) -> dict[Office, set[Key]]:
    """The departments of a county or region that hold each office now (R193)."""
    row = tables.expr(tables.DepartmentOffice)
    query = select(row.office, row.department).where(row.tenant == tenant)
    lineage, found = await successions.lineage(session, {tenant}), dict[Office, set[Key]]()
    for office, department in await session.execute(query):
        found.setdefault(Office(office), set()).add(lineage.heir(Key(tenant, department)))
    return found


async def called(session: AsyncSession, tenants: Iterable[str], names: Iterable[str]) -> dict[str, list[Key]]:
    """The bodies of these counties and regions that go, or ever went, by a name, a credit code or a division code."""
    wanted, places = set(names), sorted(set(tenants))
    body, department = tables.expr(tables.Body), tables.expr(tables.Department)
    joined = (department.tenant == body.tenant) & (department.id == body.id)
    query = select(body.tenant, body.id, body.name, department.code).outerjoin(department, joined)
    named = or_(body.name.in_(wanted), body.id.in_(wanted), department.code.in_(wanted))
    rows = await session.execute(query.where(body.tenant.in_(places), named))
    found = {(name, Key(tenant, id_)): None for tenant, id_, *goes_by in rows for name in {id_, *goes_by} & wanted}
    for one_ in (await successions.lineage(session, places)).successions:
        found |= {(name, one_.predecessors[0]): None for name in {one_.name, one_.code} & wanted}
    return {name: [key for of, key in found if of == name] for name in wanted}


@cache
def _joined() -> Select[tables.Body, tables.Department | None, tables.Township | None]:
    body, department, township = tables.expr(tables.Body), tables.expr(tables.Department), tables.expr(tables.Township)
    return (
        select(body, department, township)
        .outerjoin(department, (department.tenant == body.tenant) & (department.id == body.id))
        .outerjoin(township, (township.tenant == body.tenant) & (township.id == body.id))
    )


async def _offices(session: AsyncSession, keys: Sequence[Key], lineage: Lineage) -> dict[Key, tuple[Office, ...]]:
    row = tables.expr(tables.DepartmentOffice)
    wanted = [(one.tenant, one.id) for key in keys for one in (key, *lineage.predecessors(key))]
    found: dict[Key, set[Office]] = {}
    for one_ in await session.scalars(select(row).where(tuple_(row.tenant, row.department).in_(wanted))):
        found.setdefault(lineage.heir(Key(one_.tenant, one_.department)), set()).add(Office(one_.office))
    return {key: tuple(sorted(offices)) for key, offices in found.items()}


def _body(
    row: tables.Body,
    department: tables.Department | None,
    township: tables.Township | None,
    offices: dict[Key, tuple[Office, ...]],
) -> Body:
    key = Key(row.tenant, row.id)
    return Body(
        key=key,
        kind=BodyKind(row.kind),
        name=row.name,
        place=row.place,
        code=department.code if department else None,
        code_valid=department.code_valid if department else True,
        parent=department.parent if department else None,
        offices=offices.get(key, ()),
        township=TownshipKind(township.kind) if township else None,
    )


async def offices(session: AsyncSession, tenant: str) -> set[Office]:
    """The offices that some department of a county holds."""
    row = tables.expr(tables.DepartmentOffice)
    found = await session.scalars(select(row.office).where(row.tenant == tenant).distinct())
    return {Office(one) for one in found}
