"""Reviews of changes to lists 清单调整审查, and which changes still await one (R48)."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import ColumnElement, and_, case, exists, not_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from policies.actor import Actor
from register import bodies, scope, tables
from register.records import Item, ItemReview, Key
from register.refusals import NotLawful
from register.store import Store
from register.words import Office

ITEM, VERSION, REVIEW = tables.expr(tables.Item), tables.expr(tables.ItemVersion), tables.expr(tables.ItemReview)
_OFFICE, _BEFORE = tables.expr(tables.DepartmentOffice), aliased(VERSION)
# Publishing alone changes nothing of what was reviewed: the review of the version before it speaks of this one too.
_UNPUBLISHED = exists().where(
    _BEFORE.tenant == VERSION.tenant,
    _BEFORE.id == VERSION.id,
    _BEFORE.version == VERSION.version - 1,
    _BEFORE.published.is_(False),
)
_SINCE = case((and_(VERSION.published, _UNPUBLISHED), VERSION.version - 1), else_=VERSION.version)
_SAME = and_(
    REVIEW.tenant == VERSION.tenant,
    REVIEW.item == VERSION.id,
    REVIEW.version >= _SINCE,
    REVIEW.version <= VERSION.version,
)


def awaited(actor: Actor) -> ColumnElement[bool]:
    """Changes of the account's own places that nobody reviewed yet, where a body is there to: it holds SERVICE.

    What was on a list when it was entered is no change of it.
    """
    loaded = and_(VERSION.version == 1, VERSION.published)
    there = exists().where(_OFFICE.tenant == ITEM.tenant, _OFFICE.office == Office.SERVICE.value)
    return and_(scope.own(actor, ITEM.tenant), there, not_(loaded), not_(exists().where(_SAME)))


async def by_version(
    store: Store, actor: Actor, wanted: Iterable[tuple[Key, int]]
) -> dict[tuple[Key, int], tuple[ItemReview, ...]]:
    """The reviews of items in these versions, the first one first, within the account's own places."""
    versions = tuple_(VERSION.tenant, VERSION.id, VERSION.version).in_([(*key.pair, number) for key, number in wanted])
    query = select(VERSION.version, REVIEW).join(REVIEW, _SAME).where(versions, scope.own(actor, VERSION.tenant))
    found: dict[tuple[Key, int], tuple[ItemReview, ...]] = {}
    async with store.reading(actor) as session:
        for number, row in await session.execute(query.order_by(REVIEW.number)):
            about = Key(row.tenant, row.item), number
            found[about] = (*found.get(about, ()), of_row(row))
    return found


async def of_version(session: AsyncSession, item: Item) -> ItemReview | None:
    """The last review of an item in this version, if there is one."""
    query = select(REVIEW).where(REVIEW.tenant == item.key.tenant, REVIEW.item == item.key.id)
    row = await session.scalar(query.where(REVIEW.version == item.version).order_by(REVIEW.number.desc()).limit(1))
    return of_row(row) if row else None


async def passed(session: AsyncSession, item: Item, amended: Item) -> None:
    """Refuse with NotLawful (R48) to put an item on the published list otherwise than the service centre passed it.

    Where no body holds that office, nothing is waited for.
    """
    if item.published or not amended.published:
        return
    if Office.SERVICE not in await bodies.offices(session, item.key.tenant):
        return
    review = await of_version(session, item)
    if review and review.approve and amended == replace(item, published=True):
        return
    message = f"`{item.name}` is published as the service centre 政务服务管理部门 passed it, and not before"
    remedy = (
        "amend all else first, have that version reviewed with `reviewItem`, then publish it and change nothing else"
    )
    raise NotLawful(message, rules=["R48"], remedy=remedy)


def of_row(row: tables.ItemReview) -> ItemReview:
    """Read a row as a review."""
    return ItemReview(
        version=row.version,
        approve=row.approve,
        opinion=row.opinion,
        body=Key(row.body_tenant, row.body),
        jointly=tuple(Key(row.tenant, one) for one in row.jointly),
        at=row.at,
    )
