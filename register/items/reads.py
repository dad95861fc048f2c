"""Reading items, each only within what the account may see."""

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, String, and_, cast, not_, or_, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import Actor
from register import divisions, fence, find, paging, policies, tables
from register.codes import place_in_code, tenant_of
from register.items import reviews
from register.paging import Ask, Below, By, Page
from register.records import Item, Key
from register.refusals import Invalid
from register.scope import Columns, below, visible
from register.store import Store
from register.successions import estates
from register.successions import reads as successions
from register.words import PowerKind

ITEM, VERSION = tables.expr(tables.Item), tables.expr(tables.ItemVersion)
LINES = {"catalogue": tables.expr(tables.CatalogueEntry), "retained": tables.expr(tables.CatalogueRetention)}
DEPARTMENT = (ITEM.tenant, ITEM.department)
Under = Literal["list", "county", "department", "catalogue", "retained"]
_LONGEST = 1000  # of a name in the lists; SQLite fails on a pattern of 50,000 bytes


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Which items are wanted; what is None does not narrow."""

    kind: PowerKind | None = None
    department: Key | None = None
    text: str | None = None
    county: str | None = None
    within: str | None = None
    window: str | None = None
    awaits_review: bool | None = None

    def __post_init__(self) -> None:
        """Refuse with Invalid a text longer than any that it could be part of."""
        if self.text is not None and len(self.text) > _LONGEST:
            message = f"the text looked for has {len(self.text)} characters; no name or code has more than {_LONGEST}"
            raise Invalid.at("filter.text", message, remedy="look for a part of the name or of the code")


def of_row(item: tables.Item, version: tables.ItemVersion) -> Item:
    """Read an identity with one of its versions as an item."""
    return Item(
        key=Key(item.tenant, item.id),
        code=item.code,
        scheme=item.scheme,
        name=version.name,
        kind=PowerKind(item.kind),
        department=Key(item.tenant, item.department),
        competent=Key(item.tenant, version.competent),
        legal_basis=tuple(version.legal_basis),
        important=version.important,
        county_or_above=version.county_or_above,
        decisions_reviewed=version.decisions_reviewed,
        windows=tuple(version.windows or ()),
        statutory_days=version.statutory_days,
        promised_days=version.promised_days,
        confidential=version.confidential,
        published=version.published,
        retired=version.retired,
        version=version.version,
        recorded_at=version.recorded_at,
        valid_from=version.valid_from,
    )


def current() -> ColumnElement[bool]:
    """An identity with its current version."""
    return and_(VERSION.tenant == ITEM.tenant, VERSION.id == ITEM.id, VERSION.version == ITEM.version)


COLUMNS = Columns(
    tenant=ITEM.tenant,
    division=ITEM.tenant,
    published=VERSION.published,
    confidential=VERSION.confidential,
)


async def by_key(store: Store, actor: Actor, keys: Iterable[Key]) -> dict[Key, Item]:
    """Find the items of these keys that the account may see."""
    async with store.reading(actor) as session:
        return await load(session, actor, keys)


async def load(session: AsyncSession, actor: Actor, keys: Iterable[Key]) -> dict[Key, Item]:
    """Find items within a transaction, as far as the account may see them."""
    wanted = {(key.tenant, key.id) for key in keys}
    if not wanted:
        return {}
    recorded = await policies.recorded_domains(
        session, {code for tenant, _ in wanted for code in policies.path_of(tenant)}
    )
    query = select(ITEM, VERSION).join(VERSION, current()).where(tuple_(ITEM.tenant, ITEM.id).in_(wanted))
    query = query.where(visible(actor, Action.ITEM_READ, COLUMNS, recorded))
    found = [of_row(item, version) for item, version in (await session.execute(query)).all()]
    return {item.key: item for item in await carried_on(session, found)}


async def found(session: AsyncSession, actor: Actor, key: Key) -> Item:
    """Find an item of the account's own places, to change it. Refuses with NotFound."""
    row = (await load(session, actor, [key])).get(key) if find.reaches(actor, key.tenant) else None
    return find.found(row, "item")


async def carried_on(session: AsyncSession, items: Sequence[Item]) -> list[Item]:
    """Items of whoever carries their departments on now (R207)."""
    lineage = await successions.lineage(session, {item.key.tenant for item in items})
    return [lineage.item(item) for item in items]


async def one(session: AsyncSession, key: Key) -> Item:
    """Read an item that a row refers to, whoever may see it: a step of its transfer asks, not a reader."""
    return (await required(session, [key]))[key]


async def required(session: AsyncSession, keys: Collection[Key]) -> dict[Key, Item]:
    """Read the items that rows refer to, whoever may see them."""
    wanted = [(key.tenant, key.id) for key in keys]
    query = select(ITEM, VERSION).join(VERSION, current()).where(tuple_(ITEM.tenant, ITEM.id).in_(wanted))
    async with fence.lifted(session):
        found = (await session.execute(query)).all()
    return {item.key: item for item in await carried_on(session, [of_row(*one) for one in found])}


async def version(store: Store, actor: Actor, key: Key, number: int) -> Item:
    """Read one version of an item that the account was found to see."""
    query = select(ITEM, VERSION).join(VERSION, (VERSION.tenant == ITEM.tenant) & (VERSION.id == ITEM.id))
    mine = (ITEM.tenant == key.tenant) & (ITEM.id == key.id)
    async with store.reading(actor) as session:
        found = of_row(*(await session.execute(query.where(mine, VERSION.version == number))).one())
        return (await carried_on(session, [found]))[0]


async def versions_at(
    session: AsyncSession, wanted: Iterable[tuple[Key, datetime]], known_at: datetime
) -> dict[tuple[Key, datetime], Item]:
    """What the register knew at one moment about items at others (design §5); without those it knew nothing of."""
    asked = set(wanted)
    keys = {(key.tenant, key.id) for key, _ in asked}
    query = (
        select(ITEM, VERSION)
        .join(VERSION, (VERSION.tenant == ITEM.tenant) & (VERSION.id == ITEM.id))
        .where(tuple_(ITEM.tenant, ITEM.id).in_(keys), VERSION.recorded_at <= known_at)
        .order_by(VERSION.version)
    )
    known: dict[Key, list[Item]] = {}
    for item, row in await session.execute(query) if keys else ():
        known.setdefault(Key(item.tenant, item.id), []).append(of_row(item, row))
    holding = {
        (key, at): [one for one in known.get(key, ()) if one.valid_from is None or one.valid_from <= at]
        for key, at in asked
    }
    return {about: versions[-1] for about, versions in holding.items() if versions}


async def by_code(store: Store, actor: Actor, code: str, county: str | None) -> Item | None:
    """Find an item by its code: in the county named, else in the account's own places, else where the code says."""
    places = [county] if county else sorted({*actor.tenants, *filter(None, [place_in_code(code)])})
    if not places:
        message = "an item code alone does not say where to look"
        raise Invalid.at("county", message, remedy="name the county, or ask by id")
    async with store.reading(actor) as session:
        wanted = or_(*(below(ITEM.tenant, place) for place in places))
        found = await session.execute(select(ITEM.tenant, ITEM.id).where(ITEM.code == code, wanted).limit(10))
        keys = [Key(*row) for row in found.all()]
        seen = await load(session, actor, keys)
        return next((seen[key] for key in keys if key in seen), None)


async def pages(
    store: Store, actor: Actor, under: Under, parents: Sequence[Hashable], wanted: ItemFilter, ask: Ask
) -> dict[Any, Page[Item]]:
    """List items by code: one list (under None), or one for each county or department.

    Refuses with Invalid a list that is bound to no place.
    """
    async with store.reading(actor) as session:
        query, below_ = await _query(session, actor, under, parents, wanted)
        order = [By(ITEM.code), By(ITEM.tenant), By(ITEM.id)]
        load_ = partial(load, session, actor)
        return await paging.lists(session, query.add_columns(ITEM.tenant, ITEM.id), order, ask, below_, load_)


async def counts(
    store: Store, actor: Actor, under: Under, parents: Sequence[Hashable], wanted: ItemFilter
) -> dict[Any, int]:
    """Count what `pages` lists."""
    async with store.reading(actor) as session:
        return await paging.counts(session, *await _query(session, actor, under, parents, wanted))


async def _query(
    session: AsyncSession, actor: Actor, under: Under, parents: Sequence[Hashable], wanted: ItemFilter
) -> tuple[Select[Any], Below]:
    """The rows of the lists, without columns yet, and what they are listed below."""
    await divisions.check(session, "filter.county", [wanted.county])
    await divisions.check(session, "filter.within", [wanted.within])
    await divisions.check(session, "filter.window", [wanted.window])
    prefixes, parent = _placed(actor, under, parents, wanted)
    recorded = await policies.recorded_below(session, prefixes)
    query = select().select_from(ITEM).join(VERSION, current())
    if wanted.awaits_review is None:
        query = query.where(VERSION.retired.is_(False))
    else:  # that an item is retired is a change to review as well
        awaited = reviews.awaited(actor)
        query = query.where(awaited if wanted.awaits_review else and_(VERSION.retired.is_(False), not_(awaited)))
    if line := LINES.get(under):
        query = query.join(line, (line.tenant == ITEM.tenant) & (line.item == ITEM.id))
    query = query.where(or_(*(below(ITEM.tenant, prefix) for prefix in prefixes)))
    query = query.where(visible(actor, Action.ITEM_READ, COLUMNS, recorded), *_filters(wanted))
    if wanted.department:
        lineage = await successions.lineage(session, [wanted.department.tenant])
        query = query.where(
            estates.among(estates.of_body(lineage, wanted.department), DEPARTMENT, (ITEM.tenant, ITEM.id))
        )
    if under == "department":
        lineage = await successions.lineage(session, {one.tenant for one in parents if isinstance(one, Key)})
        if lineage.successions:
            return estates.under(query, lineage, parents, DEPARTMENT, (ITEM.tenant, ITEM.id))
    if parent is not None:
        query = query.where(_among(under, parents))
    return query, Below(parents, parent)


def _placed(
    actor: Actor, under: Under, parents: Sequence[Hashable], wanted: ItemFilter
) -> tuple[list[str], ColumnElement[str] | None]:
    """The ranges of tenants a list lies in, and the column that tells its parents apart."""
    if under == "county":
        return sorted({str(one) for one in parents}), ITEM.tenant
    if under == "department":
        tenants = {one.tenant for one in parents if isinstance(one, Key)}
        return sorted(tenants), ITEM.tenant + "/" + ITEM.department
    if line := LINES.get(under):
        tenants = {one.tenant for one in parents if isinstance(one, Key)}
        return sorted(tenants), line.tenant + "/" + cast(line.revision, String)
    return places_of(actor, wanted.county, wanted.within), None


def _among(under: Under, parents: Sequence[Hashable]) -> ColumnElement[bool]:
    """The rows of these parents, said so that an index serves it."""
    if under == "county":
        return COLUMNS.tenant.in_(parents)
    if line := LINES.get(under):
        revisions = [(one.tenant, int(one.id)) for one in parents if isinstance(one, Key)]
        return tuple_(line.tenant, line.revision).in_(revisions)
    return tuple_(ITEM.tenant, ITEM.department).in_([(one.tenant, one.id) for one in parents if isinstance(one, Key)])


def places_of(actor: Actor, county: str | None, within: str | None) -> list[str]:
    """Where a list lies: the place asked for, else the viewer's places. Refuses with Invalid a stranger's of all."""
    asked = [tenant_of(place) for place in (county, within) if place]
    if asked:
        return [max(asked, key=len)] if all(max(asked, key=len).startswith(one) for one in asked) else ["-"]
    if actor.roles:
        return sorted(actor.tenants)
    message = "a list without `county` or `within` is that of your places, and you have not signed in"
    raise Invalid.at("filter", message, remedy="name a county, or a place it lies within")


def _filters(wanted: ItemFilter) -> list[ColumnElement[bool]]:
    text = f"%{_escaped(wanted.text)}%" if wanted.text else None
    return [
        ITEM.kind == wanted.kind if wanted.kind else true(),
        or_(VERSION.name.ilike(text, escape="\\"), ITEM.code.ilike(text, escape="\\")) if text else true(),
        ITEM.tenant == wanted.county if wanted.county else true(),
        below(ITEM.tenant, tenant_of(wanted.within)) if wanted.within else true(),
        cast(VERSION.windows, String).contains(f'"{wanted.window}"') if wanted.window else true(),
    ]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
