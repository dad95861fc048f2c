"""Reading successions. Everybody may, as they may read bodies."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, not_, or_, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actor import ANONYMOUS
from register import tables
from register.lineage import Lineage
from register.records import Heir, Key, Succession
from register.store import Store
from register.words import SuccessionKind

ROW, BODY = tables.expr(tables.Succession), tables.expr(tables.SuccessionBody)
_LEVELS = (2, 4, 6)  # digits of a province, a prefecture and a county


async def lineage(session: AsyncSession, tenants: Iterable[str], known_at: datetime | None = None) -> Lineage:
    """The successions of bodies of these counties and regions, and of the regions above them.

    As the register knew them at a moment (None: now).
    """
    places = {tenant[:digits] for tenant in tenants for digits in _LEVELS if len(tenant) >= digits}
    if not places:
        return Lineage()
    query = select(ROW).where(ROW.tenant.in_(sorted(places)))
    if known_at is not None:
        query = query.where(ROW.recorded_at <= known_at)
    rows = await session.scalars(query.order_by(ROW.document_date, ROW.number, ROW.tenant))
    return Lineage(tuple(_of_row(row) for row in rows))


async def by_key(store: Store, keys: Iterable[Key]) -> dict[Key, Succession]:
    """Find successions."""
    wanted = [(key.tenant, key.id) for key in keys]
    async with store.reading(ANONYMOUS) as session:
        rows = await session.scalars(select(ROW).where(tuple_(ROW.tenant, ROW.id).in_(wanted)))
        return {found.key: found for found in map(_of_row, rows)}


async def of_bodies(store: Store, bodies: Iterable[Key]) -> dict[Key, tuple[Succession, ...]]:
    """The successions that bodies took part in, the first one first."""
    wanted = set(bodies)
    async with store.reading(ANONYMOUS) as session:
        found = await lineage(session, {body.tenant for body in wanted})
    return {
        body: tuple(one for one in found.successions if body in (*one.predecessors, *one.successors)) for body in wanted
    }


def there(tenant: ColumnElement[str], body: ColumnElement[str], at: datetime | None) -> ColumnElement[bool]:
    """The bodies that there were at a moment (None: now), in SQL: not ended by then, and not yet to be made."""
    began = true() if at is None else BODY.begins <= at
    out = or_(and_(BODY.made.is_(False), began), and_(BODY.made.is_(True), not_(began)))
    return not_(select(BODY.body).where(BODY.tenant == tenant, BODY.body == body, out).exists())


def _of_row(row: tables.Succession) -> Succession:
    return Succession(
        key=Key(row.tenant, row.id),
        kind=SuccessionKind(row.kind),
        predecessors=tuple(Key(row.tenant, one) for one in row.predecessors),
        heirs=tuple(
            Heir(Key(row.tenant, one["body"]), tuple(Key(row.tenant, item) for item in one.get("items", ())))
            for one in row.heirs
        ),
        document=row.document,
        document_date=row.document_date,
        recorded_at=row.recorded_at,
        url=row.url,
        former_name=row.former_name,
        name=row.name,
        former_code=row.former_code,
        code=row.code,
    )
