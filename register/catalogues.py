"""Catalogues 下放目录: which items a government hands down, and how. Outside of one nothing is proposed (R9)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from policies.actions import Action
from policies.actor import ANONYMOUS, Actor
from register import find, items, journal, permission, scope, tables
from register.clock import day_of
from register.once import Once, perform
from register.paging import LAST
from register.records import Catalogue, Item, Key, Ref
from register.refusals import Invalid, NotFound, NotLawful, Problem
from register.store import Store
from register.texts import problems_of_paper
from register.words import TransferMode

CATALOGUE, ENTRY = tables.expr(tables.Catalogue), tables.expr(tables.CatalogueEntry)


@dataclass(frozen=True, slots=True)
class Entry:
    """An item that may be handed down, and the one mode in which it may (R8)."""

    item: Key
    mode: TransferMode


@dataclass(frozen=True, slots=True)
class NewCatalogue:
    """A catalogue as the government publishes it: it takes the place of the one before, 0 where there is none."""

    place: str
    expected_revision: int
    document: str
    document_date: date
    url: str
    entries: tuple[Entry, ...]


async def publish(store: Store, actor: Actor, new: NewCatalogue, once: Once | None = None) -> Key:
    """Publish a government's catalogue, all of it; the government's office does.

    Refuses with NotFound, NotAllowed, NotLawful (R9), OutOfDate, and with Invalid what is not well formed.
    """

    async def work(session: AsyncSession) -> Key:
        place = await find.government(session, actor, new.place)
        facts = await _facts(session, actor, new)
        await permission.require(session, actor, place.code, Action.CATALOGUE_PUBLISH, facts)
        await journal.lock(session, place.code)
        now = store.clock()
        last = await latest(session, place.code)
        find.unchanged(new.expected_revision, last)
        _well_formed(new, day_of(now))
        await _listed(session, actor, new)
        key = await _write(session, new, last + 1, now)
        event = journal.Event("catalogue:published", Ref("Catalogue", key), _said(new, last + 1))
        await journal.record(session, key.tenant, str(actor.account), now, event)
        return key

    return await perform(store, actor, once, work)


async def _write(session: AsyncSession, new: NewCatalogue, revision: int, now: datetime) -> Key:
    row = tables.Catalogue(
        tenant=new.place,
        revision=revision,
        document=new.document,
        document_date=new.document_date,
        url=new.url,
        published_at=now,
    )
    session.add(row)
    await session.flush()
    session.add_all(
        tables.CatalogueEntry(tenant=new.place, revision=revision, item=one.item.id, mode=one.mode.value)
        for one in new.entries
    )
    await session.flush()
    return Key(new.place, str(revision))


async def by_key(store: Store, keys: Iterable[Key]) -> dict[Key, Catalogue]:
    """Find revisions of catalogues; they are public."""
    wanted = {(key.tenant, int(key.id)) for key in keys if key.id.isdecimal() and len(key.id) <= len(str(LAST))}
    found = select(CATALOGUE).where(tuple_(CATALOGUE.tenant, CATALOGUE.revision).in_(wanted))
    async with store.reading(ANONYMOUS) as session:
        rows = [_of_row(row) for row in await session.scalars(found)]
    return {row.key: row for row in rows}


async def current(store: Store, tenants: Iterable[str]) -> dict[str, Catalogue]:
    """The catalogues that hold now, of those governments that have published one."""
    async with store.reading(ANONYMOUS) as session:
        query = select(CATALOGUE).where(tuple_(CATALOGUE.tenant, CATALOGUE.revision).in_(_heads(tenants)))
        return {row.tenant: _of_row(row) for row in await session.scalars(query)}


async def modes(store: Store, keys: Iterable[Key]) -> dict[Key, TransferMode]:
    """In which mode the current catalogue hands each of these items down; what it leaves out is left out."""
    wanted = [(key.tenant, key.id) for key in keys]
    heads = _heads({tenant for tenant, _ in wanted})
    query = select(ENTRY).where(tuple_(ENTRY.tenant, ENTRY.item).in_(wanted))
    async with store.reading(ANONYMOUS) as session:
        found = await session.scalars(query.where(tuple_(ENTRY.tenant, ENTRY.revision).in_(heads)))
        return {Key(row.tenant, row.item): TransferMode(row.mode) for row in found}


async def latest(session: AsyncSession, tenant: str) -> int:
    """The number of a government's last catalogue; 0 where it has published none."""
    return await session.scalar(select(func.max(CATALOGUE.revision)).where(CATALOGUE.tenant == tenant)) or 0


Listed = Mapping[str, Mapping[Key, TransferMode]]


async def listed(session: AsyncSession, wanted: Collection[Key]) -> Listed:
    """By government, which of these items its current catalogue hands down, and how; one that has none is left out."""
    heads = {row[0]: row[1] for row in await session.execute(_heads({key.tenant for key in wanted}))}
    found: dict[str, dict[Key, TransferMode]] = {tenant: {} for tenant in heads}
    current = tuple_(ENTRY.tenant, ENTRY.revision).in_(heads.items())
    among = tuple_(ENTRY.tenant, ENTRY.item).in_([(key.tenant, key.id) for key in wanted])
    for row in await session.scalars(select(ENTRY).where(current, among)) if heads else ():
        found[row.tenant][Key(row.tenant, row.item)] = TransferMode(row.mode)
    return found


def admits(listed: Listed, item: Item, mode: TransferMode) -> None:
    """Refuse with NotLawful to hand down what the government's catalogue leaves out (R9), or in another mode (R8).

    Where there is no catalogue nothing stands against it; CONCENTRATE hands nothing down (R16).
    """
    if mode is TransferMode.CONCENTRATE or item.key.tenant not in listed:
        return
    given = listed[item.key.tenant].get(item.key)
    if given is None:
        message = f"`{item.name}` is not in the catalogue 下放目录 of what may be handed down"
        remedy = "the government publishes another catalogue with it first"
        raise NotLawful(message, rules=["R9"], remedy=remedy, holder=item.department)
    if given is not mode:
        message = f"the catalogue 下放目录 has `{item.name}` under {given} {given.chinese}, and not under {mode}"
        raise NotLawful(message, rules=["R8"], remedy=f"propose it under {given}", holder=item.department)


def _heads(tenants: Iterable[str]) -> Select[str, int]:
    """The last revision of each."""
    return (
        select(CATALOGUE.tenant, func.max(CATALOGUE.revision))
        .where(CATALOGUE.tenant.in_(sorted(set(tenants))))
        .group_by(CATALOGUE.tenant)
    )


async def _facts(session: AsyncSession, actor: Actor, new: NewCatalogue) -> frozenset[str]:
    body = await find.own_body(session, actor)
    return frozenset(scope.facts_of_offices(body, new.place) | scope.facts_of_account(actor, new.place))


def _well_formed(new: NewCatalogue, today: date) -> None:
    named = [one.item for one in new.entries]
    checks = (
        ("entries", not named, "a catalogue names at least one item"),
        ("entries", len(named) != len(set(named)), "an item stands in a catalogue once, with one mode"),
        ("entries", any(one.mode is TransferMode.CONCENTRATE for one in new.entries), "CONCENTRATE hands nothing down"),
    )
    problems = problems_of_paper(new.document, new.document_date, new.url, today)
    problems += [Problem((path,), message) for path, wrong, message in checks if wrong]
    if problems:
        raise Invalid(*problems, rules=["R9"])


async def _listed(session: AsyncSession, actor: Actor, new: NewCatalogue) -> None:
    """Refuse with NotFound an item that is not the government's own, or is retired."""
    known = await items.load(session, actor, {one.item for one in new.entries})
    for n, one in enumerate(new.entries):
        item = known.get(one.item)
        if item is None or item.key.tenant != new.place or item.retired:
            message = f"`entries.{n}.item` names no item of `{new.place}`"
            raise NotFound(message, remedy="name items of the government's own departments")


def _said(new: NewCatalogue, revision: int) -> dict[str, object]:
    return {
        "revision": revision,
        "document": new.document,
        "documentDate": new.document_date.isoformat(),
        "url": new.url,
        "entries": [{"item": one.item.id, "mode": one.mode.value} for one in new.entries],
    }


def _of_row(row: tables.Catalogue) -> Catalogue:
    key = Key(row.tenant, str(row.revision))
    return Catalogue(key, row.document, row.document_date, row.url, row.published_at)
